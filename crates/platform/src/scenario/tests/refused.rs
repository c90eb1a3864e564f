//! What breaks the format, and the place that the error names.

use super::*;

fn refused(scenario: &str) -> String {
    let error = calculate(scenario).expect_err(scenario).to_string();
    assert!(!error.contains('\n'), "{error:?}");
    error
}

/// The scenario with one text in it replaced.
fn with(from: &str, to: &str) -> String {
    let events = [
        order("o1", "2026-02-01T10:00:00Z", "u1", "l3", "100.00", ""),
        refund("o1", "2026-02-02T10:00:00Z", "10.00"),
        attribute("free", "t2", "2026-02-03T10:00:00Z"),
        payout_run("2026-04-01T03:00:00Z"),
        deactivate("t2", "2026-05-01T00:00:00Z"),
    ];
    let whole = world(&events.join(","));
    assert!(whole.contains(from), "{from}");
    whole.replacen(from, to, 1)
}

/// Each row: what is replaced, by what, and what the error says.
fn check_all(rows: &[(&str, &str, &str)]) {
    assert!(calculate(&with("", "")).is_ok());
    for (from, to, says) in rows {
        assert_eq!(refused(&with(from, to)), *says, "{from} -> {to}");
    }
}

#[test]
fn unknown_keys_are_refused_at_every_depth() {
    check_all(&[
        (r#""tenants":"#, r#""note": null, "tenants":"#, "note: unknown key"),
        (r#"{"id": "t2"}"#, r#"{"id": "t2", "name": "x"}"#, "tenants[1].name: unknown key"),
        (r#""valid_until""#, r#""valid_to""#, "agreements[0].valid_to: unknown key"),
        (r#""user_journey_level""#, r#""level""#, "products[0].level: unknown key"),
        (r#""user_id": "u1""#, r#""id": "u1""#, "customers[0].id: unknown key"),
        (r#""attributed_at""#, r#""at""#, "customers[0].attribution.at: unknown key"),
        (r#""net""#, r#""gross""#, "events[0].lines[0].gross: unknown key"),
        (
            r#""order": "o1","#,
            r#""order": "o1", "customer": "u1","#,
            "events[1].customer: unknown key",
        ),
        (
            r#"{"type": "payout_run","#,
            r#"{"type": "payout_run", "a\nb": 1,"#,
            r#"events[3]["a\nb"]: unknown key"#,
        ),
        (
            r#"{"type": "payout_run","#,
            r#"{"type": "payout_run", "": 1,"#,
            r#"events[3][""]: unknown key"#,
        ),
    ]);
}

#[test]
fn a_key_that_stands_twice_is_refused() {
    check_all(&[
        (
            r#""net": "100.00""#,
            r#""net": "100.00", "net": "100.00""#,
            "events[0].lines[0].net: stands twice",
        ),
        (
            r#""valid_until": null"#,
            r#""valid_until": null, "valid_until": null"#,
            "agreements[0].valid_until: stands twice",
        ),
        (
            r#""type": "payout_run""#,
            r#""type": "payout_run", "type": "refund""#,
            "events[3].type: stands twice",
        ),
        (r#""events": ["#, r#""events": [], "events": ["#, "events: stands twice"),
    ]);
}

#[test]
fn what_is_missing_is_named_and_null_is_the_same_as_left_out() {
    check_all(&[
        (r#""events": ["#, r#""as_of": null, "tenants2": ["#, "tenants2: unknown key"),
        (r#""tenant_id": "mojo-gmbh", "region"#, r#""region"#, "agreements[0].tenant_id: missing"),
        (
            r#""valid_from": "2025-01-01""#,
            r#""valid_from": null"#,
            "agreements[0].valid_from: missing",
        ),
        (r#""is_platform_product": true, "#, "", "products[0].is_platform_product: missing"),
        (r#""id": "ticket""#, r#""id": null"#, "products[1].id: missing"),
        (r#""type": "order", "#, "", "events[0].type: missing"),
        (r#""type": "order""#, r#""type": null"#, "events[0].type: missing"),
        (r#""net": "100.00""#, r#""net": null"#, "events[0].lines[0].net: missing"),
        (r#""tenant": "t2", "at""#, r#""at""#, "events[2].tenant: missing"),
        (
            r#", "attributed_at": "2024-02-29T12:00:00Z""#,
            "",
            "customers[0].attribution.attributed_at: missing",
        ),
    ]);
    for key in ["products", "customers", "events"] {
        let all = [("products", "[]"), ("customers", "[]"), ("events", "[]")];
        let left: Vec<_> = all.iter().filter(|(name, _)| *name != key).collect();
        let members: Vec<_> = left.iter().map(|(name, it)| format!("{name:?}: {it}")).collect();
        assert_eq!(refused(&format!("{{{}}}", members.join(","))), format!("{key}: missing"));
    }
}

#[test]
fn wrong_types_are_refused() {
    check_all(&[
        (r#""net": "100.00""#, r#""net": 100.00"#, "events[0].lines[0].net: not a string"),
        (
            r#""commission_percent": "30""#,
            r#""commission_percent": 30"#,
            "agreements[0].commission_percent: not a string",
        ),
        (
            r#""is_platform_product": true"#,
            r#""is_platform_product": "true""#,
            "products[0].is_platform_product: not true or false",
        ),
        (
            r#""user_journey_level": 3"#,
            r#""user_journey_level": "3""#,
            "products[0].user_journey_level: not a level from 1 to 6",
        ),
        (
            r#""user_journey_level": 3"#,
            r#""user_journey_level": 7"#,
            "products[0].user_journey_level: not a level from 1 to 6",
        ),
        (
            r#""user_journey_level": 3"#,
            r#""user_journey_level": 3.5"#,
            "products[0].user_journey_level: not a level from 1 to 6",
        ),
        (
            r#""region_codes": ["DE","#,
            r#""region_codes": [49,"#,
            "agreements[0].region_codes[0]: not a string",
        ),
        (r#""id": "o1""#, r#""id": 1"#, "events[0].id: not a string"),
        (r#"{"id": "t2"}"#, r#""t2""#, "tenants[1]: not an object"),
        (
            r#""attribution": null"#,
            r#""attribution": []"#,
            "customers[2].attribution: not an object",
        ),
        (r#""type": "order""#, r#""type": 1"#, "events[0].type: not a string"),
        (r#""tenants": ["#, r#""policy": "first_order", "tenants": ["#, "policy: not an object"),
        (
            r#""tenants": [{"id": "mojo-gmbh"}, {"id": "t2"}]"#,
            r#""tenants": {}"#,
            "tenants: not a list",
        ),
        (
            r#"{"type": "payout_run", "at": "2026-04-01T03:00:00Z"}"#,
            "null",
            "events[3]: not an object",
        ),
    ]);
    assert_eq!(refused("[]"), "scenario: not an object");
    assert_eq!(refused("null"), "scenario: not an object");
}

#[test]
fn amounts_are_plain_decimals_with_at_most_two_places() {
    let at = "events[0].lines[0].net";
    for (net, says) in [
        ("1e3", "not a decimal"),
        ("+1", "not a decimal"),
        (" 1", "not a decimal"),
        ("1,00", "not a decimal"),
        ("1.", "not a decimal"),
        (".5", "not a decimal"),
        ("", "not a decimal"),
        ("NaN", "not a decimal"),
        ("0x10", "not a decimal"),
        ("1_000", "not a decimal"),
        ("١", "not a decimal"),
        ("1.000", "more than two decimals"),
        ("-0.01", "negative"),
        ("99999999999999999999", "too large"),
        ("92233720368547758.08", "too large"),
    ] {
        let scenario = with(r#""net": "100.00""#, &format!(r#""net": "{net}""#));
        assert_eq!(refused(&scenario), format!("{at}: {says}"), "{net}");
    }
    check_all(&[
        (r#""net": "10.00""#, r#""net": "10.001""#, "events[1].net: more than two decimals"),
        (r#""net": "10.00""#, r#""net": "ten""#, "events[1].net: not a decimal"),
    ]);
}

#[test]
fn percentages_are_plain_decimals_of_at_most_thirty() {
    let at = "agreements[0].commission_percent";
    for (percent, says) in [
        ("30.01", "more than 30 percent"),
        ("30.0000000001", "more than 30 percent"),
        ("100", "more than 30 percent"),
        ("-1", "not a decimal"),
        ("+5", "not a decimal"),
        ("3e1", "not a decimal"),
        ("30%", "not a decimal"),
        ("", "not a decimal"),
    ] {
        let to = format!(r#""commission_percent": "{percent}""#);
        let scenario = with(r#""commission_percent": "30""#, &to);
        assert_eq!(refused(&scenario), format!("{at}: {says}"), "{percent}");
    }
}

#[test]
fn instants_and_days_are_exact() {
    let instant = "not an RFC 3339 instant";
    for text in ["2026-02-01", "2026-02-01T10:00:00", "2026-02-30T10:00:00Z", "gestern", ""] {
        let scenario = with("2026-02-01T10:00:00Z", text);
        assert_eq!(refused(&scenario), format!("events[0].at: {instant}"), "{text}");
    }
    for text in ["2025-1-1", "2025-02-29", "01.01.2025", "2025-01-01T00:00:00Z", "+025-01-01"] {
        let scenario = with("2025-01-01", text);
        let says = "agreements[0].valid_from: not a date (YYYY-MM-DD)";
        assert_eq!(refused(&scenario), says, "{text}");
    }
}

#[test]
fn unknown_names_are_refused() {
    check_all(&[
        (
            r#""customer": "u1""#,
            r#""customer": "u9""#,
            r#"events[0].customer: unknown customer "u9""#,
        ),
        (
            r#""customer": "free""#,
            r#""customer": "x\ny""#,
            r#"events[2].customer: unknown customer "x\ny""#,
        ),
        (
            r#""product": "l3""#,
            r#""product": "l9""#,
            r#"events[0].lines[0].product: unknown product "l9""#,
        ),
        (
            r#""type": "payout_run""#,
            r#""type": "payout""#,
            r#"events[3].type: unknown type "payout""#,
        ),
        (
            r#""type": "payout_run""#,
            r#""type": "Payout_run""#,
            r#"events[3].type: unknown type "Payout_run""#,
        ),
        (
            r#""tenants": ["#,
            r#""policy": {"first_purchase": "first"}, "tenants": ["#,
            "policy.first_purchase: neither first_paid_order nor first_order",
        ),
        (
            r#""tenants": ["#,
            r#""policy": {"fee_scope": "all"}, "tenants": ["#,
            "policy.fee_scope: unknown key",
        ),
        (
            r#""region_codes": ["DE""#,
            r#""region_codes": ["de""#,
            "agreements[0].region_codes[0]: not a country code (two capital letters)",
        ),
        (
            r#""type": "order","#,
            r#""type": "order", "billing_country": "DEU","#,
            "events[0].billing_country: not a country code (two capital letters)",
        ),
        (
            r#""type": "order","#,
            r#""type": "order", "currency": "eur","#,
            "events[0].currency: not a currency code",
        ),
    ]);
}

#[test]
fn ids_that_stand_twice_are_refused() {
    let twice = order("o1", "2026-02-01T10:00:00Z", "u2", "l3", "1.00", "");
    let events = [twice.clone(), twice].join(",");
    assert_eq!(refused(&world(&events)), r#"events[1].id: order "o1" stands twice"#);
    check_all(&[
        (
            r#""lines": [{"#,
            r#""lines": [{"id": "1", "product": "l3", "net": "1"}, {"#,
            r#"events[0].lines[1].id: line "1" stands twice"#,
        ),
        (r#""id": "kurs""#, r#""id": "ticket""#, r#"products[2].id: "ticket" stands twice"#),
        (r#""user_id": "u2""#, r#""user_id": "u1""#, r#"customers[1].user_id: "u1" stands twice"#),
    ]);
}

#[test]
fn a_platform_product_is_the_one_without_a_tenant() {
    check_all(&[
        (
            r#""id": "l3", "tenant_id": null"#,
            r#""id": "l3", "tenant_id": "t2""#,
            "products[0].tenant_id: a platform product has no tenant",
        ),
        (
            r#""id": "kurs", "tenant_id": "t2", "#,
            r#""id": "kurs", "#,
            "products[2].tenant_id: missing for a tenant product",
        ),
    ]);
}

#[test]
fn time_never_goes_backwards() {
    check_all(&[
        (
            "2026-02-02T10:00:00Z",
            "2026-02-01T09:59:59.999Z",
            "events[1].at: earlier than the event before",
        ),
        (
            "2026-02-02T10:00:00Z",
            "2026-02-01T11:00:00+02:00",
            "events[1].at: earlier than the event before",
        ),
        (
            r#""events": ["#,
            r#""as_of": "2026-04-30T23:59:59Z", "events": ["#,
            "as_of: earlier than the last event",
        ),
    ]);
    assert!(calculate(&with("2026-02-02T10:00:00Z", "2026-02-01T11:00:00+01:00")).is_ok());
}

#[test]
fn c1_two_agreements_may_not_share_a_country_on_a_day() {
    let second = |regions: &str, from: &str, until: &str| {
        let to = format!(
            r#""agreements": [{{"tenant_id": "t9", "region_codes": [{regions}],
               "commission_percent": "10", "valid_from": "{from}", "valid_until": {until}}}, {{"#
        );
        with(r#""agreements": [{"#, &to)
    };
    let says = "agreements[1]: AT already belongs to another agreement on one of the days";
    assert_eq!(refused(&second(r#""US", "AT""#, "2020-01-01", "null")), says);
    assert_eq!(refused(&second(r#""AT""#, "2020-01-01", r#""2025-01-01""#)), says);
    assert_eq!(refused(&second(r#""AT""#, "2030-01-01", r#""2030-01-01""#)), says);
    assert!(calculate(&second(r#""AT""#, "2020-01-01", r#""2024-12-31""#)).is_ok());
    assert!(calculate(&second(r#""US", "US""#, "2020-01-01", "null")).is_ok());
    let reversed = second(r#""US""#, "2025-01-02", r#""2025-01-01""#);
    assert_eq!(refused(&reversed), "agreements[0].valid_until: before valid_from");
}

#[test]
fn what_is_not_json_is_refused_in_one_line() {
    for text in ["", "{", "{} {}", "{\"a\": }", "{'events': []}", "\u{feff}{}", "{\"a\": 1e999}"] {
        let error = refused(text);
        assert!(error.starts_with("scenario: not JSON: "), "{error}");
    }
    let deep = "[".repeat(100_000);
    assert!(refused(&deep).starts_with("scenario: not JSON: "));
}

#[test]
fn sums_beyond_64_bits_are_refused_and_do_not_wrap() {
    let most = "92233720368547758.07";
    let ids = ["o1", "o2", "o3", "o4"];
    let more = r#", "billing_country": "DE""#;
    let mut events: Vec<_> =
        ids.iter().map(|id| order(id, "2026-01-01T00:00:00Z", "free", "l3", most, more)).collect();
    assert_eq!(told(&world(&events.join(","))).len(), 4);
    events.push(payout_run("2026-03-01T00:00:00Z"));
    assert_eq!(refused(&world(&events.join(","))), "events[4]: the amount is too large");
}
