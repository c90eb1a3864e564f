//! The months that have a statement.

use std::collections::BTreeSet;

use mojo_domain::{Currency, Money, Month, berlin_month};
use mojo_store::commissions::ReversalSum;

use super::CommissionsError;
use super::balances::Balances;
use crate::Desk;
use crate::views::MonthRow;

impl Desk {
    /// Months in which something was booked or a balance was carried, the latest first; a month with
    /// several currencies stands here once for each, in order of the code (Y3).
    ///
    /// # Errors
    /// [`CommissionsError`] of the store.
    pub async fn list_statement_months(&self) -> Result<Vec<MonthRow>, CommissionsError> {
        let balances = Balances::load(&mut self.store().snapshot().await?).await?;
        let statements = balances.statements(berlin_month(self.now()))?;
        let booked: BTreeSet<(Month, Currency)> = balances.booked().collect();
        let row = |at: (Month, Currency)| month_row(&balances, at, booked.contains(&at));
        statements.into_iter().map(row).collect()
    }
}

/// The sums that the statement of the month says, too: a reversal whose entry is not here counts in
/// neither.
fn month_row(
    balances: &Balances,
    (month, currency): (Month, Currency),
    is_booked: bool,
) -> Result<MonthRow, CommissionsError> {
    let entries = || {
        balances.entries.iter().filter(move |sum| sum.month == month && sum.currency == currency)
    };
    let mut total = balances.forfeited(currency, |counted| counted == month)?;
    total = Money::zero(currency).checked_sub(total)?;
    for sum in entries() {
        total = total.checked_add(Money::new(sum.amount_cents, currency))?;
    }
    let is_counted =
        |it: &&ReversalSum| it.month == month && it.currency == currency && it.settled_as.is_some();
    for sum in balances.reversals.iter().filter(is_counted) {
        total = total.checked_sub(Money::new(sum.reversed_cents, currency))?;
    }
    total = total.checked_add(balances.corrected(currency, |counted| counted == month)?)?;
    Ok(MonthRow {
        month: month.to_string(),
        total: total.into(),
        entries: entries().map(|sum| sum.entries).fold(0, u32::saturating_add),
        is_booked,
    })
}
