//! What tests of several crates share: a clock that stands still and chance from a seed, made in one
//! word each. Both come from `mojo_domain`; nothing here reads the machine's. With the feature `stripe`
//! also a Stripe of our own, with `smtp` a mail server, with `identity` an identity provider, with
//! `postgres` databases that go with their test.

#[cfg(feature = "identity")]
pub mod identity;
#[cfg(feature = "postgres")]
pub mod postgres;
#[cfg(feature = "smtp")]
pub mod smtp;
#[cfg(feature = "stripe")]
pub mod stripe;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use mojo_domain::{FixedClock, SeededEntropy};

/// An instant from its RFC 3339 text.
///
/// # Panics
/// When the text is none: a test with a wrong date must not run.
pub fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// A clock that stands at `text` until it is moved.
///
/// # Panics
/// When the text is no instant.
pub fn clock_at(text: &str) -> Arc<FixedClock> {
    Arc::new(FixedClock::new(instant(text)))
}

/// Chance from a seed: the same seed, the same test.
pub fn chance(seed: u64) -> Arc<SeededEntropy> {
    Arc::new(SeededEntropy::new(seed))
}

#[cfg(test)]
mod tests {
    use mojo_domain::{Clock as _, Entropy as _};

    use super::*;

    #[test]
    fn the_clock_stands_and_the_same_seed_draws_the_same() {
        let clock = clock_at("2026-11-20T08:00:00Z");
        assert_eq!(clock.now(), instant("2026-11-20T08:00:00Z"));
        let draw = |seed| {
            let mut bytes = [0; 8];
            chance(seed).fill(&mut bytes);
            bytes
        };
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
    }
}
