//! Contacts (Kontakte): list and search, make and edit, duplicates, timeline, import, export.

mod contact_duplicates;
mod contact_history;
mod contact_timeline;
mod create_contact;
mod delete_contact;
mod edit_contact;
mod error;
mod export_contacts;
mod find_duplicates;
mod import;
mod input;
mod list_contacts;
mod merge_contacts;
mod part_contact;
mod restore_text;
mod show_contact;
mod why;

pub use error::ContactError;
pub use export_contacts::ExportError;
pub use import::{ImportError, ImportWatch, Unwatched};
pub use why::{fault_sentence, sentence};
