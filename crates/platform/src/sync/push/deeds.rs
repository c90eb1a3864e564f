//! What an owner looks up later: edits of what the practice is and of what it sells, as they stand in the
//! tenant's audit log. Every other edit is in the journal of the desk alone.

use std::collections::{BTreeMap, BTreeSet};

use mojo_domain::cards::Card;
use mojo_protocol::{Entity, PushRequest};
use serde_json::{Map, Value, json};

use super::Arrived;
use crate::auth::Session;
use crate::derived::derived_id;
use crate::storage::audit::AuditRecord;
use crate::sync::judge::Judged;

/// Of each edit, by its number, the fields that stood against what was held.
type Won = BTreeMap<i64, BTreeSet<String>>;

/// How edits came that are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sync) enum Way {
    /// Their device pushed them.
    Pushed,
    /// A revoked device handed them over, and whose session it is let them count.
    LetCount,
    /// The platform had lost them, and their device brought them again.
    BroughtAgain,
}

impl Way {
    /// What the entry says of it beside the edit; nothing of what is pushed.
    fn word(self) -> Option<&'static str> {
        match self {
            Self::Pushed => None,
            Self::LetCount => Some("let_count"),
            Self::BroughtAgain => Some("brought_again"),
        }
    }
}

/// The entries for the edits of the batch that are new and stand. What lost against a later write of
/// another device never held here, and is in the journal alone. Whoever brought the edits, or let them
/// count, has the session.
pub(super) fn deeds_of(
    (session, way): (&Session, Way),
    request: &PushRequest,
    (arrived, won): (&[Arrived<'_>], &Won),
    now: i64,
) -> Vec<AuditRecord> {
    let by = (session, way);
    arrived.iter().filter_map(|one| deed_of(by, request, (one, won), now)).collect()
}

fn deed_of(
    (session, way): (&Session, Way),
    request: &PushRequest,
    (one, won): (&Arrived<'_>, &Won),
    now: i64,
) -> Option<AuditRecord> {
    let Judged::Card { fields, .. } = &one.judged else { return None };
    let action = action_of(one.change.entity.parse().ok()?)?;
    let change = one.change;
    let won = won.get(&change.dseq).filter(|won| !won.is_empty())?;
    let (device, epoch) = (request.device_id.to_string(), request.epoch.to_string());
    // Who worked there is what the desk says; the account is what the platform knows.
    let mut details = json!({
        "to": values_of(fields, won), "worker": change.actor_id, "device_id": request.device_id,
    });
    if let Some(word) = way.word() {
        details[word] = json!(true);
    }
    Some(AuditRecord {
        tenant_id: session.tenant.id(),
        audit_id: derived_id(&["edit", &device, &epoch, &change.dseq.to_string()]),
        at: now,
        user_id: session.user_id,
        action: action.to_owned(),
        subject_id: change.entity_id.to_string(),
        reason: String::new(),
        details: details.to_string(),
    })
}

fn action_of(entity: Entity) -> Option<&'static str> {
    match entity {
        Entity::Product => Some("edit_product"),
        Entity::Practice => Some("edit_practice"),
        Entity::Staff => Some("edit_staff"),
        _ => None,
    }
}

/// The fields that won, with what they are now; one that was emptied is `null`.
fn values_of(fields: &Card, won: &BTreeSet<String>) -> Map<String, Value> {
    let value_of =
        |text: &String| serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.clone()));
    fields
        .iter()
        .filter(|(name, _)| won.contains(*name))
        .map(|(name, write)| (name.clone(), write.value.as_ref().map_or(Value::Null, value_of)))
        .collect()
}
