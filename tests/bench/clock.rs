//! Measuring: many times, and the middle one and the slow ones counted.

use std::time::{Duration, Instant};

/// The times of many runs.
pub(crate) struct Times(Vec<Duration>);

impl Times {
    /// No run yet.
    pub(crate) fn new() -> Self {
        Self(Vec::new())
    }

    /// Takes note of what has passed since `start`.
    pub(crate) fn since(&mut self, start: Instant) {
        self.0.push(start.elapsed());
    }

    /// The time that so many of a hundred runs stayed below, in milliseconds.
    pub(crate) fn percentile(&self, percent: usize) -> f64 {
        let mut times = self.0.clone();
        times.sort();
        let index = (times.len() * percent / 100).min(times.len().saturating_sub(1));
        times.get(index).map_or(0.0, |time| time.as_secs_f64() * 1000.0)
    }
}
