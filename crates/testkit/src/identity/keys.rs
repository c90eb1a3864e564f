//! The provider's keys: an RSA key that stands in a file, as making one takes seconds, and P-256
//! keys that are drawn.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair,
    RsaPublicKeyComponents,
};
use serde_json::{Value, json};

/// PKCS #8 in base64; it opens nothing but tests.
const RSA_KEY: &str = include_str!("rsa_key.txt");

/// A key with its name.
#[derive(Debug)]
pub(super) struct SigningKey {
    id: String,
    pair: Pair,
}

#[derive(Debug)]
enum Pair {
    Rsa(Box<RsaKeyPair>),
    Ec(Box<EcdsaKeyPair>),
}

/// Bytes as they stand in tokens.
pub(super) fn encoded(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

impl SigningKey {
    /// The key of the file.
    pub(super) fn rsa(id: &str) -> Self {
        let text: String = RSA_KEY.split_whitespace().collect();
        let bytes = STANDARD.decode(text).expect("the file holds base64");
        let pair = RsaKeyPair::from_pkcs8(&bytes).expect("the file holds a key");
        Self { id: id.to_owned(), pair: Pair::Rsa(Box::new(pair)) }
    }

    /// A new key.
    pub(super) fn draw_ec(id: &str) -> Self {
        let (algorithm, chance) = (&ECDSA_P256_SHA256_FIXED_SIGNING, SystemRandom::new());
        let document = EcdsaKeyPair::generate_pkcs8(algorithm, &chance).expect("there is chance");
        let pair = EcdsaKeyPair::from_pkcs8(algorithm, document.as_ref(), &chance);
        Self { id: id.to_owned(), pair: Pair::Ec(Box::new(pair.expect("it was just made"))) }
    }

    /// As a provider publishes it.
    pub(super) fn published(&self) -> Value {
        match &self.pair {
            Pair::Rsa(pair) => {
                let parts = RsaPublicKeyComponents::<Vec<u8>>::from(pair.public());
                json!({
                    "kty": "RSA", "kid": self.id, "use": "sig", "alg": "RS256",
                    "n": encoded(&parts.n), "e": encoded(&parts.e),
                })
            }
            Pair::Ec(pair) => {
                let point = pair.public_key().as_ref();
                json!({
                    "kty": "EC", "crv": "P-256", "kid": self.id, "use": "sig", "alg": "ES256",
                    "x": encoded(&point[1..33]), "y": encoded(&point[33..]),
                })
            }
        }
    }

    /// A token with these claims.
    pub(super) fn sign(&self, claims: &Value) -> String {
        let alg = match &self.pair {
            Pair::Rsa(_) => "RS256",
            Pair::Ec(_) => "ES256",
        };
        let header = json!({ "alg": alg, "kid": self.id, "typ": "JWT" });
        let (header, claims) = (header.to_string(), claims.to_string());
        let signed = format!("{}.{}", encoded(header.as_bytes()), encoded(claims.as_bytes()));
        let chance = SystemRandom::new();
        let signature = match &self.pair {
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &chance, signed.as_bytes(), &mut signature)
                    .expect("the signature has its length");
                signature
            }
            Pair::Ec(pair) => {
                let signature = pair.sign(&chance, signed.as_bytes()).expect("there is chance");
                signature.as_ref().to_vec()
            }
        };
        format!("{signed}.{}", encoded(&signature))
    }
}
