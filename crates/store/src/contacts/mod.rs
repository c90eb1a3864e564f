//! Contacts (Kontakte): the rows of their cards, and what finds them.
//!
//! The search is a look-up at every size: one or two letters read the index of names, three and
//! more the full-text index, and no answer is ever ranked that many contacts fit.

mod card;
mod find;
mod joined;
mod list;
mod lookup;
mod merges;
mod project;
mod project_rows;
mod search;
mod timeline;
mod typed;

#[doc(hidden)]
pub mod raw;

#[cfg(test)]
mod tests;

pub use card::{changes_of, contact_of, fields_of};
pub use find::{HeldContact, find, find_contact, find_many, find_own, names, turnover_cents};
pub use list::{ContactListing, entries_left, list_page, stream_ids};
pub use lookup::{Lookup, lookup};
pub use merges::{
    MergedContact, latest_reading, latest_reading_shown, list_merged, list_merges, winner_of,
};
pub(crate) use merges::{ids_of, join_arrived, project_merges, rejoin};
pub(crate) use project::project_contacts;
pub use search::{Found, search};
pub use timeline::{Happening, timeline};
