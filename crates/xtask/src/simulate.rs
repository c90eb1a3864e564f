//! The simulation: many seeds, or every deliberate fault until a seed notices it. The program itself
//! is `simulate` of `tests`; here it is built and started.

use std::process::Command;

use crate::{
    deps::{self, Group},
    failure::{Failure, Outcome},
    process, workshop,
};

/// Options with a value, handed on.
const VALUED: &[&str] = &[
    "--first",
    "--seeds",
    "--seed",
    "--verbs",
    "--minutes",
    "--desks",
    "--steps",
    "--threads",
    "--processes",
    "--mutant",
    "--show",
];
/// Options without one, handed on.
const PLAIN: &[&str] = &["--doublecheck", "--verbose", "--mutants"];
/// Options for this verb.
const OWN: &[&str] = &["--report", "--go-on", "--debug"];
/// The sums of a run that may be interrupted (`--go-on`).
const KEPT: &str = "simulation.json";

/// The verb.
pub(crate) fn simulate(words: &[&str]) -> Outcome {
    let handed_on = check(words)?;
    let is_of_mutants = words.iter().any(|word| ["--mutant", "--mutants"].contains(word));
    let is_debug = words.contains(&"--debug");
    deps::install(&[Group::Build])?;
    let mut cargo = Command::new("cargo");
    // The whole workspace: another choice of packages is another choice of features.
    cargo.args(["build", "--locked", "--workspace", "--bin", "simulate"]);
    if !is_debug {
        cargo.arg("--release");
    }
    if is_of_mutants {
        cargo.args(["--features", "mojo-journeys/mutants"]);
    }
    process::run(cargo.current_dir(workshop::root()))?;
    let profile = if is_debug { "debug" } else { "release" };
    let mut program = Command::new(workshop::binary(profile, "simulate"));
    program.args(handed_on).args(["--commit", &commit()]);
    program.args(["--command", &format!("cargo xtask simulate {}", words.join(" "))]);
    if words.contains(&"--go-on") {
        program.arg("--kept").arg(workshop::root().join("target").join(KEPT));
    }
    if words.contains(&"--report") {
        let folder = workshop::root().join("docs/reports");
        workshop::make_folder(&folder)?;
        let name = if words.contains(&"--mutants") { "mutants.md" } else { "simulation.md" };
        program.arg("--report").arg(folder.join(name));
    }
    process::run(program.current_dir(workshop::root()))
}

/// The words for the program.
fn check<'a>(words: &[&'a str]) -> Outcome<Vec<&'a str>> {
    let mut handed_on = Vec::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        if VALUED.contains(word) {
            let value = words.next();
            let value = value.ok_or_else(|| Failure::usage(&format!("`{word}` wants a value")))?;
            handed_on.extend([*word, *value]);
        } else if PLAIN.contains(word) {
            handed_on.push(*word);
        } else if !OWN.contains(word) {
            return Err(Failure::usage(&format!("unknown word `{word}`")));
        }
    }
    Ok(handed_on)
}

fn commit() -> String {
    let mut git = Command::new("git");
    git.args(["describe", "--always", "--dirty"]).current_dir(workshop::root());
    process::output(&mut git).map_or_else(|_| "unknown".to_owned(), |text| text.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_the_program_are_handed_on_and_others_are_not() {
        let words = ["--seeds", "7", "--report", "--go-on", "--mutants", "--debug"];
        assert_eq!(check(&words).unwrap(), ["--seeds", "7", "--mutants"]);
        assert_eq!(check(&["--seeds"]).unwrap_err().code, 2);
        assert_eq!(check(&["--seed", "x", "--more"]).unwrap_err().code, 2);
    }
}
