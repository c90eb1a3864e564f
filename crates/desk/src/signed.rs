//! What the platform says in writing, believed offline: signed with the key that this desk got when
//! it signed in (Ed25519).

use mojo_domain::journal::unhex;
use mojo_protocol::Signed;
use mojo_store::{Source, StoreError, Tx, settings};
use ring::signature::{ED25519, UnparsedPublicKey};

/// The name of the setting.
const KEY: &str = "platform_key";

/// Why something signed is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unbelieved {
    /// No platform has told its key here.
    NoKey,
    /// Another key than the platform's.
    OtherKey,
    /// The signature is of another text.
    Changed,
}

impl Unbelieved {
    /// Stable, snake case.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::NoKey => "no_key",
            Self::OtherKey => "other_key",
            Self::Changed => "changed",
        }
    }
}

/// The key of the platform that this desk is signed in at.
pub(crate) async fn find_key(source: &mut impl Source) -> Result<Option<String>, StoreError> {
    settings::find(source, KEY).await
}

/// Keeps the key that the platform told first since somebody signed in; another one later is not
/// believed.
pub(crate) async fn learn_key(tx: &mut Tx, signed: &Signed) -> Result<(), StoreError> {
    if find_key(tx).await?.is_some() || check(signed, Some(signed.key.as_str())).is_err() {
        return Ok(());
    }
    settings::set(tx, KEY, &signed.key).await
}

/// Somebody signs in: the next greeting tells the key anew.
pub(crate) async fn forget_key(tx: &mut Tx) -> Result<(), StoreError> {
    settings::forget(tx, KEY).await
}

/// Whether the text is what the owner of the key signed.
pub(crate) fn check(signed: &Signed, key: Option<&str>) -> Result<(), Unbelieved> {
    let key = key.ok_or(Unbelieved::NoKey)?;
    if key != signed.key {
        return Err(Unbelieved::OtherKey);
    }
    let (Some(key), Some(signature)) = (unhex(key), unhex(&signed.signature)) else {
        return Err(Unbelieved::Changed);
    };
    UnparsedPublicKey::new(&ED25519, key)
        .verify(signed.body.as_bytes(), &signature)
        .map_err(|_| Unbelieved::Changed)
}

#[cfg(test)]
pub(crate) mod tests {
    use mojo_domain::journal::hex;
    use ring::signature::{Ed25519KeyPair, KeyPair as _};

    use super::*;

    /// Signs as a platform with this secret does.
    pub(crate) fn sign(secret: u8, body: String) -> Signed {
        let pair = Ed25519KeyPair::from_seed_unchecked(&[secret; 32]).unwrap();
        let signature = hex(pair.sign(body.as_bytes()).as_ref());
        Signed { body, signature, key: hex(pair.public_key().as_ref()) }
    }

    #[test]
    fn a_changed_byte_and_another_key_are_not_believed() {
        let signed = sign(7, "{}".to_owned());
        let key = signed.key.clone();
        assert_eq!(check(&signed, Some(key.as_str())), Ok(()));
        assert_eq!(check(&signed, None), Err(Unbelieved::NoKey));
        let changed = Signed { body: "{ }".to_owned(), ..signed };
        assert_eq!(check(&changed, Some(key.as_str())), Err(Unbelieved::Changed));
        assert_eq!(check(&sign(8, "{}".to_owned()), Some(key.as_str())), Err(Unbelieved::OtherKey));
    }
}
