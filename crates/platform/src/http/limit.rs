//! Limits: how large a body, how many requests. Buckets live in this process's memory.

use std::collections::HashMap;
use std::sync::Mutex;

use mojo_domain::to_micros;

/// The largest body of a route other than push.
pub(crate) const MAX_BODY_BYTES: usize = 256 * 1024;

/// Past this many buckets the full ones are forgotten: every minute, and where there are twice as
/// many as were left, so that a crowd of callers does not make each request look at all of them.
const MANY: usize = 10_000;

/// How many requests a bucket holds, and how fast it fills again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// Requests at once.
    pub burst: u32,
    /// Requests per minute in the long run.
    pub per_minute: u32,
}

impl Bucket {
    /// A bucket so many times as large.
    pub(crate) fn times(self, factor: u32) -> Self {
        Self {
            burst: self.burst.saturating_mul(factor),
            per_minute: self.per_minute.saturating_mul(factor),
        }
    }
}

/// The limits of a platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Per session; an address has ten times as much, and as much where nobody signs in.
    pub requests: Bucket,
    /// Attempts to sign in, per user name and address.
    pub logins: Bucket,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            requests: Bucket { burst: 2_000, per_minute: 6_000 },
            logins: Bucket { burst: 20, per_minute: 10 },
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Level {
    /// Millionths of a request.
    left: i64,
    at: i64,
}

#[derive(Debug, Default)]
struct Levels {
    by_key: HashMap<String, Level>,
    /// With how many the full ones are forgotten before a minute is over.
    sweep_past: usize,
    swept_at: i64,
}

impl Levels {
    /// Forgets the full ones where it is time to.
    fn sweep(&mut self, now: i64) {
        let is_early = (0..60 * UNIT).contains(&(now - self.swept_at));
        let count = self.by_key.len();
        if count <= MANY || is_early && count <= self.sweep_past {
            return;
        }
        // A bucket untouched for ten minutes is full again.
        self.by_key.retain(|_, level| now - level.at < 600 * UNIT);
        self.sweep_past = self.by_key.len() * 2;
        self.swept_at = now;
    }
}

/// Token buckets by key.
#[derive(Debug, Default)]
pub(crate) struct RateLimiter(Mutex<Levels>);

const UNIT: i64 = 1_000_000;

impl RateLimiter {
    /// Takes one request from the bucket of `key`; `Err` says after how many seconds to come back.
    pub(crate) fn take(
        &self,
        key: String,
        bucket: Bucket,
        now: chrono::DateTime<chrono::Utc>,
    ) -> Result<(), u64> {
        let now = to_micros(now);
        let full = i64::from(bucket.burst) * UNIT;
        let per_second = i64::from(bucket.per_minute) * UNIT / 60;
        let mut levels = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        levels.sweep(now);
        let level = levels.by_key.entry(key).or_insert(Level { left: full, at: now });
        // A clock that goes back gives nothing and takes nothing.
        let passed = (now - level.at).clamp(0, 600 * UNIT);
        level.left = (level.left + passed / 1000 * per_second / 1000).min(full);
        level.at = now;
        if level.left < UNIT {
            let missing = UNIT - level.left;
            let wait = missing / per_second.max(1) + 1;
            return Err(u64::try_from(wait).unwrap_or(60).max(1));
        }
        level.left -= UNIT;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_runs_dry_and_fills_again() {
        let limiter = RateLimiter::default();
        let bucket = Bucket { burst: 2, per_minute: 60 };
        let at = |text: &str| text.parse().unwrap();
        let start = at("2026-11-20T10:00:00Z");
        assert!(limiter.take("a".to_owned(), bucket, start).is_ok());
        assert!(limiter.take("a".to_owned(), bucket, start).is_ok());
        assert_eq!(limiter.take("a".to_owned(), bucket, start), Err(2));
        assert!(limiter.take("b".to_owned(), bucket, start).is_ok(), "a bucket per key");
        assert!(limiter.take("a".to_owned(), bucket, at("2026-11-20T10:00:01Z")).is_ok());
        assert_eq!(limiter.take("a".to_owned(), bucket, at("1970-01-01T00:00:00Z")), Err(2));
    }

    #[test]
    fn a_crowd_is_looked_through_every_minute_or_once_it_has_doubled() {
        let levels = |count: usize, at| Levels {
            by_key: (0..count).map(|key| (key.to_string(), Level { left: 0, at })).collect(),
            sweep_past: 0,
            swept_at: 0,
        };
        let mut fresh = levels(MANY + 1, 0);
        fresh.sweep(599 * UNIT);
        assert_eq!((fresh.by_key.len(), fresh.sweep_past), (MANY + 1, 2 * (MANY + 1)));
        fresh.sweep(600 * UNIT);
        assert_eq!(fresh.by_key.len(), MANY + 1, "it has not doubled");
        fresh.sweep(659 * UNIT);
        assert_eq!(fresh.by_key.len(), 0);
        let mut full = levels(MANY + 1, 0);
        full.sweep(600 * UNIT);
        assert_eq!((full.by_key.len(), full.sweep_past), (0, 0));
    }
}
