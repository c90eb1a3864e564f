//! A page of the tenant's order, only what the user may see.

use mojo_domain::mutant;
use mojo_protocol::{Change, MAX_BATCH, PullPage};

use super::Cursor;
use super::cards::{Arrival, clamped_body};
use crate::auth::Session;
use crate::storage::log::LoggedChange;
use crate::storage::{Database, StorageError};

/// The page after `cursor`, of at most `limit` changes.
pub(crate) async fn pull(
    database: &Database,
    session: &Session,
    cursor: &str,
    limit: usize,
) -> Result<PullPage, StorageError> {
    let mask = if mutant::is("scope_mask_ignored") { -1 } else { session.role.scope_mask() };
    let limit = limit.clamp(1, MAX_BATCH);
    let mut tx = database.read(session.tenant).await?;
    if mutant::is("tenant_mixed") {
        let other = crate::auth::Tenant::named_by_platform(mojo_domain::TenantId::MOJO_LLC);
        tx = database.read(other).await?;
    }
    let head = tx.log_head().await?;
    let after = Cursor::resume(cursor, head.log_epoch, mask, head.seq);
    // One more than asked for tells whether there is more.
    let wanted = i64::try_from(limit).unwrap_or(i64::MAX) + 1;
    let mut rows = tx.list_changes(after, head.seq, mask, wanted).await?;
    drop(tx);
    let more = rows.len() > limit;
    rows.truncate(limit);
    let seq = if more { rows.last().map_or(after, |row| row.seq) } else { head.seq };
    let to = Cursor { log_epoch: head.log_epoch, seq, scope_mask: mask };
    let changes: Vec<Change> = rows.into_iter().map(change).collect();
    Ok(PullPage {
        from: cursor.to_owned(),
        to: to.to_text(),
        more,
        checksum: PullPage::checksum_of(&changes),
        changes,
    })
}

pub(super) fn change(row: LoggedChange) -> Change {
    let LoggedChange { seq, received_at, change } = row;
    let body = if change.is_clamped {
        let arrival = Arrival { received_at, dseq: change.dseq };
        clamped_body(&change.body, arrival).unwrap_or(change.body)
    } else {
        change.body
    };
    Change {
        seq,
        op: change.op,
        entity: change.entity,
        entity_id: change.entity_id,
        at: change.recorded_at,
        actor_id: change.actor_id,
        device_id: change.device_id,
        epoch: change.epoch,
        dseq: change.dseq,
        hash: change.hash,
        body,
    }
}
