//! Files of SEPA transfers for the bank (Y2): made from what is reserved, handed to the bank by
//! staff, and confirmed or rejected as the bank did, or declared void where it never got one.

mod end;
mod make;

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use mojo_domain::commissions::SepaFileEnd;
use mojo_domain::{Currency, from_micros};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

pub(in crate::routes) use end::{confirm_sepa_file, reject_sepa_file, void_sepa_file};
pub(in crate::routes) use make::make_sepa_file;

use crate::auth::Session;
use crate::commerce::{Collected, SepaFileRefused, SepaProblem, engine_tenant};
use crate::http::{ApiError, PathOf, QueryOf};
use crate::routes::amounts::amount;
use crate::routes::audit::{ReadingQuery, note_reading_of_several};
use crate::state::AppState;
use crate::storage::StorageError;
use crate::storage::sepa_files::{SepaFilePayout, SepaFileRecord};

/// The most of one page.
const MOST: i64 = 200;

/// Which page.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct FileQuery {
    limit: Option<i64>,
    /// The `next` of the page before.
    before: Option<i64>,
}

/// `GET /api/v1/payouts/sepa-files`: the files, the latest first.
pub(in crate::routes) async fn list_sepa_files(
    State(state): State<AppState>,
    QueryOf(query): QueryOf<FileQuery>,
) -> Result<Json<Value>, ApiError> {
    let limit = query.limit.unwrap_or(50).clamp(1, MOST);
    let mut tx = state.database().read_ledger().await?;
    let files = tx.page_sepa_files(query.before.unwrap_or(i64::MAX), limit).await?;
    let is_full = i64::try_from(files.len()).is_ok_and(|count| count == limit);
    let next = files.last().filter(|_| is_full).map(|last| last.number);
    let files: Vec<Value> = files.iter().map(file_view).collect();
    Ok(Json(json!({ "files": files, "next": next })))
}

/// `GET /api/v1/payouts/sepa-files/{id}`: the bytes as they were made, or none. Whoever gets those of a
/// file that was rejected or is void could pay what stands in another one: they are given out no more.
/// They name the accounts of its recipients: who gets them stands in the audit log before.
pub(in crate::routes) async fn show_sepa_file(
    State(state): State<AppState>,
    session: Session,
    PathOf(id): PathOf<Uuid>,
    QueryOf(query): QueryOf<ReadingQuery>,
) -> Result<Response, ApiError> {
    let mut tx = state.database().read_ledger().await?;
    let file = tx.find_sepa_file(id).await?.ok_or_else(ApiError::not_found)?;
    if let Some(end) = file.end.filter(|end| end.outcome != SepaFileEnd::Confirmed) {
        return Err(refusal(SepaFileRefused::Ended(end.outcome)));
    }
    let content = tx.find_sepa_file_content(id).await?;
    let content = content.ok_or(StorageError::Inconsistency { column: "content" })?;
    drop(tx);
    note(&state, &session, &file, (&query, "download_sepa_file")).await?;
    let disposition = format!("attachment; filename=\"{}.xml\"", file.message_id);
    let headers = [
        (header::CONTENT_TYPE, "application/xml".to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    Ok((headers, content).into_response())
}

/// `GET /api/v1/payouts/sepa-files/{id}/payouts`: what stands in a file, in its order. To where it
/// goes is what was kept when the file was made, also when the account was changed since. Who looks stands
/// in the audit log.
pub(in crate::routes) async fn list_sepa_file_payouts(
    State(state): State<AppState>,
    session: Session,
    PathOf(id): PathOf<Uuid>,
    QueryOf(query): QueryOf<ReadingQuery>,
) -> Result<Json<Value>, ApiError> {
    let mut tx = state.database().read_ledger().await?;
    let file = tx.find_sepa_file(id).await?.ok_or_else(ApiError::not_found)?;
    let payouts = tx.list_sepa_file_contents(id).await?;
    drop(tx);
    note(&state, &session, &file, (&query, "read_sepa_file")).await?;
    let view = |(payout, period): &(SepaFilePayout, String)| {
        json!({
            "payout_id": payout.payout_id,
            "recipient_tenant_id": engine_tenant(payout.recipient),
            "period": period,
            "currency": Currency::EUR,
            "amount": amount(payout.amount_cents, Currency::EUR),
            "name": payout.name,
            "iban": payout.iban,
            "end_to_end_id": payout.end_to_end_id,
        })
    };
    let payouts: Vec<Value> = payouts.iter().map(view).collect();
    Ok(Json(json!({ "payouts": payouts })))
}

/// Keeps who sees to which accounts a file pays.
async fn note(
    state: &AppState,
    session: &Session,
    file: &SepaFileRecord,
    (query, action): (&ReadingQuery, &str),
) -> Result<(), ApiError> {
    let details = json!({ "message_id": file.message_id });
    let reason = (query.reason.as_deref(), "file_refused");
    note_reading_of_several(state, session, file.file_id, reason, (action, &details)).await
}

fn file_view(file: &SepaFileRecord) -> Value {
    let end = file.end.as_ref();
    json!({
        "id": file.file_id,
        "number": file.number,
        "message_id": file.message_id,
        // `open`, `confirmed`, `rejected`, `void`.
        "status": end.map_or("open", |end| end.outcome.code()),
        "execution_on": file.execution_on,
        "debtor_iban": file.debtor_iban,
        "payouts": file.payout_count,
        "currency": Currency::EUR,
        "control_sum": amount(file.sum_cents, Currency::EUR),
        "sha256": file.sha256,
        "created_at": from_micros(file.created_at),
        "booked_on": end.and_then(|end| end.booked_on),
        "ended_at": end.map(|end| from_micros(end.ended_at)),
    })
}

/// A file that was made, and what waits on.
pub(crate) fn collected_view(made: &Collected) -> Value {
    json!({
        "file": file_view(&made.file),
        // `false`: it was made before, and the bank may have it already.
        "is_new": made.is_new,
        "problems": problems_view(&made.problems),
    })
}

fn problems_view(problems: &[SepaProblem]) -> Vec<Value> {
    let view = |problem: &SepaProblem| {
        json!({
            "payout_id": problem.payout_id,
            "recipient_tenant_id": engine_tenant(problem.recipient),
            "currency": problem.amount.currency,
            "amount": problem.amount.to_string(),
            "code": problem.why.code(),
            "message": problem.why.to_string(),
        })
    };
    problems.iter().map(view).collect()
}

/// What a refusal looks like.
fn refusal(refused: SepaFileRefused) -> ApiError {
    let message = refused.to_string();
    match refused {
        SepaFileRefused::NoDebtor => ApiError::conflict("no_debtor_account", message),
        SepaFileRefused::NoBankingDay { next, .. } => {
            ApiError::unprocessable("no_banking_day", message).with_details(json!({ "next": next }))
        }
        SepaFileRefused::NothingToPay(problems) => ApiError::conflict("nothing_to_pay", message)
            .with_details(json!({ "problems": problems_view(&problems) })),
        SepaFileRefused::KeyReused(_) => ApiError::conflict("key_reused", message),
        SepaFileRefused::Unknown => ApiError::not_found(),
        SepaFileRefused::Ended(end) => {
            ApiError::conflict("file_ended", message).with_details(json!({ "status": end.code() }))
        }
        SepaFileRefused::NotTheBanksDay { first, last } => {
            ApiError::unprocessable("not_the_banks_day", message)
                .with_details(json!({ "first": first, "last": last }))
        }
        SepaFileRefused::Storage(error) => error.into(),
    }
}
