//! `PATCH /api/v1/affiliate-codes/{code}`.

use axum::Json;
use axum::extract::State;
use mojo_domain::to_micros;
use schemars::JsonSchema;
use serde::Deserialize;

use super::create::label;
use super::view::{CodeView, view};
use crate::auth::Session;
use crate::http::{ApiError, JsonBody, PathOf};
use crate::routes::audit::{Doer, changes};
use crate::state::AppState;

/// What changes; what is left out stays.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct CodePatch {
    label: Option<String>,
    /// A retired code recruits nobody any more; whom it recruited stays recruited.
    retired: Option<bool>,
    /// Why, for the audit log; nobody need say.
    reason: Option<String>,
}

/// Changes the label, retires a code or brings it back.
pub(in crate::routes) async fn update(
    State(state): State<AppState>,
    session: Session,
    PathOf(code): PathOf<String>,
    JsonBody(patch): JsonBody<CodePatch>,
) -> Result<Json<CodeView>, ApiError> {
    let doer = Doer::of(&state, &session, (patch.reason.as_deref(), "code_refused"))?;
    let mut tx = state.database().write(session.tenant).await?;
    tx.lock_log().await?;
    let codes = tx.list_affiliate_codes().await?;
    let found = codes.into_iter().find(|record| record.code == code);
    let mut record = found.ok_or_else(ApiError::not_found)?;
    let before = view(record.clone(), state.told_public_url());
    if let Some(text) = &patch.label {
        record.label = label(text)?;
    }
    if let Some(retired) = patch.retired {
        let now = to_micros(state.clock().now());
        record.retired_at = retired.then_some(record.retired_at.unwrap_or(now));
    }
    tx.update_affiliate_code(&record).await?;
    let after = view(record, state.told_public_url());
    let mut ledger = tx.go_on_as_ledger().await?;
    if let Some(details) = changes(&before, &after)? {
        let entry = doer.entry("change_affiliate_code", &code, &details);
        ledger.insert_audit(&entry).await?;
    }
    ledger.commit().await?;
    Ok(Json(after))
}
