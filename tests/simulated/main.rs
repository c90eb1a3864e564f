//! The simulation with fixed seeds, on two cores: see `simulation` in the library of this package.
//! Many more seeds: `cargo xtask simulate`.

use mojo_journeys::simulation::run::{Plan, run};

fn seeds(from: u64, to: u64) {
    for seed in from..=to {
        let outcome = run(&Plan { seed, ..Plan::default() });
        if let Some(violation) = outcome.violation {
            let tail = outcome.tail.join("\n");
            panic!("seed {seed}: {}: {}\n{tail}", violation.invariant, violation.seen);
        }
    }
}

#[test]
fn the_first_seeds_lose_nothing() {
    seeds(1, 15);
}

#[test]
fn the_next_seeds_lose_nothing() {
    seeds(16, 30);
}

#[test]
fn a_seed_is_one_history() {
    let plan = Plan { seed: 31, steps: Some(40), ..Plan::default() };
    let (first, second) = (run(&plan), run(&plan));
    assert_eq!(first.hash, second.hash, "{:?}\n\n{:?}", first.tail, second.tail);
    assert_ne!(first.hash, run(&Plan { seed: 32, ..plan }).hash);
}
