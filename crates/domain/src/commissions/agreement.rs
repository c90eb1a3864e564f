//! C1: the regional agreement (Gebietsvertrag) that gives a distributor a share of every platform
//! product sold into its countries. Exclusive: one country has at most one agreement on a day.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};

use super::{CountryCode, Policy};
use crate::{Percentage, berlin_day};

/// What an agreement promises, without its countries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgreementTerms<T> {
    /// The distributor.
    pub tenant: T,
    /// The share of the net.
    pub percent: Percentage,
    /// The first day, in Berlin.
    pub valid_from: NaiveDate,
    /// The last day, in Berlin; `None` is open-ended.
    pub valid_until: Option<NaiveDate>,
}

impl<T> AgreementTerms<T> {
    /// True when the instant lies on a day of the agreement; both ends are inclusive.
    pub fn is_in_force(&self, at: DateTime<Utc>) -> bool {
        let day = berlin_day(at);
        self.valid_from <= day && self.valid_until.is_none_or(|last| day <= last)
    }

    /// Ends the agreement with a day, and one that begins later with the day before its first: it
    /// never begins. `false` where it ends by then anyway.
    pub fn end_with(&mut self, day: NaiveDate) -> bool {
        let before = self.valid_from.pred_opt().unwrap_or(self.valid_from);
        let last = if self.valid_from > day { before } else { day };
        let is_shorter = self.valid_until.is_none_or(|until| until > last);
        if is_shorter {
            self.valid_until = Some(last);
        }
        is_shorter
    }

    fn shares_a_day(&self, other: &Self) -> bool {
        let last = |terms: &Self| terms.valid_until.unwrap_or(NaiveDate::MAX);
        self.valid_from <= last(other) && other.valid_from <= last(self)
    }
}

/// A regional agreement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement<T> {
    /// Who, how much, from when to when.
    pub terms: AgreementTerms<T>,
    /// The countries of the region.
    pub regions: BTreeSet<CountryCode>,
}

/// Why an agreement is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AgreementError {
    /// C1: more than the cap.
    #[error("more than {0} percent")]
    AboveCap(Percentage),
    /// The last day lies before the first.
    #[error("ends before it begins")]
    EndsBeforeItBegins,
    /// C1: another agreement has the country on one of the days.
    #[error("{0} already belongs to another agreement on one of the days")]
    NotExclusive(CountryCode),
}

/// All agreements, looked up by country.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgreementBook<T> {
    by_country: BTreeMap<CountryCode, Vec<AgreementTerms<T>>>,
}

impl<T> Default for AgreementBook<T> {
    fn default() -> Self {
        Self { by_country: BTreeMap::new() }
    }
}

impl<T: Clone> AgreementBook<T> {
    /// Takes an agreement in, if it keeps to the cap and to exclusivity.
    ///
    /// # Errors
    /// [`AgreementError`]; the book is unchanged then.
    pub fn add(&mut self, agreement: &Agreement<T>, policy: &Policy) -> Result<(), AgreementError> {
        let terms = &agreement.terms;
        if terms.percent > policy.regional_cap {
            return Err(AgreementError::AboveCap(policy.regional_cap));
        }
        if terms.valid_until.is_some_and(|last| last < terms.valid_from) {
            return Err(AgreementError::EndsBeforeItBegins);
        }
        for country in &agreement.regions {
            let others = self.by_country.get(country).map_or(&[][..], Vec::as_slice);
            if others.iter().any(|other| other.shares_a_day(terms)) {
                return Err(AgreementError::NotExclusive(*country));
            }
        }
        for country in &agreement.regions {
            self.by_country.entry(*country).or_default().push(terms.clone());
        }
        Ok(())
    }

    /// The agreement in force for a country at an instant.
    pub fn in_force(&self, country: CountryCode, at: DateTime<Utc>) -> Option<&AgreementTerms<T>> {
        self.by_country.get(&country)?.iter().find(|terms| terms.is_in_force(at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agreement(regions: &[&str], percent: &str, from: &str, until: &str) -> Agreement<u8> {
        Agreement {
            terms: AgreementTerms {
                tenant: 1,
                percent: percent.parse().unwrap(),
                valid_from: from.parse().unwrap(),
                valid_until: (!until.is_empty()).then(|| until.parse().unwrap()),
            },
            regions: regions.iter().map(|code| code.parse().unwrap()).collect(),
        }
    }

    fn add_all(agreements: &[Agreement<u8>]) -> Result<AgreementBook<u8>, AgreementError> {
        let mut book = AgreementBook::default();
        for agreement in agreements {
            book.add(agreement, &Policy::default())?;
        }
        Ok(book)
    }

    #[test]
    fn c1_thirty_percent_is_allowed_and_a_trifle_more_is_not() {
        assert!(add_all(&[agreement(&["DE"], "30.0", "2025-01-01", "")]).is_ok());
        let more = add_all(&[agreement(&["DE"], "30.0000000001", "2025-01-01", "")]);
        assert_eq!(more, Err(AgreementError::AboveCap(Percentage::new(30))));
    }

    #[test]
    fn c1_two_agreements_may_not_share_a_country_on_a_day() {
        let first = agreement(&["DE", "AT"], "30", "2025-01-01", "2025-12-31");
        let at = "AT".parse().unwrap();
        for (from, until) in [("2025-12-31", ""), ("2024-01-01", "2025-01-01"), ("2020-01-01", "")]
        {
            let second = agreement(&["CH", "AT"], "10", from, until);
            let refused = add_all(&[first.clone(), second]);
            assert_eq!(refused, Err(AgreementError::NotExclusive(at)), "{from}");
        }
        for (from, until) in [("2026-01-01", ""), ("2024-01-01", "2024-12-31")] {
            assert!(add_all(&[first.clone(), agreement(&["AT"], "10", from, until)]).is_ok());
        }
        assert!(add_all(&[first, agreement(&["CH"], "10", "2025-01-01", "")]).is_ok());
    }

    #[test]
    fn a_refused_agreement_leaves_the_book_as_it_was() {
        let mut book = add_all(&[agreement(&["DE"], "30", "2025-01-01", "")]).unwrap();
        let before = book.clone();
        let refused = agreement(&["AT", "DE"], "30", "2025-01-01", "");
        assert!(book.add(&refused, &Policy::default()).is_err());
        assert_eq!(book, before);
    }

    #[test]
    fn an_agreement_that_ends_before_it_begins_is_refused() {
        let reversed = add_all(&[agreement(&["DE"], "30", "2025-01-02", "2025-01-01")]);
        assert_eq!(reversed, Err(AgreementError::EndsBeforeItBegins));
        assert!(add_all(&[agreement(&["DE"], "30", "2025-01-01", "2025-01-01")]).is_ok());
    }

    #[test]
    fn c1_an_agreement_ends_with_a_day_and_is_never_prolonged_by_that() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for (from, until, ends, last) in [
            ("2025-01-01", "", true, "2026-06-30"),
            ("2025-01-01", "2026-07-01", true, "2026-06-30"),
            ("2025-01-01", "2026-06-30", false, "2026-06-30"),
            ("2025-01-01", "2025-12-31", false, "2025-12-31"),
            ("2026-07-01", "", true, "2026-06-30"),
            ("2026-09-01", "", true, "2026-08-31"),
        ] {
            let mut terms = agreement(&["DE"], "30", from, until).terms;
            assert_eq!(terms.end_with(day("2026-06-30")), ends, "{from} to {until}");
            assert_eq!(terms.valid_until, Some(day(last)), "{from} to {until}");
        }
    }

    /// The day of the order is Berlin's, in winter one hour and in summer two ahead of UTC.
    #[test]
    fn c1_both_ends_are_inclusive_by_the_day_in_berlin() {
        let book = add_all(&[agreement(&["DE"], "30", "2026-01-01", "2026-06-30")]).unwrap();
        let de = "DE".parse().unwrap();
        for (at, in_force) in [
            ("2025-12-31T22:59:59Z", false),
            ("2025-12-31T23:00:00Z", true),
            ("2026-06-30T21:59:59Z", true),
            ("2026-06-30T22:00:00Z", false),
        ] {
            let found = book.in_force(de, at.parse().unwrap()).is_some();
            assert_eq!(found, in_force, "{at}");
        }
        assert!(
            book.in_force("AT".parse().unwrap(), "2026-02-01T00:00:00Z".parse().unwrap()).is_none()
        );
    }
}
