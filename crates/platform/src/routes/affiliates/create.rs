//! `POST /api/v1/affiliate-codes`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use mojo_domain::commissions::AffiliateCode;
use mojo_domain::to_micros;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::view::{CodeView, view};
use crate::auth::Session;
use crate::http::{ApiError, JsonBody};
use crate::routes::audit::Doer;
use crate::state::AppState;
use crate::storage::affiliates::CodeRecord;

/// A code as it comes in.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct CodeRequest {
    /// Without the check character; drawn when not given.
    stem: Option<String>,
    #[serde(default)]
    label: String,
}

/// The most letters of a label.
pub(super) const LONGEST_LABEL: usize = 80;

pub(super) fn label(text: &str) -> Result<String, ApiError> {
    let text = text.trim();
    if text.chars().count() > LONGEST_LABEL {
        let message = format!("a label has at most {LONGEST_LABEL} letters");
        return Err(ApiError::unprocessable("code_refused", message));
    }
    Ok(text.to_owned())
}

/// A new code: the chosen stem, or a drawn one, with its check character.
pub(in crate::routes) async fn create(
    State(state): State<AppState>,
    session: Session,
    JsonBody(request): JsonBody<CodeRequest>,
) -> Result<(StatusCode, Json<CodeView>), ApiError> {
    let code = match &request.stem {
        Some(stem) => AffiliateCode::of_stem(stem)
            .map_err(|refused| ApiError::unprocessable("code_refused", refused.to_string()))?,
        None => AffiliateCode::draw(state.entropy()),
    };
    let record = CodeRecord {
        code: code.to_string(),
        label: label(&request.label)?,
        created_at: to_micros(state.clock().now()),
        retired_at: None,
        clicks: 0,
    };
    let mut tx = state.database().write(session.tenant).await?;
    if !tx.insert_affiliate_code(&record.code, &record.label, record.created_at).await? {
        let message = "Somebody has this code already; choose another stem.";
        return Err(ApiError::conflict("code_taken", message));
    }
    let doer = Doer::of(&state, &session, (None, "code_refused"))?;
    let details = json!({ "to": { "label": record.label } });
    tx.insert_own_audit(&[doer.entry("enter_affiliate_code", &record.code, &details)]).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(view(record, state.told_public_url()))))
}
