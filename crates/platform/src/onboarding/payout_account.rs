//! The last step: an account to which commissions are paid (Y2). Who provides it is behind a trait.

use std::error::Error;
use std::pin::Pin;

use mojo_domain::{Clock, TenantId, to_micros};

use super::InvitedToken;
use crate::storage::invitations::InvitationState;
use crate::storage::{Database, StorageError};

/// What a provider says where it does not answer, or refuses.
pub(crate) type ProviderError = Box<dyn Error + Send + Sync>;

/// Where a tenant sets up its account: an address of the provider, or none for now.
pub(crate) type OnboardingLink<'a> =
    Pin<Box<dyn Future<Output = Result<Option<String>, ProviderError>> + Send + 'a>>;

/// A look at how an account stands.
pub(crate) type Looked<'a> = Pin<Box<dyn Future<Output = Result<(), ProviderError>> + Send + 'a>>;

/// Who keeps the accounts of those who are paid.
pub(crate) trait PayoutAccounts: Send + Sync {
    /// The address at which `tenant` sets up its account. Asked twice, it leads to the same account.
    fn onboarding_link(&self, tenant: TenantId) -> OnboardingLink<'_>;

    /// Keeps how the account of `tenant` stands now; a tenant without one has nothing to keep.
    fn look(&self, _tenant: TenantId) -> Looked<'_> {
        Box::pin(std::future::ready(Ok(())))
    }
}

/// No provider yet: the account is set up later, and the balance stays until then (Y2).
#[derive(Clone, Copy, Debug)]
pub(crate) struct NoProvider;

impl PayoutAccounts for NoProvider {
    fn onboarding_link(&self, _: TenantId) -> OnboardingLink<'_> {
        Box::pin(std::future::ready(Ok(None)))
    }
}

/// What can go wrong at the last step.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FinishRefused {
    /// Unknown, or not accepted yet.
    #[error("the invitation is not accepted")]
    NotAccepted,
    /// The provider did not answer, or refused.
    #[error("the payment provider failed: {0}")]
    Provider(ProviderError),
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Asks for the address and makes the tenant active; as often as it is sent, with the same result.
pub(crate) async fn finish(
    database: &Database,
    clock: &dyn Clock,
    accounts: &dyn PayoutAccounts,
    token: &InvitedToken,
) -> Result<Option<String>, FinishRefused> {
    let found = database.read_ledger().await?.find_invitation(&token.hash()).await?;
    let tenant = found.and_then(|invitation| invitation.founded_tenant_id);
    // The provider is asked outside of a transaction: it may take its time.
    let link = accounts.onboarding_link(tenant.ok_or(FinishRefused::NotAccepted)?).await;
    let link = link.map_err(FinishRefused::Provider)?;
    let mut tx = database.write_ledger().await?;
    let locked = tx.lock_invitation(&token.hash()).await?;
    let mut invitation = locked.ok_or(FinishRefused::NotAccepted)?;
    if invitation.state == InvitationState::Accepted {
        invitation.state = InvitationState::Active;
        invitation.activated_at = Some(to_micros(clock.now()));
        tx.step_invitation(&invitation).await?;
        tx.commit().await?;
    }
    Ok(link)
}
