//! The owner called this device lost and ordered its database destroyed: the key goes first, and
//! without it the rest is noise; then the files go too.

use std::path::Path;

use mojo_protocol::{PROTOCOL_VERSION, PartingRequest};
use mojo_store::device::Device;
use serde::{Deserialize, Serialize};

use crate::keys::{KeySource, private_file};
use crate::sync::Client;
use crate::{Desk, DeskError, Topic};

/// What stays in the folder, so that the next start says what happened.
const FILE: &str = "erased.json";

/// The database's files, and the wrapped keys.
const FILES: [&str; 5] = ["recovery.json", "key.json", "desk.db-wal", "desk.db-shm", "desk.db"];

#[derive(Serialize, Deserialize)]
struct Erased {
    erased_at: chrono::DateTime<chrono::Utc>,
}

impl Desk {
    /// Destroys key and database, then tells the platform. Only after everything was handed over.
    /// `false` when it could not even begin.
    pub(crate) async fn erase(&self, client: &Client, own: &Device) -> bool {
        let erased = Erased { erased_at: self.now() };
        let path = self.profile().join(FILE);
        let written = serde_json::to_vec(&erased)
            .map_err(std::io::Error::from)
            .and_then(|text| private_file::write(&path, &text));
        if let Err(error) = written {
            tracing::error!(%error, "the order to erase could not be noted; it is tried again");
            return false;
        }
        self.close().await;
        if let Err(error) = destroy(self.profile(), &self.inner().key) {
            tracing::error!(%error, "not everything could be erased; the next start goes on");
            return true;
        }
        tracing::warn!("the owner called this device lost: its database is destroyed");
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
        self.announce(Topic::Account);
        true
    }
}

/// Refuses a profile that was erased; one where the power went half way is erased to the end first.
pub(crate) fn refuse_erased(profile: &Path, key: &KeySource) -> Result<(), DeskError> {
    let Ok(text) = std::fs::read(profile.join(FILE)) else { return Ok(()) };
    let unusable = |source| DeskError::Profile { path: profile.to_owned(), source };
    destroy(profile, key).map_err(unusable)?;
    let erased: Option<Erased> = serde_json::from_slice(&text).ok();
    let at = erased.map(|erased| erased.erased_at.to_rfc3339()).unwrap_or_default();
    Err(DeskError::Erased { at })
}

fn destroy(profile: &Path, key: &KeySource) -> std::io::Result<()> {
    key.destroy(profile);
    for name in FILES {
        match std::fs::remove_file(profile.join(name)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Refusal;

    #[test]
    fn an_erasure_that_was_interrupted_is_finished_at_the_next_start_and_said() {
        let folder = tempfile::tempdir().unwrap();
        let source = KeySource::PassphraseFile(folder.path().join("passphrase"));
        assert!(refuse_erased(folder.path(), &source).is_ok());
        for name in FILES {
            std::fs::write(folder.path().join(name), "x").unwrap();
        }
        let note = r#"{"erased_at":"2026-11-20T09:24:00Z"}"#;
        std::fs::write(folder.path().join(FILE), note).unwrap();
        let refused = refuse_erased(folder.path(), &source).unwrap_err();
        assert_eq!(refused.code(), "device_erased");
        assert!(refused.to_string().contains("2026-11-20"), "{refused}");
        let left: Vec<_> = std::fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        assert_eq!(left, [FILE]);
    }
}
