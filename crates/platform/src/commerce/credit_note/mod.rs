//! Y3: credit notes of commissions and their corrections; who agreed to them, and who objected.

mod agreement;
mod body;
mod held;
mod issue;
mod objection;
mod refused;
mod writer;

pub(crate) use agreement::{
    KeptProfile, ProfileRefused, ProfileWish, keep_tax_profile, version_of as profile_version,
};
pub(crate) use body::CreditNoteBody;
pub(crate) use issue::{CreditNoteReport, issue_credit_notes};
pub(crate) use objection::{ObjectionRefused, object_to_credit_note};
