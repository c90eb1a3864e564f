//! Chance from a seed, in the words of this harness.

use std::sync::Arc;
use std::time::Duration;

use mojo_domain::{Entropy as _, SeededEntropy};
use mojo_testkit::chance;

/// The same seed throws the same; what processes make of it is up to the machine.
#[derive(Clone)]
pub(crate) struct Dice(Arc<SeededEntropy>);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(chance(seed))
    }

    /// A number below `end`.
    pub(crate) fn below(&self, end: u64) -> u64 {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        u64::from_le_bytes(bytes) % end.max(1)
    }

    pub(crate) fn percent(&self, percent: u64) -> bool {
        self.below(100) < percent
    }

    pub(crate) fn pick<'a, T>(&self, from: &'a [T]) -> &'a T {
        &from[usize::try_from(self.below(from.len() as u64)).unwrap_or_default()]
    }

    /// So many milliseconds, from `from` to before `to`.
    pub(crate) fn millis(&self, from: u64, to: u64) -> Duration {
        Duration::from_millis(from + self.below(to - from))
    }
}
