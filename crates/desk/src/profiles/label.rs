//! What a profile is called in the list: its tenant and who worked there last.

use std::path::Path;

use chrono::{DateTime, Utc};

use super::erase::is_erased;
use super::register::Entry;
use super::{Profiles, ProfilesError};
use crate::keys::KeySource;
use crate::{Desk, DeskError};

impl Profiles {
    /// Calls the profile by its tenant and user. One in the program's data folder comes into the
    /// list by it; one that lies elsewhere is only listed by hand.
    ///
    /// # Errors
    /// [`ProfilesError::Unwritable`] when the list cannot be written.
    pub fn label(&self, profile: &Path, tenant: &str, user: &str) -> Result<(), ProfilesError> {
        self.relabel(profile, |entry| {
            entry.tenant = tenant.to_owned();
            entry.user = user.to_owned();
            entry.is_new = false;
        })
    }

    /// A profile elsewhere that nobody listed leaves no trace here, not even a lock.
    fn concerns(&self, folder: &str) -> bool {
        Self::is_own(folder) || self.read().find(folder).is_some()
    }

    fn relabel(&self, profile: &Path, edit: impl FnOnce(&mut Entry)) -> Result<(), ProfilesError> {
        let folder = self.name_of(profile);
        if !self.concerns(&folder) {
            return Ok(());
        }
        self.change(|register| {
            // Another process may still have known the names; the note was there before they went.
            if is_erased(&self.path_of(&folder)) {
                return Ok(());
            }
            if register.find(&folder).is_none() && Self::is_own(&folder) {
                register.profiles.push(Entry { folder: folder.clone(), ..Entry::default() });
            }
            if let Some(entry) = register.entry(&folder) {
                edit(entry);
            }
            Ok(())
        })
    }

    /// Notes when a listed profile was opened in the window: the next start opens it again. One
    /// where nobody has signed in yet is passed over.
    ///
    /// # Errors
    /// [`ProfilesError::Unwritable`] when the list cannot be written.
    pub fn note_use(&self, profile: &Path, now: DateTime<Utc>) -> Result<(), ProfilesError> {
        let folder = self.name_of(profile);
        if !self.concerns(&folder) {
            return Ok(());
        }
        self.change(|register| {
            if let Some(entry) = register.entry(&folder).filter(|entry| !entry.is_new) {
                entry.last_used = Some(now);
            }
            Ok(())
        })
    }

    /// Calls the profile of `desk` by who is signed in there; where nobody is, nothing is noted.
    ///
    /// # Errors
    /// [`DeskError`] of the database, and of a list that cannot be written.
    pub async fn label_by(&self, desk: &Desk) -> Result<(), DeskError> {
        let Some(session) = desk.find_session().await? else { return Ok(()) };
        let in_keychain = matches!(desk.inner().key, KeySource::Keychain);
        Ok(self.relabel(desk.profile(), |entry| {
            entry.tenant = session.tenant;
            entry.user = session.user;
            entry.is_new = false;
            entry.in_keychain = in_keychain;
        })?)
    }
}
