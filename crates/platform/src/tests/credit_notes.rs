//! Y3: German recipients get a credit note for each month, once, with numbers that have no gap;
//! what refunds take back corrects it, and an objection ends its effect.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use chrono::{DateTime, Utc};
use mojo_domain::commissions::TaxProfile;
use mojo_domain::invoicing::Party;
use mojo_domain::journal::Hash;
use mojo_domain::{CommissionDisputeId, Currency, OrderId, TenantId, UserId};
use serde_json::{Value, json};
use uuid::Uuid;

use super::commerce::{DACH, later_order, micros, order, platform_admin, record, sell};
use super::disputes::{DISPUTE, commission, dispute_sold, disputed};
use super::support::{BIRKENHAIN, Server, on_both};
use crate::auth::Tenant;
use crate::commerce::{NewRefund, record_refunds};
use crate::storage::Database;
use crate::storage::audit::{AuditPage, AuditRecord};
use crate::storage::credit_agreements::{AgreedContract, CreditAgreement};
use crate::storage::credit_notes::{CreditNoteRecord, IssuedNote};
use crate::storage::disputes::HeldDispute;

/// December is over in Berlin: what was ordered on the first of November was approved in it.
pub(super) const NEW_YEAR: &str = "2026-12-31T23:00:00Z";
const NOTES: &str = "/api/v1/credit-notes";

pub(super) fn profile(country: &str) -> Value {
    json!({
        "name": "Praxis Birkenhain", "street": "Birkenallee 7", "postal_code": "99998",
        "city": "Auenfeld", "country": country, "tax_number": "157/123/45678",
        "is_business": true, "is_small_business": false, "has_agreed": true,
        "agreement": { "kind": "affiliate", "version": "2026-11" },
    })
}

pub(super) async fn put_profile(server: &Server, token: &str, profile: &Value) {
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

pub(super) async fn issue(server: &Server, at: &str) -> Value {
    let at: DateTime<Utc> = at.parse().unwrap();
    server.clock.set(at);
    server.platform.issue_credit_notes(Some(at)).await.unwrap()
}

pub(super) fn numbers(report: &Value) -> Vec<String> {
    let issued = report["issued"].as_array().unwrap().iter();
    issued.map(|note| note["number"].as_str().unwrap().to_owned()).collect()
}

/// Number, what it corrects, and the sums, of each of the recipient's documents.
pub(super) async fn notes(server: &Server, token: &str) -> Vec<Value> {
    let (status, answer) = server.call("GET", NOTES, Some(token), None).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let notes = answer["credit_notes"].as_array().unwrap().iter();
    let short = |note: &Value| {
        json!([note["number"], note["corrects"], note["vat_class"], note["net"], note["gross"]])
    };
    notes.map(short).collect()
}

/// Why a recipient got none.
pub(super) fn reason(report: &Value, tenant: TenantId) -> String {
    let mut without = report["without"].as_array().unwrap().iter();
    let found = without.find(|row| row["tenant_id"] == json!(tenant));
    found.map(|row| row["reason"].as_str().unwrap().to_owned()).unwrap_or_default()
}

/// Half of the sale of November is given back on the tenth of January.
pub(super) async fn refund_half(server: &Server) {
    let refund = NewRefund {
        refund_id: Uuid::from_u128(9),
        order_id: OrderId(Uuid::from_u128(0x0D01)),
        line_no: 1,
        refunded_at: micros("2027-01-10T10:00:00Z"),
        net_cents: 50_000,
    };
    let llc = Tenant::named_by_platform(TenantId::MOJO_LLC);
    record_refunds(server.platform.state.database(), llc, &[refund]).await.unwrap();
}

/// Upholds a dispute at an instant, by an amount.
async fn correct(server: &Server, admin: &str, dispute: Uuid, at: &str, amount: &str) {
    server.clock.set(at.parse().unwrap());
    let correction = json!({ "amount": amount });
    let body = json!({ "outcome": "upheld", "reason": "Satz falsch", "correction": correction });
    let path = format!("/api/v1/disputes/{dispute}/settle");
    let (status, answer) = server.call("POST", &path, Some(admin), Some(&body)).await;
    assert_eq!(status, StatusCode::NO_CONTENT, "{answer}");
}

pub(super) async fn object(server: &Server, token: &str, number: &str) -> StatusCode {
    let path = format!("{NOTES}/{number}/objection");
    let body = json!({ "reason": "Satz falsch" });
    server.call("POST", &path, Some(token), Some(&body)).await.0
}

/// What the practice's people did, of one kind.
async fn audited(server: &Server, action: &str) -> Vec<AuditRecord> {
    let mut tx = server.platform.state.database().read_ledger().await.unwrap();
    let all = tx.list_audit(BIRKENHAIN, &AuditPage::latest(100)).await.unwrap();
    all.into_iter().map(|entry| entry.record).filter(|record| record.action == action).collect()
}

/// Until somebody waits for a lock. Where there is one writer, whoever comes second waits anyway.
pub(super) async fn until_somebody_waits(server: &Server) {
    let Database::Postgres(pool) = server.platform.state.database() else { return };
    for _ in 0..1000 {
        let waiting: i64 = sqlx::query_scalar(
            "SELECT COUNT(*) FROM pg_stat_activity \
             WHERE datname = current_database() AND wait_event_type = 'Lock'",
        )
        .fetch_one(pool)
        .await
        .unwrap();
        if waiting > 0 {
            return;
        }
    }
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
        refund_half(&server).await;
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

    /// Section 19 UStG: a German issuer owes a small business no VAT.
    async fn y3_a_small_business_gets_a_note_without_vat_of_a_german_issuer(server) {
        sell(&server).await;
        let admin = platform_admin(&server).await;
        put_profile(&server, &admin, &profile("DE")).await;
        let owner = server.token("owner@birkenhain").await;
        later_order(&server, "2026-12-05T10:00:00Z").await;
        let mut small = profile("DE");
        small["is_small_business"] = json!(true);
        put_profile(&server, &owner, &small).await;
        issue(&server, "2027-02-01T10:00:00Z").await;
        let expected = [
            json!(["GS-2027-000001", null, "kleinunternehmer", "200.00", "200.00"]),
            json!(["GS-2027-000002", null, "kleinunternehmer", "100.00", "100.00"]),
        ];
        assert_eq!(notes(&server, &owner).await, expected);
    }

    async fn y3_nothing_is_issued_as_of_an_instant_that_has_not_come(server) {
        let owner = sold_by_the_llc(&server).await;
        put_profile(&server, &owner, &profile("DE")).await;
        let later: DateTime<Utc> = NEW_YEAR.parse().unwrap();
        let refused = server.platform.issue_credit_notes(Some(later)).await.unwrap_err();
        assert!(refused.to_string().contains("later than now"), "{refused}");
        assert!(notes(&server, &owner).await.is_empty());
        server.clock.set("2027-03-01T10:00:00Z".parse().unwrap());
        let past = server.platform.issue_credit_notes(Some(later)).await.unwrap();
        assert_eq!(numbers(&past).len(), 1, "what is over may be named");
    }

    async fn y3_what_is_missing_of_issuer_and_recipient_is_told_at_once(server) {
        sell(&server).await;
        let admin = platform_admin(&server).await;
        let mut nameless = profile("US");
        (nameless["name"], nameless["postal_code"]) = (json!(" "), json!(""));
        put_profile(&server, &admin, &nameless).await;
        let owner = server.token("owner@birkenhain").await;
        let mut taxless = profile("DE");
        taxless["tax_number"] = json!("");
        put_profile(&server, &owner, &taxless).await;
        let report = issue(&server, NEW_YEAR).await;
        assert!(numbers(&report).is_empty(), "{report}");
        assert_eq!(
            reason(&report, BIRKENHAIN),
            "the tax profiles are incomplete: the recipient lacks tax_number or vat_id; the issuer \
             lacks name, postal_code"
        );
    }

    async fn y3_what_is_recorded_late_is_credited_in_the_month_of_its_approval(server) {
        let owner = sold_by_the_llc(&server).await;
        put_profile(&server, &owner, &profile("DE")).await;
        issue(&server, NEW_YEAR).await;
        record(&server, order(2, "2026-11-02T10:00:00Z")).await;
        refund_half(&server).await;
        let report = issue(&server, "2027-02-01T10:00:00Z").await;
        let issued = report["issued"].as_array().unwrap().iter();
        let of: Vec<_> = issued.map(|note| json!([note["month"], note["corrects"]])).collect();
        assert_eq!(of, [json!(["2026-12", null]), json!(["2027-01", "GS-2027-000001"])]);
        let (_, answer) = server.call("GET", NOTES, Some(&owner), None).await;
        let late = &answer["credit_notes"][1];
        let days = (&late["service_from"], &late["service_to"]);
        assert_eq!(days, (&json!("2026-12-01"), &json!("2026-12-31")), "{answer}");
        assert!(numbers(&issue(&server, "2027-02-01T10:00:00Z").await).is_empty());
    }

    /// The body is one that this program cannot draw any more, as a later one could not.
    async fn y3_the_file_is_given_out_as_it_was_kept_and_never_made_again(server) {
        let bytes = b"%PDF-1.7 kept \xff\x00".to_vec();
        let record = CreditNoteRecord {
            tenant_id: BIRKENHAIN,
            number: "GS-2026-000009".parse().unwrap(),
            month: "2026-10".parse().unwrap(),
            currency: Currency::EUR,
            corrects: None,
            body: "{}".to_owned(),
            pdf_hash: Hash::of(&bytes).to_hex(),
            issued_at: 0,
            objected_at: None,
        };
        let mut tx = server.platform.state.database().write_ledger().await.unwrap();
        let issued = IssuedNote { record, vat_cents: 0, parts: Vec::new(), pdf: bytes.clone() };
        tx.insert_credit_note(&issued).await.unwrap();
        tx.commit().await.unwrap();
        let token = server.token("owner@birkenhain").await;
        let request = Request::builder()
            .uri(format!("{NOTES}/GS-2026-000009/pdf"))
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .body(Body::empty())
            .unwrap();
        assert_eq!(server.send(request).await, (StatusCode::OK, bytes));
    }

    async fn y3_an_agreement_leaves_who_when_and_to_which_version(server) {
        let owner = sold_by_the_llc(&server).await;
        let path = "/api/v1/tax-profile";
        let mut silent = profile("DE");
        silent["agreement"] = Value::Null;
        let mut unknown = profile("DE");
        unknown["agreement"]["version"] = json!("1999-01");
        for bad in [&silent, &unknown] {
            let (status, answer) = server.call("PUT", path, Some(&owner), Some(bad)).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{answer}");
            assert_eq!(answer["error"]["code"], "agreement_refused", "{answer}");
        }
        put_profile(&server, &owner, &profile("DE")).await;
        put_profile(&server, &owner, &profile("DE")).await;
        put_profile(&server, &owner, &silent).await;
        let (_, answer) = server.call("GET", path, Some(&owner), None).await;
        let agreed = &answer["agreement"];
        assert_eq!((&agreed["kind"], &agreed["version"]), (&json!("affiliate"), &json!("2026-11")));
        assert_eq!(agreed["at"], "2026-11-20T10:00:00Z", "{answer}");
        assert_eq!(agreed["sha256"].as_str().map(str::len), Some(64), "{answer}");
        let trace = audited(&server, "agree_to_credit_notes").await;
        assert_eq!(trace.len(), 1, "the same word again is no second one");
        assert_eq!(json!(trace[0].user_id), agreed["user_id"]);
        assert!(trace[0].details.contains("2026-11"), "{}", trace[0].details);
        let mut withdrawn = profile("DE");
        withdrawn["has_agreed"] = json!(false);
        put_profile(&server, &owner, &withdrawn).await;
        let (_, answer) = server.call("GET", path, Some(&owner), None).await;
        assert_eq!((&answer["has_agreed"], &answer["agreement"]["has_agreed"]), (&json!(false), &json!(false)));
        assert_eq!(audited(&server, "withdraw_from_credit_notes").await.len(), 1);
        let report = issue(&server, NEW_YEAR).await;
        assert!(reason(&report, BIRKENHAIN).contains("has not agreed"), "{report}");
    }

    async fn y3_an_objection_ends_the_effect_of_the_note_and_is_kept(server) {
        let owner = sold_by_the_llc(&server).await;
        put_profile(&server, &owner, &profile("DE")).await;
        issue(&server, NEW_YEAR).await;
        let stranger = server.token("owner@lindenau").await;
        assert_eq!(object(&server, &stranger, "GS-2027-000001").await, StatusCode::NOT_FOUND);
        let reception = server.token("reception@birkenhain").await;
        assert_eq!(object(&server, &reception, "GS-2027-000001").await, StatusCode::FORBIDDEN);
        assert_eq!(object(&server, &owner, "GS-2027-000002").await, StatusCode::NOT_FOUND);
        let status = async || {
            let (_, answer) = server.call("GET", NOTES, Some(&owner), None).await;
            let note = &answer["credit_notes"][0];
            json!([note["status"], note["objected_at"]])
        };
        assert_eq!(status().await, json!(["issued", null]));
        let (one, two) = tokio::join!(
            object(&server, &owner, "GS-2027-000001"),
            object(&server, &owner, "GS-2027-000001"),
        );
        let mut answers = [one, two];
        answers.sort();
        assert_eq!(answers, [StatusCode::NO_CONTENT, StatusCode::CONFLICT], "once");
        assert_eq!(status().await, json!(["objected", NEW_YEAR]));
        let trace = audited(&server, "object_to_credit_note").await;
        assert_eq!(trace.len(), 1);
        assert_eq!((trace[0].subject_id.as_str(), trace[0].reason.as_str()), ("GS-2027-000001", "Satz falsch"));
        refund_half(&server).await;
        let report = issue(&server, "2027-02-01T10:00:00Z").await;
        assert!(numbers(&report).is_empty(), "no invoice is left to correct: {report}");
        assert!(reason(&report, BIRKENHAIN).contains("objected to GS-2027-000001"), "{report}");
    }

    /// Y5: the dispute was there first, and the job had begun.
    async fn y5_a_dispute_that_is_opened_while_the_job_runs_is_not_credited(server) {
        let owner = sold_by_the_llc(&server).await;
        put_profile(&server, &owner, &profile("DE")).await;
        let practice = Tenant::named_by_platform(BIRKENHAIN);
        let mut tx = server.platform.state.database().write(practice).await.unwrap();
        let head = tx.lock_log().await.unwrap();
        let entry = tx.list_own_commissions().await.unwrap().remove(0);
        let dispute = HeldDispute {
            dispute_id: CommissionDisputeId(Uuid::from_u128(0xD15)),
            commission_id: entry.commission_id,
            reason: "Satz falsch".to_owned(),
            opened_at: 1,
            seq: head.seq + 1,
        };
        tx.insert_disputes(&[dispute]).await.unwrap();
        let opening = async {
            until_somebody_waits(&server).await;
            tx.commit().await.unwrap();
        };
        let (report, ()) = tokio::join!(issue(&server, NEW_YEAR), opening);
        assert!(numbers(&report).is_empty(), "{report}");
        assert!(notes(&server, &owner).await.is_empty());
    }

    /// Y5: what a note says is history. A dispute that comes after it takes nothing from its month, a refund
    /// meanwhile corrects it in the month of the refund, and the end of the dispute changes neither.
    async fn y5_what_stands_on_a_note_stays_credited_when_it_is_disputed_later(server) {
        let owner = sold_by_the_llc(&server).await;
        put_profile(&server, &owner, &profile("DE")).await;
        let admin = server.token("admin").await;
        issue(&server, NEW_YEAR).await;
        let sums = async |month: &str| {
            let path = format!("/api/v1/statements/{month}");
            let (_, answer) = server.call("GET", &path, Some(&owner), None).await;
            let of = &answer["statements"][0];
            json!([of["credited"], of["disputed"]])
        };
        let unpaid = async || {
            let (_, answer) = server.call("GET", NOTES, Some(&owner), None).await;
            answer["unpaid_entries"].clone()
        };
        assert_eq!(sums("2026-12").await, json!(["200.00", "0.00"]));
        server.clock.set("2027-01-05T10:00:00Z".parse().unwrap());
        let desk = dispute_sold(&server).await;
        let entry = commission(&server, &desk).await;
        assert_eq!(entry["reason"], "frozen", "{entry}");
        assert_eq!(sums("2026-12").await, json!(["200.00", "0.00"]), "GS-2027-000001 says so");
        assert_eq!(unpaid().await, json!([entry["id"]]), "by which the desk says the same");
        refund_half(&server).await;
        issue(&server, "2027-02-01T10:00:00Z").await;
        let first = json!("GS-2027-000001");
        let expected = [
            json!([first, null, "not_taxable", "200.00", "200.00"]),
            json!(["GS-2027-000002", first, "not_taxable", "-100.00", "-100.00"]),
        ];
        assert_eq!(notes(&server, &owner).await, expected);
        assert_eq!(sums("2027-01").await, json!(["-100.00", "0.00"]));
        let body = json!({ "outcome": "rejected", "reason": "Satz stimmt" });
        let path = format!("/api/v1/disputes/{DISPUTE}/settle");
        let (status, answer) = server.call("POST", &path, Some(&admin), Some(&body)).await;
        assert_eq!(status, StatusCode::NO_CONTENT, "{answer}");
        assert_eq!(sums("2026-12").await, json!(["200.00", "0.00"]));
        let path = "/api/v1/commissions/payout";
        let (status, answer) = server.call("POST", path, Some(&admin), None).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        assert_eq!(unpaid().await, json!([]), "what is paid no dispute freezes");
    }

    /// Y5: corrected before the note and after it, and half of all of it refunded: the documents of a
    /// month are what its statement credits, and nothing is credited twice.
    async fn y3_the_notes_are_what_the_statements_credit_with_corrections(server) {
        let owner = sold_by_the_llc(&server).await;
        put_profile(&server, &owner, &profile("DE")).await;
        let admin = server.token("admin").await;
        let mut desk = dispute_sold(&server).await;
        let entry = commission(&server, &desk).await["id"].clone();
        let [second, third] = [0xD16, 0xD17].map(Uuid::from_u128);
        let credited = async |month: &str| {
            let path = format!("/api/v1/statements/{month}");
            let (_, answer) = server.call("GET", &path, Some(&owner), None).await;
            answer["statements"][0]["credited"].clone()
        };
        correct(&server, &admin, DISPUTE, "2026-12-15T10:00:00Z", "12.34").await;
        issue(&server, NEW_YEAR).await;
        for (id, at, amount) in [
            (second, "2027-01-05T10:00:00Z", "-30.00"),
            (third, "2027-02-03T10:00:00Z", "10.00"),
        ] {
            let opened = desk.record("commission_dispute", id, &disputed(id, &entry));
            desk.push(&server, vec![opened]).await;
            correct(&server, &admin, id, at, amount).await;
            if id == second {
                // Half of 200.00, of 12.34 and of -30.00.
                refund_half(&server).await;
                issue(&server, "2027-02-01T10:00:00Z").await;
            }
        }
        issue(&server, "2027-03-01T10:00:00Z").await;
        assert!(numbers(&issue(&server, "2027-03-02T10:00:00Z").await).is_empty(), "only once");
        let first = json!("GS-2027-000001");
        let expected = [
            json!([first, null, "not_taxable", "212.34", "212.34"]),
            json!(["GS-2027-000002", first, "not_taxable", "-121.17", "-121.17"]),
            json!(["GS-2027-000003", first, "not_taxable", "10.00", "10.00"]),
        ];
        assert_eq!(notes(&server, &owner).await, expected);
        for (month, amount) in [("2026-12", "212.34"), ("2027-01", "-121.17"), ("2027-02", "10.00")] {
            assert_eq!(credited(month).await, amount, "{month}");
        }
    }

    /// Y5: what a correction gave after the payout is no part of it, and the note says so.
    async fn y3_a_note_names_no_payout_that_did_not_pay_all_of_it(server) {
        let owner = sold_by_the_llc(&server).await;
        let admin = server.token("admin").await;
        record(&server, order(2, "2026-11-01T06:00:00Z")).await;
        server.clock.set("2026-12-15T10:00:00Z".parse().unwrap());
        let path = "/api/v1/commissions/payout";
        let (status, answer) = server.call("POST", path, Some(&admin), None).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        let desk = dispute_sold(&server).await;
        assert_eq!(commission(&server, &desk).await["order_number"], "B-2", "the older one");
        correct(&server, &admin, DISPUTE, "2026-12-16T10:00:00Z", "12.34").await;
        put_profile(&server, &owner, &profile("DE")).await;
        issue(&server, NEW_YEAR).await;
        let practice = Tenant::named_by_platform(BIRKENHAIN);
        let mut tx = server.platform.state.database().read(practice).await.unwrap();
        let held = tx.list_credit_notes().await.unwrap();
        let told: Vec<(i64, Value)> = held
            .iter()
            .map(|note| {
                let body: Value = serde_json::from_str(&note.body).unwrap();
                (body["net_cents"].as_i64().unwrap(), body["payout"]["amount_cents"].clone())
            })
            .collect();
        assert_eq!(told, [(312_34, Value::Null)]);
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
        let contract = AgreedContract {
            kind: text("distributor"),
            version: text("2026-11"),
            sha256: text("h"),
        };
        let user_id = UserId(Uuid::from_u128(1));
        let (place, declared_at) = (1, 0);
        let agreement = CreditAgreement { place, declared_at, user_id, contract, has_agreed };
        tx.insert_credit_agreement(&agreement).await.unwrap();
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
