//! What the platform answers, as far as the window shows it.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::Value;

/// `GET /api/v1/audit-log`, as the owner of a tenant reads it.
#[derive(Debug, Deserialize)]
pub(super) struct LogList {
    pub(super) entries: Vec<LogEntry>,
    pub(super) next: Option<String>,
}

/// An entry.
#[derive(Debug, Deserialize)]
pub(super) struct LogEntry {
    pub(super) id: String,
    pub(super) at: DateTime<Utc>,
    /// `None` for the platform's people.
    pub(super) user_id: Option<String>,
    pub(super) user: String,
    pub(super) action: String,
    pub(super) subject_id: String,
    pub(super) reason: String,
    pub(super) details: Value,
}
