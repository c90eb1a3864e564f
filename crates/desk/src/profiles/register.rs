//! The register at rest: `profiles.json` beside the profiles. It is a list of places and names to
//! show, and holds no secret; whatever happens to it, the profiles themselves are untouched.
//!
//! It is replaced whole and durably, by one process at a time; the list of before stays beside it.
//! One that cannot be read is kept as `profiles.damaged.json` and built anew from the list of
//! before and from the folders that are there, so that no profile is lost.

use std::collections::BTreeSet;
use std::fs::File;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::erase::{ERASED, is_erased};
use super::place::DEFAULT;
use super::{Profiles, ProfilesError};
use crate::keys::private_file;

const FILE: &str = "profiles.json";
/// The list as it was before the last change.
const BEFORE: &str = "profiles.previous.json";
/// What could not be read.
const DAMAGED: &str = "profiles.damaged.json";
/// Whoever changes the list holds this file.
const LOCK: &str = "profiles.lock";
/// The folder of all profiles but the first.
pub(super) const FOLDER: &str = "profiles";
/// What makes a folder a profile; the last one is what an erased one leaves.
const SIGNS: [&str; 4] = ["desk.db", "key.json", "recovery.json", ERASED];

/// A profile in the list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    /// Within the program's data folder by its place there (`profiles/3f9c…`), so that the data
    /// folder can be moved; elsewhere the whole path.
    pub(super) folder: String,
    /// The tenant's name as last known; empty until somebody has signed in.
    #[serde(default)]
    pub(super) tenant: String,
    /// Who worked there last, as last known.
    #[serde(default)]
    pub(super) user: String,
    /// When the window opened it last, or somebody chose it.
    #[serde(default)]
    pub(super) last_used: Option<DateTime<Utc>>,
    /// It was made for a tenant that has not signed in yet.
    #[serde(default)]
    pub(super) is_new: bool,
    /// Its key lies in the OS keychain, as last known.
    #[serde(default)]
    pub(super) in_keychain: bool,
    /// What a newer program wrote.
    #[serde(flatten)]
    pub(super) rest: Map<String, Value>,
}

/// The whole list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Register {
    /// The folder that `mojo` opens when none is named.
    #[serde(default)]
    pub(super) chosen: Option<String>,
    /// Why the list had to be built anew, until somebody acts on it.
    #[serde(default)]
    pub(super) damaged: Option<String>,
    pub(super) profiles: Vec<Entry>,
    /// What a newer program wrote.
    #[serde(flatten)]
    pub(super) rest: Map<String, Value>,
}

impl Register {
    pub(super) fn find(&self, folder: &str) -> Option<&Entry> {
        self.profiles.iter().find(|entry| entry.folder == folder)
    }

    pub(super) fn entry(&mut self, folder: &str) -> Option<&mut Entry> {
        self.profiles.iter_mut().find(|entry| entry.folder == folder)
    }

    /// Adds what it does not know yet; two entries of one folder become one.
    fn take_over(&mut self, others: impl IntoIterator<Item = Entry>) {
        for entry in others {
            if self.find(&entry.folder).is_none() {
                self.profiles.push(entry);
            }
        }
    }

    fn without_doubles(mut self) -> Self {
        let mut seen = BTreeSet::new();
        self.profiles.retain(|entry| seen.insert(entry.folder.clone()));
        self
    }
}

impl Profiles {
    fn file(&self) -> PathBuf {
        self.folder.join(FILE)
    }

    /// The list as it stands. What cannot be read is built anew, and `damaged` says so.
    pub(super) fn read(&self) -> Register {
        let path = self.file();
        match read_file(&path) {
            Ok(Some(register)) => register,
            Ok(None) => self.rebuild(),
            Err(reason) => {
                let damaged = format!(
                    "the list of profiles {} cannot be read ({reason}); it was built anew from the \
                     folders that are there, and no profile was touched",
                    path.display()
                );
                tracing::warn!("{damaged}");
                Register { damaged: Some(damaged), ..self.rebuild() }
            }
        }
    }

    /// The list of before, and every folder that is a profile.
    fn rebuild(&self) -> Register {
        let before = read_file(&self.folder.join(BEFORE)).ok().flatten();
        let mut register = before.unwrap_or_default();
        register.take_over(self.found_folders());
        register
    }

    fn found_folders(&self) -> Vec<Entry> {
        let mut found = Vec::new();
        if is_profile(&self.folder.join(DEFAULT)) {
            found.push(Entry { folder: DEFAULT.to_owned(), ..Entry::default() });
        }
        let entries = std::fs::read_dir(self.folder.join(FOLDER)).into_iter().flatten().flatten();
        let mut names: Vec<String> = entries
            .filter(|entry| is_profile(&entry.path()))
            .filter_map(|entry| entry.file_name().into_string().ok())
            .collect();
        names.sort();
        let entry = |name| Entry { folder: format!("{FOLDER}/{name}"), ..Entry::default() };
        found.extend(names.into_iter().map(entry));
        found
    }

    /// The folders of all profiles that were to be erased.
    pub(crate) fn erased(&self) -> Vec<PathBuf> {
        let mut register = self.read();
        register.take_over(self.found_folders());
        let folders = register.profiles.iter().map(|entry| self.path_of(&entry.folder));
        folders.filter(|folder| is_erased(folder)).collect()
    }

    /// Changes the list: read, changed and written while no other process does the same. A list
    /// that stays as it was is not written.
    pub(super) fn change<T>(
        &self,
        change: impl FnOnce(&mut Register) -> Result<T, ProfilesError>,
    ) -> Result<T, ProfilesError> {
        let path = self.file();
        let unwritable = |source| ProfilesError::Unwritable { path: path.clone(), source };
        std::fs::create_dir_all(&self.folder).map_err(unwritable)?;
        let _held = hold(&self.folder.join(LOCK)).map_err(unwritable)?;
        let mut register = self.read();
        let before = register.clone();
        let done = change(&mut register)?;
        if register != before || before.damaged.is_some() {
            self.write(&register).map_err(unwritable)?;
        }
        Ok(done)
    }

    /// Whether anything of a list lies here, be it a draft of one.
    pub(super) fn has_files(&self) -> bool {
        let is_there = |name: &str| self.folder.join(name).exists();
        [FILE, BEFORE, DAMAGED].into_iter().any(is_there) || !self.drafts().is_empty()
    }

    /// What a writer that was killed left half done.
    fn drafts(&self) -> Vec<PathBuf> {
        let is_draft =
            |name: &str| name.starts_with("profiles.") && name.ends_with(private_file::DRAFT);
        let files = std::fs::read_dir(&self.folder).into_iter().flatten().flatten();
        files
            .filter(|file| file.file_name().to_str().is_some_and(is_draft))
            .map(|file| file.path())
            .collect()
    }

    /// Edits the list and the list of before alike, so that what the edit takes out stands in none,
    /// and removes what cannot be edited: a list that was damaged, and drafts.
    pub(super) fn rewrite(&self, edit: impl Fn(&mut Register)) -> std::io::Result<()> {
        let _held = hold(&self.folder.join(LOCK))?;
        let path = self.file();
        let found = read_file(&path);
        let mut register = self.read();
        let read = register.clone();
        edit(&mut register);
        if register != read || found.is_err() {
            private_file::write(&path, &serde_json::to_vec_pretty(&register)?)?;
        }
        let before = self.folder.join(BEFORE);
        match read_file(&before) {
            Ok(None) => {}
            Ok(Some(held)) => {
                let mut edited = held.clone();
                edit(&mut edited);
                if edited != held {
                    private_file::write(&before, &serde_json::to_vec_pretty(&edited)?)?;
                }
            }
            Err(_) => private_file::remove(&before)?,
        }
        private_file::remove(&self.folder.join(DAMAGED))?;
        // Drafts are written by whoever holds the list alone.
        self.drafts().iter().try_for_each(|draft| private_file::remove(draft))
    }

    fn write(&self, register: &Register) -> std::io::Result<()> {
        let path = self.file();
        match (std::fs::read(&path), read_file(&path)) {
            (Ok(bytes), Ok(Some(_))) => private_file::replace(&self.folder.join(BEFORE), &bytes)?,
            (_, Err(_)) => std::fs::rename(&path, self.folder.join(DAMAGED))?,
            _ => {}
        }
        let text = serde_json::to_vec_pretty(register)?;
        private_file::write(&path, &text)
    }

    /// The name of a profile's folder in the list.
    pub(super) fn name_of(&self, profile: &Path) -> String {
        let profile = resolved(profile);
        match profile.strip_prefix(resolved(&self.folder)) {
            Ok(inner) => {
                let parts: Vec<_> = inner.iter().map(|part| part.to_string_lossy()).collect();
                parts.join("/")
            }
            Err(_) => profile.to_string_lossy().into_owned(),
        }
    }

    /// Where the folder of that name lies.
    pub(super) fn path_of(&self, folder: &str) -> PathBuf {
        // A whole path takes the place of what it is joined to.
        self.folder.join(folder)
    }

    /// Whether a profile of that name lies in the program's data folder.
    pub(super) fn is_own(folder: &str) -> bool {
        folder == DEFAULT || Path::new(folder).starts_with(FOLDER)
    }
}

/// Whether the folder holds a profile, or what an erased one leaves.
pub(super) fn is_profile(folder: &Path) -> bool {
    SIGNS.iter().any(|name| folder.join(name).exists())
}

/// The whole path, links resolved as far as it is there.
fn resolved(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    for there in path.ancestors() {
        let Ok(whole) = there.canonicalize() else { continue };
        // The rest is joined part by part: an empty one would leave a separator behind.
        let rest = path.strip_prefix(there).unwrap_or(Path::new(""));
        return rest.iter().fold(whole, |path, part| path.join(part));
    }
    path
}

/// `None` when there is no file.
fn read_file(path: &Path) -> Result<Option<Register>, String> {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.to_string()),
    };
    let register: Register = serde_json::from_slice(&bytes).map_err(|error| error.to_string())?;
    Ok(Some(register.without_doubles()))
}

/// Waits until no other process changes the list; the file is let go when it is dropped.
fn hold(path: &Path) -> std::io::Result<File> {
    let file = File::options().write(true).create(true).truncate(false).open(path)?;
    match file.lock() {
        // On a disk that knows no locks the last writer wins; each writes a whole list.
        Err(error) if error.kind() == std::io::ErrorKind::Unsupported => {}
        held => held?,
    }
    Ok(file)
}
