//! `POST /api/v1/customer-attributions/{userId}`: support gives a customer to another tenant (A4).

use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use mojo_domain::commissions::{AffiliateCode, AttributionSource};
use mojo_domain::{TenantId, UserId};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::auth::Session;
use crate::commerce::{AttributionWish, WishRefused, change_attribution};
use crate::http::{ApiError, JsonBody, PathOf};
use crate::routes::reasons::reason;
use crate::state::AppState;

/// To whom, and why.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct ChangeRequest {
    tenant_id: TenantId,
    reason: String,
    /// The code that the customer names, where the change follows from one.
    #[serde(default)]
    code: Option<String>,
    /// From when on; now where nothing is said. Orders that were recorded before keep what they gave.
    #[serde(default)]
    at: Option<DateTime<Utc>>,
    /// Only where the customer belongs to nobody then; a live attribution is left alone.
    #[serde(default)]
    if_free: bool,
    /// How the customer came, where no code says it; `direct` where nothing does.
    #[serde(default)]
    source: Option<Source>,
}

/// A6: what support says of how a customer came; `affiliate_code` is what a code says.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Source {
    /// Recommended by somebody, without a code.
    Referral,
    /// Entered by support.
    Direct,
}

impl From<WishRefused> for ApiError {
    fn from(refused: WishRefused) -> Self {
        match refused {
            WishRefused::Storage(error) => error.into(),
            WishRefused::UnknownCustomer => Self::not_found(),
            other => Self::unprocessable("attribution_refused", other.to_string()),
        }
    }
}

/// Changes the attribution from now on, or from an earlier instant on.
pub(in crate::routes) async fn change(
    State(state): State<AppState>,
    session: Session,
    PathOf(customer): PathOf<UserId>,
    JsonBody(request): JsonBody<ChangeRequest>,
) -> Result<StatusCode, ApiError> {
    let code = request.code.as_deref().map(str::parse::<AffiliateCode>).transpose();
    let code = code
        .map_err(|refused| ApiError::unprocessable("attribution_refused", refused.to_string()))?;
    let source = match (&code, request.source) {
        (Some(_), Some(_)) => {
            let what = "a code says how the customer came: leave source out";
            return Err(ApiError::unprocessable("attribution_refused", what));
        }
        (Some(_), None) => AttributionSource::AffiliateCode,
        (None, Some(Source::Referral)) => AttributionSource::Referral,
        (None, Some(Source::Direct) | None) => AttributionSource::Direct,
    };
    let wish = AttributionWish {
        customer,
        tenant: request.tenant_id,
        source,
        source_ref: code.map(|code| code.to_string()),
        reason: reason(&request.reason, "attribution_refused")?,
        from: request.at,
        is_for_the_free: request.if_free,
    };
    let sources = (state.clock(), state.entropy());
    change_attribution(state.database(), sources, state.pseudonyms(), &session, wish).await?;
    Ok(StatusCode::NO_CONTENT)
}
