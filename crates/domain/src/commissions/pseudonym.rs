//! C16: how a statement names a customer. That somebody bought a level can reveal an illness
//! (Art. 9 GDPR), so the recipient of a commission sees `K-7F3A...` instead of a name; the named
//! extract is a separate act that is logged.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use crate::{TenantId, UserId};

/// The pseudonym of a customer towards one recipient. With the platform's secret it is always the
/// same; without it nobody can tell the customer, and two recipients see two pseudonyms.
pub fn pseudonym(secret: &[u8; 32], recipient: TenantId, customer: UserId) -> String {
    let digest = Sha256::new()
        .chain_update(b"commission statement pseudonym")
        .chain_update(secret)
        .chain_update(recipient.0.as_bytes())
        .chain_update(customer.0.as_bytes())
        .finalize();
    let mut text = "K-".to_owned();
    for byte in digest.iter().take(5) {
        write!(text, "{byte:02X}").expect("writing to a String does not fail");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn c16_a_pseudonym_is_stable_and_differs_by_recipient() {
        let customer = UserId(Uuid::from_u128(7));
        let (one, other) = (TenantId(Uuid::from_u128(1)), TenantId(Uuid::from_u128(2)));
        let name = pseudonym(&[1; 32], one, customer);
        assert_eq!(name, pseudonym(&[1; 32], one, customer));
        assert_ne!(name, pseudonym(&[1; 32], other, customer));
        assert_ne!(name, pseudonym(&[2; 32], one, customer));
        assert!(name.len() == 12 && name.starts_with("K-"));
    }
}
