//! Many seeds on all cores, the first failure told with its last steps.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use mojo_journeys::simulation::run::{Outcome, Plan, run};

use crate::arguments::Arguments;
use crate::report;

/// What all runs did.
#[derive(Debug, Default)]
pub(crate) struct Sums {
    pub(crate) runs: u64,
    pub(crate) operations: u64,
    pub(crate) requests: u64,
    pub(crate) tally: BTreeMap<String, u64>,
    pub(crate) failed: Vec<Outcome>,
    /// Seeds whose second run was another history.
    pub(crate) unlike: Vec<u64>,
    pub(crate) took: Duration,
}

impl Sums {
    fn add(&mut self, outcome: Outcome) {
        self.runs += 1;
        self.operations += outcome.operations;
        self.requests += outcome.requests;
        for (name, count) in &outcome.tally {
            *self.tally.entry(name.clone()).or_default() += count;
        }
        if outcome.violation.is_some() {
            self.failed.push(outcome);
        }
    }
}

/// The plan of one seed.
pub(crate) fn plan(arguments: &Arguments, seed: u64) -> Plan {
    Plan { seed, steps: arguments.steps, desks: arguments.desks, is_spoken: arguments.is_spoken }
}

/// Runs what was asked; `true` when every promise held.
pub(crate) fn run_all(arguments: &Arguments) -> bool {
    choose(arguments.mutant.as_deref());
    let sums = run_seeds(arguments);
    choose(None);
    report::tell(arguments, &sums);
    sums.failed.is_empty() && sums.unlike.is_empty()
}

#[cfg(feature = "mutants")]
fn choose(mutant: Option<&str>) {
    crate::mutants::prepare();
    mojo_domain::mutant::choose(mutant);
}

#[cfg(not(feature = "mutants"))]
fn choose(mutant: Option<&str>) {
    assert!(mutant.is_none(), "built without the feature `mutants`");
}

fn run_seeds(arguments: &Arguments) -> Sums {
    let began = Instant::now();
    let (next, is_over) = (AtomicU64::new(arguments.first), AtomicBool::new(false));
    let sums = Mutex::new(Sums::default());
    std::thread::scope(|scope| {
        for _ in 0..arguments.threads.max(1) {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::SeqCst);
                    let is_late = match arguments.time {
                        Some(time) => began.elapsed() >= time,
                        None => seed >= arguments.first + arguments.seeds,
                    };
                    if is_late || is_over.load(Ordering::SeqCst) {
                        break;
                    }
                    let outcome = run(&plan(arguments, seed));
                    let again = arguments.is_double.then(|| run(&plan(arguments, seed)));
                    let mut sums = sums.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                    if again.is_some_and(|again| again.hash != outcome.hash) {
                        sums.unlike.push(seed);
                    }
                    // A hundred failures say no more than ten.
                    is_over.store(sums.failed.len() >= 10, Ordering::SeqCst);
                    report::tell_run(&outcome);
                    sums.add(outcome);
                }
            });
        }
    });
    let mut sums = sums.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    sums.took = began.elapsed();
    sums
}
