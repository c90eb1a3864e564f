//! That one of the platform's people read what is a tenant's: kept, and told to the tenant, before
//! anything of it is shown.

use mojo_domain::TenantId;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::Doer;
use crate::auth::Session;
use crate::http::ApiError;
use crate::state::AppState;

/// Why somebody reads what is another tenant's.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct ReadingQuery {
    /// Why another's is read, for the audit log; nobody need say.
    pub(in crate::routes) reason: Option<String>,
}

/// What the audit log says of a page: how many of what were shown, and what was asked for.
pub(in crate::routes) fn page_read<const N: usize>(
    (what, count): (&str, usize),
    asked: [(&str, Option<String>); N],
) -> Value {
    let mut details = json!({ what: count });
    for (name, value) in asked {
        if let Some(value) = value {
            details[name] = Value::from(value);
        }
    }
    details
}

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

/// Keeps that the caller reads `subject`, which is of several tenants: none of them is told. `details` is an
/// object.
///
/// # Errors
/// Status 422 for a reason that cannot be kept: nothing may be shown then.
pub(in crate::routes) async fn note_reading_of_several(
    state: &AppState,
    session: &Session,
    subject: Uuid,
    reason: (Option<&str>, &'static str),
    (action, details): (&str, &Value),
) -> Result<(), ApiError> {
    let entry = Doer::of(state, session, reason)?.entry(action, &subject, details);
    let mut tx = state.database().write_ledger().await?;
    tx.insert_audit(&entry).await?;
    tx.commit().await?;
    Ok(())
}
