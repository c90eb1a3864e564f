//! A newer version of a contract, for whoever accepted an older one.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What waits to be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ContractNoticeView {
    /// One a kind of contract; empty where nothing waits.
    pub notices: Vec<ContractNoticeRow>,
    /// Who works here may accept.
    pub may_accept: bool,
}

/// A newer version of a contract that was accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ContractNoticeRow {
    /// `distributor`, `affiliate`.
    pub kind: String,
    /// As `2026-11`.
    pub version: String,
    /// The version that was accepted last.
    pub accepted_version: String,
    /// An instant.
    pub accepted_at: String,
    /// From when on the newer one is needed, a day of Berlin.
    pub needed_from: Option<String>,
    /// That day has come; nothing is locked by it.
    pub is_due: bool,
}

/// What was read, and who accepts it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ContractAcceptanceInput {
    /// `distributor`, `affiliate`.
    pub kind: String,
    /// As `2026-11`.
    pub version: String,
    /// SHA-256 of the text that was shown.
    pub sha256: String,
    /// Of whoever accepts.
    pub name: String,
}
