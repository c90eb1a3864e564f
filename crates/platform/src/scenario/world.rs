//! What the scenario begins with: settings, agreements, products and customers.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use mojo_domain::Percentage;
use mojo_domain::commissions::{
    Agreement, AgreementBook, AgreementTerms, CountryCode, FirstPurchasePolicy, Policy,
    ProductFacts,
};

use super::json::Json;
use super::place::{FormatError, Place};
use super::read::{Fields, as_text};

/// A customer and who recruited it.
pub(super) struct Customer {
    pub(super) tenant: Option<String>,
    pub(super) attribution: Option<(String, DateTime<Utc>)>,
}

pub(super) fn policy(place: Place<'_>, value: Option<&Json>) -> Result<Policy, FormatError> {
    let mut policy = Policy::default();
    let Some(value) = value else {
        return Ok(policy);
    };
    let fields = Fields::open(place, value, &["first_purchase"])?;
    policy.first_purchase = match fields.optional_text("first_purchase")? {
        None | Some("first_paid_order") => FirstPurchasePolicy::FirstPaidOrder,
        Some("first_order") => FirstPurchasePolicy::FirstOrder,
        Some(_) => {
            let what = "neither first_paid_order nor first_order";
            return Err(fields.error("first_purchase", what));
        }
    };
    Ok(policy)
}

/// The list of tenants only informs; it is read to find what breaks the format.
pub(super) fn check_tenants(place: Place<'_>, items: &[Json]) -> Result<(), FormatError> {
    for (index, item) in items.iter().enumerate() {
        Fields::open(place.index(index), item, &["id"])?.text("id")?;
    }
    Ok(())
}

pub(super) fn agreements(
    place: Place<'_>,
    items: &[Json],
    policy: &Policy,
) -> Result<Vec<Agreement<String>>, FormatError> {
    let mut book = AgreementBook::default();
    let mut agreements = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        let place = place.index(index);
        let agreement = agreement(place, item, policy)?;
        book.add(&agreement, policy).map_err(|error| place.error(error))?;
        agreements.push(agreement);
    }
    Ok(agreements)
}

fn agreement(
    place: Place<'_>,
    item: &Json,
    policy: &Policy,
) -> Result<Agreement<String>, FormatError> {
    let allowed = ["tenant_id", "region_codes", "commission_percent", "valid_from", "valid_until"];
    let fields = Fields::open(place, item, &allowed)?;
    let tenant = fields.text("tenant_id")?.to_owned();
    let regions = region_codes(place.key("region_codes"), fields.list("region_codes")?)?;
    let percent: Percentage = fields
        .text("commission_percent")?
        .parse()
        .map_err(|error| fields.error("commission_percent", error))?;
    if percent > policy.regional_cap {
        let what = format!("more than {} percent", policy.regional_cap);
        return Err(fields.error("commission_percent", what));
    }
    let valid_from = fields.day("valid_from")?;
    let valid_until = fields.optional_day("valid_until")?;
    if valid_until.is_some_and(|last| last < valid_from) {
        return Err(fields.error("valid_until", "before valid_from"));
    }
    Ok(Agreement { terms: AgreementTerms { tenant, percent, valid_from, valid_until }, regions })
}

fn region_codes(place: Place<'_>, items: &[Json]) -> Result<BTreeSet<CountryCode>, FormatError> {
    let code = |(index, item)| {
        let place = place.index(index);
        as_text(place, item)?.parse().map_err(|error| place.error(error))
    };
    items.iter().enumerate().map(code).collect()
}

pub(super) fn products(
    place: Place<'_>,
    items: &[Json],
) -> Result<BTreeMap<String, ProductFacts<String>>, FormatError> {
    let mut products = BTreeMap::new();
    for (index, item) in items.iter().enumerate() {
        let place = place.index(index);
        let allowed =
            ["id", "tenant_id", "is_platform_product", "user_journey_level", "commission_eligible"];
        let fields = Fields::open(place, item, &allowed)?;
        let id = fields.text("id")?;
        let product = product(&fields)?;
        if products.insert(id.to_owned(), product).is_some() {
            return Err(fields.error("id", format!("{id:?} stands twice")));
        }
    }
    Ok(products)
}

fn product(fields: &Fields<'_>) -> Result<ProductFacts<String>, FormatError> {
    let seller = fields.optional_text("tenant_id")?.map(str::to_owned);
    let is_platform_product = fields.flag("is_platform_product")?;
    // P1: a platform product is the one without a tenant.
    match (&seller, is_platform_product) {
        (Some(_), true) => {
            return Err(fields.error("tenant_id", "a platform product has no tenant"));
        }
        (None, false) => return Err(fields.error("tenant_id", "missing for a tenant product")),
        _ => {}
    }
    match fields.optional("user_journey_level") {
        None | Some(Json::Integer(1..=6)) => {}
        Some(_) => return Err(fields.error("user_journey_level", "not a level from 1 to 6")),
    }
    let is_commission_eligible = fields.flag_or("commission_eligible", true)?;
    Ok(ProductFacts { seller, is_platform_product, is_commission_eligible })
}

pub(super) fn customers(
    place: Place<'_>,
    items: &[Json],
) -> Result<BTreeMap<String, Customer>, FormatError> {
    let mut customers = BTreeMap::new();
    for (index, item) in items.iter().enumerate() {
        let place = place.index(index);
        let fields = Fields::open(place, item, &["user_id", "tenant_id", "attribution"])?;
        let id = fields.text("user_id")?;
        let tenant = fields.optional_text("tenant_id")?.map(str::to_owned);
        let attribution_place = place.key("attribution");
        let attribution = fields.optional("attribution");
        let attribution =
            attribution.map(|it| attribution_of(attribution_place, it)).transpose()?;
        if customers.insert(id.to_owned(), Customer { tenant, attribution }).is_some() {
            return Err(fields.error("user_id", format!("{id:?} stands twice")));
        }
    }
    Ok(customers)
}

fn attribution_of(place: Place<'_>, value: &Json) -> Result<(String, DateTime<Utc>), FormatError> {
    let fields = Fields::open(place, value, &["tenant_id", "attributed_at"])?;
    Ok((fields.text("tenant_id")?.to_owned(), fields.instant("attributed_at")?))
}
