//! An e-mail address as it is handed over: its domain in ASCII (IDNA), so that every server takes it.

use lettre::Address;

/// The longest address (RFC 5321), in bytes.
const LONGEST: usize = 254;

/// Not an address to which mail can go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an e-mail address")]
pub(crate) struct NoMailAddress;

/// An address. Whether somebody reads there, only an answer tells.
#[derive(Clone, Debug)]
pub(crate) struct MailAddress(Address);

impl MailAddress {
    /// Reads an address; `bücher.example` becomes `xn--bcher-kva.example`.
    ///
    /// # Errors
    /// [`NoMailAddress`].
    pub(crate) fn try_new(text: &str) -> Result<Self, NoMailAddress> {
        let text = text.trim();
        if text.len() > LONGEST || text.chars().any(|c| c.is_control() || c.is_whitespace()) {
            return Err(NoMailAddress);
        }
        let (local, host) = text.rsplit_once('@').ok_or(NoMailAddress)?;
        let host = idna::domain_to_ascii(host).map_err(|_| NoMailAddress)?;
        let has_two_parts = host.split('.').filter(|part| !part.is_empty()).count() > 1;
        if !has_two_parts || host.split('.').any(str::is_empty) {
            return Err(NoMailAddress);
        }
        Address::new(local, host.as_str()).map(Self).map_err(|_| NoMailAddress)
    }

    /// As it is written.
    pub(crate) fn as_str(&self) -> &str {
        self.0.as_ref()
    }

    /// What follows the `@`.
    pub(crate) fn domain(&self) -> &str {
        self.0.domain()
    }

    /// As the library has it.
    pub(super) fn into_inner(self) -> Address {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_is_handed_over_in_ascii() {
        let read =
            |text: &str| MailAddress::try_new(text).map(|address| address.as_str().to_owned());
        assert_eq!(read(" anna@example.org "), Ok("anna@example.org".to_owned()));
        assert_eq!(read("runa@Bücher.example"), Ok("runa@xn--bcher-kva.example".to_owned()));
        let wrong = [
            "",
            "anna",
            "@example.org",
            "anna@",
            "anna@localhost",
            "anna@.org",
            "anna@example..org",
            "a b@example.org",
            "anna@example.org\r\nBcc: eva@example.org",
            "anna@example.org>\n<eva@example.org",
            "anna\0@example.org",
        ];
        for text in wrong {
            assert_eq!(read(text), Err(NoMailAddress), "{text:?}");
        }
        assert_eq!(read(&format!("{}@example.org", "a".repeat(250))), Err(NoMailAddress));
    }
}
