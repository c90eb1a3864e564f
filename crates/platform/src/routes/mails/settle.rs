//! `POST /api/v1/mails/{id}/hand-over` and `.../retry`: staff gave a mail to its reader themselves, or
//! want it tried again.

use axum::Json;
use axum::extract::State;
use mojo_domain::{IdSource, to_micros};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::auth::Session;
use crate::http::{ApiError, PathOf};
use crate::mail::{HeldMail, MailKind, MailState};
use crate::state::AppState;
use crate::storage::LedgerTx;
use crate::storage::audit::AuditRecord;

/// Its reader has it. A text that opens something is an administrator's to hand over, as nobody else
/// reads it, and it is forgotten then.
pub(in crate::routes) async fn hand_over(
    State(state): State<AppState>,
    session: Session,
    PathOf(id): PathOf<Uuid>,
) -> Result<Json<Value>, ApiError> {
    let now = to_micros(state.clock().now());
    let (mut tx, mail) = find(&state, id).await?;
    // The link of a tenant's account is shown to nobody here, so that nobody here hands it over.
    let is_nobodys = mail.kind == MailKind::UserLink;
    if is_nobodys || (mail.kind.has_secret() && !session.is_platform_admin()) {
        return Err(ApiError::forbidden());
    }
    if mail.state == MailState::HandedOver {
        return Ok(Json(json!({ "id": id, "state": mail.state.code() })));
    }
    // It may have been sent since it was read.
    if !tx.end_mail(&mail, MailState::HandedOver, now).await? {
        return Err(ApiError::conflict("already_sent", "This mail was sent."));
    }
    tx.insert_audit(&audit(&state, &session, ("hand_over_mail", &mail), now)).await?;
    tx.commit().await?;
    Ok(Json(json!({ "id": id, "state": MailState::HandedOver.code() })))
}

/// It is due at once.
pub(in crate::routes) async fn retry(
    State(state): State<AppState>,
    session: Session,
    PathOf(id): PathOf<Uuid>,
) -> Result<Json<Value>, ApiError> {
    let now = to_micros(state.clock().now());
    let (mut tx, mail) = find(&state, id).await?;
    if !tx.retry_mail(&mail, now).await? {
        return Err(not_retried(&mail));
    }
    tx.insert_audit(&audit(&state, &session, ("retry_mail", &mail), now)).await?;
    tx.commit().await?;
    Ok(Json(json!({ "id": id, "state": MailState::Waiting.code() })))
}

/// Why a mail is not tried again.
fn not_retried(mail: &HeldMail) -> ApiError {
    match mail.state {
        MailState::Sent | MailState::HandedOver => {
            let message = "This mail has arrived; nothing is sent twice.";
            ApiError::conflict("already_sent", message)
        }
        MailState::Waiting => {
            let message = "This mail is being sent; what comes of it is known within a quarter of an \
                           hour.";
            ApiError::conflict("being_sent", message)
        }
        MailState::Refused | MailState::GivenUp if mail.kind.link_life().is_some() => {
            let message = "The link of this mail opens nothing: it ran out, another one took its place, or \
                           the account ended.";
            ApiError::conflict("link_closed", message)
        }
        MailState::Refused | MailState::GivenUp => {
            let message = "The invitation was taken back; the link of this mail opens nothing.";
            ApiError::conflict("invitation_closed", message)
        }
    }
}

async fn find(state: &AppState, id: Uuid) -> Result<(LedgerTx, HeldMail), ApiError> {
    let mut tx = state.database().write_ledger().await?;
    let mail = tx.find_mail(id).await?.ok_or_else(ApiError::not_found)?;
    Ok((tx, mail))
}

fn audit(
    state: &AppState,
    by: &Session,
    (action, mail): (&str, &HeldMail),
    at: i64,
) -> AuditRecord {
    AuditRecord {
        tenant_id: by.tenant.id(),
        audit_id: IdSource::new(state.clock(), state.entropy()).next(),
        at,
        user_id: by.user_id,
        action: action.to_owned(),
        subject_id: mail.mail_id.to_string(),
        reason: String::new(),
        details: json!({ "kind": mail.kind.code(), "state": mail.state.code() }).to_string(),
    }
}
