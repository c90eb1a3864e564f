//! Opens subscriptions: what is agreed is fixed and kept before the provider is asked, so that
//! whatever it tells finds what it is for, also before its answer.

use std::sync::Arc;

use mojo_domain::commissions::CountryCode;
use mojo_domain::vat::SaleVatRefusal;
use mojo_domain::{Money, ProductId, TenantId, UserId};
use uuid::Uuid;

use super::agree::{Agreed, agree};
use crate::auth::Tenant;
use crate::commerce::tax_sale::TaxRefused;
use crate::payments::{
    PaymentProvider, Payments, ProviderError, Recurring, RecurringWish, SubscriptionState,
};
use crate::storage::subscriptions::SubscriptionRecord;
use crate::storage::{Database, StorageError};

/// The provider lets a subscription lapse that was not paid for a day, and repeats what it tells for
/// three; after so long, in microseconds, one that is open here is over, whatever was lost.
pub(crate) const LAPSED: i64 = 4 * 24 * 60 * 60 * 1_000_000;

/// A subscription as it is asked for.
#[derive(Clone, Debug)]
pub(crate) struct SubscriptionWish {
    /// Drawn by the client, so that a repeated request opens one subscription.
    pub(crate) subscription_id: Uuid,
    pub(crate) customer_user_id: UserId,
    /// The tenant that the customer subscribes for.
    pub(crate) buyer_tenant_id: Option<TenantId>,
    pub(crate) billing_country: Option<CountryCode>,
    /// Of a customer that buys for its business; empty of everybody else.
    pub(crate) buyer_vat_id: String,
    /// What is subscribed to, at the price of the catalogue.
    pub(crate) product_id: ProductId,
}

/// Why a subscription is not opened.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SubscriptionRefused {
    /// The platform has no account at a provider.
    #[error("no payment provider is set up")]
    NoProvider,
    /// The seller has no such product, or sells it no more.
    #[error("the seller does not offer this product")]
    UnknownProduct,
    /// The product has no billing interval.
    #[error("this product is paid once; open a checkout for it")]
    PaidOnce,
    /// Free, or granted as a discount as a whole.
    #[error("there is nothing to pay; record it as an order")]
    NothingToPay,
    /// Nobody pays twice for one product.
    #[error("the customer has a subscription of this product that goes on")]
    Running,
    /// Of two that are open both could be paid.
    #[error("a subscription of this product is under way and not paid; unpaid, it lapses")]
    UnderWay,
    /// One id is one subscription of one buyer.
    #[error("the id of the subscription is held by another one")]
    IdHeld,
    /// How it is taxed is not known.
    #[error(transparent)]
    Vat(#[from] SaleVatRefusal),
    /// The provider takes no such subscription.
    #[error("the payment provider refuses: {0}")]
    Provider(String),
    /// The database, or a provider that does not answer.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<TaxRefused> for SubscriptionRefused {
    fn from(refused: TaxRefused) -> Self {
        match refused {
            TaxRefused::Vat(refused) => Self::Vat(refused),
            TaxRefused::Storage(error) => Self::Storage(error),
        }
    }
}

/// Opens a subscription of `seller`, or finds the one that was opened with this id. With it comes the
/// secret by which the customer's browser pays the first period; `None` once that was paid.
pub(crate) async fn open_subscription(
    database: &Database,
    payments: &Payments,
    seller: Tenant,
    wish: &SubscriptionWish,
    at: i64,
) -> Result<(SubscriptionRecord, Option<String>), SubscriptionRefused> {
    let Payments::Provider(provider) = payments else {
        return Err(SubscriptionRefused::NoProvider);
    };
    let held = database.read(seller).await?.find_subscription(wish.subscription_id).await?;
    let subscription = match held {
        Some(subscription) => subscription,
        None => keep(database, seller, wish, at).await?,
    };
    // Several buyers subscribe with one seller, and each draws its ids by itself.
    let is_asked_for = subscription.customer_user_id == wish.customer_user_id
        && subscription.buyer_tenant_id == wish.buyer_tenant_id
        && subscription.product_id == wish.product_id;
    if !is_asked_for {
        return Err(SubscriptionRefused::IdHeld);
    }
    if subscription.state != SubscriptionState::Open {
        return Ok((subscription, None));
    }
    let secret = ask(database, provider, seller, (&subscription, at)).await?;
    if secret.is_some() {
        return Ok((subscription, secret));
    }
    let after =
        database.read(seller).await?.find_subscription(subscription.subscription_id).await?;
    Ok((after.unwrap_or(subscription), None))
}

/// Fixes what is agreed. Whoever comes second with one id finds what the first one kept.
async fn keep(
    database: &Database,
    seller: Tenant,
    wish: &SubscriptionWish,
    at: i64,
) -> Result<SubscriptionRecord, SubscriptionRefused> {
    let Agreed { subscription, line, vat } = agree(database, seller, wish, at).await?;
    let mut tx = database.write(seller).await?;
    tx.lock_log().await?;
    if let Some(held) = tx.find_subscription(wish.subscription_id).await? {
        return Ok(held);
    }
    if tx.is_subscribed(wish.customer_user_id, wish.product_id).await? {
        return Err(SubscriptionRefused::Running);
    }
    // At the desk and through the API a tenant subscribes under ids that are drawn in different ways.
    let since = at.saturating_sub(LAPSED);
    let of = (wish.customer_user_id, wish.product_id);
    if wish.buyer_tenant_id.is_some() && tx.has_open_subscription(of, since).await? {
        return Err(SubscriptionRefused::UnderWay);
    }
    tx.insert_subscription(&subscription, &line).await?;
    tx.insert_sale_vat(&vat).await?;
    tx.commit().await?;
    Ok(subscription)
}

/// Asks the provider for the subscription, or for the one that it made before. Each answer is kept
/// before the next question, also that it lapsed there unpaid: the word of it may be lost.
async fn ask(
    database: &Database,
    provider: &Arc<dyn PaymentProvider>,
    seller: Tenant,
    (subscription, at): (&SubscriptionRecord, i64),
) -> Result<Option<String>, SubscriptionRefused> {
    let id = subscription.subscription_id;
    if !subscription.provider_subscription_id.is_empty() {
        let known = &subscription.provider_subscription_id;
        let stands = provider.recurring(known).await.map_err(refused)?;
        if stands.state == SubscriptionState::Ended {
            let mut tx = database.write(seller).await?;
            tx.lock_log().await?;
            tx.set_subscription_ended(id, at).await?;
            tx.commit().await?;
        }
        // Of one that was paid the word is on its way.
        return Ok(stands.client_secret.filter(|_| stands.state == SubscriptionState::Open));
    }
    if subscription.buyer_tenant_id.is_some() {
        let found = provider.find_recurring(id).await.map_err(refused)?;
        if let Some(found) = found {
            return keep_forgotten(database, seller, id, &found).await;
        }
    }
    let customer_id = if subscription.provider_customer_id.is_empty() {
        let made = provider.create_customer(id).await.map_err(refused)?;
        let mut tx = database.write(seller).await?;
        tx.note_provider_customer(id, &made).await?;
        tx.commit().await?;
        // Somebody may have been faster: the first word counts.
        let kept = database.read(seller).await?.find_subscription(id).await?;
        kept.map_or(made, |kept| kept.provider_customer_id)
    } else {
        subscription.provider_customer_id.clone()
    };
    let money = |cents| Money::new(cents, subscription.currency);
    let wish = RecurringWish {
        subscription_id: id,
        seller: seller.id(),
        customer_id,
        first: money(subscription.first_amount_cents),
        later: money(subscription.amount_cents),
        interval: subscription.billing_interval,
    };
    let made = provider.create_recurring(&wish).await.map_err(refused)?;
    let mut tx = database.write(seller).await?;
    tx.note_provider_subscription(id, &made.id).await?;
    tx.commit().await?;
    Ok(made.client_secret)
}

/// A platform that was put back to a backup may have forgotten a subscription, and the provider forgets a
/// key after a day: where the id follows from what is bought, the one of before is gone on with. Of one that
/// was paid there is nothing to pay, and its periods are for people to have told once more.
async fn keep_forgotten(
    database: &Database,
    seller: Tenant,
    id: Uuid,
    found: &Recurring,
) -> Result<Option<String>, SubscriptionRefused> {
    let is_open = found.state == SubscriptionState::Open;
    let mut tx = database.write(seller).await?;
    tx.lock_log().await?;
    tx.note_provider_subscription(id, &found.id).await?;
    if !is_open {
        let problem = format!(
            "{} was paid, and nobody here knows of it: have the provider send its events once more",
            found.id
        );
        tx.set_subscription_problem(id, &problem).await?;
    }
    tx.commit().await?;
    Ok(found.client_secret.clone().filter(|_| is_open))
}

fn refused(error: ProviderError) -> SubscriptionRefused {
    match error {
        ProviderError::Refused { .. } => SubscriptionRefused::Provider(error.to_string()),
        ProviderError::Unknown(text) => StorageError::Provider(text).into(),
    }
}
