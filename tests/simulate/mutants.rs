//! Every deliberate fault, until a seed notices it.

use std::time::{Duration, Instant};

use mojo_domain::mutant::{ALL, choose};
use mojo_journeys::simulation::run::{Plan, run};

use crate::arguments::Arguments;
use crate::report;

/// What became of a mutant.
#[derive(Debug)]
pub(crate) struct Fate {
    pub(crate) name: &'static str,
    pub(crate) what: &'static str,
    /// The seed and the promise that did not hold; `None` when it survived.
    pub(crate) caught: Option<(u64, &'static str)>,
    pub(crate) seeds: u64,
    pub(crate) took: Duration,
}

/// Makes the template while nothing is wrong yet.
pub(crate) fn prepare() {
    choose(None);
    run(&Plan { seed: 1, steps: Some(0), desks: Some(1), ..Plan::default() });
}

/// Runs every mutant, or the named one; `true` when none survived.
pub(crate) fn run_all(arguments: &Arguments) -> bool {
    prepare();
    let mut fates = Vec::new();
    for (name, what) in ALL {
        if arguments.mutant.as_ref().is_some_and(|wanted| wanted != name) {
            continue;
        }
        let fate = fate_of(arguments, name, what);
        report::tell_fate(&fate);
        fates.push(fate);
    }
    choose(None);
    report::tell_fates(arguments, &fates);
    fates.iter().all(|fate| fate.caught.is_some())
}

fn fate_of(arguments: &Arguments, name: &'static str, what: &'static str) -> Fate {
    let began = Instant::now();
    choose(Some(name));
    for number in 0..arguments.seeds {
        let seed = arguments.first + number;
        // What only comes about in long runs is looked for in long runs.
        let is_long = number >= 10 && arguments.steps.is_none();
        let plan = crate::seeds::plan(arguments, seed);
        let plan = Plan { steps: if is_long { Some(250) } else { plan.steps }, ..plan };
        if let Some(violation) = run(&plan).violation {
            // Without the fault the same run must hold, or something else was seen.
            choose(None);
            let sound = run(&plan);
            choose(Some(name));
            if sound.violation.is_some() {
                continue;
            }
            let caught = Some((seed, violation.invariant));
            return Fate { name, what, caught, seeds: number + 1, took: began.elapsed() };
        }
    }
    Fate { name, what, caught: None, seeds: arguments.seeds, took: began.elapsed() }
}
