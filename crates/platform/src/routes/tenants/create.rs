//! `POST /api/v1/tenants`: a tenant whose contract was signed on paper is entered by the platform's own
//! administrators. Nobody can sign in for it until somebody is linked to it.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use mojo_domain::commissions::{CountryCode, is_readable};
use mojo_domain::{IdSource, TenantId, to_micros};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::list::{TenantView, view};
use crate::auth::Session;
use crate::http::{ApiError, JsonBody, RepeatKey};
use crate::routes::openapi::Country;
use crate::routes::reasons::reason;
use crate::state::AppState;
use crate::storage::audit::AuditRecord;
use crate::storage::tenants::NewTenant;

/// The most letters of a name.
const LONGEST_NAME: usize = 200;

/// A tenant as it is entered.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct TenantRequest {
    /// Drawn by the client, so that a repeated request enters one tenant; without it an `Idempotency-Key`
    /// does the same.
    id: Option<TenantId>,
    name: String,
    /// `practice` where nothing is said.
    #[schemars(extend("enum" = ["distributor", "affiliate", "practice", null]))]
    kind: Option<String>,
    /// `DE` where nothing is said.
    #[schemars(with = "Option<Country>")]
    country: Option<String>,
    /// Why, as the place of the signed contract.
    reason: String,
}

fn refused(what: &str) -> ApiError {
    ApiError::unprocessable("tenant_refused", what)
}

/// Enters a tenant; entered again with the same id or key, and the same words, it is the same one.
pub(in crate::routes) async fn create(
    State(state): State<AppState>,
    session: Session,
    key: RepeatKey,
    JsonBody(request): JsonBody<TenantRequest>,
) -> Result<(StatusCode, Json<TenantView>), ApiError> {
    let ids = IdSource::new(state.clock(), state.entropy());
    let now = to_micros(state.clock().now());
    let reason = reason(&request.reason, "tenant_refused")?;
    let named = key.id("tenant", session.tenant.id()).map(TenantId);
    let id = request.id.or(named).unwrap_or_else(|| ids.next());
    let new = tenant_of(&request, id, now)?;
    let mut tx = state.database().write_ledger().await?;
    // Of two at once, the second finds the first.
    tx.lock_whether_left(session.tenant.id()).await?;
    if !tx.has_tenant(new.tenant_id).await? {
        tx.insert_tenant(&new, 1).await?;
        let entry = AuditRecord {
            tenant_id: session.tenant.id(),
            audit_id: ids.next(),
            at: now,
            user_id: session.user_id,
            action: "enter_tenant".to_owned(),
            subject_id: new.tenant_id.to_string(),
            reason,
            details: json!({ "kind": new.kind, "country": new.country }).to_string(),
        };
        tx.insert_audit_about(&entry, new.tenant_id).await?;
    }
    let held = tx.find_tenant(new.tenant_id).await?.ok_or_else(ApiError::not_found)?;
    if (&held.name, held.kind.as_str(), &held.country) != (&new.name, new.kind, &new.country) {
        if request.id.is_none() {
            let message = "Another tenant was entered with this key; draw a new one.";
            return Err(ApiError::conflict("key_reused", message));
        }
        let message = "This id is held by another tenant; draw a new one.";
        return Err(ApiError::conflict("tenant_id_held", message));
    }
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(view(held))))
}

fn tenant_of(
    request: &TenantRequest,
    tenant_id: TenantId,
    now: i64,
) -> Result<NewTenant, ApiError> {
    let name = request.name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME || !is_readable(name) {
        return Err(refused("name: one to 200 letters that can be shown"));
    }
    let kind = match request.kind.as_deref() {
        None | Some("practice") => "practice",
        Some("distributor") => "distributor",
        Some("affiliate") => "affiliate",
        Some(_) => return Err(refused("kind: distributor, affiliate or practice")),
    };
    let country: CountryCode = request
        .country
        .as_deref()
        .unwrap_or("DE")
        .parse()
        .map_err(|_| refused("country: not a country code"))?;
    Ok(NewTenant {
        tenant_id,
        name: name.to_owned(),
        kind,
        country: country.code().to_owned(),
        // P4: tools open with what the tenant buys.
        granted_stage: None,
        created_at: now,
    })
}
