//! Many seeds, the first failure told with its last steps.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;

use mojo_journeys::simulation::run::{Plan, run};

use crate::arguments::Arguments;
use crate::sums::Sums;
use crate::{core, report, shares};

/// The plan of one seed.
pub(crate) fn plan(arguments: &Arguments, seed: u64) -> Plan {
    let shown = arguments.shown.clone();
    let is_spoken = arguments.is_spoken || shown.is_some();
    Plan { seed, steps: arguments.steps, desks: arguments.desks, is_spoken, shown }
}

/// Runs what was asked; `true` when every promise held.
pub(crate) fn run_all(arguments: &Arguments) -> bool {
    choose(arguments.mutant.as_deref());
    let sums = run_seeds(arguments);
    choose(None);
    if arguments.share.is_none() {
        report::tell(arguments, &sums);
    }
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
    let is_one = arguments.seeds == 1 || arguments.is_spoken || arguments.mutant.is_some();
    match arguments.share {
        None if is_one || arguments.processes == 1 => run_share(arguments, (0, 1)),
        None => shares::run_all(arguments),
        Some(share) => run_share(arguments, share),
    }
}

/// Every `of`-th seed from `number` on.
fn run_share(arguments: &Arguments, (number, of): (u64, u64)) -> Sums {
    if of > 1 {
        core::stay_on(number);
    }
    let began = Instant::now();
    let sums = Sums::open(arguments);
    let (before_ms, done) = (sums.took_ms, sums.seeds.clone());
    let (next, is_over) = (AtomicU64::new(0), AtomicBool::new(false));
    let (kept, verbs) = (Mutex::new(sums), arguments.verbs.map(|verbs| verbs.div_ceil(of)));
    std::thread::scope(|scope| {
        for _ in 0..arguments.threads.max(1) {
            scope.spawn(|| {
                while !is_over.load(Ordering::SeqCst) {
                    let place = number + of * next.fetch_add(1, Ordering::SeqCst);
                    let seed = arguments.first + place;
                    let is_late = match (arguments.time, verbs) {
                        (Some(time), _) => began.elapsed() >= time,
                        (None, Some(verbs)) => lock(&kept).operations >= verbs,
                        (None, None) => place >= arguments.seeds,
                    };
                    if is_late {
                        break;
                    }
                    if done.contains(&seed) {
                        continue;
                    }
                    let outcome = run(&plan(arguments, seed));
                    let again = arguments.is_double.then(|| run(&plan(arguments, seed)));
                    let mut sums = lock(&kept);
                    if again.is_some_and(|again| again.hash != outcome.hash) {
                        sums.unlike.push(seed);
                    }
                    report::tell_run(arguments, &outcome);
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
