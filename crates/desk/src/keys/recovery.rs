//! The recovery key: shown once to print, it wraps the same database key, so that a lost keychain
//! or passphrase loses no records.

use std::path::Path;

use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use mojo_domain::Entropy;
use mojo_domain::journal::{Hash, hex, unhex};
use mojo_store::DatabaseKey;

use super::{KeyError, private_file};

/// The file beside the database.
const FILE: &str = "recovery.json";

/// The alphabet of Crockford's base 32: no letter that is mistaken for a digit on paper.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// 160 random bits, written as eight groups of four letters and digits.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryKey(String);

impl RecoveryKey {
    /// A new recovery key that opens `key`; the wrapped copy is kept in the profile.
    ///
    /// # Errors
    /// [`KeyError::KeyFile`] when the copy cannot be written.
    pub fn issue(
        profile: &Path,
        key: &DatabaseKey,
        entropy: &dyn Entropy,
    ) -> Result<Self, KeyError> {
        let mut random = [0; 32];
        entropy.fill(&mut random);
        let letters: String =
            random.iter().map(|byte| char::from(ALPHABET[usize::from(byte & 31)])).collect();
        let recovery = Self(letters);
        let mut nonce = [0; 24];
        entropy.fill(&mut nonce);
        let wrapped = recovery
            .cipher()
            .encrypt(&XNonce::from(nonce), key.bytes().as_slice())
            .map_err(|_| KeyError::WrongRecoveryKey)?;
        let path = profile.join(FILE);
        let text = format!("{} {}", hex(&nonce), hex(&wrapped));
        private_file::write(&path, text.as_bytes())
            .map_err(|error| KeyError::KeyFile { path, reason: error.to_string() })?;
        Ok(recovery)
    }

    /// Reads what was printed: groups, lower case and the usual mix-ups are forgiven.
    pub fn parse(text: &str) -> Option<Self> {
        let letters: String = text
            .chars()
            .filter(|c| c.is_ascii_alphanumeric())
            .map(|c| match c.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            })
            .collect();
        let known = letters.bytes().all(|byte| ALPHABET.contains(&byte));
        (letters.len() == 32 && known).then_some(Self(letters))
    }

    /// The database's key.
    ///
    /// # Errors
    /// [`KeyError::WrongRecoveryKey`] when it belongs to another profile.
    pub fn restore(&self, profile: &Path) -> Result<DatabaseKey, KeyError> {
        let path = profile.join(FILE);
        let text = std::fs::read_to_string(&path)
            .map_err(|error| KeyError::KeyFile { path, reason: error.to_string() })?;
        let (nonce, wrapped) = text.split_once(' ').ok_or(KeyError::WrongRecoveryKey)?;
        let nonce = unhex(nonce).and_then(|bytes| <[u8; 24]>::try_from(bytes).ok());
        let (Some(nonce), Some(wrapped)) = (nonce, unhex(wrapped.trim())) else {
            return Err(KeyError::WrongRecoveryKey);
        };
        let key = self
            .cipher()
            .decrypt(&XNonce::from(nonce), wrapped.as_slice())
            .map_err(|_| KeyError::WrongRecoveryKey)?;
        let key: [u8; 32] = key.try_into().map_err(|_| KeyError::WrongRecoveryKey)?;
        Ok(DatabaseKey::new(key))
    }

    /// 160 random bits need no slow derivation; one hash makes them a key.
    fn cipher(&self) -> XChaCha20Poly1305 {
        let hash = Hash::of(format!("mojo-recovery-1:{}", self.0).as_bytes());
        XChaCha20Poly1305::new(&Key::from(hash.0))
    }
}

/// In groups of four, as printed.
impl std::fmt::Display for RecoveryKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, group) in self.0.as_bytes().chunks(4).enumerate() {
            if index > 0 {
                f.write_str("-")?;
            }
            f.write_str(std::str::from_utf8(group).unwrap_or_default())?;
        }
        Ok(())
    }
}

impl std::fmt::Debug for RecoveryKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecoveryKey(..)")
    }
}

#[cfg(test)]
mod tests {
    use mojo_domain::SeededEntropy;

    use super::*;

    #[test]
    fn what_was_printed_restores_the_key_even_when_typed_carelessly() {
        let folder = tempfile::tempdir().unwrap();
        let key = DatabaseKey::new([7; 32]);
        let issued = RecoveryKey::issue(folder.path(), &key, &SeededEntropy::new(3)).unwrap();
        let typed = issued.to_string().to_lowercase().replace('0', "o").replace('-', " ");
        let restored = RecoveryKey::parse(&typed).unwrap().restore(folder.path()).unwrap();
        assert_eq!(restored.bytes(), key.bytes());
        let other =
            RecoveryKey::issue(tempfile::tempdir().unwrap().path(), &key, &SeededEntropy::new(4))
                .unwrap();
        assert!(matches!(other.restore(folder.path()), Err(KeyError::WrongRecoveryKey)));
    }
}
