//! What an invoice may say besides amounts, people and days.

use chrono::NaiveDate;

use super::{Breach, due_on};
use crate::MoneyError;
use crate::vat::vat_on;

/// What stands on an invoice because it was agreed or asked for; all of it may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InvoiceDetails {
    /// What the recipient asked to be named: a Leitweg-ID or another reference (BT-10).
    pub buyer_reference: String,
    /// The number of the recipient's order (BT-13).
    pub order_reference: String,
    /// The recipient's number here (BT-46).
    pub customer_number: String,
    /// Words above the lines.
    pub intro: String,
    /// Words below the sums.
    pub closing: String,
    /// What is taken off for paying early (Skonto), the earliest first.
    pub cash_discounts: Vec<CashDiscount>,
}

/// Paid within some days, some per cent are taken off (Skonto; § 14 Abs. 4 Nr. 7 UStG).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CashDiscount {
    /// Basis points: 200 is 2 %.
    pub percent_bp: i64,
    /// Days from the day of issue.
    pub days: u32,
}

impl CashDiscount {
    /// What is taken off `gross_cents`, rounded commercially.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`] beyond 64 bits.
    pub fn cents_of(self, gross_cents: i64) -> Result<i64, MoneyError> {
        vat_on(gross_cents, self.percent_bp)
    }
}

/// The longest reference or number, in characters.
const LONGEST_REFERENCE: usize = 60;
/// The longest text above or below, in characters.
const LONGEST_TEXT: usize = 2000;
const MOST_DISCOUNTS: usize = 3;
const NR_7: &str = "§ 14 Abs. 4 Nr. 7 UStG";
const LENGTH: &str = "Länge";

impl InvoiceDetails {
    /// What may be taken off `gross_cents` when all of it is paid on `day`; zero when nothing may.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`] beyond 64 bits.
    pub fn cash_discount_on(
        &self,
        gross_cents: i64,
        issued_on: NaiveDate,
        day: NaiveDate,
    ) -> Result<i64, MoneyError> {
        let in_time = |one: &&CashDiscount| day <= due_on(issued_on, one.days);
        let discount = self.cash_discounts.iter().find(in_time);
        discount.map_or(Ok(0), |discount| discount.cents_of(gross_cents))
    }

    /// All that stands against these details, for an invoice that is to be paid within `due_days`.
    pub(super) fn check(&self, due_days: i64) -> Vec<Breach> {
        let mut breaches = Vec::new();
        let mut check = |holds: bool, rule, field, text| {
            if !holds {
                breaches.push(Breach { rule, field, text });
            }
        };
        for (field, value) in [
            ("buyer_reference", &self.buyer_reference),
            ("order_reference", &self.order_reference),
            ("customer_number", &self.customer_number),
        ] {
            let fits = value.chars().count() <= LONGEST_REFERENCE;
            check(fits, LENGTH, field, "Eine Referenz hat höchstens 60 Zeichen.");
        }
        for (field, value) in [("intro", &self.intro), ("closing", &self.closing)] {
            let fits = value.chars().count() <= LONGEST_TEXT;
            check(fits, LENGTH, field, "Ein Text hat höchstens 2.000 Zeichen.");
        }
        let field = "cash_discounts";
        let discounts = &self.cash_discounts;
        let few = discounts.len() <= MOST_DISCOUNTS;
        check(few, NR_7, field, "Höchstens drei Stufen Skonto.");
        let percents = discounts.iter().all(|one| (1..10_000).contains(&one.percent_bp));
        check(percents, NR_7, field, "Skonto liegt über 0 und unter 100 Prozent.");
        let in_time = discounts.iter().all(|one| one.days > 0 && i64::from(one.days) <= due_days);
        let text = "Die Frist für Skonto hat mindestens einen Tag und endet nicht nach dem \
            Zahlungsziel.";
        check(in_time, NR_7, field, text);
        let falling = discounts
            .windows(2)
            .all(|pair| pair[0].days < pair[1].days && pair[0].percent_bp > pair[1].percent_bp);
        check(falling, NR_7, field, "Wer später zahlt, zieht weniger Skonto ab.");
        breaches
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn breached(discounts: &[(i64, u32)]) -> Vec<&'static str> {
        let discount = |&(percent_bp, days): &(i64, u32)| CashDiscount { percent_bp, days };
        let cash_discounts = discounts.iter().map(discount).collect();
        let details = InvoiceDetails { cash_discounts, ..InvoiceDetails::default() };
        details.check(30).iter().map(|breach| breach.text).collect()
    }

    #[test]
    fn cash_discounts_fall_with_time_and_end_with_the_day_to_pay() {
        assert_eq!(breached(&[]), Vec::<&str>::new());
        assert_eq!(breached(&[(300, 7), (200, 14), (100, 30)]), Vec::<&str>::new());
        for (discounts, word) in [
            (vec![(200, 31)], "Zahlungsziel"),
            (vec![(200, 0)], "mindestens"),
            (vec![(0, 7)], "Prozent"),
            (vec![(10_000, 7)], "Prozent"),
            (vec![(200, 14), (300, 7)], "später"),
            (vec![(200, 7), (200, 14)], "später"),
            (vec![(400, 1), (300, 2), (200, 3), (100, 4)], "drei"),
        ] {
            let found = breached(&discounts);
            assert!(found.len() == 1 && found[0].contains(word), "{discounts:?}: {found:?}");
        }
    }

    #[test]
    fn what_is_taken_off_is_rounded_once() {
        let two = CashDiscount { percent_bp: 200, days: 10 };
        assert_eq!(two.cents_of(119_00), Ok(2_38));
        assert_eq!(two.cents_of(25), Ok(1), "half a cent goes away from zero");
    }

    #[test]
    fn whoever_pays_later_takes_less_off_and_then_nothing() {
        let discount = |percent_bp, days| CashDiscount { percent_bp, days };
        let details = InvoiceDetails {
            cash_discounts: vec![discount(300, 7), discount(100, 14)],
            ..InvoiceDetails::default()
        };
        let issued_on: NaiveDate = "2026-11-20".parse().unwrap();
        for (day, cents) in [
            ("2026-11-20", 3_00),
            ("2026-11-27", 3_00),
            ("2026-11-28", 1_00),
            ("2026-12-04", 1_00),
            ("2026-12-05", 0),
        ] {
            let day = day.parse().unwrap();
            assert_eq!(details.cash_discount_on(100_00, issued_on, day), Ok(cents), "{day}");
        }
    }

    #[test]
    fn texts_have_an_end() {
        let details = InvoiceDetails {
            buyer_reference: "x".repeat(61),
            intro: "x".repeat(2001),
            ..InvoiceDetails::default()
        };
        let fields: Vec<_> = details.check(14).iter().map(|breach| breach.field).collect();
        assert_eq!(fields, ["buyer_reference", "intro"]);
    }
}
