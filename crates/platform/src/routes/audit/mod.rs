//! What people did, and why: the platform's own people read what they did; the owner of a tenant, what
//! the people of the tenant did, and what the platform's did to it.

mod deed;
mod reading;

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
use crate::routes::months::within;
use crate::routes::paging;
use crate::state::AppState;
use crate::storage::audit::{AuditPage, ListedAudit, SeenAudit};

pub(in crate::routes) use deed::{Doer, changes, entered};
pub(in crate::routes) use reading::{
    ReadingQuery, note_reading, note_reading_of_several, page_read,
};

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
    /// `null` for the platform's people, where the owner of a tenant reads.
    user_id: Option<UserId>,
    /// Empty where nobody of that id has an account, and for the platform's people.
    user: String,
    /// The platform's people did it, and somebody of another tenant reads.
    by_platform: bool,
    action: String,
    subject_id: String,
    /// Empty for the platform's people: their words are kept for the platform.
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
        user_id: Some(record.user_id),
        user,
        by_platform: false,
        action: record.action,
        subject_id: record.subject_id,
        reason: record.reason,
        details: serde_json::from_str(&record.details).unwrap_or(Value::Null),
    }
}

fn seen_view(seen: SeenAudit) -> AuditView {
    AuditView {
        id: seen.audit_id,
        at: from_micros(seen.at),
        by_platform: seen.user_id.is_none(),
        user_id: seen.user_id,
        user: seen.user,
        action: seen.action,
        subject_id: seen.subject_id,
        reason: seen.reason,
        details: serde_json::from_str(&seen.details).unwrap_or(Value::Null),
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
    let (from, until) = within(None, (query.from, query.until))?;
    let page =
        AuditPage { before, user_id: query.user_id, action: query.action, from, until, limit };
    if !session.is_platform_staff() {
        // In a transaction of the tenant: the database itself shows nothing of another.
        let mut tx = state.database().read(session.tenant).await?;
        let seen = tx.list_seen_audit(&page).await?;
        let next = paging::next(&seen, limit, |last| (last.at, last.audit_id));
        return Ok(Json(AuditList { entries: seen.into_iter().map(seen_view).collect(), next }));
    }
    let mut tx = state.database().read_ledger().await?;
    let records = tx.list_audit(session.tenant.id(), &page).await?;
    let next = paging::next(&records, limit, |last| (last.record.at, last.record.audit_id));
    Ok(Json(AuditList { entries: records.into_iter().map(view).collect(), next }))
}
