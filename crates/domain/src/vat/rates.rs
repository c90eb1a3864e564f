//! The rates as dated, cited data: Germany, Austria, Switzerland (D5).
//!
//! A rate belongs to the day of the supply, not to the day of the invoice (§ 27 Abs. 1 UStG).
//! Not here: the Austrian 5 % of 2020 and 2021 (§ 28 Abs. 52 UStG 1994), which held for single
//! trades and not for a class.

use chrono::{Datelike, NaiveDate};

use super::VatClass;

/// A rate and the day from which it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateSince {
    /// Year, month, day.
    pub since: (i32, u32, u32),
    /// Basis points: 1900 is 19 %.
    pub rate_bp: i64,
    /// The law that says so.
    pub law: &'static str,
}

const fn since(year: i32, month: u32, day: u32, rate_bp: i64, law: &'static str) -> RateSince {
    RateSince { since: (year, month, day), rate_bp, law }
}

/// The general rate in Germany, newest first.
const DE_GENERAL: &[RateSince] = &[
    since(2021, 1, 1, 19_00, "§ 12 Abs. 1 UStG"),
    since(2020, 7, 1, 16_00, "§ 28 Abs. 1 UStG (Zweites Corona-Steuerhilfegesetz)"),
    since(2007, 1, 1, 19_00, "§ 12 Abs. 1 UStG (Haushaltsbegleitgesetz 2006)"),
    since(1998, 4, 1, 16_00, "§ 12 Abs. 1 UStG"),
];

const DE_REDUCED: &[RateSince] = &[
    since(2021, 1, 1, 7_00, "§ 12 Abs. 2 UStG"),
    since(2020, 7, 1, 5_00, "§ 28 Abs. 2 UStG (Zweites Corona-Steuerhilfegesetz)"),
    since(1983, 7, 1, 7_00, "§ 12 Abs. 2 UStG"),
];

const AT_GENERAL: &[RateSince] = &[since(1995, 1, 1, 20_00, "§ 10 Abs. 1 UStG 1994")];
const AT_REDUCED: &[RateSince] = &[since(1995, 1, 1, 10_00, "§ 10 Abs. 2 UStG 1994")];
const AT_SPECIAL: &[RateSince] =
    &[since(2016, 1, 1, 13_00, "§ 10 Abs. 3 UStG 1994 (StRefG 2015/2016)")];

const CH_GENERAL: &[RateSince] = &[
    since(2024, 1, 1, 8_10, "Art. 25 Abs. 1 MWSTG (AHV 21)"),
    since(2018, 1, 1, 7_70, "Art. 25 Abs. 1 MWSTG"),
    since(2011, 1, 1, 8_00, "Art. 25 Abs. 1 MWSTG (IV-Zusatzfinanzierung)"),
    since(2001, 1, 1, 7_60, "Art. 36 Abs. 3 aMWSTG"),
];

const CH_REDUCED: &[RateSince] = &[
    since(2024, 1, 1, 2_60, "Art. 25 Abs. 2 MWSTG (AHV 21)"),
    since(2011, 1, 1, 2_50, "Art. 25 Abs. 2 MWSTG"),
    since(2001, 1, 1, 2_40, "Art. 36 Abs. 1 aMWSTG"),
];

const CH_SPECIAL: &[RateSince] = &[
    since(2024, 1, 1, 3_80, "Art. 25 Abs. 4 MWSTG (AHV 21)"),
    since(2018, 1, 1, 3_70, "Art. 25 Abs. 4 MWSTG"),
    since(2011, 1, 1, 3_80, "Art. 25 Abs. 4 MWSTG (IV-Zusatzfinanzierung)"),
    since(2001, 1, 1, 3_60, "Art. 36 Abs. 2 aMWSTG"),
];

/// The history of a taxed class in a country, newest first; empty where there is none.
pub fn rate_history(country: &str, class: VatClass) -> &'static [RateSince] {
    match (country, class) {
        ("DE", VatClass::General) => DE_GENERAL,
        ("DE", VatClass::Reduced) => DE_REDUCED,
        ("AT", VatClass::General) => AT_GENERAL,
        ("AT", VatClass::Reduced) => AT_REDUCED,
        ("AT", VatClass::Special) => AT_SPECIAL,
        ("CH", VatClass::General) => CH_GENERAL,
        ("CH", VatClass::Reduced) => CH_REDUCED,
        ("CH", VatClass::Special) => CH_SPECIAL,
        _ => &[],
    }
}

/// The rate in basis points of a class on `day` for a seller in `country` (ISO alpha-2).
///
/// A class without tax has the rate 0; `None` where the country or the class has no rate on that
/// day, which is a refusal and never a zero.
pub fn rate_on(country: &str, class: VatClass, day: NaiveDate) -> Option<i64> {
    if !matches!(country, "DE" | "AT" | "CH") {
        return None;
    }
    if !class.is_taxed() {
        return Some(0);
    }
    let day = (day.year(), day.month(), day.day());
    rate_history(country, class).iter().find(|rate| rate.since <= day).map(|rate| rate.rate_bp)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(country: &str, class: VatClass, day: &str) -> Option<i64> {
        rate_on(country, class, day.parse().unwrap())
    }

    #[test]
    fn d5_the_rate_is_that_of_the_day() {
        for (country, class, day, expected) in [
            ("DE", VatClass::General, "2020-06-30", Some(1900)),
            ("DE", VatClass::General, "2020-07-01", Some(1600)),
            ("DE", VatClass::General, "2020-12-31", Some(1600)),
            ("DE", VatClass::General, "2021-01-01", Some(1900)),
            ("DE", VatClass::Reduced, "2020-08-15", Some(500)),
            ("DE", VatClass::Reduced, "2026-11-20", Some(700)),
            ("DE", VatClass::Special, "2026-11-20", None),
            ("AT", VatClass::General, "2026-11-20", Some(2000)),
            ("AT", VatClass::Reduced, "2026-11-20", Some(1000)),
            ("AT", VatClass::Special, "2015-12-31", None),
            ("AT", VatClass::Special, "2026-11-20", Some(1300)),
            ("CH", VatClass::General, "2023-12-31", Some(770)),
            ("CH", VatClass::General, "2024-01-01", Some(810)),
            ("CH", VatClass::Reduced, "2024-01-01", Some(260)),
            ("CH", VatClass::Special, "2023-12-31", Some(370)),
            ("CH", VatClass::Special, "2024-01-01", Some(380)),
            ("DE", VatClass::Heilbehandlung, "2026-11-20", Some(0)),
            ("FR", VatClass::General, "2026-11-20", None),
            ("FR", VatClass::Heilbehandlung, "2026-11-20", None),
        ] {
            assert_eq!(rate(country, class, day), expected, "{country} {class} {day}");
        }
    }

    #[test]
    fn d5_every_history_goes_back_in_time_and_names_its_law() {
        for country in ["DE", "AT", "CH"] {
            for class in VatClass::ALL {
                let history = rate_history(country, class);
                assert!(history.windows(2).all(|pair| pair[0].since > pair[1].since));
                assert!(
                    history
                        .iter()
                        .all(|rate| rate.law.contains("USt") || rate.law.contains("MWSTG"))
                );
            }
        }
    }
}
