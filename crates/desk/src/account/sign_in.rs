//! Signing in on a platform, and enrolling this installation for the practice.
//!
//! A profile belongs to one practice for ever: its journal and its numbers are that practice's.

use mojo_domain::{ActorId, DeviceId, RegisterId, TenantId};
use mojo_protocol::{Entity, LoginRequest, LoginResponse, Scope};
use mojo_store::{NewDevice, StoreError, cards, device};
use serde_json::json;

use super::{Identity, Mode, Practice, Session};
use crate::sync::{Client, Refused, reason};
use crate::views::{SessionView, SignInInput};
use crate::{Desk, Op, Refusal, Topic};

/// Why nobody is signed in now.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// The address is no `https://` one, and not on this machine.
    #[error("{0} is no address of a platform: it begins with https:// (http:// on this machine)")]
    Address(String),
    /// The name of the device is empty or longer than 100 characters.
    #[error("a device needs a name of at most 100 characters, as Empfang 1")]
    DeviceName,
    /// The profile is the offline demo.
    #[error("this profile is the offline demo practice; choose an empty one with --profile")]
    DemoProfile,
    /// The profile works for another practice.
    #[error("this profile works for another practice; choose an empty one with --profile")]
    OtherTenant,
    /// User name or password is wrong.
    #[error("user name or password is wrong")]
    WrongPassword,
    /// The platform believes no identity provider.
    #[error("this platform knows sign-in by user name and password only")]
    NoIdentityProvider,
    /// No browser, or no port for its answer.
    #[error("no browser could be opened; open the address yourself with --no-browser")]
    NoBrowser,
    /// Taken back, here or in the browser.
    #[error("the sign-in was cancelled")]
    Cancelled,
    /// Nobody signed in within five minutes.
    #[error("nobody signed in within five minutes; begin anew")]
    TimedOut,
    /// The identity provider cannot be reached.
    #[error("the identity provider does not answer; try again later")]
    IdentitySilent,
    /// The identity provider said no, or what it said is not believed.
    #[error("the identity provider's answer was refused; begin anew")]
    IdentityRefused,
    /// Who signed in there has no account at the platform.
    #[error("no account at the platform belongs to who signed in; ask the platform's support")]
    IdentityUnknown,
    /// The platform cannot be reached, or said no.
    #[error("nobody was signed in: {}", reason(.code))]
    Platform {
        /// Why.
        code: String,
    },
    /// Signed in, but the first sync came to nothing: the practice's data is not here yet.
    #[error("signed in, but the first sync came to nothing: {}; sync again", reason(.code))]
    FirstSync {
        /// Why.
        code: String,
    },
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Refusal for SignInError {
    fn code(&self) -> &'static str {
        match self {
            Self::Address(_) => "not_a_platform_address",
            Self::DeviceName => "device_name",
            Self::DemoProfile => "demo_profile",
            Self::OtherTenant => "other_tenant",
            Self::WrongPassword => "wrong_password",
            Self::NoIdentityProvider => "no_identity_provider",
            Self::NoBrowser => "no_browser",
            Self::Cancelled => "sign_in_cancelled",
            Self::TimedOut => "sign_in_timed_out",
            Self::IdentitySilent => "identity_silent",
            Self::IdentityRefused => "identity_refused",
            Self::IdentityUnknown => "identity_unknown",
            Self::Platform { .. } => "platform_unreachable",
            Self::FirstSync { .. } => "first_sync_failed",
            Self::Store(error) => error.code(),
        }
    }

    fn values(&self) -> std::collections::BTreeMap<String, String> {
        match self {
            Self::Platform { code } | Self::FirstSync { code } => {
                [("code".to_owned(), code.clone())].into()
            }
            _ => std::collections::BTreeMap::new(),
        }
    }
}

impl From<Refused> for SignInError {
    fn from(refused: Refused) -> Self {
        match refused.failure.code() {
            "wrong_password" => Self::WrongPassword,
            "no_identity_provider" => Self::NoIdentityProvider,
            "identity_unknown" => Self::IdentityUnknown,
            code => Self::Platform { code: code.to_owned() },
        }
    }
}

impl Desk {
    /// Signs in, enrols this installation when it is new, and fetches what the practice has.
    ///
    /// # Errors
    /// [`SignInError`] says what is in the way; only [`SignInError::FirstSync`] leaves somebody
    /// signed in.
    pub async fn sign_in(&self, input: SignInInput) -> Result<SessionView, SignInError> {
        let platform = check_address(&input.platform)?;
        let device_name = check_device_name(&input.device_name)?;
        self.refuse_demo().await?;
        let client = Client::new(self.inner().sync.transport(), &platform, None);
        let request = LoginRequest { user: input.user, password: input.password };
        let answer = client.sign_in(&request).await?;
        self.enter(&platform, &device_name, answer, None).await
    }

    /// Goes in with a session that the platform has begun.
    pub(super) async fn enter(
        &self,
        platform: &str,
        device_name: &str,
        answer: LoginResponse,
        identity: Option<Identity>,
    ) -> Result<SessionView, SignInError> {
        let is_new = !self.store().is_set_up().await?;
        if let Err(error) = self.set_up_for(answer.tenant.tenant_id, device_name).await {
            // The token that was just given is of no use to anybody.
            let transport = self.inner().sync.transport();
            let _ = Client::new(transport, platform, Some(answer.token)).sign_out().await;
            return Err(error);
        }
        self.begin_session(platform, device_name, answer, identity).await?;
        let synced = self.first_sync().await;
        self.tell_name(device_name).await?;
        match synced {
            Some(code) if is_new => Err(SignInError::FirstSync { code }),
            _ => Ok(self.session().await?),
        }
    }

    /// Tells the platform the name that was just typed, where it knows the device by another. When
    /// that fails, the platform's name stays.
    async fn tell_name(&self, name: &str) -> Result<(), StoreError> {
        let own = device::find(&mut self.reader().await?).await?;
        if let Some(own) = own.filter(|own| own.is_enrolled && own.name != name)
            && let Err(error) = self.rename_device(own.device_id.to_string(), name.to_owned()).await
        {
            tracing::warn!(code = error.code(), "the device keeps its name");
        }
        Ok(())
    }

    /// Why it came to nothing, when it did.
    async fn first_sync(&self) -> Option<String> {
        match self.sync_round().await {
            Ok(round) => round.error,
            Err(error) => Some(error.code().to_owned()),
        }
    }

    pub(super) async fn refuse_demo(&self) -> Result<(), SignInError> {
        match self.find_session().await? {
            Some(session) if session.mode == Mode::Demo => Err(SignInError::DemoProfile),
            _ => Ok(()),
        }
    }

    async fn set_up_for(&self, tenant_id: TenantId, name: &str) -> Result<(), SignInError> {
        if let Some(own) = device::find(&mut self.reader().await?).await? {
            if own.tenant_id != tenant_id {
                return Err(SignInError::OtherTenant);
            }
            return Ok(());
        }
        let new = NewDevice {
            device_id: self.next_id::<DeviceId>(),
            name: name.to_owned(),
            number_code: self.draw_number_code(),
            tenant_id,
            register_id: self.next_id::<RegisterId>(),
            // Until the practice's own card is here.
            country: "DE".to_owned(),
        };
        self.store().set_up(&new).await?;
        Ok(())
    }

    async fn begin_session(
        &self,
        platform: &str,
        device_name: &str,
        answer: LoginResponse,
        identity: Option<Identity>,
    ) -> Result<(), SignInError> {
        let actor_id = ActorId(answer.user.user_id.0);
        let session = Session {
            mode: Mode::Platform,
            platform: Some(platform.to_owned()),
            token: Some(answer.token),
            identity,
            actor_id,
            user: answer.user.name,
            account_role: Some(answer.user.role.clone()),
            role: answer.user.role,
            tenant_id: answer.tenant.tenant_id,
            tenant: answer.tenant.name,
            scopes: answer.scopes,
        };
        let mut tx = self.store().transact(Op::Settings.name(), actor_id).await?;
        device::rename(&mut tx, device_name).await?;
        Self::keep_session(&mut tx, &session).await?;
        crate::signed::forget_key(&mut tx).await?;
        tx.commit().await?;
        self.refresh_worker().await?;
        self.refresh_entitlement().await?;
        // The password is more than a PIN.
        self.inner().locked.store(false, std::sync::atomic::Ordering::SeqCst);
        self.inner().sync.reset().await;
        self.announce(Topic::Account);
        Ok(())
    }

    /// Once the practice's data is here: its country is this till's, and the till has a name.
    /// `true` when something was recorded.
    pub(crate) async fn settle_in(&self) -> Result<bool, StoreError> {
        let Some(session) = self.find_session().await? else { return Ok(false) };
        let mut reader = self.reader().await?;
        let own = device::find(&mut reader).await?.filter(|own| !own.is_revoked());
        let Some(own) = own else { return Ok(false) };
        let country = Practice::load(&mut reader).await?.country;
        let till = cards::find(&mut reader, Entity::Register, own.register_id.0).await?;
        drop(reader);
        let moves = !country.is_empty() && country != own.country;
        let names_till = till.is_none() && session.scopes.contains(&Scope::Pos);
        if !moves && !names_till {
            return Ok(false);
        }
        let mut tx = self.store().transact(Op::SetUp.name(), session.actor_id).await?;
        if moves {
            device::settle_country(&mut tx, &country).await?;
        }
        if names_till {
            let name = json!(format!("Kasse {}", own.number_code));
            let fields = [("name".to_owned(), name)].into();
            tx.edit_card(Entity::Register, own.register_id.0, fields).await?;
        }
        self.commit(tx, Op::SetUp).await?;
        Ok(names_till)
    }
}

pub(super) fn check_device_name(name: &str) -> Result<String, SignInError> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 100 {
        return Err(SignInError::DeviceName);
    }
    Ok(name.to_owned())
}

/// A password or a token only ever travels over TLS, or stays on this machine.
pub(super) fn check_address(address: &str) -> Result<String, SignInError> {
    let address = address.trim().trim_end_matches('/');
    let refused = || SignInError::Address(address.to_owned());
    let (scheme, rest) = address.split_once("://").ok_or_else(refused)?;
    let authority = rest.split('/').next().unwrap_or_default();
    let is_plain = !authority.is_empty() && !authority.contains('@');
    let host = match authority.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    let is_here = ["127.0.0.1", "localhost", "::1"].contains(&host);
    match scheme {
        "https" if is_plain => Ok(address.to_owned()),
        "http" if is_plain && is_here => Ok(address.to_owned()),
        _ => Err(refused()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[test]
    fn a_password_never_leaves_the_machine_unprotected() {
        for good in ["https://mojo.example/", "http://127.0.0.1:8787", "http://[::1]:80"] {
            assert!(check_address(good).is_ok(), "{good}");
        }
        for bad in [
            "http://mojo.example",
            "http://127.0.0.1.mojo.example",
            "http://127.0.0.1@mojo.example",
            "ftp://localhost",
            "mojo.example",
            "https://",
        ] {
            assert!(check_address(bad).is_err(), "{bad}");
        }
    }

    #[tokio::test]
    async fn the_offline_demo_cannot_be_signed_in_on_a_platform() {
        let desk = testing::desk().await;
        let input = SignInInput {
            platform: "http://127.0.0.1:1".to_owned(),
            user: "a".to_owned(),
            password: "b".to_owned(),
            device_name: "Empfang 1".to_owned(),
        };
        let refused = desk.sign_in(input).await.unwrap_err();
        assert_eq!(refused.code(), "demo_profile");
    }

    #[tokio::test]
    async fn a_platform_that_is_not_there_leaves_the_profile_empty() {
        let desk = testing::empty_desk().await;
        let input = SignInInput {
            platform: "http://127.0.0.1:1".to_owned(),
            user: "a".to_owned(),
            password: "b".to_owned(),
            device_name: "Empfang 1".to_owned(),
        };
        let refused = desk.sign_in(input).await.unwrap_err();
        assert_eq!(refused.code(), "platform_unreachable");
        assert!(!desk.store().is_set_up().await.unwrap());
    }
}
