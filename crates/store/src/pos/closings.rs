//! Reading closings (Kassenabschlüsse).

use mojo_domain::RegisterId;
use mojo_protocol::facts::{CashClosingBody, CashCountBody};

use super::sales::{payments, vat};
use crate::columns::Columns;
use crate::{Source, StoreError};

/// A closing of this till, whole, as it was recorded.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn find(
    source: &mut impl Source,
    register_id: RegisterId,
    z_number: i64,
) -> Result<Option<CashClosingBody>, StoreError> {
    let row = sqlx::query(
        "SELECT closing_id, register_id, z_number, actor_id, at, recorded_on, currency
              , opening_cents, cash_sales_cents, cash_movements_cents, expected_cents
              , counted_cents, difference_cents, reason, receipts, first_receipt, last_receipt
              , is_training, is_uncounted, seller
           FROM cash_closings WHERE register_id = $1 AND z_number = $2
          ORDER BY at LIMIT 1",
    )
    .bind(register_id.to_string())
    .bind(z_number)
    .fetch_optional(source.rows())
    .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    let c = Columns { row: &row, table: "cash_closings", key: "closing_id" };
    let id = c.text("closing_id")?;
    Ok(Some(CashClosingBody {
        closing_id: c.parse("closing_id")?,
        register_id: c.parse("register_id")?,
        z_number: c.number("z_number")?,
        seller: c.json("seller")?,
        actor_id: c.parse("actor_id")?,
        at: c.instant("at")?,
        recorded_on: c.parse("recorded_on")?,
        currency: c.parse("currency")?,
        opening_cents: c.number("opening_cents")?,
        cash_sales_cents: c.number("cash_sales_cents")?,
        cash_movements_cents: c.number("cash_movements_cents")?,
        expected_cents: c.number("expected_cents")?,
        counted_cents: c.number("counted_cents")?,
        difference_cents: c.number("difference_cents")?,
        reason: c.text("reason")?,
        receipts: c.number("receipts")?,
        first_receipt: c.text("first_receipt")?,
        last_receipt: c.text("last_receipt")?,
        is_training: c.flag("is_training")?,
        is_uncounted: c.flag("is_uncounted")?,
        counts: counts(source, &id).await?,
        vat: vat(source, "cash_closing_vat", "closing_id", &id).await?,
        payments: payments(source, "cash_closing_payments", "closing_id", &id).await?,
    }))
}

async fn counts(source: &mut impl Source, id: &str) -> Result<Vec<CashCountBody>, StoreError> {
    let rows: Vec<(i64, i64)> = sqlx::query_as(
        "SELECT denomination_cents, pieces FROM cash_closing_counts
          WHERE closing_id = $1 ORDER BY denomination_cents DESC",
    )
    .bind(id)
    .fetch_all(source.rows())
    .await?;
    Ok(rows
        .into_iter()
        .map(|(denomination_cents, pieces)| CashCountBody { denomination_cents, pieces })
        .collect())
}
