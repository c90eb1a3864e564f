//! What is compared with the platform, read in the same order and hashed in the same way as there;
//! and what came of it.

mod cards;
mod comparisons;
mod journal;
mod log;

pub use cards::{AdoptedCard, adopt_card, is_waiting, read_cards};
pub use comparisons::{
    Comparison, ComparisonDay, Difference, find_last, find_last_full, keep_comparison, keep_days,
    list_days, list_differences,
};
pub use journal::{entry_at, read_journal};
pub use log::{apply_changes, change_at, forget_superseded, read_log};

/// A range of places: after the first, up to the second.
pub type Places = (i64, i64);

/// Rows read at once.
const PAGE: i64 = 2000;
