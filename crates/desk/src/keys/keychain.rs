//! The key in the OS keychain (Secret Service, Keychain, Credential Manager).

use std::path::Path;

use keyring::Entry;
use mojo_domain::Entropy;
use mojo_domain::journal::{hex, unhex};
use mojo_store::DatabaseKey;

use super::{KeyError, database, refuse_empty};

const SERVICE: &str = "MOJO Desk";

/// The key of the profile from the keychain; a new profile gets a new one.
pub(super) fn load_or_create(
    profile: &Path,
    entropy: &dyn Entropy,
) -> Result<DatabaseKey, KeyError> {
    let name = profile.canonicalize().unwrap_or_else(|_| profile.to_owned());
    let entry = Entry::new(SERVICE, &name.to_string_lossy()).map_err(no_keychain)?;
    match entry.get_password() {
        Ok(text) => {
            let bytes = unhex(&text).and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
            let key = bytes.map(DatabaseKey::new).ok_or(KeyError::KeyLost)?;
            // A missing file is a folder that was cleared on purpose; the keychain forgets nothing.
            refuse_empty(profile)?;
            Ok(key)
        }
        Err(keyring::Error::NoEntry) if database(profile).exists() => Err(KeyError::KeyLost),
        Err(keyring::Error::NoEntry) => {
            let mut bytes = [0; 32];
            entropy.fill(&mut bytes);
            entry.set_password(&hex(&bytes)).map_err(no_keychain)?;
            Ok(DatabaseKey::new(bytes))
        }
        Err(error) => Err(no_keychain(error)),
    }
}

/// Keeps a known key.
pub(super) fn keep(profile: &Path, key: &DatabaseKey) -> Result<(), KeyError> {
    entry_of(profile)?.set_password(&hex(key.bytes())).map_err(no_keychain)
}

/// Forgets the key. One that was never there is forgotten too.
///
/// # Errors
/// [`KeyError::NoKeychain`] when the keychain is not there or refuses: the key may still lie in it.
pub(super) fn destroy(profile: &Path) -> Result<(), KeyError> {
    match entry_of(profile)?.delete_credential() {
        Ok(()) | Err(keyring::Error::NoEntry) => Ok(()),
        Err(error) => Err(no_keychain(error)),
    }
}

fn entry_of(profile: &Path) -> Result<Entry, KeyError> {
    let name = profile.canonicalize().unwrap_or_else(|_| profile.to_owned());
    Entry::new(SERVICE, &name.to_string_lossy()).map_err(no_keychain)
}

fn no_keychain(error: keyring::Error) -> KeyError {
    KeyError::NoKeychain(error.to_string())
}
