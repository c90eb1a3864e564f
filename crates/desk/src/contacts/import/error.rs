//! Why a file cannot be imported.

use std::collections::BTreeMap;
use std::path::PathBuf;

use mojo_store::StoreError;

use crate::views::Severity;
use crate::{DeskError, Refusal};

/// Why a file cannot be imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be opened or read.
    #[error("{path}: {source}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is no text: a picture, a spreadsheet.
    #[error("{0} is no text file; save a spreadsheet as CSV first")]
    NotText(PathBuf),
    /// The file has no record.
    #[error("{0} is empty")]
    Empty(PathBuf),
    /// No column of the file is known.
    #[error("{path}, line {line}: no known column; name them with --map FIELD=COLUMN")]
    NoKnownColumn {
        /// The file.
        path: PathBuf,
        /// The line of the headings.
        line: u32,
    },
    /// There is no such field to map a column to.
    #[error("there is no field {0:?}")]
    UnknownField(String),
    /// The file has no such column.
    #[error("{path}, line {line}: there is no column {column:?}")]
    UnknownColumn {
        /// The file.
        path: PathBuf,
        /// The line of the headings.
        line: u32,
        /// As it was given.
        column: String,
    },
    /// The desk.
    #[error(transparent)]
    Desk(#[from] DeskError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ImportError {
    /// Whether the file or the mapping is at fault.
    pub fn is_unreadable_input(&self) -> bool {
        !matches!(self, Self::Desk(_) | Self::Store(_))
    }
}

impl Refusal for ImportError {
    fn code(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "file_unreadable",
            Self::NotText(_) => "file_not_text",
            Self::Empty(_) => "file_empty",
            Self::NoKnownColumn { .. } => "no_known_column",
            Self::UnknownField(_) => "unknown_field",
            Self::UnknownColumn { .. } => "unknown_column",
            Self::Desk(error) => error.code(),
            Self::Store(error) => error.code(),
        }
    }

    fn severity(&self) -> Severity {
        match self {
            Self::Desk(error) => error.severity(),
            Self::Store(error) => error.severity(),
            _ => Severity::Notice,
        }
    }

    fn values(&self) -> BTreeMap<String, String> {
        let named = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        match self {
            Self::Unreadable { path, .. } | Self::NotText(path) | Self::Empty(path) => {
                BTreeMap::from([named("path", &path.display().to_string())])
            }
            Self::NoKnownColumn { path, line } => BTreeMap::from([
                named("path", &path.display().to_string()),
                named("line", &line.to_string()),
            ]),
            Self::UnknownField(field) => BTreeMap::from([named("field", field)]),
            Self::UnknownColumn { line, column, .. } => {
                BTreeMap::from([named("line", &line.to_string()), named("column", column)])
            }
            Self::Desk(error) => error.values(),
            _ => BTreeMap::new(),
        }
    }
}
