//! From the cart to a draft of the rules: products looked up, punch cards taken apart, discounts
//! and payments read.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use mojo_domain::pos::{Discount, GvTyp, LineDraft, SaleDraft, Tender};
use mojo_domain::vat::VatClass;
use mojo_domain::{Percentage, ProductId};
use mojo_protocol::facts::TaxNature;
use mojo_store::pos::products::{self, Product};
use mojo_store::{Source, StoreError};

use super::PosError;
use super::seller::Seller;
use super::wire::nature_of;
use crate::views::{Cart, PaymentInput};

/// A cart that the rules can compute.
pub(super) struct PlannedCart {
    /// Each punch card is a line of its own.
    pub(super) draft: SaleDraft,
    /// Of each line of the draft, where it comes from.
    pub(super) origins: Vec<Origin>,
}

/// Where a line of the draft comes from.
pub(super) struct Origin {
    /// The index in the cart.
    pub(super) cart_line: usize,
    /// What is sold.
    pub(super) product: Product,
    /// Its class for this seller; that of the visits when it is a punch card.
    pub(super) vat_class: VatClass,
}

/// The most cards in one line of the cart.
const MOST_CARDS: i64 = 100;

/// The products of a cart by id.
pub(super) async fn load_products(
    source: &mut impl Source,
    cart: &Cart,
) -> Result<BTreeMap<ProductId, Product>, StoreError> {
    let ids: Vec<ProductId> =
        cart.lines.iter().filter_map(|line| line.product_id.parse().ok()).collect();
    products::find_many(source, &ids).await
}

/// Plans the sale of a cart on `day`.
pub(super) fn plan_cart(
    cart: &Cart,
    products: &BTreeMap<ProductId, Product>,
    seller: &Seller,
    day: NaiveDate,
) -> Result<PlannedCart, PosError> {
    let mut lines = Vec::with_capacity(cart.lines.len());
    let mut origins = Vec::with_capacity(cart.lines.len());
    for (cart_line, line) in cart.lines.iter().enumerate() {
        let product = line
            .product_id
            .parse()
            .ok()
            .and_then(|id: ProductId| products.get(&id))
            .ok_or_else(|| PosError::UnknownProduct(line.product_id.clone()))?;
        check_product(product, seller)?;
        let vat_class = product.vat_class.for_seller(seller.practice.small_business);
        let (gv_typ, line_class) = kind_of_line(product, vat_class);
        let draft = LineDraft {
            product_id: Some(product.product_id),
            text: product.name.clone(),
            quantity_milli: line.quantity_milli,
            unit_gross_cents: line.unit_gross_cents.unwrap_or(product.price_cents),
            discount: discount(line.discount_percent.as_deref())?,
            vat_class: line_class,
            gv_typ,
            punch_card_id: None,
        };
        for piece in take_apart(draft, product)? {
            lines.push(piece);
            origins.push(Origin { cart_line, product: product.clone(), vat_class });
        }
    }
    let draft = SaleDraft {
        country: seller.country.clone(),
        sold_on: day,
        currency: seller.currency,
        lines,
        discount: discount(cart.discount_percent.as_deref())?,
    };
    Ok(PlannedCart { draft, origins })
}

fn check_product(product: &Product, seller: &Seller) -> Result<(), PosError> {
    if product.is_archived {
        return Err(PosError::ArchivedProduct(product.name.clone()));
    }
    if product.currency != seller.currency {
        return Err(PosError::Currency {
            product: product.name.clone(),
            found: product.currency.to_string(),
            wanted: seller.currency.to_string(),
        });
    }
    Ok(())
}

/// The kind for DSFinV-K and the class of the line: what may be used for supplies of several
/// rates is taxed when used and not when sold (§ 3 Abs. 15 UStG).
fn kind_of_line(product: &Product, vat_class: VatClass) -> (GvTyp, VatClass) {
    let nature = match product.kind.as_str() {
        "punch_card" => product.tax_nature.unwrap_or(TaxNature::Einzweck),
        "voucher" => product.tax_nature.unwrap_or(TaxNature::Mehrzweck),
        _ => return (GvTyp::Umsatz, vat_class),
    };
    let line_class = match nature {
        TaxNature::Mehrzweck => VatClass::NotTaxable,
        TaxNature::Einzweck | TaxNature::Anzahlung => vat_class,
    };
    (GvTyp::of_card_sale(nature_of(nature)), line_class)
}

/// Each punch card is a line of its own, because each card has its own price and ledger.
fn take_apart(draft: LineDraft, product: &Product) -> Result<Vec<LineDraft>, PosError> {
    if !product.is_punch_card() {
        return Ok(vec![draft]);
    }
    let pieces = draft.quantity_milli / 1000;
    if draft.quantity_milli % 1000 != 0 || !(1..=MOST_CARDS).contains(&pieces) {
        return Err(PosError::WholePieces(product.name.clone()));
    }
    let piece = LineDraft { quantity_milli: 1000, ..draft };
    Ok((0..pieces).map(|_| piece.clone()).collect())
}

fn discount(percent: Option<&str>) -> Result<Option<Discount>, PosError> {
    let Some(text) = percent.map(str::trim).filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let percent: Percentage = text.parse().map_err(|_| unreadable("discount_percent", text))?;
    Ok(Some(Discount::Percent(percent)))
}

/// What the customer hands over.
pub(super) fn tenders(payments: &[PaymentInput]) -> Result<Vec<Tender>, PosError> {
    let tender = |payment: &PaymentInput| {
        let method = payment.method.parse();
        let method = method.map_err(|_| unreadable("method", &payment.method))?;
        Ok(Tender { method, cents: payment.tendered_cents })
    };
    payments.iter().map(tender).collect()
}

pub(super) fn unreadable(field: &'static str, value: &str) -> PosError {
    PosError::Unreadable { field, value: value.to_owned() }
}
