//! By how much people corrected entries whose recipient was right to dispute them (Y5).

use chrono::{DateTime, Utc};
use mojo_domain::{
    CommissionDisputeId, CommissionEntryId, Currency, Month, berlin_month, to_micros,
};
use mojo_protocol::facts::CommissionCorrectionBody;

use super::{month_of, period};
use crate::columns::Columns;
use crate::source::Source;
use crate::{Connection, Recorded, StoreError};

/// A correction of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorrectionRecord {
    /// The dispute that was upheld; it makes one at most.
    pub dispute_id: CommissionDisputeId,
    /// The entry.
    pub commission_entry_id: CommissionEntryId,
    /// When.
    pub at: DateTime<Utc>,
    /// Above zero: owed in addition; below: taken back.
    pub amount_cents: i64,
    /// Of the amount.
    pub currency: Currency,
    /// In the words of the platform's people.
    pub reason: String,
}

/// The corrections of a month, added up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorrectionSum {
    /// In Berlin.
    pub month: Month,
    /// Of the amount.
    pub currency: Currency,
    /// Together.
    pub amount_cents: i64,
}

/// Writes corrections that are not held yet.
pub(crate) async fn corrections(
    connection: &mut Connection,
    run: &[Recorded],
) -> Result<(), StoreError> {
    for change in run {
        let body: CommissionCorrectionBody = change.read()?;
        sqlx::query(
            "INSERT INTO commission_corrections
                (dispute_id, commission_entry_id, at, period, amount_cents, currency, reason)
             VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (dispute_id) DO NOTHING",
        )
        .bind(body.dispute_id.to_string())
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

/// Every correction of an entry that is held here in the same currency and is paid out, in order of
/// time.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn list_corrections(
    source: &mut impl Source,
) -> Result<Vec<CorrectionRecord>, StoreError> {
    let rows = sqlx::query(
        "SELECT c.dispute_id, c.commission_entry_id, c.at, c.amount_cents, c.currency, c.reason
           FROM commission_corrections c
          WHERE EXISTS (SELECT 1 FROM commission_entries e
                         WHERE e.commission_entry_id = c.commission_entry_id
                           AND e.currency = c.currency AND e.settled_as = 'payout')
          ORDER BY c.at, c.commission_entry_id, c.dispute_id",
    )
    .fetch_all(source.rows())
    .await?;
    rows.iter()
        .map(|row| {
            let row = Columns { row, table: "commission_corrections", key: "dispute_id" };
            Ok(CorrectionRecord {
                dispute_id: row.parse("dispute_id")?,
                commission_entry_id: row.parse("commission_entry_id")?,
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
pub async fn list_correction_sums(
    source: &mut impl Source,
) -> Result<Vec<CorrectionSum>, StoreError> {
    let rows = sqlx::query(
        "SELECT c.period, c.currency, SUM(c.amount_cents) AS amount_cents
           FROM commission_corrections c
          WHERE EXISTS (SELECT 1 FROM commission_entries e
                         WHERE e.commission_entry_id = c.commission_entry_id
                           AND e.currency = c.currency AND e.settled_as = 'payout')
          GROUP BY c.period, c.currency
          ORDER BY c.period, c.currency",
    )
    .fetch_all(source.rows())
    .await?;
    rows.iter()
        .map(|row| {
            let row = Columns { row, table: "commission_corrections", key: "period" };
            Ok(CorrectionSum {
                month: month_of("commission_corrections", row.number("period")?)?,
                currency: row.parse("currency")?,
                amount_cents: row.number("amount_cents")?,
            })
        })
        .collect()
}
