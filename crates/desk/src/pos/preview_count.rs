//! The cash as counted, computed before the day is closed.

use mojo_domain::pos::{CashCount, counts_total};
use mojo_domain::{Currency, Money};
use mojo_store::pos::till;

use super::PosError;
use super::seller::Seller;
use super::till::cash_book;
use crate::Desk;
use crate::views::{CashCountInput, CloseDayInput, CountLineView, CountPreview, MoneyView};

/// Notes of the euro; the 500 is no longer issued and still money.
const EURO_NOTES: &[i64] = &[500_00, 200_00, 100_00, 50_00, 20_00, 10_00, 5_00];
const EURO_COINS: &[i64] = &[2_00, 1_00, 50, 20, 10, 5, 2, 1];
const FRANC_NOTES: &[i64] = &[1000_00, 200_00, 100_00, 50_00, 20_00, 10_00];
const FRANC_COINS: &[i64] = &[5_00, 2_00, 1_00, 50, 20, 10, 5];

impl Desk {
    /// Adds up the count and compares it with what should be in the till.
    ///
    /// # Errors
    /// [`PosError::Closing`] for a count below zero or two counts that differ.
    pub async fn preview_count(&self, input: CloseDayInput) -> Result<CountPreview, PosError> {
        let seller = Seller::load(self).await?;
        let period = till::find(&mut self.reader().await?, seller.register_id).await?;
        let expected = cash_book(&period).expected_cents()?;
        let counts = counts(&input.counts);
        let counted = match (input.counted_cents, counts.is_empty()) {
            (Some(cents), true) => cents,
            _ => counts_total(&counts)?,
        };
        let money = |cents| MoneyView::from(Money::new(cents, seller.currency));
        let lines = lines(&counts, seller.currency);
        let sum = |is_note: bool| {
            lines.iter().filter(|line| line.is_note == is_note).map(|line| line.amount.cents).sum()
        };
        Ok(CountPreview {
            notes: money(sum(true)),
            coins: money(sum(false)),
            lines,
            counted: money(counted),
            expected: money(expected),
            difference: money(counted.saturating_sub(expected)),
        })
    }
}

/// The pieces per denomination, each once, without empty ones.
pub(super) fn counts(input: &[CashCountInput]) -> Vec<CashCount> {
    let mut pieces = std::collections::BTreeMap::<i64, i64>::new();
    for count in input {
        let sum = pieces.entry(count.denomination_cents).or_default();
        *sum = sum.saturating_add(count.pieces);
    }
    pieces
        .into_iter()
        .rev()
        .filter(|(_, pieces)| *pieces != 0)
        .map(|(denomination_cents, pieces)| CashCount { denomination_cents, pieces })
        .collect()
}

/// A line per coin and note of the currency, and what was counted besides.
fn lines(counts: &[CashCount], currency: Currency) -> Vec<CountLineView> {
    let (notes, coins) = match currency == Currency::CHF {
        true => (FRANC_NOTES, FRANC_COINS),
        false => (EURO_NOTES, EURO_COINS),
    };
    let mut denominations = [notes, coins].concat();
    let unknown = counts.iter().map(|count| count.denomination_cents);
    denominations.extend(unknown.filter(|cents| !notes.contains(cents) && !coins.contains(cents)));
    let line = |denomination_cents: i64| {
        let found = counts.iter().find(|count| count.denomination_cents == denomination_cents);
        let pieces = found.map_or(0, |count| count.pieces);
        let money = |cents| MoneyView::from(Money::new(cents, currency));
        CountLineView {
            denomination: money(denomination_cents),
            is_note: notes.contains(&denomination_cents),
            pieces,
            amount: money(denomination_cents.saturating_mul(pieces)),
        }
    };
    denominations.into_iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use crate::testing;
    use crate::views::{CashCountInput, CloseDayInput};

    #[tokio::test]
    async fn notes_and_coins_are_added_up_and_compared() {
        let desk = testing::desk().await;
        let piece = |denomination_cents, pieces| CashCountInput { denomination_cents, pieces };
        let preview = desk
            .preview_count(CloseDayInput {
                counted_cents: None,
                counts: vec![piece(100_00, 1), piece(20_00, 2), piece(50, 19), piece(50, 0)],
                reason: String::new(),
                uncounted: false,
            })
            .await
            .unwrap();
        assert_eq!((preview.notes.cents, preview.coins.cents), (140_00, 9_50));
        assert_eq!((preview.expected.cents, preview.difference.cents), (150_00, -50));
        let fifty = preview.lines.iter().find(|line| line.denomination.cents == 50).unwrap();
        assert_eq!((fifty.pieces, fifty.is_note), (19, false));
    }
}
