//! The identity provider as the platform asks it: where its keys are, and which they are.
//!
//! Keys are held for an hour and then fetched anew by the next token; while the provider is silent
//! they count for a day. A token with an unknown key fetches them too, so that a new key counts at
//! once, but no oftener than every thirty seconds, however many such tokens come.

use std::sync::{Arc, Once, PoisonError, RwLock};
use std::time::Duration;

use reqwest::Client;
use reqwest::redirect::Policy;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::jwt::{Claims, Jwt, TokenRefused};
use super::keys::{Key, KeySet};
use super::settings::{IdentitySettings, IdentitySettingsError, is_safe_address};

/// Older keys are fetched anew.
const FRESH_MICROS: i64 = 3_600_000_000;
/// Older keys count no more, though the provider is silent.
const STALE_MICROS: i64 = 86_400_000_000;
/// Between two attempts to fetch.
const PAUSE_MICROS: i64 = 30_000_000;
/// No connection after so long: there is none.
const CONNECT: Duration = Duration::from_secs(3);
/// No answer after so long: there is none. Whoever signs in waits for it.
const PATIENCE: Duration = Duration::from_secs(6);
/// No answer of a provider is larger.
const MAX_ANSWER_BYTES: usize = 256 * 1024;

/// The part of the provider's description that the platform needs.
#[derive(Deserialize)]
struct Discovery {
    issuer: String,
    jwks_uri: String,
}

/// Keys, and when they were fetched.
#[derive(Clone, Debug)]
struct Held {
    keys: Arc<KeySet>,
    fetched_at: i64,
}

/// The provider.
#[derive(Debug)]
pub(crate) struct IdentityProvider {
    settings: IdentitySettings,
    client: Client,
    held: RwLock<Option<Held>>,
    /// When the keys were last asked for, whatever came of it; whoever holds the lock asks.
    tried_at: tokio::sync::Mutex<Option<i64>>,
}

impl IdentityProvider {
    /// A provider of which nothing is known yet.
    ///
    /// # Errors
    /// [`IdentitySettingsError`].
    pub(crate) fn try_new(settings: IdentitySettings) -> Result<Self, IdentitySettingsError> {
        static PROVIDER: Once = Once::new();
        settings.check()?;
        PROVIDER.call_once(|| {
            // An error says that one is installed already.
            let _ = rustls::crypto::ring::default_provider().install_default();
        });
        let client = Client::builder()
            .connect_timeout(CONNECT)
            .timeout(PATIENCE)
            .redirect(Policy::none())
            .user_agent(concat!("mojo-platform/", env!("CARGO_PKG_VERSION")))
            .build()
            .expect("rustls finds its provider, which was installed above");
        let (held, tried_at) = (RwLock::new(None), tokio::sync::Mutex::new(None));
        Ok(Self { settings, client, held, tried_at })
    }

    pub(crate) fn settings(&self) -> &IdentitySettings {
        &self.settings
    }

    /// What a token says, once it is proved that the provider says it, to us, and now. `now` in
    /// microseconds.
    ///
    /// # Errors
    /// [`TokenRefused`] says why it proves nothing.
    pub(super) async fn verify(&self, token: &str, now: i64) -> Result<Claims, TokenRefused> {
        let jwt = Jwt::parse(token)?;
        let key = self.key(jwt.key_id.as_deref(), now).await?;
        if !key.verifies(jwt.algorithm, jwt.signed.as_bytes(), &jwt.signature) {
            return Err(TokenRefused::Signature);
        }
        let claims = jwt.claims()?;
        claims.check(&self.settings, now)?;
        Ok(claims)
    }

    /// The key of this id: held, or fetched where it is time.
    async fn key(&self, id: Option<&str>, now: i64) -> Result<Key, TokenRefused> {
        let is_within = |since: i64, span: i64| (0..span).contains(&(now - since));
        let held = self.held();
        let found = held.as_ref().and_then(|held| held.keys.find(id).cloned());
        let is_fresh = held.as_ref().is_some_and(|held| is_within(held.fetched_at, FRESH_MICROS));
        // While somebody fetches, the others go on with what is held.
        let is_busy = self.tried_at.try_lock().is_err();
        let is_usable = held.as_ref().is_some_and(|held| is_within(held.fetched_at, STALE_MICROS));
        if let Some(key) = found.filter(|_| is_fresh || is_busy && is_usable) {
            return Ok(key);
        }
        self.fetch_in_turn(held.map(|held| held.fetched_at), now).await;
        let held = self.held().filter(|held| is_within(held.fetched_at, STALE_MICROS));
        let held = held.ok_or(TokenRefused::Silent)?;
        held.keys.find(id).cloned().ok_or(TokenRefused::UnknownKey)
    }

    fn held(&self) -> Option<Held> {
        self.held.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Fetches the keys, unless somebody else did since `seen`, or tried a moment ago.
    async fn fetch_in_turn(&self, seen: Option<i64>, now: i64) {
        let mut tried_at = self.tried_at.lock().await;
        let is_done = self.held().map(|held| held.fetched_at) != seen;
        let is_early = tried_at.is_some_and(|at| (0..PAUSE_MICROS).contains(&(now - at)));
        if is_done || is_early {
            return;
        }
        *tried_at = Some(now);
        match self.fetch().await {
            Ok(keys) => {
                let held = Held { keys: Arc::new(keys), fetched_at: now };
                *self.held.write().unwrap_or_else(PoisonError::into_inner) = Some(held);
            }
            Err(why) => tracing::warn!(why, "the identity provider's keys could not be fetched"),
        }
    }

    async fn fetch(&self) -> Result<KeySet, &'static str> {
        let place = self.settings.issuer.trim_end_matches('/');
        let place = format!("{place}/.well-known/openid-configuration");
        let found: Discovery = read(&self.get(&place).await?)?;
        if found.issuer != self.settings.issuer {
            return Err("its description names another issuer");
        }
        if !is_safe_address(&found.jwks_uri) {
            return Err("its keys would travel in the open");
        }
        KeySet::read(&self.get(&found.jwks_uri).await?).ok_or("it publishes no key of use")
    }

    async fn get(&self, address: &str) -> Result<Vec<u8>, &'static str> {
        let lost = |_| "it does not answer";
        let mut response = self.client.get(address).send().await.map_err(lost)?;
        if response.status().as_u16() != 200 {
            return Err("it answers with an error");
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(lost)? {
            if bytes.len() + chunk.len() > MAX_ANSWER_BYTES {
                return Err("its answer is too long");
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    }
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, &'static str> {
    serde_json::from_slice(bytes).map_err(|_| "its answer cannot be read")
}
