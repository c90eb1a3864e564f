//! The prices that a product had: every one that was written, also one that lost.

use mojo_domain::cards::{Card, FieldStamp};
use mojo_domain::pos::PricePoint;
use mojo_domain::{DeviceId, Hlc, ProductId, from_micros};
use uuid::Uuid;

use crate::{Connection, Source, StoreError};

/// The field of a product that is its price.
pub(crate) const FIELD: &str = "price_cents";

/// Notes the price that an edit writes, if any.
pub(super) async fn note(
    connection: &mut Connection,
    product_id: Uuid,
    patch: &Card,
) -> Result<(), StoreError> {
    let Some(write) = patch.get(FIELD) else { return Ok(()) };
    let Some(cents) = write.value.as_deref().and_then(|text| text.parse::<i64>().ok()) else {
        return Ok(());
    };
    sqlx::query(
        // Sent again under a later name of its device, it is the same edit.
        "INSERT INTO product_prices (product_id, hlc, device_id, price_cents)
         SELECT $1, $2, $3, $4
          WHERE NOT EXISTS (SELECT 1 FROM product_prices
                             WHERE product_id = $1 AND hlc = $2 AND price_cents = $4)
         ON CONFLICT DO NOTHING",
    )
    .bind(product_id.to_string())
    .bind(write.stamp.hlc.0)
    .bind(write.stamp.device_id.to_string())
    .bind(cents)
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "UPDATE product_prices SET is_of_before = 0
          WHERE product_id = $1 AND hlc = $2 AND price_cents = $3 AND is_of_before = 1",
    )
    .bind(product_id.to_string())
    .bind(write.stamp.hlc.0)
    .bind(cents)
    .execute(connection)
    .await?;
    Ok(())
}

/// The order of the platform begins anew: marks what others wrote, until it is read again. It may come
/// with another reading: it was sent again, and received later.
pub(crate) async fn begin_anew(
    connection: &mut Connection,
    own: DeviceId,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE product_prices SET is_of_before = 1 WHERE device_id <> $1")
        .bind(own.to_string())
        .execute(connection)
        .await?;
    Ok(())
}

/// The order was read anew: forgets what it does not name.
pub(crate) async fn end_anew(connection: &mut Connection) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM product_prices WHERE is_of_before = 1").execute(connection).await?;
    Ok(())
}

/// Gives a price that still bears the old stamp of its edit the new one.
pub(super) async fn restamp(
    connection: &mut Connection,
    product_id: Uuid,
    old: FieldStamp,
    new: FieldStamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE product_prices SET hlc = $4, device_id = $5, is_of_before = 0
          WHERE product_id = $1 AND hlc = $2 AND device_id = $3",
    )
    .bind(product_id.to_string())
    .bind(old.hlc.0)
    .bind(old.device_id.to_string())
    .bind(new.hlc.0)
    .bind(new.device_id.to_string())
    .execute(connection)
    .await?;
    Ok(())
}

/// Forgets the price of an edit that did not stand.
pub(crate) async fn forget(
    connection: &mut Connection,
    product_id: Uuid,
    stamp: FieldStamp,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM product_prices WHERE product_id = $1 AND hlc = $2 AND device_id = $3")
        .bind(product_id.to_string())
        .bind(stamp.hlc.0)
        .bind(stamp.device_id.to_string())
        .execute(connection)
        .await?;
    Ok(())
}

/// The prices of a product, by the clock, the earliest first.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn list_prices(
    source: &mut impl Source,
    product_id: ProductId,
) -> Result<Vec<PricePoint>, StoreError> {
    let rows: Vec<(i64, i64)> = sqlx::query_as(
        "SELECT hlc, price_cents FROM product_prices
          WHERE product_id = $1 ORDER BY hlc, device_id",
    )
    .bind(product_id.to_string())
    .fetch_all(source.rows())
    .await?;
    let point = |(hlc, cents): (i64, i64)| PricePoint {
        since: from_micros(Hlc(hlc).millis() * 1000),
        cents,
    };
    Ok(rows.into_iter().map(point).collect())
}
