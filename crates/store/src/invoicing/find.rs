//! One invoice, whole.

use chrono::NaiveDate;
use mojo_domain::InvoiceId;
use mojo_protocol::facts::{
    DocumentRef, InvoiceBody, InvoiceLineBody, ServicePeriodBody, VatGroupBody,
};
use sqlx::AssertSqlSafe;
use sqlx::sqlite::SqliteRow;

use crate::StoreError;
use crate::columns::Columns;
use crate::source::Source;

/// An invoice with what became of it.
#[derive(Clone, Debug, PartialEq)]
pub struct InvoiceRecord {
    /// As issued.
    pub body: InvoiceBody,
    /// Received so far, with what was taken off for paying early.
    pub paid_cents: i64,
    /// Still owed.
    pub open_cents: i64,
    /// The number of the Storno.
    pub cancelled_by: Option<String>,
}

/// The invoice of this number.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn find_by_number(
    source: &mut impl Source,
    number: &str,
) -> Result<Option<InvoiceRecord>, StoreError> {
    find_where(source, include_str!("find.sql").to_owned(), number).await
}

/// The invoice itself: two may bear one number.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn find_by_id(
    source: &mut impl Source,
    id: InvoiceId,
) -> Result<Option<InvoiceRecord>, StoreError> {
    let sql = include_str!("find.sql").replace("i.number = $1", "i.invoice_id = $1");
    find_where(source, sql, &id.to_string()).await
}

async fn find_where(
    source: &mut impl Source,
    sql: String,
    value: &str,
) -> Result<Option<InvoiceRecord>, StoreError> {
    let row = sqlx::query(AssertSqlSafe(sql)).bind(value).fetch_optional(source.rows());
    let Some(row) = row.await? else { return Ok(None) };
    let columns = Columns { row: &row, table: "invoices", key: "invoice_id" };
    let id = columns.text("invoice_id")?;
    let lines = sqlx::query(
        "SELECT invoice_id, line_no, text, quantity_milli, unit_net_cents, net_cents, vat_class
              , vat_rate_bp, unit, discount_bp, discount_cents
           FROM invoice_lines WHERE invoice_id = $1 ORDER BY line_no",
    )
    .bind(&id)
    .fetch_all(source.rows())
    .await?;
    let vat = sqlx::query(
        "SELECT invoice_id, vat_class, vat_rate_bp, net_cents, vat_cents, gross_cents
           FROM invoice_vat WHERE invoice_id = $1 ORDER BY vat_rate_bp DESC, vat_class",
    )
    .bind(&id)
    .fetch_all(source.rows())
    .await?;
    Ok(Some(InvoiceRecord {
        body: body(columns, &lines, &vat)?,
        paid_cents: columns.number("paid_cents")?,
        open_cents: columns.number("open_cents")?,
        cancelled_by: columns.parse_opt("cancelled_by")?,
    }))
}

fn body(
    row: Columns<'_>,
    lines: &[SqliteRow],
    vat: &[SqliteRow],
) -> Result<InvoiceBody, StoreError> {
    let json = |error| StoreError::body("invoice")(error);
    let sha256: Option<String> = row.parse_opt("document_sha256")?;
    Ok(InvoiceBody {
        invoice_id: row.parse("invoice_id")?,
        kind: row.name("kind")?,
        cancels: row.parse_opt("cancels")?,
        cancels_number: row.parse_opt("cancels_number")?,
        reason: row.text("reason")?,
        number: row.text("number")?,
        contact_id: row.parse("contact_id")?,
        recipient: serde_json::from_str(&row.text("recipient")?).map_err(json)?,
        seller: serde_json::from_str(&row.text("seller")?).map_err(json)?,
        actor_id: row.parse("actor_id")?,
        issued_at: row.instant("issued_at")?,
        issued_on: row.parse("issued_on")?,
        service: ServicePeriodBody {
            from: row.parse("service_from")?,
            to: row.parse("service_to")?,
        },
        due_on: row.parse("due_on")?,
        currency: row.parse("currency")?,
        lines: lines.iter().map(line).collect::<Result<_, _>>()?,
        vat: vat.iter().map(group).collect::<Result<_, _>>()?,
        notes: serde_json::from_str(&row.text("notes")?).map_err(json)?,
        net_cents: row.number("net_cents")?,
        vat_cents: row.number("vat_cents")?,
        gross_cents: row.number("gross_cents")?,
        document: sha256
            .map(|sha256| DocumentRef { sha256, media_type: "application/pdf".to_owned() }),
        register_id: row.parse_opt("register_id")?,
        started_at: row.instant_opt("started_at")?,
        finished_at: row.instant_opt("finished_at")?,
        gv_typ: row.text("gv_typ")?,
        is_training: row.flag("is_training")?,
        recorded_on: row.parse_opt("recorded_on")?,
        details: serde_json::from_str(&row.text("details")?).map_err(json)?,
    })
}

fn line(row: &SqliteRow) -> Result<InvoiceLineBody, StoreError> {
    let row = Columns { row, table: "invoice_lines", key: "invoice_id" };
    Ok(InvoiceLineBody {
        line_no: row.count("line_no")?,
        text: row.text("text")?,
        quantity_milli: row.number("quantity_milli")?,
        unit_net_cents: row.number("unit_net_cents")?,
        net_cents: row.number("net_cents")?,
        vat_class: row.parse("vat_class")?,
        vat_rate_bp: row.number("vat_rate_bp")?,
        unit: row.parse("unit")?,
        discount_bp: row.number("discount_bp")?,
        discount_cents: row.number("discount_cents")?,
    })
}

fn group(row: &SqliteRow) -> Result<VatGroupBody, StoreError> {
    let row = Columns { row, table: "invoice_vat", key: "invoice_id" };
    Ok(VatGroupBody {
        vat_class: row.parse("vat_class")?,
        vat_rate_bp: row.number("vat_rate_bp")?,
        net_cents: row.number("net_cents")?,
        vat_cents: row.number("vat_cents")?,
        gross_cents: row.number("gross_cents")?,
    })
}

/// Money received for an invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvoicePaymentRecord {
    /// How much.
    pub amount_cents: i64,
    /// What was taken off for paying early.
    pub discount_cents: i64,
    /// The day of the bank statement.
    pub paid_on: NaiveDate,
}

/// What was received for an invoice, in order.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn list_payments(
    source: &mut impl Source,
    invoice_id: mojo_domain::InvoiceId,
) -> Result<Vec<InvoicePaymentRecord>, StoreError> {
    let rows = sqlx::query(
        "SELECT payment_id, amount_cents, discount_cents, paid_on
           FROM invoice_payments WHERE invoice_id = $1 ORDER BY recorded_at, payment_id",
    )
    .bind(invoice_id.to_string())
    .fetch_all(source.rows())
    .await?;
    rows.iter()
        .map(|row| {
            let row = Columns { row, table: "invoice_payments", key: "payment_id" };
            Ok(InvoicePaymentRecord {
                amount_cents: row.number("amount_cents")?,
                discount_cents: row.number("discount_cents")?,
                paid_on: row.parse("paid_on")?,
            })
        })
        .collect()
}
