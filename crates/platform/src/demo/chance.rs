//! Chance with a fixed seed: every demo of one day is the same demo.

use mojo_domain::{Entropy as _, SeededEntropy};
use uuid::Uuid;

/// A source of small decisions.
pub(super) struct Chance(SeededEntropy);

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        Self(SeededEntropy::new(seed))
    }

    /// A number below `below`.
    pub(super) fn below(&self, below: usize) -> usize {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        let below = u64::try_from(below.max(1)).unwrap_or(1);
        usize::try_from(u64::from_le_bytes(bytes) % below).unwrap_or(0)
    }

    /// True in `percent` of a hundred cases.
    pub(super) fn percent(&self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of several.
    pub(super) fn pick<'a, T>(&self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    /// An id of its own.
    pub(super) fn id(&self, kind: &str) -> Uuid {
        let mut bytes = [0; 16];
        self.0.fill(&mut bytes);
        crate::derived::derived_id(&["demo", kind, &mojo_domain::journal::hex(&bytes)])
    }
}
