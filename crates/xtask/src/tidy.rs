//! What no compiler checks: the architecture, executed. Every check also runs as a test.

mod dependencies;
mod migrations;
mod papers;
mod releases;
mod rules;
mod sizes;
mod words;

use crate::{
    failure::{Failure, Outcome, only},
    steps::say,
};

/// A check returns the sentences of what it found wrong.
type Check = fn() -> Outcome<Vec<String>>;

const CHECKS: &[(&str, Check)] = &[
    ("direction of dependencies", dependencies::check),
    ("sizes of files", sizes::check),
    ("migrations of both dialects", migrations::check),
    ("words that do not belong here", words::check),
    ("papers", papers::check),
    ("databases of every release", releases::check),
    ("rules of the business", rules::check),
];

/// The verb.
pub(crate) fn tidy(arguments: &[&str]) -> Outcome {
    only(arguments, &[])?;
    let mut count = 0;
    for (name, check) in CHECKS {
        let faults = check()?;
        say(&format!("{name}: {}", if faults.is_empty() { "ok" } else { "not in order" }));
        for fault in &faults {
            say(&format!("  {fault}"));
        }
        count += faults.len();
    }
    match count {
        0 => Ok(()),
        n => Err(Failure::new(format!("{n} things are not in order"))),
    }
}

/// What a test of a check asserts.
#[cfg(test)]
fn assert_in_order(check: Check) {
    let faults = check().expect("the check itself works");
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}
