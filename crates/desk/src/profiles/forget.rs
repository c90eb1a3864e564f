//! Taking a profile off the list. Its data stay where they are.

use std::path::Path;

use super::{Profiles, ProfilesError};

impl Profiles {
    /// Takes the entry out of the list, and nothing else: database, key and marks stay, and the
    /// profile can be listed again. What destroys data is the order to erase a lost device.
    ///
    /// # Errors
    /// [`ProfilesError::Unknown`] when it is not listed; [`ProfilesError::Unwritable`] when the
    /// list cannot be written.
    pub fn forget(&self, profile: &Path) -> Result<(), ProfilesError> {
        let folder = self.name_of(profile);
        self.change(|register| {
            let count = register.profiles.len();
            register.profiles.retain(|entry| entry.folder != folder);
            if register.profiles.len() == count {
                return Err(ProfilesError::Unknown(profile.display().to_string()));
            }
            register.chosen.take_if(|chosen| *chosen == folder);
            register.damaged = None;
            Ok(())
        })
    }
}
