//! Renewing a session that was begun in a browser, without one: as long as the identity provider
//! vouches for the account, the desk goes on syncing; once it does not, the desk is signed out, and
//! whoever works there goes on, offline.

use mojo_protocol::LoginResponse;
use mojo_store::StoreError;

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
        let renewed = match vouch(identity).await {
            Ok(renewed) => renewed,
            Err(ProviderError::Silent) => return Ok(Renewal::Silent),
            Err(ProviderError::Refused) => return self.is_renewed_elsewhere(&session).await,
        };
        let (id_token, identity) = renewed;
        // The token of before counts no more: this one is kept before anything else can fail.
        self.keep_renewed(&session, |session| session.identity = Some(identity)).await?;
        let client = Client::new(self.inner().sync.transport(), platform, Some(id_token));
        let answer = match client.exchange().await {
            Ok(answer) if answer.tenant.tenant_id == session.tenant_id => answer,
            Ok(_) => return Ok(Renewal::Refused),
            Err(refused)
                if ["signed_out", "identity_unknown"].contains(&refused.failure.code()) =>
            {
                return Ok(Renewal::Refused);
            }
            Err(_) => return Ok(Renewal::Silent),
        };
        self.keep_renewed(&session, |session| take(session, answer)).await?;
        self.refresh_worker().await?;
        Ok(Renewal::Renewed)
    }

    /// Another program with this profile may have been faster: then its session counts.
    async fn is_renewed_elsewhere(&self, before: &Session) -> Result<Renewal, StoreError> {
        let now = self.find_session().await?.and_then(|session| session.token);
        let is_other = now.is_some() && now != before.token;
        Ok(if is_other { Renewal::Renewed } else { Renewal::Refused })
    }

    /// Changes the session as it stands now: somebody may have taken over at the desk meanwhile.
    async fn keep_renewed(
        &self,
        before: &Session,
        change: impl FnOnce(&mut Session),
    ) -> Result<(), StoreError> {
        let mut session = self.find_session().await?.unwrap_or_else(|| before.clone());
        change(&mut session);
        let mut tx = self.store().transact(Op::Settings.name(), session.actor_id).await?;
        Self::keep_session(&mut tx, &session).await?;
        tx.commit().await
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
