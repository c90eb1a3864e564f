//! Drafts of invoices.

use chrono::{DateTime, Utc};
use mojo_domain::Currency;
use uuid::Uuid;

use crate::StoreError;
use crate::columns::Columns;
use crate::source::Source;

/// A draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The draft.
    pub draft_id: Uuid,
    /// To whom, when chosen.
    pub contact_id: Option<String>,
    /// The fields as edited, as JSON.
    pub input: String,
    /// As far as computed.
    pub gross_cents: i64,
    /// Of the amount.
    pub currency: Currency,
    /// The last edit.
    pub edited_at: DateTime<Utc>,
}

/// All drafts, the last edited first.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn list_drafts(source: &mut impl Source) -> Result<Vec<Draft>, StoreError> {
    let rows = sqlx::query(
        "SELECT draft_id, contact_id, input, gross_cents, currency, edited_at
           FROM invoice_drafts ORDER BY edited_at DESC, draft_id",
    )
    .fetch_all(source.rows())
    .await?;
    rows.iter().map(|row| read(Columns { row, table: "invoice_drafts", key: "draft_id" })).collect()
}

/// A draft.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn find_draft(
    source: &mut impl Source,
    draft_id: Uuid,
) -> Result<Option<Draft>, StoreError> {
    let row = sqlx::query(
        "SELECT draft_id, contact_id, input, gross_cents, currency, edited_at
           FROM invoice_drafts WHERE draft_id = $1",
    )
    .bind(draft_id.to_string())
    .fetch_optional(source.rows())
    .await?;
    row.map(|row| read(Columns { row: &row, table: "invoice_drafts", key: "draft_id" })).transpose()
}

fn read(row: Columns<'_>) -> Result<Draft, StoreError> {
    Ok(Draft {
        draft_id: row.parse("draft_id")?,
        contact_id: row.parse_opt("contact_id")?,
        input: row.text("input")?,
        gross_cents: row.number("gross_cents")?,
        currency: row.parse("currency")?,
        edited_at: row.instant("edited_at")?,
    })
}
