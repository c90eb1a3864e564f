//! The closing of the day (Kassenabschluss, Z-Bericht): turnover since the closing before, the
//! cash that should be there, the cash that was counted, and the difference (DSFinV-K 2.4, 3.2).
//!
//! A difference never blocks: it is recorded, and a reason is asked for. A day without a sale may
//! be closed. `Z_NR` counts from 1 without a gap per till.

use std::collections::BTreeMap;

use super::{CashBook, Payment, PaymentMethod};
use crate::vat::{self, VatGroup, sum_cents};
use crate::{Money, MoneyError, check_amount};

/// What a closing needs of one receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptTotals {
    /// `KB-2026-A-000042`.
    pub receipt_number: String,
    /// Training mode: never in the books.
    pub is_training: bool,
    /// As printed.
    pub vat: Vec<VatGroup>,
    /// As recorded; negative in a Storno.
    pub payments: Vec<Payment>,
}

/// Pieces of one coin or note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CashCount {
    /// The coin or note.
    pub denomination_cents: i64,
    /// How many.
    pub pieces: i64,
}

/// What was counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CountedCash {
    /// The sum.
    pub counted_cents: i64,
    /// By denomination, when it was; then it must make up the sum.
    pub counts: Vec<CashCount>,
    /// Why it differs, in the user's words.
    pub reason: String,
}

/// A closing, ready to be recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kassenabschluss {
    /// `Z_NR`.
    pub z_number: i64,
    /// Opening, cash sales and movements.
    pub cash_book: CashBook,
    /// What should be in the till.
    pub expected_cents: i64,
    /// What was counted.
    pub counted_cents: i64,
    /// Counted less expected (`DifferenzSollIst`).
    pub difference_cents: i64,
    /// Why it differs.
    pub reason: String,
    /// Counted by denomination, when it was.
    pub counts: Vec<CashCount>,
    /// Turnover per VAT class and rate.
    pub vat: Vec<VatGroup>,
    /// Turnover per method, change taken off.
    pub payments: Vec<Payment>,
    /// How many receipts.
    pub receipts: i64,
    /// The first receipt's number, empty when there was none.
    pub first_receipt: String,
    /// The last receipt's number, empty when there was none.
    pub last_receipt: String,
}

/// Why a till is not closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClosingRefused {
    /// Nobody counts less than nothing.
    #[error("counted cash below zero")]
    NegativeCount,
    /// Coins and notes do not make up the sum.
    #[error(
        "coins and notes make {}, {} were given as counted",
        Money::eur(*.counts_cents),
        Money::eur(*.counted_cents)
    )]
    CountsDiffer {
        /// What the pieces make.
        counts_cents: i64,
        /// What was given.
        counted_cents: i64,
    },
    /// More money than fits.
    #[error(transparent)]
    Money(#[from] MoneyError),
}

/// What happened at a till since the closing before. A desk keeps it up with every receipt, so that
/// no closing looks at past sales.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PeriodTotals {
    /// How many receipts.
    pub receipts: i64,
    /// The first receipt's number, empty when there was none.
    pub first_receipt: String,
    /// The last receipt's number, empty when there was none.
    pub last_receipt: String,
    /// Turnover per VAT class and rate.
    pub vat: Vec<VatGroup>,
    /// Turnover per method, each once.
    pub payments: Vec<Payment>,
    /// Put in and taken out.
    pub cash_movements_cents: i64,
}

impl PeriodTotals {
    /// The totals of these receipts and movements.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`] beyond 64 bits.
    pub fn of(receipts: &[ReceiptTotals], movements_cents: &[i64]) -> Result<Self, MoneyError> {
        let real: Vec<&ReceiptTotals> = receipts.iter().filter(|r| !r.is_training).collect();
        let number = |receipt: Option<&&ReceiptTotals>| {
            receipt.map(|receipt| receipt.receipt_number.clone()).unwrap_or_default()
        };
        Ok(Self {
            receipts: i64::try_from(real.len()).map_err(|_| MoneyError::Overflow)?,
            first_receipt: number(real.first()),
            last_receipt: number(real.last()),
            vat: vat::merge_groups(real.iter().flat_map(|receipt| receipt.vat.iter().copied()))?,
            payments: payments_by_method(&real)?,
            cash_movements_cents: sum_cents(movements_cents.iter().copied())?,
        })
    }
}

/// Plans the closing of a till: `receipts` and `movements_cents` since the closing before.
///
/// # Errors
/// [`ClosingRefused`] says why not.
pub fn plan_closing(
    last_z_number: i64,
    opening_cents: i64,
    receipts: &[ReceiptTotals],
    movements_cents: &[i64],
    counted: &CountedCash,
) -> Result<Kassenabschluss, ClosingRefused> {
    let totals = PeriodTotals::of(receipts, movements_cents)?;
    close_period(last_z_number, opening_cents, &totals, counted)
}

/// Plans the closing of a till whose totals were kept up.
///
/// # Errors
/// [`ClosingRefused`] says why not.
pub fn close_period(
    last_z_number: i64,
    opening_cents: i64,
    totals: &PeriodTotals,
    counted: &CountedCash,
) -> Result<Kassenabschluss, ClosingRefused> {
    check_count(counted)?;
    let cash = totals.payments.iter().find(|payment| payment.method == PaymentMethod::Cash);
    let cash_book = CashBook {
        opening_cents,
        cash_sales_cents: cash.map_or(0, |payment| payment.amount_cents),
        cash_movements_cents: totals.cash_movements_cents,
    };
    let expected_cents = cash_book.expected_cents()?;
    let difference_cents =
        counted.counted_cents.checked_sub(expected_cents).ok_or(MoneyError::Overflow)?;
    Ok(Kassenabschluss {
        z_number: last_z_number + 1,
        cash_book,
        expected_cents,
        counted_cents: counted.counted_cents,
        difference_cents,
        reason: counted.reason.trim().to_owned(),
        counts: counted.counts.clone(),
        vat: totals.vat.clone(),
        payments: totals.payments.clone(),
        receipts: totals.receipts,
        first_receipt: totals.first_receipt.clone(),
        last_receipt: totals.last_receipt.clone(),
    })
}

/// The value of counted coins and notes.
///
/// # Errors
/// [`ClosingRefused`] for a negative count, or beyond 64 bits.
pub fn counts_total(counts: &[CashCount]) -> Result<i64, ClosingRefused> {
    let mut total = 0_i64;
    for count in counts {
        if count.pieces < 0 || count.denomination_cents <= 0 {
            return Err(ClosingRefused::NegativeCount);
        }
        let value =
            count.denomination_cents.checked_mul(count.pieces).ok_or(MoneyError::Overflow)?;
        total = sum_cents([total, value])?;
    }
    Ok(total)
}

fn check_count(counted: &CountedCash) -> Result<(), ClosingRefused> {
    let counted_cents = check_amount(counted.counted_cents)?;
    if counted_cents < 0 {
        return Err(ClosingRefused::NegativeCount);
    }
    let counts_cents = counts_total(&counted.counts)?;
    if !counted.counts.is_empty() && counts_cents != counted_cents {
        return Err(ClosingRefused::CountsDiffer { counts_cents, counted_cents });
    }
    Ok(())
}

fn payments_by_method(receipts: &[&ReceiptTotals]) -> Result<Vec<Payment>, MoneyError> {
    let mut sums: BTreeMap<PaymentMethod, i64> = BTreeMap::new();
    for payment in receipts.iter().flat_map(|receipt| &receipt.payments) {
        let sum = sums.entry(payment.method).or_insert(0);
        *sum = sum_cents([*sum, payment.amount_cents])?;
    }
    let payment = |(method, cents)| Payment { method, amount_cents: cents, tendered_cents: cents };
    Ok(sums.into_iter().map(payment).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vat::VatClass;

    fn receipt(number: &str, gross_cents: i64, method: PaymentMethod) -> ReceiptTotals {
        let (vat_class, vat_rate_bp) = (VatClass::Heilbehandlung, 0);
        let (net_cents, vat_cents) = (gross_cents, 0);
        ReceiptTotals {
            receipt_number: number.to_owned(),
            is_training: false,
            vat: vec![VatGroup { vat_class, vat_rate_bp, net_cents, vat_cents, gross_cents }],
            payments: vec![Payment {
                method,
                amount_cents: gross_cents,
                tendered_cents: gross_cents,
            }],
        }
    }

    fn counted(counted_cents: i64) -> CountedCash {
        CountedCash { counted_cents, ..CountedCash::default() }
    }

    #[test]
    fn a_closing_holds_turnover_expected_cash_and_difference() {
        let mut training = receipt("KB-2026-A-000003", 999_00, PaymentMethod::Cash);
        training.is_training = true;
        let receipts = [
            receipt("KB-2026-A-000001", 85_00, PaymentMethod::Cash),
            receipt("KB-2026-A-000002", 40_00, PaymentMethod::Card),
            training,
            receipt("KB-2026-A-000004", -5_00, PaymentMethod::Cash),
        ];
        let closing = plan_closing(41, 100_00, &receipts, &[-50_00], &counted(129_50)).unwrap();
        assert_eq!(closing.z_number, 42);
        assert_eq!(closing.expected_cents, 130_00);
        assert_eq!(closing.difference_cents, -50);
        assert_eq!(closing.vat[0].gross_cents, 120_00);
        let paid: Vec<_> = closing.payments.iter().map(|p| (p.method, p.amount_cents)).collect();
        assert_eq!(paid, [(PaymentMethod::Cash, 80_00), (PaymentMethod::Card, 40_00)]);
        assert_eq!((closing.receipts, closing.last_receipt.as_str()), (3, "KB-2026-A-000004"));
    }

    #[test]
    fn a_day_without_a_sale_may_be_closed() {
        let closing = plan_closing(0, 100_00, &[], &[], &counted(100_00)).unwrap();
        assert_eq!((closing.z_number, closing.difference_cents, closing.receipts), (1, 0, 0));
        assert_eq!(closing.first_receipt, "");
    }

    #[test]
    fn coins_and_notes_must_make_up_the_sum() {
        let fifty = CashCount { denomination_cents: 50_00, pieces: 2 };
        let counted = CountedCash { counts: vec![fifty], ..counted(99_00) };
        assert_eq!(
            plan_closing(0, 0, &[], &[], &counted),
            Err(ClosingRefused::CountsDiffer { counts_cents: 100_00, counted_cents: 99_00 })
        );
        let minus = CashCount { denomination_cents: 50_00, pieces: -1 };
        assert_eq!(counts_total(&[minus]), Err(ClosingRefused::NegativeCount));
    }
}
