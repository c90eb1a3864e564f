//! The disputes of an entry as the window shows them.

use std::collections::BTreeMap;

use mojo_domain::commissions::{Status, is_frozen_by_dispute, statement_of};
use mojo_domain::{ActorId, CommissionEntryId, Money};
use mojo_store::commissions::{list_dispute_messages, list_disputes};

use super::CommissionsError;
use super::ledger::{Key, Ledger};
use crate::Desk;
use crate::views::{CommissionDisputeView, DisputeMessageView, instant};

/// What an entry is called that an open dispute keeps where it is.
pub(super) const FROZEN: &str = "frozen";

impl Desk {
    /// The disputes of an entry with their threads, what is open last.
    pub(super) async fn disputes_of(
        &self,
        id: CommissionEntryId,
    ) -> Result<Vec<CommissionDisputeView>, CommissionsError> {
        let staff = self.list_staff().await?;
        let name = |id: ActorId| {
            let id = id.to_string();
            let row = staff.iter().find(|row| row.actor_id == id);
            row.map(|row| row.name.clone()).unwrap_or_default()
        };
        let mut reader = self.reader().await?;
        let held = list_disputes(&mut reader).await?.remove(&id).unwrap_or_default();
        let mut views = Vec::with_capacity(held.len());
        for dispute in held {
            let thread = list_dispute_messages(&mut reader, dispute.dispute_id).await?;
            let (outcome, settled_because, settled_at) = match dispute.settled {
                None => (None, None, None),
                Some(end) => (Some(end.outcome), Some(end.reason), Some(instant(end.at))),
            };
            views.push(CommissionDisputeView {
                dispute_id: dispute.dispute_id.to_string(),
                reason: dispute.reason,
                at: instant(dispute.at),
                by: name(dispute.actor_id),
                messages: thread
                    .into_iter()
                    .map(|message| DisputeMessageView {
                        text: message.text,
                        at: instant(message.at),
                        by: name(message.actor_id),
                        from_platform: message.is_from_platform,
                    })
                    .collect(),
                outcome,
                settled_because,
                settled_at,
            });
        }
        Ok(views)
    }
}

impl Ledger {
    /// A dispute of the entry is not settled.
    pub(super) fn is_disputed(&self, key: Key) -> bool {
        let held = self.disputes.get(&key);
        held.is_some_and(|held| held.iter().any(|dispute| dispute.settled.is_none()))
    }

    /// A dispute of the entry, or of the payment of its order, is open.
    pub(super) fn is_held_back(&self, key: Key) -> bool {
        self.is_disputed(key) || self.frozen.contains(&key)
    }

    /// Y5: an open dispute, of whichever kind, keeps the entry from being approved and paid.
    pub(super) fn is_frozen(&self, key: Key, status: Status) -> bool {
        is_frozen_by_dispute(status) && self.is_held_back(key)
    }

    /// Y5: the part of what the month credits whose dispute is open, as the platform computes it
    /// too: it stands on no credit note until the dispute is settled. What stood on one before it was
    /// disputed stays there, and is no part of this.
    pub(super) fn disputed(
        &self,
        statuses: &BTreeMap<Key, Status>,
    ) -> Result<Money, CommissionsError> {
        let status = |key| statuses.get(&key).copied().unwrap_or(Status::Pending);
        let is_left_out = |key| self.is_frozen(key, status(key)) && !self.credited.contains(&key);
        let frozen = self.facts_of(is_left_out)?;
        Ok(statement_of(&frozen, self.month, self.currency)?.credited)
    }

    /// `open` while a dispute is, or else how the last one was settled.
    pub(super) fn dispute_state(&self, key: Key) -> Option<String> {
        let held = self.disputes.get(&key)?;
        if held.iter().any(|dispute| dispute.settled.is_none()) {
            return Some("open".to_owned());
        }
        held.iter()
            .filter_map(|one| one.settled.as_ref())
            .next_back()
            .map(|end| end.outcome.clone())
    }
}
