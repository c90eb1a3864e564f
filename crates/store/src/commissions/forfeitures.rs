//! Entries that were lost because their recipient left the platform (C13).

use chrono::{DateTime, Utc};
use mojo_domain::{CommissionEntryId, Currency, Month, berlin_month, to_micros};
use mojo_protocol::facts::CommissionForfeitureBody;

use super::{month_of, period};
use crate::columns::Columns;
use crate::source::Source;
use crate::{Connection, Recorded, StoreError};

/// What was lost of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForfeitureRecord {
    /// The entry.
    pub commission_entry_id: CommissionEntryId,
    /// When.
    pub at: DateTime<Utc>,
    /// What was left of it.
    pub amount_cents: i64,
    /// Of the amount.
    pub currency: Currency,
    /// `deactivated`.
    pub reason: String,
}

/// The forfeitures of a month, added up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForfeitureSum {
    /// In Berlin.
    pub month: Month,
    /// Of the amount.
    pub currency: Currency,
    /// Together.
    pub amount_cents: i64,
}

/// Writes forfeitures that are not held yet.
pub(crate) async fn forfeitures(
    connection: &mut Connection,
    run: &[Recorded],
) -> Result<(), StoreError> {
    for change in run {
        let body: CommissionForfeitureBody = change.read()?;
        sqlx::query(
            "INSERT INTO commission_forfeitures
                (commission_entry_id, at, period, amount_cents, currency, reason)
             VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (commission_entry_id) DO NOTHING",
        )
        .bind(body.commission_entry_id.to_string())
        .bind(to_micros(body.at))
        .bind(period(berlin_month(body.at)))
        .bind(body.amount_cents)
        .bind(body.currency.code())
        .bind(&body.reason)
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// Every forfeiture of an entry that is held here in the same currency, in order of time.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn list_forfeitures(
    source: &mut impl Source,
) -> Result<Vec<ForfeitureRecord>, StoreError> {
    let rows = sqlx::query(
        "SELECT f.commission_entry_id, f.at, f.amount_cents, f.currency, f.reason
           FROM commission_forfeitures f
          WHERE EXISTS (SELECT 1 FROM commission_entries e
                         WHERE e.commission_entry_id = f.commission_entry_id
                           AND e.currency = f.currency)
          ORDER BY f.at, f.commission_entry_id",
    )
    .fetch_all(source.rows())
    .await?;
    rows.iter()
        .map(|row| {
            let key = "commission_entry_id";
            let row = Columns { row, table: "commission_forfeitures", key };
            Ok(ForfeitureRecord {
                commission_entry_id: row.parse(key)?,
                at: row.instant("at")?,
                amount_cents: row.number("amount_cents")?,
                currency: row.parse("currency")?,
                reason: row.text("reason")?,
            })
        })
        .collect()
}

/// The same, added up by month; in order of time.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn list_forfeiture_sums(
    source: &mut impl Source,
) -> Result<Vec<ForfeitureSum>, StoreError> {
    let rows = sqlx::query(
        "SELECT f.period, f.currency, SUM(f.amount_cents) AS amount_cents
           FROM commission_forfeitures f
          WHERE EXISTS (SELECT 1 FROM commission_entries e
                         WHERE e.commission_entry_id = f.commission_entry_id
                           AND e.currency = f.currency)
          GROUP BY f.period, f.currency
          ORDER BY f.period, f.currency",
    )
    .fetch_all(source.rows())
    .await?;
    rows.iter()
        .map(|row| {
            let row = Columns { row, table: "commission_forfeitures", key: "period" };
            Ok(ForfeitureSum {
                month: month_of("commission_forfeitures", row.number("period")?)?,
                currency: row.parse("currency")?,
                amount_cents: row.number("amount_cents")?,
            })
        })
        .collect()
}
