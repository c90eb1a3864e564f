//! A message in the thread of a dispute, also of one that is settled: silence accepts nothing (Y5).

use mojo_domain::commissions::dispute_text;
use mojo_domain::{CommissionDisputeId, DisputeMessageId};
use mojo_protocol::Entity;
use mojo_protocol::facts::CommissionDisputeMessageBody;
use mojo_store::commissions::list_disputes;

use super::CommissionsError;
use crate::views::CommissionExplanation;
use crate::{Desk, Op};

impl Desk {
    /// Writes into the thread of a dispute. Gives back the calculation with its disputes.
    ///
    /// # Errors
    /// [`CommissionsError::UnknownDispute`], [`CommissionsError::Text`] without words.
    pub async fn reply_to_dispute(
        &self,
        dispute_id: String,
        text: String,
    ) -> Result<CommissionExplanation, CommissionsError> {
        let text = dispute_text(&text)?;
        let unknown = || CommissionsError::UnknownDispute(dispute_id.clone());
        let id: CommissionDisputeId = dispute_id.parse().map_err(|_| unknown())?;
        let mut tx = self.transact(Op::ReplyToDispute).await?;
        let disputes = list_disputes(&mut tx).await?;
        let of = disputes.values().flatten().find(|dispute| dispute.dispute_id == id);
        let entry_id = of.ok_or_else(unknown)?.commission_entry_id;
        let message_id: DisputeMessageId = tx.next_id();
        let body = CommissionDisputeMessageBody {
            message_id,
            dispute_id: id,
            text,
            at: tx.now(),
            actor_id: tx.actor_id(),
        };
        tx.record(Entity::CommissionDisputeMessage, message_id.0, &body).await?;
        self.commit(tx, Op::ReplyToDispute).await?;
        self.explain_commission(entry_id.to_string()).await
    }
}
