//! The kind of a business transaction (Geschäftsvorfallart), with the names of DSFinV-K 2.4,
//! Anhang C. Every line of a sale, every cash movement and every redemption carries one.

use std::fmt;
use std::str::FromStr;

use crate::checkin::TaxNature;

macro_rules! define_gv_typ {
    ($($(#[$doc:meta])* $name:ident;)*) => {
        /// `GV_TYP` of DSFinV-K; the variants are spelled as there.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum GvTyp {
            $($(#[$doc])* $name,)*
        }

        impl GvTyp {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The name as DSFinV-K spells it.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name),)*
                }
            }
        }
    };
}

define_gv_typ! {
    /// Turnover.
    Umsatz;
    /// Deposit taken.
    Pfand;
    /// Deposit given back.
    PfandRueckzahlung;
    /// A discount.
    Rabatt;
    /// A surcharge.
    Aufschlag;
    /// A subsidy without consideration.
    ZuschussEcht;
    /// A subsidy with consideration.
    ZuschussUnecht;
    /// A tip for the employer.
    TrinkgeldAG;
    /// A tip for the employee.
    TrinkgeldAN;
    /// A single-purpose voucher sold.
    EinzweckgutscheinKauf;
    /// A single-purpose voucher used.
    EinzweckgutscheinEinloesung;
    /// A multi-purpose voucher sold.
    MehrzweckgutscheinKauf;
    /// A multi-purpose voucher used.
    MehrzweckgutscheinEinloesung;
    /// A claim arises: delivered and not paid yet.
    Forderungsentstehung;
    /// A claim is paid.
    Forderungsaufloesung;
    /// A prepayment received.
    Anzahlungseinstellung;
    /// A prepayment used up.
    Anzahlungsaufloesung;
    /// The cash with which a till begins.
    Anfangsbestand;
    /// The owner takes money out.
    Privatentnahme;
    /// The owner puts money in.
    Privateinlage;
    /// Money on the way to or from the bank or another till.
    Geldtransit;
    /// Wages paid in cash.
    Lohnzahlung;
    /// Other money in.
    Einzahlung;
    /// Other money out.
    Auszahlung;
    /// The difference found when counting.
    DifferenzSollIst;
}

/// The text is no `GV_TYP`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a GV_TYP of DSFinV-K")]
pub struct ParseGvTypError;

impl GvTyp {
    /// The kind of the line that sells a punch card (§ 3 Abs. 13 to 15 UStG).
    pub fn of_card_sale(nature: TaxNature) -> Self {
        match nature {
            TaxNature::Einzweck => Self::EinzweckgutscheinKauf,
            TaxNature::Anzahlung => Self::Anzahlungseinstellung,
            TaxNature::Mehrzweck => Self::MehrzweckgutscheinKauf,
        }
    }

    /// The kind of the card's side when an entry is used; the other side is [`GvTyp::Umsatz`].
    pub fn of_redemption(nature: TaxNature) -> Self {
        match nature {
            TaxNature::Einzweck => Self::EinzweckgutscheinEinloesung,
            TaxNature::Anzahlung => Self::Anzahlungsaufloesung,
            TaxNature::Mehrzweck => Self::MehrzweckgutscheinEinloesung,
        }
    }
}

impl fmt::Display for GvTyp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for GvTyp {
    type Err = ParseGvTypError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().copied().find(|kind| kind.name() == text).ok_or(ParseGvTypError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_the_25_kinds_of_dsfinvk_and_each_is_read_back() {
        assert_eq!(GvTyp::ALL.len(), 25);
        assert!(GvTyp::ALL.iter().all(|kind| kind.name().parse() == Ok(*kind)));
        assert_eq!("Trinkgeld".parse::<GvTyp>(), Err(ParseGvTypError));
    }
}
