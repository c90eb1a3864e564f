//! Rows told again: places of the order and merged cards that a desk found missing or different.

use mojo_domain::cards::FieldWrite;
use mojo_protocol::{
    CardRef, Entity, MAX_BATCH, MergedCard, MergedField, RowsRequest, RowsResponse,
};
use serde_json::Value;
use uuid::Uuid;

use super::digest::refuse_other_device;
use super::pull::change;
use crate::auth::Session;
use crate::http::ApiError;
use crate::storage::{Database, StorageError};

/// Answers with what the user may see of what was asked for.
pub(crate) async fn rows(
    database: &Database,
    session: &Session,
    request: &RowsRequest,
) -> Result<RowsResponse, ApiError> {
    if request.seqs.len().max(request.cards.len()) > MAX_BATCH {
        let message = format!("At most {MAX_BATCH} rows at once.");
        return Err(ApiError::bad_request("too_many_rows", message));
    }
    let mut tx = database.read(session.tenant).await?;
    refuse_other_device(&mut tx, session, request.device_id).await?;
    let mask = session.role.scope_mask();
    let changes = tx.list_changes_at(&request.seqs, mask).await?.into_iter().map(change).collect();
    let is_seen = |card: &CardRef| {
        let kind: Option<Entity> = card.entity.parse().ok();
        kind.is_some_and(|kind| session.role.has(kind.scope()))
    };
    let seen: Vec<&CardRef> = request.cards.iter().filter(|card| is_seen(card)).collect();
    let ids: Vec<Uuid> = seen.iter().map(|card| card.id).collect();
    let held = tx.list_cards(&ids).await?;
    let mut cards = Vec::with_capacity(held.len());
    for ((entity, id), fields) in held {
        let card = CardRef { entity, id };
        if !seen.contains(&&card) {
            continue;
        }
        let fields = fields.into_iter().map(|(name, write)| Ok((name, merged(write)?)));
        cards.push(MergedCard { card, fields: fields.collect::<Result<_, StorageError>>()? });
    }
    Ok(RowsResponse { changes, cards })
}

fn merged(write: FieldWrite) -> Result<MergedField, StorageError> {
    let value = match write.value {
        Some(text) => serde_json::from_str(&text)
            .map_err(|_| StorageError::Inconsistency { column: "value" })?,
        None => Value::Null,
    };
    let (hlc, device_id) = (write.stamp.hlc, write.stamp.device_id);
    Ok(MergedField { value, hlc, base: write.base, device_id })
}
