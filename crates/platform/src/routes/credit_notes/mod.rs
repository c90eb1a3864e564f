//! The self-billing credit notes of a recipient (Gutschriften, section 14 (2) UStG; Y3).

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use chrono::{DateTime, Utc};
use mojo_documents::{DocumentError, render_credit_note};
use mojo_domain::commissions::CreditNoteNumber;
use mojo_domain::journal::Hash;
use mojo_domain::{Currency, Month, from_micros};
use serde::Serialize;
use serde_json::{Value, json};

use super::amounts::amount;
use crate::auth::Session;
use crate::commerce::{CreditNoteBody, CreditNoteReport};
use crate::http::{ApiError, PathOf};
use crate::state::AppState;
use crate::storage::StorageError;
use crate::storage::credit_notes::CreditNoteRecord;

/// The credit notes and corrections, by number.
#[derive(Debug, Serialize)]
pub(super) struct CreditNoteList {
    credit_notes: Vec<CreditNoteView>,
}

/// One of them.
#[derive(Debug, Serialize)]
struct CreditNoteView {
    number: String,
    month: Month,
    currency: Currency,
    /// The number that it corrects; `null` in a credit note.
    corrects: Option<String>,
    issued_at: DateTime<Utc>,
    vat_class: &'static str,
    net: String,
    vat: String,
    gross: String,
    /// SHA-256 of the PDF.
    pdf_hash: String,
}

/// `GET /api/v1/credit-notes`.
pub(super) async fn list(
    State(state): State<AppState>,
    session: Session,
) -> Result<Json<CreditNoteList>, ApiError> {
    let mut tx = state.database().read(session.tenant).await?;
    let records = tx.list_credit_notes().await?;
    let credit_notes = records.iter().map(view).collect::<Result<_, _>>()?;
    Ok(Json(CreditNoteList { credit_notes }))
}

fn view(record: &CreditNoteRecord) -> Result<CreditNoteView, StorageError> {
    let body = CreditNoteBody::read(record)?;
    let money = |cents| amount(cents, record.currency);
    Ok(CreditNoteView {
        number: record.number.to_string(),
        month: record.month,
        currency: record.currency,
        corrects: record.corrects.map(|number| number.to_string()),
        issued_at: from_micros(record.issued_at),
        vat_class: body.vat_class.name(),
        net: money(body.net_cents),
        vat: money(body.vat_cents),
        gross: money(body.gross_cents),
        pdf_hash: record.pdf_hash.clone(),
    })
}

/// `GET /api/v1/credit-notes/{number}/pdf`: the file as it was issued, or none.
pub(super) async fn pdf(
    State(state): State<AppState>,
    session: Session,
    PathOf(number): PathOf<String>,
) -> Result<Response, ApiError> {
    let number: CreditNoteNumber = number.parse().map_err(|_| ApiError::not_found())?;
    let mut tx = state.database().read(session.tenant).await?;
    let record = tx.find_credit_note(number).await?.ok_or_else(ApiError::not_found)?;
    let facts = CreditNoteBody::read(&record)?.facts()?;
    let failed = |error: DocumentError| ApiError::internal(&error);
    let bytes = render_credit_note(&facts).map_err(failed)?;
    if Hash::of(&bytes).to_hex() != record.pdf_hash {
        return Err(ApiError::internal(&format!("{number} is not the file that was issued")));
    }
    let disposition = format!("attachment; filename=\"{number}.pdf\"");
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    Ok((headers, bytes).into_response())
}

/// What a run of the job issued, and who got none and why.
pub(crate) fn report_view(report: &CreditNoteReport) -> Value {
    let issued = report.issued.iter().map(|record| {
        json!({
            "number": record.number.to_string(),
            "tenant_id": record.tenant_id,
            "month": record.month,
            "currency": record.currency,
            "corrects": record.corrects.map(|number| number.to_string()),
        })
    });
    let without = report
        .without
        .iter()
        .map(|(tenant, why)| json!({ "tenant_id": tenant, "reason": why.to_string() }));
    json!({ "issued": issued.collect::<Vec<_>>(), "without": without.collect::<Vec<_>>() })
}
