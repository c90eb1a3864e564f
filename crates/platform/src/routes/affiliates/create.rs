//! `POST /api/v1/affiliate-codes`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use mojo_domain::commissions::AffiliateCode;
use mojo_domain::journal::Hash;
use mojo_domain::{Entropy, to_micros};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use super::view::{CodeView, view};
use crate::auth::Session;
use crate::http::{ApiError, JsonBody, RepeatKey};
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

/// Which code is asked for.
struct WishedCode {
    code: AffiliateCode,
    label: String,
    /// The caller can ask again.
    is_keyed: bool,
}

/// A new code: the chosen stem, or a drawn one, with its check character. Asked again with the same key
/// and the same words it is the same code.
pub(in crate::routes) async fn create(
    State(state): State<AppState>,
    session: Session,
    key: RepeatKey,
    JsonBody(request): JsonBody<CodeRequest>,
) -> Result<(StatusCode, Json<CodeView>), ApiError> {
    let id = key.id("affiliate_code", session.tenant.id());
    let code = match (&request.stem, id) {
        (Some(stem), _) => AffiliateCode::of_stem(stem)
            .map_err(|refused| ApiError::unprocessable("code_refused", refused.to_string()))?,
        (None, Some(id)) => AffiliateCode::draw(&Following(id)),
        (None, None) => AffiliateCode::draw(state.entropy()),
    };
    let wish = WishedCode { code, label: label(&request.label)?, is_keyed: id.is_some() };
    let record = claim(&state, &session, wish).await?;
    Ok((StatusCode::CREATED, Json(view(record, state.told_public_url()))))
}

/// Makes the code the tenant's, or finds it as the tenant's own.
async fn claim(
    state: &AppState,
    session: &Session,
    wish: WishedCode,
) -> Result<CodeRecord, ApiError> {
    let record = CodeRecord {
        code: wish.code.to_string(),
        label: wish.label,
        created_at: to_micros(state.clock().now()),
        retired_at: None,
        clicks: 0,
    };
    let mut tx = state.database().write(session.tenant).await?;
    if !tx.insert_affiliate_code(&record.code, &record.label, record.created_at).await? {
        let own = tx.list_affiliate_codes().await?;
        let own = own.into_iter().find(|held| held.code == record.code);
        // A chosen stem says nothing of its key: one that was retired was not made just now.
        let is_asked_again = |held: &CodeRecord| {
            wish.is_keyed && held.label == record.label && held.retired_at.is_none()
        };
        return match own {
            Some(held) if is_asked_again(&held) => Ok(held),
            _ => {
                let message = "Somebody has this code already; choose another stem.";
                Err(ApiError::conflict("code_taken", message))
            }
        };
    }
    let doer = Doer::of(state, session, (None, "code_refused"))?;
    let details = json!({ "to": { "label": record.label } });
    tx.insert_own_audit(&[doer.entry("enter_affiliate_code", &record.code, &details)]).await?;
    tx.commit().await?;
    Ok(record)
}

/// Chance that follows from the caller's key: the code that is drawn by it is drawn again by it.
struct Following(Uuid);

impl Entropy for Following {
    fn fill(&self, bytes: &mut [u8]) {
        let Hash(drawn) = Hash::of(self.0.as_bytes());
        for (byte, drawn) in bytes.iter_mut().zip(drawn.iter().cycle()) {
            *byte = *drawn;
        }
    }
}
