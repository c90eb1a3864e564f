//! `mojo statement what-if FILE|-`: assumed orders, played through the rules.
//!
//! The file is the part of the scenario format that assumptions need, as JSON; a key that is not
//! known is refused. Amounts and percentages are texts.
//!
//! ```json
//! { "agreement": {"region_codes": ["DE", "AT", "CH"], "commission_percent": "30"},
//!   "currency": "CHF",
//!   "orders": [{"month": "2027-01", "months": 6, "billing_country": "DE", "net": "1000.00",
//!               "count": 3, "recruited": true, "renewal": false}] }
//! ```
//! Without `agreement` the own one is taken, as the last regional commission had it; `null` is
//! none. `currency` is EUR when it is left out; every net and the answer are in it, and nothing is
//! converted. `months` and `count` are 1, `recruited` and `renewal` false when they are left out. An order
//! is of a platform product, of which `level` (1 to 6) may be said, or with `"tenant_product": true`
//! of another tenant's.

use std::io::Read as _;
use std::path::Path;

use mojo_desk::Desk;
use mojo_desk::views::{WhatIfOrders, WhatIfRequest, WhatIfTerms};
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

use crate::output::{Failure, Output, amount};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Assumptions {
    #[serde(default, deserialize_with = "region")]
    agreement: Region,
    #[serde(default = "euros")]
    currency: String,
    orders: Vec<Orders>,
}

/// Whose region is assumed.
#[derive(Default)]
enum Region {
    /// The own one, when the file says nothing.
    #[default]
    Own,
    /// None at all.
    Nobodys,
    /// As the file has it.
    Given(Agreement),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Agreement {
    region_codes: Vec<String>,
    commission_percent: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Orders {
    month: String,
    #[serde(default = "one")]
    months: u32,
    #[serde(default)]
    tenant_product: bool,
    #[serde(default)]
    level: Option<u32>,
    billing_country: String,
    net: String,
    #[serde(default = "one")]
    count: u32,
    #[serde(default)]
    recruited: bool,
    #[serde(default)]
    renewal: bool,
}

fn one() -> u32 {
    1
}

/// As in the scenario format.
fn euros() -> String {
    "EUR".to_owned()
}

/// Tells a null from what is missing.
fn region<'de, D: Deserializer<'de>>(from: D) -> Result<Region, D::Error> {
    let given = Option::<Agreement>::deserialize(from)?;
    Ok(given.map_or(Region::Nobodys, Region::Given))
}

pub(super) async fn run(desk: &Desk, file: &Path, out: Output) -> Result<(), Failure> {
    let assumptions = parse(&read(file)?)?;
    let terms = match assumptions.agreement {
        Region::Own => desk.start_what_if().await?.terms,
        Region::Nobodys => WhatIfTerms::default(),
        Region::Given(agreement) => WhatIfTerms {
            region_codes: agreement.region_codes,
            commission_percent: agreement.commission_percent,
        },
    };
    let orders = assumptions.orders.into_iter().map(view).collect();
    let currency = assumptions.currency;
    let answer = desk.what_if(WhatIfRequest { terms, currency, orders }).await?;
    let mut lines = Vec::new();
    let mut rows: Vec<Value> = Vec::new();
    for month in &answer.months {
        for row in &month.rows {
            let [earned, held, approved, paid] =
                [&row.earned, &row.held, &row.approved, &row.paid].map(amount);
            lines.push(format!(
                "{}  {:<19}  {earned:>10}  {held:>10}  {approved:>10}  {paid:>10}",
                month.month, row.kind
            ));
            rows.push(json!({
                "month": month.month, "type": row.kind, "earned": earned, "held": held,
                "approved": approved, "paid": paid,
            }));
        }
    }
    let heads = ("month", "type", "earned", "held", "approved", "paid");
    let (month, kind, earned, held, approved, paid) = heads;
    lines.insert(
        0,
        format!("{month:<7}  {kind:<19}  {earned:>10}  {held:>10}  {approved:>10}  {paid:>10}"),
    );
    let (earned, paid) = (amount(&answer.earned), amount(&answer.paid));
    let currency = &answer.currency;
    lines.push(format!("earned {earned} {currency}, paid {paid} {currency}"));
    out.answer(
        &json!({"currency": currency, "months": rows, "earned": earned, "paid": paid}),
        lines,
    );
    Ok(())
}

fn read(file: &Path) -> Result<String, Failure> {
    let unreadable = |error: std::io::Error| Failure::usage(format!("{}: {error}", file.display()));
    if file == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).map_err(unreadable)?;
        return Ok(text);
    }
    std::fs::read_to_string(file).map_err(unreadable)
}

fn parse(text: &str) -> Result<Assumptions, Failure> {
    let text = text.trim_start_matches('\u{feff}');
    serde_json::from_str(text).map_err(|error| Failure::usage(format!("the assumptions: {error}")))
}

fn view(orders: Orders) -> WhatIfOrders {
    WhatIfOrders {
        month: orders.month,
        months: orders.months,
        tenant_product: orders.tenant_product,
        level: orders.level,
        billing_country: orders.billing_country,
        net: orders.net,
        count: orders.count,
        recruited: orders.recruited,
        renewal: orders.renewal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_has_its_default_and_an_unknown_key_is_refused() {
        let orders = r#""orders": [{"month": "2027-01", "billing_country": "DE", "net": "1.00"}]"#;
        let read = parse(&format!("\u{feff}{{{orders}}}")).unwrap();
        assert!(matches!(read.agreement, Region::Own));
        assert_eq!(read.currency, "EUR");
        let francs = parse(&format!(r#"{{"currency": "CHF", {orders}}}"#)).unwrap();
        assert_eq!(francs.currency, "CHF");
        let one = &read.orders[0];
        assert_eq!((one.months, one.count, one.recruited, one.renewal), (1, 1, false, false));
        assert_eq!((one.tenant_product, one.level), (false, None));
        let none = parse(&format!(r#"{{"agreement": null, {orders}}}"#)).unwrap();
        assert!(matches!(none.agreement, Region::Nobodys));
        let wrong = parse(&format!(r#"{{"policy": {{}}, {orders}}}"#)).err().unwrap();
        assert_eq!(wrong.exit_status(), 2);
        assert!(wrong.to_string().contains("policy"), "{wrong}");
    }
}
