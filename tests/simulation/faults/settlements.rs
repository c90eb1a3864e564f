//! Staff settle disputes of commissions. What they decide follows from the dispute alone: whoever
//! decides again, because an answer was lost or the platform was put back to before it, decides the same,
//! so that an audit knows the amount.

use mojo_desk::sync::Method;
use mojo_domain::{CommissionDisputeId, Money};
use serde_json::{Value, json};
use uuid::Uuid;

use super::ledger::{ADMIN, ask_as, is_done};
use super::platform::the_power_may_go;
use crate::simulation::chance::Fingerprint;
use crate::simulation::world::World;
use crate::simulation::{Held, broken};

/// What staff decide about a dispute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decided {
    /// The entry is right.
    Rejected,
    /// The recipient is right, by so many cents: above zero they are owed, below they are taken back.
    Corrected(i64),
    /// The recipient is right, and an order or a refund corrected it.
    NamedAnother,
}

/// What staff decide about this dispute, whenever they are asked. Some amounts are more than the
/// platform allows of most entries, or of any: then it refuses them.
pub fn decide(dispute: CommissionDisputeId) -> Decided {
    let fingerprint = Fingerprint::default();
    fingerprint.add(&dispute.to_string());
    let drawn = fingerprint.value() >> 16;
    let cents = 1 + i64::try_from(drawn / 16 % 40_00).unwrap_or(0);
    match drawn % 16 {
        0 | 1 => Decided::Rejected,
        2 | 3 => Decided::NamedAnother,
        4 => Decided::Corrected(1),
        5 => Decided::Corrected(-1),
        6 => Decided::Corrected(1_000_00),
        7 => Decided::Corrected(-1_000_00),
        8..=10 => Decided::Corrected(-cents),
        _ => Decided::Corrected(cents),
    }
}

/// Staff settle the dispute of a recipient, sometimes once more, which changes nothing. What the
/// platform refuses stays open, or is rejected.
pub(super) async fn settle(world: &mut World, id: &str, tenant: &Value) -> Held {
    let Ok(dispute) = id.parse::<CommissionDisputeId>() else { return Ok(()) };
    let decided = decide(dispute);
    let body = body_of(world, decided, tenant);
    the_power_may_go(world);
    let status = say(world, id, &body).await;
    if status == Some(422) {
        world.count("decisions about disputes refused");
        if world.chance.percent(50) {
            let rejected = body_of(world, Decided::Rejected, tenant);
            let status = say(world, id, &rejected).await;
            count_settled(world, status, Decided::Rejected);
        }
        return Ok(());
    }
    if !count_settled(world, status, decided) || world.chance.percent(70) {
        return Ok(());
    }
    // Somebody else decides it too, and not always the same.
    let is_alike = world.chance.percent(50);
    let again = if is_alike { body } else { body_of(world, Decided::Rejected, tenant) };
    let status = say(world, id, &again).await;
    world.count("disputes settled a second time");
    if status.is_some_and(|status| (200..300).contains(&status)) {
        return Err(broken("a dispute is settled once", format!("{id}: {again}: {status:?}")));
    }
    Ok(())
}

/// Says a decision, once more where no answer came: it is settled then, or not yet. The status of the
/// answer.
async fn say(world: &mut World, id: &str, body: &Value) -> Option<u16> {
    let path = format!("disputes/{id}/settle");
    for _ in 0..2 {
        let reply = ask_as(world, ADMIN, Method::Post, &path, Some(body.clone())).await;
        is_done(world, &format!("staff settle a dispute: {body}"), reply.as_ref());
        if let Some(reply) = reply {
            return Some(reply.status);
        }
        world.count("decisions about disputes without an answer");
    }
    None
}

/// Whether it is settled; one that the platform has already was settled by words whose answer was lost.
fn count_settled(world: &mut World, status: Option<u16>, decided: Decided) -> bool {
    let is_taken = status.is_some_and(|status| (200..300).contains(&status));
    let is_settled = is_taken || status == Some(409);
    if is_settled {
        world.count("disputes settled by staff");
        world.count(match decided {
            Decided::Rejected => "disputes rejected by staff",
            Decided::Corrected(..=-1) => "disputes upheld by staff: taken back",
            Decided::Corrected(_) => "disputes upheld by staff: owed",
            Decided::NamedAnother => "disputes upheld by staff: corrected by another",
        });
    }
    is_settled
}

fn body_of(world: &World, decided: Decided, tenant: &Value) -> Value {
    let mut body = json!({ "outcome": "upheld", "reason": "Geprüft.", "tenant_id": tenant });
    match decided {
        Decided::Rejected => body["outcome"] = json!("rejected"),
        Decided::Corrected(cents) => {
            body["correction"] = json!({ "amount": Money::eur(cents).to_string() });
        }
        Decided::NamedAnother => body["corrected_by"] = json!(draw_correcting(world)),
    }
    body
}

/// An order or a refund, of whomever; the nil id where there is none.
fn draw_correcting(world: &World) -> Uuid {
    let orders = world.orders.iter().filter(|order| order.is_confirmed).map(|order| order.id.0);
    let refunds = world.refunds.iter().filter(|refund| refund.is_confirmed);
    let all: Vec<Uuid> = orders.chain(refunds.map(|refund| refund.id)).collect();
    world.chance.one(&all).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each decision comes about, and the same dispute is decided the same way again.
    #[test]
    fn a_decision_follows_from_the_dispute_and_every_decision_comes_about() {
        let all: Vec<Decided> =
            (1..=400).map(|number| decide(CommissionDisputeId(Uuid::from_u128(number)))).collect();
        let again = decide(CommissionDisputeId(Uuid::from_u128(7)));
        assert_eq!(again, all[6]);
        for wanted in [
            Decided::Rejected,
            Decided::NamedAnother,
            Decided::Corrected(1),
            Decided::Corrected(-1),
            Decided::Corrected(1_000_00),
            Decided::Corrected(-1_000_00),
        ] {
            assert!(all.contains(&wanted), "{wanted:?}");
        }
        let most = all.iter().filter(|one| matches!(one, Decided::Corrected(_))).count();
        assert!(most > 200, "{most} of {}", all.len());
    }
}
