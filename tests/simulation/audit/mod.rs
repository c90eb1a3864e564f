//! What must be true of every run once it has come to rest.
//!
//! To add an invariant: a function in the file of its noun, called from [`all`]; it names what does
//! not hold by [`broken`].

mod answers;
mod balances;
mod cards;
mod commissions;
mod desks;
mod facts;
mod ledgers;
mod numbers;
mod once;
mod papers;
mod parted;
#[cfg(test)]
mod planted;
mod show;
mod threads;
mod tills;
mod told;
mod upheld;

use std::collections::{BTreeMap, BTreeSet};

use mojo_protocol::Change;

use super::template::TENANTS;
use super::world::World;
use super::{Held, broken};

pub use show::show;

/// The tenants' orders, as their owners see them, by the owner's name.
pub type Logs = BTreeMap<&'static str, Vec<Change>>;

fn fault(error: impl std::fmt::Display) -> super::Violation {
    broken("a desk can be read", error.to_string())
}

/// Counts what stands in the orders, by its kind: see the guard in `tests/simulated`.
fn count_kinds(world: &mut World, logs: &[&Logs]) {
    // A tenant's order is read in both.
    let all: BTreeSet<(&str, &str, i64)> = logs
        .iter()
        .flat_map(|logs| logs.iter())
        .flat_map(|(owner, log)| log.iter().map(move |one| (*owner, one.entity.as_str(), one.seq)))
        .collect();
    for (_, entity, _) in all {
        world.count(&kind_named(entity));
    }
}

/// How the tally calls the changes of a kind.
pub fn kind_named(entity: &str) -> String {
    format!("kind: {entity}")
}

/// Looks at everything.
pub async fn all(world: &mut World) -> Held {
    let mut logs = Logs::new();
    for owner in TENANTS {
        let log = world.server.log_of(owner).await;
        let log = log.map_err(|error| broken("the platform shows its order", error))?;
        logs.insert(owner, log.changes);
    }
    let recipients = balances::logs_of_recipients(world).await?;
    count_kinds(world, &[&logs, &recipients]);
    facts::order_is_gapless(&logs)?;
    facts::tenants_are_apart(&logs)?;
    facts::every_fact_is_there_once(world, &logs)?;
    facts::every_edit_is_there(world, &logs)?;
    desks::are_at_rest(world).await?;
    desks::get_nothing_when_revoked(world).await?;
    parted::hand_over_what_they_hold(world, &logs).await?;
    desks::hold_what_they_may_see(world, &logs).await?;
    desks::hold_the_same(world).await?;
    desks::have_the_same_open_cases(world).await?;
    desks::are_proven_equal(world).await?;
    cards::edits_win_over_what_they_saw(&logs)?;
    cards::no_stamp_is_from_the_future(world, &logs)?;
    cards::are_merged_as_the_model_says(world, &logs).await?;
    cards::no_note_is_gone(world, &logs).await?;
    ledgers::sales_are_whole(&logs)?;
    numbers::numbers_are_gapless(world, &logs)?;
    numbers::numbers_ascend(world)?;
    numbers::ranges_are_ones_own(world)?;
    ledgers::second_stornos_have_cases(&logs)?;
    answers::the_first_counts(world, &logs).await?;
    ledgers::cards_add_up(world, &logs).await?;
    tills::cash_adds_up(world, &logs)?;
    tills::tills_count_each_sale_once(world).await?;
    tills::tills_hold_what_the_facts_leave(world, &logs).await?;
    ledgers::invoices_add_up(world, &logs).await?;
    told::codes_are_the_platforms(world).await?;
    told::entitlements_are_the_platforms(world).await?;
    commissions::add_up(world).await?;
    balances::follow_from_the_facts(world, &recipients)?;
    balances::are_shown_everywhere(world, &recipients).await?;
    upheld::are_corrected(world, &recipients).await?;
    threads::are_read_alike(world).await?;
    papers::profiles_are_as_stated(world).await?;
    papers::credit_notes_are_the_platforms(world).await?;
    commissions::are_recomputed(world).await
}
