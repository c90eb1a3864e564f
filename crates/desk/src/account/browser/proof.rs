//! What ties the answer of the browser to the question of this desk, and the token to both.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use mojo_domain::Entropy;
use mojo_protocol::ExchangeRequest;
use ring::digest::{SHA256, digest};
use serde::Deserialize;
use serde_json::Value;

/// Secrets of one sign-in.
pub(super) struct Proof {
    /// Comes back with the browser.
    pub(super) state: String,
    /// Shown to the platform when the token is exchanged: what the nonce was made of.
    pub(super) binding: String,
    /// Comes back inside of the token, which counts for the platform that it was made for alone.
    pub(super) nonce: String,
    /// Shown when the code is redeemed: who has only the code redeems nothing (RFC 7636).
    pub(super) verifier: String,
}

impl Proof {
    /// Of a sign-in at `issuer` for the platform at this address.
    pub(super) fn draw(entropy: &dyn Entropy, (issuer, platform): (&str, &str)) -> Self {
        let draw = || {
            let mut random = [0; 32];
            entropy.fill(&mut random);
            URL_SAFE_NO_PAD.encode(random)
        };
        let (state, binding, verifier) = (draw(), draw(), draw());
        let nonce = ExchangeRequest::nonce(&binding, issuer, platform);
        Self { state, binding, nonce, verifier }
    }

    /// What the provider compares the verifier with (S256).
    pub(super) fn challenge(&self) -> String {
        URL_SAFE_NO_PAD.encode(digest(&SHA256, self.verifier.as_bytes()))
    }
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    aud: Value,
    nonce: Option<String>,
}

/// Whether the provider made this token for this client, and, where there is a nonce, for this
/// sign-in. It came over TLS from the provider itself, which OpenID Connect takes for its signature
/// (3.1.3.7); the platform verifies that as well.
pub(super) fn is_ours(token: &str, (issuer, client): (&str, &str), nonce: Option<&str>) -> bool {
    let mut parts = token.split('.');
    let Some(claims) = parts.nth(1).and_then(|part| URL_SAFE_NO_PAD.decode(part).ok()) else {
        return false;
    };
    let Ok(claims) = serde_json::from_slice::<Claims>(&claims) else { return false };
    let is_audience = match &claims.aud {
        Value::String(name) => name == client,
        Value::Array(names) => names.iter().any(|name| name == client),
        _ => false,
    };
    // A renewed token may bear none; one that was asked for must.
    let is_nonce = nonce.is_none() || claims.nonce.as_deref() == nonce;
    claims.iss == issuer && is_audience && is_nonce
}

#[cfg(test)]
mod tests {
    use mojo_domain::SeededEntropy;
    use serde_json::json;

    use super::*;

    /// RFC 7636, appendix B.
    #[test]
    fn the_example_of_the_standard_has_its_challenge() {
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".to_owned();
        let [state, binding, nonce] = [(); 3].map(|()| String::new());
        let proof = Proof { state, binding, nonce, verifier };
        assert_eq!(proof.challenge(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn nothing_is_drawn_twice() {
        let proof = Proof::draw(&SeededEntropy::new(1), ("https://id", "https://mojo.example"));
        assert_eq!(proof.verifier.len(), 43);
        assert!(proof.state != proof.binding && proof.binding != proof.verifier);
    }

    #[test]
    fn the_nonce_of_another_platform_is_another() {
        let of = |platform: &str| Proof::draw(&SeededEntropy::new(1), ("https://id", platform));
        let (proof, other) = (of("https://mojo.example"), of("https://mojo.example.org"));
        assert_eq!(proof.binding, other.binding);
        assert_ne!(proof.nonce, other.nonce);
    }

    #[test]
    fn a_token_for_somebody_else_or_of_another_sign_in_is_not_ours() {
        let token = |claims: Value| format!("e30.{}.x", URL_SAFE_NO_PAD.encode(claims.to_string()));
        let good = json!({ "iss": "https://id", "aud": "desk", "nonce": "n" });
        let with = |name: &str, value: Value| {
            let mut claims = good.clone();
            claims[name] = value;
            token(claims)
        };
        let is_ours = |token: &str, nonce| super::is_ours(token, ("https://id", "desk"), nonce);
        assert!(is_ours(&token(good.clone()), Some("n")));
        assert!(is_ours(&with("aud", json!(["x", "desk"])), Some("n")));
        assert!(is_ours(&with("nonce", Value::Null), None));
        for bad in [
            with("iss", json!("https://other")),
            with("aud", json!("other")),
            with("aud", json!([])),
            with("nonce", json!("other")),
            with("nonce", Value::Null),
            "x".to_owned(),
            "a.b.c".to_owned(),
            String::new(),
        ] {
            assert!(!is_ours(&bad, Some("n")), "{bad}");
        }
    }
}
