//! What became of a contact by other hands: texts that lost, contacts that were merged into it.

use mojo_domain::contacts::Contact;
use mojo_domain::{ActorId, ContactId, DeviceId};
use mojo_protocol::Entity;
use mojo_store::cards::{Kept, list_kept};
use mojo_store::contacts::{find_own, list_merged};
use mojo_store::{Reader, StoreError};

use super::find_duplicates::detail;
use crate::cases::device_name;
use crate::pos::staff_name;
use crate::views::{KeptTextView, MergedContactView, instant};

/// The texts of a contact, and of those merged into it, that lost.
pub(super) async fn kept_texts(
    reader: &mut Reader,
    id: ContactId,
) -> Result<Vec<KeptTextView>, StoreError> {
    let mut ids = vec![id];
    ids.extend(list_merged(reader, id).await?.iter().map(|merged| merged.contact_id));
    let mut texts = Vec::new();
    for id in ids {
        for kept in list_kept(reader, Entity::Contact, id.0).await? {
            texts.push(kept_text(reader, id, &kept).await?);
        }
    }
    Ok(texts)
}

async fn kept_text(
    reader: &mut Reader,
    id: ContactId,
    kept: &Kept,
) -> Result<KeptTextView, StoreError> {
    Ok(KeptTextView {
        text_id: format!("{id}.{}.{}", kept.hlc.0, kept.device_id),
        field: kept.field.clone(),
        text: serde_json::from_str(&kept.value).unwrap_or_default(),
        by: who(reader, kept.actor_id, Some(kept.device_id)).await?,
        at: instant(kept.written_at),
        overwritten_by: who(reader, kept.by_actor_id, kept.by_device_id).await?,
        overwritten_at: kept.by_at.map(instant),
    })
}

/// The name of a person, or of the device where that is not known.
async fn who(
    reader: &mut Reader,
    actor: Option<ActorId>,
    device: Option<DeviceId>,
) -> Result<String, StoreError> {
    let name = match actor {
        Some(actor) => staff_name(reader, actor).await?,
        None => String::new(),
    };
    match device {
        Some(device) if name.is_empty() => device_name(reader, device).await,
        _ => Ok(name),
    }
}

/// Contacts merged into `winner`, with what their own card says.
pub(super) async fn merged(
    reader: &mut Reader,
    winner: ContactId,
    shown: &Contact,
) -> Result<Vec<MergedContactView>, StoreError> {
    let mut views = Vec::new();
    for merged in list_merged(reader, winner).await? {
        let Some(own) = find_own(reader, merged.contact_id).await? else { continue };
        let mut parts = vec![detail(&own)];
        if !shown.note.contains(own.note.trim()) {
            parts.push(own.note.trim().to_owned());
        }
        parts.retain(|part| !part.is_empty());
        views.push(MergedContactView {
            contact_id: merged.contact_id.to_string(),
            name: own.display_name(),
            detail: parts.join(" · "),
            at: instant(merged.at),
            by: who(reader, Some(merged.actor_id), merged.device_id).await?,
        });
    }
    Ok(views)
}
