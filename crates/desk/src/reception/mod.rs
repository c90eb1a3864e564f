//! The reception (Empfang): the home screen, finding people, what a scanned code is.

mod names;

mod find_candidates;
mod people;
mod resolve_scan;
mod show_reception;

pub(crate) use names::Names;
pub(crate) use people::find_contacts;
