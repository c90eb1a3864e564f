//! How a verb says no: a stable code, a severity, and the values of the sentence.

use std::collections::BTreeMap;

use mojo_store::{DiskFault, StoreError};

use crate::views::{CommandError, Severity};

/// What every error of a verb tells the borders.
pub trait Refusal: std::error::Error {
    /// Stable, snake case; the window finds its sentence by it.
    fn code(&self) -> &'static str;

    /// Expected refusals are notices; a broken promise is a fault.
    fn severity(&self) -> Severity {
        Severity::Notice
    }

    /// The values of the sentence by name.
    fn values(&self) -> BTreeMap<String, String> {
        BTreeMap::new()
    }
}

impl<E: Refusal> From<E> for CommandError {
    fn from(error: E) -> Self {
        Self {
            code: error.code().to_owned(),
            severity: error.severity(),
            message: error.to_string(),
            values: error.values(),
        }
    }
}

impl Refusal for StoreError {
    fn code(&self) -> &'static str {
        match self {
            Self::WrongKey => "wrong_key",
            Self::NewerDatabase { .. } => "newer_database",
            Self::NoDevice => "not_set_up",
            _ if self.is_closed() => "database_closed",
            _ => match self.disk_fault() {
                Some(DiskFault::Full) => "disk_full",
                Some(DiskFault::Refused) => "disk_error",
                Some(DiskFault::Damaged) => "database_damaged",
                Some(DiskFault::Closed) => "database_read_only",
                None => "store_fault",
            },
        }
    }

    fn severity(&self) -> Severity {
        match self {
            Self::WrongKey | Self::NewerDatabase { .. } | Self::NoDevice => Severity::Notice,
            _ => Severity::Fault,
        }
    }
}
