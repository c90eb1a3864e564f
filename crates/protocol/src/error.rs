//! Errors on the wire: `{ "error": { "code", "message", "details" } }`.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The envelope of every error answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ErrorEnvelope {
    /// The error.
    pub error: ErrorBody,
}

/// What went wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ErrorBody {
    /// A stable code in snake case.
    pub code: String,
    /// An English sentence for the log.
    pub message: String,
    /// More, by code.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub details: Value,
}
