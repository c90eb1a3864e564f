//! The identity provider as the desk asks it.

use std::sync::Once;
use std::time::Duration;

use reqwest::Client;
use reqwest::header::{CONTENT_TYPE, HeaderValue};
use reqwest::redirect::Policy;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::form::form;
use super::proof::Proof;
use crate::account::sign_in::check_address;

/// No connection after so long: there is none.
const CONNECT: Duration = Duration::from_secs(10);
/// No answer after so long: there is none.
const PATIENCE: Duration = Duration::from_secs(30);
/// No answer of a provider is larger.
const MAX_ANSWER_BYTES: usize = 256 * 1024;

/// What no token came of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ProviderError {
    /// No answer, or not a provider's.
    Silent,
    /// The provider said no.
    Refused,
}

/// The provider's description of itself.
#[derive(Deserialize)]
struct Discovery {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    scopes_supported: Option<Vec<String>>,
    code_challenge_methods_supported: Option<Vec<String>>,
}

/// The provider's answer to a code or a refresh token.
#[derive(Deserialize)]
pub(super) struct Tokens {
    pub(super) id_token: Option<String>,
    pub(super) refresh_token: Option<String>,
}

/// A provider that was found, and this desk's client there.
pub(super) struct Provider {
    client: Client,
    client_id: String,
    found: Discovery,
}

impl Provider {
    /// Finds the provider of this name.
    pub(super) async fn find(issuer: &str, client_id: &str) -> Result<Self, ProviderError> {
        let client = client();
        // What names itself otherwise, or is reached in the open, is not who was meant.
        check_address(issuer).map_err(|_| ProviderError::Refused)?;
        let place = issuer.trim_end_matches('/');
        let place = format!("{place}/.well-known/openid-configuration");
        let found: Discovery = read(client.get(place).send().await).await?;
        let endpoints = [&found.authorization_endpoint, &found.token_endpoint];
        let is_safe = endpoints.iter().all(|address| check_address(address).is_ok());
        let methods = found.code_challenge_methods_supported.as_deref();
        let proves = methods.is_none_or(|methods| methods.iter().any(|method| method == "S256"));
        if found.issuer != issuer || !is_safe || !proves {
            return Err(ProviderError::Refused);
        }
        Ok(Self { client, client_id: client_id.to_owned(), found })
    }

    /// Where the browser goes.
    pub(super) fn authorization(&self, redirect: &str, proof: &Proof) -> String {
        let offered = self.found.scopes_supported.as_deref();
        let renews = offered.is_none_or(|all| all.iter().any(|scope| scope == "offline_access"));
        let scope =
            if renews { "openid email profile offline_access" } else { "openid email profile" };
        let challenge = proof.challenge();
        let mut pairs = vec![
            ("response_type", "code"),
            ("client_id", self.client_id.as_str()),
            ("redirect_uri", redirect),
            ("scope", scope),
            ("state", proof.state.as_str()),
            ("nonce", proof.nonce.as_str()),
            ("code_challenge", challenge.as_str()),
            ("code_challenge_method", "S256"),
        ];
        if renews {
            // OpenID Connect (11): who asks to renew later lets the person agree to it.
            pairs.push(("prompt", "consent"));
        }
        let place = &self.found.authorization_endpoint;
        let mark = if place.contains('?') { '&' } else { '?' };
        format!("{place}{mark}{}", form(&pairs))
    }

    /// Redeems a code.
    pub(super) async fn redeem(
        &self,
        code: &str,
        redirect: &str,
        proof: &Proof,
    ) -> Result<Tokens, ProviderError> {
        self.ask(&[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", redirect),
            ("client_id", &self.client_id),
            ("code_verifier", &proof.verifier),
        ])
        .await
    }

    /// Renews by a refresh token, which counts no more afterwards.
    pub(super) async fn renew(&self, refresh_token: &str) -> Result<Tokens, ProviderError> {
        self.ask(&[
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh_token),
            ("client_id", &self.client_id),
        ])
        .await
    }

    async fn ask(&self, pairs: &[(&str, &str)]) -> Result<Tokens, ProviderError> {
        let form_type = HeaderValue::from_static("application/x-www-form-urlencoded");
        let request = self.client.post(&self.found.token_endpoint);
        read(request.header(CONTENT_TYPE, form_type).body(form(pairs)).send().await).await
    }
}

fn client() -> Client {
    static PROVIDER: Once = Once::new();
    PROVIDER.call_once(|| {
        // An error says that one is installed already.
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
    Client::builder()
        .connect_timeout(CONNECT)
        .timeout(PATIENCE)
        .redirect(Policy::none())
        .user_agent(concat!("mojo-desk/", env!("CARGO_PKG_VERSION")))
        .build()
        .expect("rustls finds its provider, which was installed above")
}

/// The provider's own no is told from whatever stands between: a proxy's page refuses nobody.
async fn read<T: DeserializeOwned>(
    answered: reqwest::Result<reqwest::Response>,
) -> Result<T, ProviderError> {
    let silent = |_| ProviderError::Silent;
    let mut response = answered.map_err(silent)?;
    let status = response.status().as_u16();
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(silent)? {
        if bytes.len() + chunk.len() > MAX_ANSWER_BYTES {
            return Err(ProviderError::Silent);
        }
        bytes.extend_from_slice(&chunk);
    }
    if status == 200 {
        return serde_json::from_slice(&bytes).map_err(|_| ProviderError::Silent);
    }
    let said: Option<serde_json::Value> = serde_json::from_slice(&bytes).ok();
    let is_refusal =
        matches!(status, 400 | 401 | 403) && said.is_some_and(|said| said["error"].is_string());
    Err(if is_refusal { ProviderError::Refused } else { ProviderError::Silent })
}
