//! What the provider knows: keys, people, codes and refresh tokens.

use std::collections::BTreeMap;

use ring::digest::{SHA256, digest};
use serde_json::{Value, json};

use super::FakeProvider;
use super::keys::{SigningKey, encoded};

/// Somebody who has an account at the provider.
#[derive(Clone, Debug)]
pub struct Person {
    /// The claim `sub`.
    pub subject: String,
    /// The claim `email`.
    pub email: String,
    /// The claim `email_verified`.
    pub is_verified: bool,
}

/// What a provider, or somebody on the way, may do wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misdeed {
    /// Neither its description nor its keys are to be had.
    Silent,
    /// It publishes a page instead of keys.
    Garbled,
    /// The person says no.
    Denied,
    /// It sends the browser back with another state.
    OtherState,
    /// It puts another nonce into the token.
    OtherNonce,
    /// It names another issuer in its description.
    OtherIssuer,
    /// It never sends the browser back.
    Lost,
}

/// A code that waits to be redeemed.
#[derive(Clone, Debug)]
pub(super) struct Code {
    pub(super) client: String,
    pub(super) redirect: String,
    pub(super) challenge: String,
    pub(super) nonce: String,
    pub(super) person: Person,
}

/// Everything.
#[derive(Debug)]
pub(super) struct World {
    pub(super) url: String,
    keys: Vec<SigningKey>,
    /// From here on keys are published; the last one signs.
    published_from: usize,
    pub(super) person: Person,
    pub(super) misdeed: Option<Misdeed>,
    pub(super) key_requests: usize,
    pub(super) visits: usize,
    codes: BTreeMap<String, Code>,
    refresh_tokens: BTreeMap<String, Person>,
    given: usize,
}

impl World {
    pub(super) fn new(url: String) -> Self {
        let person = Person {
            subject: "user_nobody".to_owned(),
            email: "nobody@example.org".to_owned(),
            is_verified: false,
        };
        Self {
            url,
            keys: vec![SigningKey::rsa("key-1")],
            published_from: 0,
            person,
            misdeed: None,
            key_requests: 0,
            visits: 0,
            codes: BTreeMap::new(),
            refresh_tokens: BTreeMap::new(),
            given: 0,
        }
    }

    pub(super) fn rotate(&mut self, keeps: bool) {
        let number = self.keys.len() + 1;
        self.keys.push(SigningKey::draw_ec(&format!("key-{number}")));
        if !keeps {
            self.published_from = self.keys.len() - 1;
        }
    }

    pub(super) fn published(&self) -> Value {
        let keys = self.keys[self.published_from..].iter().map(SigningKey::published);
        json!({ "keys": keys.collect::<Vec<_>>() })
    }

    pub(super) fn sign(&self, claims: &Value) -> String {
        self.keys.last().map(|key| key.sign(claims)).unwrap_or_default()
    }

    pub(super) fn forget_everybody(&mut self) {
        self.refresh_tokens.clear();
    }

    fn draw(&mut self, what: &str) -> String {
        self.given += 1;
        format!("{what}-{}", self.given)
    }

    /// Keeps a code for whoever sits before the browser.
    pub(super) fn give_code(&mut self, code: Code) -> String {
        let name = self.draw("code");
        self.codes.insert(name.clone(), code);
        name
    }

    /// Redeems a code, once, for whoever has the verifier of its challenge.
    pub(super) fn redeem(&mut self, form: &BTreeMap<String, String>, now: i64) -> Option<Value> {
        let given = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
        let code = self.codes.remove(given("code"))?;
        let verifier = given("code_verifier");
        let challenge = encoded(digest(&SHA256, verifier.as_bytes()).as_ref());
        let is_right = code.client == given("client_id")
            && code.redirect == given("redirect_uri")
            && code.challenge == challenge
            && (43..=128).contains(&verifier.len());
        if !is_right {
            return None;
        }
        let nonce = match self.misdeed {
            Some(Misdeed::OtherNonce) => "another".to_owned(),
            _ => code.nonce,
        };
        Some(self.tokens(code.person, Some(nonce), now))
    }

    /// Renews by a refresh token, which counts once.
    pub(super) fn renew(&mut self, form: &BTreeMap<String, String>, now: i64) -> Option<Value> {
        let person = self.refresh_tokens.remove(form.get("refresh_token")?)?;
        let is_client = form.get("client_id").is_some_and(|id| id == FakeProvider::CLIENT);
        is_client.then(|| self.tokens(person, None, now))
    }

    fn tokens(&mut self, person: Person, nonce: Option<String>, now: i64) -> Value {
        let mut claims = json!({
            "iss": self.url, "sub": person.subject, "aud": FakeProvider::CLIENT, "iat": now,
            "exp": now + 300, "email": person.email, "email_verified": person.is_verified,
        });
        if let Some(nonce) = nonce {
            claims["nonce"] = json!(nonce);
        }
        let refresh = self.draw("refresh");
        self.refresh_tokens.insert(refresh.clone(), person);
        json!({
            "token_type": "Bearer", "expires_in": 300, "access_token": self.draw("access"),
            "refresh_token": refresh, "id_token": self.sign(&claims),
        })
    }
}
