//! What the platform's own people did, and why.

mod deed;

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, NaiveDate, Utc};
use mojo_domain::{UserId, from_micros};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::auth::Session;
use crate::http::{ApiError, QueryOf};
use crate::routes::months::start_of;
use crate::routes::paging;
use crate::state::AppState;
use crate::storage::audit::{AuditPage, ListedAudit};

pub(in crate::routes) use deed::{Doer, changes, entered};

/// The most of one page.
const MOST: i64 = 200;

/// Which page, and of what.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct AuditQuery {
    limit: Option<i64>,
    /// The `next` of the page before.
    before: Option<String>,
    /// By this person alone.
    user_id: Option<UserId>,
    /// Of this kind alone.
    action: Option<String>,
    /// From this day of Berlin on.
    from: Option<NaiveDate>,
    /// Until this day of Berlin, which belongs to it.
    until: Option<NaiveDate>,
}

/// An entry.
#[derive(Debug, Serialize, JsonSchema)]
struct AuditView {
    id: Uuid,
    at: DateTime<Utc>,
    user_id: UserId,
    /// Empty where nobody of that id has an account.
    user: String,
    action: String,
    subject_id: String,
    reason: String,
    details: Value,
}

/// A page, the latest first.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct AuditList {
    entries: Vec<AuditView>,
    next: Option<String>,
}

fn view(listed: ListedAudit) -> AuditView {
    let ListedAudit { record, user } = listed;
    AuditView {
        id: record.audit_id,
        at: from_micros(record.at),
        user_id: record.user_id,
        user,
        action: record.action,
        subject_id: record.subject_id,
        reason: record.reason,
        details: serde_json::from_str(&record.details).unwrap_or(Value::Null),
    }
}

/// `GET /api/v1/audit-log`.
pub(super) async fn list(
    State(state): State<AppState>,
    session: Session,
    QueryOf(query): QueryOf<AuditQuery>,
) -> Result<Json<AuditList>, ApiError> {
    let before = paging::place("before", query.before.as_deref())?;
    let limit = paging::limit(query.limit, 50, MOST);
    let page = AuditPage {
        before,
        user_id: query.user_id,
        action: query.action,
        from: query.from.map(start_of),
        until: query.until.and_then(|day| day.succ_opt()).map(start_of),
        limit,
    };
    let mut tx = state.database().read_ledger().await?;
    let records = tx.list_audit(session.tenant.id(), &page).await?;
    let next = paging::next(&records, limit, |last| (last.record.at, last.record.audit_id));
    Ok(Json(AuditList { entries: records.into_iter().map(view).collect(), next }))
}
