//! A product as the window shows it, and as it was entered.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use mojo_domain::vat::VatClass;
use mojo_domain::{Currency, Money, check_amount};
use mojo_protocol::facts::TaxNature;
use mojo_store::pos::products::Product;
use serde_json::{Value, json};

use super::PosError;
use super::seller::Seller;
use super::vat_label::vat_label_on;
use crate::views::{ProductInput, ProductRow};

/// The kinds of products.
const KINDS: [&str; 6] = ["punch_card", "service", "treatment", "goods", "course", "voucher"];

/// D1: a punch card has ten entries when nothing else is said.
pub(super) const DEFAULT_ENTRIES: u32 = 10;

pub(super) fn row(product: Product, seller: &Seller, day: NaiveDate) -> ProductRow {
    let class = product.vat_class.for_seller(seller.practice.small_business);
    ProductRow {
        product_id: product.product_id.to_string(),
        group: group(&product.kind).to_owned(),
        price: Money::new(product.price_cents, product.currency).into(),
        vat_class: product.vat_class.name().to_owned(),
        vat_label: vat_label_on(&seller.country, class, day),
        name: product.name,
        code: product.code,
        kind: product.kind,
        entries: product.entries,
        position: product.position,
        archived: product.is_archived,
    }
}

fn group(kind: &str) -> &'static str {
    match kind {
        "punch_card" => "cards",
        "goods" | "voucher" => "goods",
        _ => "services",
    }
}

/// The fields of the product's card; what is empty empties the field.
pub(super) fn fields(
    input: &ProductInput,
    currency: Currency,
) -> Result<BTreeMap<String, Value>, PosError> {
    check(input)?;
    let is_card = input.kind == "punch_card";
    let entries = is_card.then(|| input.entries.unwrap_or(DEFAULT_ENTRIES));
    let nature = match (&input.tax_nature, is_card) {
        (Some(nature), _) => Some(nature.clone()),
        (None, true) => Some("einzweck".to_owned()),
        (None, false) => None,
    };
    Ok(BTreeMap::from([
        ("name".to_owned(), json!(input.name.trim())),
        ("code".to_owned(), json!(input.code.trim())),
        ("kind".to_owned(), json!(input.kind)),
        ("price_cents".to_owned(), json!(input.price_cents)),
        ("currency".to_owned(), json!(currency.code())),
        ("vat_class".to_owned(), json!(input.vat_class)),
        ("entries".to_owned(), json!(entries)),
        ("valid_months".to_owned(), json!(input.valid_months.filter(|_| is_card))),
        ("tax_nature".to_owned(), json!(nature)),
        ("position".to_owned(), json!(input.position)),
        ("archived".to_owned(), json!(input.archived)),
    ]))
}

fn check(input: &ProductInput) -> Result<(), PosError> {
    let wrong = |field, why| Err(PosError::Product { field, why });
    if input.name.trim().is_empty() {
        return wrong("name", "is empty");
    }
    if !KINDS.contains(&input.kind.as_str()) {
        return wrong("kind", "is none of the kinds of products");
    }
    if input.price_cents < 0 {
        return wrong("price", "is below zero");
    }
    if check_amount(input.price_cents).is_err() {
        return wrong("price", "is above 9999999.99, the most that is taken; check the figures");
    }
    if input.vat_class.parse::<VatClass>().is_err() {
        return wrong("vat_class", "is none of the VAT classes");
    }
    if input.kind == "punch_card" && !(1..=1000).contains(&input.entries.unwrap_or(DEFAULT_ENTRIES))
    {
        return wrong("entries", "must be 1 to 1000");
    }
    if input.valid_months.is_some_and(|months| !(1..=1200).contains(&months)) {
        return wrong("valid_months", "must be 1 to 1200");
    }
    let nature = input.tax_nature.clone().map(Value::String);
    match nature.map(serde_json::from_value::<TaxNature>) {
        Some(Err(_)) => wrong("tax_nature", "is none of einzweck, anzahlung, mehrzweck"),
        _ => Ok(()),
    }
}
