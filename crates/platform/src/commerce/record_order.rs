//! Records orders: a transaction of the selling tenant alone, which leaves the fact
//! `order_settled` for the ledger.

use mojo_domain::commissions::{
    CountryCode, FirstPurchasePolicy, counts_as_purchase, resolve_country,
};
use mojo_domain::vat::vat_on;
use mojo_domain::{Currency, Money, OrderId, ProductId, UserId};

use crate::auth::Tenant;
use crate::derived::derived_id;
use crate::storage::catalogue::CatalogueProduct;
use crate::storage::orders::{InternalFact, OrderLineRecord, OrderRecord};
use crate::storage::{Database, StorageError, TenantTx};

/// An order as it comes in.
#[derive(Clone, Debug)]
pub(crate) struct NewOrder {
    pub(crate) order_id: OrderId,
    pub(crate) order_number: String,
    pub(crate) customer_user_id: UserId,
    pub(crate) ordered_at: i64,
    pub(crate) billing_country: Option<CountryCode>,
    pub(crate) currency: Currency,
    pub(crate) is_renewal: bool,
    pub(crate) is_via_connect: bool,
    pub(crate) lines: Vec<NewOrderLine>,
}

/// A line as it comes in.
#[derive(Clone, Debug)]
pub(crate) struct NewOrderLine {
    pub(crate) product_id: ProductId,
    /// Without VAT, in list price.
    pub(crate) net_cents: i64,
}

/// Why an order is not recorded.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OrderRefused {
    /// An order has at least one line.
    #[error("the order has no lines")]
    NoLines,
    /// A price below zero.
    #[error("line {line}: the net is below zero")]
    NegativeNet {
        /// From 1.
        line: usize,
    },
    /// More than any order: the ledger must be able to compute it.
    #[error("line {line}: the net is above ten billion")]
    TooLarge {
        /// From 1.
        line: usize,
    },
    /// The seller has no such product.
    #[error("line {line}: the seller has no such product")]
    UnknownProduct {
        /// From 1.
        line: usize,
    },
    /// One id is one order of one seller, on the whole platform.
    #[error("the id of the order is held by another one")]
    IdHeld,
    /// An order that was told before with this id, otherwise.
    #[error("this id was used for an order with other terms; draw a new one")]
    OtherTerms,
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Ten billion: far from where 64 bits of cents end.
const MOST_CENTS: i64 = 1_000_000_000_000;

/// Records orders of `seller` in one transaction; an order that is held already changes nothing.
pub(crate) async fn record_orders(
    database: &Database,
    seller: Tenant,
    orders: &[NewOrder],
    recorded_at: i64,
) -> Result<(), OrderRefused> {
    let mut tx = database.write(seller).await?;
    tx.lock_log().await?;
    let products = tx.list_products().await?;
    let (mut records, mut lines, mut facts) = (Vec::new(), Vec::new(), Vec::new());
    for order in orders {
        if tx.find_order(order.order_id).await?.is_some() {
            continue;
        }
        if !tx.claim_order_id(order.order_id).await? {
            return Err(OrderRefused::IdHeld);
        }
        lines.extend(lines_of(order, &products)?);
        records.push(record(&mut tx, order, recorded_at).await?);
        facts.push(settled_fact(order.order_id, order.ordered_at));
    }
    tx.insert_orders(&records, &lines).await?;
    tx.leave_facts(&facts).await?;
    tx.commit().await?;
    Ok(())
}

/// Records one order whose lines were fixed before, in the seller's transaction and under its lock;
/// one that is held already changes nothing.
pub(super) async fn record_fixed_order(
    tx: &mut TenantTx,
    order: &NewOrder,
    lines: &[OrderLineRecord],
    recorded_at: i64,
) -> Result<(), OrderRefused> {
    if tx.find_order(order.order_id).await?.is_some() {
        return Ok(());
    }
    if !tx.claim_order_id(order.order_id).await? {
        return Err(OrderRefused::IdHeld);
    }
    let record = record(tx, order, recorded_at).await?;
    tx.insert_orders(&[record], lines).await?;
    tx.leave_facts(&[settled_fact(order.order_id, order.ordered_at)]).await?;
    Ok(())
}

/// What an order leaves for the ledger.
pub(super) fn settled_fact(order_id: OrderId, ordered_at: i64) -> InternalFact {
    InternalFact {
        fact_id: derived_id(&["order_settled", &order_id.to_string()]),
        kind: "order_settled".to_owned(),
        subject_id: order_id.0,
        happened_at: ordered_at,
    }
}

/// The row of an order, in the seller's transaction: the customer is known from then on, with an
/// address (C9), and has bought (C3).
pub(super) async fn record(
    tx: &mut TenantTx,
    order: &NewOrder,
    recorded_at: i64,
) -> Result<OrderRecord, OrderRefused> {
    // The first order makes somebody a customer.
    tx.insert_customer(order.customer_user_id, None, recorded_at).await?;
    let customer = tx.find_customer(order.customer_user_id).await?;
    let first_country = customer.and_then(|customer| customer.first_country);
    if let Some(country) = order.billing_country {
        tx.note_country(order.customer_user_id, country).await?;
    }
    let counts = counts_as_purchase(nets(order), FirstPurchasePolicy::FirstPaidOrder)
        || counts_as_purchase(nets(order), tx.first_purchase_policy().await?);
    // C3: who is first is decided by the key of `first_purchases`, whoever sells; a renewal uses
    // the first purchase up without being it.
    let is_claimed = counts
        && tx
            .claim_first_purchase(order.customer_user_id, order.order_id, order.ordered_at)
            .await?;
    Ok(OrderRecord {
        tenant_id: tx.tenant().id(),
        order_id: order.order_id,
        order_number: order.order_number.clone(),
        customer_user_id: order.customer_user_id,
        ordered_at: order.ordered_at,
        billing_country: order.billing_country,
        resolved_country: resolve_country(order.billing_country, first_country),
        currency: order.currency,
        is_renewal: order.is_renewal,
        is_via_connect: order.is_via_connect,
        is_first_purchase: is_claimed && !order.is_renewal,
        recorded_at,
    })
}

fn nets(order: &NewOrder) -> impl Iterator<Item = Money> {
    order.lines.iter().map(|line| Money::new(line.net_cents, order.currency))
}

fn lines_of(
    order: &NewOrder,
    products: &[CatalogueProduct],
) -> Result<Vec<OrderLineRecord>, OrderRefused> {
    if order.lines.is_empty() {
        return Err(OrderRefused::NoLines);
    }
    order
        .lines
        .iter()
        .zip(1_usize..)
        .map(|(line, number)| checked_line(order.order_id, number, line, products))
        .collect()
}

/// A line as it comes in, of one of the seller's `products`; `number` from 1.
pub(super) fn checked_line(
    order_id: OrderId,
    number: usize,
    line: &NewOrderLine,
    products: &[CatalogueProduct],
) -> Result<OrderLineRecord, OrderRefused> {
    if line.net_cents < 0 {
        return Err(OrderRefused::NegativeNet { line: number });
    }
    if line.net_cents > MOST_CENTS {
        return Err(OrderRefused::TooLarge { line: number });
    }
    let product = products
        .iter()
        .find(|product| product.product_id == line.product_id)
        .ok_or(OrderRefused::UnknownProduct { line: number })?;
    Ok(line_of(order_id, number, product, line.net_cents)?)
}

/// A line as it is kept, `number` from 1: what the product is now stays with the order.
pub(super) fn line_of(
    order_id: OrderId,
    number: usize,
    product: &CatalogueProduct,
    net_cents: i64,
) -> Result<OrderLineRecord, StorageError> {
    let vat = vat_on(net_cents, product.vat_rate_bp)
        .map_err(|error| StorageError::Rule(error.to_string()))?;
    Ok(OrderLineRecord {
        order_id,
        line_no: i64::try_from(number).unwrap_or(i64::MAX),
        product_id: product.product_id,
        product_name: product.name.clone(),
        product_kind: product.kind.code().to_owned(),
        is_platform_product: product.kind.is_platform_product(),
        commission_eligible: product.commission_eligible,
        net_cents,
        vat_rate_bp: product.vat_rate_bp,
        gross_cents: net_cents + vat,
        billing_interval: product.billing_interval,
        granted_stage: product.granted_stage,
    })
}
