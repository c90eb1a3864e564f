//! Y3: German recipients get a credit note for each month, once, with numbers that have no gap;
//! what refunds take back corrects it.

use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use mojo_domain::commissions::TaxProfile;
use mojo_domain::invoicing::Party;
use mojo_domain::{OrderId, TenantId};
use serde_json::{Value, json};
use uuid::Uuid;

use super::commerce::{DACH, later_order, micros, platform_admin, sell};
use super::support::{BIRKENHAIN, Server, on_both};
use crate::auth::Tenant;
use crate::commerce::{NewRefund, record_refunds};

/// December is over in Berlin: what was ordered on the first of November was approved in it.
const NEW_YEAR: &str = "2026-12-31T23:00:00Z";
const NOTES: &str = "/api/v1/credit-notes";

fn profile(country: &str) -> Value {
    json!({
        "name": "Praxis Birkenhain", "street": "Birkenallee 7", "postal_code": "99998",
        "city": "Auenfeld", "country": country, "tax_number": "157/123/45678",
        "is_business": true, "is_small_business": false, "has_agreed": true,
    })
}

async fn put_profile(server: &Server, token: &str, profile: &Value) {
    let (status, answer) =
        server.call("PUT", "/api/v1/tax-profile", Some(token), Some(profile)).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
}

/// A sale of November, and who makes out the credit notes; gives back the owner's token.
async fn sold_by_the_llc(server: &Server) -> String {
    sell(server).await;
    let admin = platform_admin(server).await;
    put_profile(server, &admin, &profile("US")).await;
    server.token("owner@birkenhain").await
}

async fn issue(server: &Server, at: &str) -> Value {
    let at: DateTime<Utc> = at.parse().unwrap();
    server.platform.issue_credit_notes(Some(at)).await.unwrap()
}

fn numbers(report: &Value) -> Vec<String> {
    let issued = report["issued"].as_array().unwrap().iter();
    issued.map(|note| note["number"].as_str().unwrap().to_owned()).collect()
}

/// Number, what it corrects, and the sums, of each of the recipient's documents.
async fn notes(server: &Server, token: &str) -> Vec<Value> {
    let (status, answer) = server.call("GET", NOTES, Some(token), None).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let notes = answer["credit_notes"].as_array().unwrap().iter();
    let short = |note: &Value| {
        json!([note["number"], note["corrects"], note["vat_class"], note["net"], note["gross"]])
    };
    notes.map(short).collect()
}

/// Why a recipient got none.
fn reason(report: &Value, tenant: TenantId) -> String {
    let mut without = report["without"].as_array().unwrap().iter();
    let found = without.find(|row| row["tenant_id"] == json!(tenant));
    found.map(|row| row["reason"].as_str().unwrap().to_owned()).unwrap_or_default()
}

on_both! {
    async fn y3_a_month_is_credited_once_when_it_is_over(server) {
        let owner = sold_by_the_llc(&server).await;
        put_profile(&server, &owner, &profile("DE")).await;
        let early = issue(&server, "2026-12-31T22:59:59Z").await;
        assert_eq!(early, json!({ "issued": [], "without": [] }), "December goes on in Berlin");
        let report = issue(&server, NEW_YEAR).await;
        assert_eq!(report["issued"][0]["tenant_id"], json!(BIRKENHAIN));
        assert_eq!(report["issued"][0]["month"], "2026-12");
        assert_eq!(numbers(&report), ["GS-2027-000001"]);
        assert_eq!(reason(&report, DACH), "there is no tax profile");
        assert!(numbers(&issue(&server, NEW_YEAR).await).is_empty(), "only once");
        let expected = json!(["GS-2027-000001", null, "not_taxable", "200.00", "200.00"]);
        assert_eq!(notes(&server, &owner).await, [expected]);
        let pdf = format!("{NOTES}/GS-2027-000001/pdf");
        let (status, file) = server.call("GET", &pdf, Some(&owner), None).await;
        assert_eq!(status, StatusCode::OK);
        assert!(file.as_str().is_some_and(|file| file.starts_with("%PDF")));
        let stranger = server.token("owner@lindenau").await;
        let (status, _) = server.call("GET", &pdf, Some(&stranger), None).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
    }

    async fn y3_a_refund_corrects_the_credit_note_under_a_number_of_its_own(server) {
        let owner = sold_by_the_llc(&server).await;
        put_profile(&server, &owner, &profile("DE")).await;
        later_order(&server, "2026-12-05T10:00:00Z").await;
        issue(&server, NEW_YEAR).await;
        let refund = NewRefund {
            refund_id: Uuid::from_u128(9),
            order_id: OrderId(Uuid::from_u128(0x0D01)),
            line_no: 1,
            refunded_at: micros("2027-01-10T10:00:00Z"),
            net_cents: 50_000,
        };
        let state = &server.platform.state;
        let llc = Tenant::named_by_platform(TenantId::MOJO_LLC);
        record_refunds(state.database(), llc, &[refund]).await.unwrap();
        let report = issue(&server, "2027-02-01T10:00:00Z").await;
        assert_eq!(numbers(&report), ["GS-2027-000002", "GS-2027-000003"]);
        let expected = [
            json!(["GS-2027-000001", null, "not_taxable", "200.00", "200.00"]),
            json!(["GS-2027-000002", null, "not_taxable", "100.00", "100.00"]),
            json!(["GS-2027-000003", "GS-2027-000001", "not_taxable", "-100.00", "-100.00"]),
        ];
        assert_eq!(notes(&server, &owner).await, expected);
        assert!(numbers(&issue(&server, "2027-02-01T10:00:00Z").await).is_empty());
    }

    async fn y3_a_german_issuer_adds_vat_unless_the_recipient_is_a_small_business(server) {
        sell(&server).await;
        let admin = platform_admin(&server).await;
        put_profile(&server, &admin, &profile("DE")).await;
        let owner = server.token("owner@birkenhain").await;
        put_profile(&server, &owner, &profile("DE")).await;
        issue(&server, NEW_YEAR).await;
        later_order(&server, "2026-12-05T10:00:00Z").await;
        let mut small = profile("DE");
        small["is_small_business"] = json!(true);
        put_profile(&server, &owner, &small).await;
        issue(&server, "2027-02-01T10:00:00Z").await;
        let expected = [
            json!(["GS-2027-000001", null, "general", "200.00", "238.00"]),
            json!(["GS-2027-000002", null, "kleinunternehmer", "100.00", "100.00"]),
        ];
        assert_eq!(notes(&server, &owner).await, expected);
    }

    async fn y3_two_runs_at_once_leave_no_gap_and_give_no_number_twice(server) {
        let owner = sold_by_the_llc(&server).await;
        put_profile(&server, &owner, &profile("DE")).await;
        let dach = Tenant::named_by_platform(DACH);
        let mut tx = server.platform.state.database().write(dach).await.unwrap();
        let text = |text: &str| text.to_owned();
        let party = Party {
            name: text("MOJO GmbH"),
            street: text("Lindenring 12"),
            postal_code: text("99998"),
            city: text("Auenfeld"),
            country: text("DE"),
            vat_id: text("DE123456788"),
            ..Party::default()
        };
        let (is_business, is_small_business, has_agreed) = (true, false, true);
        let profile = TaxProfile { party, is_business, is_small_business, has_agreed };
        tx.put_tax_profile(&profile, 0).await.unwrap();
        tx.commit().await.unwrap();
        let (one, two) = tokio::join!(issue(&server, NEW_YEAR), issue(&server, NEW_YEAR));
        let mut given = numbers(&one);
        given.extend(numbers(&two));
        given.sort();
        assert_eq!(given, ["GS-2027-000001", "GS-2027-000002"]);
    }

    async fn y3_who_gets_none_is_told_why_and_gets_it_later(server) {
        sell(&server).await;
        let owner = server.token("owner@birkenhain").await;
        put_profile(&server, &owner, &profile("DE")).await;
        let report = issue(&server, NEW_YEAR).await;
        assert_eq!(reason(&report, BIRKENHAIN), "MOJO LLC has no tax profile");
        let admin = platform_admin(&server).await;
        put_profile(&server, &admin, &profile("US")).await;
        let mut silent = profile("DE");
        silent["has_agreed"] = json!(false);
        for (changed, words) in [
            (silent, "has not agreed"),
            (profile("AT"), "German recipients alone"),
        ] {
            put_profile(&server, &owner, &changed).await;
            let report = issue(&server, NEW_YEAR).await;
            assert!(numbers(&report).is_empty(), "{report}");
            assert!(reason(&report, BIRKENHAIN).contains(words), "{report}");
        }
        put_profile(&server, &owner, &profile("DE")).await;
        assert_eq!(numbers(&issue(&server, NEW_YEAR).await), ["GS-2027-000001"]);
    }

    async fn a_profile_that_fits_no_paper_is_refused(server) {
        let owner = server.token("owner@birkenhain").await;
        let path = "/api/v1/tax-profile";
        let (status, _) = server.call("GET", path, Some(&owner), None).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        let long = "x".repeat(201);
        for (field, value) in [("country", "Germany"), ("street", "a\nb"), ("name", long.as_str())] {
            let mut bad = profile("DE");
            bad[field] = json!(value);
            let (status, answer) = server.call("PUT", path, Some(&owner), Some(&bad)).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{field}: {answer}");
        }
        put_profile(&server, &owner, &profile("DE")).await;
        let (_, answer) = server.call("GET", path, Some(&owner), None).await;
        assert_eq!((&answer["city"], &answer["iban"]), (&json!("Auenfeld"), &json!("")));
        let reception = server.token("reception@birkenhain").await;
        let (status, _) = server.call("PUT", path, Some(&reception), Some(&profile("DE"))).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
    }
}
