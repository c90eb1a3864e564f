//! What the platform's products would cost a tenant that buys them itself (C7): the same as the
//! checkout or the subscription that is opened at this instant. Looking keeps nothing.

use mojo_domain::commissions::{CountryCode, Policy, calculate_line, resolve_country};
use mojo_domain::vat::vat_on;
use mojo_domain::{OrderId, TenantId, UserId};
use uuid::Uuid;

use super::basis::Knowledge;
use super::record_order::line_of;
use super::tax_sale::{LineTax, Parties, Sale, TaxRefused};
use crate::auth::Tenant;
use crate::storage::catalogue::CatalogueProduct;
use crate::storage::orders::{OrderLineRecord, OrderRecord};
use crate::storage::{Database, StorageError};

/// Who would buy, and for whom.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OwnBuyer {
    /// The tenant whose membership it is.
    pub(crate) tenant: TenantId,
    /// The customer of the order: whoever bought for the tenant first, else whoever asks.
    pub(crate) user_id: UserId,
    /// Where it is billed.
    pub(crate) country: Option<CountryCode>,
}

/// What is to pay, in cents of the product's currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OwnPrice {
    /// The price of the catalogue, without VAT.
    pub(crate) net_cents: i64,
    /// What of it the buyer's own commission takes off (C7, C8).
    pub(crate) discount_cents: i64,
    /// On the net minus the discount.
    pub(crate) vat_cents: i64,
    /// What is paid.
    pub(crate) gross_cents: i64,
}

/// A product with its price for the buyer.
#[derive(Clone, Debug)]
pub(crate) struct OwnQuote {
    pub(crate) product: CatalogueProduct,
    /// In basis points.
    pub(crate) vat_rate_bp: i64,
    /// What is said where there is no VAT; empty where there is.
    pub(crate) vat_note: String,
    /// Of the purchase, or of the first period.
    pub(crate) first: OwnPrice,
    /// Of each later period; `None` of what is paid once.
    pub(crate) later: Option<OwnPrice>,
}

/// The levels that MOJO LLC sells, with their prices for this buyer at `at`; what costs nothing, what
/// is priced in a currency without hundredths, and what nobody knows the VAT of is not paid through
/// the provider and left out.
///
/// # Errors
/// [`StorageError`].
pub(crate) async fn quote_own(
    database: &Database,
    buyer: OwnBuyer,
    at: i64,
) -> Result<Vec<OwnQuote>, StorageError> {
    let seller = Tenant::named_by_platform(TenantId::MOJO_LLC);
    let mut tx = database.read(seller).await?;
    let products = tx.list_products().await?;
    let customer = tx.find_customer(buyer.user_id).await?;
    let is_known_buyer = tx.is_known_buyer(buyer.user_id).await?;
    drop(tx);
    let first_country = customer.and_then(|customer| customer.first_country);
    let country = resolve_country(buyer.country, first_country);
    let (buyer_tenant, buyer_vat_id) = (Some(buyer.tenant), "");
    let sale = Sale { seller, buyer_tenant, buyer_vat_id, country, at };
    let parties = Parties::gather(database, sale).await?;
    let mut quotes = Vec::new();
    for product in products {
        let is_offered = product.retired_at.is_none() && product.granted_stage.is_some();
        if !is_offered || !product.currency.has_hundredths() {
            continue;
        }
        let order = |is_renewal: bool| OrderRecord {
            tenant_id: seller.id(),
            order_id: OrderId(Uuid::nil()),
            order_number: String::new(),
            customer_user_id: buyer.user_id,
            ordered_at: at,
            billing_country: buyer.country,
            resolved_country: country,
            currency: product.currency,
            is_renewal,
            is_via_connect: true,
            is_first_purchase: !is_known_buyer && !is_renewal,
            recorded_at: at,
        };
        let Some((line, tax)) = taxed_line(&parties, &product)? else { continue };
        let first = price(database, buyer, &line, &order(false)).await?;
        let later = match product.billing_interval {
            Some(_) => Some(price(database, buyer, &line, &order(true)).await?),
            None => None,
        };
        let is_paid = |price: &OwnPrice| price.gross_cents > 0;
        if is_paid(&first) && later.as_ref().is_none_or(is_paid) {
            let (vat_rate_bp, vat_note) = (tax.vat.vat_rate_bp, tax.vat.note);
            quotes.push(OwnQuote { product, vat_rate_bp, vat_note, first, later });
        }
    }
    Ok(quotes)
}

/// The line with its VAT; `None` where nobody knows it.
fn taxed_line(
    parties: &Parties<'_>,
    product: &CatalogueProduct,
) -> Result<Option<(OrderLineRecord, LineTax)>, StorageError> {
    let mut line = line_of(OrderId(Uuid::nil()), 1, product, product.price_net_cents)?;
    match parties.tax(product, &mut line) {
        Ok(tax) => Ok(Some((line, tax))),
        Err(TaxRefused::Vat(_)) => Ok(None),
        Err(TaxRefused::Storage(error)) => Err(error),
    }
}

/// One line of an order, as it would be recorded for the buyer.
async fn price(
    database: &Database,
    buyer: OwnBuyer,
    line: &OrderLineRecord,
    order: &OrderRecord,
) -> Result<OwnPrice, StorageError> {
    let mut tx = database.read_ledger().await?;
    let knowledge = Knowledge::gather(&mut tx, std::slice::from_ref(order)).await?;
    drop(tx);
    let mut basis = knowledge.basis_of(order, line);
    // The platform notes it of the customer when they buy; somebody who only looks is nobody's customer.
    basis.buyer_tenant = Some(buyer.tenant);
    let rule = |error: &dyn std::fmt::Display| StorageError::Rule(error.to_string());
    let outcome = calculate_line(&basis, &Policy::default()).map_err(|error| rule(&error))?;
    let discount_cents = outcome.discount().cents;
    let net = line.net_cents - discount_cents;
    let vat_cents = vat_on(net, line.vat_rate_bp).map_err(|error| rule(&error))?;
    Ok(OwnPrice {
        net_cents: line.net_cents,
        discount_cents,
        vat_cents,
        gross_cents: net + vat_cents,
    })
}
