//! A hybrid logical clock: 48 bits of milliseconds and 16 bits of counter, so that edits of cards
//! made on several devices have one order that follows the wall clock closely.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::mutant;

/// A reading of the clock; larger is later. Ties are broken by the device's id.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Hlc(pub i64);

impl Hlc {
    /// The physical part, in milliseconds since 1970.
    pub fn millis(self) -> i64 {
        self.0 >> 16
    }

    fn at(millis: i64) -> Self {
        Self(millis << 16)
    }

    /// A reading as it counts for everybody, at most [`HlcClock::MAX_LEAD_MS`] ahead of when it was
    /// received (milliseconds). The bound itself, and not the receipt, takes the place of what lies
    /// beyond it, so that the order of a device's readings is never turned round: one that is a
    /// little ahead stays before one that is far ahead. `place` is the number of the edit in the
    /// journal of its device: what that device wrote later stays later.
    #[must_use]
    pub fn clamped(self, received_ms: i64, place: i64) -> Self {
        let bound = received_ms + HlcClock::MAX_LEAD_MS;
        if self.millis() < bound || mutant::is("hlc_not_clamped") {
            return self;
        }
        let bound = if mutant::is("clamp_turns_order") { received_ms } else { bound };
        let place = if mutant::is("clamp_loses_order") { 1 } else { place.max(0) };
        Self((bound << 16) + place)
    }

    /// When a reading that [`Self::clamped`] gave was received, in milliseconds.
    pub fn received_ms(self) -> i64 {
        self.millis() - HlcClock::MAX_LEAD_MS
    }
}

/// The last reading that this device has given or seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HlcClock {
    last: Hlc,
}

impl HlcClock {
    /// How far ahead of our own clock a reading from elsewhere may carry us: five minutes. A
    /// device with a wrong clock must not drag the others along.
    pub const MAX_LEAD_MS: i64 = 5 * 60 * 1000;

    /// A clock that goes on after `last`.
    pub fn new(last: Hlc) -> Self {
        Self { last }
    }

    /// The last reading.
    pub fn last(&self) -> Hlc {
        self.last
    }

    /// A new reading: later than all before, and not before `now`.
    pub fn tick(&mut self, now: DateTime<Utc>) -> Hlc {
        self.last = Hlc::at(now.timestamp_millis()).max(Hlc(self.last.0 + 1));
        if mutant::is("lww_by_wall_clock") {
            self.last = Hlc::at(now.timestamp_millis());
        }
        self.last
    }

    /// Takes note of the reading of a value that is replaced: the next one is later than that too,
    /// however wrong our own clock is. What was seen went through the platform's clamp, so that
    /// nobody is carried further than the platform's time.
    pub fn observe_replaced(&mut self, seen: Hlc) {
        if !mutant::is("hlc_not_observed") {
            self.last = self.last.max(seen);
        }
    }

    /// Takes note of a reading from elsewhere, bounded by [`Self::MAX_LEAD_MS`].
    pub fn observe(&mut self, seen: Hlc, now: DateTime<Utc>) {
        if mutant::is("hlc_not_observed") {
            return;
        }
        let bound = Hlc::at(now.timestamp_millis() + Self::MAX_LEAD_MS);
        self.last = self.last.max(seen.min(bound));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_only_grow_even_when_the_wall_clock_goes_back() {
        let mut clock = HlcClock::default();
        let first = clock.tick("2026-11-20T10:00:00Z".parse().unwrap());
        let second = clock.tick("1970-01-02T00:00:00Z".parse().unwrap());
        assert!(second > first);
    }

    #[test]
    fn an_edit_is_later_than_what_it_replaces_even_by_a_clock_a_day_behind() {
        let mut clock = HlcClock::default();
        let now: DateTime<Utc> = "2026-11-19T10:00:00Z".parse().unwrap();
        let seen = Hlc::at((now + chrono::TimeDelta::days(1)).timestamp_millis());
        clock.observe(seen, now);
        clock.observe_replaced(seen);
        assert!(clock.tick(now) > seen);
    }

    #[test]
    fn a_reading_from_next_year_carries_us_five_minutes_at_most() {
        let mut clock = HlcClock::default();
        let now = "2026-11-20T10:00:00Z".parse().unwrap();
        clock.observe(Hlc::at(4_000_000_000_000), now);
        assert_eq!(clock.last().millis(), now.timestamp_millis() + HlcClock::MAX_LEAD_MS);
    }

    #[test]
    fn a_clock_a_year_ahead_counts_at_the_bound_and_keeps_the_order_of_its_device() {
        let received_ms = 1_790_000_000_000;
        let ahead = |millis: i64| Hlc::at(received_ms + 31_536_000_000 + millis);
        let first = ahead(0).clamped(received_ms, 65_535);
        let second = ahead(1).clamped(received_ms, 65_535 + 1);
        assert_eq!(first.millis(), received_ms + HlcClock::MAX_LEAD_MS);
        assert_eq!(first.received_ms(), received_ms);
        assert!(first < second, "the second edit of one push is still the later one");
        let near = Hlc::at(received_ms + HlcClock::MAX_LEAD_MS - 1);
        assert_eq!(near.clamped(received_ms, 7), near);
        assert!(near < first, "what is a little ahead stays before what is far ahead");
    }
}
