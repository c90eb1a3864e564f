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

/// 160 random bits, written as eight groups of four letters and digits, each with a fifth that
/// tells a typing mistake.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryKey(String);

/// A mistake in what was typed, and where it is. Groups count from 1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecoveryTypo {
    /// A sign that no recovery key holds.
    #[error("group {group} of the recovery key holds {letter:?}, which none does")]
    Letter {
        /// Where.
        group: usize,
        /// As typed.
        letter: char,
    },
    /// A group that does not fit its last sign, or is too short or too long.
    #[error("group {group} of the recovery key ({text}) has a typing mistake")]
    Group {
        /// Where.
        group: usize,
        /// As typed.
        text: String,
    },
    /// Too few or too many signs, and nobody can say where.
    #[error("the recovery key has {LETTERS} letters and digits, not {found}")]
    Length {
        /// How many were typed.
        found: usize,
    },
}

/// Letters and digits as printed.
const LETTERS: usize = 40;
/// Of a group as printed.
const GROUP: usize = 5;

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

    /// Whether one was ever issued for the profile.
    pub(crate) fn was_issued(profile: &Path) -> bool {
        profile.join(FILE).exists()
    }

    /// Reads what was printed: groups, lower case and the usual mix-ups are forgiven.
    ///
    /// # Errors
    /// [`RecoveryTypo`] names the place of the first mistake.
    pub fn parse(text: &str) -> Result<Self, RecoveryTypo> {
        let mut letters = String::new();
        for typed in text.chars().filter(|typed| typed.is_alphanumeric()) {
            let letter = match typed.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            };
            if value(letter).is_none() {
                let group = letters.len() / GROUP + 1;
                return Err(RecoveryTypo::Letter { group, letter: typed });
            }
            letters.push(letter);
        }
        if letters.len() != LETTERS {
            return Err(odd_group(text).unwrap_or(RecoveryTypo::Length { found: letters.len() }));
        }
        let mut key = String::new();
        for (index, group) in letters.as_bytes().chunks(GROUP).enumerate() {
            let (random, check) = group.split_at(GROUP - 1);
            let text = std::str::from_utf8(group).unwrap_or_default();
            if check != [check_letter(index, random)] {
                return Err(RecoveryTypo::Group { group: index + 1, text: text.to_owned() });
            }
            key.push_str(&text[..GROUP - 1]);
        }
        Ok(Self(key))
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

/// What a letter stands for, 0 to 31.
fn value(letter: char) -> Option<usize> {
    ALPHABET.iter().position(|known| char::from(*known) == letter)
}

/// The last letter of a group. Odd weights tell every single mistake and nearly every swap of
/// neighbours; the place of the group tells swapped groups.
fn check_letter(index: usize, random: &[u8]) -> u8 {
    let weighed = |(place, letter): (usize, &u8)| {
        (2 * place + 1) * value(char::from(*letter)).unwrap_or_default()
    };
    let sum: usize = random.iter().enumerate().map(weighed).sum();
    ALPHABET[(sum + 11 * (index + 1)) % ALPHABET.len()]
}

/// The group that is too short or too long, when the groups were typed as printed.
fn odd_group(text: &str) -> Option<RecoveryTypo> {
    let groups: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|group| !group.is_empty()).collect();
    let odd = groups.iter().position(|group| group.chars().count() != GROUP)?;
    (groups.len() == LETTERS / GROUP)
        .then(|| RecoveryTypo::Group { group: odd + 1, text: groups[odd].to_owned() })
}

/// In groups, as printed.
impl std::fmt::Display for RecoveryKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, group) in self.0.as_bytes().chunks(GROUP - 1).enumerate() {
            if index > 0 {
                f.write_str("-")?;
            }
            f.write_str(std::str::from_utf8(group).unwrap_or_default())?;
            write!(f, "{}", char::from(check_letter(index, group)))?;
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

    #[test]
    fn a_typing_mistake_is_named_with_its_group() {
        let folder = tempfile::tempdir().unwrap();
        let key = DatabaseKey::new([7; 32]);
        let issued = RecoveryKey::issue(folder.path(), &key, &SeededEntropy::new(3)).unwrap();
        let printed = issued.to_string();
        assert_eq!((printed.len(), printed.split('-').count()), (47, 8));
        assert_eq!(RecoveryKey::parse(&printed).unwrap(), issued);
        // Every single wrong letter is noticed, and its group named.
        let signs: Vec<char> = printed.chars().collect();
        for (place, sign) in signs.iter().enumerate().filter(|(_, sign)| **sign != '-') {
            for other in ALPHABET.iter().map(|letter| char::from(*letter)) {
                let mut typed = signs.clone();
                typed[place] = other;
                let found = RecoveryKey::parse(&typed.iter().collect::<String>());
                match found {
                    Ok(_) => assert_eq!(other, *sign, "{place}"),
                    Err(RecoveryTypo::Group { group, .. }) => assert_eq!(group, place / 6 + 1),
                    Err(other) => panic!("{other}"),
                }
            }
        }
        let groups: Vec<&str> = printed.split('-').collect();
        let swapped = printed.replacen(groups[2], "x", 1).replacen(groups[3], groups[2], 1);
        let swapped = swapped.replacen('x', groups[3], 1);
        let at_3 = |typo: &RecoveryTypo| matches!(typo, RecoveryTypo::Group { group: 3, .. });
        assert!(RecoveryKey::parse(&swapped).is_err_and(|typo| at_3(&typo)));
        let short = printed.replacen(groups[2], &groups[2][1..], 1);
        assert!(RecoveryKey::parse(&short).is_err_and(|typo| at_3(&typo)));
        let foreign = RecoveryKey::parse(&printed.replacen(&printed[..1], "ü", 1));
        assert_eq!(foreign, Err(RecoveryTypo::Letter { group: 1, letter: 'ü' }));
        let joined = printed.replace('-', "");
        assert_eq!(RecoveryKey::parse(&joined[1..]), Err(RecoveryTypo::Length { found: 39 }));
        assert_eq!(RecoveryKey::parse(" "), Err(RecoveryTypo::Length { found: 0 }));
    }
}
