//! Value added tax (Umsatzsteuer): the classes, and the rates as dated, cited data (D5).

mod breakdown;
mod exemption;
mod rates;
mod sale;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

pub(crate) use breakdown::sum_cents;
pub use breakdown::{
    Taxed, VatGroup, VatTotals, breakdown_of_gross, breakdown_of_net, merge_groups, totals,
    vat_inside, vat_on,
};
pub use exemption::{category_code, exemption_sentence, vatex_code};
pub use rates::{RateSince, rate_history, rate_on};
pub(crate) use sale::UNION;
pub use sale::{
    SaleBuyer, SaleSeller, SaleVat, SaleVatRefusal, SupplyKind, is_vat_id_of, sale_vat,
};

/// How a supply is taxed. The rate follows from class, country and day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VatClass {
    /// The general rate: DE 19 % (§ 12 Abs. 1 UStG), AT 20 %, CH 8.1 %.
    General,
    /// The reduced rate: DE 7 % (§ 12 Abs. 2 UStG), AT 10 %, CH 2.6 %.
    Reduced,
    /// The special rate: AT 13 %, CH 3.8 % (lodging); none in Germany.
    Special,
    /// Healing services, exempt: § 4 Nr. 14 UStG, § 6 Abs. 1 Z 19 UStG (AT), Art. 21 MWSTG (CH).
    Heilbehandlung,
    /// Small business (Kleinunternehmer), exempt: § 19 UStG.
    Kleinunternehmer,
    /// The recipient owes the tax: § 13b UStG.
    ReverseCharge,
    /// Outside the tax: a multi-purpose voucher, a supply that takes place abroad.
    NotTaxable,
}

/// The text names no class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a VAT class (general, reduced, special, heilbehandlung, kleinunternehmer, reverse_charge, not_taxable)"
)]
pub struct ParseVatClassError;

impl VatClass {
    /// Every class.
    pub const ALL: [Self; 7] = [
        Self::General,
        Self::Reduced,
        Self::Special,
        Self::Heilbehandlung,
        Self::Kleinunternehmer,
        Self::ReverseCharge,
        Self::NotTaxable,
    ];

    /// Whether VAT is charged in this class.
    pub fn is_taxed(self) -> bool {
        matches!(self, Self::General | Self::Reduced | Self::Special)
    }

    /// The class as it is for this seller: a small business (§ 19 UStG) charges no VAT on what
    /// would be taxed; what is exempt for another reason stays so.
    #[must_use]
    pub fn for_seller(self, is_small_business: bool) -> Self {
        if is_small_business && self.is_taxed() { Self::Kleinunternehmer } else { self }
    }

    /// The stable name, as on the wire and at rest.
    pub fn name(self) -> &'static str {
        match self {
            Self::General => "general",
            Self::Reduced => "reduced",
            Self::Special => "special",
            Self::Heilbehandlung => "heilbehandlung",
            Self::Kleinunternehmer => "kleinunternehmer",
            Self::ReverseCharge => "reverse_charge",
            Self::NotTaxable => "not_taxable",
        }
    }
}

impl fmt::Display for VatClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for VatClass {
    type Err = ParseVatClassError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|class| class.name() == text).ok_or(ParseVatClassError)
    }
}
