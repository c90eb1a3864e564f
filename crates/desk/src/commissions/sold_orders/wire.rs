//! What the platform answers about orders that the tenant sold. A member that this program does not know
//! is left aside.

use chrono::{DateTime, Utc};
use mojo_domain::Currency;
use serde::Deserialize;

/// `GET /api/v1/orders`.
#[derive(Debug, Deserialize)]
pub(super) struct SoldOrderList {
    pub(super) orders: Vec<SoldOrder>,
    pub(super) next: Option<String>,
}

/// An order that the tenant sold.
#[derive(Debug, Deserialize)]
pub(super) struct SoldOrder {
    pub(super) id: String,
    pub(super) number: String,
    pub(super) ordered_at: DateTime<Utc>,
    /// A pseudonym.
    pub(super) customer: String,
    pub(super) billing_country: Option<String>,
    pub(super) currency: Currency,
    pub(super) renewal: bool,
    pub(super) via_connect: bool,
    pub(super) first_purchase: bool,
    pub(super) net: String,
    pub(super) gross: String,
    pub(super) refunded: String,
    pub(super) platform_fee: String,
    pub(super) commissions: String,
    pub(super) rest: String,
    pub(super) lines: Vec<SoldOrderLine>,
}

/// A line of it.
#[derive(Debug, Deserialize)]
pub(super) struct SoldOrderLine {
    pub(super) product_name: String,
}

/// `GET /api/v1/orders/{id}/commissions`.
#[derive(Debug, Deserialize)]
pub(super) struct OrderShares {
    pub(super) commissions: Vec<OrderShare>,
}

/// A commission of an order, whoever gets it.
#[derive(Debug, Deserialize)]
pub(super) struct OrderShare {
    pub(super) id: String,
    pub(super) product_name: String,
    pub(super) commission_type: String,
    pub(super) percent: String,
    pub(super) base: String,
    pub(super) amount: String,
    pub(super) reversed: String,
    pub(super) currency: Currency,
    pub(super) status: String,
}
