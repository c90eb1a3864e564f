//! An owner begins to buy the tenant's membership, or goes on: at the price that was shown, or not at
//! all.

use std::sync::Arc;

use mojo_domain::{ProductId, TenantId, from_micros};
use uuid::Uuid;

use super::purchase::{OwnPurchase, find_own_purchase, last_own_purchase, secret_of};
use super::room::make_room;
use crate::auth::Tenant;
use crate::commerce::{
    BuyerRefused, CheckoutRefused, OwnBuyer, OwnQuote, SubscriptionRefused, note_own_buyer,
    quote_own,
};
use crate::customers::{PurchaseState, expire_checkout};
use crate::payments::{PaymentProvider, Payments, ProviderError, SubscriptionState};
use crate::storage::catalogue::CatalogueProduct;
use crate::storage::{Database, StorageError};

/// Subscriptions of a tenant that are looked at; more nobody has.
const MOST: i64 = 200;

/// What an owner wants to buy, and for how much.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OwnWish {
    pub(crate) buyer: OwnBuyer,
    pub(crate) product_id: ProductId,
    /// What was shown, VAT included; of a subscription for the first period.
    pub(crate) first_cents: i64,
    /// What was shown for each later period; `None` for what is paid once.
    pub(crate) later_cents: Option<i64>,
}

/// Why nothing is bought.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OwnRefused {
    /// The platform takes no payments.
    #[error("no payment provider is set up")]
    NoProvider,
    /// No level that is sold.
    #[error("MOJO LLC does not offer this level for money")]
    UnknownProduct,
    /// It costs something else than was shown.
    #[error("the price is another one by now; look at it again")]
    PriceChanged,
    /// A subscription at an earlier price, or one that was opened elsewhere, was offered and not paid.
    #[error("an earlier subscription is under way and not paid; unpaid, it lapses within a day")]
    EarlierPrice,
    /// The tenant has it without an end: nothing would be gained.
    #[error("the tenant has this membership already, without an end")]
    AlreadyHeld,
    /// Nobody pays twice for one product.
    #[error("the tenant has a subscription of this product that goes on")]
    Running,
    /// It was paid a moment ago, and what it opens is on its way.
    #[error("it was just paid; what it opens comes within a minute")]
    JustPaid,
    /// Who asks buys for another tenant.
    #[error("you buy for another tenant; somebody else has to buy for this one")]
    OtherBuyer,
    /// C13: the tenant left.
    #[error("the tenant has left; nothing is bought for it any more")]
    HasLeft,
    /// Another owner began at this instant.
    #[error("another owner is beginning the same purchase; look at it again")]
    OtherOwner,
    /// The provider, or a rule of the purchase.
    #[error("{0}")]
    Refused(String),
    /// The database, or a provider that does not answer.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl OwnRefused {
    /// The code in answers.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::NoProvider => "no_payment_provider",
            Self::UnknownProduct => "not_offered",
            Self::PriceChanged => "price_changed",
            Self::EarlierPrice => "earlier_price",
            Self::AlreadyHeld => "membership_held",
            Self::Running => "already_subscribed",
            Self::JustPaid => "just_paid",
            Self::OtherBuyer => "other_buyer",
            Self::HasLeft => "tenant_left",
            Self::OtherOwner => "other_owner",
            Self::Refused(_) => "purchase_refused",
            Self::Storage(_) => "internal",
        }
    }
}

impl From<CheckoutRefused> for OwnRefused {
    fn from(refused: CheckoutRefused) -> Self {
        match refused {
            CheckoutRefused::Storage(error) => Self::Storage(error),
            CheckoutRefused::NoProvider => Self::NoProvider,
            CheckoutRefused::UnknownProduct { .. } => Self::UnknownProduct,
            CheckoutRefused::IdHeld | CheckoutRefused::UnderWay => Self::OtherOwner,
            other => Self::Refused(other.to_string()),
        }
    }
}

impl From<SubscriptionRefused> for OwnRefused {
    fn from(refused: SubscriptionRefused) -> Self {
        match refused {
            SubscriptionRefused::Storage(error) => Self::Storage(error),
            SubscriptionRefused::NoProvider => Self::NoProvider,
            SubscriptionRefused::UnknownProduct => Self::UnknownProduct,
            SubscriptionRefused::Running => Self::Running,
            SubscriptionRefused::IdHeld => Self::OtherOwner,
            SubscriptionRefused::UnderWay => Self::EarlierPrice,
            other => Self::Refused(other.to_string()),
        }
    }
}

impl From<BuyerRefused> for OwnRefused {
    fn from(refused: BuyerRefused) -> Self {
        match refused {
            BuyerRefused::OtherBuyer => Self::OtherBuyer,
            BuyerRefused::HasLeft => Self::HasLeft,
            BuyerRefused::Storage(error) => Self::Storage(error),
        }
    }
}

/// Begins a purchase, or goes on with the one that is under way; asked again it changes nothing.
///
/// # Errors
/// [`OwnRefused`] says why nothing is bought.
pub(crate) async fn begin_own_purchase(
    database: &Database,
    payments: &Payments,
    wish: &OwnWish,
    now: i64,
) -> Result<OwnPurchase, OwnRefused> {
    let Payments::Provider(provider) = payments else { return Err(OwnRefused::NoProvider) };
    let quotes = quote_own(database, wish.buyer, now).await?;
    let quote = quotes.into_iter().find(|quote| quote.product.product_id == wish.product_id);
    let quote = quote.ok_or(OwnRefused::UnknownProduct)?;
    let (last, next) = last_own_purchase(database, wish.buyer.tenant, &quote.product, now).await?;
    check_own_purchase(database, wish.buyer, (&quote.product, last.as_ref()), now).await?;
    if let Some(last) = last.filter(|last| last.state != PurchaseState::Paid) {
        // Billed elsewhere by now, it is another region's (C9); a subscription keeps where it was agreed.
        let is_billed_there = last.is_subscription() || last.billing_country == wish.buyer.country;
        let is_shown = is_as_shown(wish, last.first_cents, last.later_cents);
        if last.is_open() && is_billed_there && is_shown {
            let of = (last.customer_user_id, wish.product_id);
            make_room(database, provider, of, last.purchase_id).await?;
            secret_of(database, payments, &last, now).await?;
            return found(database, last.purchase_id, last.is_subscription()).await;
        }
        if !is_of_quote(wish, &quote) {
            return Err(OwnRefused::PriceChanged);
        }
        match (last.is_subscription(), last.is_open()) {
            (true, true) => return Err(OwnRefused::EarlierPrice),
            (true, false) => let_lapse(database, provider, last.purchase_id, now).await?,
            // One that ran out here may stand open in an old window. Nobody pays both.
            (false, _) => take_back(database, provider, &last).await?,
        }
    }
    if !is_of_quote(wish, &quote) {
        return Err(OwnRefused::PriceChanged);
    }
    let first = note_own_buyer(database, wish.buyer.user_id, wish.buyer.tenant, now).await?;
    if first != wish.buyer.user_id {
        return Err(OwnRefused::OtherOwner);
    }
    make_room(database, provider, (first, wish.product_id), next).await?;
    let is_subscription = quote.later.is_some();
    let new = OwnPurchase {
        purchase_id: next,
        product_id: wish.product_id,
        product_name: quote.product.name.clone(),
        customer_user_id: wish.buyer.user_id,
        buyer_tenant_id: Some(wish.buyer.tenant),
        billing_country: wish.buyer.country,
        currency: quote.product.currency,
        first_cents: wish.first_cents,
        later_cents: wish.later_cents,
        state: PurchaseState::Waiting,
        order: None,
        opened_at: now,
    };
    secret_of(database, payments, &new, now).await?;
    let kept = found(database, next, is_subscription).await?;
    // The catalogue may have changed in between: nobody is led to a price that was not shown.
    if is_as_shown(wish, kept.first_cents, kept.later_cents) {
        Ok(kept)
    } else {
        Err(OwnRefused::PriceChanged)
    }
}

/// Whether the product may be bought by the tenant whose `last` purchase of it this is: what it has or
/// pays for already is not sold to it again.
///
/// # Errors
/// [`OwnRefused`] says what is there already.
pub(crate) async fn check_own_purchase(
    database: &Database,
    buyer: OwnBuyer,
    (product, last): (&CatalogueProduct, Option<&OwnPurchase>),
    now: i64,
) -> Result<(), OwnRefused> {
    let own = Tenant::named_by_platform(buyer.tenant);
    if database.read(own).await?.left_at().await?.is_some() {
        return Err(OwnRefused::HasLeft);
    }
    refuse_what_is_there(database, buyer, product, now).await?;
    refuse_what_was_paid(database, last).await
}

fn is_as_shown(wish: &OwnWish, first_cents: i64, later_cents: Option<i64>) -> bool {
    wish.first_cents == first_cents && wish.later_cents == later_cents
}

fn is_of_quote(wish: &OwnWish, quote: &OwnQuote) -> bool {
    is_as_shown(wish, quote.first.gross_cents, quote.later.map(|later| later.gross_cents))
}

async fn found(
    database: &Database,
    id: Uuid,
    is_subscription: bool,
) -> Result<OwnPurchase, OwnRefused> {
    let found = find_own_purchase(database, (id, is_subscription)).await?;
    Ok(found.ok_or(StorageError::Inconsistency { column: "purchase_id" })?)
}

/// The checkout before makes room: nobody can pay it any more.
async fn take_back(
    database: &Database,
    provider: &Arc<dyn PaymentProvider>,
    open: &OwnPurchase,
) -> Result<(), OwnRefused> {
    let seller = Tenant::named_by_platform(TenantId::MOJO_LLC);
    let is_over = expire_checkout(database, provider, seller, open.purchase_id).await?;
    // It was paid, or is being paid.
    if is_over { Ok(()) } else { Err(OwnRefused::JustPaid) }
}

/// The subscription before makes room. The provider gives each a day from when it made it, and may have told
/// in vain that it was paid: where nothing was heard of its end, it is asked.
async fn let_lapse(
    database: &Database,
    provider: &Arc<dyn PaymentProvider>,
    id: Uuid,
    now: i64,
) -> Result<(), OwnRefused> {
    let seller = Tenant::named_by_platform(TenantId::MOJO_LLC);
    let held = database.read(seller).await?.find_subscription(id).await?;
    let Some(held) = held.filter(|held| held.state == SubscriptionState::Open) else {
        return Ok(());
    };
    let known = held.provider_subscription_id.as_str();
    if !known.is_empty() && !is_ended_at_provider(provider, known).await? {
        return Err(OwnRefused::JustPaid);
    }
    // Under its id nothing is made at the provider any more.
    let mut tx = database.write(seller).await?;
    tx.lock_log().await?;
    tx.set_subscription_ended(id, now).await?;
    Ok(tx.commit().await?)
}

/// Nobody can pay it any more when this is done; `false` where it was paid.
async fn is_ended_at_provider(
    provider: &Arc<dyn PaymentProvider>,
    known: &str,
) -> Result<bool, StorageError> {
    let stands = match provider.recurring(known).await {
        Ok(stands) if stands.state == SubscriptionState::Open => {
            provider.end_recurring_now(known).await
        }
        stands => stands,
    };
    match stands {
        Ok(stands) => Ok(stands.state == SubscriptionState::Ended),
        // It knows of none, or of one that is over meanwhile.
        Err(ProviderError::Refused { .. }) => Ok(true),
        Err(ProviderError::Unknown(text)) => Err(StorageError::Provider(text)),
    }
}

/// What was paid once and not given back is the tenant's.
async fn refuse_what_was_paid(
    database: &Database,
    last: Option<&OwnPurchase>,
) -> Result<(), OwnRefused> {
    let paid = last.filter(|last| last.state == PurchaseState::Paid);
    let Some((order_id, net_cents)) = paid.and_then(|paid| paid.order) else { return Ok(()) };
    if !database.read_ledger().await?.is_order_settled(order_id).await? {
        return Err(OwnRefused::JustPaid);
    }
    let seller = Tenant::named_by_platform(TenantId::MOJO_LLC);
    let refunded = database.read(seller).await?.refunded_net(order_id, 1).await?;
    if refunded < net_cents { Err(OwnRefused::AlreadyHeld) } else { Ok(()) }
}

/// The level that is no more than its stage (P3); the higher ones are more than that, and bought by those
/// who have the highest stage.
const HIGHEST_STAGE_LEVEL: i64 = 4;

/// What the tenant has or pays for already is not bought again.
async fn refuse_what_is_there(
    database: &Database,
    buyer: OwnBuyer,
    product: &CatalogueProduct,
    now: i64,
) -> Result<(), OwnRefused> {
    let mut tx = database.read_ledger().await?;
    let grants = tx.list_grants_of_tenant(buyer.tenant).await?;
    let is_a_stage = product.user_journey_level.is_none_or(|level| level <= HIGHEST_STAGE_LEVEL);
    let is_enough = |grant: &mojo_domain::memberships::Grant| {
        product.granted_stage.is_some_and(|stage| grant.stage >= stage)
            && grant.is_live(from_micros(now))
            && grant.until().is_none()
    };
    if is_a_stage && grants.iter().any(is_enough) {
        return Err(OwnRefused::AlreadyHeld);
    }
    let paid_for =
        tx.list_subscriptions_of_buyer(Some(buyer.tenant), buyer.user_id, None, MOST).await?;
    let goes_on = paid_for.iter().any(|held| {
        held.buyer_tenant_id == Some(buyer.tenant)
            && held.product_id == product.product_id
            && matches!(held.state, SubscriptionState::Active | SubscriptionState::PastDue)
            && !held.ends_with_period
    });
    if goes_on { Err(OwnRefused::Running) } else { Ok(()) }
}
