//! Signing in: the browser is opened, its answer is awaited, and what comes of it is exchanged for a
//! session of the platform.

use std::sync::Arc;
use std::time::Duration;

use mojo_protocol::{ExchangeRequest, IdentityProviderInfo};
use mojo_store::StoreError;

use super::loopback::{Came, Loopback};
use super::proof::{Proof, is_ours};
use super::provider::{Provider, ProviderError};
use super::{Browser, Identity};
use crate::Desk;
use crate::account::SignInError;
use crate::account::sign_in::{check_address, check_device_name};
use crate::sync::Client;
use crate::views::{BrowserSignInInput, SessionView};

/// How long somebody may take in the browser.
const PATIENCE: Duration = Duration::from_secs(300);

/// What a sign-in brings.
struct SignedIn {
    id_token: String,
    /// What its nonce was made of.
    binding: String,
    identity: Option<Identity>,
}

impl From<ProviderError> for SignInError {
    fn from(error: ProviderError) -> Self {
        match error {
            ProviderError::Silent => Self::IdentitySilent,
            ProviderError::Refused => Self::IdentityRefused,
        }
    }
}

impl Desk {
    /// Opens addresses with `browser` from now on; for tests, and for machines without one.
    pub fn use_browser(&self, browser: Arc<dyn Browser>) {
        self.inner().browser.set(browser);
    }

    /// Signs in with the system's browser at the identity provider that the platform believes, then
    /// goes on as [`Desk::sign_in`]. Waits five minutes at most; one sign-in at a time.
    ///
    /// # Errors
    /// [`SignInError`] says what is in the way; only [`SignInError::FirstSync`] leaves somebody
    /// signed in.
    pub async fn sign_in_by_browser(
        &self,
        input: BrowserSignInInput,
    ) -> Result<SessionView, SignInError> {
        let platform = check_address(&input.platform)?;
        let device_name = check_device_name(&input.device_name)?;
        self.refuse_demo().await?;
        let cancelled = self.inner().browser.begin();
        let transport = self.inner().sync.transport();
        let told = Client::new(transport.clone(), &platform, None).identity_provider().await;
        let provider = told.map_err(|refused| match refused.failure.code() {
            // A platform of before answers as for any other path.
            "not_found" => SignInError::NoIdentityProvider,
            _ => refused.into(),
        })?;
        let signed_in = tokio::select! {
            biased;
            // Taken back, or another sign-in began.
            _ = cancelled => return Err(SignInError::Cancelled),
            signed_in = self.ask_in_browser(&provider, &platform) => signed_in?,
        };
        let client = Client::new(transport, &platform, Some(signed_in.id_token));
        let request = ExchangeRequest { binding: Some(signed_in.binding), former: None };
        let answer = client.exchange(&request).await;
        let answer = answer.map_err(|refused| match refused.failure.code() {
            "signed_out" => SignInError::IdentityRefused,
            _ => refused.into(),
        })?;
        self.enter(&platform, &device_name, answer, signed_in.identity).await
    }

    /// Ends the waiting for a browser, where somebody waits.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn cancel_sign_in(&self) -> Result<SessionView, StoreError> {
        self.inner().browser.cancel();
        self.session().await
    }

    /// Shows an address in the browser; `false` where none starts.
    pub(crate) async fn open_in_browser(&self, address: String) -> bool {
        let browser = self.inner().browser.browser();
        // The system's opener may take a moment.
        let opened = tokio::task::spawn_blocking(move || browser.open(&address)).await;
        matches!(opened, Ok(Ok(())))
    }

    async fn ask_in_browser(
        &self,
        told: &IdentityProviderInfo,
        platform: &str,
    ) -> Result<SignedIn, SignInError> {
        let provider = Provider::find(&told.issuer, &told.client_id).await?;
        let loopback = Loopback::bind().await.map_err(|_| SignInError::NoBrowser)?;
        let redirect = loopback.redirect();
        let proof = Proof::draw(&*self.inner().entropy, (told.issuer.as_str(), platform));
        let address = provider.authorization(&redirect, &proof);
        if !self.open_in_browser(address).await {
            return Err(SignInError::NoBrowser);
        }
        let waiting = loopback.wait(&proof.state, &told.issuer);
        let came = tokio::time::timeout(PATIENCE, waiting).await;
        let code = match came.map_err(|_| SignInError::TimedOut)? {
            Came::Code(code) => code,
            Came::Refused(error) if error == "access_denied" => return Err(SignInError::Cancelled),
            Came::Refused(_) => return Err(SignInError::IdentityRefused),
        };
        let tokens = provider.redeem(&code, &redirect, &proof).await?;
        let names = (told.issuer.as_str(), told.client_id.as_str());
        let id_token = tokens.id_token.filter(|token| is_ours(token, names, Some(&proof.nonce)));
        let id_token = id_token.ok_or(SignInError::IdentityRefused)?;
        let identity = tokens.refresh_token.map(|refresh_token| Identity {
            issuer: told.issuer.clone(),
            client_id: told.client_id.clone(),
            refresh_token,
        });
        Ok(SignedIn { id_token, binding: proof.binding, identity })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Refusal as _, testing};

    fn input(platform: &str) -> BrowserSignInInput {
        let (platform, device_name) = (platform.to_owned(), "Empfang 1".to_owned());
        BrowserSignInInput { platform, device_name }
    }

    #[tokio::test]
    async fn what_a_password_is_refused_for_a_browser_is_not_opened_for() {
        let demo = testing::desk().await;
        let refused = demo.sign_in_by_browser(input("http://127.0.0.1:1")).await.unwrap_err();
        assert_eq!(refused.code(), "demo_profile");
        let desk = testing::empty_desk().await;
        let refused = desk.sign_in_by_browser(input("http://mojo.example")).await.unwrap_err();
        assert_eq!(refused.code(), "not_a_platform_address");
        let refused = desk.sign_in_by_browser(input("http://127.0.0.1:1")).await.unwrap_err();
        assert_eq!(refused.code(), "platform_unreachable");
        assert!(!desk.store().is_set_up().await.unwrap());
    }

    #[tokio::test]
    async fn a_second_sign_in_ends_the_waiting_of_the_first_and_so_does_taking_it_back() {
        let slot = super::super::BrowserSlot::default();
        let first = slot.begin();
        let mut second = slot.begin();
        assert!(first.await.is_err(), "its sender is gone");
        assert!(second.try_recv().is_err_and(|error| error.to_string().contains("empty")));
        slot.cancel();
        assert!(second.await.is_err());
        slot.cancel();
    }
}
