//! Commissions: of every order's net, everybody's shares are the whole, each written once; and every
//! desk computes the same again.

use std::collections::{BTreeMap, BTreeSet};

use mojo_protocol::facts::CommissionEntryBody;
use mojo_protocol::{Entity, Scope};

use super::fault;
use crate::simulation::world::World;
use crate::simulation::{Held, broken};

/// Somebody of every tenant that may receive a share.
const RECIPIENTS: &[&str] =
    &["jonte.albers", "arne.heidkamp", "lale.moorlicht", "falk.rabenau", "admin"];

/// Every order that the platform confirmed was shared out.
pub(super) async fn add_up(world: &World) -> Held {
    let mut shared: BTreeMap<String, i64> = BTreeMap::new();
    let mut seen: BTreeSet<(String, String, String, String)> = BTreeSet::new();
    for user in RECIPIENTS {
        let log = world.server.log_of(user).await;
        let log = log.map_err(|error| broken("the platform shows its order", error))?;
        let entity = Entity::CommissionEntry.name();
        for change in log.changes.iter().filter(|change| change.entity == entity) {
            let body: CommissionEntryBody = serde_json::from_str(&change.body).map_err(fault)?;
            let key = (
                body.order_number.clone(),
                body.line.clone(),
                body.commission_type.clone(),
                body.recipient.to_string(),
            );
            if !seen.insert(key) {
                return Err(broken("a commission is written once", format!("{user}: {body:?}")));
            }
            *shared.entry(body.order_number).or_default() += body.amount_cents;
        }
    }
    if let Some(order) = world.orders.iter().find(|order| !order.is_confirmed) {
        let seen = format!("{} of {}", order.request, order.seller);
        return Err(broken("an order is taken in the end", seen));
    }
    for order in &world.orders {
        let number = order.request["number"].as_str().unwrap_or_default();
        let shares = shared.get(number).copied().unwrap_or(0);
        if order.is_confirmed && shares > order.net_cents {
            let seen = format!("{number}: net {}, shares {shares}", order.net_cents);
            return Err(broken("the shares are no more than the net", seen));
        }
    }
    Ok(())
}

/// Every desk that sees commissions computes each entry again to the cent.
pub(super) async fn are_recomputed(world: &World) -> Held {
    for (number, machine) in world.machines.iter().enumerate() {
        let scopes = world.scopes(number).await?.unwrap_or_default();
        if machine.is_revoked || !scopes.contains(&Scope::Commissions) {
            continue;
        }
        let result = machine.desk().recompute_statement(None).await.map_err(fault)?;
        if !result.differences.is_empty() || result.entries != result.recomputed {
            let seen = format!("{}: {result:?}", machine.name);
            return Err(broken("a statement is recomputed without a difference", seen));
        }
    }
    Ok(())
}
