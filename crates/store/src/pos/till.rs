//! The open period of a till.

use chrono::{DateTime, Utc};
use mojo_domain::RegisterId;
use mojo_protocol::facts::{PaymentBody, VatGroupBody};

use super::sales::read_vat;
use crate::columns::Columns;
use crate::{Source, StoreError};

/// What happened at a till since its last closing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenPeriod {
    /// The number of the closing that will end it.
    pub next_z: i64,
    /// Cash after the closing before.
    pub opening_cents: i64,
    /// Cash sales less change and Storno.
    pub cash_sales_cents: i64,
    /// Put in and taken out.
    pub cash_movements_cents: i64,
    /// How many receipts.
    pub receipts: i64,
    /// May be empty.
    pub first_receipt: String,
    /// May be empty.
    pub last_receipt: String,
    /// When the closing before was.
    pub last_closing_at: Option<DateTime<Utc>>,
    /// Turnover per class and rate.
    pub vat: Vec<VatGroupBody>,
    /// Turnover per method, change taken off.
    pub payments: Vec<PaymentBody>,
}

/// The open period of this till; a till that was never used stands before closing 1.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn find(
    source: &mut impl Source,
    register_id: RegisterId,
) -> Result<OpenPeriod, StoreError> {
    let register = register_id.to_string();
    let row = sqlx::query(
        "SELECT register_id, next_z, opening_cents, cash_sales_cents, cash_movements_cents
              , receipts, first_receipt, last_receipt, last_closing_at
           FROM till_totals WHERE register_id = $1",
    )
    .bind(&register)
    .fetch_optional(source.rows())
    .await?;
    let Some(row) = row else {
        return Ok(never_used());
    };
    let c = Columns { row: &row, table: "till_totals", key: "register_id" };
    Ok(OpenPeriod {
        next_z: c.number("next_z")?,
        opening_cents: c.number("opening_cents")?,
        cash_sales_cents: c.number("cash_sales_cents")?,
        cash_movements_cents: c.number("cash_movements_cents")?,
        receipts: c.number("receipts")?,
        first_receipt: c.text("first_receipt")?,
        last_receipt: c.text("last_receipt")?,
        last_closing_at: c.instant_opt("last_closing_at")?,
        vat: vat(source, &register).await?,
        payments: payments(source, &register).await?,
    })
}

/// The number of the closing that will end the open period of this till.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn find_period(
    source: &mut impl Source,
    register_id: RegisterId,
) -> Result<i64, StoreError> {
    let row: Option<(i64,)> =
        sqlx::query_as("SELECT next_z FROM till_totals WHERE register_id = $1")
            .bind(register_id.to_string())
            .fetch_optional(source.rows())
            .await?;
    Ok(row.map_or(1, |(next_z,)| next_z))
}

fn never_used() -> OpenPeriod {
    OpenPeriod {
        next_z: 1,
        opening_cents: 0,
        cash_sales_cents: 0,
        cash_movements_cents: 0,
        receipts: 0,
        first_receipt: String::new(),
        last_receipt: String::new(),
        last_closing_at: None,
        vat: Vec::new(),
        payments: Vec::new(),
    }
}

async fn vat(source: &mut impl Source, register: &str) -> Result<Vec<VatGroupBody>, StoreError> {
    let rows = sqlx::query(
        "SELECT register_id, vat_class, vat_rate_bp, net_cents, vat_cents, gross_cents
           FROM till_vat WHERE register_id = $1",
    )
    .bind(register)
    .fetch_all(source.rows())
    .await?;
    let mut groups = rows
        .iter()
        .map(|row| read_vat(Columns { row, table: "till_vat", key: "register_id" }))
        .collect::<Result<Vec<_>, _>>()?;
    // The order of the classes, as in every other breakdown.
    groups.sort_by_key(|group| (group.vat_class, group.vat_rate_bp));
    Ok(groups)
}

async fn payments(
    source: &mut impl Source,
    register: &str,
) -> Result<Vec<PaymentBody>, StoreError> {
    let rows = sqlx::query(
        "SELECT register_id, method, amount_cents FROM till_payments WHERE register_id = $1",
    )
    .bind(register)
    .fetch_all(source.rows())
    .await?;
    let mut payments = rows
        .iter()
        .map(|row| {
            let c = Columns { row, table: "till_payments", key: "register_id" };
            let amount_cents = c.number("amount_cents")?;
            Ok(PaymentBody {
                method: c.name("method")?,
                amount_cents,
                tendered_cents: amount_cents,
            })
        })
        .collect::<Result<Vec<_>, StoreError>>()?;
    payments.sort_by_key(|payment| payment.method);
    Ok(payments)
}
