//! How long a job waits after it went wrong: twice as long each time, up to a longest wait, and never
//! all jobs until the same instant.

use super::kind::Rhythm;

/// After the first failure.
const FIRST_MICROS: i64 = 30 * 1_000_000;
/// Of what comes back every minute, hour or day.
const LONGEST_OF_REPEATED: i64 = 15 * 60 * 1_000_000;
/// Of a month's run.
const LONGEST: i64 = 6 * 60 * 60 * 1_000_000;

/// The longest wait after a failure, in microseconds.
pub(super) fn longest_wait(rhythm: Rhythm) -> i64 {
    match rhythm {
        Rhythm::Every(_) | Rhythm::Daily => LONGEST_OF_REPEATED,
        Rhythm::Monthly => LONGEST,
    }
}

/// The wait after so many `failures` in a row, in microseconds: between half and the whole of what
/// is doubled each time, as `chance` (anything) says.
pub(super) fn backoff(rhythm: Rhythm, failures: i64, chance: u16) -> i64 {
    // Further doublings are longer than any wait.
    let doublings = u32::try_from(failures.clamp(1, 20) - 1).unwrap_or(0);
    let whole = (FIRST_MICROS << doublings).min(longest_wait(rhythm));
    let half = whole / 2;
    half + half * i64::from(chance) / i64::from(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_up_to_the_longest_and_chance_takes_at_most_half() {
        let seconds = |rhythm, failures, chance| backoff(rhythm, failures, chance) / 1_000_000;
        let month = |failures| seconds(Rhythm::Monthly, failures, u16::MAX);
        assert_eq!([month(1), month(2), month(3), month(4)], [30, 60, 120, 240]);
        assert_eq!([month(11), month(50), month(i64::MAX)], [21_600; 3]);
        assert_eq!(seconds(Rhythm::Every(60_000_000), 50, u16::MAX), 900);
        assert_eq!([seconds(Rhythm::Daily, 1, 0), seconds(Rhythm::Daily, 50, 0)], [15, 450]);
        assert_eq!(backoff(Rhythm::Monthly, 0, 7), backoff(Rhythm::Monthly, 1, 7));
    }
}
