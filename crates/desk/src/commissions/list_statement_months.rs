//! The months that have a statement.

use mojo_domain::{Currency, Money, Month};

use super::CommissionsError;
use super::balances::Balances;
use crate::Desk;
use crate::views::MonthRow;

impl Desk {
    /// Months in which something was booked, the latest first.
    ///
    /// # Errors
    /// [`CommissionsError`] of the store.
    pub async fn list_statement_months(&self) -> Result<Vec<MonthRow>, CommissionsError> {
        let balances = Balances::load(&mut self.store().snapshot().await?).await?;
        let months = balances.months();
        let Some(latest) = months.first().copied() else { return Ok(Vec::new()) };
        let currency = balances.currency(latest);
        Ok(months.into_iter().map(|month| month_row(&balances, month, currency)).collect())
    }
}

fn month_row(balances: &Balances, month: Month, currency: Currency) -> MonthRow {
    let entries = || {
        balances.entries.iter().filter(move |sum| sum.month == month && sum.currency == currency)
    };
    let earned: i64 = entries().map(|sum| sum.amount_cents).sum();
    let reversed: i64 = balances
        .reversals
        .iter()
        .filter(|sum| sum.month == month && sum.currency == currency)
        .map(|sum| sum.reversed_cents)
        .sum();
    MonthRow {
        month: month.to_string(),
        total: Money::new(earned - reversed, currency).into(),
        entries: entries().map(|sum| sum.entries).fold(0, u32::saturating_add),
    }
}
