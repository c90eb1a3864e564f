//! What all runs did, kept in a file while a long run goes on: whoever interrupts it loses the seeds
//! that were under way, and goes on with the next.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use mojo_journeys::simulation::run::Outcome;
use mojo_journeys::simulation::world::{End, VERB};
use serde::{Deserialize, Serialize};

use crate::arguments::Arguments;

/// The sums, and which seeds they are of.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Sums {
    /// What was run: sums of another commit or of longer runs are not added up.
    of: String,
    /// Seeds that are in the sums.
    pub(crate) seeds: BTreeSet<u64>,
    /// Verbs done.
    pub(crate) operations: u64,
    pub(crate) requests: u64,
    pub(crate) tally: BTreeMap<String, u64>,
    /// Seeds in which a promise did not hold, and which.
    pub(crate) failed: BTreeMap<u64, String>,
    /// Seeds whose second run was another history.
    pub(crate) unlike: Vec<u64>,
    /// How long it ran, over all interruptions, in milliseconds.
    pub(crate) took_ms: u64,
}

impl Sums {
    /// What was kept of the same work, or nothing yet.
    pub(crate) fn open(arguments: &Arguments) -> Self {
        let Arguments { commit, steps, desks, is_double, .. } = arguments;
        // Sums of before counted every verb that was tried.
        let of =
            format!("{commit}, steps {steps:?}, desks {desks:?}, twice {is_double}, verbs done");
        let kept = arguments.kept.as_deref().and_then(|path| std::fs::read(path).ok());
        let kept: Option<Self> = kept.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        kept.filter(|kept| kept.of == of).unwrap_or_else(|| Self { of, ..Self::default() })
    }

    /// Adds a run.
    pub(crate) fn add(&mut self, outcome: Outcome) {
        self.seeds.insert(outcome.seed);
        self.operations += outcome.operations;
        self.requests += outcome.requests;
        for (name, count) in outcome.tally {
            *self.tally.entry(name).or_default() += count;
        }
        if let Some(violation) = outcome.violation {
            self.failed.insert(outcome.seed, violation.invariant.to_owned());
        }
    }

    /// How often verbs ended so.
    pub(crate) fn ended(&self, end: End) -> u64 {
        self.verbs().values().filter_map(|ends| ends.get(end.name())).sum()
    }

    /// By verb how often it ended how.
    pub(crate) fn verbs(&self) -> BTreeMap<&str, BTreeMap<&str, u64>> {
        let mut verbs: BTreeMap<&str, BTreeMap<&str, u64>> = BTreeMap::new();
        for (name, count) in &self.tally {
            let parts = name.strip_prefix(VERB).and_then(|rest| rest.split_once(": "));
            if let Some((verb, end)) = parts {
                *verbs.entry(verb).or_default().entry(end).or_default() += count;
            }
        }
        verbs
    }

    /// Adds the sums of another process, which ran at the same time.
    pub(crate) fn join(&mut self, other: Self) {
        self.seeds.extend(other.seeds);
        self.operations += other.operations;
        self.requests += other.requests;
        for (name, count) in other.tally {
            *self.tally.entry(name).or_default() += count;
        }
        self.failed.extend(other.failed);
        self.unlike.extend(other.unlike);
        self.took_ms = self.took_ms.max(other.took_ms);
    }

    /// Keeps them; the file before stays whole until this one is.
    pub(crate) fn keep(&self, path: &Path) {
        let beside = path.with_extension("part");
        let bytes = serde_json::to_vec(self).expect("sums are plain values");
        std::fs::write(&beside, bytes).expect("the sums can be kept");
        std::fs::rename(&beside, path).expect("the sums can be kept");
    }
}
