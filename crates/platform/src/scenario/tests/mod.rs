//! Every fine point of the format: what is refused and where, and what is played how.

mod refused;
mod rules;

use serde_json::Value;

use super::calculate;

/// MOJO GmbH has DE, AT and CH at 30 %. `u1` and `u2` were recruited by `t2`, `free` by nobody;
/// `gf` buys for MOJO GmbH, `me` for `t3`, by which it was recruited itself.
fn world(events: &str) -> String {
    format!(
        r#"{{
  "tenants": [{{"id": "mojo-gmbh"}}, {{"id": "t2"}}],
  "agreements": [{{"tenant_id": "mojo-gmbh", "region_codes": ["DE", "AT", "CH"],
    "commission_percent": "30", "valid_from": "2025-01-01", "valid_until": null}}],
  "products": [
    {{"id": "l3", "tenant_id": null, "is_platform_product": true, "user_journey_level": 3}},
    {{"id": "ticket", "tenant_id": "mojo-gmbh", "is_platform_product": false}},
    {{"id": "kurs", "tenant_id": "t2", "is_platform_product": false}},
    {{"id": "heil", "tenant_id": "mojo-gmbh", "is_platform_product": false,
      "commission_eligible": false}}],
  "customers": [
    {{"user_id": "u1", "attribution": {{"tenant_id": "t2", "attributed_at": "2024-02-29T12:00:00Z"}}}},
    {{"user_id": "u2", "attribution": {{"tenant_id": "t2", "attributed_at": "2026-01-01T00:00:00Z"}}}},
    {{"user_id": "free", "tenant_id": null, "attribution": null}},
    {{"user_id": "gf", "tenant_id": "mojo-gmbh"}},
    {{"user_id": "me", "tenant_id": "t3",
      "attribution": {{"tenant_id": "t3", "attributed_at": "2026-01-01T00:00:00Z"}}}}],
  "events": [{events}]
}}"#
    )
}

/// An order of one line, with further members.
fn order(id: &str, at: &str, customer: &str, product: &str, net: &str, more: &str) -> String {
    format!(
        r#"{{"type": "order", "id": "{id}", "at": "{at}", "customer": "{customer}"{more},
            "lines": [{{"id": "1", "product": "{product}", "net": "{net}"}}]}}"#
    )
}

fn refund(order: &str, at: &str, net: &str) -> String {
    format!(
        r#"{{"type": "refund", "order": "{order}", "line": "1", "at": "{at}", "net": "{net}"}}"#
    )
}

fn payout_run(at: &str) -> String {
    format!(r#"{{"type": "payout_run", "at": "{at}"}}"#)
}

fn deactivate(tenant: &str, at: &str) -> String {
    format!(r#"{{"type": "deactivate", "tenant": "{tenant}", "at": "{at}"}}"#)
}

fn attribute(customer: &str, tenant: &str, at: &str) -> String {
    format!(
        r#"{{"type": "attribute", "customer": "{customer}", "tenant": "{tenant}", "at": "{at}"}}"#
    )
}

fn result(scenario: &str) -> Value {
    let text = calculate(scenario).unwrap();
    assert!(text.ends_with('\n'));
    serde_json::from_str(&text).unwrap()
}

/// The result as short lines: commissions, payouts, refused events.
fn told(scenario: &str) -> Vec<String> {
    let result = result(scenario);
    let text = |value: &Value| value.as_str().unwrap_or("LLC").to_owned();
    let row = |value: &Value, keys: &[&str]| {
        keys.iter().map(|key| text(&value[*key])).collect::<Vec<_>>().join(" ")
    };
    let mut lines = Vec::new();
    for it in result["commissions"].as_array().unwrap() {
        let keys = ["order", "type", "recipient", "amount", "reversed", "settled_as", "status"];
        lines.push(row(it, &keys));
    }
    for it in result["payouts"].as_array().unwrap() {
        lines.push(row(it, &["kind", "recipient", "amount", "currency", "at"]));
    }
    for it in result["rejected"].as_array().unwrap() {
        lines.push(format!("rejected {it}"));
    }
    lines
}

fn check(events: &[String], expected: &[&str]) {
    assert_eq!(told(&world(&events.join(","))), expected);
}
