//! What the platform says in writing: signed with the installation's own key (Ed25519), so that a
//! desk can rely on it weeks later, without a network.

use mojo_domain::journal::hex;
use mojo_protocol::{Signed, canonical};
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use serde::Serialize;

use crate::storage::StorageError;

/// The key of the installation.
pub(crate) struct SigningKey(Ed25519KeyPair);

impl SigningKey {
    /// The key that follows from 32 secret bytes.
    ///
    /// # Errors
    /// [`StorageError::Inconsistency`] when they are no seed.
    pub(crate) fn from_seed(seed: &[u8]) -> Result<Self, StorageError> {
        let unreadable = |_| StorageError::Inconsistency { column: "value" };
        Ed25519KeyPair::from_seed_unchecked(seed).map(Self).map_err(unreadable)
    }

    /// The public half, hexadecimal.
    pub(crate) fn public_key(&self) -> String {
        hex(self.0.public_key().as_ref())
    }

    /// Signs the canonical text of a body.
    ///
    /// # Errors
    /// [`StorageError::Rule`] when the body has no JSON form.
    pub(crate) fn sign<T: Serialize>(&self, body: &T) -> Result<Signed, StorageError> {
        let body = canonical(body).map_err(|error| StorageError::Rule(error.to_string()))?;
        let signature = hex(self.0.sign(body.as_bytes()).as_ref());
        Ok(Signed { body, signature, key: self.public_key() })
    }

    /// Whether this key signed exactly this text.
    pub(crate) fn has_signed(&self, text: &str, signature: &[u8]) -> bool {
        let public: &[u8] = self.0.public_key().as_ref();
        UnparsedPublicKey::new(&ED25519, public).verify(text.as_bytes(), signature).is_ok()
    }
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SigningKey(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_signed_is_believed_and_a_changed_byte_is_not() {
        let signed =
            SigningKey::from_seed(&[7; 32]).unwrap().sign(&serde_json::json!([1])).unwrap();
        let bytes = |text: &str| mojo_domain::journal::unhex(text).unwrap();
        let key = UnparsedPublicKey::new(&ED25519, bytes(&signed.key));
        let signature = bytes(&signed.signature);
        assert!(key.verify(signed.body.as_bytes(), &signature).is_ok());
        assert!(key.verify(b"[2]", &signature).is_err());
        let own = SigningKey::from_seed(&[7; 32]).unwrap();
        assert!(own.has_signed(&signed.body, &signature));
        assert!(!own.has_signed("[2]", &signature));
        let other = SigningKey::from_seed(&[8; 32]).unwrap();
        assert!(!other.has_signed(&signed.body, &signature));
        assert!(SigningKey::from_seed(&[7; 31]).is_err());
    }
}
