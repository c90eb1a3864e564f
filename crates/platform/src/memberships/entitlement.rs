//! What a tenant may use, signed for its desks.

use chrono::{DateTime, Utc};
use mojo_domain::TenantId;
use mojo_domain::memberships::{Stage, membership_until, stage_at, tool_ends};
use mojo_protocol::{EntitlementBody, Signed};

use crate::commerce::is_payable;
use crate::payments::Payments;
use crate::signing::SigningKey;
use crate::storage::{LedgerTx, StorageError};

/// What `tenant` may use at `now`. Of a membership that has ended the last one is told, so that a
/// desk knows since when.
pub(crate) async fn signed_entitlement(
    tx: &mut LedgerTx,
    (key, payments): (&SigningKey, &Payments),
    tenant: TenantId,
    now: DateTime<Utc>,
) -> Result<Signed, StorageError> {
    let grants = tx.list_grants_of_tenant(tenant).await?;
    let policy = tx.tool_policy().await?;
    let account = tx.find_payout_account_of(tenant).await?;
    let last_end = grants.iter().filter_map(mojo_domain::memberships::Grant::until).max();
    // The instant at which the latest membership was still open.
    let at = match (stage_at(&grants, now), last_end) {
        (None, Some(end)) if end <= now => end - chrono::TimeDelta::microseconds(1),
        _ => now,
    };
    let stage = stage_at(&grants, at);
    let body = EntitlementBody {
        tenant_id: tenant,
        stage: stage.map(Stage::number),
        membership: stage.map(|stage| stage.membership().to_owned()),
        tools: stage
            .map(|stage| policy.tools_of(stage))
            .unwrap_or_default()
            .into_iter()
            .map(|tool| tool.code().to_owned())
            .collect(),
        ends_at: stage.and_then(|stage| membership_until(&grants, stage, at)),
        tool_ends: tool_ends(&grants, &policy, now)
            .into_iter()
            .map(|(tool, end)| (tool.code().to_owned(), end))
            .collect(),
        payout_ready: Some(is_payable(payments, account.as_ref())),
        issued_at: now,
    };
    key.sign(&body)
}
