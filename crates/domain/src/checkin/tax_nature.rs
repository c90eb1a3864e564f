//! The tax nature of a card: it decides when VAT is due.

use std::fmt;
use std::str::FromStr;

/// What a punch card is to the tax office (§ 3 Abs. 13 to 15, § 13 Abs. 1 Nr. 1 UStG).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TaxNature {
    /// Single-purpose voucher: taxed when sold.
    Einzweck,
    /// Prepayment for certain treatments: taxed when received.
    Anzahlung,
    /// Multi-purpose voucher: taxed when used.
    Mehrzweck,
}

/// The text names no tax nature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a tax nature (einzweck, anzahlung, mehrzweck)")]
pub struct ParseTaxNatureError;

impl TaxNature {
    /// Every nature.
    pub const ALL: [Self; 3] = [Self::Einzweck, Self::Anzahlung, Self::Mehrzweck];

    /// The stable name, as on the wire and at rest.
    pub fn name(self) -> &'static str {
        match self {
            Self::Einzweck => "einzweck",
            Self::Anzahlung => "anzahlung",
            Self::Mehrzweck => "mehrzweck",
        }
    }
}

impl fmt::Display for TaxNature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for TaxNature {
    type Err = ParseTaxNatureError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|nature| nature.name() == text).ok_or(ParseTaxNatureError)
    }
}
