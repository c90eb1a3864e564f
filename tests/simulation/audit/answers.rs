//! Answers to cases, by the order of the platform.

use std::collections::BTreeMap;

use mojo_domain::{CaseId, CaseSettlementId};
use mojo_protocol::Entity;
use mojo_protocol::facts::CaseSettlementBody;
use mojo_store::checkin::settlements;

use super::{Logs, fault};
use crate::simulation::world::World;
use crate::simulation::{Held, broken};

/// Of several answers to a case the first in the order counts, at every desk.
pub(super) async fn the_first_counts(world: &World, logs: &Logs) -> Held {
    for (number, machine) in world.machines.iter().enumerate() {
        let scopes = world.scopes(number).await?.unwrap_or_default();
        if machine.is_revoked || !scopes.contains(&Entity::CaseSettlement.scope()) {
            continue;
        }
        let mut first: BTreeMap<CaseId, CaseSettlementId> = BTreeMap::new();
        let log = &logs[machine.post.owner];
        for change in log.iter().filter(|one| one.entity == Entity::CaseSettlement.name()) {
            let body: CaseSettlementBody = serde_json::from_str(&change.body).expect("readable");
            first.entry(body.case_id).or_insert(CaseSettlementId(change.entity_id));
        }
        let mut reader = machine.desk().reader().await.map_err(fault)?;
        for (case, first) in first {
            let listed = settlements::list(&mut reader, case).await.map_err(fault)?;
            let counting = listed.iter().filter(|one| one.counts).map(|one| one.settlement_id);
            if counting.collect::<Vec<_>>() != [first] {
                let seen = format!("{}: {case}: first {first}: {listed:?}", machine.name);
                return Err(broken("the first answer to a case counts", seen));
            }
        }
    }
    Ok(())
}
