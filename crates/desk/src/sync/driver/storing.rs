//! What the sync brought, kept: each in one transaction.

use std::collections::BTreeSet;

use mojo_domain::{ActorId, DeviceId};
use mojo_protocol::{AckState, ClampedEdit, Entity, PullPage, RecordVerdict, Scope};
use mojo_store::{StoreError, device, outbox, sync_state};
use mojo_sync::Input;

use crate::marks::CopyReason;
use crate::{Desk, Op, Topic};

/// What a hello said.
pub(super) struct Greeting {
    pub(super) log_epoch: i64,
    pub(super) nonce: String,
    pub(super) acknowledged: AckState,
    pub(super) rewind: bool,
}

/// Who syncs: nothing of it is journaled, so the name hardly matters.
pub(in crate::sync) async fn actor(desk: &Desk) -> Result<ActorId, StoreError> {
    Ok(desk.sync_actor())
}

pub(super) async fn greet(desk: &Desk, greeting: Greeting) -> Result<Input, StoreError> {
    let mut tx = desk.store().transact(Op::Sync.name(), actor(desk).await?).await?;
    sync_state::greet(&mut tx, greeting.log_epoch, &greeting.nonce).await?;
    sync_state::acknowledge(&mut tx, &greeting.acknowledged).await?;
    if greeting.rewind {
        sync_state::rewind(&mut tx).await?;
    }
    tx.commit().await?;
    Ok(Input::Greeted)
}

pub(super) async fn settle(
    desk: &Desk,
    verdicts: &[RecordVerdict],
    acknowledged: &AckState,
    clamped: &[ClampedEdit],
) -> Result<Input, StoreError> {
    let own = device::find(&mut desk.reader().await?).await?.ok_or(StoreError::NoDevice)?;
    let mut tx = desk.store().transact(Op::Sync.name(), actor(desk).await?).await?;
    outbox::settle_clamped(&mut tx, own.epoch, clamped).await?;
    outbox::settle(&mut tx, own.epoch, verdicts).await?;
    sync_state::acknowledge(&mut tx, acknowledged).await?;
    tx.commit().await?;
    let is_undone =
        |v: &RecordVerdict| matches!(v.verdict, mojo_protocol::Verdict::Rejected { .. });
    if verdicts.iter().any(is_undone) || !clamped.is_empty() {
        desk.announce(Topic::Contacts);
        desk.announce(Topic::Pos);
    }
    Ok(Input::VerdictsSettled)
}

/// Gives back how many changes of others the page held.
pub(super) async fn apply(desk: &Desk, page: &PullPage) -> Result<usize, StoreError> {
    let mut tx = desk.store().transact(Op::Sync.name(), actor(desk).await?).await?;
    let own: DeviceId = tx.device_id();
    sync_state::apply_page(&mut tx, &page.changes, &page.to).await?;
    if !page.more {
        let offered = sync_state::finish_rereading(&mut tx).await?;
        if offered > 0 {
            tracing::warn!(offered, "the platform lost entries of former chains; sent again");
        }
    }
    tx.commit().await?;
    let others = page.changes.iter().filter(|change| change.device_id != Some(own));
    let topics: BTreeSet<Topic> = others.clone().filter_map(|c| topic(&c.entity)).collect();
    if topics.contains(&Topic::Account) {
        desk.refresh_worker().await?;
    }
    for topic in topics {
        desk.announce(topic);
    }
    Ok(others.count())
}

/// A second copy of this device was noticed: this one becomes a device of its own, with a drawn
/// number code until the platform gives one.
pub(super) async fn begin_epoch(desk: &Desk) -> Result<Input, StoreError> {
    let own = device::find(&mut desk.reader().await?).await?.ok_or(StoreError::NoDevice)?;
    let head_dseq = desk.become_new_device(own.device_id, CopyReason::Platform).await?;
    Ok(Input::EpochBegun { head_dseq })
}

pub(in crate::sync) fn topic(entity: &str) -> Option<Topic> {
    let entity: Entity = entity.parse().ok()?;
    Some(match entity.scope() {
        Scope::Contacts | Scope::HealthNotes => Topic::Contacts,
        Scope::Pos => Topic::Pos,
        Scope::Checkin => Topic::Checkin,
        Scope::Invoices => Topic::Invoicing,
        Scope::Commissions => Topic::Commissions,
        Scope::Account | Scope::Admin | Scope::Events | Scope::Messages => Topic::Account,
    })
}
