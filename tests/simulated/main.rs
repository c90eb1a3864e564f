//! The simulation with fixed seeds, on two cores: see `simulation` in the library of this package.
//! Many more seeds: `cargo xtask simulate`.

use std::collections::BTreeMap;

use mojo_journeys::simulation::audit::kind_named;
use mojo_journeys::simulation::run::{Plan, run};
use mojo_protocol::Entity;

type Tally = BTreeMap<String, u64>;

/// What no fixed seed need bring about, each with its reason.
const NOT_PLAYED: &[(Entity, &str)] = &[];

/// What some fixed seed must bring about beside every kind, as the report counts it: what does not happen
/// is proven by no audit.
const BROUGHT_ABOUT: &[&str] = &[
    "credit notes made out",
    "devices revoked in the middle of a round",
    "disk: power cut while a page is written",
    "disputes: words of recipients",
    "disputes: words of staff",
    "verb: object_to_credit_note: done",
    "verb: reset_pin: done",
    "verb: save_tax_profile: done",
];

/// Runs these seeds; gives back what happened, counted.
fn seeds(from: u64, to: u64) -> Tally {
    let mut sums = Tally::new();
    for seed in from..=to {
        let outcome = run(&Plan { seed, ..Plan::default() });
        if let Some(violation) = outcome.violation {
            let tail = outcome.tail.join("\n");
            panic!("seed {seed}: {}: {}\n{tail}", violation.invariant, violation.seen);
        }
        for (name, count) in outcome.tally {
            *sums.entry(name).or_default() += count;
        }
    }
    sums
}

/// On two cores. Whatever a tenant's order can hold stands in one: a kind that nobody plays is a kind
/// of which no audit knows whether it is lost, doubled or wrong.
#[test]
fn the_fixed_seeds_lose_nothing_and_bring_about_every_kind() {
    let first = std::thread::spawn(|| seeds(1, 15));
    let mut sums = seeds(16, 30);
    let first = first.join().unwrap_or_else(|cause| std::panic::resume_unwind(cause));
    for (name, count) in first {
        *sums.entry(name).or_default() += count;
    }
    for entity in Entity::ALL {
        let times = sums.get(&kind_named(entity.name())).copied().unwrap_or(0);
        let is_left_out = NOT_PLAYED.iter().any(|(left_out, _)| left_out == entity);
        assert_eq!(times == 0, is_left_out, "{entity}: {times} times in {sums:?}");
    }
    for name in BROUGHT_ABOUT {
        assert!(sums.get(*name).is_some_and(|times| *times > 0), "no {name:?} in {sums:?}");
    }
}

#[test]
fn a_seed_is_one_history() {
    let plan = Plan { seed: 31, steps: Some(40), ..Plan::default() };
    let (first, second) = (run(&plan), run(&plan));
    assert_eq!(first.hash, second.hash, "{:?}\n\n{:?}", first.tail, second.tail);
    assert_ne!(first.hash, run(&Plan { seed: 32, ..plan }).hash);
}
