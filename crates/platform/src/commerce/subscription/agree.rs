//! What a subscription is agreed to cost: fixed when it is opened, for as long as it runs. A change of
//! the catalogue reaches those that are opened after it.

use mojo_domain::OrderId;
use mojo_domain::catalogue::BillingInterval;
use mojo_domain::commissions::resolve_country;
use uuid::Uuid;

use super::open::{SubscriptionRefused, SubscriptionWish};
use crate::auth::Tenant;
use crate::commerce::checkout::{to_pay, with_discounts};
use crate::commerce::record_order::line_of;
use crate::commerce::tax_sale::{Parties, Sale, kept_vat};
use crate::payments::SubscriptionState;
use crate::storage::catalogue::CatalogueProduct;
use crate::storage::checkouts::CheckoutLine;
use crate::storage::orders::{OrderLineRecord, OrderRecord};
use crate::storage::sale_vat::SaleVatRecord;
use crate::storage::subscriptions::{SubscriptionLine, SubscriptionRecord};
use crate::storage::{Database, StorageError};

/// What is agreed.
pub(super) struct Agreed {
    pub(super) subscription: SubscriptionRecord,
    pub(super) line: SubscriptionLine,
    /// How the line is taxed, for as long as the subscription runs.
    pub(super) vat: Vec<SaleVatRecord>,
}

/// The terms of a subscription of `seller` that is opened at `at`.
pub(super) async fn agree(
    database: &Database,
    seller: Tenant,
    wish: &SubscriptionWish,
    at: i64,
) -> Result<Agreed, SubscriptionRefused> {
    let mut tx = database.read(seller).await?;
    let products = tx.list_products().await?;
    let customer = tx.find_customer(wish.customer_user_id).await?;
    let is_known_buyer = tx.is_known_buyer(wish.customer_user_id).await?;
    drop(tx);
    let product = products
        .iter()
        .find(|product| product.product_id == wish.product_id && product.retired_at.is_none())
        .ok_or(SubscriptionRefused::UnknownProduct)?;
    let interval = product.billing_interval.ok_or(SubscriptionRefused::PaidOnce)?;
    // Each period's order gets an id of its own.
    let mut line = line_of(OrderId(Uuid::nil()), 1, product, product.price_net_cents)?;
    let first_country = customer.and_then(|customer| customer.first_country);
    let sale = Sale {
        seller,
        buyer_tenant: wish.buyer_tenant_id,
        buyer_vat_id: &wish.buyer_vat_id,
        country: resolve_country(wish.billing_country, first_country),
        at,
    };
    let tax = Parties::gather(database, sale).await?.tax(product, &mut line)?;
    let order = |is_renewal: bool| OrderRecord {
        tenant_id: seller.id(),
        order_id: line.order_id,
        order_number: String::new(),
        customer_user_id: wish.customer_user_id,
        ordered_at: at,
        billing_country: wish.billing_country,
        resolved_country: resolve_country(wish.billing_country, first_country),
        currency: product.currency,
        is_renewal,
        is_via_connect: true,
        is_first_purchase: !is_known_buyer && !is_renewal,
        recorded_at: at,
    };
    let (first_discount_cents, first_amount_cents) = price(database, &order(false), &line).await?;
    let (discount_cents, amount_cents) = price(database, &order(true), &line).await?;
    if first_amount_cents <= 0 || amount_cents <= 0 {
        return Err(SubscriptionRefused::NothingToPay);
    }
    let amounts = (first_amount_cents, amount_cents);
    let subscription = terms(seller, wish, (product, interval), amounts, at);
    let first = CheckoutLine { line, discount_cents: first_discount_cents };
    let sale = (wish.subscription_id, true);
    let vat = kept_vat(sale, std::slice::from_ref(&first), &[tax])?;
    let line = SubscriptionLine { line: first.line, first_discount_cents, discount_cents };
    Ok(Agreed { subscription, line, vat })
}

/// The subscription as it is opened.
fn terms(
    seller: Tenant,
    wish: &SubscriptionWish,
    (product, interval): (&CatalogueProduct, BillingInterval),
    (first_amount_cents, amount_cents): (i64, i64),
    at: i64,
) -> SubscriptionRecord {
    SubscriptionRecord {
        tenant_id: seller.id(),
        subscription_id: wish.subscription_id,
        customer_user_id: wish.customer_user_id,
        buyer_tenant_id: wish.buyer_tenant_id,
        billing_country: wish.billing_country,
        currency: product.currency,
        billing_interval: interval,
        first_amount_cents,
        amount_cents,
        opened_at: at,
        state: SubscriptionState::Open,
        provider_customer_id: String::new(),
        provider_subscription_id: String::new(),
        ends_with_period: false,
        ended_at: None,
        failed_at: None,
        next_attempt_at: None,
        problem: String::new(),
        product_id: product.product_id,
        product_name: product.name.clone(),
        paid_until: None,
    }
}

/// What of the line is granted as a discount (C7, C8), and what is to pay, VAT included.
async fn price(
    database: &Database,
    order: &OrderRecord,
    line: &OrderLineRecord,
) -> Result<(i64, i64), StorageError> {
    let lines = with_discounts(database, order, vec![line.clone()]).await?;
    let discount: i64 = lines.iter().map(|line: &CheckoutLine| line.discount_cents).sum();
    Ok((discount, to_pay(&lines)?))
}
