//! Disputes of commissions (Y5), as the platform's own people read and settle them.

use serde_json::json;

use super::names::Names;
use super::wire::{Dispute, DisputeList};
use super::{AdministrationError, every, in_address, money};
use crate::views::{DisputeDecision, DisputeMessageView, PlatformDisputeRow, instant};
use crate::{Desk, Op};

impl Desk {
    /// Everybody's disputes, the latest first; `is_open` leaves out what is settled.
    ///
    /// # Errors
    /// [`AdministrationError`] says what is in the way.
    pub async fn list_platform_disputes(
        &self,
        is_open: bool,
    ) -> Result<Vec<PlatformDisputeRow>, AdministrationError> {
        let client = self.administration(Op::ReadAdministration).await?;
        let names = Names::fetch(&client).await?;
        let path = format!("disputes?open={is_open}");
        let disputes = every::<DisputeList>(&client, &path, "before").await?;
        disputes.into_iter().map(|dispute| row(dispute, &names)).collect()
    }

    /// Writes into the thread of a dispute. `message_id` is drawn by who asks: said again with the same
    /// one and the same words, after an answer that was lost, there is one message.
    ///
    /// # Errors
    /// [`AdministrationError`] says what is in the way.
    pub async fn answer_dispute(
        &self,
        dispute_id: String,
        recipient_id: String,
        text: String,
        message_id: String,
    ) -> Result<(), AdministrationError> {
        let client = self.administration(Op::Administer).await?;
        let path = format!("disputes/{}/messages", in_address(&dispute_id));
        let request = json!({ "text": text, "tenant_id": recipient_id, "id": message_id });
        self.administered(client.tell(&path, &request).await)
    }

    /// Settles a dispute; the entry is not frozen any more. One that is upheld takes its correction
    /// with it, or says what corrected it.
    ///
    /// # Errors
    /// [`AdministrationError`] says what is in the way: `dispute_settled` when it was settled before,
    /// `correction_missing`, `correction_too_much`, `entry_at_rest` and `correction_refused` for a
    /// correction.
    pub async fn settle_dispute(
        &self,
        decision: DisputeDecision,
    ) -> Result<(), AdministrationError> {
        let client = self.administration(Op::Administer).await?;
        let path = format!("disputes/{}/settle", in_address(&decision.dispute_id));
        let request = json!({
            "outcome": decision.outcome,
            "reason": decision.reason,
            "tenant_id": decision.recipient_id,
            "correction": decision.correction.map(|amount| json!({ "amount": amount })),
            "corrected_by": decision.corrected_by,
        });
        self.administered(client.tell(&path, &request).await)
    }
}

fn row(dispute: Dispute, names: &Names) -> Result<PlatformDisputeRow, AdministrationError> {
    let recipient = names.of(&dispute.recipient_tenant_id);
    let messages = dispute.messages.into_iter().map(|message| {
        let from_platform = message.from == "platform";
        DisputeMessageView {
            text: message.text,
            at: instant(message.written_at),
            by: if from_platform { String::new() } else { recipient.clone() },
            from_platform,
        }
    });
    let messages = messages.collect();
    let entry = dispute.entry.as_ref();
    let (outcome, settled_because) = match dispute.settled {
        Some(settled) => (Some(settled.outcome), settled.reason),
        None => (None, String::new()),
    };
    Ok(PlatformDisputeRow {
        dispute_id: dispute.id,
        recipient_id: dispute.recipient_tenant_id,
        recipient,
        order_number: entry.map(|entry| entry.order_number.clone()).unwrap_or_default(),
        product: entry.map(|entry| entry.product_name.clone()).unwrap_or_default(),
        amount: entry.map(|entry| money(&entry.amount, entry.currency)).transpose()?,
        reason: dispute.reason,
        opened_at: instant(dispute.opened_at),
        messages,
        outcome,
        settled_because,
    })
}
