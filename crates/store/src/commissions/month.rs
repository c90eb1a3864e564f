//! Reading what the statement of one month is made of, and nothing of the rest of the history.

use chrono::{DateTime, Utc};
use mojo_domain::{CommissionEntryId, Currency, Month, to_micros};
use mojo_protocol::facts::CommissionEntryBody;

use super::disputes::known_dispute;
use super::list::{ReversalRecord, reversal};
use super::packed::{self, entry_text};
use super::period;
use crate::StoreError;
use crate::columns::Columns;
use crate::source::Source;

/// What moves the balance of an entry; the facts that decided stay in its row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryRecord {
    /// The entry.
    pub commission_entry_id: CommissionEntryId,
    /// When it was ordered.
    pub ordered_at: DateTime<Utc>,
    /// As received.
    pub commission_type: String,
    /// A decimal.
    pub percent: String,
    /// The line without VAT.
    pub base_cents: i64,
    /// The commission.
    pub amount_cents: i64,
    /// Of both amounts.
    pub currency: Currency,
    /// As received.
    pub settled_as: String,
    /// By which rules.
    pub rule_version: String,
}

impl From<&CommissionEntryBody> for EntryRecord {
    fn from(body: &CommissionEntryBody) -> Self {
        Self {
            commission_entry_id: body.commission_entry_id,
            ordered_at: body.ordered_at,
            commission_type: body.commission_type.clone(),
            percent: body.percent.clone(),
            base_cents: body.base_cents,
            amount_cents: body.amount_cents,
            currency: body.currency,
            settled_as: body.settled_as.clone(),
            rule_version: body.rule_version.clone(),
        }
    }
}

/// A stretch of months, both included; none when the first is later than the last.
pub type Months = (Month, Month);

/// Entries of a month that are read from the database and not understood yet: that may be done on
/// another thread while further months are read.
pub struct EntryRows {
    count: i64,
    /// The texts of all of them, joined.
    texts: String,
}

impl EntryRows {
    /// The entries, in order of time.
    ///
    /// # Errors
    /// [`StoreError`] for an entry that cannot be understood.
    pub fn understand(self) -> Result<Vec<CommissionEntryBody>, StoreError> {
        let mut entries = packed::entries(self.count, &self.texts)?;
        entries.sort_by_key(|entry| (entry.ordered_at, entry.commission_entry_id));
        Ok(entries)
    }
}

/// The entries of a month, in order of time.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn list_month_entries(
    source: &mut impl Source,
    month: Month,
) -> Result<Vec<CommissionEntryBody>, StoreError> {
    read_month_entries(source, month).await?.understand()
}

/// What [`list_month_entries`] understands.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn read_month_entries(
    source: &mut impl Source,
    month: Month,
) -> Result<EntryRows, StoreError> {
    let (count, texts) = sqlx::query_as(concat!(
        "SELECT COUNT(*), COALESCE(GROUP_CONCAT(",
        entry_text!(),
        ", ''), '') FROM commission_entries WHERE period = $1"
    ))
    .bind(period(month))
    .fetch_one(source.rows())
    .await?;
    Ok(EntryRows { count, texts })
}

/// The entries of other months that `month` speaks of: a reversal, a correction or a forfeiture of it names
/// them,
/// or a dispute of theirs, or of the payment of their order, is open. In order of time.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn list_named_entries(
    source: &mut impl Source,
    month: Month,
) -> Result<Vec<CommissionEntryBody>, StoreError> {
    let rows: Vec<(String,)> = sqlx::query_as(concat!(
        "SELECT ",
        entry_text!(),
        " FROM commission_entries
          WHERE +period <> $1 AND commission_entry_id IN (
                SELECT commission_entry_id FROM commission_reversals WHERE period = $1
                UNION
                SELECT commission_entry_id FROM commission_corrections WHERE period = $1
                UNION
                SELECT commission_entry_id FROM commission_forfeitures WHERE period = $1
                UNION
                SELECT d.commission_entry_id FROM commission_disputes d
                 WHERE NOT EXISTS (SELECT 1 FROM commission_dispute_settlements s
                                    WHERE s.dispute_id = d.dispute_id)
                   AND ",
        known_dispute!(),
        "
                UNION
                SELECT f.commission_entry_id FROM commission_freezes f
                 WHERE NOT EXISTS (SELECT 1 FROM commission_freeze_ends e
                                    WHERE e.freeze_id = f.freeze_id))
          ORDER BY period, ordered_at, commission_entry_id"
    ))
    .bind(period(month))
    .fetch_all(source.rows())
    .await?;
    rows.iter().map(|(text,)| packed::entry(text)).collect()
}

/// The entries of these months that were ordered after an instant, in order of time.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn list_records(
    source: &mut impl Source,
    (from, until): Months,
    after: DateTime<Utc>,
) -> Result<Vec<EntryRecord>, StoreError> {
    let rows = sqlx::query(
        "SELECT commission_entry_id, ordered_at, commission_type, percent, base_cents, amount_cents
              , currency, settled_as, rule_version
           FROM commission_entries
          WHERE period >= $1 AND period <= $2 AND ordered_at > $3
          ORDER BY period, ordered_at, commission_entry_id",
    )
    .bind(period(from))
    .bind(period(until))
    .bind(to_micros(after))
    .fetch_all(source.rows())
    .await?;
    rows.iter()
        .map(|row| {
            let row = Columns { row, table: "commission_entries", key: "commission_entry_id" };
            Ok(EntryRecord {
                commission_entry_id: row.parse("commission_entry_id")?,
                ordered_at: row.instant("ordered_at")?,
                commission_type: row.text("commission_type")?,
                percent: row.text("percent")?,
                base_cents: row.number("base_cents")?,
                amount_cents: row.number("amount_cents")?,
                currency: row.parse("currency")?,
                settled_as: row.text("settled_as")?,
                rule_version: row.text("rule_version")?,
            })
        })
        .collect()
}

/// The reversals up to the end of `last` of the entries of two stretches of months, and of those
/// that [`list_named_entries`] names for `month`; in order of time.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn list_reversals_of(
    source: &mut impl Source,
    [first, second]: [Months; 2],
    month: Month,
    last: Month,
) -> Result<Vec<ReversalRecord>, StoreError> {
    let rows = sqlx::query(concat!(
        "SELECT r.reversal_id, r.commission_entry_id, r.at, r.refunded_net_cents, r.reversed_cents
              , r.currency
           FROM commission_reversals r
          WHERE r.period <= $6
            AND (EXISTS (SELECT 1 FROM commission_entries e INDEXED BY commission_entries_by_settlement
                          WHERE e.commission_entry_id = r.commission_entry_id
                            AND (e.period BETWEEN $1 AND $2 OR e.period BETWEEN $3 AND $4))
                 OR r.commission_entry_id IN (
                    SELECT commission_entry_id FROM commission_reversals WHERE period = $5
                    UNION
                    SELECT commission_entry_id FROM commission_corrections WHERE period = $5
                    UNION
                    SELECT commission_entry_id FROM commission_forfeitures WHERE period = $5
                    UNION
                    SELECT d.commission_entry_id FROM commission_disputes d
                     WHERE NOT EXISTS (SELECT 1 FROM commission_dispute_settlements s
                                        WHERE s.dispute_id = d.dispute_id)
                       AND ",
        known_dispute!(),
        "
                    UNION
                    SELECT f.commission_entry_id FROM commission_freezes f
                     WHERE NOT EXISTS (SELECT 1 FROM commission_freeze_ends e
                                        WHERE e.freeze_id = f.freeze_id)))
          ORDER BY r.period, r.at, r.reversal_id"
    ))
    .bind(period(first.0))
    .bind(period(first.1))
    .bind(period(second.0))
    .bind(period(second.1))
    .bind(period(month))
    .bind(period(last))
    .fetch_all(source.rows())
    .await?;
    rows.iter().map(reversal).collect()
}
