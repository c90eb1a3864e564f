//! An entry is disputed (Y5): recorded here, without a network; the platform freezes it as soon as
//! it hears of it.

use mojo_domain::commissions::dispute_text;
use mojo_domain::{CommissionDisputeId, CommissionEntryId};
use mojo_protocol::Entity;
use mojo_protocol::facts::CommissionDisputeBody;
use mojo_store::commissions::{find_entry, list_disputes};

use super::CommissionsError;
use crate::views::CommissionExplanation;
use crate::{Desk, Op};

impl Desk {
    /// Disputes an entry, with what is wrong. Gives back the calculation with its disputes.
    ///
    /// # Errors
    /// [`CommissionsError::UnknownEntry`], [`CommissionsError::AlreadyDisputed`] while a dispute of
    /// it is open, [`CommissionsError::Text`] without words.
    pub async fn dispute_commission(
        &self,
        entry_id: String,
        reason: String,
    ) -> Result<CommissionExplanation, CommissionsError> {
        let reason = dispute_text(&reason)?;
        let unknown = || CommissionsError::UnknownEntry(entry_id.clone());
        let id: CommissionEntryId = entry_id.parse().map_err(|_| unknown())?;
        let mut tx = self.transact(Op::DisputeCommission).await?;
        find_entry(&mut tx, id).await?.ok_or_else(unknown)?;
        let held = list_disputes(&mut tx).await?.remove(&id).unwrap_or_default();
        if held.iter().any(|dispute| dispute.settled.is_none()) {
            return Err(CommissionsError::AlreadyDisputed(entry_id));
        }
        let dispute_id: CommissionDisputeId = tx.next_id();
        let body = CommissionDisputeBody {
            dispute_id,
            commission_entry_id: id,
            reason,
            at: tx.now(),
            actor_id: tx.actor_id(),
        };
        tx.record(Entity::CommissionDispute, dispute_id.0, &body).await?;
        self.commit(tx, Op::DisputeCommission).await?;
        self.explain_commission(entry_id).await
    }
}
