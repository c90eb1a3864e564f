//! Contacts (Kontakte): customers, patients, leads and partners of a practice.
//!
//! What makes two spellings one name, two notations one phone number, and two records one person
//! is decided here; nothing is merged because of a name alone. A walk-in contact has no platform
//! account and no attribution (A5).

mod absorb;
mod aliases;
mod birthday;
mod contact;
mod email;
mod fold;
mod keys;
mod latin;
mod likeness;
mod name;
mod phone;
mod typo;

pub use absorb::{absorb, contains};
pub use aliases::{Alias, ContactMerge, aliases, merges_to_part};
pub use birthday::{Birthday, BirthdayRefused, parse_birthday};
pub use contact::{Address, Consent, Contact, Email, Phone, Role};
pub use email::parse_email;
pub use fold::{fold, fold_plain, index_words};
pub use keys::ContactKeys;
pub use likeness::{Likeness, Reason, likeness};
pub use name::{FullName, clean_text, display_name, initials, name_key, sort_key, split_full_name};
pub use phone::{country_of, e164, is_mobile, national_digits, search_digits};
pub use typo::typo_distance;
