//! The purchases of a tenant of one product, one after the other: each has an id that follows from the
//! tenant, the product and its place, so that two clicks, two windows and two owners at one instant
//! mean the same one.

use mojo_domain::commissions::CountryCode;
use mojo_domain::{Currency, OrderId, ProductId, TenantId, UserId};
use uuid::Uuid;

use super::OwnRefused;
use crate::auth::Tenant;
use crate::commerce::{CheckoutWish, LAPSED, SubscriptionWish, open_checkout, open_subscription};
use crate::customers::PurchaseState;
use crate::derived::derived_id;
use crate::payments::Payments;
use crate::storage::catalogue::CatalogueProduct;
use crate::storage::{Database, StorageError, TenantTx};

/// A purchase of a tenant's own.
#[derive(Clone, Debug)]
pub(crate) struct OwnPurchase {
    /// Also the id of the checkout or the subscription.
    pub(crate) purchase_id: Uuid,
    pub(crate) product_id: ProductId,
    pub(crate) product_name: String,
    pub(crate) customer_user_id: UserId,
    /// The tenant that it is for.
    pub(crate) buyer_tenant_id: Option<TenantId>,
    pub(crate) billing_country: Option<CountryCode>,
    pub(crate) currency: Currency,
    /// VAT included, discounts deducted; of a subscription for the first period.
    pub(crate) first_cents: i64,
    /// Of a subscription for each later period.
    pub(crate) later_cents: Option<i64>,
    pub(crate) state: PurchaseState,
    /// The order that a checkout becomes, and its list net; `None` of a subscription.
    pub(crate) order: Option<(OrderId, i64)>,
    pub(crate) opened_at: i64,
}

impl OwnPurchase {
    /// It may still be paid.
    pub(crate) fn is_open(&self) -> bool {
        matches!(self.state, PurchaseState::Waiting | PurchaseState::Failed)
    }

    /// It is renewed by the provider.
    pub(crate) fn is_subscription(&self) -> bool {
        self.later_cents.is_some()
    }
}

fn seller() -> Tenant {
    Tenant::named_by_platform(TenantId::MOJO_LLC)
}

/// The last purchase of a product that a tenant began, and the id of the next one. Sellers' customers
/// draw ids themselves, so that one of these may be somebody else's: it is passed over, and nobody is led
/// to pay for others.
///
/// # Errors
/// [`StorageError`].
pub(crate) async fn last_own_purchase(
    database: &Database,
    tenant: TenantId,
    product: &CatalogueProduct,
    now: i64,
) -> Result<(Option<OwnPurchase>, Uuid), StorageError> {
    let is_subscription = product.billing_interval.is_some();
    let kind = if is_subscription { "own_subscription" } else { "own_checkout" };
    let names = [tenant.to_string(), product.product_id.to_string()];
    let mut tx = database.read(seller()).await?;
    let (mut last, mut place) = (None, 0_u64);
    loop {
        let id = derived_id(&[kind, &names[0], &names[1], &place.to_string()]);
        let Some(mut found) = find(&mut tx, id, is_subscription).await? else {
            return Ok((last, id));
        };
        if is_subscription && found.is_open() && found.opened_at.saturating_add(LAPSED) <= now {
            found.state = PurchaseState::Over;
        }
        let is_own = found.buyer_tenant_id == Some(tenant);
        if is_own && found.product_id == product.product_id {
            last = Some(found);
        }
        place += 1;
    }
}

/// A purchase by its id.
///
/// # Errors
/// [`StorageError`].
pub(crate) async fn find_own_purchase(
    database: &Database,
    (id, is_subscription): (Uuid, bool),
) -> Result<Option<OwnPurchase>, StorageError> {
    find(&mut database.read(seller()).await?, id, is_subscription).await
}

async fn find(
    tx: &mut TenantTx,
    id: Uuid,
    is_subscription: bool,
) -> Result<Option<OwnPurchase>, StorageError> {
    if is_subscription {
        let Some(held) = tx.find_subscription(id).await? else { return Ok(None) };
        return Ok(Some(OwnPurchase {
            purchase_id: id,
            state: PurchaseState::of_subscription(&held),
            product_id: held.product_id,
            product_name: held.product_name,
            customer_user_id: held.customer_user_id,
            buyer_tenant_id: held.buyer_tenant_id,
            billing_country: held.billing_country,
            currency: held.currency,
            first_cents: held.first_amount_cents,
            later_cents: Some(held.amount_cents),
            order: None,
            opened_at: held.opened_at,
        }));
    }
    let Some(held) = tx.find_checkout(id).await? else { return Ok(None) };
    let customer = tx.find_customer(held.customer_user_id).await?;
    let lines = tx.list_checkout_lines(id, held.order_id).await?;
    let line = lines.into_iter().next().map(|line| line.line);
    let line = line.ok_or(StorageError::Inconsistency { column: "line_no" })?;
    Ok(Some(OwnPurchase {
        purchase_id: id,
        state: PurchaseState::from(held.state),
        product_id: line.product_id,
        product_name: line.product_name,
        customer_user_id: held.customer_user_id,
        buyer_tenant_id: customer.and_then(|customer| customer.buyer_tenant_id),
        billing_country: held.billing_country,
        currency: held.currency,
        first_cents: held.amount_cents,
        later_cents: None,
        order: Some((held.order_id, line.net_cents)),
        opened_at: held.opened_at,
    }))
}

/// Opens the purchase at the provider, or finds what was opened; gives back by what a browser pays.
/// `None` when there is nothing to pay any more.
///
/// # Errors
/// [`OwnRefused`].
pub(crate) async fn secret_of(
    database: &Database,
    payments: &Payments,
    purchase: &OwnPurchase,
    now: i64,
) -> Result<Option<String>, OwnRefused> {
    let (customer_user_id, billing_country) = (purchase.customer_user_id, purchase.billing_country);
    if purchase.is_subscription() {
        let wish = SubscriptionWish {
            subscription_id: purchase.purchase_id,
            customer_user_id,
            buyer_tenant_id: purchase.buyer_tenant_id,
            billing_country,
            buyer_vat_id: String::new(),
            product_id: purchase.product_id,
        };
        let opened = open_subscription(database, payments, seller(), &wish, now).await?;
        return Ok(opened.1);
    }
    let wish = CheckoutWish {
        checkout_id: purchase.purchase_id,
        customer_user_id,
        is_own: true,
        billing_country,
        buyer_vat_id: String::new(),
        products: vec![purchase.product_id],
    };
    Ok(open_checkout(database, payments, seller(), &wish, now).await?.1)
}
