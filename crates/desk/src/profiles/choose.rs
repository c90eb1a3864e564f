//! Which profile is meant: by name, as last used, or as chosen for `mojo`.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use super::list::{State, short_name};
use super::place::DEFAULT;
use super::register::Entry;
use super::{Profiles, ProfilesError};
use crate::keys::KeySource;

impl Profiles {
    /// The listed profile of that name: the tenant's name in any case, `tenant/user`, or the short
    /// name or whole path of its folder. `None` when none is called so.
    ///
    /// # Errors
    /// [`ProfilesError::Several`] when more than one is.
    pub fn find(&self, name: &str) -> Result<Option<PathBuf>, ProfilesError> {
        let entries = self.read().profiles;
        let meant: Vec<&Entry> = entries.iter().filter(|one| self.is_called(one, name)).collect();
        match meant[..] {
            [] => Ok(None),
            [entry] => Ok(Some(self.path_of(&entry.folder))),
            _ => {
                let folders = meant.iter().map(|entry| short_name(&entry.folder)).collect();
                Err(ProfilesError::Several { name: name.to_owned(), folders })
            }
        }
    }

    /// What `--profile` names: a folder that is there, or else the listed profile of that name, or
    /// else a folder that is yet to be made.
    ///
    /// # Errors
    /// [`ProfilesError::Several`] when the name is no folder and more than one is called so.
    pub fn folder_or_name(&self, named: PathBuf) -> Result<PathBuf, ProfilesError> {
        if named.exists() {
            return Ok(named);
        }
        let found = named.to_str().map(|name| self.find(name)).transpose()?.flatten();
        Ok(found.unwrap_or(named))
    }

    fn is_called(&self, entry: &Entry, name: &str) -> bool {
        let tenant = entry.tenant.to_lowercase();
        let name_folded = name.to_lowercase();
        let with_user = format!("{tenant}/{}", entry.user.to_lowercase());
        (!tenant.is_empty() && (name_folded == tenant || name_folded == with_user))
            || name == short_name(&entry.folder)
            || Path::new(name) == self.path_of(&entry.folder)
    }

    /// Chooses the profile that `mojo` opens when none is named; the window opens it next, too.
    ///
    /// # Errors
    /// [`ProfilesError::Unknown`] and [`ProfilesError::Several`] when it is not clear which one is
    /// meant; [`ProfilesError::Missing`] when it is not there.
    pub fn choose(&self, name: &str, now: DateTime<Utc>) -> Result<PathBuf, ProfilesError> {
        let unknown = || ProfilesError::Unknown(name.to_owned());
        let path = self.find(name)?.ok_or_else(unknown)?;
        let folder = self.name_of(&path);
        self.change(|register| {
            let entry = register.entry(&folder).ok_or_else(unknown)?;
            if self.state_of(entry) == State::Missing {
                return Err(ProfilesError::Missing(path.clone()));
            }
            entry.last_used = Some(now);
            register.chosen = Some(folder.clone());
            register.damaged = None;
            Ok(())
        })?;
        Ok(path)
    }

    /// The profile that `mojo` opens when none is named: the chosen one, or else the first.
    ///
    /// # Errors
    /// [`ProfilesError::Missing`] when the chosen one is not there: another tenant's in its place
    /// would take what was meant for it.
    pub fn for_commands(&self) -> Result<PathBuf, ProfilesError> {
        let mut register = self.read();
        let Some(folder) = register.chosen.take() else { return Ok(self.path_of(DEFAULT)) };
        let path = self.path_of(&folder);
        match register.find(&folder) {
            Some(entry) if self.state_of(entry) != State::Missing => Ok(path),
            _ => Err(ProfilesError::Missing(path)),
        }
    }

    /// The profile that the window opens at its start: the one that was used last and can be
    /// opened, or else the first.
    pub fn last_used(&self) -> PathBuf {
        let entries = self.read().profiles;
        let ready = entries.iter().filter(|entry| self.state_of(entry) == State::Ready);
        let last = ready.max_by_key(|entry| (entry.last_used, entry.folder == DEFAULT));
        self.path_of(last.map_or(DEFAULT, |entry| entry.folder.as_str()))
    }

    /// A listed profile that is there, by its folder, for the window to change over to.
    ///
    /// # Errors
    /// [`ProfilesError::Unknown`] when it is not listed, [`ProfilesError::Missing`] when it is not
    /// there.
    pub fn listed(&self, profile: &Path) -> Result<PathBuf, ProfilesError> {
        let folder = self.name_of(profile);
        let register = self.read();
        let unknown = || ProfilesError::Unknown(profile.display().to_string());
        let entry = register.find(&folder).ok_or_else(unknown)?;
        match self.state_of(entry) {
            State::Missing => Err(ProfilesError::Missing(profile.to_owned())),
            _ => Ok(self.path_of(&folder)),
        }
    }

    /// Where the key of `profile` is, when the program was started with `given`: a passphrase was
    /// meant for the profile that was named with it, and does not open one whose key lies in the
    /// keychain.
    pub fn key_for(&self, given: &KeySource, profile: &Path) -> KeySource {
        let register = self.read();
        let entry = register.find(&self.name_of(profile));
        match given {
            KeySource::PassphraseFile(_) if entry.is_some_and(|entry| entry.in_keychain) => {
                KeySource::Keychain
            }
            _ => given.clone(),
        }
    }
}
