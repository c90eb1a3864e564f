//! The link by which one purchase is paid in a browser without a session. It is signed and nowhere
//! kept: it names the purchase, nobody can make one for another, and it soon opens nothing.

use mojo_domain::journal::{hex, unhex};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::signing::SigningKey;
use crate::storage::StorageError;

/// What keeps it apart from everything else that is signed with this key.
const PURPOSE: &str = "pay_own_purchase";

/// So long a link leads to the payment, in microseconds.
const VALID: i64 = 30 * 60 * 1_000_000;

/// So long it leads to what came of it: the customer's bank may take its time.
const OUTCOME_VALID: i64 = 24 * 60 * 60 * 1_000_000;

/// A longer one is none.
const LONGEST: usize = 1_024;

/// What a link says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PaymentLink {
    pub(crate) purchase_id: Uuid,
    /// Of a subscription, and not of a checkout.
    pub(crate) is_subscription: bool,
    /// When it was made.
    pub(crate) made_at: i64,
}

/// The same as it is signed.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    purpose: String,
    purchase_id: Uuid,
    is_subscription: bool,
    made_at: i64,
}

impl PaymentLink {
    /// The part of the address that opens the payment.
    ///
    /// # Errors
    /// [`StorageError::Rule`] when it cannot be written.
    pub(crate) fn token(&self, key: &SigningKey) -> Result<String, StorageError> {
        let signed = key.sign(&Body {
            purpose: PURPOSE.to_owned(),
            purchase_id: self.purchase_id,
            is_subscription: self.is_subscription,
            made_at: self.made_at,
        })?;
        Ok(format!("{}-{}", hex(signed.body.as_bytes()), signed.signature))
    }

    /// What this installation signed; `None` for anything else.
    pub(crate) fn read(token: &str, key: &SigningKey) -> Option<Self> {
        if token.len() > LONGEST {
            return None;
        }
        let (body, signature) = token.split_once('-')?;
        let body = String::from_utf8(unhex(body)?).ok()?;
        if !key.has_signed(&body, &unhex(signature)?) {
            return None;
        }
        let body: Body = serde_json::from_str(&body).ok()?;
        let Body { purpose, purchase_id, is_subscription, made_at } = body;
        (purpose == PURPOSE).then_some(Self { purchase_id, is_subscription, made_at })
    }

    /// Until when it leads to the payment.
    pub(crate) fn valid_until(&self) -> i64 {
        self.made_at.saturating_add(VALID)
    }

    /// It leads to the payment at `now`.
    pub(crate) fn opens_payment(&self, now: i64) -> bool {
        now < self.valid_until()
    }

    /// It leads to what came of the payment at `now`.
    pub(crate) fn opens_outcome(&self, now: i64) -> bool {
        now < self.made_at.saturating_add(OUTCOME_VALID)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(seed: u8) -> SigningKey {
        SigningKey::from_seed(&[seed; 32]).unwrap()
    }

    fn link() -> PaymentLink {
        PaymentLink { purchase_id: Uuid::from_u128(7), is_subscription: false, made_at: 1_000 }
    }

    #[test]
    fn a_link_opens_what_it_was_made_for_and_nothing_else() {
        let token = link().token(&key(7)).unwrap();
        assert_eq!(PaymentLink::read(&token, &key(7)), Some(link()));
        assert_eq!(PaymentLink::read(&token, &key(8)), None, "another installation's");
        let (body, signature) = token.split_once('-').unwrap();
        let other = PaymentLink { purchase_id: Uuid::from_u128(8), ..link() };
        let other = other.token(&key(7)).unwrap();
        let (other_body, _) = other.split_once('-').unwrap();
        let long = "a".repeat(LONGEST + 1);
        for foreign in
            ["", "-", body, &format!("{other_body}-{signature}"), &format!("{body}-00"), &long]
        {
            assert_eq!(PaymentLink::read(foreign, &key(7)), None, "{foreign}");
        }
        let signed = key(7).sign(&serde_json::json!({ "made_at": 1 })).unwrap();
        let foreign = format!("{}-{}", hex(signed.body.as_bytes()), signed.signature);
        assert_eq!(PaymentLink::read(&foreign, &key(7)), None, "signed for something else");
    }

    #[test]
    fn a_link_pays_for_half_an_hour_and_tells_the_outcome_for_a_day() {
        let link = link();
        assert!(link.opens_payment(link.made_at + VALID - 1));
        assert!(!link.opens_payment(link.made_at + VALID));
        assert!(link.opens_outcome(link.made_at + VALID));
        assert!(!link.opens_outcome(link.made_at + OUTCOME_VALID));
    }
}
