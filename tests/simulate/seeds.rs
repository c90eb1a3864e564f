//! Many seeds on all cores, the first failure told with its last steps.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;

use mojo_journeys::simulation::run::{Plan, run};

use crate::arguments::Arguments;
use crate::sums::Sums;
use crate::{core, report};

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
    let sums = Sums::open(arguments);
    let (before_ms, done) = (sums.took_ms, sums.seeds.clone());
    let (next, is_over) = (AtomicU64::new(arguments.first), AtomicBool::new(false));
    let (kept, verbs) = (Mutex::new(sums), arguments.verbs);
    let (sums, next, is_over, done) = (&kept, &next, &is_over, &done);
    std::thread::scope(|scope| {
        for thread in 0..arguments.threads.max(1) {
            scope.spawn(move || {
                core::stay_on(thread);
                while !is_over.load(Ordering::SeqCst) {
                    let seed = next.fetch_add(1, Ordering::SeqCst);
                    let is_late = match (arguments.time, verbs) {
                        (Some(time), _) => began.elapsed() >= time,
                        (None, Some(verbs)) => lock(sums).operations >= verbs,
                        (None, None) => seed >= arguments.first + arguments.seeds,
                    };
                    if is_late {
                        break;
                    }
                    if done.contains(&seed) {
                        continue;
                    }
                    let outcome = run(&plan(arguments, seed));
                    let again = arguments.is_double.then(|| run(&plan(arguments, seed)));
                    let mut sums = lock(sums);
                    if again.is_some_and(|again| again.hash != outcome.hash) {
                        sums.unlike.push(seed);
                    }
                    report::tell_run(&outcome);
                    sums.add(outcome);
                    // A hundred failures say no more than ten.
                    is_over.store(sums.failed.len() >= 10, Ordering::SeqCst);
                    sums.took_ms = before_ms + took_ms(began);
                    if let Some(path) = &arguments.kept {
                        sums.keep(path);
                    }
                }
            });
        }
    });
    kept.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn lock(sums: &Mutex<Sums>) -> std::sync::MutexGuard<'_, Sums> {
    sums.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn took_ms(began: Instant) -> u64 {
    u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX)
}
