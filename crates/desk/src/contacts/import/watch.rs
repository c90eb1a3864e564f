//! Who watches an import: progress, cancelling, the records that were rejected.

use crate::views::ImportProgress;

/// Somebody who watches an import.
pub trait ImportWatch: Send + Sync {
    /// How far it is: after every batch, and at the end.
    fn progress(&self, progress: &ImportProgress) {
        let _ = progress;
    }

    /// Whether it should end after the present batch; what was done stands.
    fn is_cancelled(&self) -> bool {
        false
    }

    /// The headings of a CSV, once, before its records.
    fn headings(&self, headings: &[String], delimiter: char) {
        let _ = (headings, delimiter);
    }

    /// A record that was not taken, as it stands in the file.
    fn rejected(&self, raw: &str) {
        let _ = raw;
    }
}

/// Nobody.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unwatched;

impl ImportWatch for Unwatched {}
