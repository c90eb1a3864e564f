//! The profiles of this laptop: a tenant each.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The profiles that this laptop knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ProfilesView {
    /// By tenant and user.
    pub profiles: Vec<ProfileRow>,
    /// The list could not be read and was built anew: why, in English.
    pub damaged: Option<String>,
}

/// A profile: one tenant's database on this laptop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ProfileRow {
    /// The whole path.
    pub folder: String,
    /// The last part of the path.
    pub name: String,
    /// The tenant's name as last known; empty until somebody has signed in.
    pub tenant: String,
    /// Who worked there last; may be empty.
    pub user: String,
    /// An instant.
    pub last_used: Option<String>,
    /// `ready`, `new` (nobody has signed in), `erased`, `missing` (the folder is not there).
    pub state: String,
    /// It is open in this window.
    pub is_current: bool,
    /// `mojo` opens it when no profile is named.
    pub for_commands: bool,
}
