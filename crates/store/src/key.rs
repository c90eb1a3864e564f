//! The key of the database: 256 random bits, never a password (SQLCipher's raw key).

use zeroize::Zeroizing;

/// The raw key. It is wiped from memory when dropped.
#[derive(Clone)]
pub struct DatabaseKey(Zeroizing<[u8; 32]>);

impl DatabaseKey {
    /// A key of 32 random bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The bytes, for whoever wraps or keeps the key.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// As SQLCipher's `PRAGMA key` wants it: a raw key skips the slow derivation.
    pub(crate) fn pragma(&self) -> String {
        format!("\"x'{}'\"", mojo_domain::journal::hex(&*self.0))
    }
}

impl std::fmt::Debug for DatabaseKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DatabaseKey(..)")
    }
}
