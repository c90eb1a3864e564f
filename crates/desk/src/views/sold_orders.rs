//! What the tenant sold through the platform.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::MoneyView;

/// What is looked for among the orders.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SoldOrderQuery {
    /// Where the page before ended.
    pub before: Option<String>,
    /// Ordered in this month, `2026-11`.
    pub month: Option<String>,
    /// With a line of this product: its whole name.
    pub product: Option<String>,
}

/// An order that the tenant sold through the platform.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SoldOrderRow {
    /// The order.
    pub order_id: String,
    /// Its number.
    pub order_number: String,
    /// An instant.
    pub ordered_at: String,
    /// Who bought, by the pseudonym (C16); empty where the platform does not say.
    pub customer: String,
    /// The billing country; may be empty.
    pub country: String,
    /// Names of the products, in the order of the lines.
    pub products: Vec<String>,
    /// The sum of the lines, without VAT.
    pub net: MoneyView,
    /// The same with VAT.
    pub gross: MoneyView,
    /// What was given back so far, without VAT.
    pub refunded: MoneyView,
    /// The fee of the platform (C4), less what refunds took back of it.
    pub platform_fee: MoneyView,
    /// Commissions of others, less what refunds took back of them.
    pub commissions: MoneyView,
    /// What the tenant keeps of the net.
    pub rest: MoneyView,
    /// The customer paid through the platform.
    pub via_platform: bool,
    /// A later period of a subscription.
    pub is_renewal: bool,
    /// The first order of the customer.
    pub is_first: bool,
}

/// A page of the orders, the latest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SoldOrderPage {
    /// The page.
    pub rows: Vec<SoldOrderRow>,
    /// Where the next page begins.
    pub next: Option<String>,
}

/// What somebody else gets of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OrderShareRow {
    /// The entry.
    pub entry_id: String,
    /// The name of the product.
    pub product: String,
    /// `platform_fee`, `affiliate_first`, `affiliate_recurring`, `regional_exclusive`.
    pub kind: String,
    /// The percent, with a decimal point.
    pub percent: String,
    /// Of this net.
    pub base: MoneyView,
    /// What it came to.
    pub amount: MoneyView,
    /// What refunds took back of it.
    pub reversed: MoneyView,
    /// `pending`, `approved`, `paid`, `refunded`.
    pub status: String,
}
