//! A product as the API shows it.

use chrono::{DateTime, Utc};
use mojo_domain::{Currency, ProductId, TenantId, from_micros};
use schemars::JsonSchema;
use serde::Serialize;

use crate::routes::amounts::{amount, tenant};
use crate::routes::openapi::Amount;
use crate::storage::catalogue::CatalogueProduct;

/// A product with the columns of S1 8.1, and what they leave open.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::routes) struct ProductView {
    id: ProductId,
    tenant_id: Option<TenantId>,
    is_platform_product: bool,
    kind: &'static str,
    name: String,
    description_de: String,
    description_en: String,
    #[schemars(with = "Amount")]
    price_net: String,
    currency: Currency,
    vat_class: &'static str,
    vat_rate_bp: i64,
    /// `month`, `year`; none for what is paid once.
    billing_interval: Option<&'static str>,
    user_journey_level: Option<i64>,
    granted_stage: Option<i64>,
    granted_membership: Option<&'static str>,
    commission_eligible: bool,
    created_at: DateTime<Utc>,
    retired_at: Option<DateTime<Utc>>,
}

/// A page, by level and within it by id.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::routes) struct ProductList {
    pub(super) products: Vec<ProductView>,
    /// `null` on the last page.
    pub(super) next: Option<String>,
}

pub(super) fn view(product: CatalogueProduct) -> ProductView {
    ProductView {
        id: product.product_id,
        tenant_id: tenant(product.tenant_id),
        is_platform_product: product.kind.is_platform_product(),
        kind: product.kind.code(),
        price_net: amount(product.price_net_cents, product.currency),
        currency: product.currency,
        vat_class: product.vat_class.name(),
        vat_rate_bp: product.vat_rate_bp,
        billing_interval: product.billing_interval.map(|interval| interval.code()),
        user_journey_level: product.user_journey_level,
        granted_stage: product.granted_stage.map(|stage| stage.number()),
        granted_membership: product.granted_stage.map(|stage| stage.membership()),
        commission_eligible: product.commission_eligible,
        created_at: from_micros(product.created_at),
        retired_at: product.retired_at.map(from_micros),
        name: product.name,
        description_de: product.description_de,
        description_en: product.description_en,
    }
}
