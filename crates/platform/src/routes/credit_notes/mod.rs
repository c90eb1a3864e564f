//! The self-billing credit notes of a recipient (Gutschriften, section 14 (2) UStG; Y3).

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use chrono::{DateTime, NaiveDate, Utc};
use mojo_domain::commissions::CreditNoteNumber;
use mojo_domain::journal::Hash;
use mojo_domain::{CommissionEntryId, Currency, Month, from_micros};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::amounts::amount;
use super::paging;
use crate::auth::Session;
use crate::commerce::{CreditNoteBody, CreditNoteReport, ObjectionRefused, object_to_credit_note};
use crate::http::{ApiError, JsonBody, PathOf, QueryOf};
use crate::routes::openapi::Amount;
use crate::state::AppState;
use crate::storage::StorageError;
use crate::storage::credit_notes::CreditNoteRecord;

/// The most of one page.
const MOST: i64 = 500;

/// Which page.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct PageQuery {
    limit: Option<i64>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// A page of the credit notes and corrections, by number.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct CreditNoteList {
    credit_notes: Vec<CreditNoteView>,
    /// Of all of them, on the first page: the commissions on them that were not paid out yet. Disputed
    /// now, they stay credited (Y5).
    unpaid_entries: Vec<CommissionEntryId>,
    /// `null` on the last page.
    next: Option<String>,
}

/// One of them.
#[derive(Debug, Serialize, JsonSchema)]
struct CreditNoteView {
    number: String,
    month: Month,
    currency: Currency,
    /// The number that it corrects; `null` in a credit note.
    corrects: Option<String>,
    issued_at: DateTime<Utc>,
    /// `issued`; `objected`: it is no invoice any more (section 14 (2) sentence 3 UStG).
    status: &'static str,
    objected_at: Option<DateTime<Utc>>,
    /// The days for which it settles; in a correction those of the refunds.
    service_from: NaiveDate,
    service_to: NaiveDate,
    vat_class: &'static str,
    #[schemars(with = "Amount")]
    net: String,
    #[schemars(with = "Amount")]
    vat: String,
    #[schemars(with = "Amount")]
    gross: String,
    /// SHA-256 of the PDF.
    pdf_hash: String,
}

/// `GET /api/v1/credit-notes`.
pub(super) async fn list(
    State(state): State<AppState>,
    session: Session,
    QueryOf(query): QueryOf<PageQuery>,
) -> Result<Json<CreditNoteList>, ApiError> {
    let limit = paging::limit(query.limit, MOST, MOST);
    let after = paging::key("after", query.after.as_deref())?;
    let mut tx = state.database().read(session.tenant).await?;
    let records = tx.page_credit_notes(after, limit).await?;
    let next = paging::last(&records, limit).map(|last| last.number.to_string());
    let unpaid_entries =
        if query.after.is_none() { tx.list_credited_unpaid().await? } else { Vec::new() };
    let credit_notes = records.iter().map(view).collect::<Result<_, _>>()?;
    Ok(Json(CreditNoteList { credit_notes, unpaid_entries, next }))
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
        status: if record.objected_at.is_some() { "objected" } else { "issued" },
        objected_at: record.objected_at.map(from_micros),
        service_from: body.service_from,
        service_to: body.service_to,
        vat_class: body.vat_class.name(),
        net: money(body.net_cents),
        vat: money(body.vat_cents),
        gross: money(body.gross_cents),
        pdf_hash: record.pdf_hash.clone(),
    })
}

/// `GET /api/v1/credit-notes/{number}/pdf`: the bytes that were kept when it was issued.
pub(super) async fn pdf(
    State(state): State<AppState>,
    session: Session,
    PathOf(number): PathOf<String>,
) -> Result<Response, ApiError> {
    let number: CreditNoteNumber = number.parse().map_err(|_| ApiError::not_found())?;
    let mut tx = state.database().read(session.tenant).await?;
    let record = tx.find_credit_note(number).await?.ok_or_else(ApiError::not_found)?;
    let missing = || ApiError::internal(&format!("the file of {number} is missing"));
    let bytes = tx.find_credit_note_file(number).await?.ok_or_else(missing)?;
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

/// Why the recipient objects.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct ObjectionRequest {
    /// May be left out: the law asks for none.
    #[serde(default)]
    reason: String,
}

impl From<ObjectionRefused> for ApiError {
    fn from(refused: ObjectionRefused) -> Self {
        match refused {
            ObjectionRefused::Storage(error) => error.into(),
            ObjectionRefused::Unknown => Self::not_found(),
            ObjectionRefused::Objected(_) => Self::conflict("objected", refused.to_string()),
            ObjectionRefused::Text(_) => {
                Self::unprocessable("objection_refused", refused.to_string())
            }
        }
    }
}

/// `POST /api/v1/credit-notes/{number}/objection`: the recipient objects (Widerspruch, section 14
/// (2) sentence 3 UStG), and the document is no invoice any more.
pub(super) async fn object(
    State(state): State<AppState>,
    session: Session,
    PathOf(number): PathOf<String>,
    JsonBody(request): JsonBody<ObjectionRequest>,
) -> Result<StatusCode, ApiError> {
    let number: CreditNoteNumber = number.parse().map_err(|_| ApiError::not_found())?;
    let sources = (state.clock(), state.entropy());
    object_to_credit_note(state.database(), sources, &session, number, &request.reason).await?;
    Ok(StatusCode::NO_CONTENT)
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
