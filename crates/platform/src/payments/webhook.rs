//! Whether an event comes from Stripe: `Stripe-Signature: t=<seconds>,v1=<HMAC-SHA-256 of
//! "seconds.payload">`, with one `v1` for each secret that is in force while secrets are changed.

use mojo_domain::journal::unhex;
use ring::hmac;

use super::StripeSettingsError;

/// An event is as old as this at most; an older one may be somebody's copy.
const TOLERANCE_S: u64 = 300;
/// No header has more signatures.
const MOST_SIGNATURES: usize = 8;

/// Why an event is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SignatureRefused {
    /// No header, or not in Stripe's form.
    #[error("the signature is missing or unreadable")]
    Unreadable,
    /// Signed too long ago, or in the future.
    #[error("the signature is more than five minutes off")]
    Old,
    /// Of another secret, or of another text.
    #[error("the signature does not fit")]
    Wrong,
}

/// The secrets by which events are signed: Stripe has one for the platform's own events and one for
/// those of connected accounts.
pub(crate) struct WebhookSecret(Vec<hmac::Key>);

impl WebhookSecret {
    /// Takes the secret as Stripe shows it.
    ///
    /// # Errors
    /// [`StripeSettingsError::WebhookSecret`] when it is none.
    pub(crate) fn try_new(secret: &str) -> Result<Self, StripeSettingsError> {
        if secret.is_empty() || !secret.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(StripeSettingsError::WebhookSecret);
        }
        Ok(Self(vec![hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes())]))
    }

    /// Takes several secrets, one a line.
    ///
    /// # Errors
    /// [`StripeSettingsError::WebhookSecret`] when there is none, or one is none.
    pub(crate) fn try_of_lines(text: &str) -> Result<Self, StripeSettingsError> {
        let mut keys = Vec::new();
        for line in text.lines() {
            keys.extend(Self::try_new(line.trim())?.0);
        }
        if keys.is_empty() { Err(StripeSettingsError::WebhookSecret) } else { Ok(Self(keys)) }
    }

    /// Lets through what was signed with this secret at about `now_s`, in seconds. The comparison
    /// takes the same time wherever two signatures differ.
    ///
    /// # Errors
    /// [`SignatureRefused`].
    pub(crate) fn check(
        &self,
        header: &str,
        payload: &[u8],
        now_s: i64,
    ) -> Result<(), SignatureRefused> {
        let (mut at, mut signatures) = (None, Vec::new());
        for part in header.split(',') {
            match part.trim().split_once('=') {
                Some(("t", text)) => at = Some(text),
                Some(("v1", text)) if signatures.len() < MOST_SIGNATURES => {
                    signatures.extend(unhex(text));
                }
                // Other schemes, as the one of test events.
                _ => {}
            }
        }
        let text = at.ok_or(SignatureRefused::Unreadable)?;
        let at: i64 = text.parse().map_err(|_| SignatureRefused::Unreadable)?;
        if signatures.is_empty() {
            return Err(SignatureRefused::Unreadable);
        }
        let signed = [text.as_bytes(), b".", payload].concat();
        let fits = |tag: &Vec<u8>| self.0.iter().any(|key| hmac::verify(key, &signed, tag).is_ok());
        if !signatures.iter().any(fits) {
            return Err(SignatureRefused::Wrong);
        }
        if now_s.abs_diff(at) > TOLERANCE_S {
            return Err(SignatureRefused::Old);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use mojo_testkit::stripe::signature;

    use super::*;

    const AT: i64 = 1_700_000_000;

    fn check(header: &str, payload: &str, now_s: i64) -> Result<(), SignatureRefused> {
        WebhookSecret::try_new("whsec_x").unwrap().check(header, payload.as_bytes(), now_s)
    }

    #[test]
    fn what_was_signed_is_let_through_for_five_minutes() {
        let signed = signature("{}", "whsec_x", AT);
        for now in [AT - 300, AT, AT + 300] {
            assert_eq!(check(&signed, "{}", now), Ok(()));
        }
        for now in [AT - 301, AT + 301, i64::MIN, i64::MAX] {
            assert_eq!(check(&signed, "{}", now), Err(SignatureRefused::Old));
        }
    }

    #[test]
    fn another_text_another_secret_and_another_time_are_refused() {
        let signed = signature("{}", "whsec_x", AT);
        assert_eq!(check(&signed, "{ }", AT), Err(SignatureRefused::Wrong));
        let foreign = signature("{}", "whsec_y", AT);
        assert_eq!(check(&foreign, "{}", AT), Err(SignatureRefused::Wrong));
        let younger = signed.replace(&AT.to_string(), &(AT + 1).to_string());
        assert_eq!(check(&younger, "{}", AT), Err(SignatureRefused::Wrong));
        for header in ["", "t=1", "v1=00", "t=x,v1=00", "t=1700000000,v1=xy", "t=1700000000,v0=00"]
        {
            assert_eq!(check(header, "{}", AT), Err(SignatureRefused::Unreadable), "{header}");
        }
    }

    #[test]
    fn one_of_several_signatures_is_enough() {
        let signed = signature("{}", "whsec_x", AT);
        let (_, own) = signed.split_once(",v1=").unwrap();
        let other = "0".repeat(64);
        let header = format!("t={AT},v1={other},v1={own},v0={other}");
        assert_eq!(check(&header, "{}", AT), Ok(()));
        assert_eq!(check(&format!("t={AT},v1={other}"), "{}", AT), Err(SignatureRefused::Wrong));
    }

    #[test]
    fn each_of_several_secrets_is_one() {
        let both = WebhookSecret::try_of_lines("whsec_x\nwhsec_y\r\n").unwrap();
        for secret in ["whsec_x", "whsec_y"] {
            assert_eq!(both.check(&signature("{}", secret, AT), b"{}", AT), Ok(()), "{secret}");
        }
        let other = both.check(&signature("{}", "whsec_z", AT), b"{}", AT);
        assert_eq!(other, Err(SignatureRefused::Wrong));
        for none in ["", "whsec_x\n\nwhsec_y", "whsec x"] {
            assert!(WebhookSecret::try_of_lines(none).is_err(), "{none:?}");
        }
    }

    #[test]
    fn a_secret_is_printable() {
        for text in ["", "whsec x", "whsec_x\n"] {
            let refused = WebhookSecret::try_new(text).err();
            assert_eq!(refused, Some(StripeSettingsError::WebhookSecret));
        }
    }
}
