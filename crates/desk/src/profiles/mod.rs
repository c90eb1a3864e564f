//! Several tenants on one laptop. A profile is a folder: one database, one key, one set of marks,
//! and nothing of it is shared with another. The first lies in `default`, every further one in
//! `profiles/` under a drawn name; others may lie anywhere.
//!
//! The register names them to people. It is no truth: a profile opens without it.

mod add;
mod choose;
mod erase;
mod error;
mod forget;
mod label;
mod list;
mod place;
mod register;
mod window_lock;

pub(crate) use erase::ERASED;
pub use error::ProfilesError;
pub use window_lock::WindowLock;

use std::path::PathBuf;

/// The register of the profiles in one data folder. Cheap to clone; it reads the file anew at
/// every question, because other processes write it too.
#[derive(Clone, Debug)]
pub struct Profiles {
    folder: PathBuf,
}

impl Profiles {
    /// The register in `folder`; it need not be there yet.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// The register of whoever is at this machine.
    ///
    /// # Errors
    /// [`ProfilesError::NoDataFolder`] when the system has no place for data.
    pub fn on_this_machine() -> Result<Self, ProfilesError> {
        place::data_folder().map(Self::new).ok_or(ProfilesError::NoDataFolder)
    }
}

#[cfg(test)]
mod tests;
