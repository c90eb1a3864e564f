//! What the platform says of a tenant's own membership, as far as the window shows it.

use chrono::{DateTime, Utc};
use mojo_domain::Currency;
use serde::{Deserialize, Serialize};

/// `GET /api/v1/membership`.
#[derive(Debug, Deserialize)]
pub(super) struct Offers {
    pub(super) payable: bool,
    pub(super) billing_country: Option<String>,
    pub(super) levels: Vec<Level>,
}

/// A level.
#[derive(Debug, Deserialize)]
pub(super) struct Level {
    pub(super) product_id: String,
    pub(super) name: String,
    pub(super) description_de: String,
    pub(super) description_en: String,
    pub(super) level: Option<u32>,
    pub(super) stage: Option<u32>,
    pub(super) currency: Currency,
    pub(super) vat_percent: String,
    /// Left out by a platform that does not tell it yet.
    #[serde(default)]
    pub(super) vat_note: String,
    pub(super) billing_interval: Option<String>,
    pub(super) first: Price,
    pub(super) later: Option<Price>,
    pub(super) obstacle: Option<String>,
    pub(super) purchase: Option<Purchase>,
}

/// A price, each amount with two decimals.
#[derive(Debug, Deserialize)]
pub(super) struct Price {
    pub(super) net: String,
    pub(super) discount: String,
    pub(super) vat: String,
    pub(super) gross: String,
}

/// A purchase that was begun.
#[derive(Debug, Deserialize)]
pub(super) struct Purchase {
    pub(super) state: String,
    pub(super) currency: Currency,
    pub(super) amount: String,
    pub(super) later_amount: Option<String>,
    pub(super) opened_at: DateTime<Utc>,
}

/// `POST /api/v1/membership/purchases`.
#[derive(Debug, Serialize)]
pub(super) struct PurchaseWish {
    pub(super) product_id: String,
    pub(super) amount: String,
    pub(super) later_amount: Option<String>,
}

/// Its answer.
#[derive(Debug, Deserialize)]
pub(super) struct PurchaseBegun {
    /// `null` where nothing is left to pay; an answer that does not say it is another's.
    #[serde(deserialize_with = "Option::deserialize")]
    pub(super) pay_path: Option<String>,
}

/// `GET /api/v1/subscriptions?paid_by_us=true`.
#[derive(Debug, Deserialize)]
pub(super) struct SubscriptionList {
    pub(super) subscriptions: Vec<Subscription>,
}

/// A subscription.
#[derive(Debug, Deserialize)]
pub(super) struct Subscription {
    pub(super) id: String,
    pub(super) buyer_tenant_id: Option<String>,
    pub(super) product_name: String,
    pub(super) billing_interval: String,
    pub(super) currency: Currency,
    pub(super) amount: String,
    pub(super) state: String,
    pub(super) paid_until: Option<DateTime<Utc>>,
    pub(super) ends_with_period: bool,
}
