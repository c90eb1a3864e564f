//! Entries that are frozen because the payment of their order is disputed.

use std::collections::BTreeSet;

use mojo_domain::{CommissionEntryId, to_micros};
use mojo_protocol::facts::{CommissionFreezeBody, CommissionFreezeEndBody};

use crate::columns::Columns;
use crate::source::Source;
use crate::{Connection, Recorded, StoreError};

/// Writes freezes that are not held yet.
pub(crate) async fn freezes(
    connection: &mut Connection,
    run: &[Recorded],
) -> Result<(), StoreError> {
    for change in run {
        let body: CommissionFreezeBody = change.read()?;
        for entry in &body.entries {
            sqlx::query(
                "INSERT INTO commission_freezes (freeze_id, commission_entry_id, at)
                 VALUES ($1, $2, $3)
                 ON CONFLICT (freeze_id, commission_entry_id) DO NOTHING",
            )
            .bind(body.freeze_id.to_string())
            .bind(entry.to_string())
            .bind(to_micros(body.at))
            .execute(&mut *connection)
            .await?;
        }
    }
    Ok(())
}

/// Writes ends that are not held yet.
pub(crate) async fn freeze_ends(
    connection: &mut Connection,
    run: &[Recorded],
) -> Result<(), StoreError> {
    for change in run {
        let body: CommissionFreezeEndBody = change.read()?;
        sqlx::query(
            "INSERT INTO commission_freeze_ends (freeze_id, outcome, at)
             VALUES ($1, $2, $3)
             ON CONFLICT (freeze_id) DO NOTHING",
        )
        .bind(body.freeze_id.to_string())
        .bind(&body.outcome)
        .bind(to_micros(body.at))
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// The entries with a freeze that has not ended.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn list_frozen(
    source: &mut impl Source,
) -> Result<BTreeSet<CommissionEntryId>, StoreError> {
    let rows = sqlx::query(
        "SELECT DISTINCT f.commission_entry_id
           FROM commission_freezes f
          WHERE NOT EXISTS (SELECT 1 FROM commission_freeze_ends e WHERE e.freeze_id = f.freeze_id)",
    )
    .fetch_all(source.rows())
    .await?;
    rows.iter()
        .map(|row| {
            let key = "commission_entry_id";
            Columns { row, table: "commission_freezes", key }.parse(key)
        })
        .collect()
}
