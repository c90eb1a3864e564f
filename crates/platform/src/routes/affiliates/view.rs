//! A code as the API shows it.

use chrono::{DateTime, Utc};
use mojo_domain::from_micros;
use schemars::JsonSchema;
use serde::Serialize;

use crate::affiliates::link_of;
use crate::storage::affiliates::CodeRecord;

/// A code with its link.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::routes) struct CodeView {
    code: String,
    /// What the tenant calls it.
    label: String,
    /// Whole where `--public-url` is set, and else below the platform's address.
    link: String,
    created_at: DateTime<Utc>,
    retired_at: Option<DateTime<Utc>>,
    /// Clicks that counted.
    clicks: i64,
}

/// A page, the latest first.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::routes) struct CodeList {
    pub(super) codes: Vec<CodeView>,
    /// `null` on the last page.
    pub(super) next: Option<String>,
}

pub(super) fn view(record: CodeRecord, public_url: Option<&str>) -> CodeView {
    CodeView {
        link: link_of(&record.code, public_url),
        code: record.code,
        label: record.label,
        created_at: from_micros(record.created_at),
        retired_at: record.retired_at.map(from_micros),
        clicks: record.clicks,
    }
}
