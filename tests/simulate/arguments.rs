//! The words behind `simulate`.

use std::path::PathBuf;
use std::time::Duration;

/// What is wanted.
#[derive(Clone, Debug)]
pub(crate) struct Arguments {
    /// The first seed.
    pub(crate) first: u64,
    /// How many seeds, when no time is given.
    pub(crate) seeds: u64,
    /// Begin new seeds until so many verbs were done; what was refused or had nothing to do is not
    /// among them.
    pub(crate) verbs: Option<u64>,
    /// Begin new seeds for so long.
    pub(crate) time: Option<Duration>,
    /// Desks at the beginning of every run.
    pub(crate) desks: Option<usize>,
    /// Steps of every run.
    pub(crate) steps: Option<u64>,
    /// Run each seed twice and compare.
    pub(crate) is_double: bool,
    /// Tell what happens.
    pub(crate) is_spoken: bool,
    /// Of this thing tell what everybody holds, when a promise was not kept.
    pub(crate) shown: Option<String>,
    /// Threads of a process.
    pub(crate) threads: usize,
    /// Processes, each on a core of its own.
    pub(crate) processes: u64,
    /// Which of the seeds: every n-th, from which on; the part of one process.
    pub(crate) share: Option<(u64, u64)>,
    /// One mutant is at work.
    pub(crate) mutant: Option<String>,
    /// All mutants, one after the other.
    pub(crate) is_of_mutants: bool,
    /// Keep the sums there, and go on from those that it holds.
    pub(crate) kept: Option<PathBuf>,
    /// Write the numbers there.
    pub(crate) report: Option<PathBuf>,
    /// What is reported on.
    pub(crate) commit: String,
    /// What was typed, for the report.
    pub(crate) command: String,
}

impl Arguments {
    /// Reads the words.
    pub(crate) fn parse(words: &[String]) -> Result<Self, String> {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let mut read = Self {
            first: 1,
            seeds: 50,
            verbs: None,
            time: None,
            desks: None,
            steps: None,
            is_double: false,
            is_spoken: false,
            shown: None,
            threads: 2,
            processes: cores as u64,
            share: None,
            mutant: None,
            is_of_mutants: false,
            kept: None,
            report: None,
            commit: String::new(),
            command: String::new(),
        };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or_else(|| format!("{word} wants a value"));
            match word.as_str() {
                "--first" => read.first = number(value()?)?,
                "--seeds" => read.seeds = number(value()?)?,
                "--seed" => {
                    read.first = number(value()?)?;
                    read.seeds = 1;
                }
                "--minutes" => read.time = Some(Duration::from_secs(60 * number(value()?)?)),
                "--verbs" => read.verbs = Some(number(value()?)?),
                "--desks" => read.desks = Some(number(value()?)? as usize),
                "--steps" => read.steps = Some(number(value()?)?),
                "--processes" => read.processes = number(value()?)?.max(1),
                "--share" => {
                    let parts = value()?.split_once('/').ok_or("--share wants I/N")?;
                    read.share = Some((number(parts.0)?, number(parts.1)?.max(1)));
                }
                "--threads" => read.threads = number(value()?)? as usize,
                "--doublecheck" => read.is_double = true,
                "--verbose" => read.is_spoken = true,
                "--show" => read.shown = Some(value()?.clone()),
                "--mutant" => read.mutant = Some(value()?.clone()),
                "--mutants" => read.is_of_mutants = true,
                "--kept" => read.kept = Some(PathBuf::from(value()?)),
                "--report" => read.report = Some(PathBuf::from(value()?)),
                "--commit" => read.commit.clone_from(value()?),
                "--command" => read.command.clone_from(value()?),
                other => return Err(format!("unknown word {other}")),
            }
        }
        Ok(read)
    }
}

fn number(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("{text} is no number"))
}
