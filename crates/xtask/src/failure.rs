//! Why a tool stopped: a sentence for people and an exit code for scripts.

use std::{io, path::Path};

/// What every verb returns.
pub(crate) type Outcome<T = ()> = Result<T, Failure>;

/// The sentence and the code: 1 refused or failed, 2 wrong usage.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) message: String,
    pub(crate) code: u8,
}

impl Failure {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), code: 1 }
    }

    pub(crate) fn usage(message: &str) -> Self {
        Self { message: format!("{message} (`cargo xtask --help`)"), code: 2 }
    }

    /// A file that could not be read, written or made.
    pub(crate) fn file(path: &Path, error: &io::Error) -> Self {
        Self::new(format!("{}: {error}", path.display()))
    }
}

/// Refuses every word that is not one of the verb's options.
pub(crate) fn only(words: &[&str], known: &[&str]) -> Outcome {
    match words.iter().find(|word| !known.contains(word)) {
        Some(word) => Err(Failure::usage(&format!("unknown word `{word}`"))),
        None => Ok(()),
    }
}
