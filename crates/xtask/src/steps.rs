//! The steps of a long run and the table at its end.
#![expect(clippy::print_stdout, reason = "a tool for the terminal")]

use std::time::{Duration, Instant};

use crate::failure::{Failure, Outcome};

/// Prints a line for the person who called.
pub(crate) fn say(line: &str) {
    println!("{line}");
}

enum Result {
    Passed(String),
    Failed(String),
    LeftOut(String),
}

/// What was done, how it ended and how long it took.
#[derive(Default)]
pub(crate) struct Steps {
    rows: Vec<(String, Duration, Result)>,
}

impl Steps {
    /// Does a step on which everything after it rests: its failure ends the run.
    pub(crate) fn must<T>(&mut self, name: &str, step: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
        let (since, done) = (begin(name), step());
        let result = match &done {
            Ok(_) => Result::Passed(String::new()),
            Err(failure) => Result::Failed(failure.message.clone()),
        };
        self.rows.push((name.to_owned(), since.elapsed(), result));
        done
    }

    /// Does a step that others do not need: a failure is kept for the end. The step may add a note.
    pub(crate) fn check(&mut self, name: &str, step: impl FnOnce() -> Outcome<String>) {
        let (since, done) = (begin(name), step());
        let result = match done {
            Ok(note) => Result::Passed(note),
            Err(failure) => Result::Failed(failure.message),
        };
        self.rows.push((name.to_owned(), since.elapsed(), result));
    }

    /// Says in the table that something was not done.
    pub(crate) fn leave_out(&mut self, name: &str, why: &str) {
        self.rows.push((name.to_owned(), Duration::ZERO, Result::LeftOut(why.to_owned())));
    }

    /// Prints the table; fails when a step did.
    pub(crate) fn finish(&self) -> Outcome {
        let width = self.rows.iter().map(|row| row.0.chars().count()).max().unwrap_or(0);
        println!("\n{:width$}  {:>8}  result", "step", "time");
        for (name, time, result) in &self.rows {
            let text = match result {
                Result::Passed(note) if note.is_empty() => "ok".to_owned(),
                Result::Passed(note) => format!("ok, {note}"),
                Result::Failed(why) => format!("FAILED: {why}"),
                Result::LeftOut(why) => format!("LEFT OUT: {why}"),
            };
            println!("{name:width$}  {:>7.1}s  {text}", time.as_secs_f64());
        }
        let total: Duration = self.rows.iter().map(|row| row.1).sum();
        println!("{:width$}  {:>7.1}s", "", total.as_secs_f64());
        let failed = self.rows.iter().filter(|row| matches!(row.2, Result::Failed(_))).count();
        match failed {
            0 => Ok(()),
            1 => Err(Failure::new("one step failed")),
            n => Err(Failure::new(format!("{n} steps failed"))),
        }
    }
}

fn begin(name: &str) -> Instant {
    eprintln!("\n== {name}");
    Instant::now()
}
