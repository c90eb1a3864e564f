//! Import of contacts: Google's CSV, lists of old practice programs, vCards.
//!
//! The file is read as a stream. Every record has exactly one outcome: created, updated (a contact
//! gained something), duplicate (nothing new), or rejected with its first line and all its faults.
//! What a person typed is never overwritten, and a second import of the same file changes nothing.

mod columns;
mod csv_records;
mod error;
mod file;
mod headings;
mod import_contacts;
mod labels;
mod plan;
mod preview_import;
mod record;
mod source;
mod vcard;
mod watch;

pub use error::ImportError;
pub(super) use labels::country_of_text;
pub use watch::{ImportWatch, Unwatched};
