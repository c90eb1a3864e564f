//! The closing of the day (Kassenabschluss, Z-Bericht): what should be there, what was counted,
//! and the difference with its reason (§ 146 Abs. 1 AO).

use mojo_domain::pos::{CountedCash, Kassenabschluss, PeriodTotals, close_period, counts_total};
use mojo_domain::{ClosingId, Money, berlin_day};
use mojo_protocol::Entity;
use mojo_protocol::facts::{CashClosingBody, CashCountBody};
use mojo_store::Tx;
use mojo_store::pos::till::{self, OpenPeriod};

use super::PosError;
use super::preview_count::counts;
use super::seller::Seller;
use super::till::cash_book;
use super::wire::{group_body, group_of, payment_body, payment_of};
use crate::views::{CloseDayInput, ClosingResult};
use crate::{Desk, Op};

impl Desk {
    /// Closes the open period of the till. The next one begins with the cash that was counted.
    ///
    /// # Errors
    /// [`PosError::NotCounted`] and [`PosError::UncountedUnexplained`] when nobody counted;
    /// [`PosError::DifferenceUnexplained`] when the cash differs and nobody says why;
    /// [`PosError::AlreadyClosed`] when somebody else was faster.
    pub async fn close_day(&self, input: CloseDayInput) -> Result<ClosingResult, PosError> {
        let seller = Seller::load(self).await?;
        let counted = read(input)?;
        // What the user saw while counting; the transaction must find the same period.
        let seen = till::find(&mut self.reader().await?, seller.register_id).await?;
        self.close_seen(&seller, &counted, seen.next_z).await
    }

    /// Closes the period `z_number`, if it is still the open one.
    async fn close_seen(
        &self,
        seller: &Seller,
        counted: &Counted,
        z_number: i64,
    ) -> Result<ClosingResult, PosError> {
        let mut tx = self.transact(Op::CloseDay).await?;
        let period = till::find(&mut tx, seller.register_id).await?;
        if period.next_z != z_number {
            return Err(PosError::AlreadyClosed { z_number });
        }
        let cash = counted.cash(cash_book(&period).expected_cents()?);
        let plan = close_period(period.next_z - 1, period.opening_cents, &totals(&period), &cash)?;
        if plan.difference_cents != 0 && plan.reason.is_empty() {
            let difference = Money::new(plan.difference_cents, seller.currency).to_string();
            return Err(PosError::DifferenceUnexplained { difference });
        }
        let mut body = closing_body(&plan, seller, &tx);
        body.is_uncounted = matches!(counted, Counted::Nothing { .. });
        tx.record(Entity::CashClosing, body.closing_id.0, &body).await?;
        self.commit(tx, Op::CloseDay).await?;
        let money = |cents| Money::new(cents, seller.currency).into();
        Ok(ClosingResult {
            closing_id: body.closing_id.to_string(),
            z_number: u32::try_from(body.z_number).unwrap_or(u32::MAX),
            expected: money(body.expected_cents),
            counted: money(body.counted_cents),
            difference: money(body.difference_cents),
            uncounted: body.is_uncounted,
        })
    }
}

/// What is known of the cash.
enum Counted {
    /// Somebody counted.
    Cash(CountedCash),
    /// Nobody did, and this is why.
    Nothing { why: String },
}

impl Counted {
    /// The cash to close with: without a count, what should be there.
    fn cash(&self, expected_cents: i64) -> CountedCash {
        match self {
            Self::Cash(cash) => cash.clone(),
            Self::Nothing { why } => CountedCash {
                counted_cents: expected_cents,
                counts: Vec::new(),
                reason: format!("nicht gezählt: {why}"),
            },
        }
    }
}

fn read(input: CloseDayInput) -> Result<Counted, PosError> {
    let is_counted = input.counted_cents.is_some() || !input.counts.is_empty();
    if !input.uncounted || is_counted {
        return Ok(Counted::Cash(counted(input)?));
    }
    match input.reason.trim() {
        "" => Err(PosError::UncountedUnexplained),
        why => Ok(Counted::Nothing { why: why.to_owned() }),
    }
}

fn counted(input: CloseDayInput) -> Result<CountedCash, PosError> {
    let counts = counts(&input.counts);
    let counted_cents = match input.counted_cents {
        Some(cents) => cents,
        None if input.counts.is_empty() => return Err(PosError::NotCounted),
        None => counts_total(&counts)?,
    };
    Ok(CountedCash { counted_cents, counts, reason: input.reason })
}

fn totals(period: &OpenPeriod) -> PeriodTotals {
    PeriodTotals {
        receipts: period.receipts,
        first_receipt: period.first_receipt.clone(),
        last_receipt: period.last_receipt.clone(),
        vat: period.vat.iter().map(group_of).collect(),
        payments: period.payments.iter().map(payment_of).collect(),
        cash_movements_cents: period.cash_movements_cents,
    }
}

fn closing_body(plan: &Kassenabschluss, seller: &Seller, tx: &Tx) -> CashClosingBody {
    CashClosingBody {
        closing_id: tx.next_id::<ClosingId>(),
        register_id: seller.register_id,
        z_number: plan.z_number,
        seller: seller.practice.party(),
        actor_id: tx.actor_id(),
        at: tx.now(),
        recorded_on: berlin_day(tx.now()),
        currency: seller.currency,
        opening_cents: plan.cash_book.opening_cents,
        cash_sales_cents: plan.cash_book.cash_sales_cents,
        cash_movements_cents: plan.cash_book.cash_movements_cents,
        expected_cents: plan.expected_cents,
        counted_cents: plan.counted_cents,
        difference_cents: plan.difference_cents,
        reason: plan.reason.clone(),
        counts: plan
            .counts
            .iter()
            .map(|count| CashCountBody {
                denomination_cents: count.denomination_cents,
                pieces: count.pieces,
            })
            .collect(),
        vat: plan.vat.iter().map(group_body).collect(),
        payments: plan.payments.iter().map(payment_body).collect(),
        receipts: plan.receipts,
        first_receipt: plan.first_receipt.clone(),
        last_receipt: plan.last_receipt.clone(),
        is_training: seller.is_training,
        is_uncounted: false,
    }
}

#[cfg(test)]
mod tests {
    use crate::pos::Seller;
    use crate::pos::testing::{cart, pay};
    use crate::views::{CashCountInput, CloseDayInput};
    use crate::{Refusal, testing};

    fn counted(cents: i64, reason: &str) -> CloseDayInput {
        CloseDayInput {
            counted_cents: Some(cents),
            counts: Vec::new(),
            reason: reason.to_owned(),
            uncounted: false,
        }
    }

    #[tokio::test]
    async fn a_difference_needs_a_reason_and_the_next_day_begins_with_what_was_counted() {
        let desk = testing::desk().await;
        let sale = cart(&desk, &[("Einzelstunde", 2000)], None, &[pay("cash", 50_00)]).await;
        let receipt = desk.sell(sale).await.unwrap().receipt_number;
        let refused = desk.close_day(counted(185_50, " ")).await.unwrap_err();
        assert_eq!(refused.code(), "reason_required");
        assert_eq!(refused.values()["difference"], "-0.50");
        let closed = desk.close_day(counted(185_50, "Wechselfehler")).await.unwrap();
        assert_eq!((closed.z_number, closed.expected.cents), (1, 186_00));
        assert_eq!(closed.difference.cents, -50);
        let till = desk.till().await.unwrap();
        assert_eq!((till.opening.cents, till.expected.cents), (185_50, 185_50));
        assert_eq!((till.next_z, till.receipts, till.gross.cents), (2, 0, 0));
        assert!(till.sales.is_empty() && till.vat.is_empty() && till.payments.is_empty());
        assert!(till.last_closing.is_some());
        assert!(desk.show_sale(receipt).await.is_ok(), "what was sold stays");
    }

    #[tokio::test]
    async fn closings_are_numbered_without_a_gap_and_an_empty_day_may_be_closed() {
        let desk = testing::desk().await;
        for z_number in 1..=3 {
            let closed = desk.close_day(counted(150_00, "")).await.unwrap();
            assert_eq!(closed.z_number, z_number);
        }
    }

    #[tokio::test]
    async fn coins_and_notes_must_make_up_the_sum_and_something_must_be_counted() {
        let desk = testing::desk().await;
        let nothing = CloseDayInput { counted_cents: None, ..counted(0, "") };
        assert_eq!(desk.close_day(nothing).await.unwrap_err().code(), "not_counted");
        let fifty = CashCountInput { denomination_cents: 50_00, pieces: 3 };
        let wrong = CloseDayInput { counts: vec![fifty.clone()], ..counted(149_00, "x") };
        assert_eq!(desk.close_day(wrong).await.unwrap_err().code(), "count_refused");
        let right = CloseDayInput { counted_cents: None, counts: vec![fifty], ..counted(0, "") };
        assert_eq!(desk.close_day(right).await.unwrap().difference.cents, 0);
    }

    #[tokio::test]
    async fn who_did_not_count_says_why_and_the_closing_says_so_too() {
        let desk = testing::desk().await;
        let nothing =
            |reason| CloseDayInput { counted_cents: None, uncounted: true, ..counted(0, reason) };
        assert_eq!(desk.close_day(nothing(" ")).await.unwrap_err().code(), "reason_required");
        let closed = desk.close_day(nothing("Stromausfall")).await.unwrap();
        assert!(closed.uncounted);
        assert_eq!((closed.counted.cents, closed.difference.cents), (150_00, 0));
        let seller = Seller::load(&desk).await.unwrap();
        let mut reader = desk.reader().await.unwrap();
        let held = mojo_store::pos::closings::find(&mut reader, seller.register_id, 1).await;
        let held = held.unwrap().unwrap();
        assert!(held.is_uncounted);
        assert_eq!(held.reason, "nicht gezählt: Stromausfall");
        // Who counted has counted.
        let both = CloseDayInput { uncounted: true, ..counted(150_00, "") };
        assert!(!desk.close_day(both).await.unwrap().uncounted);
    }

    #[tokio::test]
    async fn of_two_who_counted_the_same_period_one_closes_it() {
        let desk = testing::desk().await;
        let seller = Seller::load(&desk).await.unwrap();
        let cash = super::read(counted(150_00, "")).unwrap();
        desk.close_seen(&seller, &cash, 1).await.unwrap();
        let refused = desk.close_seen(&seller, &cash, 1).await.unwrap_err();
        assert_eq!(refused.code(), "day_already_closed");
        assert_eq!(desk.till().await.unwrap().next_z, 2);
    }
}
