//! The keys by which an identity provider signs (RFC 7517), as it publishes them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};
use serde::Deserialize;
use serde_json::Value;

use super::jwt::Algorithm;

/// No provider publishes more keys at once; those after are passed over.
const MOST_KEYS: usize = 32;

/// A set of keys as it travels. A key that is not understood must not hide the others.
#[derive(Deserialize)]
struct Published {
    keys: Vec<Value>,
}

#[derive(Deserialize)]
struct Jwk {
    kty: String,
    kid: Option<String>,
    alg: Option<String>,
    #[serde(rename = "use")]
    purpose: Option<String>,
    n: Option<String>,
    e: Option<String>,
    crv: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

/// A key that verifies signatures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Key {
    /// Modulus and exponent, big-endian, without zeros before them.
    Rsa { n: Vec<u8>, e: Vec<u8> },
    /// The point in its uncompressed form.
    P256(Vec<u8>),
}

impl Key {
    /// The key of a published one; `None` when it is not for signatures that are believed.
    fn of(jwk: &Jwk) -> Option<Self> {
        if jwk.purpose.as_deref().is_some_and(|purpose| purpose != "sig") {
            return None;
        }
        let bytes = |text: &Option<String>| URL_SAFE_NO_PAD.decode(text.as_deref()?).ok();
        let (key, alg) = match jwk.kty.as_str() {
            "RSA" => {
                let (n, e) = (positive(bytes(&jwk.n)?), positive(bytes(&jwk.e)?));
                (Self::Rsa { n, e }, "RS256")
            }
            "EC" if jwk.crv.as_deref() == Some("P-256") => {
                let (x, y) = (bytes(&jwk.x)?, bytes(&jwk.y)?);
                if x.len() != 32 || y.len() != 32 {
                    return None;
                }
                (Self::P256([&[4][..], &x, &y].concat()), "ES256")
            }
            _ => return None,
        };
        jwk.alg.as_deref().is_none_or(|named| named == alg).then_some(key)
    }

    /// Whether `signature` over `signed` is this key's, made by `algorithm`.
    pub(super) fn verifies(&self, algorithm: Algorithm, signed: &[u8], signature: &[u8]) -> bool {
        let verified = match (self, algorithm) {
            (Self::Rsa { n, e }, Algorithm::Rs256) => RsaPublicKeyComponents { n, e }.verify(
                &RSA_PKCS1_2048_8192_SHA256,
                signed,
                signature,
            ),
            (Self::P256(point), Algorithm::Es256) => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(signed, signature)
            }
            // A key is of one algorithm.
            _ => return false,
        };
        verified.is_ok()
    }
}

fn positive(bytes: Vec<u8>) -> Vec<u8> {
    bytes.into_iter().skip_while(|byte| *byte == 0).collect()
}

/// The keys of a provider.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct KeySet(Vec<(Option<String>, Key)>);

impl KeySet {
    /// Reads what a provider publishes; `None` when it is no set of keys, or has none that is
    /// understood: a proxy's page must not take the keys away that are held.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let published: Published = serde_json::from_slice(bytes).ok()?;
        let keys = published.keys.into_iter().take(MOST_KEYS).filter_map(|value| {
            let jwk: Jwk = serde_json::from_value(value).ok()?;
            let key = Key::of(&jwk)?;
            Some((jwk.kid, key))
        });
        let keys: Vec<_> = keys.collect();
        (!keys.is_empty()).then_some(Self(keys))
    }

    /// The key of this id; a token that names none is meant for the only key there is.
    pub(super) fn find(&self, id: Option<&str>) -> Option<&Key> {
        match (id, self.0.as_slice()) {
            (None, [(_, key)]) => Some(key),
            (None, _) => None,
            (Some(id), keys) => {
                keys.iter().find(|(known, _)| known.as_deref() == Some(id)).map(|(_, key)| key)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// RFC 7515, appendix A.3: a token that others have made.
    #[test]
    fn the_example_of_the_standard_is_verified() {
        let set = json!({ "keys": [{
            "kty": "EC", "crv": "P-256",
            "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
            "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
        }] });
        let keys = KeySet::read(set.to_string().as_bytes()).unwrap();
        let signed = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6\
            Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
        let signature = URL_SAFE_NO_PAD
            .decode(
                "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg\
                 6NU1Q",
            )
            .unwrap();
        let key = keys.find(None).unwrap();
        assert!(key.verifies(Algorithm::Es256, signed.as_bytes(), &signature));
        assert!(!key.verifies(Algorithm::Rs256, signed.as_bytes(), &signature));
        assert!(!key.verifies(Algorithm::Es256, &signed.as_bytes()[1..], &signature));
    }

    #[test]
    fn what_is_not_understood_is_passed_over_and_nothing_at_all_is_no_set() {
        let point = "A".repeat(43);
        let good = json!({ "kty": "EC", "crv": "P-256", "kid": "1", "x": point, "y": point });
        let with = |name: &str, value: &str| {
            let mut key = good.clone();
            key[name] = json!(value);
            key
        };
        let others = [
            with("use", "enc"),
            with("alg", "HS256"),
            with("crv", "P-384"),
            with("x", "AA"),
            json!({ "kty": "oct", "k": "c2VjcmV0" }),
            json!({ "kty": "RSA", "n": "AQ" }),
            json!("x"),
        ];
        let read = |keys: Vec<Value>| KeySet::read(json!({ "keys": keys }).to_string().as_bytes());
        assert_eq!(read(others.to_vec()), None);
        let keys = read([others.to_vec(), vec![good.clone()]].concat()).unwrap();
        assert!(keys.find(Some("1")).is_some() && keys.find(None).is_some());
        assert!(keys.find(Some("2")).is_none());
        let two = read(vec![good.clone(), with("kid", "2")]).unwrap();
        assert!(two.find(Some("2")).is_some());
        assert!(two.find(None).is_none(), "which of them?");
        for text in ["", "<html>", "{}", r#"{"keys":[]}"#] {
            assert_eq!(KeySet::read(text.as_bytes()), None, "{text}");
        }
    }
}
