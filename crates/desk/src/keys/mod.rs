//! The key of the local database: random, in the OS keychain, or wrapped by a passphrase.
//!
//! Never silently a plain key in a file: where there is no keychain, somebody must give a
//! passphrase.

mod keychain;
mod passphrase;
pub(crate) mod private_file;
mod recovery;

pub use recovery::{RecoveryKey, RecoveryTypo};

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use mojo_domain::Entropy;
use mojo_store::DatabaseKey;

use crate::Refusal;

/// Where the key of a profile is.
#[derive(Clone, Debug)]
pub enum KeySource {
    /// In the OS keychain.
    Keychain,
    /// Wrapped by the passphrase in this file (Argon2id, XChaCha20-Poly1305).
    PassphraseFile(PathBuf),
    /// In the hands of the caller, who keeps it: nothing is derived, nothing written.
    Given(DatabaseKey),
    /// A keychain that gives its key away and forgets none while the file of this name is there.
    #[cfg(test)]
    Stubborn(DatabaseKey, PathBuf),
}

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The machine has no keychain, or it is locked.
    #[error("no keychain: {0}; use --passphrase-file instead")]
    NoKeychain(String),
    /// The passphrase file cannot be read.
    #[error("the passphrase file {path} cannot be read: {source}")]
    PassphraseFile {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The passphrase is empty.
    #[error("the passphrase file {0} is empty")]
    EmptyPassphrase(PathBuf),
    /// The passphrase does not unwrap the key.
    #[error("the passphrase does not open this profile")]
    WrongPassphrase,
    /// There is a database, but its key is gone.
    #[error("this profile has a database but no key; restore it with the recovery key")]
    KeyLost,
    /// There is a key, but the database that it opens is gone.
    #[error(
        "{0} is missing, and the key beside it is there; nothing was made anew. Put a backup of the \
         profile's folder in its place, or begin with an empty folder"
    )]
    DatabaseMissing(PathBuf),
    /// There is a key, and the database that it opens is an empty file.
    #[error(
        "{0} is empty: the database is damaged; nothing was overwritten. Put a backup of the \
         profile's folder in its place, or begin with an empty folder"
    )]
    DatabaseEmpty(PathBuf),
    /// The recovery key has a typing mistake.
    #[error(transparent)]
    Mistyped(#[from] RecoveryTypo),
    /// The recovery key belongs to another profile, or a newer one was issued since.
    #[error("the recovery key does not open this profile")]
    WrongRecoveryKey,
    /// The file with the wrapped key is damaged or cannot be written.
    #[error("the key file {path}: {reason}")]
    KeyFile {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
}

impl Refusal for KeyError {
    fn code(&self) -> &'static str {
        match self {
            Self::NoKeychain(_) => "no_keychain",
            Self::PassphraseFile { .. } | Self::EmptyPassphrase(_) => "passphrase_unreadable",
            Self::WrongPassphrase => "wrong_passphrase",
            Self::KeyLost => "key_lost",
            Self::DatabaseMissing(_) => "database_missing",
            Self::DatabaseEmpty(_) => "database_damaged",
            Self::WrongRecoveryKey => "wrong_recovery_key",
            Self::Mistyped(_) => "recovery_mistyped",
            Self::KeyFile { .. } => "key_file",
        }
    }

    fn values(&self) -> BTreeMap<String, String> {
        let Self::Mistyped(typo) = self else { return BTreeMap::new() };
        let pairs = match typo {
            RecoveryTypo::Letter { group, letter } => {
                vec![
                    ("kind", "letter".to_owned()),
                    ("group", group.to_string()),
                    ("text", letter.to_string()),
                ]
            }
            RecoveryTypo::Group { group, text } => {
                vec![
                    ("kind", "group".to_owned()),
                    ("group", group.to_string()),
                    ("text", text.clone()),
                ]
            }
            RecoveryTypo::Length { found } => {
                vec![("kind", "length".to_owned()), ("found", found.to_string())]
            }
        };
        pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }
}

/// The file of the database in a profile.
fn database(profile: &Path) -> PathBuf {
    profile.join("desk.db")
}

/// An empty file beside a key was a database once: it is not made anew over whatever is left.
fn refuse_empty(profile: &Path) -> Result<(), KeyError> {
    let path = database(profile);
    match std::fs::metadata(&path) {
        Ok(found) if found.len() == 0 => Err(KeyError::DatabaseEmpty(path)),
        _ => Ok(()),
    }
}

impl KeySource {
    /// The key of the profile; a new profile gets a new one. A key whose database is gone or empty
    /// opens nothing.
    ///
    /// # Errors
    /// [`KeyError`] says what is missing and what to do.
    pub fn load_or_create(
        &self,
        profile: &Path,
        entropy: &dyn Entropy,
    ) -> Result<DatabaseKey, KeyError> {
        match self {
            Self::Keychain => keychain::load_or_create(profile, entropy),
            Self::PassphraseFile(file) => passphrase::load_or_create(profile, file, entropy),
            Self::Given(key) => Ok(key.clone()),
            #[cfg(test)]
            Self::Stubborn(key, _) => Ok(key.clone()),
        }
    }

    /// Destroys the key, and with it whatever it opens: in the keychain here, in its file with the
    /// other files.
    ///
    /// # Errors
    /// [`KeyError::NoKeychain`] when the keychain is not there or refuses.
    pub(crate) fn destroy(&self, profile: &Path) -> Result<(), KeyError> {
        match self {
            Self::Keychain => keychain::destroy(profile),
            Self::PassphraseFile(_) | Self::Given(_) => Ok(()),
            #[cfg(test)]
            Self::Stubborn(_, is_locked) => match is_locked.exists() {
                true => Err(KeyError::NoKeychain("it is locked".to_owned())),
                false => Ok(()),
            },
        }
    }

    /// Keeps a key that is known, in the place of one that is lost.
    ///
    /// # Errors
    /// [`KeyError`] says what stands in the way.
    pub fn keep(
        &self,
        profile: &Path,
        key: &DatabaseKey,
        entropy: &dyn Entropy,
    ) -> Result<(), KeyError> {
        match self {
            Self::Keychain => keychain::keep(profile, key),
            Self::PassphraseFile(file) => passphrase::keep(profile, file, key, entropy),
            Self::Given(_) => Ok(()),
            #[cfg(test)]
            Self::Stubborn(..) => Ok(()),
        }
    }
}
