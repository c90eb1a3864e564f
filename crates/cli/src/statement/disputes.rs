//! The disputes of an entry, as `mojo` says them.

use mojo_desk::views::{CommissionDisputeView, CommissionExplanation, DisputeMessageView};
use serde_json::{Value, json};

use crate::output::{Output, amount};

/// Answers with the disputes of the entry, the first one first.
pub(super) fn answer(explanation: &CommissionExplanation, out: Output) {
    let disputes: Vec<Value> = explanation.disputes.iter().map(document).collect();
    let mut lines = vec![format!(
        "{}: {} {} of order {}",
        explanation.entry_id,
        amount(&explanation.amount),
        explanation.amount.currency,
        explanation.order_number
    )];
    if explanation.disputes.is_empty() {
        lines.push("never disputed".to_owned());
    }
    lines.extend(explanation.disputes.iter().flat_map(words));
    out.answer(
        &json!({
            "entry": explanation.entry_id, "order": explanation.order_number,
            "amount": amount(&explanation.amount), "currency": explanation.amount.currency,
            "disputes": disputes,
        }),
        lines,
    );
}

fn document(one: &CommissionDisputeView) -> Value {
    let messages: Vec<Value> = one
        .messages
        .iter()
        .map(|message| json!({"at": message.at, "from": from(message), "text": message.text}))
        .collect();
    json!({
        "id": one.dispute_id, "at": one.at, "by": one.by, "reason": one.reason,
        "messages": messages, "outcome": one.outcome, "settled_because": one.settled_because,
        "settled_at": one.settled_at,
    })
}

fn words(one: &CommissionDisputeView) -> Vec<String> {
    let mut lines = vec![format!("{}  {}  disputed: {}", one.at, one.dispute_id, one.reason)];
    lines.extend(
        one.messages
            .iter()
            .map(|message| format!("{}  {}: {}", message.at, from(message), message.text)),
    );
    lines.push(match (&one.outcome, &one.settled_at, &one.settled_because) {
        (Some(outcome), Some(at), Some(why)) => format!("{at}  {outcome}: {why}"),
        _ => "open: the entry is frozen until the platform has settled it".to_owned(),
    });
    lines
}

fn from(message: &DisputeMessageView) -> &str {
    match message.by.as_str() {
        _ if message.from_platform => "platform",
        // Somebody of the recipient's without a desk may be in no list of its staff.
        "" => "recipient",
        by => by,
    }
}
