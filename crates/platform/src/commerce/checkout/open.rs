//! Opens checkouts: what is offered is fixed and kept before the provider is asked for a payment,
//! so that whatever arrives later finds what it was for.

use std::sync::Arc;

use mojo_domain::commissions::{CountryCode, Policy, SettledAs, calculate_line, resolve_country};
use mojo_domain::vat::{SaleVatRefusal, vat_on};
use mojo_domain::{Currency, Money, OrderId, ProductId, UserId};
use uuid::Uuid;

use super::forgotten::find_forgotten;
use crate::auth::Tenant;
use crate::commerce::basis::Knowledge;
use crate::commerce::record_order::line_of;
use crate::commerce::tax_sale::{Parties, Sale, TaxRefused, kept_vat};
use crate::derived::derived_id;
use crate::payments::{Destination, PaymentProvider, PaymentWish, Payments, ProviderError};
use crate::storage::catalogue::CatalogueProduct;
use crate::storage::checkouts::{CheckoutLine, CheckoutRecord, CheckoutState};
use crate::storage::orders::{OrderLineRecord, OrderRecord};
use crate::storage::sale_vat::SaleVatRecord;
use crate::storage::{Database, StorageError};

/// A checkout as it is asked for.
#[derive(Clone, Debug)]
pub(crate) struct CheckoutWish {
    /// Drawn by the client, so that a repeated request opens one checkout.
    pub(crate) checkout_id: Uuid,
    pub(crate) customer_user_id: UserId,
    /// A tenant buys for itself: each membership once at a time.
    pub(crate) is_own: bool,
    pub(crate) billing_country: Option<CountryCode>,
    /// Of a customer that buys for its business; empty of everybody else.
    pub(crate) buyer_vat_id: String,
    /// What is bought, at the price of the catalogue.
    pub(crate) products: Vec<ProductId>,
}

/// Why a checkout is not opened.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CheckoutRefused {
    /// The platform has no account at a provider.
    #[error("no payment provider is set up")]
    NoProvider,
    /// A checkout has at least one line.
    #[error("the checkout has no lines")]
    NoLines,
    /// The seller has no such product, or sells it no more.
    #[error("line {line}: the seller does not offer this product")]
    UnknownProduct {
        /// From 1.
        line: usize,
    },
    /// One payment is in one currency.
    #[error("line {line}: priced in another currency than the first line")]
    OtherCurrency {
        /// From 1.
        line: usize,
    },
    /// Amounts are counted in cents, and so they are asked for.
    #[error("{currency} is not counted in hundredths; price the products in euros or francs")]
    NoHundredths {
        /// The currency of the products.
        currency: Currency,
    },
    /// Free, or granted as a discount as a whole.
    #[error("there is nothing to pay; record it as an order")]
    NothingToPay,
    /// One id is one checkout of one buyer.
    #[error("the id of the checkout is held by another one")]
    IdHeld,
    /// Nobody pays twice for one membership.
    #[error("another purchase of this membership is under way; ask again")]
    UnderWay,
    /// How it is taxed is not known.
    #[error(transparent)]
    Vat(#[from] SaleVatRefusal),
    /// The provider takes no such payment.
    #[error("the payment provider refuses: {0}")]
    Provider(String),
    /// The database, or a provider that does not answer.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<TaxRefused> for CheckoutRefused {
    fn from(refused: TaxRefused) -> Self {
        match refused {
            TaxRefused::Vat(refused) => Self::Vat(refused),
            TaxRefused::Storage(error) => Self::Storage(error),
        }
    }
}

/// Opens a checkout of `seller`, or finds the one that was opened with this id. With it comes the
/// secret by which the customer's browser pays; `None` when there is nothing to pay any more.
pub(crate) async fn open_checkout(
    database: &Database,
    payments: &Payments,
    seller: Tenant,
    wish: &CheckoutWish,
    at: i64,
) -> Result<(CheckoutRecord, Option<String>), CheckoutRefused> {
    let Payments::Provider(provider) = payments else { return Err(CheckoutRefused::NoProvider) };
    let held = database.read(seller).await?.find_checkout(wish.checkout_id).await?;
    let checkout = match held {
        Some(checkout) => checkout,
        None => keep(database, seller, wish, at).await?,
    };
    // Several buyers buy of one seller, and each draws its ids by itself.
    if checkout.customer_user_id != wish.customer_user_id {
        return Err(CheckoutRefused::IdHeld);
    }
    if matches!(checkout.state, CheckoutState::Paid | CheckoutState::Expired) {
        return Ok((checkout, None));
    }
    if wish.is_own && checkout.provider_payment_id.is_empty() {
        let found = find_forgotten(database, provider, seller, &checkout, at).await?;
        if let Some(found) = found {
            return Ok(found);
        }
    }
    let secret = ask(database, provider, seller, &checkout).await?;
    Ok((checkout, secret))
}

/// Fixes what is offered. Whoever comes second with one id finds what the first one kept.
async fn keep(
    database: &Database,
    seller: Tenant,
    wish: &CheckoutWish,
    at: i64,
) -> Result<CheckoutRecord, CheckoutRefused> {
    let Planned { checkout, lines, vat, destination } = plan(database, seller, wish, at).await?;
    let mut tx = database.write(seller).await?;
    tx.lock_log().await?;
    if let Some(held) = tx.find_checkout(wish.checkout_id).await? {
        return Ok(held);
    }
    if wish.is_own {
        // Whoever opens another one has made room before; two at one instant come one after the other here.
        for product in &wish.products {
            let of = (wish.customer_user_id, *product);
            let others = tx.list_own_checkouts(of, wish.checkout_id).await?;
            let is_open = |state| matches!(state, CheckoutState::Open | CheckoutState::Failed);
            if others.iter().any(|other| is_open(other.state)) {
                return Err(CheckoutRefused::UnderWay);
            }
        }
    }
    tx.insert_checkout(&checkout, &lines).await?;
    tx.insert_sale_vat(&vat).await?;
    if let Some((account, fee_cents)) = &destination {
        tx.insert_checkout_destination(checkout.checkout_id, account, *fee_cents).await?;
    }
    tx.commit().await?;
    Ok(checkout)
}

/// What is fixed.
struct Planned {
    checkout: CheckoutRecord,
    lines: Vec<CheckoutLine>,
    /// How the lines are taxed.
    vat: Vec<SaleVatRecord>,
    /// To whose account the money flows, and what the platform keeps of it.
    destination: Option<(String, i64)>,
}

async fn plan(
    database: &Database,
    seller: Tenant,
    wish: &CheckoutWish,
    at: i64,
) -> Result<Planned, CheckoutRefused> {
    let (own, id) = (seller.id().to_string(), wish.checkout_id.to_string());
    let order_id = OrderId(derived_id(&["checkout_order", &own, &id]));
    let mut tx = database.read(seller).await?;
    let products = tx.list_products().await?;
    let customer = tx.find_customer(wish.customer_user_id).await?;
    let is_known_buyer = tx.is_known_buyer(wish.customer_user_id).await?;
    let account = tx.find_payment_account().await?;
    drop(tx);
    let (mut lines, currency) = offered_lines(&products, wish, order_id)?;
    let buyer_tenant = customer.as_ref().and_then(|customer| customer.buyer_tenant_id);
    let first_country = customer.and_then(|customer| customer.first_country);
    let order = OrderRecord {
        tenant_id: seller.id(),
        order_id,
        order_number: String::new(),
        customer_user_id: wish.customer_user_id,
        ordered_at: at,
        billing_country: wish.billing_country,
        resolved_country: resolve_country(wish.billing_country, first_country),
        currency,
        is_renewal: false,
        is_via_connect: true,
        is_first_purchase: !is_known_buyer,
        recorded_at: at,
    };
    let (buyer_vat_id, country) = (wish.buyer_vat_id.as_str(), order.resolved_country);
    let sale = Sale { seller, buyer_tenant, buyer_vat_id, country, at };
    let taxes = Parties::gather(database, sale).await?.tax_all(&products, &mut lines)?;
    let destination = match account {
        Some(account) => Some((account, kept_of(database, &order, &lines).await?)),
        None => None,
    };
    let lines = with_discounts(database, &order, lines).await?;
    let amount_cents = to_pay(&lines)?;
    if amount_cents <= 0 {
        return Err(CheckoutRefused::NothingToPay);
    }
    let vat = kept_vat((wish.checkout_id, false), &lines, &taxes)?;
    let checkout = CheckoutRecord {
        checkout_id: wish.checkout_id,
        order_id,
        customer_user_id: wish.customer_user_id,
        billing_country: wish.billing_country,
        currency,
        amount_cents,
        opened_at: at,
        state: CheckoutState::Open,
        provider_payment_id: String::new(),
        paid_at: None,
        problem: String::new(),
    };
    Ok(Planned { checkout, lines, vat, destination })
}

/// The lines of a wish as the catalogue has them, in their one currency.
fn offered_lines(
    products: &[CatalogueProduct],
    wish: &CheckoutWish,
    order_id: OrderId,
) -> Result<(Vec<OrderLineRecord>, Currency), CheckoutRefused> {
    let mut lines = Vec::new();
    let mut currency = None;
    for (id, number) in wish.products.iter().zip(1_usize..) {
        let product = products.iter().find(|p| p.product_id == *id && p.retired_at.is_none());
        let product = product.ok_or(CheckoutRefused::UnknownProduct { line: number })?;
        if *currency.get_or_insert(product.currency) != product.currency {
            return Err(CheckoutRefused::OtherCurrency { line: number });
        }
        lines.push(line_of(order_id, number, product, product.price_net_cents)?);
    }
    let currency = currency.ok_or(CheckoutRefused::NoLines)?;
    if !currency.has_hundredths() {
        return Err(CheckoutRefused::NoHundredths { currency });
    }
    Ok((lines, currency))
}

/// What the platform keeps of a seller's money: its own fee (C4), and what it pays out to others for
/// the seller (C2). A discount is in nobody's account (C8).
async fn kept_of(
    database: &Database,
    order: &OrderRecord,
    lines: &[OrderLineRecord],
) -> Result<i64, StorageError> {
    let mut tx = database.read_ledger().await?;
    let knowledge = Knowledge::gather(&mut tx, std::slice::from_ref(order)).await?;
    let policy = Policy::default();
    let mut kept = 0_i64;
    for line in lines {
        let outcome = calculate_line(&knowledge.basis_of(order, line), &policy)
            .map_err(|error| StorageError::Rule(error.to_string()))?;
        let paid = outcome.entries.iter().filter(|it| it.settled_as != SettledAs::Discount);
        kept += paid.map(|it| it.amount.cents).sum::<i64>();
    }
    Ok(kept)
}

/// What the buyer's own commission takes off each line, as it would be granted now (C7, C8).
pub(in crate::commerce) async fn with_discounts(
    database: &Database,
    order: &OrderRecord,
    lines: Vec<OrderLineRecord>,
) -> Result<Vec<CheckoutLine>, StorageError> {
    let mut tx = database.read_ledger().await?;
    let knowledge = Knowledge::gather(&mut tx, std::slice::from_ref(order)).await?;
    let policy = Policy::default();
    lines
        .into_iter()
        .map(|line| {
            let outcome = calculate_line(&knowledge.basis_of(order, &line), &policy)
                .map_err(|error| StorageError::Rule(error.to_string()))?;
            Ok(CheckoutLine { line, discount_cents: outcome.discount().cents })
        })
        .collect()
}

/// C7: VAT is on the net minus the discount.
pub(in crate::commerce) fn to_pay(lines: &[CheckoutLine]) -> Result<i64, StorageError> {
    let mut sum = 0_i64;
    for CheckoutLine { line, discount_cents } in lines {
        let net = line.net_cents - discount_cents;
        let vat = vat_on(net, line.vat_rate_bp);
        sum += net + vat.map_err(|error| StorageError::Rule(error.to_string()))?;
    }
    Ok(sum)
}

/// Asks the provider for the payment, or for the one that it made before; `None` when the checkout was
/// ended while the provider was asked.
async fn ask(
    database: &Database,
    provider: &Arc<dyn PaymentProvider>,
    seller: Tenant,
    checkout: &CheckoutRecord,
) -> Result<Option<String>, CheckoutRefused> {
    if !checkout.provider_payment_id.is_empty() {
        let payment = provider.payment(&checkout.provider_payment_id).await.map_err(refused)?;
        return Ok(Some(payment.client_secret));
    }
    let amount = Money::new(checkout.amount_cents, checkout.currency);
    let held = database.read(seller).await?.find_checkout_destination(checkout.checkout_id).await?;
    let destination = held.map(|(account, fee_cents)| Destination {
        account,
        fee: Money::new(fee_cents, checkout.currency),
    });
    let (checkout_id, seller_id) = (checkout.checkout_id, seller.id());
    let wish = PaymentWish { checkout_id, seller: seller_id, amount, destination };
    let payment = provider.create_payment(&wish).await.map_err(refused)?;
    let mut tx = database.write(seller).await?;
    tx.note_payment(checkout.checkout_id, &payment.id).await?;
    // Whoever ends a checkout marks it first and reads its payment afterwards, in one transaction: either
    // this payment was found there, or the mark is found here.
    let after = tx.find_checkout(checkout.checkout_id).await?;
    tx.commit().await?;
    let is_over = after
        .is_none_or(|after| matches!(after.state, CheckoutState::Paid | CheckoutState::Expired));
    if !is_over {
        return Ok(Some(payment.client_secret));
    }
    // Nobody was given its secret; taken back, it does not even wait.
    match provider.cancel_payment(&payment.id).await {
        Ok(()) | Err(ProviderError::Refused { .. }) => Ok(None),
        Err(ProviderError::Unknown(text)) => Err(StorageError::Provider(text).into()),
    }
}

fn refused(error: ProviderError) -> CheckoutRefused {
    match error {
        ProviderError::Refused { .. } => CheckoutRefused::Provider(error.to_string()),
        ProviderError::Unknown(text) => StorageError::Provider(text).into(),
    }
}
