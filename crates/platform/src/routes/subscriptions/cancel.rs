//! `POST /api/v1/subscriptions/{id}/cancel`: with the period that is paid, by whoever sells it or pays
//! for it; at once by the platform's own people alone, with a reason.

use axum::Json;
use axum::extract::State;
use mojo_domain::{IdSource, to_micros};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use super::{SubscriptionView, find, view};
use crate::auth::{Session, Tenant};
use crate::commerce::{CancelRefused, CancelWish, cancel_subscription};
use crate::http::{ApiError, JsonBody, PathOf};
use crate::routes::reasons::{optional, reason};
use crate::state::AppState;
use crate::storage::audit::AuditRecord;
use crate::storage::cancellations::CancelKind;

/// When, and why.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct CancelRequest {
    /// `period_end`, `now`.
    #[schemars(extend("enum" = ["period_end", "now"]))]
    at: String,
    /// The platform's own people say why.
    #[serde(default)]
    reason: String,
}

impl From<CancelRefused> for ApiError {
    fn from(refused: CancelRefused) -> Self {
        match refused {
            CancelRefused::Storage(error) => error.into(),
            CancelRefused::Unknown => Self::not_found(),
            CancelRefused::NoProvider => Self::conflict("no_payment_provider", refused.to_string()),
            CancelRefused::NotStarted => Self::conflict("not_started", refused.to_string()),
            CancelRefused::Provider(_) => {
                Self::unprocessable("cancellation_refused", refused.to_string())
            }
        }
    }
}

/// Ends it.
pub(in crate::routes) async fn cancel(
    State(state): State<AppState>,
    session: Session,
    PathOf(id): PathOf<Uuid>,
    JsonBody(request): JsonBody<CancelRequest>,
) -> Result<Json<SubscriptionView>, ApiError> {
    let record = find(&state, &session, id).await?;
    let refused = |what: &str| ApiError::unprocessable("cancellation_refused", what);
    let kind: CancelKind = request.at.parse().map_err(|_| refused("at is period_end or now"))?;
    let is_staff = session.is_platform_staff();
    if kind == CancelKind::Now && !is_staff {
        return Err(ApiError::forbidden());
    }
    let read = if is_staff { reason } else { optional };
    let reason = read(&request.reason, "cancellation_refused")?;
    let now = to_micros(state.clock().now());
    let audit = is_staff.then(|| AuditRecord {
        tenant_id: session.tenant.id(),
        audit_id: IdSource::new(state.clock(), state.entropy()).next(),
        at: now,
        user_id: session.user_id,
        action: "cancel_subscription".to_owned(),
        subject_id: id.to_string(),
        reason: reason.clone(),
        details: json!({ "at": kind.code(), "seller": record.tenant_id }).to_string(),
    });
    let wish = CancelWish { subscription_id: id, kind, user_id: session.user_id, reason, audit };
    let seller = Tenant::named_by_platform(record.tenant_id);
    let (database, payments) = (state.database(), state.payments());
    let ended = cancel_subscription(database, payments, seller, &wish, now).await?;
    Ok(Json(view(ended)))
}
