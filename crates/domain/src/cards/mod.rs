//! Cards: things that are edited in several places (contacts, products, settings) and merge field
//! by field, the later reading of the hybrid clock winning (invariant 5).
//!
//! A card is a map of fields. What is a list to people (phones, addresses, roles) is one field per
//! member here, named `phone/<id>`, so that two devices may each add one without a clash. A member
//! that is gone has the value `None`.

mod deletion;
mod join;
mod merge;

pub use deletion::{ARCHIVED, Seen, is_deleted, unseen_deletion, unseen_edits};
pub use join::{Beneath, join};
pub use merge::{Card, FieldStamp, FieldWrite, Lost, merge};
