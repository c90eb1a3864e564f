//! What would I earn if ... (Was wäre, wenn).

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{MoneyView, MonthBar};

/// The own region, for a distributor.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WhatIfTerms {
    /// ISO countries; none for whoever has no region.
    pub region_codes: Vec<String>,
    /// A decimal; empty without a region.
    pub commission_percent: String,
}

/// What a question begins with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WhatIfStart {
    /// The next month, `YYYY-MM`.
    pub month: String,
    /// The own region.
    pub terms: WhatIfTerms,
    /// In which a question is asked first, ISO 4217: the practice's own, or where nothing was sold in
    /// it, that of the last sale.
    pub currency: String,
    /// In which a question may be asked, by code: those of what was sold, the practice's own, euros,
    /// Swiss francs and US dollars.
    pub currencies: Vec<String>,
    /// By name, then currency.
    pub products: Vec<WhatIfProduct>,
}

/// A platform product as it was sold last in a currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WhatIfProduct {
    /// Its name.
    pub name: String,
    /// The net of one.
    pub net: MoneyView,
    /// The same as [`WhatIfOrders`] takes it.
    pub net_text: String,
}

/// Assumed orders of one product, each of a customer of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WhatIfOrders {
    /// The first month, `YYYY-MM`.
    pub month: String,
    /// For so many months, 1 to 36.
    pub months: u32,
    /// The product is another tenant's, and none of the platform.
    pub tenant_product: bool,
    /// The level of the journey, 1 to 6, where it is known; of a platform product alone. Every level
    /// has the same commissions.
    pub level: Option<u32>,
    /// ISO country of the billing address.
    pub billing_country: String,
    /// The net of each, a decimal.
    pub net: String,
    /// How many a month.
    pub count: u32,
    /// The customers were recruited by who asks.
    pub recruited: bool,
    /// Renewals and other later purchases instead of first ones.
    pub renewal: bool,
}

/// What is assumed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WhatIfRequest {
    /// The own region.
    pub terms: WhatIfTerms,
    /// Of every net and of the answer, ISO 4217; nothing is converted.
    pub currency: String,
    /// The orders.
    pub orders: Vec<WhatIfOrders>,
}

/// What the rules make of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WhatIfView {
    /// ISO 4217.
    pub currency: String,
    /// From the first order to three months after the last.
    pub months: Vec<WhatIfMonthView>,
    /// Of all months.
    pub earned: MoneyView,
    /// Of all months.
    pub paid: MoneyView,
    /// What each month earns, twelve months at least.
    pub history: Vec<MonthBar>,
}

/// A month of the answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WhatIfMonthView {
    /// `YYYY-MM`.
    pub month: String,
    /// By type.
    pub rows: Vec<WhatIfRow>,
}

/// What one type comes to in a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WhatIfRow {
    /// As in the totals of a statement.
    pub kind: String,
    /// By the orders of the month.
    pub earned: MoneyView,
    /// At the end of the month, in the hold period.
    pub held: MoneyView,
    /// At the end of the month, not paid yet.
    pub approved: MoneyView,
    /// In the month.
    pub paid: MoneyView,
}
