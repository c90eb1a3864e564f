//! The months that have a statement.

use mojo_domain::{Money, Month, berlin_month};
use mojo_store::commissions::list_months;

use super::CommissionsError;
use crate::Desk;
use crate::views::MonthRow;

impl Desk {
    /// Months in which something was booked, the latest first.
    ///
    /// # Errors
    /// [`CommissionsError`] of the store.
    pub async fn list_statement_months(&self) -> Result<Vec<MonthRow>, CommissionsError> {
        let months = list_months(&mut self.reader().await?).await?;
        let Some(latest) = months.first().copied() else { return Ok(Vec::new()) };
        let ledger = self.load_ledger(latest).await?;
        Ok(months.into_iter().map(|month| ledger.month_row(month)).collect())
    }
}

impl super::ledger::Ledger {
    fn month_row(&self, month: Month) -> MonthRow {
        let of_month = || self.entries.iter().filter(|e| berlin_month(e.ordered_at) == month);
        let earned: i64 = of_month().map(|entry| entry.amount_cents).sum();
        let reversed: i64 = self
            .reversals
            .iter()
            .filter(|reversal| berlin_month(reversal.at) == month)
            .map(|reversal| reversal.reversed_cents)
            .sum();
        MonthRow {
            month: month.to_string(),
            total: Money::new(earned - reversed, self.currency).into(),
            entries: u32::try_from(of_month().count()).unwrap_or(u32::MAX),
        }
    }
}
