//! Refuses what a tenant's membership does not open.

use axum::http::StatusCode;
use mojo_domain::memberships::{Tool, stage_at};
use mojo_domain::{TenantId, from_micros};
use serde_json::json;

use crate::http::ApiError;
use crate::storage::LedgerTx;

/// Lets through a tenant whose stage opens the tool.
///
/// # Errors
/// `membership_needed`, which names the stage from which the tool is open.
pub(crate) async fn require_tool(
    tx: &mut LedgerTx,
    tenant: TenantId,
    tool: Tool,
    now: i64,
) -> Result<(), ApiError> {
    let grants = tx.list_grants_of_tenant(tenant).await?;
    let policy = tx.tool_policy().await?;
    let stage = stage_at(&grants, from_micros(now));
    if stage.is_some_and(|stage| policy.opens(stage, tool)) {
        return Ok(());
    }
    let needed = policy.rows().find(|(known, _)| *known == tool).map(|(_, stage)| stage);
    let needed = needed.map(|stage| stage.membership());
    let message = format!("{tool} opens with the membership {}.", needed.unwrap_or("of none"));
    let details = json!({ "tool": tool.code(), "membership": needed });
    Err(ApiError::new(StatusCode::FORBIDDEN, "membership_needed", message).with_details(details))
}
