//! The account at the payment provider to which a tenant is paid (Y2): reserved, asked for, recorded,
//! each by itself, so that a process that dies between any two of these leaves no second account. It
//! is an account for payouts; it takes no card payments.

use mojo_domain::commissions::{AccountStatus, Rail};
use mojo_domain::{Clock, Entropy, IdSource, TenantId, to_micros};

use super::payout_account::{Looked, OnboardingLink, PayoutAccounts, ProviderError};
use crate::payments::{AccountEvent, AccountProvider, AccountWish, LinkWish};
use crate::storage::payout_account_reports::KeptReport;
use crate::storage::payout_accounts::PayoutAccount;
use crate::storage::{Database, LedgerTx, StorageError};

/// Connected accounts of a provider.
pub(crate) struct ConnectAccounts<'a> {
    pub(crate) database: &'a Database,
    pub(crate) sources: (&'a dyn Clock, &'a dyn Entropy),
    pub(crate) provider: &'a dyn AccountProvider,
    /// Where the platform is reached, without a slash at the end.
    pub(crate) public_url: &'a str,
}

impl PayoutAccounts for ConnectAccounts<'_> {
    fn onboarding_link(&self, tenant: TenantId) -> OnboardingLink<'_> {
        Box::pin(self.link(tenant))
    }

    fn look(&self, tenant: TenantId) -> Looked<'_> {
        Box::pin(self.ask_for_report(tenant))
    }
}

impl ConnectAccounts<'_> {
    fn now(&self) -> i64 {
        to_micros(self.sources.0.now())
    }

    /// A new link each time: one that was shown before may have run out.
    async fn link(&self, tenant: TenantId) -> Result<Option<String>, ProviderError> {
        if tenant == TenantId::MOJO_LLC {
            // It pays; nobody pays it here.
            return Ok(None);
        }
        let Some(account_id) = self.account_of(tenant).await? else { return Ok(None) };
        let page = |name: &str| format!("{}/payout-account/{name}", self.public_url);
        let wish = LinkWish {
            key: IdSource::new(self.sources.0, self.sources.1).next(),
            account_id,
            refresh_url: page("refresh"),
            return_url: page("return"),
        };
        Ok(Some(self.provider.account_link(&wish).await?))
    }

    /// The provider's id of the tenant's account, asked for where there is none yet; `None` where the
    /// tenant is paid in another way.
    async fn account_of(&self, tenant: TenantId) -> Result<Option<String>, ProviderError> {
        let (held, wish) = self.reserve(tenant).await?;
        if held.rail != Rail::StripeConnect || held.status == AccountStatus::Closed {
            return Ok(None);
        }
        if !held.provider_account_id.is_empty() {
            return Ok(Some(held.provider_account_id));
        }
        // Looked for also the first time: a database that was put back does not know what it asked for.
        let id = match self.provider.find_account(tenant).await? {
            Some(id) => id,
            None => self.provider.create_account(&wish).await?,
        };
        self.record(tenant, id).await
    }

    async fn reserve(
        &self,
        tenant: TenantId,
    ) -> Result<(PayoutAccount, AccountWish), StorageError> {
        let mut tx = self.database.write_ledger().await?;
        let country = tx.country_of(tenant).await?;
        let own_country = tx.country_of(TenantId::MOJO_LLC).await?;
        let held = tx.reserve_payout_account(tenant, self.now()).await?;
        tx.commit().await?;
        let is_abroad = country != own_country;
        Ok((held, AccountWish { tenant, country, is_abroad }))
    }

    async fn record(&self, tenant: TenantId, id: String) -> Result<Option<String>, ProviderError> {
        let mut tx = self.database.write_ledger().await?;
        if tx.record_provider_account(tenant, &id, self.now()).await? {
            tx.commit().await?;
            return Ok(Some(id));
        }
        let held = tx.lock_payout_account(tenant).await?;
        let held = held.filter(|held| held.rail == Rail::StripeConnect);
        // Another process asked too, and was told the same; or staff have chosen another way meanwhile.
        if held.as_ref().is_none_or(|held| held.provider_account_id != id) {
            tracing::warn!(%tenant, account = %id, "an account at the provider is not used");
        }
        Ok(held.map(|held| held.provider_account_id))
    }

    /// Asks the provider how the account stands: what it tells by itself may be on the way.
    async fn ask_for_report(&self, tenant: TenantId) -> Result<(), ProviderError> {
        let mut tx = self.database.read_ledger().await?;
        let held = tx.find_payout_account_of(tenant).await?;
        drop(tx);
        let is_connected = |held: &PayoutAccount| {
            held.rail == Rail::StripeConnect
                && held.status != AccountStatus::Closed
                && !held.provider_account_id.is_empty()
        };
        let Some(held) = held.filter(is_connected) else { return Ok(()) };
        let report = self.provider.report(&held.provider_account_id).await?;
        let now = self.now();
        let mut tx = self.database.write_ledger().await?;
        let kept = KeptReport {
            tenant_id: tenant,
            report_id: &format!("asked.{now}"),
            provider_account_id: &held.provider_account_id,
            report: &report,
            happened_at: now,
            received_at: now,
        };
        keep(&mut tx, &kept).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Keeps what the provider told of an account by itself, once, in whatever order it comes. An account
/// that was asked for and never recorded is recorded now. One that is nobody's here is left alone.
///
/// # Errors
/// [`StorageError`].
pub(crate) async fn take_account_event(
    database: &Database,
    event: &AccountEvent,
    at: i64,
) -> Result<(), StorageError> {
    let mut tx = database.write_ledger().await?;
    let mut owner = tx.find_account_owner(&event.account_id).await?;
    if let (None, Some(named)) = (owner, event.tenant) {
        let is_reserved = tx.record_provider_account(named, &event.account_id, at).await?;
        owner = is_reserved.then_some(named);
    }
    let Some(tenant_id) = owner else { return Ok(()) };
    let kept = KeptReport {
        tenant_id,
        report_id: &event.event_id,
        provider_account_id: &event.account_id,
        report: &event.report,
        // The provider's clock may be ahead of this one.
        happened_at: event.happened_at.min(at),
        received_at: at,
    };
    keep(&mut tx, &kept).await?;
    tx.commit().await
}

/// Keeps a report; what was told last decides how the account stands.
async fn keep(tx: &mut LedgerTx, kept: &KeptReport<'_>) -> Result<(), StorageError> {
    let Some(held) = tx.lock_payout_account(kept.tenant_id).await? else { return Ok(()) };
    let is_of_account =
        held.rail == Rail::StripeConnect && held.provider_account_id == kept.provider_account_id;
    if !tx.insert_account_report(kept).await? || !is_of_account {
        return Ok(());
    }
    if held.status == AccountStatus::Closed || tx.has_newer_report(kept).await? {
        return Ok(());
    }
    let state = kept.report.state;
    let now = PayoutAccount {
        has_charges_enabled: state.has_charges_enabled,
        has_payouts_enabled: state.has_payouts_enabled,
        status: state.status(),
        updated_at: kept.received_at,
        ..held.clone()
    };
    tx.note_account_state(&held, &now).await.map(drop)
}
