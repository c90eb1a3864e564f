//! The owner called this device lost and ordered its database destroyed: the key goes first, and
//! without it the rest is noise; then the files go too, the marks, and the names in the list of
//! profiles.
//!
//! A note in the profile's folder comes before all of it, and every start that finds it does all of
//! it again: so it may be interrupted anywhere, and what refuses is tried until it gives way.

use std::path::Path;

use mojo_protocol::{PROTOCOL_VERSION, PartingRequest};
use mojo_store::device::Device;
use serde::{Deserialize, Serialize};

use crate::keys::{KeySource, private_file};
use crate::marks::destroy_marks;
use crate::profiles::{ERASED, Profiles};
use crate::sync::Client;
use crate::{Desk, DeskError, OpenDesk, Topic};

/// The database's files, and the wrapped keys.
const FILES: [&str; 5] = ["recovery.json", "key.json", "desk.db-wal", "desk.db-shm", "desk.db"];

/// How the drafts of such files begin, which a writer that was killed left half done.
const DRAFTS: [&str; 3] = ["recovery.", "key.", "erased."];

/// What stays in the folder, so that the next start says what happened.
#[derive(Clone, Serialize, Deserialize)]
struct Erased {
    erased_at: chrono::DateTime<chrono::Utc>,
    /// The key lies in the OS keychain, whatever the next start is told about it.
    #[serde(default)]
    in_keychain: bool,
    /// Nothing refused to go.
    #[serde(default)]
    is_done: bool,
}

impl Erased {
    fn write(&self, profile: &Path) -> std::io::Result<()> {
        private_file::write(&profile.join(ERASED), &serde_json::to_vec(self)?)
    }

    /// Notes that all is gone, so that starts of other profiles need not look any more.
    fn note_done(&self, profile: &Path) {
        if self.is_done {
            return;
        }
        if let Err(error) = (Self { is_done: true, ..self.clone() }).write(profile) {
            tracing::warn!(%error, "it could not be noted that all is erased; it is done again");
        }
    }
}

impl Desk {
    /// Destroys key and database, then tells the platform, unless something refused to go. Only
    /// after everything was handed over. `false` when it could not even begin.
    pub(crate) async fn erase(&self, client: &Client, own: &Device) -> bool {
        let inner = self.inner();
        let in_keychain = matches!(inner.key, KeySource::Keychain);
        let erased = Erased { erased_at: self.now(), in_keychain, is_done: false };
        let written = erased.write(self.profile());
        if let Err(error) = written {
            tracing::error!(%error, "the order to erase could not be noted; it is tried again");
            return false;
        }
        self.close().await;
        let remains = Remains {
            profile: self.profile(),
            key: &inner.key,
            in_keychain,
            profiles: inner.profiles.as_ref(),
        };
        match remains.destroy(|| inner.marks.destroy()) {
            Ok(()) => {
                tracing::warn!("the owner called this device lost: its database is destroyed");
                erased.note_done(self.profile());
                tell(client, own).await;
            }
            Err(error) => {
                // Who reads the list of devices is not told that it is over.
                tracing::error!(%error, "not everything could be erased; the next start goes on");
            }
        }
        self.announce(Topic::Account);
        true
    }
}

/// Says that nothing is left here. The session ends with it.
async fn tell(client: &Client, own: &Device) {
    let request = PartingRequest {
        device_id: own.device_id,
        epoch: own.epoch,
        protocol: PROTOCOL_VERSION,
        head_dseq: own.head_dseq,
        head_hash: own.head_hash.to_hex(),
        changes: Vec::new(),
        is_erased: true,
    };
    if client.part(&request).await.is_err() {
        tracing::warn!("the platform could not be told that the database is destroyed");
    }
}

/// Refuses a profile that was erased; one where the power went half way, or where something refused
/// to go, is erased to the end first. So are the others of the list, which nobody may open again.
pub(crate) fn refuse_erased(open: &OpenDesk) -> Result<(), DeskError> {
    finish_others(open);
    let unusable = |source| DeskError::Profile { path: open.profile.clone(), source };
    match finish(open, &open.profile, &open.key).map_err(unusable)? {
        Some(at) => Err(DeskError::Erased { at }),
        None => Ok(()),
    }
}

fn finish_others(open: &OpenDesk) {
    let Some(profiles) = &open.profiles else { return };
    for profile in profiles.erased() {
        if profile == open.profile {
            continue;
        }
        let key = profiles.key_for(&open.key, &profile);
        if let Err(error) = finish(open, &profile, &key) {
            tracing::error!(%error, "another profile could not be erased; the next start goes on");
        }
    }
}

/// Erases `profile` to the end if it was to be erased, and gives back since when it was. The profile
/// that is opened is looked at also when all was gone before, as something may have been put back.
fn finish(open: &OpenDesk, profile: &Path, key: &KeySource) -> std::io::Result<Option<String>> {
    let text = match std::fs::read(profile.join(ERASED)) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        text => text?,
    };
    let erased: Option<Erased> = serde_json::from_slice(&text).ok();
    let is_done = erased.as_ref().is_some_and(|erased| erased.is_done);
    if !is_done || profile == open.profile {
        let remains = Remains {
            profile,
            key,
            in_keychain: erased.as_ref().is_some_and(|erased| erased.in_keychain),
            profiles: open.profiles.as_ref(),
        };
        remains.destroy(|| destroy_marks(&open.marks, profile))?;
        if let Some(erased) = &erased {
            erased.note_done(profile);
        }
    }
    Ok(Some(erased.map(|erased| erased.erased_at.to_rfc3339()).unwrap_or_default()))
}

/// What a profile left on this machine.
struct Remains<'a> {
    profile: &'a Path,
    /// Where this start was told that the key is.
    key: &'a KeySource,
    in_keychain: bool,
    profiles: Option<&'a Profiles>,
}

impl Remains<'_> {
    /// Destroys all of it, the key first. What refuses keeps nothing else from going.
    fn destroy(&self, marks: impl FnOnce() -> std::io::Result<()>) -> std::io::Result<()> {
        let names = || match self.profiles {
            Some(profiles) => profiles.take_out_names(self.profile),
            None => Ok(()),
        };
        let done = [
            ("the key", self.destroy_key()),
            ("the database", self.destroy_files()),
            ("the marks", marks()),
            ("the names in the list of profiles", names()),
        ];
        let left: Vec<String> = done
            .into_iter()
            .filter_map(|(what, done)| done.err().map(|error| format!("{what} ({error})")))
            .collect();
        if left.is_empty() {
            return Ok(());
        }
        let left = left.join(", ");
        Err(std::io::Error::other(format!(
            "the owner called this device lost, and not all of it could be destroyed yet: {left}; \
             the next start goes on"
        )))
    }

    fn destroy_key(&self) -> std::io::Result<()> {
        if self.in_keychain {
            KeySource::Keychain.destroy(self.profile).map_err(std::io::Error::other)?;
        }
        self.key.destroy(self.profile).map_err(std::io::Error::other)
    }

    fn destroy_files(&self) -> std::io::Result<()> {
        let is_draft = |name: &str| {
            name.ends_with(private_file::DRAFT)
                && DRAFTS.iter().any(|begins| name.starts_with(begins))
        };
        for name in FILES {
            private_file::remove(&self.profile.join(name))?;
        }
        for file in std::fs::read_dir(self.profile)? {
            let file = file?;
            if file.file_name().to_str().is_some_and(is_draft) {
                private_file::remove(&file.path())?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
