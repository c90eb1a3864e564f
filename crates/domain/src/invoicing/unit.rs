//! Units of what is billed, by UN/ECE Recommendation 20 (BT-130 of EN 16931).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// In what a quantity is counted.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// One of something; printed without a word.
    #[default]
    Piece,
    /// A session (Sitzung).
    Session,
    /// An hour.
    Hour,
    /// A minute.
    Minute,
    /// A day.
    Day,
    /// A month.
    Month,
    /// A kilometre.
    Kilometre,
    /// A lump sum (pauschal).
    FlatRate,
}

/// The text names no unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a unit (piece, session, hour, minute, day, month, kilometre, flat_rate)")]
pub struct ParseUnitError;

impl Unit {
    /// Every unit.
    pub const ALL: [Self; 8] = [
        Self::Piece,
        Self::Session,
        Self::Hour,
        Self::Minute,
        Self::Day,
        Self::Month,
        Self::Kilometre,
        Self::FlatRate,
    ];

    /// The stable name, as on the wire and at rest.
    pub fn name(self) -> &'static str {
        match self {
            Self::Piece => "piece",
            Self::Session => "session",
            Self::Hour => "hour",
            Self::Minute => "minute",
            Self::Day => "day",
            Self::Month => "month",
            Self::Kilometre => "kilometre",
            Self::FlatRate => "flat_rate",
        }
    }

    /// The code of the recommendation; it knows no sessions, which are counted as pieces.
    pub fn code(self) -> &'static str {
        match self {
            Self::Piece | Self::Session => "C62",
            Self::Hour => "HUR",
            Self::Minute => "MIN",
            Self::Day => "DAY",
            Self::Month => "MON",
            Self::Kilometre => "KMT",
            Self::FlatRate => "LS",
        }
    }

    /// As it stands after a quantity on paper; empty for pieces.
    pub fn label(self) -> &'static str {
        match self {
            Self::Piece => "",
            Self::Session => "Sitz.",
            Self::Hour => "Std.",
            Self::Minute => "Min.",
            Self::Day => "Tg.",
            Self::Month => "Mon.",
            Self::Kilometre => "km",
            Self::FlatRate => "psch.",
        }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Unit {
    type Err = ParseUnitError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|unit| unit.name() == text).ok_or(ParseUnitError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unit_is_read_by_its_name() {
        for unit in Unit::ALL {
            assert_eq!(unit.name().parse(), Ok(unit));
            assert!(!unit.code().is_empty());
        }
        assert_eq!("Stunde".parse::<Unit>(), Err(ParseUnitError));
    }
}
