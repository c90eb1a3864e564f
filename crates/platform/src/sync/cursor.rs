//! The cursor of a pull, opaque to the desk: which log, how far, seen with which scopes, spoken in
//! which protocol. A cursor that no longer fits begins anew; applying a page twice changes nothing.

use mojo_domain::journal::{hex, unhex};
use mojo_protocol::PROTOCOL_VERSION;

/// How far a desk has read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cursor {
    pub(crate) log_epoch: i64,
    pub(crate) seq: i64,
    pub(crate) scope_mask: i64,
}

impl Cursor {
    /// The opaque text.
    pub(crate) fn to_text(self) -> String {
        let plain =
            format!("{PROTOCOL_VERSION}.{}.{}.{}", self.log_epoch, self.scope_mask, self.seq);
        hex(plain.as_bytes())
    }

    /// Reads [`Self::to_text`]; `None` for another protocol's or somebody's invention.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let plain = String::from_utf8(unhex(text)?).ok()?;
        let numbers: Vec<i64> =
            plain.split('.').map(|part| part.parse().ok()).collect::<Option<_>>()?;
        match numbers[..] {
            [protocol, log_epoch, scope_mask, seq] if protocol == i64::from(PROTOCOL_VERSION) => {
                Some(Self { log_epoch, seq, scope_mask })
            }
            _ => None,
        }
    }

    /// Where to go on: after the cursor's place when log and scopes are still the same, else from
    /// the beginning.
    pub(crate) fn resume(text: &str, log_epoch: i64, scope_mask: i64, head: i64) -> i64 {
        Self::parse(text)
            .filter(|c| c.log_epoch == log_epoch && c.scope_mask == scope_mask)
            .filter(|c| (0..=head).contains(&c.seq))
            .map_or(0, |cursor| cursor.seq)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_of_other_scopes_or_another_log_begins_anew() {
        let text = Cursor { log_epoch: 3, seq: 42, scope_mask: 5 }.to_text();
        assert_eq!(Cursor::resume(&text, 3, 5, 100), 42);
        assert_eq!(Cursor::resume(&text, 4, 5, 100), 0, "the log was restored");
        assert_eq!(Cursor::resume(&text, 3, 7, 100), 0, "a scope was granted");
        assert_eq!(Cursor::resume(&text, 3, 5, 41), 0, "the log is shorter than the cursor");
        for text in ["", "zz", "00", &hex(b"1.2.3"), &hex("ä".as_bytes())] {
            assert_eq!(Cursor::resume(text, 3, 5, 100), 0);
        }
    }
}
