//! What is sold on the platform in the demo: the six levels, and what two tenants offer.

use chrono::{DateTime, TimeDelta, Utc};
use mojo_domain::catalogue::{BillingInterval, ProductKind};
use mojo_domain::memberships::Stage;
use mojo_domain::vat::VatClass;
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
    kind: ProductKind,
    level: Option<i64>,
    billing_interval: Option<BillingInterval>,
    /// German, English.
    description: (&'static str, &'static str),
}

const fn level(
    level: i64,
    name: &'static str,
    net_cents: i64,
    billing_interval: Option<BillingInterval>,
    description: (&'static str, &'static str),
) -> DemoProduct {
    let (seller, level, kind) = (&LLC, Some(level), ProductKind::Membership);
    DemoProduct { seller, name, net_cents, kind, level, billing_interval, description }
}

const fn offer(
    seller: &'static DemoTenant,
    name: &'static str,
    net_cents: i64,
    kind: ProductKind,
) -> DemoProduct {
    let (level, billing_interval, description) = (None, None, ("", ""));
    DemoProduct { seller, name, net_cents, kind, level, billing_interval, description }
}

/// The six levels of the journey; the example prices are with VAT, these are without.
pub(super) const LEVELS: [DemoProduct; 6] = [
    level(1, "LEBENSENERGIE", 4_118, None, ("Finde dein MOJO (wieder)", "Find your MOJO (again)")),
    level(
        2,
        "CAMPUS",
        25_126,
        Some(BillingInterval::Year),
        (
            "Vernetze dich und optimiere deine Regeneration",
            "Connect with others and improve your regeneration",
        ),
    ),
    level(
        3,
        "BUSINESS BOOTCAMP",
        100_000,
        None,
        ("Starte dein eigenes Gesundheitsbusiness", "Start a health business of your own"),
    ),
    level(
        4,
        "RegenerationsmedizinOS",
        252_017,
        Some(BillingInterval::Year),
        ("Das Betriebssystem für chronische Gesundheit", "The operating system for chronic health"),
    ),
    level(
        5,
        "Praxiszirkel",
        500_000,
        Some(BillingInterval::Year),
        ("Behandle Menschen unter Fachleuten", "Treat people among experts"),
    ),
    level(
        6,
        "MOJO Inkubator",
        840_252,
        None,
        ("Eröffne dein eigenes MOJO Institut", "Open a MOJO institute of your own"),
    ),
];

/// What tenants sell through the platform.
pub(super) const OFFERS: [DemoProduct; 5] = [
    offer(&PRACTICE, "Workshop Schlaf", 4_118, ProductKind::Workshop),
    offer(&PRACTICE, "Onlinekurs Rückenschule", 12_185, ProductKind::Course),
    offer(&ACADEMY, "Ausbildung Atemtherapie", 58_824, ProductKind::Course),
    offer(&DISTRIBUTOR, "Event-Ticket Sommertagung", 10_000, ProductKind::Event),
    offer(&DISTRIBUTOR, "Praxisbuch Regeneration", 3_261, ProductKind::Physical),
];

/// A healing service: no commission for referring patients (section 299a StGB).
pub(super) const TREATMENT: DemoProduct =
    offer(&PRACTICE, "Behandlung 50 Minuten", 9_500, ProductKind::Treatment);

impl DemoProduct {
    /// The same in every demo.
    pub(super) fn id(&self) -> ProductId {
        ProductId(derived_id(&["demo", "product", self.seller.key, self.name]))
    }

    fn vat_class(&self) -> VatClass {
        match self.kind {
            ProductKind::Treatment => VatClass::Heilbehandlung,
            _ => VatClass::General,
        }
    }

    fn record(&self, at: i64) -> CatalogueProduct {
        CatalogueProduct {
            tenant_id: self.seller.id(),
            product_id: self.id(),
            kind: self.kind,
            name: self.name.to_owned(),
            description_de: self.description.0.to_owned(),
            description_en: self.description.1.to_owned(),
            price_net_cents: self.net_cents,
            currency: Currency::EUR,
            vat_class: self.vat_class(),
            vat_rate_bp: if self.kind == ProductKind::Treatment { 0 } else { 1900 },
            billing_interval: self.billing_interval,
            user_journey_level: self.level,
            granted_stage: self.level.and_then(Stage::of_level),
            commission_eligible: self.kind.may_be_commissioned(),
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
