//! A place for another tenant, or for a profile that lies elsewhere.

use std::path::{Path, PathBuf};

use mojo_domain::Entropy;
use mojo_domain::journal::hex;

use super::register::{Entry, FOLDER, is_profile};
use super::{Profiles, ProfilesError};

impl Profiles {
    /// A new, empty profile beside the others, in a folder with a drawn name: it tells nobody who
    /// the tenant is. One that was made before and never signed in is given out again.
    ///
    /// # Errors
    /// [`ProfilesError::Unwritable`] when the list or the folder cannot be written.
    pub fn add(&self, entropy: &dyn Entropy) -> Result<PathBuf, ProfilesError> {
        let folder = self.change(|register| {
            if let Some(unused) = register.profiles.iter().find(|entry| entry.is_new) {
                return Ok(unused.folder.clone());
            }
            let mut name = [0; 8];
            entropy.fill(&mut name);
            let folder = format!("{FOLDER}/{}", hex(&name));
            register.profiles.push(Entry {
                folder: folder.clone(),
                is_new: true,
                ..Entry::default()
            });
            Ok(folder)
        })?;
        let path = self.path_of(&folder);
        std::fs::create_dir_all(&path)
            .map_err(|source| ProfilesError::Unwritable { path: path.clone(), source })?;
        Ok(path)
    }

    /// Takes a profile that lies elsewhere into the list; twice is once.
    ///
    /// # Errors
    /// [`ProfilesError::NoProfile`] when there is none in the folder; [`ProfilesError::Unwritable`]
    /// when the list cannot be written.
    pub fn add_folder(&self, profile: &Path) -> Result<PathBuf, ProfilesError> {
        if !is_profile(profile) {
            return Err(ProfilesError::NoProfile(profile.to_owned()));
        }
        let whole = profile
            .canonicalize()
            .map_err(|source| ProfilesError::Unusable { path: profile.to_owned(), source })?;
        let folder = self.name_of(&whole);
        self.change(|register| {
            if register.find(&folder).is_none() {
                register.profiles.push(Entry { folder: folder.clone(), ..Entry::default() });
            }
            Ok(())
        })?;
        Ok(whole)
    }
}
