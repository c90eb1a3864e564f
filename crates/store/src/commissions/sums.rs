//! What was earned, taken back and paid by month: sums, so that a statement does not read the
//! history to know where its balance began (Y3).

use mojo_domain::{Currency, Month};

use super::month_of;
use crate::StoreError;
use crate::columns::Columns;
use crate::source::Source;

/// The entries of a month that are alike, added up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntrySum {
    /// In Berlin.
    pub month: Month,
    /// Of the amount.
    pub currency: Currency,
    /// As of the entries.
    pub commission_type: String,
    /// As of the entries.
    pub settled_as: String,
    /// As of the entries.
    pub rule_version: String,
    /// How many.
    pub entries: u32,
    /// Together.
    pub amount_cents: i64,
}

/// The reversals of a month that are alike, added up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReversalSum {
    /// In Berlin.
    pub month: Month,
    /// Of the amount.
    pub currency: Currency,
    /// How their entries are settled; `None` when those are not held, or are of another currency.
    pub settled_as: Option<String>,
    /// Together.
    pub reversed_cents: i64,
}

/// The payouts of a month, added up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayoutSum {
    /// In Berlin.
    pub month: Month,
    /// Of the amount.
    pub currency: Currency,
    /// Together.
    pub amount_cents: i64,
}

/// Every entry, added up by month and kind; in order of time.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn list_entry_sums(source: &mut impl Source) -> Result<Vec<EntrySum>, StoreError> {
    let rows = sqlx::query(
        "SELECT period, currency, commission_type, settled_as, rule_version
              , COUNT(*) AS entries, SUM(amount_cents) AS amount_cents
           FROM commission_entries
          GROUP BY period, currency, commission_type, settled_as, rule_version
          ORDER BY period, currency, commission_type, settled_as, rule_version",
    )
    .fetch_all(source.rows())
    .await?;
    rows.iter()
        .map(|row| {
            let row = Columns { row, table: "commission_entries", key: "rule_version" };
            Ok(EntrySum {
                month: month_of("commission_entries", row.number("period")?)?,
                currency: row.parse("currency")?,
                commission_type: row.text("commission_type")?,
                settled_as: row.text("settled_as")?,
                rule_version: row.text("rule_version")?,
                entries: row.count("entries")?,
                amount_cents: row.number("amount_cents")?,
            })
        })
        .collect()
}

/// Every reversal, added up by month and by how its entry is settled; in order of time.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn list_reversal_sums(source: &mut impl Source) -> Result<Vec<ReversalSum>, StoreError> {
    let rows: Vec<(i64, String, Option<String>, i64)> = sqlx::query_as(
        "SELECT r.period, r.currency, e.settled_as, SUM(r.reversed_cents)
           FROM commission_reversals r
           LEFT JOIN commission_entries e INDEXED BY commission_entries_by_settlement
             ON e.commission_entry_id = r.commission_entry_id AND e.currency = r.currency
          GROUP BY r.period, r.currency, e.settled_as
          ORDER BY r.period, r.currency, e.settled_as",
    )
    .fetch_all(source.rows())
    .await?;
    rows.into_iter()
        .map(|(period, currency, settled_as, reversed_cents)| {
            let month = month_of("commission_reversals", period)?;
            let currency = currency_of("commission_reversals", &currency)?;
            Ok(ReversalSum { month, currency, settled_as, reversed_cents })
        })
        .collect()
}

/// Every payout, added up by month; in order of time.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn list_payout_sums(source: &mut impl Source) -> Result<Vec<PayoutSum>, StoreError> {
    let rows: Vec<(i64, String, i64)> = sqlx::query_as(
        "SELECT period, currency, SUM(amount_cents) FROM commission_payouts
          GROUP BY period, currency ORDER BY period, currency",
    )
    .fetch_all(source.rows())
    .await?;
    rows.into_iter()
        .map(|(period, currency, amount_cents)| {
            let month = month_of("commission_payouts", period)?;
            let currency = currency_of("commission_payouts", &currency)?;
            Ok(PayoutSum { month, currency, amount_cents })
        })
        .collect()
}

fn currency_of(table: &'static str, code: &str) -> Result<Currency, StoreError> {
    let broken = |_| StoreError::Inconsistency { table, column: "currency", row: code.to_owned() };
    code.parse().map_err(broken)
}
