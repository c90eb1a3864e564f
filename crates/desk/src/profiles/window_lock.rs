//! One window a profile: the second is refused while the first is open. `mojo` works beside it.

use std::fs::{File, TryLockError};
use std::path::Path;

use super::ProfilesError;

/// The file that the window holds; it is empty.
const FILE: &str = "window.lock";

/// A profile that this window has for itself, until it is dropped or the process ends.
#[derive(Debug)]
pub struct WindowLock {
    _file: Option<File>,
}

impl WindowLock {
    /// Takes the profile for this window; makes its folder when it is not there. On a disk that
    /// knows no locks, or that refuses to be written, every window gets it.
    ///
    /// # Errors
    /// [`ProfilesError::InUse`] when another window has it.
    pub fn take(profile: &Path) -> Result<Self, ProfilesError> {
        let open = || {
            std::fs::create_dir_all(profile)?;
            File::options().write(true).create(true).truncate(false).open(profile.join(FILE))
        };
        let file = match open() {
            Ok(file) => file,
            Err(error) => {
                // Opening the database says what is wrong with the folder.
                tracing::warn!(%error, "the profile could not be taken for this window alone");
                return Ok(Self { _file: None });
            }
        };
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: Some(file) }),
            Err(TryLockError::WouldBlock) => Err(ProfilesError::InUse(profile.to_owned())),
            Err(TryLockError::Error(error)) => {
                tracing::warn!(%error, "the profile could not be taken for this window alone");
                Ok(Self { _file: None })
            }
        }
    }
}
