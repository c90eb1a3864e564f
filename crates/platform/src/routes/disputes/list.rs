//! `GET /api/v1/disputes`.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use mojo_domain::{CommissionDisputeId, CommissionEntryId, Currency, TenantId, from_micros};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::auth::Session;
use crate::http::{ApiError, QueryOf};
use crate::routes::amounts::amount;
use crate::routes::openapi::Amount;
use crate::routes::paging::{self, Pair};
use crate::state::AppState;
use crate::storage::disputes::{DisputePage, DisputeRecord, HeldMessage};

/// The most of one page.
const MOST: i64 = 200;

/// Which disputes.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct DisputeQuery {
    /// Only what is not settled.
    #[serde(default)]
    open: bool,
    limit: Option<i64>,
    /// The `next` of the page before.
    before: Option<String>,
}

/// A dispute with its thread.
#[derive(Debug, Serialize, JsonSchema)]
struct DisputeView {
    id: CommissionDisputeId,
    recipient_tenant_id: TenantId,
    commission_id: CommissionEntryId,
    /// `null` when the desk named no entry of the recipient's.
    entry: Option<EntryView>,
    reason: String,
    opened_at: DateTime<Utc>,
    messages: Vec<MessageView>,
    /// `null` while it is open.
    settled: Option<SettledView>,
}

/// What is disputed.
#[derive(Debug, Serialize, JsonSchema)]
struct EntryView {
    order_number: String,
    product_name: String,
    commission_type: &'static str,
    #[schemars(with = "Amount")]
    amount: String,
    currency: Currency,
}

/// A message of the thread.
#[derive(Debug, Serialize, JsonSchema)]
struct MessageView {
    /// `platform` or `recipient`.
    from: &'static str,
    text: String,
    written_at: DateTime<Utc>,
}

/// How it was settled.
#[derive(Debug, Serialize, JsonSchema)]
struct SettledView {
    outcome: &'static str,
    reason: String,
    settled_at: DateTime<Utc>,
}

/// A page, the latest first.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::routes) struct DisputeList {
    disputes: Vec<DisputeView>,
    /// `null` on the last page.
    next: Option<String>,
}

/// Lists the recipient's disputes; everybody's for the platform's own people.
pub(in crate::routes) async fn list(
    State(state): State<AppState>,
    session: Session,
    QueryOf(query): QueryOf<DisputeQuery>,
) -> Result<Json<DisputeList>, ApiError> {
    let before: Option<(i64, Pair<CommissionDisputeId, TenantId>)> =
        paging::place("before", query.before.as_deref())?;
    let page = DisputePage {
        recipient: (!session.is_platform_staff()).then(|| session.tenant.id()),
        dispute_id: None,
        is_open: query.open,
        limit: paging::limit(query.limit, MOST, MOST),
        before: before.map(|(at, Pair(id, recipient))| (at, id, recipient)),
    };
    let mut tx = state.database().read_ledger().await?;
    let records = tx.list_disputes(&page).await?;
    let place = |last: &DisputeRecord| (last.opened_at, Pair(last.dispute_id, last.recipient));
    let next = paging::next(&records, page.limit, place);
    let ids: Vec<Uuid> = records.iter().map(|record| record.dispute_id.0).collect();
    let mut threads: BTreeMap<(TenantId, CommissionDisputeId), Vec<MessageView>> = BTreeMap::new();
    for (recipient, message) in tx.list_dispute_messages(&ids).await? {
        threads.entry((recipient, message.dispute_id)).or_default().push(message_view(message));
    }
    let disputes = records
        .into_iter()
        .map(|record| {
            let thread = threads.remove(&(record.recipient, record.dispute_id));
            view(record, thread.unwrap_or_default())
        })
        .collect();
    Ok(Json(DisputeList { disputes, next }))
}

fn message_view(message: HeldMessage) -> MessageView {
    MessageView {
        from: if message.is_from_platform { "platform" } else { "recipient" },
        text: message.text,
        written_at: from_micros(message.written_at),
    }
}

fn view(record: DisputeRecord, messages: Vec<MessageView>) -> DisputeView {
    DisputeView {
        id: record.dispute_id,
        recipient_tenant_id: record.recipient,
        commission_id: record.commission_id,
        entry: record.entry.map(|entry| EntryView {
            order_number: entry.order_number,
            product_name: entry.product_name,
            commission_type: entry.kind.code(),
            amount: amount(entry.amount_cents, entry.currency),
            currency: entry.currency,
        }),
        reason: record.reason,
        opened_at: from_micros(record.opened_at),
        messages,
        settled: record.settled.map(|(outcome, reason, at)| SettledView {
            outcome: outcome.code(),
            reason,
            settled_at: from_micros(at),
        }),
    }
}
