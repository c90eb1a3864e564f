//! Reading commissions.

use chrono::{DateTime, Utc};
use mojo_domain::{CommissionEntryId, Currency, Month};
use mojo_protocol::facts::CommissionEntryBody;
use sqlx::sqlite::SqliteRow;

use super::packed::{self, entry_text};
use super::period;
use crate::StoreError;
use crate::columns::Columns;
use crate::source::Source;

/// What a refund took back of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReversalRecord {
    /// The entry.
    pub commission_entry_id: CommissionEntryId,
    /// When.
    pub at: DateTime<Utc>,
    /// Refunded of the line without VAT, all refunds so far.
    pub refunded_net_cents: i64,
    /// Taken back by this refund alone.
    pub reversed_cents: i64,
    /// Of the amount.
    pub currency: Currency,
}

/// A payout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayoutRecord {
    /// When.
    pub at: DateTime<Utc>,
    /// What is of commissions.
    pub amount_cents: i64,
    /// VAT of credit notes, paid in addition.
    pub vat_cents: i64,
    /// Of the amount.
    pub currency: Currency,
    /// `monthly` or `final`.
    pub kind: String,
    /// The entries it settled.
    pub entries: Vec<CommissionEntryId>,
}

/// Every entry up to the end of `month`, in order of time.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn list_entries(
    source: &mut impl Source,
    month: Month,
) -> Result<Vec<CommissionEntryBody>, StoreError> {
    let rows: Vec<(String,)> = sqlx::query_as(concat!(
        "SELECT ",
        entry_text!(),
        " FROM commission_entries
          WHERE period <= $1
          ORDER BY period, ordered_at, commission_entry_id"
    ))
    .bind(period(month))
    .fetch_all(source.rows())
    .await?;
    rows.iter().map(|(text,)| packed::entry(text)).collect()
}

/// One entry.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn find_entry(
    source: &mut impl Source,
    id: CommissionEntryId,
) -> Result<Option<CommissionEntryBody>, StoreError> {
    let row: Option<(String,)> = sqlx::query_as(concat!(
        "SELECT ",
        entry_text!(),
        " FROM commission_entries WHERE commission_entry_id = $1"
    ))
    .bind(id.to_string())
    .fetch_optional(source.rows())
    .await?;
    row.map(|(text,)| packed::entry(&text)).transpose()
}

pub(super) fn reversal(row: &SqliteRow) -> Result<ReversalRecord, StoreError> {
    let row = Columns { row, table: "commission_reversals", key: "reversal_id" };
    Ok(ReversalRecord {
        commission_entry_id: row.parse("commission_entry_id")?,
        at: row.instant("at")?,
        refunded_net_cents: row.number("refunded_net_cents")?,
        reversed_cents: row.number("reversed_cents")?,
        currency: row.parse("currency")?,
    })
}

/// Every payout up to the end of `month`, in order of time.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn list_payouts(
    source: &mut impl Source,
    month: Month,
) -> Result<Vec<PayoutRecord>, StoreError> {
    let rows = sqlx::query(
        "SELECT payout_id, at, amount_cents, vat_cents, currency, kind, entries
           FROM commission_payouts WHERE period <= $1 ORDER BY period, at, payout_id",
    )
    .bind(period(month))
    .fetch_all(source.rows())
    .await?;
    rows.iter()
        .map(|row| {
            let row = Columns { row, table: "commission_payouts", key: "payout_id" };
            let json = |error| StoreError::body("commission_payout")(error);
            Ok(PayoutRecord {
                at: row.instant("at")?,
                amount_cents: row.number("amount_cents")?,
                vat_cents: row.number("vat_cents")?,
                currency: row.parse("currency")?,
                kind: row.text("kind")?,
                entries: serde_json::from_str(&row.text("entries")?).map_err(json)?,
            })
        })
        .collect()
}
