//! Where in the file something stands, as the error names it: `events[3].net`.

use std::fmt;

/// The file breaks the format: one line that names the place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {what}")]
pub struct FormatError {
    /// Where, for example `events[3].net`.
    pub place: String,
    /// What is wrong, for example `not a decimal`.
    pub what: String,
}

/// A place, as a chain of steps that lives on the stack.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    parent: Option<&'a Place<'a>>,
    step: Step<'a>,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Root,
    Key(&'a str),
    Index(usize),
}

impl<'a> Place<'a> {
    pub(super) const ROOT: Self = Place { parent: None, step: Step::Root };

    pub(super) fn key(&'a self, key: &'a str) -> Self {
        Place { parent: Some(self), step: Step::Key(key) }
    }

    pub(super) fn index(&'a self, index: usize) -> Self {
        Place { parent: Some(self), step: Step::Index(index) }
    }

    pub(super) fn error(&self, what: impl fmt::Display) -> FormatError {
        FormatError { place: self.to_string(), what: what.to_string() }
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parent = self.parent.filter(|parent| !matches!(parent.step, Step::Root));
        if let Some(parent) = parent {
            parent.fmt(f)?;
        }
        match self.step {
            Step::Root => f.write_str("scenario"),
            Step::Index(index) => write!(f, "[{index}]"),
            Step::Key(key) if is_plain(key) && parent.is_some() => write!(f, ".{key}"),
            Step::Key(key) if is_plain(key) => f.write_str(key),
            // Quoted and escaped, so that the error stays on one line whatever the key is.
            Step::Key(key) => write!(f, "[{key:?}]"),
        }
    }
}

fn is_plain(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}
