//! `POST /api/v1/payouts/sepa-files`: what waits for a SEPA transfer, in a file for the bank.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use chrono::NaiveDate;
use mojo_domain::to_micros;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::{collected_view, refusal};
use crate::auth::Session;
use crate::commerce::{FileWish, collect_sepa_file};
use crate::derived::derived_id;
use crate::http::{ApiError, JsonBody};
use crate::state::AppState;

/// The most characters of a key.
const MOST: usize = 200;

/// What is wanted.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct WishBody {
    /// When the bank is to carry it out; the next day of banks where it is left out.
    execution_on: Option<NaiveDate>,
}

/// Makes the file; the same key gets the same file again.
pub(in crate::routes) async fn make_sepa_file(
    State(state): State<AppState>,
    session: Session,
    headers: HeaderMap,
    JsonBody(body): JsonBody<WishBody>,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    let key = headers.get("idempotency-key").and_then(|key| key.to_str().ok()).map(str::trim);
    let key = key.filter(|key| !key.is_empty() && key.len() <= MOST).ok_or_else(|| {
        let message = "Idempotency-Key: a text of your own for this file, at most 200 characters; \
                       with the same one the same file is answered again";
        ApiError::bad_request("idempotency_key_missing", message)
    })?;
    let tenant = session.tenant.id();
    let wish = FileWish {
        file_id: derived_id(&["sepa_file", &tenant.to_string(), key]),
        execution_on: body.execution_on,
        by: Some((tenant, session.user_id)),
    };
    let run = state.payout_run(to_micros(state.clock().now()));
    let made = collect_sepa_file(run, state.sepa_debtor(), wish).await.map_err(refusal)?;
    let status = if made.is_new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(collected_view(&made))))
}
