//! The devices of the practice as the platform last listed them.

use mojo_domain::{DeviceId, to_micros};
use sqlx::Row;

use crate::{Reader, StoreError, Tx};

/// Keeps the list in place of the one before; each body is the platform's JSON.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn keep_listed(tx: &mut Tx, devices: &[(DeviceId, String)]) -> Result<(), StoreError> {
    let now = to_micros(tx.now());
    sqlx::query("DELETE FROM listed_devices").execute(tx.connection()).await?;
    for (place, (device_id, body)) in (0_i64..).zip(devices) {
        sqlx::query(
            "INSERT INTO listed_devices (device_id, place, body, listed_at) VALUES ($1, $2, $3, $4)",
        )
        .bind(device_id.to_string())
        .bind(place)
        .bind(body)
        .bind(now)
        .execute(tx.connection())
        .await?;
    }
    Ok(())
}

/// The bodies in the platform's order, and when they were listed, microseconds; `None`: never.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn listed(reader: &mut Reader) -> Result<(Vec<String>, Option<i64>), StoreError> {
    let rows = sqlx::query("SELECT body, listed_at FROM listed_devices ORDER BY place")
        .fetch_all(reader.connection())
        .await?;
    let listed_at = rows.first().map(|row| row.try_get("listed_at")).transpose()?;
    let bodies: Result<Vec<String>, _> = rows.iter().map(|row| row.try_get("body")).collect();
    Ok((bodies?, listed_at))
}
