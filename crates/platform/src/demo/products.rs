//! What is sold on the platform in the demo: the six levels, and what two tenants offer.

use chrono::{DateTime, TimeDelta, Utc};
use mojo_domain::{Currency, ProductId, to_micros};

use super::tenants::{ACADEMY, DISTRIBUTOR, DemoTenant, LLC, PRACTICE};
use crate::auth::Tenant;
use crate::derived::derived_id;
use crate::storage::catalogue::CatalogueProduct;
use crate::storage::{Database, StorageError};

/// A product of the demo.
#[derive(Debug)]
pub(super) struct DemoProduct {
    pub(super) seller: &'static DemoTenant,
    pub(super) name: &'static str,
    pub(super) net_cents: i64,
    level: Option<i64>,
    vat_rate_bp: i64,
    is_eligible: bool,
}

const fn level(level: i64, name: &'static str, net_cents: i64) -> DemoProduct {
    let (seller, level) = (&LLC, Some(level));
    DemoProduct { seller, name, net_cents, level, vat_rate_bp: 1900, is_eligible: true }
}

const fn offer(seller: &'static DemoTenant, name: &'static str, net_cents: i64) -> DemoProduct {
    DemoProduct { seller, name, net_cents, level: None, vat_rate_bp: 1900, is_eligible: true }
}

/// The six levels of the journey; the example prices are with VAT, these are without.
pub(super) const LEVELS: [DemoProduct; 6] = [
    level(1, "LEBENSENERGIE", 4_118),
    level(2, "CAMPUS", 25_126),
    level(3, "BUSINESS BOOTCAMP", 100_000),
    level(4, "RegenerationsmedizinOS", 252_017),
    level(5, "Praxiszirkel", 500_000),
    level(6, "MOJO Inkubator", 840_252),
];

/// What tenants sell through the platform.
pub(super) const OFFERS: [DemoProduct; 5] = [
    offer(&PRACTICE, "Workshop Schlaf", 4_118),
    offer(&PRACTICE, "Onlinekurs Rückenschule", 12_185),
    offer(&ACADEMY, "Ausbildung Atemtherapie", 58_824),
    offer(&DISTRIBUTOR, "Event-Ticket Sommertagung", 10_000),
    offer(&DISTRIBUTOR, "Praxisbuch Regeneration", 3_261),
];

/// A healing service: no commission for referring patients (section 299a StGB).
pub(super) const TREATMENT: DemoProduct = DemoProduct {
    seller: &PRACTICE,
    name: "Behandlung 50 Minuten",
    net_cents: 9_500,
    level: None,
    vat_rate_bp: 0,
    is_eligible: false,
};

impl DemoProduct {
    /// The same in every demo.
    pub(super) fn id(&self) -> ProductId {
        ProductId(derived_id(&["demo", "product", self.seller.key, self.name]))
    }

    fn record(&self, at: i64) -> CatalogueProduct {
        CatalogueProduct {
            tenant_id: self.seller.id(),
            product_id: self.id(),
            is_platform_product: self.level.is_some(),
            name: self.name.to_owned(),
            price_net_cents: self.net_cents,
            currency: Currency::EUR,
            vat_rate_bp: self.vat_rate_bp,
            user_journey_level: self.level,
            commission_eligible: self.is_eligible,
            created_at: at,
            retired_at: None,
        }
    }
}

/// Everything on offer.
pub(super) fn all() -> impl Iterator<Item = &'static DemoProduct> {
    LEVELS.iter().chain(&OFFERS).chain([&TREATMENT])
}

/// Puts the products on offer, each seller's in its own transaction.
pub(super) async fn offer_all(database: &Database, now: DateTime<Utc>) -> Result<(), StorageError> {
    let at = to_micros(now - TimeDelta::days(590));
    let all: Vec<&DemoProduct> = all().collect();
    for seller in [&LLC, &PRACTICE, &ACADEMY, &DISTRIBUTOR] {
        let own = all.iter().filter(|product| product.seller.key == seller.key);
        let records: Vec<CatalogueProduct> = own.map(|product| product.record(at)).collect();
        let mut tx = database.write(Tenant::named_by_platform(seller.id())).await?;
        tx.insert_products(&records).await?;
        tx.commit().await?;
    }
    Ok(())
}
