//! The machine's own clock and chance: the one place where the desk reads them.

use chrono::{DateTime, Utc};
use mojo_domain::{Clock, Entropy};

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one clock that is real")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }
}

/// The machine's chance, fit for keys.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("a system without random numbers cannot keep a secret");
    }
}
