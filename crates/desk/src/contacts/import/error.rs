//! Why a file cannot be imported.

use std::collections::BTreeMap;
use std::path::PathBuf;

use mojo_store::StoreError;

use crate::views::{ImportReport, Severity};
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
    /// It ended in the middle; what was done until then stands.
    #[error("{source}; {} records were looked at before, and what became of them stands", .report.read)]
    Stopped {
        /// What was done.
        report: Box<ImportReport>,
        /// Why it went no further.
        source: Box<ImportError>,
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
        match self {
            Self::Desk(_) | Self::Store(_) => false,
            Self::Stopped { source, .. } => source.is_unreadable_input(),
            _ => true,
        }
    }

    /// The end of an import that had taken something already.
    pub(super) fn stopped(report: ImportReport, error: Self) -> Self {
        match report.read {
            0 => error,
            _ => Self::Stopped { report: Box::new(report), source: Box::new(error) },
        }
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
            Self::Stopped { source, .. } => source.code(),
            Self::Desk(error) => error.code(),
            Self::Store(error) => error.code(),
        }
    }

    fn severity(&self) -> Severity {
        match self {
            Self::Stopped { source, .. } => source.severity(),
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
            Self::Stopped { report, source } => {
                let mut values = source.values();
                values.extend([
                    named("read", &report.read.to_string()),
                    named("created", &report.created.to_string()),
                    named("updated", &report.updated.to_string()),
                ]);
                values
            }
            Self::Desk(error) => error.values(),
            _ => BTreeMap::new(),
        }
    }
}
