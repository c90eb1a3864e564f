//! Y3, section 14 (2) UStG: a German issuer owes its recipients VAT beside the net amount. What the
//! documents show is what payouts pay, to the cent and once; statements stay net.

use axum::http::StatusCode;
use mojo_domain::{TenantId, to_micros};
use serde_json::{Value, json};

use super::commerce::{DACH, later_order, platform_admin, sell};
use super::credit_notes::{
    NEW_YEAR, issue, notes, numbers, object, profile, put_profile, reason, refund_half,
};
use super::support::{BIRKENHAIN, Server, on_both};
use crate::auth::Tenant;

const PENDING: &str = "/api/v1/commissions/pending";

/// A sale of November by a German issuer; gives back the tokens of the platform's administrator and
/// of the practice's owner.
async fn sold_by_a_german(server: &Server) -> (String, String) {
    sell(server).await;
    let admin = platform_admin(server).await;
    put_profile(server, &admin, &profile("DE")).await;
    let owner = server.token("owner@birkenhain").await;
    put_profile(server, &owner, &profile("DE")).await;
    (admin, owner)
}

async fn pay_out(server: &Server, admin: &str, at: &str) -> Value {
    server.clock.set(at.parse().unwrap());
    let path = "/api/v1/commissions/payout";
    let (status, answer) = server.call("POST", path, Some(admin), None).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    answer
}

/// Amount and VAT of the practice's payouts, the first one first.
async fn payouts(server: &Server, admin: &str) -> Vec<(String, String)> {
    let (status, answer) = server.call("GET", "/api/v1/payouts", Some(admin), None).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let own = answer["payouts"].as_array().unwrap().iter().rev();
    let own = own.filter(|row| row["recipient_tenant_id"] == json!(BIRKENHAIN));
    let text = |row: &Value, key: &str| row[key].as_str().unwrap().to_owned();
    own.map(|row| (text(row, "amount"), text(row, "vat"))).collect()
}

async fn of_month(server: &Server, owner: &str, month: &str) -> Value {
    let path = format!("/api/v1/statements/{month}");
    let (status, answer) = server.call("GET", &path, Some(owner), None).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    answer["statements"][0].clone()
}

/// What is due in euros: approved, on its way, and VAT.
async fn due(server: &Server, owner: &str) -> Value {
    let (status, answer) = server.call("GET", PENDING, Some(owner), None).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let row = &answer["pending"][0];
    json!([row["approved"], row["in_transfer"], row["vat"]])
}

/// The VAT that waits for a payout, in cents.
async fn vat_left(server: &Server) -> i64 {
    let practice = Tenant::named_by_platform(BIRKENHAIN);
    let mut tx = server.platform.state.database().read(practice).await.unwrap();
    tx.list_due_vat().await.unwrap().iter().map(|note| note.vat_cents).sum()
}

on_both! {
    /// Section 12 (1) UStG: 19 % on 200.00. One payout pays all of it, and the balance is net.
    async fn y3_the_vat_of_a_note_is_paid_with_the_commissions(server) {
        let (admin, owner) = sold_by_a_german(&server).await;
        issue(&server, NEW_YEAR).await;
        let expected = [json!(["GS-2027-000001", null, "general", "200.00", "238.00"])];
        assert_eq!(notes(&server, &owner).await, expected);
        assert_eq!(due(&server, &owner).await, json!(["200.00", "0.00", "38.00"]));
        pay_out(&server, &admin, "2027-01-05T10:00:00Z").await;
        let paid = [("238.00".to_owned(), "38.00".to_owned())];
        assert_eq!(payouts(&server, &admin).await, paid);
        let january = of_month(&server, &owner, "2027-01").await;
        assert_eq!((&january["paid"], &january["closing"]), (&json!("200.00"), &json!("0.00")));
        assert_eq!(vat_left(&server).await, 0);
        pay_out(&server, &admin, "2027-02-05T10:00:00Z").await;
        assert_eq!(payouts(&server, &admin).await.len(), 1, "once");
        let path = "/api/v1/payouts/reconciliation";
        let (_, found) = server.call("GET", path, Some(&admin), None).await;
        assert_eq!(found["differences"], json!([]), "{found}");
    }

    /// The net amount left before the month was over: its VAT is owed by the note, and comes later.
    async fn y3_vat_of_what_was_paid_before_the_note_comes_with_the_next_payout(server) {
        let (admin, owner) = sold_by_a_german(&server).await;
        pay_out(&server, &admin, "2026-12-15T10:00:00Z").await;
        issue(&server, NEW_YEAR).await;
        assert_eq!(vat_left(&server).await, 38_00);
        pay_out(&server, &admin, "2027-01-15T10:00:00Z").await;
        assert_eq!(payouts(&server, &admin).await.len(), 1, "38.00 is below the minimum (Y1)");
        later_order(&server, "2026-12-05T10:00:00Z").await;
        issue(&server, "2027-02-01T10:00:00Z").await;
        pay_out(&server, &admin, "2027-02-15T10:00:00Z").await;
        let text = |amount: &str, vat: &str| (amount.to_owned(), vat.to_owned());
        // 100.00 with 19.00, and the 38.00 of before.
        let paid = [text("200.00", "0.00"), text("157.00", "57.00")];
        assert_eq!(payouts(&server, &admin).await, paid);
        let february = of_month(&server, &owner, "2027-02").await;
        assert_eq!((&february["paid"], &february["closing"]), (&json!("100.00"), &json!("0.00")));
    }

    /// Section 17 (1) UStG: a refund takes its VAT back, by a correction of its own number.
    async fn y3_a_correction_takes_its_vat_back(server) {
        let (admin, owner) = sold_by_a_german(&server).await;
        issue(&server, NEW_YEAR).await;
        pay_out(&server, &admin, "2027-01-05T10:00:00Z").await;
        refund_half(&server).await;
        let report = issue(&server, "2027-02-01T10:00:00Z").await;
        assert_eq!(numbers(&report), ["GS-2027-000002"]);
        let correction = json!(["GS-2027-000002", "GS-2027-000001", "general", "-100.00", "-119.00"]);
        assert_eq!(notes(&server, &owner).await[1], correction);
        assert_eq!(due(&server, &owner).await, json!(["-100.00", "0.00", "-19.00"]));
        pay_out(&server, &admin, "2027-02-05T10:00:00Z").await;
        assert_eq!(payouts(&server, &admin).await.len(), 1, "nobody is paid less than nothing");
        assert_eq!(vat_left(&server).await, -19_00, "it waits as the clawback does");
    }

    /// Section 14 (2) sentence 3 UStG: the document is no invoice any more, so that its VAT is not
    /// owed by it; the net amount is.
    async fn y3_vat_of_a_note_that_was_objected_to_is_not_paid(server) {
        let (admin, owner) = sold_by_a_german(&server).await;
        issue(&server, NEW_YEAR).await;
        assert_eq!(object(&server, &owner, "GS-2027-000001").await, StatusCode::NO_CONTENT);
        pay_out(&server, &admin, "2027-01-05T10:00:00Z").await;
        assert_eq!(payouts(&server, &admin).await, [("200.00".to_owned(), "0.00".to_owned())]);
    }

    /// The correction of a document that was no invoice when it was to be paid takes no VAT back: its own
    /// was never paid, and the recipient would lose 19.00 of the net amount.
    async fn y3_a_correction_of_a_note_that_was_objected_to_takes_no_vat_of_others(server) {
        let (admin, owner) = sold_by_a_german(&server).await;
        issue(&server, NEW_YEAR).await;
        refund_half(&server).await;
        let report = issue(&server, "2027-02-01T10:00:00Z").await;
        assert_eq!(numbers(&report), ["GS-2027-000002"]);
        assert_eq!(vat_left(&server).await, 19_00, "38.00 less the 19.00 of the correction");
        assert_eq!(object(&server, &owner, "GS-2027-000001").await, StatusCode::NO_CONTENT);
        assert_eq!(vat_left(&server).await, 0);
        pay_out(&server, &admin, "2027-02-05T10:00:00Z").await;
        assert_eq!(payouts(&server, &admin).await, [("100.00".to_owned(), "0.00".to_owned())]);
    }

    /// Where its own VAT was paid before, the correction takes its part back all the same.
    async fn y3_a_correction_of_a_note_whose_vat_was_paid_takes_it_back_after_an_objection(server) {
        let (admin, owner) = sold_by_a_german(&server).await;
        issue(&server, NEW_YEAR).await;
        pay_out(&server, &admin, "2027-01-05T10:00:00Z").await;
        refund_half(&server).await;
        issue(&server, "2027-02-01T10:00:00Z").await;
        assert_eq!(object(&server, &owner, "GS-2027-000001").await, StatusCode::NO_CONTENT);
        assert_eq!(vat_left(&server).await, -19_00);
    }

    /// Two processes run at one instant: the VAT is in one payout.
    async fn y2_two_runs_at_once_pay_the_vat_once(server) {
        let (admin, _) = sold_by_a_german(&server).await;
        issue(&server, NEW_YEAR).await;
        let at = "2027-01-05T10:00:00Z";
        tokio::join!(pay_out(&server, &admin, at), pay_out(&server, &admin, at));
        assert_eq!(payouts(&server, &admin).await, [("238.00".to_owned(), "38.00".to_owned())]);
        assert_eq!(vat_left(&server).await, 0);
    }

    /// A payout that was released leaves its VAT due; one that came back is paid again with it.
    async fn y2_vat_that_did_not_arrive_is_paid_again_and_nothing_twice(server) {
        let (_, _) = sold_by_a_german(&server).await;
        issue(&server, NEW_YEAR).await;
        let practice = Tenant::named_by_platform(BIRKENHAIN);
        let database = server.platform.state.database();
        let at = to_micros("2027-01-05T10:00:00Z".parse().unwrap());
        let payout = crate::storage::payouts::PayoutRecord {
            payout_id: uuid::Uuid::from_u128(0xBAD),
            paid_at: at,
            amount_cents: 38_00,
            currency: mojo_domain::Currency::EUR,
            kind: mojo_domain::commissions::PayoutKind::Monthly,
            period: "2027-01".to_owned(),
            clawback_cents: 0,
            vat_cents: 38_00,
        };
        let step = crate::storage::payouts::TransferRecord::planned(
            mojo_domain::commissions::Rail::SepaManual, String::new(), at,
        );
        let mut tx = database.write(practice).await.unwrap();
        tx.lock_log().await.unwrap();
        let notes = tx.list_due_vat().await.unwrap();
        tx.reserve_payout(&payout, &[], &step).await.unwrap();
        tx.carry_vat(payout.payout_id, &notes).await.unwrap();
        assert!(tx.list_due_vat().await.unwrap().is_empty(), "reserved");
        tx.commit().await.unwrap();
        // Whoever asks for it a second time is refused by the database itself.
        let mut tx = database.write(practice).await.unwrap();
        let again = tx.carry_vat(uuid::Uuid::from_u128(0xBAE), &notes).await.unwrap_err();
        assert!(again.to_string().contains("paid by one payout"), "{again}");
        drop(tx);
        let mut tx = database.write(practice).await.unwrap();
        tx.lock_log().await.unwrap();
        assert!(tx.end_released(payout.payout_id, at).await.unwrap());
        assert_eq!(tx.list_due_vat().await.unwrap(), notes, "due again");
        tx.carry_vat(uuid::Uuid::from_u128(0xBAE), &notes).await.unwrap();
        assert!(tx.list_due_vat().await.unwrap().is_empty());
    }

    /// Section 13b (1) and (2) Nr. 1 UStG: the German issuer owes the VAT of a recipient abroad.
    async fn y3_a_german_issuer_settles_recipients_abroad_with_the_words_of_the_law(server) {
        sell(&server).await;
        let admin = platform_admin(&server).await;
        let mut issuer = profile("DE");
        issuer["vat_id"] = json!("DE123456788");
        put_profile(&server, &admin, &issuer).await;
        let owner = server.token("owner@birkenhain").await;
        put_profile(&server, &owner, &profile("AT")).await;
        let report = issue(&server, NEW_YEAR).await;
        let why = reason(&report, BIRKENHAIN);
        assert!(why.contains("the recipient lacks vat_id"), "section 14a (1) UStG: {why}");
        let mut austrian = profile("AT");
        austrian["vat_id"] = json!("ATU12345675");
        put_profile(&server, &owner, &austrian).await;
        issue(&server, NEW_YEAR).await;
        later_order(&server, "2026-12-05T10:00:00Z").await;
        put_profile(&server, &owner, &profile("CH")).await;
        issue(&server, "2027-02-01T10:00:00Z").await;
        let expected = [
            json!(["GS-2027-000001", null, "reverse_charge", "200.00", "200.00"]),
            json!(["GS-2027-000002", null, "reverse_charge", "100.00", "100.00"]),
        ];
        assert_eq!(notes(&server, &owner).await, expected);
        let practice = Tenant::named_by_platform(BIRKENHAIN);
        let mut tx = server.platform.state.database().read(practice).await.unwrap();
        let bodies = tx.list_credit_notes().await.unwrap();
        assert!(bodies[0].body.contains("§ 13b Abs. 1, Abs. 5 Satz 1 UStG"), "{}", bodies[0].body);
        assert!(bodies[1].body.contains("§ 13b Abs. 2 Nr. 1"), "{}", bodies[1].body);
        assert_eq!(vat_left(&server).await, 0);
    }

    /// As before: an issuer abroad settles German recipients alone.
    async fn y3_an_issuer_abroad_settles_nobody_abroad(server) {
        sell(&server).await;
        let admin = platform_admin(&server).await;
        put_profile(&server, &admin, &profile("US")).await;
        let owner = server.token("owner@birkenhain").await;
        put_profile(&server, &owner, &profile("CH")).await;
        let report = issue(&server, NEW_YEAR).await;
        assert!(reason(&report, BIRKENHAIN).contains("this one sits in CH"), "{report}");
        assert_eq!(reason(&report, DACH), "there is no tax profile");
        assert_eq!(reason(&report, TenantId::MOJO_LLC), "", "it is no recipient");
    }
}
