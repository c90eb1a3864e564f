//! Why the register of profiles says no.

use std::path::PathBuf;

use crate::Refusal;

/// Why the register could not be used, or what was asked of it cannot be.
#[derive(Debug, thiserror::Error)]
pub enum ProfilesError {
    /// The machine has no data directory.
    #[error("no data directory on this system: name a profile with --profile")]
    NoDataFolder,
    /// The register, or its lock, cannot be written.
    #[error("the list of profiles {path} cannot be written: {source}; the profiles are untouched")]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The folder of a profile to take up cannot be used.
    #[error("{path} cannot be used as a profile: {source}")]
    Unusable {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// No profile of that name is listed.
    #[error("no profile is called {0}; `mojo profiles list` names them")]
    Unknown(String),
    /// Several are.
    #[error("several profiles are called {name}; say which: {}", .folders.join(" or "))]
    Several {
        /// As asked.
        name: String,
        /// Their short names, which differ.
        folders: Vec<String>,
    },
    /// The folder is not there: moved, or on a disk that is not connected.
    #[error(
        "the profile {0} is not there; nothing was made anew. Connect its disk, or name where it \
         lies now with `mojo profiles add DIR`"
    )]
    Missing(PathBuf),
    /// There is no database in the folder.
    #[error("there is no profile in {0}; nothing was listed")]
    NoProfile(PathBuf),
    /// Another window works with it.
    #[error("the profile {0} is open in another window; work there, or close it")]
    InUse(PathBuf),
}

impl Refusal for ProfilesError {
    fn code(&self) -> &'static str {
        match self {
            Self::NoDataFolder => "no_data_folder",
            Self::Unwritable { .. } => "profiles_unwritable",
            Self::Unusable { .. } => "profile_unusable",
            Self::Unknown(_) => "unknown_profile",
            Self::Several { .. } => "several_profiles",
            Self::Missing(_) => "profile_missing",
            Self::NoProfile(_) => "no_profile",
            Self::InUse(_) => "profile_in_use",
        }
    }
}
