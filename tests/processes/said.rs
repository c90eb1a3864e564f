//! What a command said: the members that scripts read, and the code of a refusal.

use std::collections::BTreeSet;

use mojo_journeys::program::Ended;
use serde_json::Value;

/// An answer has these members and no others.
#[track_caller]
pub(crate) fn assert_members(answer: &Value, names: &[&str]) {
    let found: BTreeSet<&str> = answer.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(found, names.iter().copied().collect(), "{answer}");
}

/// A rule said no: exit status 1, and its code on stderr.
#[track_caller]
pub(crate) fn assert_refused(ended: &Ended, code: &str) {
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(ended.stderr.contains(&format!("({code})")), "{ended:?}");
}

/// The elements of a list.
#[track_caller]
pub(crate) fn list(answer: &Value) -> &[Value] {
    answer.as_array().unwrap_or_else(|| panic!("{answer}"))
}
