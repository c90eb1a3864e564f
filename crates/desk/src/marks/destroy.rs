//! The marks of a profile whose database is destroyed.

use std::path::Path;
use std::sync::PoisonError;

use mojo_domain::DeviceId;

use super::{Mark, MarkPlace, Marks, name_of};
use crate::keys::private_file;

impl Marks {
    /// Destroys the marks of this profile; none is written from now on.
    ///
    /// # Errors
    /// What cannot be removed.
    pub(crate) fn destroy(&self) -> std::io::Result<()> {
        let mut is_destroyed = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        *is_destroyed = true;
        destroy_named(&self.place, &self.profile)
    }
}

/// Destroys the marks of `profile`, under whichever id it counted. A backup of it that is put back
/// has no mark then, which is a copy: it prints no number twice.
///
/// # Errors
/// What cannot be removed; then it is done again.
pub(crate) fn destroy_marks(place: &MarkPlace, profile: &Path) -> std::io::Result<()> {
    destroy_named(place, &name_of(profile))
}

fn destroy_named(place: &MarkPlace, profile: &str) -> std::io::Result<()> {
    let files = match std::fs::read_dir(place.folder()) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        files => files?,
    };
    for file in files {
        let path = file?.path();
        if !is_named_as_mark(&path) {
            continue;
        }
        let bytes = match std::fs::read(&path) {
            // Another process gave its draft a name.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            bytes => bytes?,
        };
        // A mark that cannot be read is none, whoever wrote it, and may be what was left of one of ours.
        let mark: Option<Mark> = serde_json::from_slice(&bytes).ok();
        if mark.is_none_or(|mark| mark.profile == profile) {
            private_file::remove(&path)?;
        }
    }
    Ok(())
}

/// `ID.json`, or a draft of it, `ID.PROCESS.new`: people may keep other files in a folder of theirs.
fn is_named_as_mark(path: &Path) -> bool {
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else { return false };
    let Some((id, rest)) = name.split_once('.') else { return false };
    id.parse::<DeviceId>().is_ok() && (rest == "json" || rest.ends_with(private_file::DRAFT))
}
