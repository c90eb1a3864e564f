//! The affiliate codes of a tenant, as its desks are told of them with each greeting.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What a desk shows, and makes flyers of, without a network.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AffiliateCodes {
    /// The latest first; at most [`crate::MAX_TOLD_CODES`].
    pub codes: Vec<AffiliateCodeEntry>,
    /// How many there are, also those that are not told.
    pub total: i64,
}

/// An affiliate code, here and in the answers to its creation and its change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AffiliateCodeEntry {
    /// In capitals, with its check character; codes of earlier days have none.
    pub code: String,
    /// What the tenant calls it; may be empty.
    #[serde(default)]
    pub label: String,
    /// Below the platform's address, as `/r/BIRKENHAINX`; whole where the operator said what that is.
    pub link: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Since when it recruits nobody any more.
    #[serde(default)]
    pub retired_at: Option<DateTime<Utc>>,
    /// Clicks that counted (A1).
    #[serde(default)]
    pub clicks: i64,
    /// Customers whom it brought (A6).
    #[serde(default)]
    pub recruited: i64,
}
