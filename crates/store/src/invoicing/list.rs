//! The list of invoices, and the sums above it.

use chrono::NaiveDate;
use mojo_domain::{ContactId, Currency, InvoiceId};
use sqlx::{QueryBuilder, Sqlite};

use crate::StoreError;
use crate::columns::Columns;
use crate::contacts::ids_of;
use crate::source::Source;

/// Which invoices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvoiceFilter {
    /// All.
    All,
    /// Something is owed.
    Open,
    /// Owed and past its day.
    Overdue,
    /// Paid in full.
    Paid,
    /// Cancelled, or a Storno.
    Cancelled,
}

/// A row of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvoiceRow {
    /// The invoice.
    pub invoice_id: InvoiceId,
    /// Its number.
    pub number: String,
    /// The recipient when issued.
    pub recipient_name: String,
    /// The day of issue.
    pub issued_on: NaiveDate,
    /// The last day to pay.
    pub due_on: NaiveDate,
    /// Of the amounts.
    pub currency: Currency,
    /// With VAT.
    pub gross_cents: i64,
    /// Received, with what was taken off for paying early.
    pub paid_cents: i64,
    /// Still owed.
    pub open_cents: i64,
    /// A Storno.
    pub is_storno: bool,
    /// Cancelled by a Storno, or a Storno.
    pub is_settled: bool,
}

/// Sums over all invoices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InvoiceSums {
    /// Owed.
    pub open_cents: i64,
    /// How many are owed.
    pub open_count: u32,
    /// How many of them are past their day.
    pub overdue_count: u32,
}

/// Invoices that match, latest first, and how many there are.
///
/// `text` is a part of the number or of the recipient's name; empty matches all.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn list_invoices(
    source: &mut impl Source,
    filter: InvoiceFilter,
    text: &str,
    today: NaiveDate,
    (offset, limit): (u32, u32),
) -> Result<(u32, Vec<InvoiceRow>), StoreError> {
    let mut count: QueryBuilder<Sqlite> = QueryBuilder::new(
        "SELECT count(*) AS total, '' AS invoice_id
           FROM invoices i JOIN invoice_states s ON s.invoice_id = i.invoice_id",
    );
    restrict(&mut count, filter, text, today);
    let row = count.build().fetch_one(source.rows()).await?;
    let total = Columns { row: &row, table: "invoices", key: "invoice_id" }.count("total")?;
    let mut query: QueryBuilder<Sqlite> = QueryBuilder::new(
        "SELECT i.invoice_id, i.number, i.recipient_name, i.issued_on, i.due_on, i.currency
              , i.gross_cents, i.kind = 'storno' AS is_storno, s.paid_cents, s.open_cents
              , s.is_settled
           FROM invoices i JOIN invoice_states s ON s.invoice_id = i.invoice_id",
    );
    restrict(&mut query, filter, text, today);
    query.push(" ORDER BY i.issued_at DESC, i.invoice_id DESC LIMIT ").push_bind(limit);
    query.push(" OFFSET ").push_bind(offset);
    let rows = query.build().fetch_all(source.rows()).await?;
    let rows = rows
        .iter()
        .map(|row| read(Columns { row, table: "invoices", key: "invoice_id" }))
        .collect::<Result<_, _>>()?;
    Ok((total, rows))
}

fn restrict(query: &mut QueryBuilder<Sqlite>, filter: InvoiceFilter, text: &str, today: NaiveDate) {
    query.push(match filter {
        InvoiceFilter::All => " WHERE 1 = 1",
        InvoiceFilter::Open | InvoiceFilter::Overdue => " WHERE s.open_cents > 0",
        InvoiceFilter::Paid => " WHERE s.is_settled = 0 AND s.open_cents <= 0",
        InvoiceFilter::Cancelled => " WHERE s.is_settled = 1",
    });
    if filter == InvoiceFilter::Overdue {
        query.push(" AND s.due_on < ").push_bind(today.to_string());
    }
    if !text.is_empty() {
        let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let pattern = format!("%{escaped}%");
        query.push(" AND (i.number LIKE ").push_bind(pattern.clone());
        query.push(" ESCAPE '\\' OR i.recipient_name LIKE ").push_bind(pattern);
        query.push(" ESCAPE '\\')");
    }
}

fn read(row: Columns<'_>) -> Result<InvoiceRow, StoreError> {
    Ok(InvoiceRow {
        invoice_id: row.parse("invoice_id")?,
        number: row.text("number")?,
        recipient_name: row.text("recipient_name")?,
        issued_on: row.parse("issued_on")?,
        due_on: row.parse("due_on")?,
        currency: row.parse("currency")?,
        gross_cents: row.number("gross_cents")?,
        paid_cents: row.number("paid_cents")?,
        open_cents: row.number("open_cents")?,
        is_storno: row.flag("is_storno")?,
        is_settled: row.flag("is_settled")?,
    })
}

/// What is owed over all invoices.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn sum_open(
    source: &mut impl Source,
    today: NaiveDate,
) -> Result<InvoiceSums, StoreError> {
    let row = sqlx::query(
        "SELECT '' AS invoice_id, coalesce(sum(open_cents), 0) AS open_cents
              , count(*) AS open_count
              , coalesce(sum(due_on < $1), 0) AS overdue_count
           FROM invoice_states WHERE open_cents > 0",
    )
    .bind(today.to_string())
    .fetch_one(source.rows())
    .await?;
    let row = Columns { row: &row, table: "invoice_states", key: "invoice_id" };
    Ok(InvoiceSums {
        open_cents: row.number("open_cents")?,
        open_count: row.count("open_count")?,
        overdue_count: row.count("overdue_count")?,
    })
}

/// What a contact owes.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn open_cents_of_contact(
    source: &mut impl Source,
    contact_id: ContactId,
) -> Result<i64, StoreError> {
    let ids = ids_of(source.rows(), contact_id).await?;
    let (cents,): (i64,) = sqlx::query_as(
        "SELECT coalesce(sum(open_cents), 0) FROM invoice_states
          WHERE contact_id IN (SELECT value FROM json_each($1)) AND open_cents > 0",
    )
    .bind(ids)
    .fetch_one(source.rows())
    .await?;
    Ok(cents)
}

/// What was billed to a contact from `first_day` on, Storno taken off.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn turnover_cents_of_contact(
    source: &mut impl Source,
    contact_id: ContactId,
    first_day: NaiveDate,
) -> Result<i64, StoreError> {
    let ids = ids_of(source.rows(), contact_id).await?;
    let (cents,): (i64,) = sqlx::query_as(
        "SELECT coalesce(sum(gross_cents), 0) FROM invoices
          WHERE contact_id IN (SELECT value FROM json_each($1)) AND issued_on >= $2",
    )
    .bind(ids)
    .bind(first_day.to_string())
    .fetch_one(source.rows())
    .await?;
    Ok(cents)
}
