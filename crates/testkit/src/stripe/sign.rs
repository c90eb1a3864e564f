//! How Stripe signs what it sends: `t=<seconds>,v1=<HMAC-SHA-256 of "seconds.payload">`.

use std::fmt::Write as _;

use ring::hmac;

/// The value of the header `Stripe-Signature`; `at` in seconds.
pub fn signature(payload: &str, secret: &str, at: i64) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let tag = hmac::sign(&key, format!("{at}.{payload}").as_bytes());
    let mut text = format!("t={at},v1=");
    for byte in tag.as_ref() {
        // Writing into a text cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_byte_another_signature() {
        let signed = signature("{}", "whsec_x", 1_700_000_000);
        assert!(signed.starts_with("t=1700000000,v1="));
        assert_eq!(signed.len(), "t=1700000000,v1=".len() + 64);
        assert_ne!(signed, signature("{ }", "whsec_x", 1_700_000_000));
        assert_ne!(signed, signature("{}", "whsec_y", 1_700_000_000));
    }
}
