//! Mail that the platform owes somebody, for the platform's own people: what waits, what was refused and
//! why, and the text for whoever hands it over.

mod settle;

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use mojo_domain::{TenantId, from_micros};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

pub(super) use settle::{hand_over, retry};

use super::paging;
use crate::auth::Session;
use crate::http::{ApiError, QueryOf};
use crate::mail::{HeldMail, MailKind, MailState};
use crate::state::AppState;
use crate::storage::StorageError;

/// The most of one page.
const MOST: i64 = 200;

/// Which page.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct MailQuery {
    /// `waiting`, `sent`, `refused`, `given_up`, `handed_over`; all when left out.
    #[schemars(extend("enum" = ["waiting", "sent", "refused", "given_up", "handed_over"]))]
    state: Option<String>,
    limit: Option<i64>,
    /// The `next` of the page before.
    before: Option<String>,
}

/// A mail.
#[derive(Debug, Serialize, JsonSchema)]
struct MailView {
    id: Uuid,
    /// MOJO LLC is null.
    tenant_id: Option<TenantId>,
    kind: &'static str,
    language: String,
    to: String,
    name: String,
    subject: String,
    /// Empty where it bears a link that opens something: once it was sent, and for whoever is no
    /// administrator.
    text: String,
    queued_at: DateTime<Utc>,
    state: &'static str,
    /// When it is tried next.
    due_at: Option<DateTime<Utc>>,
    attempts: i64,
    ended_at: Option<DateTime<Utc>>,
    /// What the other side said last.
    answer: String,
}

impl MailView {
    /// The mail; `sees_secrets` says whether its reader may have a link that opens something. With one
    /// somebody becomes another's distributor, or names another's bank account. One that opens an account
    /// of a tenant is shown to nobody.
    fn of(mail: HeldMail, sees_secrets: bool) -> Self {
        // The link of a tenant's account is nobody's here: the tenant's owner draws another one.
        let is_own = mail.kind != MailKind::UserLink;
        let is_shown = !mail.kind.has_secret() || (sees_secrets && is_own);
        Self {
            id: mail.mail_id,
            tenant_id: Some(mail.tenant_id).filter(|id| *id != TenantId::MOJO_LLC),
            kind: mail.kind.code(),
            language: mail.language,
            to: mail.to_address,
            name: mail.to_name,
            subject: mail.subject,
            text: if is_shown { mail.text } else { String::new() },
            queued_at: from_micros(mail.queued_at),
            state: mail.state.code(),
            due_at: mail.due_at.map(from_micros),
            attempts: mail.attempts,
            ended_at: mail.ended_at.map(from_micros),
            answer: mail.answer,
        }
    }
}

/// A page, the latest first.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct MailList {
    /// `smtp`, or `hand`: then they wait until staff hand them over.
    sent_by: &'static str,
    mails: Vec<MailView>,
    /// `null` on the last page.
    next: Option<String>,
}

/// By whom mail leaves.
pub(in crate::routes) fn sent_by(state: &AppState) -> &'static str {
    if state.mailing().is_sending() { "smtp" } else { "hand" }
}

fn views(state: &AppState, mails: Vec<HeldMail>, sees_secrets: bool) -> MailList {
    let mails = mails.into_iter().map(|mail| MailView::of(mail, sees_secrets)).collect();
    MailList { sent_by: sent_by(state), mails, next: None }
}

/// `GET /api/v1/mails`: the latest first. Who invites, an administrator, reads the links of invitations;
/// support does not.
pub(super) async fn list(
    State(state): State<AppState>,
    session: Session,
    QueryOf(query): QueryOf<MailQuery>,
) -> Result<Json<MailList>, ApiError> {
    let wanted = query.state.unwrap_or_default();
    if !wanted.is_empty() && MailState::of(&wanted).is_none() {
        let permitted = "waiting, sent, refused, given_up, handed_over";
        return Err(paging::refused("state", permitted));
    }
    let limit = paging::limit(query.limit, 50, MOST);
    let before = paging::place("before", query.before.as_deref())?;
    let mut tx = state.database().read_ledger().await?;
    let mails = tx.list_mails(&wanted, before, limit).await?;
    let next = paging::next(&mails, limit, |last| (last.queued_at, last.mail_id));
    Ok(Json(MailList { next, ..views(&state, mails, session.is_platform_admin()) }))
}

/// The mails that have not arrived: what waits, was refused, or given up. For whoever has the database
/// at hand: with its links.
pub(crate) async fn list_open(state: &AppState) -> Result<Value, StorageError> {
    let mut tx = state.database().read_ledger().await?;
    let mut open = Vec::new();
    for kind in [MailState::Waiting, MailState::Refused, MailState::GivenUp] {
        open.extend(tx.list_mails(kind.code(), None, MOST).await?);
    }
    Ok(serde_json::json!(views(state, open, true)))
}
