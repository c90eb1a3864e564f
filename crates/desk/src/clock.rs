//! The machine's own clock and chance: the one place where the desk reads them.

use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use mojo_domain::{Clock, Entropy, Ticks};

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

/// Since this was made, by the machine's clock that is never set.
#[derive(Clone, Copy, Debug)]
pub struct SystemTicks(Instant);

impl Default for SystemTicks {
    fn default() -> Self {
        Self(Instant::now())
    }
}

impl Ticks for SystemTicks {
    fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}
