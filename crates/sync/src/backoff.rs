//! How long to wait after a failure: twice as long each time, with jitter, so that the desks of a
//! town do not come back in one second.

use std::time::Duration;

/// The first wait is at most this.
pub const FIRST: Duration = Duration::from_secs(1);
/// The longest wait.
pub const LONGEST: Duration = Duration::from_secs(5 * 60);
/// The longest wait while something waits to be sent.
pub const EAGER: Duration = Duration::from_secs(30);
/// The longest wait that a platform may ask for: a mistyped header must not stop the sync for good.
pub const MOST_PATIENT: Duration = Duration::from_secs(60 * 60);
/// How often to look for what others did when nothing else happens.
pub const POLL: Duration = Duration::from_secs(60);

/// The wait after `failures` failures in a row: between half of the bound and the bound, where
/// `chance` says where. `is_eager` when something waits to be sent.
pub fn wait(failures: u32, is_eager: bool, chance: u64) -> Duration {
    let longest = if is_eager { EAGER } else { LONGEST };
    let doublings = failures.saturating_sub(1).min(16);
    let bound = FIRST.saturating_mul(1 << doublings).min(longest);
    let half = bound / 2;
    let steps = u64::try_from(half.as_millis()).unwrap_or(u64::MAX).max(1);
    half + Duration::from_millis(chance % steps)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_a_bound_and_spread() {
        let longest = |failures, is_eager| wait(failures, is_eager, u64::MAX - 1);
        assert!(longest(1, false) <= FIRST);
        assert!(wait(40, false, 0) >= LONGEST / 2 && longest(40, false) <= LONGEST);
        assert!(longest(40, true) <= EAGER);
        assert_ne!(wait(5, false, 1), wait(5, false, 700));
        assert!((1..40).all(|n| wait(n, false, 0) <= wait(n + 1, false, 0)));
    }
}
