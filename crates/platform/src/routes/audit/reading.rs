//! That one of the platform's people read what is a tenant's: kept, and told to the tenant, before
//! anything of it is shown.

use mojo_domain::TenantId;
use serde_json::Value;

use super::Doer;
use crate::auth::Session;
use crate::http::ApiError;
use crate::state::AppState;

/// Keeps that the caller reads what is of `tenant`; nothing where that is the caller's own. `reason` is
/// why, where somebody says so, with what the route calls one that it does not take; `details` is an
/// object, and the tenant sees it.
///
/// # Errors
/// Status 404 for a tenant that is none, and 422 for a reason that cannot be kept: nothing may be shown
/// then.
pub(in crate::routes) async fn note_reading(
    state: &AppState,
    session: &Session,
    tenant: TenantId,
    reason: (Option<&str>, &'static str),
    (action, details): (&str, &Value),
) -> Result<(), ApiError> {
    if tenant == session.tenant.id() {
        return Ok(());
    }
    let doer = Doer::of(state, session, reason)?;
    let mut tx = state.database().write_ledger().await?;
    if !tx.has_tenant(tenant).await? {
        return Err(ApiError::not_found());
    }
    tx.insert_audit_about(&doer.entry(action, &tenant, details), tenant).await?;
    tx.commit().await?;
    Ok(())
}
