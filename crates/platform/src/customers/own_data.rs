//! Everything that the platform holds of one customer, for that customer alone (P4, Art. 15 GDPR).

use mojo_domain::UserId;
use mojo_domain::memberships::Grant;

use crate::storage::catalogue::AttributionRecord;
use crate::storage::customer_sessions::KeptSession;
use crate::storage::purchases::{BoughtLine, PurchaseRecord};
use crate::storage::subscriptions::SubscriptionRecord;
use crate::storage::{Database, StorageError};

/// A customer has at most so many subscriptions.
const MANY: i64 = 10_000;

/// What is held of a customer.
#[derive(Debug)]
pub(crate) struct OwnData {
    /// In which language the customer is written to; `None` where there is no account any more.
    pub(crate) language: Option<String>,
    /// The latest first.
    pub(crate) sessions: Vec<KeptSession>,
    pub(crate) grants: Vec<Grant>,
    /// The latest order first.
    pub(crate) bought: Vec<BoughtLine>,
    /// The latest first.
    pub(crate) subscriptions: Vec<SubscriptionRecord>,
    /// The latest first.
    pub(crate) purchases: Vec<PurchaseRecord>,
    /// The oldest first.
    pub(crate) attributions: Vec<AttributionRecord>,
}

/// Gathers it in one state of the database.
///
/// # Errors
/// [`StorageError`].
pub(crate) async fn own_data(
    database: &Database,
    customer: UserId,
) -> Result<OwnData, StorageError> {
    let mut tx = database.read_ledger().await?;
    Ok(OwnData {
        language: tx.mail_customer(customer).await?.map(|party| party.language),
        sessions: tx.list_customer_sessions(customer).await?,
        grants: tx.list_grants_of_customer(customer).await?,
        bought: tx.list_bought_lines(customer).await?,
        subscriptions: tx.list_subscriptions_of_buyer(None, customer, None, MANY).await?,
        purchases: tx.list_purchases(customer).await?,
        attributions: tx.list_attributions_of(&[customer.0]).await?,
    })
}
