//! What happened in a run, step by step: the last lines for people, a hash of all for the proof that
//! a seed is one history.

use std::collections::VecDeque;
use std::sync::Mutex;

use super::chance::Fingerprint;

/// Lines kept for a report.
const KEPT: usize = 400;

/// The history of a run.
#[derive(Debug, Default)]
pub struct Trace {
    fingerprint: Fingerprint,
    lines: Mutex<VecDeque<String>>,
    is_spoken: bool,
}

impl Trace {
    /// A history that is told while it happens.
    pub fn spoken(is_spoken: bool) -> Self {
        Self { is_spoken, ..Self::default() }
    }

    /// Something happened.
    pub fn add(&self, line: &str) {
        if self.is_spoken {
            eprintln!("{line}");
        }
        self.fingerprint.add(line);
        let mut lines = self.lines.lock().unwrap();
        if lines.len() == KEPT {
            lines.pop_front();
        }
        lines.push_back(line.to_owned());
    }

    /// One number for all of it.
    pub fn hash(&self) -> u64 {
        self.fingerprint.value()
    }

    /// The last lines.
    pub fn tail(&self, count: usize) -> Vec<String> {
        let lines = self.lines.lock().unwrap();
        lines.iter().skip(lines.len().saturating_sub(count)).cloned().collect()
    }
}
