//! Commissions are disputed, and people write into the threads.

use mojo_desk::views::CommissionExplanation;
use mojo_protocol::Entity;
use uuid::Uuid;

use super::{Said, Scene, Trouble, nothing_to_do};

/// An entry that was drawn, with its disputes.
async fn draw(scene: &Scene<'_>) -> Result<CommissionExplanation, Trouble> {
    let months = scene.desk.list_statement_months().await?;
    let row = scene.chance.one(&months).ok_or_else(nothing_to_do)?;
    let currency = Some(row.total.currency.clone());
    let statement = scene.desk.show_statement(row.month.clone(), currency).await?;
    let row = scene.chance.one(&statement.entries).ok_or_else(nothing_to_do)?;
    Ok(scene.desk.explain_commission(row.entry_id.clone()).await?)
}

pub(super) async fn dispute_commission(scene: &Scene<'_>) -> Result<Said, Trouble> {
    let before = draw(scene).await?;
    let reason = format!("Beanstandet {}", scene.mark);
    let after = scene.desk.dispute_commission(before.entry_id, reason.clone()).await?;
    let last = after.disputes.last().filter(|one| one.reason == reason && one.outcome.is_none());
    if last.is_none() {
        return Err(Trouble::Broken(format!("disputed, and not shown: {after:?}")));
    }
    let line = format!("disputed {}", after.order_number);
    Ok(Said { line, recorded: vec![(Entity::CommissionDispute, Uuid::nil())] })
}

/// The first entry that is disputed, of the latest month that has one.
async fn find_disputed(scene: &Scene<'_>) -> Result<CommissionExplanation, Trouble> {
    for row in scene.desk.list_statement_months().await? {
        let currency = Some(row.total.currency);
        for entry in scene.desk.show_statement(row.month, currency).await?.entries {
            let explained = scene.desk.explain_commission(entry.entry_id).await?;
            if !explained.disputes.is_empty() {
                return Ok(explained);
            }
        }
    }
    Err(nothing_to_do())
}

pub(super) async fn reply_to_dispute(scene: &Scene<'_>) -> Result<Said, Trouble> {
    let before = find_disputed(scene).await?;
    let dispute = scene.chance.one(&before.disputes).ok_or_else(nothing_to_do)?;
    let text = format!("Nachtrag {}", scene.mark);
    let after = scene.desk.reply_to_dispute(dispute.dispute_id.clone(), text.clone()).await?;
    let mut messages = after.disputes.iter().flat_map(|one| &one.messages);
    if !messages.any(|message| message.text == text && !message.from_platform) {
        return Err(Trouble::Broken(format!("written, and not shown: {after:?}")));
    }
    let line = format!("wrote about {}", after.order_number);
    Ok(Said { line, recorded: vec![(Entity::CommissionDisputeMessage, Uuid::nil())] })
}
