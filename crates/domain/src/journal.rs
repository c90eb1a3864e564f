//! The journal (Protokoll): a hash chain per device that anybody can verify (D3, § 146 Abs. 4 AO).
//!
//! The chain holds a commitment to each body, not the body: bodies and salts stand apart and may be
//! emptied by an erasure (Art. 17 GDPR) while the chain stays whole.

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{ActorId, DeviceId, to_micros};

/// A SHA-256 value.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// Lower-case hexadecimal, 64 characters.
    pub fn to_hex(&self) -> String {
        hex(&self.0)
    }

    /// Reads 64 hexadecimal characters.
    pub fn from_hex(text: &str) -> Option<Self> {
        unhex(text).and_then(|bytes| <[u8; 32]>::try_from(bytes).ok()).map(Self)
    }

    /// The hash of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }
}

impl std::fmt::Debug for Hash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.to_hex())
    }
}

/// Bytes as lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}

/// Hexadecimal as bytes; `None` when it is not.
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) {
        return None;
    }
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|d| u8::try_from(d).ok());
    text.as_bytes().chunks(2).map(|pair| Some(digit(pair[0])? << 4 | digit(pair[1])?)).collect()
}

/// What one link of the chain binds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link<'a> {
    /// The number within device and epoch, from 1 without a gap.
    pub dseq: i64,
    /// The verb, as `sell` or `import_contact`.
    pub op: &'a str,
    /// The kind of thing that changed.
    pub entity: &'a str,
    /// The thing that changed.
    pub entity_id: Uuid,
    /// When it was recorded at the desk.
    pub at: DateTime<Utc>,
    /// Who did it.
    pub actor_id: ActorId,
    /// [`commitment`] to salt and body.
    pub commitment: Hash,
}

/// Where the chain of a device and epoch begins.
pub fn genesis(device_id: DeviceId, epoch: i64) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update(b"mojo-journal-1");
    hasher.update(device_id.0.as_bytes());
    hasher.update(epoch.to_be_bytes());
    Hash(hasher.finalize().into())
}

/// Binds a body without showing it: `H(salt || body)`, the body in canonical form.
pub fn commitment(salt: &[u8; 16], body: &[u8]) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update(salt);
    hasher.update(body);
    Hash(hasher.finalize().into())
}

/// The hash of a link after `prev`. Texts are preceded by their length, so that no two links have
/// the same bytes.
pub fn chain(prev: Hash, link: &Link<'_>) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update(prev.0);
    hasher.update(link.dseq.to_be_bytes());
    for text in [link.op, link.entity] {
        hasher.update((text.len() as u64).to_be_bytes());
        hasher.update(text.as_bytes());
    }
    hasher.update(link.entity_id.as_bytes());
    hasher.update(to_micros(link.at).to_be_bytes());
    hasher.update(link.actor_id.0.as_bytes());
    hasher.update(link.commitment.0);
    Hash(hasher.finalize().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_changed_field_changes_the_hash() {
        let link = Link {
            dseq: 1,
            op: "sell",
            entity: "sale",
            entity_id: Uuid::from_u128(7),
            at: "2026-11-20T10:00:00Z".parse().unwrap(),
            actor_id: ActorId(Uuid::from_u128(3)),
            commitment: commitment(&[1; 16], b"{}"),
        };
        let start = genesis(DeviceId(Uuid::from_u128(1)), 1);
        let hash = chain(start, &link);
        assert_ne!(hash, chain(start, &Link { dseq: 2, ..link.clone() }));
        assert_ne!(hash, chain(start, &Link { op: "sells", entity: "ale", ..link.clone() }));
        assert_ne!(hash, chain(genesis(DeviceId(Uuid::from_u128(1)), 2), &link));
        assert_eq!(Hash::from_hex(&hash.to_hex()), Some(hash));
    }
}
