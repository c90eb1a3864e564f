//! What is told, on the terminal and in a report.
#![expect(clippy::print_stdout, reason = "a tool for the terminal")]

use std::fmt::Write as _;

use mojo_journeys::simulation::run::Outcome;
use mojo_journeys::simulation::world::{End, VERB};

use crate::arguments::Arguments;
use crate::sums::Sums;

/// One run: a line, or everything when a promise did not hold.
pub(crate) fn tell_run(arguments: &Arguments, outcome: &Outcome) {
    let Some(violation) = &outcome.violation else { return };
    println!("\nseed {}: NOT HELD: {}", outcome.seed, violation.invariant);
    for line in &outcome.tail {
        println!("    {line}");
    }
    println!("  seen: {}", violation.seen);
    let steps = arguments.steps.map(|steps| format!(" --steps {steps}")).unwrap_or_default();
    println!("  again: cargo xtask simulate --seed {}{steps} --verbose", outcome.seed);
}

/// The sums of all runs.
pub(crate) fn tell(arguments: &Arguments, sums: &Sums) {
    let text = text_of(arguments, sums);
    println!("{text}");
    if let Some(path) = &arguments.report {
        std::fs::write(path, text).expect("the report can be written");
    }
}

fn text_of(arguments: &Arguments, sums: &Sums) -> String {
    let (seconds, runs) = (sums.took_ms as f64 / 1000.0, sums.seeds.len());
    let mut text = String::from("# Simulation\n\n");
    let ends = (sums.seeds.first(), sums.seeds.last());
    let seeds = if let (Some(first), Some(last)) = ends {
        format!("{first} to {last}")
    } else {
        "none".to_owned()
    };
    let (command, commit) = (&arguments.command, &arguments.commit);
    let _ = writeln!(
        text,
        "`{command}`, seeds {seeds}, commit {commit}, {} processes{}.\n",
        arguments.processes,
        steps_of(arguments)
    );
    let _ = writeln!(text, "| what | number |\n| --- | ---: |");
    let _ = writeln!(text, "| runs | {runs} |");
    let _ = writeln!(text, "| runs in which a promise did not hold | {} |", sums.failed.len());
    if arguments.is_double {
        let _ = writeln!(
            text,
            "| runs that were another history the second time | {} |",
            sums.unlike.len()
        );
    }
    let _ = writeln!(text, "| verbs done | {} |", sums.operations);
    let _ = writeln!(text, "| verbs refused by the desk | {} |", sums.ended(End::Refused));
    let _ = writeln!(text, "| verbs that had nothing to do | {} |", sums.ended(End::NothingToDo));
    let _ = writeln!(text, "| verbs cut off by power or disk | {} |", sums.ended(End::CutOff));
    let _ = writeln!(text, "| requests | {} |", sums.requests);
    let _ = writeln!(text, "| seconds | {seconds:.1} |");
    let _ = writeln!(
        text,
        "| verbs done a second | {:.0} |",
        sums.operations as f64 / seconds.max(0.001)
    );
    let _ = writeln!(text, "| seeds a minute | {:.0} |", runs as f64 * 60.0 / seconds.max(0.001));
    text.push_str(&verbs_of(sums));
    text.push_str("\n| fault | times |\n| --- | ---: |\n");
    for (name, count) in sums.tally.iter().filter(|(name, _)| !name.starts_with(VERB)) {
        let _ = writeln!(text, "| {name} | {count} |");
    }
    if !sums.unlike.is_empty() {
        let _ = writeln!(text, "\nAnother history the second time: {:?}", sums.unlike);
    }
    for (seed, invariant) in &sums.failed {
        let _ = writeln!(text, "\nSeed {seed}: {invariant}");
    }
    text
}

/// How each verb ended: only what was done counts as done.
fn verbs_of(sums: &Sums) -> String {
    let ends = End::ALL.map(|(_, name)| name);
    let mut text = format!("\n| verb | {} |\n| --- |{}\n", ends.join(" | "), " ---: |".repeat(4));
    for (verb, counts) in sums.verbs() {
        let counts = ends.map(|end| counts.get(end).copied().unwrap_or_default().to_string());
        let _ = writeln!(text, "| {verb} | {} |", counts.join(" | "));
    }
    text
}

fn steps_of(arguments: &Arguments) -> String {
    arguments.steps.map_or_else(String::new, |steps| format!(", {steps} steps each"))
}

#[cfg(feature = "mutants")]
mod fates {
    use std::fmt::Write as _;

    use crate::arguments::Arguments;
    use crate::mutants::Fate;

    /// One mutant.
    pub(crate) fn tell_fate(fate: &Fate) {
        let seconds = fate.took.as_secs_f64();
        match fate.caught {
            Some((seed, by)) => {
                println!("{:28} caught at seed {seed} ({seconds:.1} s): {by}", fate.name)
            }
            None => println!("{:28} SURVIVED {} seeds ({seconds:.1} s)", fate.name, fate.seeds),
        }
    }

    /// All mutants.
    pub(crate) fn tell_fates(arguments: &Arguments, fates: &[Fate]) {
        let survived = fates.iter().filter(|fate| fate.caught.is_none()).count();
        let mut text = String::from("# Mutants\n\n");
        let _ = writeln!(
            text,
            "`{}`, commit {}. {} mutants, {survived} survived.\n",
            arguments.command,
            arguments.commit,
            fates.len()
        );
        text.push_str("| mutant | what is wrong | caught by | at seed | seconds |\n");
        text.push_str("| --- | --- | --- | ---: | ---: |\n");
        for fate in fates {
            let (seed, by) =
                fate.caught.map_or((String::new(), "SURVIVED"), |(s, by)| (s.to_string(), by));
            let seconds = fate.took.as_secs_f64();
            let _ = writeln!(
                text,
                "| `{}` | {} | {by} | {seed} | {seconds:.1} |",
                fate.name, fate.what
            );
        }
        println!("\n{} mutants, {survived} survived", fates.len());
        if let Some(path) = &arguments.report {
            std::fs::write(path, text).expect("the report can be written");
        }
    }
}

#[cfg(feature = "mutants")]
pub(crate) use fates::{tell_fate, tell_fates};
