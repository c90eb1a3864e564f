//! The key wrapped by a passphrase: Argon2id makes a key of the passphrase, XChaCha20-Poly1305
//! wraps the database's key with it.

use std::path::Path;

use argon2::Argon2;
use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use mojo_domain::Entropy;
use mojo_domain::journal::{hex, unhex};
use mojo_store::DatabaseKey;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{KeyError, database, private_file, refuse_empty};

/// The file beside the database.
const FILE: &str = "key.json";

/// The wrapped key at rest.
#[derive(Serialize, Deserialize)]
struct WrappedKey {
    version: u32,
    salt: String,
    nonce: String,
    wrapped: String,
}

/// The key of the profile, unwrapped by the passphrase in `file`; a new profile gets a new one.
pub(super) fn load_or_create(
    profile: &Path,
    file: &Path,
    entropy: &dyn Entropy,
) -> Result<DatabaseKey, KeyError> {
    let passphrase = read_passphrase(file)?;
    let path = profile.join(FILE);
    let broken = |reason: String| KeyError::KeyFile { path: path.clone(), reason };
    if path.exists() {
        let text = std::fs::read_to_string(&path).map_err(|error| broken(error.to_string()))?;
        let wrapped: WrappedKey =
            serde_json::from_str(&text).map_err(|error| broken(error.to_string()))?;
        let key = unwrap(&wrapped, &passphrase)?;
        let database = database(profile);
        if !database.exists() {
            return Err(KeyError::DatabaseMissing(database));
        }
        refuse_empty(profile)?;
        return Ok(key);
    }
    if database(profile).exists() {
        return Err(KeyError::KeyLost);
    }
    let mut bytes = [0; 32];
    entropy.fill(&mut bytes);
    let key = DatabaseKey::new(bytes);
    keep(profile, file, &key, entropy)?;
    Ok(key)
}

/// Wraps a known key by the passphrase in `file`.
pub(super) fn keep(
    profile: &Path,
    file: &Path,
    key: &DatabaseKey,
    entropy: &dyn Entropy,
) -> Result<(), KeyError> {
    let passphrase = read_passphrase(file)?;
    let path = profile.join(FILE);
    let broken = |reason: String| KeyError::KeyFile { path: path.clone(), reason };
    let text = serde_json::to_string(&wrap(key, &passphrase, entropy)?)
        .map_err(|error| broken(error.to_string()))?;
    private_file::write(&path, text.as_bytes()).map_err(|error| broken(error.to_string()))
}

fn read_passphrase(file: &Path) -> Result<Zeroizing<String>, KeyError> {
    let text = std::fs::read_to_string(file)
        .map_err(|source| KeyError::PassphraseFile { path: file.to_owned(), source })?;
    let passphrase = Zeroizing::new(text.trim_end_matches(['\r', '\n']).to_owned());
    if passphrase.is_empty() {
        return Err(KeyError::EmptyPassphrase(file.to_owned()));
    }
    Ok(passphrase)
}

fn derive(passphrase: &str, salt: &[u8]) -> Result<Zeroizing<[u8; 32]>, KeyError> {
    let mut key = Zeroizing::new([0; 32]);
    Argon2::default()
        .hash_password_into(passphrase.as_bytes(), salt, key.as_mut())
        .map_err(|_| KeyError::WrongPassphrase)?;
    Ok(key)
}

fn wrap(
    key: &DatabaseKey,
    passphrase: &str,
    entropy: &dyn Entropy,
) -> Result<WrappedKey, KeyError> {
    let (mut salt, mut nonce) = ([0; 16], [0; 24]);
    entropy.fill(&mut salt);
    entropy.fill(&mut nonce);
    let cipher = cipher(&*derive(passphrase, &salt)?);
    let wrapped = cipher
        .encrypt(&XNonce::from(nonce), key.bytes().as_slice())
        .map_err(|_| KeyError::WrongPassphrase)?;
    Ok(WrappedKey { version: 1, salt: hex(&salt), nonce: hex(&nonce), wrapped: hex(&wrapped) })
}

fn unwrap(wrapped: &WrappedKey, passphrase: &str) -> Result<DatabaseKey, KeyError> {
    let bytes = |text: &str| unhex(text).ok_or(KeyError::WrongPassphrase);
    let nonce: [u8; 24] =
        bytes(&wrapped.nonce)?.try_into().map_err(|_| KeyError::WrongPassphrase)?;
    let cipher = cipher(&*derive(passphrase, &bytes(&wrapped.salt)?)?);
    let key = cipher
        .decrypt(&XNonce::from(nonce), bytes(&wrapped.wrapped)?.as_slice())
        .map_err(|_| KeyError::WrongPassphrase)?;
    let key: [u8; 32] = key.try_into().map_err(|_| KeyError::WrongPassphrase)?;
    Ok(DatabaseKey::new(key))
}

fn cipher(key: &[u8; 32]) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(&Key::from(*key))
}

#[cfg(test)]
mod tests {
    use mojo_domain::SeededEntropy;

    use super::*;

    #[test]
    fn the_passphrase_opens_what_it_wrapped_and_another_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("passphrase");
        std::fs::write(&file, "korrekt pferd\n").unwrap();
        let entropy = SeededEntropy::new(1);
        let key = load_or_create(folder.path(), &file, &entropy).unwrap();
        std::fs::write(folder.path().join("desk.db"), "a database").unwrap();
        let again = load_or_create(folder.path(), &file, &entropy).unwrap();
        assert_eq!(key.bytes(), again.bytes());
        std::fs::write(&file, "anderes pferd").unwrap();
        let refused = load_or_create(folder.path(), &file, &entropy);
        assert!(matches!(refused, Err(KeyError::WrongPassphrase)));
    }

    #[test]
    fn a_key_whose_database_is_gone_or_empty_is_told_apart_from_a_new_profile() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("passphrase");
        std::fs::write(&file, "x").unwrap();
        let open = || load_or_create(folder.path(), &file, &SeededEntropy::new(1));
        open().unwrap();
        assert!(matches!(open(), Err(KeyError::DatabaseMissing(_))));
        let database = folder.path().join("desk.db");
        std::fs::write(&database, "").unwrap();
        let refused = open().unwrap_err();
        assert!(matches!(refused, KeyError::DatabaseEmpty(_)));
        assert!(refused.to_string().contains("nothing was overwritten"), "{refused}");
        assert_eq!(std::fs::metadata(&database).unwrap().len(), 0, "it is left as it is");
        std::fs::write(&database, "a database").unwrap();
        assert!(open().is_ok());
    }

    #[test]
    fn a_database_without_its_key_file_is_told_apart_from_a_new_profile() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("passphrase");
        std::fs::write(&file, "x").unwrap();
        std::fs::write(folder.path().join("desk.db"), "x").unwrap();
        let refused = load_or_create(folder.path(), &file, &SeededEntropy::new(1));
        assert!(matches!(refused, Err(KeyError::KeyLost)));
    }
}
