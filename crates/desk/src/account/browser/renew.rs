//! Renewing a session that was begun in a browser, without one: as long as the identity provider
//! vouches for the account, the desk goes on syncing; once it does not, the desk is signed out, and
//! whoever works there goes on, offline.

use mojo_domain::ActorId;
use mojo_protocol::{ExchangeRequest, LoginResponse};
use mojo_store::StoreError;
use mojo_sync::Failure;

use super::Identity;
use super::proof::is_ours;
use super::provider::{Provider, ProviderError};
use crate::account::Session;
use crate::sync::Client;
use crate::{Desk, Op};

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Renewal {
    /// There is a new session.
    Renewed,
    /// The provider, or the platform, says no; or nothing can be renewed here.
    Refused,
    /// The platform says that this device was revoked: its session is good for the parting alone.
    Revoked,
    /// Nobody answered: nothing is decided.
    Silent,
}

impl Desk {
    /// Gets a new session for the one that has run out.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub(crate) async fn renew_session(&self) -> Result<Renewal, StoreError> {
        let Some(session) = self.find_session().await? else { return Ok(Renewal::Refused) };
        let (Some(identity), Some(platform)) = (&session.identity, &session.platform) else {
            return Ok(Renewal::Refused);
        };
        let (id_token, renewed) = match vouch(identity).await {
            Ok(vouched) => vouched,
            Err(ProviderError::Silent) => return Ok(Renewal::Silent),
            Err(ProviderError::Refused) => return self.is_renewed_elsewhere(&session).await,
        };
        // The token of before counts no more: this one is kept before anything else can fail.
        let (actor, next) = (session.actor_id, renewed.clone());
        let is_kept =
            self.keep_renewed((actor, identity), |held| held.identity = Some(next)).await?;
        if !is_kept {
            return self.is_renewed_elsewhere(&session).await;
        }
        let client = Client::new(self.inner().sync.transport(), platform, Some(id_token));
        let request = ExchangeRequest { binding: None, former: session.token.clone() };
        let answer = match client.exchange(&request).await {
            Ok(answer) if answer.tenant.tenant_id == session.tenant_id => answer,
            Ok(_) => return Ok(Renewal::Refused),
            Err(refused)
                if ["signed_out", "identity_unknown"].contains(&refused.failure.code()) =>
            {
                return Ok(Renewal::Refused);
            }
            Err(refused) if refused.failure == Failure::DeviceRevoked => {
                return Ok(Renewal::Revoked);
            }
            Err(_) => return Ok(Renewal::Silent),
        };
        let token = answer.token.clone();
        if !self.keep_renewed((actor, &renewed), |held| take(held, answer)).await? {
            // The session that was just given is of no use to anybody.
            let transport = self.inner().sync.transport();
            let _ = Client::new(transport, platform, Some(token)).sign_out().await;
            return self.is_renewed_elsewhere(&session).await;
        }
        self.refresh_worker().await?;
        Ok(Renewal::Renewed)
    }

    /// Another program with this profile may have been faster: then its session counts.
    async fn is_renewed_elsewhere(&self, before: &Session) -> Result<Renewal, StoreError> {
        let now = self.find_session().await?.and_then(|session| session.token);
        let is_other = now.is_some() && now != before.token;
        Ok(if is_other { Renewal::Renewed } else { Renewal::Refused })
    }

    /// Changes the session as it stands now, where `identity` still renews it: somebody may have
    /// taken over at the desk meanwhile. Where somebody has signed in anew it is theirs, and `false`.
    async fn keep_renewed(
        &self,
        (actor, identity): (ActorId, &Identity),
        change: impl FnOnce(&mut Session),
    ) -> Result<bool, StoreError> {
        let mut tx = self.store().transact(Op::Settings.name(), actor).await?;
        let held = Self::read_session(&mut tx).await?;
        let is_same = |held: &Session| held.identity.as_ref() == Some(identity);
        let Some(mut session) = held.filter(is_same) else { return Ok(false) };
        change(&mut session);
        Self::keep_session(&mut tx, &session).await?;
        tx.commit().await?;
        Ok(true)
    }
}

fn take(session: &mut Session, answer: LoginResponse) {
    session.token = Some(answer.token);
    session.account_role = Some(answer.user.role);
    session.scopes = answer.scopes;
}

/// Asks the provider whether it still vouches; a token, and what renews the next time.
async fn vouch(identity: &Identity) -> Result<(String, Identity), ProviderError> {
    let provider = Provider::find(&identity.issuer, &identity.client_id).await?;
    let tokens = provider.renew(&identity.refresh_token).await?;
    let names = (identity.issuer.as_str(), identity.client_id.as_str());
    let id_token = tokens.id_token.filter(|token| is_ours(token, names, None));
    let id_token = id_token.ok_or(ProviderError::Refused)?;
    // A provider that gives no new one goes on with the old.
    let refresh_token = tokens.refresh_token.unwrap_or_else(|| identity.refresh_token.clone());
    Ok((id_token, Identity { refresh_token, ..identity.clone() }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    fn identity(refresh_token: &str) -> Identity {
        Identity {
            issuer: "https://id.example.org".to_owned(),
            client_id: "desk".to_owned(),
            refresh_token: refresh_token.to_owned(),
        }
    }

    /// Renewing asks two servers; who signs in during that has a session of their own.
    #[tokio::test]
    async fn a_renewal_changes_no_session_that_somebody_began_meanwhile() {
        let desk = testing::desk().await;
        let mut session = desk.find_session().await.unwrap().unwrap();
        let actor = session.actor_id;
        session.identity = Some(identity("theirs"));
        session.token = Some("theirs".to_owned());
        let mut tx = desk.store().transact(Op::Settings.name(), actor).await.unwrap();
        Desk::keep_session(&mut tx, &session).await.unwrap();
        tx.commit().await.unwrap();
        let renew = |held: &mut Session| held.token = Some("renewed".to_owned());
        assert!(!desk.keep_renewed((actor, &identity("ours")), renew).await.unwrap());
        assert_eq!(desk.find_session().await.unwrap(), Some(session));
        assert!(desk.keep_renewed((actor, &identity("theirs")), renew).await.unwrap());
        let held = desk.find_session().await.unwrap().unwrap();
        assert_eq!(held.token.as_deref(), Some("renewed"));
    }
}
