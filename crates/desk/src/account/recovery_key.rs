//! The recovery key: printed once and kept in a safe, it opens the profile when keychain or
//! passphrase are gone.

use std::path::Path;

use crate::keys::{KeyError, KeySource, RecoveryKey};
use crate::{Desk, SystemEntropy};

impl Desk {
    /// Makes a recovery key for this profile; one that was issued before opens nothing any more.
    ///
    /// # Errors
    /// [`KeyError`] when the wrapped copy cannot be kept.
    pub async fn issue_recovery_key(&self) -> Result<String, KeyError> {
        let inner = self.inner();
        let key = inner.key.load_or_create(&inner.profile, inner.entropy.as_ref())?;
        Ok(RecoveryKey::issue(&inner.profile, &key, inner.entropy.as_ref())?.to_string())
    }
}

/// Opens a profile by its recovery key and keeps the database's key anew where `source` says.
///
/// # Errors
/// [`KeyError::WrongRecoveryKey`] when the words do not belong to this profile.
pub fn restore_key(profile: &Path, typed: &str, source: &KeySource) -> Result<(), KeyError> {
    let recovery = RecoveryKey::parse(typed).ok_or(KeyError::WrongRecoveryKey)?;
    let key = recovery.restore(profile)?;
    source.keep(profile, &key, &SystemEntropy)
}
