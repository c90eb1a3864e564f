//! Accounts at the payment provider to which recipients are paid (Y2). Behind a trait, as transfers are.

use std::fmt::Debug;

use mojo_domain::TenantId;
use mojo_domain::commissions::AccountStatus;
use uuid::Uuid;

use super::{AccountState, Answer};

/// An account that is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AccountWish {
    /// Also the idempotency key.
    pub(crate) tenant: TenantId,
    /// ISO 3166-1 alpha-2.
    pub(crate) country: String,
    /// Another country than the platform's own: the recipient's service agreement, under which an
    /// account is paid to and nothing else.
    pub(crate) is_abroad: bool,
}

/// A link that is wanted, under which the recipient answers what the provider asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LinkWish {
    /// The idempotency key; a new one for each link, as a link runs out.
    pub(crate) key: Uuid,
    pub(crate) account_id: String,
    /// Where the provider leads who comes with a link that has run out.
    pub(crate) refresh_url: String,
    /// Where the provider leads who has answered, or stopped.
    pub(crate) return_url: String,
}

/// What the provider says of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AccountReport {
    pub(crate) state: AccountState,
    /// What it wants now, in its own names.
    pub(crate) requirements: Vec<String>,
    /// Why it has switched something off; empty when it has not.
    pub(crate) disabled_reason: String,
}

/// A report that the provider sends by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AccountEvent {
    /// The provider's; told twice it is one event.
    pub(crate) event_id: String,
    pub(crate) account_id: String,
    /// For whom the account says that it was made.
    pub(crate) tenant: Option<TenantId>,
    pub(crate) report: AccountReport,
    pub(crate) happened_at: i64,
}

/// A provider that keeps accounts.
pub(crate) trait AccountProvider: Debug + Send + Sync {
    /// Asks for an account; asking twice for one tenant makes one account. Gives back its id.
    fn create_account<'a>(&'a self, wish: &'a AccountWish) -> Answer<'a, String>;

    /// The id of the account that was made for a tenant.
    fn find_account(&self, tenant: TenantId) -> Answer<'_, Option<String>>;

    /// The address under which the recipient goes on.
    fn account_link<'a>(&'a self, wish: &'a LinkWish) -> Answer<'a, String>;

    /// How an account stands.
    fn report<'a>(&'a self, id: &'a str) -> Answer<'a, AccountReport>;
}

impl AccountState {
    /// Where such an account stands (Y2).
    pub(crate) fn status(self) -> AccountStatus {
        match (self.has_payouts_enabled, self.is_complete) {
            (true, _) => AccountStatus::Active,
            (false, true) => AccountStatus::Restricted,
            (false, false) => AccountStatus::Onboarding,
        }
    }
}
