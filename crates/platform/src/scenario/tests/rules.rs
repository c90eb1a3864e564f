//! What is played how. The rules themselves are tested where they stand, in the domain.

use super::*;

const DE: &str = r#", "billing_country": "DE""#;
const US: &str = r#", "billing_country": "US""#;

#[test]
fn an_empty_scenario_has_an_empty_result() {
    let scenario = r#"{"products": [], "customers": [], "events": [], "policy": null,
        "agreements": null, "tenants": null, "as_of": null}"#;
    let expected = serde_json::json!(
        {"commissions": [], "rest": [], "payouts": [], "rejected": []}
    );
    assert_eq!(result(scenario), expected);
}

#[test]
fn everything_that_may_be_left_out_may_be_null() {
    let nulls = r#", "billing_country": null, "currency": null, "renewal": null,
        "via_connect": null"#;
    let at = "2026-02-01T10:00:00Z";
    let with = order("o1", at, "u1", "ticket", "100.00", nulls);
    let without = order("o1", at, "u1", "ticket", "100.00", "");
    assert_eq!(told(&world(&with)), told(&world(&without)));
}

#[test]
fn results_are_sorted_by_code_point() {
    let at = "2026-02-01T10:00:00Z";
    let ids = ["2", "10", "b", "B", "ä", "\u{1f600}", "\u{ffee}", ""];
    let events: Vec<_> = ids.iter().map(|id| order(id, at, "free", "l3", "10.00", DE)).collect();
    let result = result(&world(&events.join(",")));
    for list in ["commissions", "rest"] {
        let rows = result[list].as_array().unwrap();
        let orders: Vec<_> = rows.iter().map(|it| it["order"].as_str().unwrap()).collect();
        assert_eq!(orders, ["", "10", "2", "B", "b", "ä", "\u{ffee}", "\u{1f600}"]);
    }
}

#[test]
fn commissions_are_sorted_by_order_then_line_then_type() {
    let line = |id| format!(r#"{{"id": "{id}", "product": "l3", "net": "100.00"}}"#);
    let lines = ["2", "10"].map(line).join(",");
    let order = |id| {
        format!(
            r#"{{"type": "order", "id": "{id}", "at": "2026-02-01T10:00:00Z", "customer": "u2",
                "billing_country": "DE", "lines": [{lines}]}}"#
        )
    };
    let result = result(&world(&[order("o2"), order("o1")].join(",")));
    let keys = |list: &str, keys: &[&str]| -> Vec<String> {
        let rows = result[list].as_array().unwrap();
        rows.iter().map(|it| keys.iter().map(|key| it[*key].as_str().unwrap()).collect()).collect()
    };
    assert_eq!(keys("rest", &["order", "line"]), ["o110", "o12", "o210", "o22"]);
    let lines = keys("commissions", &["order", "line"]);
    assert_eq!(lines, ["o110", "o110", "o12", "o12", "o210", "o210", "o22", "o22"]);
    let types = keys("commissions", &["type"]);
    assert_eq!(types[..2], ["affiliate_recurring", "regional_exclusive"]);
    assert_eq!(types[4..6], ["affiliate_first", "regional_exclusive"]);
}

#[test]
fn the_same_line_id_in_two_orders_is_two_lines() {
    let at = "2026-02-01T10:00:00Z";
    check(
        &[
            order("o1", at, "free", "l3", "10.00", DE),
            order("o2", at, "free", "l3", "20.00", DE),
            refund("o2", at, "10.00"),
        ],
        &[
            "o1 regional_exclusive mojo-gmbh 3.00 0.00 payout pending",
            "o2 regional_exclusive mojo-gmbh 6.00 3.00 payout pending",
        ],
    );
}

#[test]
fn a_percent_is_told_without_trailing_zeros() {
    let events = order("o1", "2026-02-01T10:00:00Z", "free", "l3", "10.00", DE);
    for (written, percent) in [("30.0", "30"), ("12.50", "12.5"), ("030", "30"), ("10", "10")] {
        let scenario = world(&events).replace(r#""30""#, &format!("{written:?}"));
        assert_eq!(result(&scenario)["commissions"][0]["percent"], percent);
    }
}

#[test]
fn a_payout_has_the_time_as_the_file_has_it() {
    check(
        &[
            order("o1", "2026-02-01T10:00:00.5+01:00", "free", "l3", "1000.00", DE),
            payout_run("2026-04-01T05:00:00+02:00"),
        ],
        &[
            "o1 regional_exclusive mojo-gmbh 300.00 0.00 payout paid",
            "monthly mojo-gmbh 300.00 EUR 2026-04-01T05:00:00+02:00",
        ],
    );
}

#[test]
fn c11_the_instant_of_approval_is_included_and_as_of_approves_at_the_end() {
    let sale = order("o1", "2026-03-01T10:00:00Z", "free", "l3", "100.00", DE);
    let as_of = |at: &str| {
        let scenario = world(&sale);
        let member = format!(r#""as_of": "{at}", "events":"#);
        told(&scenario.replace(r#""events":"#, &member)).remove(0)
    };
    assert!(as_of("2026-03-31T09:59:59.999999999Z").ends_with("pending"));
    assert!(as_of("2026-03-31T10:00:00Z").ends_with("approved"));
    assert!(as_of("2026-03-31T12:00:00+02:00").ends_with("approved"));
    // Without as_of an event approves what is due at its time, even one that is refused.
    let late = refund("o9", "2026-03-31T10:00:00Z", "1.00");
    check(
        &[sale, late],
        &["o1 regional_exclusive mojo-gmbh 30.00 0.00 payout approved", "rejected 1"],
    );
}

#[test]
fn a2_the_attribution_of_29_february_ends_on_the_28th_exclusive() {
    check(
        &[
            order("o1", "2027-02-28T11:59:59Z", "u1", "l3", "100.00", US),
            order("o2", "2027-02-28T12:00:00Z", "u1", "l3", "100.00", US),
            attribute("u1", "t3", "2027-02-28T12:00:00Z"),
            order("o3", "2027-02-28T12:00:00Z", "u1", "l3", "100.00", US),
        ],
        &[
            "o1 affiliate_first t2 20.00 0.00 payout pending",
            "o3 affiliate_recurring t3 10.00 0.00 payout pending",
        ],
    );
}

#[test]
fn a4_an_attribute_over_a_live_attribution_is_rejected() {
    check(
        &[
            attribute("u2", "t3", "2026-02-01T00:00:00Z"),
            attribute("free", "t3", "2026-02-01T00:00:00Z"),
            attribute("free", "t2", "2026-02-01T00:00:00Z"),
            order("o1", "2026-02-01T00:00:00Z", "free", "l3", "100.00", US),
        ],
        &["o1 affiliate_first t3 20.00 0.00 payout pending", "rejected 0", "rejected 2"],
    );
}

#[test]
fn c1_the_day_of_an_agreement_is_berlins_in_winter_and_in_summer() {
    let sale = |id, at| order(id, at, "free", "l3", "10.00", DE);
    let events = [
        sale("o1", "2025-03-29T22:59:59Z"),
        sale("o2", "2025-03-29T23:00:00Z"),
        sale("o3", "2025-06-30T21:59:59Z"),
        sale("o4", "2025-06-30T22:00:00Z"),
    ];
    let scenario = world(&events.join(","))
        .replace("2025-01-01", "2025-03-30")
        .replace(r#""valid_until": null"#, r#""valid_until": "2025-06-30""#);
    assert_eq!(
        told(&scenario),
        [
            "o2 regional_exclusive mojo-gmbh 3.00 0.00 payout approved",
            "o3 regional_exclusive mojo-gmbh 3.00 0.00 payout pending",
        ]
    );
}

#[test]
fn c7_c8_own_purchases_are_discounts_that_refunds_take_back() {
    let at = "2026-02-01T10:00:00Z";
    check(
        &[
            order("o1", at, "gf", "l3", "5000.00", DE),
            order("o2", at, "me", "ticket", "40.00", DE),
            order("o3", at, "me", "l3", "100.00", US),
            refund("o1", at, "2500.00"),
            refund("o2", at, "40.00"),
            payout_run("2026-04-01T00:00:00Z"),
        ],
        &[
            "o1 regional_exclusive mojo-gmbh 1500.00 750.00 discount settled",
            "o2 affiliate_first t3 8.00 8.00 discount refunded",
            "o2 platform_fee LLC 0.80 0.80 retained refunded",
        ],
    );
}

#[test]
fn c4_c14_cash_owes_no_fee_and_a_healing_service_pays_no_commission() {
    let at = "2026-02-01T10:00:00Z";
    let cash = r#", "via_connect": false"#;
    check(
        &[
            order("o1", at, "u2", "ticket", "100.00", cash),
            order("o2", at, "u2", "heil", "100.00", ""),
            order("o3", at, "u2", "kurs", "100.00", ""),
        ],
        &[
            "o1 affiliate_first t2 20.00 0.00 payout pending",
            "o2 platform_fee LLC 2.00 0.00 retained pending",
            "o3 platform_fee LLC 2.00 0.00 retained pending",
        ],
    );
}

#[test]
fn c3_the_policy_decides_whether_a_free_order_is_the_first_purchase() {
    let at = "2026-02-01T10:00:00Z";
    let events =
        [order("o1", at, "u2", "l3", "0.00", US), order("o2", at, "u2", "l3", "100.00", US)];
    let scenario = world(&events.join(","));
    let under = |policy: &str| {
        let member = format!(r#""policy": {policy}, "events":"#);
        told(&scenario.replace(r#""events":"#, &member)).remove(0)
    };
    for policy in
        [r#"{}"#, r#"{"first_purchase": null}"#, r#"{"first_purchase": "first_paid_order"}"#]
    {
        assert_eq!(under(policy), "o2 affiliate_first t2 20.00 0.00 payout pending");
    }
    let literal = under(r#"{"first_purchase": "first_order"}"#);
    assert_eq!(literal, "o2 affiliate_recurring t2 10.00 0.00 payout pending");
}

#[test]
fn c12_what_may_not_be_refunded_is_rejected_and_the_exact_rest_may() {
    let at = "2026-02-01T10:00:00Z";
    let sale = order("o1", at, "u2", "l3", "99.99", US);
    let free = order("o2", at, "u2", "l3", "0.00", US);
    check(
        &[
            refund("o1", at, "1.00"),
            sale,
            free,
            refund("o1", at, "0.00"),
            refund("o1", at, "-5.00"),
            refund("o1", at, "33.33"),
            refund("o1", at, "66.67"),
            refund("o1", at, "66.66"),
            refund("o1", at, "0.01"),
            refund("o2", at, "0.01"),
        ],
        &[
            "o1 affiliate_first t2 20.00 20.00 payout refunded",
            "rejected 0",
            "rejected 3",
            "rejected 4",
            "rejected 6",
            "rejected 8",
            "rejected 9",
        ],
    );
}

#[test]
fn c12_c13_a_refund_after_the_forfeiture_touches_the_others_only() {
    check(
        &[
            order("o1", "2026-02-01T10:00:00Z", "u2", "l3", "100.00", DE),
            refund("o1", "2026-02-02T10:00:00Z", "50.00"),
            deactivate("t2", "2026-02-03T10:00:00Z"),
            refund("o1", "2026-02-04T10:00:00Z", "50.00"),
        ],
        &[
            "o1 affiliate_first t2 20.00 10.00 payout forfeited",
            "o1 regional_exclusive mojo-gmbh 30.00 30.00 payout refunded",
        ],
    );
}

#[test]
fn y1_a_negative_balance_is_carried_and_no_payout_of_zero_is_written() {
    let sale = |id, at, customer, net| order(id, at, customer, "l3", net, US);
    check(
        &[
            sale("o1", "2026-01-01T10:00:00Z", "u2", "1000.00"),
            payout_run("2026-02-01T00:00:00Z"),
            refund("o1", "2026-02-02T00:00:00Z", "1000.00"),
            payout_run("2026-03-01T00:00:00Z"),
            sale("o2", "2026-03-02T00:00:00Z", "u1", "1000.00"),
            payout_run("2026-05-01T00:00:00Z"),
            sale("o3", "2026-05-02T00:00:00Z", "u1", "500.00"),
            payout_run("2026-07-01T00:00:00Z"),
        ],
        &[
            "o1 affiliate_first t2 200.00 200.00 payout refunded",
            "o2 affiliate_first t2 200.00 0.00 payout paid",
            "o3 affiliate_recurring t2 50.00 0.00 payout paid",
            "monthly t2 200.00 EUR 2026-02-01T00:00:00Z",
            "monthly t2 50.00 EUR 2026-07-01T00:00:00Z",
        ],
    );
}

#[test]
fn y1_a_run_goes_through_recipients_then_currencies() {
    let at = "2026-01-01T10:00:00Z";
    let chf = r#", "billing_country": "CH", "currency": "CHF""#;
    check(
        &[
            order("o1", at, "u2", "l3", "1000.00", DE),
            order("o2", at, "u2", "l3", "1000.00", chf),
            payout_run("2026-02-01T00:00:00Z"),
        ],
        &[
            "o1 affiliate_first t2 200.00 0.00 payout paid",
            "o1 regional_exclusive mojo-gmbh 300.00 0.00 payout paid",
            "o2 affiliate_recurring t2 100.00 0.00 payout paid",
            "o2 regional_exclusive mojo-gmbh 300.00 0.00 payout paid",
            "monthly mojo-gmbh 300.00 CHF 2026-02-01T00:00:00Z",
            "monthly mojo-gmbh 300.00 EUR 2026-02-01T00:00:00Z",
            "monthly t2 100.00 CHF 2026-02-01T00:00:00Z",
            "monthly t2 200.00 EUR 2026-02-01T00:00:00Z",
        ],
    );
}

#[test]
fn y1_a_tenant_that_is_never_listed_is_paid_like_any_other() {
    check(
        &[
            attribute("free", "nobody-lists-me", "2026-01-01T00:00:00Z"),
            order("o1", "2026-01-01T10:00:00Z", "free", "l3", "250.00", US),
            payout_run("2026-02-01T00:00:00Z"),
        ],
        &[
            "o1 affiliate_first nobody-lists-me 50.00 0.00 payout paid",
            "monthly nobody-lists-me 50.00 EUR 2026-02-01T00:00:00Z",
        ],
    );
}

#[test]
fn c13_after_the_distributor_left_its_region_pays_nothing_and_its_sales_go_on() {
    check(
        &[
            deactivate("mojo-gmbh", "2026-02-01T00:00:00Z"),
            order("o1", "2026-02-01T00:00:00Z", "u2", "l3", "100.00", DE),
            order("o2", "2026-02-02T00:00:00Z", "gf", "l3", "100.00", DE),
            order("o3", "2026-02-03T00:00:00Z", "free", "ticket", "100.00", DE),
        ],
        &[
            "o1 affiliate_first t2 20.00 0.00 payout pending",
            "o3 platform_fee LLC 2.00 0.00 retained pending",
        ],
    );
}

#[test]
fn an_amount_that_rounds_to_zero_writes_no_entry_and_the_rest_has_every_line() {
    let at = "2026-02-01T10:00:00Z";
    let events = [
        order("o1", at, "u2", "l3", "0.01", DE),
        order("o2", at, "u2", "l3", "0.02", DE),
        order("o3", at, "u2", "l3", "0.00", DE),
        order("o4", at, "u2", "ticket", "0.24", DE),
        order("o5", at, "u2", "ticket", "0.25", DE),
    ];
    let result = result(&world(&events.join(",")));
    let rest: Vec<_> =
        result["rest"].as_array().unwrap().iter().map(|it| it["amount"].as_str()).collect();
    let expected = ["0.01", "0.01", "0.00", "0.22", "0.21"];
    assert_eq!(rest, expected.map(Some));
    assert_eq!(result["rest"][4]["recipient"], "mojo-gmbh");
    assert_eq!(result["rest"][0]["recipient"], Value::Null);
}

#[test]
fn the_result_has_exactly_the_keys_of_the_format_in_their_order() {
    let events = [
        order("o1", "2026-01-01T10:00:00Z", "u2", "l3", "250.00", US),
        payout_run("2026-02-01T00:00:00Z"),
    ];
    let expected = r#"{
  "commissions": [
    {
      "order": "o1",
      "line": "1",
      "type": "affiliate_first",
      "recipient": "t2",
      "percent": "20",
      "amount": "50.00",
      "reversed": "0.00",
      "settled_as": "payout",
      "status": "paid"
    }
  ],
  "rest": [
    {
      "order": "o1",
      "line": "1",
      "recipient": null,
      "amount": "200.00"
    }
  ],
  "payouts": [
    {
      "recipient": "t2",
      "currency": "EUR",
      "at": "2026-02-01T00:00:00Z",
      "amount": "50.00",
      "kind": "monthly"
    }
  ],
  "rejected": []
}
"#;
    assert_eq!(calculate(&world(&events.join(","))).unwrap(), expected);
}
