//! Customers whom support looks up.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::AttributionRow;
use crate::views::MoneyView;

/// A customer of the platform.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CustomerRow {
    /// The customer.
    pub customer_id: String,
    /// Empty without an account.
    pub name: String,
    /// Empty without an account.
    pub email: String,
    /// The name of the tenant that the customer buys for.
    pub buyer: Option<String>,
    /// An instant.
    pub known_since: String,
    /// An instant; none for whoever did not sign up.
    pub signed_up_at: Option<String>,
}

/// Whom a search means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CustomersFoundView {
    /// The newest first.
    pub rows: Vec<CustomerRow>,
    /// There are more; somebody must be named more exactly.
    pub has_more: bool,
}

/// What the platform holds of one customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CustomerFileView {
    /// Who it is.
    pub customer: CustomerRow,
    /// `de`, `en`; none for whoever did not sign up.
    pub language: Option<String>,
    /// The country of the first order that had one.
    pub first_country: Option<String>,
    /// The oldest first.
    pub attributions: Vec<AttributionRow>,
    /// Each line of each order, the latest first.
    pub lines: Vec<CustomerLineRow>,
    /// The latest first.
    pub refunds: Vec<CustomerRefundRow>,
    /// The latest first.
    pub subscriptions: Vec<CustomerSubscriptionRow>,
}

/// A line of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CustomerLineRow {
    /// The order.
    pub order_id: String,
    /// Its number.
    pub order_number: String,
    /// The name of the seller.
    pub seller: String,
    /// An instant.
    pub ordered_at: String,
    /// What was bought.
    pub product: String,
    /// Without VAT.
    pub net: MoneyView,
    /// What of it was granted as a discount.
    pub discount: MoneyView,
    /// What of it was refunded.
    pub refunded: MoneyView,
}

/// A refund of a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CustomerRefundRow {
    /// The refund.
    pub refund_id: String,
    /// The number of the order.
    pub order_number: String,
    /// The number of the line.
    pub line: u32,
    /// An instant.
    pub refunded_at: String,
    /// Without VAT; below zero for what is booked back.
    pub net: MoneyView,
}

/// A subscription that the customer pays for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CustomerSubscriptionRow {
    /// The subscription.
    pub subscription_id: String,
    /// What is bought.
    pub product: String,
    /// `month`, `year`.
    pub interval: String,
    /// Each later period, VAT included.
    pub amount: MoneyView,
    /// An instant.
    pub opened_at: String,
    /// `open`, `active`, `past_due`, `ended`.
    pub state: String,
    /// An instant: the end of what is paid.
    pub paid_until: Option<String>,
    /// It is not renewed any more.
    pub ends_with_period: bool,
}
