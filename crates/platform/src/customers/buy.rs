//! A customer buys: one purchase of a product is under way at a time, so that a second click and a
//! page that is loaded again go on with the same payment. What came of it only the provider's word
//! changes (F3); here it is read.

use std::sync::Arc;

use mojo_domain::{
    Clock, Entropy, IdSource, Money, OrderId, ProductId, TenantId, UserId, to_micros,
};
use uuid::Uuid;

use crate::auth::Tenant;
use crate::commerce::{
    CheckoutRefused, CheckoutWish, NewOrder, NewOrderLine, OrderRefused, SubscriptionRefused,
    SubscriptionWish, open_checkout, open_subscription, record_orders,
};
use crate::derived::derived_id;
use crate::payments::{PaymentProvider, Payments, ProviderError, SubscriptionState};
use crate::storage::catalogue::CatalogueProduct;
use crate::storage::checkouts::CheckoutState;
use crate::storage::purchases::{BillingAddress, PurchaseKind, PurchaseRecord};
use crate::storage::sale_vat::SaleVatRecord;
use crate::storage::subscriptions::SubscriptionRecord;
use crate::storage::{Database, StorageError};

/// So long a click on what is free is the click of before; in microseconds. What is to be paid is gone on
/// with until it is paid.
const SAME_CLICK_MICROS: i64 = 10 * 60 * 1_000_000;

/// What a customer wants to buy.
#[derive(Clone, Debug)]
pub(crate) struct BuyWish {
    pub(crate) customer_user_id: UserId,
    pub(crate) seller: Tenant,
    pub(crate) product_id: ProductId,
    pub(crate) address: BillingAddress,
}

/// Why nothing is bought.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BuyRefused {
    /// The platform takes no payments.
    #[error("no payment provider is set up")]
    NoProvider,
    /// The seller sells it no more.
    #[error("the seller does not offer this product")]
    UnknownProduct,
    /// Nobody pays twice for one product.
    #[error("the customer has a subscription of this product that goes on")]
    Running,
    /// F4: every place is held or sold.
    #[error("there is no place left")]
    Full,
    /// F4: the seller has no account that takes payments.
    #[error("the seller has no account that takes payments")]
    NoAcquiring,
    /// A rule, or the provider.
    #[error("{0}")]
    Refused(String),
    /// The database, or a provider that does not answer.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// How a purchase stands, by what the platform knows itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PurchaseState {
    /// Nothing was told of a payment yet.
    Waiting,
    /// An attempt failed; the customer may try again.
    Failed,
    /// The money is there, or none was due.
    Paid,
    /// It cannot be paid any more.
    Over,
}

impl PurchaseState {
    /// How the purchase of a subscription stands.
    pub(crate) fn of_subscription(held: &SubscriptionRecord) -> Self {
        match held.state {
            SubscriptionState::Open if held.failed_at.is_some() => Self::Failed,
            SubscriptionState::Open => Self::Waiting,
            SubscriptionState::Active | SubscriptionState::PastDue => Self::Paid,
            SubscriptionState::Ended if held.paid_until.is_some() => Self::Paid,
            SubscriptionState::Ended => Self::Over,
        }
    }

    /// The name in answers.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Waiting => "pending",
            Self::Failed => "failed",
            Self::Paid => "paid",
            Self::Over => "over",
        }
    }
}

impl From<CheckoutState> for PurchaseState {
    fn from(state: CheckoutState) -> Self {
        match state {
            CheckoutState::Open => Self::Waiting,
            CheckoutState::Failed => Self::Failed,
            CheckoutState::Paid => Self::Paid,
            CheckoutState::Expired => Self::Over,
        }
    }
}

/// What is to pay, and by what the customer's browser pays.
#[derive(Clone)]
pub(crate) struct Offered {
    /// VAT included, discounts deducted; of a subscription for the first period.
    pub(crate) amount: Money,
    /// Of a subscription for each later period.
    pub(crate) later: Option<Money>,
    /// How its lines are taxed, as it was fixed when it was offered.
    pub(crate) vat: Vec<SaleVatRecord>,
    /// For the customer alone; `None` when there is nothing to pay any more.
    pub(crate) client_secret: Option<String>,
}

impl From<CheckoutRefused> for BuyRefused {
    fn from(refused: CheckoutRefused) -> Self {
        match refused {
            CheckoutRefused::Storage(error) => Self::Storage(error),
            CheckoutRefused::NoProvider => Self::NoProvider,
            CheckoutRefused::UnknownProduct { .. } => Self::UnknownProduct,
            other => Self::Refused(other.to_string()),
        }
    }
}

impl From<SubscriptionRefused> for BuyRefused {
    fn from(refused: SubscriptionRefused) -> Self {
        match refused {
            SubscriptionRefused::Storage(error) => Self::Storage(error),
            SubscriptionRefused::NoProvider => Self::NoProvider,
            SubscriptionRefused::UnknownProduct => Self::UnknownProduct,
            SubscriptionRefused::Running => Self::Running,
            other => Self::Refused(other.to_string()),
        }
    }
}

impl From<OrderRefused> for BuyRefused {
    fn from(refused: OrderRefused) -> Self {
        match refused {
            OrderRefused::Storage(error) => Self::Storage(error),
            other => Self::Refused(other.to_string()),
        }
    }
}

/// Begins a purchase, or goes on with the one that is under way; gives back its id. One that was paid
/// or is over makes room for the next.
pub(crate) async fn begin_purchase(
    database: &Database,
    payments: &Payments,
    (clock, entropy): (&dyn Clock, &dyn Entropy),
    wish: &BuyWish,
) -> Result<Uuid, BuyRefused> {
    let product = find_product(database, wish).await?;
    if kind_of(&product) != PurchaseKind::Free && matches!(payments, Payments::Recorded) {
        return Err(BuyRefused::NoProvider);
    }
    let now = to_micros(clock.now());
    let mut tx = database.read_ledger().await?;
    let of = (wish.seller.id(), wish.product_id);
    let held = tx.find_open_purchase(wish.customer_user_id, of).await?;
    drop(tx);
    let state = match &held {
        Some(held) => Some(state_of(database, held).await?),
        None => None,
    };
    if let (Some(over), Some(PurchaseState::Over)) = (&held, state) {
        // It ran out here; there an old window may still hold the secret. Nobody pays both.
        let is_open = over.kind == PurchaseKind::Checkout;
        if is_open && !discard_purchase(database, payments, over, now).await? {
            return Ok(over.purchase_id);
        }
    }
    if let (Some(had), Some(PurchaseState::Paid)) = (&held, state) {
        let is_free = had.kind == PurchaseKind::Free && kind_of(&product) == PurchaseKind::Free;
        if is_free && now.saturating_sub(had.opened_at) < SAME_CLICK_MICROS {
            return Ok(had.purchase_id);
        }
    }
    let purchase = match (held, state) {
        (Some(held), Some(PurchaseState::Waiting | PurchaseState::Failed)) => held,
        (over, _) => {
            let purchase_id = IdSource::new(clock, entropy).next();
            let over = over.map(|over| over.purchase_id);
            keep(database, (wish, &product), (purchase_id, now), over).await?
        }
    };
    if let Err(refused) = open(database, payments, &purchase, now).await {
        // Where nobody answered it is gone on with later.
        if !matches!(refused, BuyRefused::Storage(_)) {
            give_up(database, &purchase, now).await?;
        }
        return Err(refused);
    }
    Ok(purchase.purchase_id)
}

/// Closes a purchase that was refused. Of what is free nothing can be paid any more, so that its place is
/// free at once; any other place is looked at when it was held for long.
async fn give_up(
    database: &Database,
    purchase: &PurchaseRecord,
    now: i64,
) -> Result<(), StorageError> {
    if purchase.kind == PurchaseKind::Free {
        let mut tx = database.write(Tenant::named_by_platform(purchase.seller)).await?;
        tx.lock_log().await?;
        // Another window may have had it meanwhile.
        if tx.find_order(free_order_of(purchase.purchase_id)).await?.is_none() {
            tx.free_place(purchase.purchase_id, now).await?;
        }
        tx.commit().await?;
    }
    close(database, purchase.purchase_id, now).await
}

/// Keeps a new purchase in the place of the one that is `over`. Of two clicks at one instant the
/// database takes one; both go on with it.
async fn keep(
    database: &Database,
    (wish, product): (&BuyWish, &CatalogueProduct),
    (purchase_id, now): (Uuid, i64),
    over: Option<Uuid>,
) -> Result<PurchaseRecord, StorageError> {
    let mut tx = database.write_ledger().await?;
    if let Some(over) = over {
        tx.close_purchase(over, now).await?;
    }
    tx.insert_purchase(&PurchaseRecord {
        purchase_id,
        customer_user_id: wish.customer_user_id,
        seller: wish.seller.id(),
        product_id: wish.product_id,
        product_name: product.name.clone(),
        kind: kind_of(product),
        address: wish.address.clone(),
        opened_at: now,
        closed_at: None,
    })
    .await?;
    let of = (wish.seller.id(), wish.product_id);
    let kept = tx.find_open_purchase(wish.customer_user_id, of).await?;
    tx.commit().await?;
    kept.ok_or(StorageError::Inconsistency { column: "closed_at" })
}

async fn find_product(database: &Database, wish: &BuyWish) -> Result<CatalogueProduct, BuyRefused> {
    let products = database.read(wish.seller).await?.list_products().await?;
    let on_offer = |product: &CatalogueProduct| {
        product.product_id == wish.product_id && product.retired_at.is_none()
    };
    products.into_iter().find(on_offer).ok_or(BuyRefused::UnknownProduct)
}

fn kind_of(product: &CatalogueProduct) -> PurchaseKind {
    if product.price_net_cents == 0 {
        PurchaseKind::Free
    } else if product.billing_interval.is_some() {
        PurchaseKind::Subscription
    } else {
        PurchaseKind::Checkout
    }
}

pub(super) async fn close(
    database: &Database,
    purchase_id: Uuid,
    now: i64,
) -> Result<(), StorageError> {
    let mut tx = database.write_ledger().await?;
    tx.close_purchase(purchase_id, now).await?;
    tx.commit().await
}

/// Opens what the purchase stands for, once; asked again it finds what was opened.
async fn open(
    database: &Database,
    payments: &Payments,
    purchase: &PurchaseRecord,
    now: i64,
) -> Result<(), BuyRefused> {
    match purchase.kind {
        PurchaseKind::Free => record_free(database, purchase, now).await,
        _ => offer_of(database, payments, purchase, now).await.map(drop),
    }
}

/// What is to pay now, with the secret for the customer's browser.
pub(crate) async fn offer_of(
    database: &Database,
    payments: &Payments,
    purchase: &PurchaseRecord,
    now: i64,
) -> Result<Offered, BuyRefused> {
    let seller = Tenant::named_by_platform(purchase.seller);
    hold_place(database, purchase, now).await?;
    let billing_country = Some(purchase.address.country);
    let customer_user_id = purchase.customer_user_id;
    match purchase.kind {
        PurchaseKind::Free => {
            Err(BuyRefused::Refused("there is nothing to pay of this purchase".to_owned()))
        }
        PurchaseKind::Checkout => {
            let wish = CheckoutWish {
                checkout_id: purchase.purchase_id,
                customer_user_id,
                is_own: false,
                billing_country,
                buyer_vat_id: String::new(),
                products: vec![purchase.product_id],
            };
            let opened = open_checkout(database, payments, seller, &wish, now).await?;
            let (checkout, client_secret) = opened;
            let amount = Money::new(checkout.amount_cents, checkout.currency);
            // Whoever frees a place marks the checkout first: a place that was freed meanwhile is not paid.
            let mut tx = database.read(seller).await?;
            let is_lost = tx.is_place_freed(purchase.purchase_id).await?;
            let vat = tx.list_sale_vat((purchase.purchase_id, false)).await?;
            let client_secret = client_secret.filter(|_| !is_lost);
            Ok(Offered { amount, later: None, vat, client_secret })
        }
        PurchaseKind::Subscription => {
            let wish = SubscriptionWish {
                subscription_id: purchase.purchase_id,
                customer_user_id,
                buyer_tenant_id: None,
                billing_country,
                buyer_vat_id: String::new(),
                product_id: purchase.product_id,
            };
            let opened = open_subscription(database, payments, seller, &wish, now).await?;
            let (agreed, client_secret) = opened;
            let money = |cents| Money::new(cents, agreed.currency);
            let later = Some(money(agreed.amount_cents));
            let vat =
                database.read(seller).await?.list_sale_vat((purchase.purchase_id, true)).await?;
            Ok(Offered { amount: money(agreed.first_amount_cents), later, vat, client_secret })
        }
    }
}

/// F4: holds a place of an event for a purchase, for as long as it can be paid.
async fn hold_place(
    database: &Database,
    purchase: &PurchaseRecord,
    now: i64,
) -> Result<(), BuyRefused> {
    if purchase.seller == TenantId::MOJO_LLC {
        return Ok(());
    }
    let mut tx = database.write(Tenant::named_by_platform(purchase.seller)).await?;
    // Two who want the last place come one after the other here.
    tx.lock_log().await?;
    let Some(offer) = tx.find_event_offer(purchase.product_id).await? else { return Ok(()) };
    // Also of a page that was opened while it was offered.
    if !offer.is_offered || offer.starts_at.is_some_and(|starts_at| starts_at <= now) {
        return Err(BuyRefused::UnknownProduct);
    }
    if !tx.hold_place(purchase.purchase_id, (purchase.product_id, offer.places), now).await? {
        return Err(BuyRefused::Full);
    }
    Ok(tx.commit().await?)
}

/// The order that a free purchase becomes.
pub(super) fn free_order_of(purchase_id: Uuid) -> OrderId {
    OrderId(derived_id(&["free_purchase", &purchase_id.to_string()]))
}

/// What is free is an order at once: it opens its membership, and uses no first purchase up (C3).
async fn record_free(
    database: &Database,
    purchase: &PurchaseRecord,
    now: i64,
) -> Result<(), BuyRefused> {
    let seller = Tenant::named_by_platform(purchase.seller);
    let products = database.read(seller).await?.list_products().await?;
    let product = products.into_iter().find(|product| product.product_id == purchase.product_id);
    let product = product.filter(|product| product.price_net_cents == 0);
    let product = product.ok_or(BuyRefused::UnknownProduct)?;
    hold_place(database, purchase, now).await?;
    let order_id = free_order_of(purchase.purchase_id);
    let order = NewOrder {
        order_id,
        order_number: format!("B-{order_id}"),
        customer_user_id: purchase.customer_user_id,
        ordered_at: now,
        billing_country: Some(purchase.address.country),
        currency: product.currency,
        is_renewal: false,
        is_via_connect: true,
        lines: vec![NewOrderLine { product_id: product.product_id, net_cents: 0 }],
    };
    Ok(record_orders(database, seller, &[order], now).await?)
}

/// How a purchase stands.
pub(crate) async fn state_of(
    database: &Database,
    purchase: &PurchaseRecord,
) -> Result<PurchaseState, StorageError> {
    let mut tx = database.read(Tenant::named_by_platform(purchase.seller)).await?;
    Ok(match purchase.kind {
        PurchaseKind::Free => match tx.find_order(free_order_of(purchase.purchase_id)).await? {
            Some(_) => PurchaseState::Paid,
            None => unopened(purchase),
        },
        PurchaseKind::Checkout => match tx.find_checkout(purchase.purchase_id).await? {
            None => unopened(purchase),
            Some(checkout) => PurchaseState::from(checkout.state),
        },
        PurchaseKind::Subscription => match tx.find_subscription(purchase.purchase_id).await? {
            None => unopened(purchase),
            Some(held) => PurchaseState::of_subscription(&held),
        },
    })
}

/// The process died before anything was opened: it is opened when the customer goes on; one that was
/// given up never is.
fn unopened(purchase: &PurchaseRecord) -> PurchaseState {
    if purchase.closed_at.is_some() { PurchaseState::Over } else { PurchaseState::Waiting }
}

/// The customer begins anew, as with another address: nobody can pay the checkout any more when this
/// is done. `false` where it was paid or is being paid meanwhile, and for a subscription, which lapses
/// by itself.
pub(crate) async fn discard_purchase(
    database: &Database,
    payments: &Payments,
    purchase: &PurchaseRecord,
    now: i64,
) -> Result<bool, BuyRefused> {
    let state = state_of(database, purchase).await?;
    if purchase.kind != PurchaseKind::Checkout || state == PurchaseState::Paid {
        return Ok(false);
    }
    let Payments::Provider(provider) = payments else { return Err(BuyRefused::NoProvider) };
    let (seller, id) = (Tenant::named_by_platform(purchase.seller), purchase.purchase_id);
    if !expire_checkout(database, provider, seller, id).await? {
        return Ok(false);
    }
    let mut tx = database.write(seller).await?;
    tx.free_place(id, now).await?;
    tx.commit().await?;
    close(database, id, now).await?;
    Ok(true)
}

/// Nobody can pay the checkout any more when this is done; `false` where it was paid or is being paid
/// meanwhile.
pub(crate) async fn expire_checkout(
    database: &Database,
    provider: &Arc<dyn PaymentProvider>,
    seller: Tenant,
    id: Uuid,
) -> Result<bool, StorageError> {
    let seen = database.read(seller).await?.find_checkout(id).await?;
    let seen = seen.map(|checkout| checkout.provider_payment_id).unwrap_or_default();
    if !cancel_payment(provider, &seen).await? {
        return Ok(false);
    }
    let mut tx = database.write(seller).await?;
    tx.set_checkout_state(id, CheckoutState::Expired).await?;
    let after = tx.find_checkout(id).await?;
    tx.commit().await?;
    // Who asks for a payment from here on finds the mark. Another window may have asked for the payment in between.
    let after = after.map(|checkout| checkout.provider_payment_id).unwrap_or_default();
    Ok(after == seen || cancel_payment(provider, &after).await?)
}

/// Takes a payment back at the provider, where one was made; `false` when it was paid, or is being paid.
pub(super) async fn cancel_payment(
    provider: &Arc<dyn PaymentProvider>,
    payment_id: &str,
) -> Result<bool, StorageError> {
    if payment_id.is_empty() {
        return Ok(true);
    }
    match provider.cancel_payment(payment_id).await {
        Ok(()) => Ok(true),
        Err(ProviderError::Refused { .. }) => Ok(false),
        Err(ProviderError::Unknown(text)) => Err(StorageError::Provider(text)),
    }
}
