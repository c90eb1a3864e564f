//! D5: how what is sold on the platform is taxed. The tax profile of the seller says where it sits and
//! whether it is a small business; a tenant that buys itself is the business that its own profile
//! says. A seller that has not said who it is sells at the rate of its catalogue.

use mojo_domain::commissions::{CountryCode, TaxProfile};
use mojo_domain::vat::{
    SaleBuyer, SaleSeller, SaleVat, SaleVatRefusal, SupplyKind, exemption_sentence, is_vat_id_of,
    sale_vat, vat_on,
};
use mojo_domain::{TenantId, berlin_day, from_micros};
use uuid::Uuid;

use crate::auth::Tenant;
use crate::storage::catalogue::CatalogueProduct;
use crate::storage::checkouts::CheckoutLine;
use crate::storage::orders::OrderLineRecord;
use crate::storage::sale_vat::SaleVatRecord;
use crate::storage::{Database, StorageError};

/// What decides about the VAT beside the product.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sale<'a> {
    pub(super) seller: Tenant,
    /// The tenant that buys; `None` for everybody else.
    pub(super) buyer_tenant: Option<TenantId>,
    /// As the seller was shown it; empty where there is none.
    pub(super) buyer_vat_id: &'a str,
    /// Where it is billed, as far as is known (C9).
    pub(super) country: Option<CountryCode>,
    /// When it is offered, in microseconds.
    pub(super) at: i64,
}

/// Why nothing can be offered.
#[derive(Debug, thiserror::Error)]
pub(super) enum TaxRefused {
    /// The VAT is not known.
    #[error(transparent)]
    Vat(#[from] SaleVatRefusal),
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// How a line is taxed, and between whom.
#[derive(Clone, Debug)]
pub(super) struct LineTax {
    pub(super) vat: SaleVat,
    seller_country: String,
    buyer_country: String,
    buyer_vat_id: String,
}

/// Whom the VAT is between.
pub(super) struct Parties<'a> {
    sale: Sale<'a>,
    seller: Option<TaxProfile>,
    /// Where a seller without a profile is said to sit.
    home: String,
    buyer: Option<TaxProfile>,
}

impl<'a> Parties<'a> {
    /// Reads the profiles of both.
    pub(super) async fn gather(database: &Database, sale: Sale<'a>) -> Result<Self, StorageError> {
        let seller = database.read(sale.seller).await?.find_tax_profile().await?;
        let id = sale.seller.id();
        let home = match &seller {
            Some(profile) => profile.party.country.clone(),
            None if id == TenantId::MOJO_LLC => "DE".to_owned(),
            None => database.read_ledger().await?.country_of(id).await?,
        };
        let buyer = match sale.buyer_tenant {
            Some(buyer) => {
                let buyer = Tenant::named_by_platform(buyer);
                database.read(buyer).await?.find_tax_profile().await?
            }
            None => None,
        };
        Ok(Self { sale, seller, home, buyer })
    }

    /// Taxes a line of the product: its rate and gross follow.
    pub(super) fn tax(
        &self,
        product: &CatalogueProduct,
        line: &mut OrderLineRecord,
    ) -> Result<LineTax, TaxRefused> {
        let country = self.sale.country.map(|country| country.code().to_owned());
        // What is billed elsewhere is not bought by the business that sits at home.
        let is_there =
            |profile: &&TaxProfile| country.as_ref().is_none_or(|it| *it == profile.party.country);
        let buyer = self.buyer.as_ref().filter(is_there);
        let told = self.sale.buyer_vat_id.trim();
        let vat_id = match buyer {
            Some(profile) if told.is_empty() => profile.party.vat_id.clone(),
            _ => told.to_owned(),
        };
        let country = country.or_else(|| buyer.map(|profile| profile.party.country.clone()));
        let is_business = buyer.is_some_and(|profile| profile.is_business)
            || country.as_ref().is_some_and(|country| is_vat_id_of(country, &vat_id));
        let vat = match &self.seller {
            Some(seller) => sale_vat(
                SaleSeller { country: &self.home, is_small_business: seller.is_small_business },
                SaleBuyer { country: country.as_deref(), is_business, vat_id: &vat_id },
                SupplyKind::of(product.kind),
                product.vat_class,
                berlin_day(from_micros(self.sale.at)),
            )?,
            None => of_catalogue(product, &self.home),
        };
        line.vat_rate_bp = vat.vat_rate_bp;
        line.gross_cents = line.net_cents + vat_of(line.net_cents, vat.vat_rate_bp)?;
        Ok(LineTax {
            vat,
            seller_country: self.home.clone(),
            buyer_country: country.unwrap_or_default(),
            buyer_vat_id: vat_id,
        })
    }

    /// Taxes each line by its product of the seller's catalogue, in their order.
    pub(super) fn tax_all(
        &self,
        products: &[CatalogueProduct],
        lines: &mut [OrderLineRecord],
    ) -> Result<Vec<LineTax>, TaxRefused> {
        let tax = |line: &mut OrderLineRecord| -> Result<LineTax, TaxRefused> {
            let product = products.iter().find(|product| product.product_id == line.product_id);
            let missing = StorageError::Inconsistency { column: "product_id" };
            self.tax(product.ok_or(missing)?, line)
        };
        lines.iter_mut().map(tax).collect()
    }
}

/// As the product was entered.
fn of_catalogue(product: &CatalogueProduct, home: &str) -> SaleVat {
    SaleVat {
        vat_class: product.vat_class,
        vat_rate_bp: product.vat_rate_bp,
        taxed_in: home.to_owned(),
        note: exemption_sentence(home, product.vat_class).unwrap_or_default().to_owned(),
    }
}

fn vat_of(net_cents: i64, rate_bp: i64) -> Result<i64, StorageError> {
    vat_on(net_cents, rate_bp).map_err(|error| StorageError::Rule(error.to_string()))
}

/// What is kept of the VAT of a sale's lines: on what is paid, discounts taken off (C7).
pub(super) fn kept_vat(
    (sale_id, is_subscription): (Uuid, bool),
    lines: &[CheckoutLine],
    taxes: &[LineTax],
) -> Result<Vec<SaleVatRecord>, StorageError> {
    let record = |(of, tax): (&CheckoutLine, &LineTax)| -> Result<SaleVatRecord, StorageError> {
        let (CheckoutLine { line, discount_cents }, vat) = (of, &tax.vat);
        Ok(SaleVatRecord {
            sale_id,
            is_subscription,
            line_no: line.line_no,
            vat_class: vat.vat_class,
            vat_rate_bp: vat.vat_rate_bp,
            vat_cents: vat_of(line.net_cents - discount_cents, vat.vat_rate_bp)?,
            taxed_in: vat.taxed_in.clone(),
            seller_country: tax.seller_country.clone(),
            buyer_country: tax.buyer_country.clone(),
            buyer_vat_id: tax.buyer_vat_id.clone(),
            note: vat.note.clone(),
        })
    };
    lines.iter().zip(taxes).map(record).collect()
}

/// The VAT of a period of a subscription, as it was agreed, for the checkout that holds its payment.
pub(super) fn vat_of_period(
    checkout_id: Uuid,
    agreed: Vec<SaleVatRecord>,
    CheckoutLine { line, discount_cents }: &CheckoutLine,
) -> Result<Vec<SaleVatRecord>, StorageError> {
    let own = agreed.into_iter().filter(|kept| kept.line_no == line.line_no);
    let record = |kept: SaleVatRecord| -> Result<SaleVatRecord, StorageError> {
        let vat_cents = vat_of(line.net_cents - discount_cents, kept.vat_rate_bp)?;
        Ok(SaleVatRecord { sale_id: checkout_id, is_subscription: false, vat_cents, ..kept })
    };
    own.map(record).collect()
}
