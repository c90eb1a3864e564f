//! Devices that were revoked: what they still held is not lost with them.

use std::collections::BTreeSet;

use mojo_desk::sync::Method;
use mojo_protocol::{Quarantine, Sort};

use super::Logs;
use crate::simulation::server::read;
use crate::simulation::world::World;
use crate::simulation::{Held, broken};

/// Every fact of a revoked device stands in the order, or waits in quarantine for the owner.
pub(super) async fn hand_over_what_they_hold(world: &World, logs: &Logs) -> Held {
    for (number, machine) in world.machines.iter().enumerate() {
        if !machine.is_revoked {
            continue;
        }
        let fault = |error| broken("what a device handed over is shown", error);
        let owner = machine.post.owner;
        let (_, device_id) = machine.head().await.map_err(fault)?;
        let token = world.server.sign_in(owner).await.map_err(fault)?.token;
        let path = format!("devices/{device_id}/quarantine");
        let answer = world.server.ask(Method::Get, &path, Some(&token), None).await;
        let held: Quarantine = read(&answer.map_err(fault)?).map_err(fault)?;
        let waiting: BTreeSet<&str> =
            held.entries.iter().map(|entry| entry.body.as_str()).collect();
        let counted: BTreeSet<&str> =
            logs[owner].iter().map(|change| change.body.as_str()).collect();
        let own = world.promises.0.iter().filter(|promise| {
            promise.machine == number && promise.sort() == Some(Sort::Fact) && !promise.is_gone_here
        });
        for promise in own {
            let body = promise.body.as_str();
            if !waiting.contains(body) && !counted.contains(body) {
                let seen = format!("{}: {promise:?}", machine.name);
                return Err(broken("a revoked device hands over what it holds", seen));
            }
        }
    }
    Ok(())
}
