//! The commissions of a month by where they come from.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::MoneyView;

/// The commissions of a month, as far as the role reads them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BreakdownView {
    /// `YYYY-MM`.
    pub month: String,
    /// None is empty.
    pub groups: Vec<BreakdownGroup>,
}

/// The commissions of a month by one thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BreakdownGroup {
    /// `product`, `region`, `partner`, `customer`.
    pub by: String,
    /// The greatest first.
    pub rows: Vec<BreakdownRow>,
}

/// A product, a region, a partner or a customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BreakdownRow {
    /// The product's name; an ISO 3166-1 alpha-2 country; `own`, `P-5C01D2` or empty for nobody;
    /// `K-7F3A`.
    pub label: String,
    /// How many.
    pub entries: u32,
    /// The base, before reversals.
    pub net: MoneyView,
    /// The commission less reversals and forfeitures of the month.
    pub amount: MoneyView,
}
