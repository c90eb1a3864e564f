//! The profiles of this machine as a list.

use std::path::{Path, PathBuf};

use super::Profiles;
use super::erase::is_erased;
use super::register::{Entry, is_profile};
use crate::views::{ProfileRow, ProfilesView, instant};

/// How it stands with a profile's folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// It can be opened.
    Ready,
    /// Made, and nobody has signed in yet.
    New,
    /// The owner called the device lost, and its database was destroyed.
    Erased,
    /// The folder is not there.
    Missing,
}

impl State {
    fn name(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::New => "new",
            Self::Erased => "erased",
            Self::Missing => "missing",
        }
    }
}

impl Profiles {
    /// Every profile by tenant and user; `current` is the one that is open, listed or not.
    pub fn list(&self, current: Option<&Path>) -> ProfilesView {
        let register = self.read();
        let current = current.map(|profile| self.name_of(profile));
        let mut entries = register.profiles;
        if let Some(folder) = &current
            && !entries.iter().any(|entry| entry.folder == *folder)
        {
            entries.push(Entry { folder: folder.clone(), ..Entry::default() });
        }
        let mut profiles: Vec<ProfileRow> = entries
            .iter()
            .map(|entry| ProfileRow {
                folder: self.path_of(&entry.folder).display().to_string(),
                name: short_name(&entry.folder),
                tenant: entry.tenant.clone(),
                user: entry.user.clone(),
                last_used: entry.last_used.map(instant),
                state: self.state_of(entry).name().to_owned(),
                is_current: current.as_ref() == Some(&entry.folder),
                for_commands: register.chosen.as_ref() == Some(&entry.folder),
            })
            .collect();
        profiles
            .sort_by(|a, b| (&a.tenant, &a.user, &a.folder).cmp(&(&b.tenant, &b.user, &b.folder)));
        ProfilesView { profiles, damaged: register.damaged }
    }

    /// Whether the profile is one of the list.
    pub fn holds(&self, profile: &Path) -> bool {
        let folder = self.name_of(profile);
        self.read().profiles.iter().any(|entry| entry.folder == folder)
    }

    pub(super) fn state_of(&self, entry: &Entry) -> State {
        let path: PathBuf = self.path_of(&entry.folder);
        match () {
            () if is_erased(&path) => State::Erased,
            () if entry.is_new => State::New,
            () if is_profile(&path) => State::Ready,
            () => State::Missing,
        }
    }
}

/// What people call a folder that has no tenant yet: its last part.
pub(super) fn short_name(folder: &str) -> String {
    let name = Path::new(folder).file_name();
    name.map_or_else(|| folder.to_owned(), |name| name.to_string_lossy().into_owned())
}
