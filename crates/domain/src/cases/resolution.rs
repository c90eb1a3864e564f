//! How a case may be settled, by its kind.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What people decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Resolution {
    /// A visit beyond the last entry is charged as a single session.
    Charge,
    /// A visit beyond the last entry is carried to another card.
    Carry,
    /// A visit beyond the last entry is given (Kulanz).
    Goodwill,
    /// Both documents stand as they are.
    KeepBoth,
    /// It holds as it was printed or recorded.
    Accept,
    /// One document is reversed by a Storno.
    Storno,
    /// What was quarantined stays out of account; what was deleted stays deleted.
    Leave,
    /// What was deleted comes back.
    Restore,
    /// Seen; of a kind that this program knows no other answer to.
    Noted,
}

impl Resolution {
    /// Every answer with its name at rest and on the wire.
    pub const ALL: [(Self, &'static str); 9] = [
        (Self::Charge, "charge"),
        (Self::Carry, "carry"),
        (Self::Goodwill, "goodwill"),
        (Self::KeepBoth, "keep_both"),
        (Self::Accept, "accept"),
        (Self::Storno, "storno"),
        (Self::Leave, "leave"),
        (Self::Restore, "restore"),
        (Self::Noted, "noted"),
    ];

    /// The name at rest and on the wire.
    pub fn name(self) -> &'static str {
        Self::ALL.into_iter().find(|(one, _)| *one == self).map_or("", |(_, name)| name)
    }

    /// Whether somebody must say why.
    pub fn needs_reason(self) -> bool {
        matches!(self, Self::Goodwill | Self::KeepBoth | Self::Storno)
    }
}

/// What the case of a revoked device says: its entries count only when the owner lets them, in the
/// list of devices.
pub const HANDED_OVER: &str = "device_revoked";

/// The answers to a case of this kind (the name on the wire) with these details, the usual one first.
/// A kind of a newer version can at least be noted.
pub fn resolutions_of(kind: &str, details: &str) -> &'static [Resolution] {
    match kind {
        "quarantined" if details == HANDED_OVER => &[Resolution::Leave],
        "card_overdraft" => &[Resolution::Charge, Resolution::Carry, Resolution::Goodwill],
        "number_clash" => &[Resolution::KeepBoth, Resolution::Storno],
        "total_mismatch" => &[Resolution::Accept, Resolution::Storno],
        "quarantined" => &[Resolution::Accept, Resolution::Leave],
        "deleted_edit" => &[Resolution::Restore, Resolution::Leave],
        "double_storno" => &[Resolution::KeepBoth, Resolution::Noted],
        _ => &[Resolution::Noted],
    }
}

impl fmt::Display for Resolution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The text names no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an answer to a case")]
pub struct ParseResolutionError;

impl FromStr for Resolution {
    type Err = ParseResolutionError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|(_, name)| *name == text);
        found.map(|(one, _)| one).ok_or(ParseResolutionError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_an_answer_and_every_name_reads_back() {
        for kind in ["card_overdraft", "number_clash", "deleted_edit", "double_storno", "new"] {
            assert!(!resolutions_of(kind, "").is_empty(), "{kind}");
        }
        for (one, name) in Resolution::ALL {
            assert_eq!(name.parse(), Ok(one));
        }
        assert!(!resolutions_of("card_overdraft", "").contains(&Resolution::Storno));
        let accepts =
            |details| resolutions_of("quarantined", details).contains(&Resolution::Accept);
        assert!(accepts("forbidden") && !accepts(HANDED_OVER));
    }
}
