//! The affiliate codes of the tenant.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The codes as the platform told of them last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AffiliateCodesView {
    /// The latest first.
    pub codes: Vec<AffiliateCodeRow>,
    /// Older ones, of which the platform does not tell.
    pub untold: u32,
    /// The platform has told of its codes here.
    pub is_told: bool,
    /// There is no platform: the offline demo, or nobody has signed in yet.
    pub is_local: bool,
    /// When the last sync ended well, an instant.
    pub as_of: Option<String>,
}

/// An affiliate code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AffiliateCodeRow {
    /// In capitals, with its check character.
    pub code: String,
    /// What the tenant calls it; may be empty.
    pub label: String,
    /// The whole address, from `https://` on.
    pub link: String,
    /// An instant.
    pub created_at: String,
    /// Since when it recruits nobody any more, an instant.
    pub retired_at: Option<String>,
    /// Clicks that counted.
    pub clicks: u32,
    /// Customers whom it brought.
    pub recruited: u32,
}

/// A code as it is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AffiliateCodeInput {
    /// Drawn by who asks: asked again with it there is one code.
    pub key: Option<String>,
    /// Without the check character; empty for one that is drawn.
    pub stem: String,
    /// What the tenant calls it; may be empty.
    pub label: String,
}

/// What changes of a code; what is none stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AffiliateCodeChange {
    /// Which.
    pub code: String,
    /// What the tenant calls it.
    pub label: Option<String>,
    /// Whether it recruits nobody any more.
    pub retired: Option<bool>,
}
