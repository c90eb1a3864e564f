//! Facts that do not fit together: all of them stand, and people are told.

use mojo_protocol::Change;
use serde_json::{Value, json};
use uuid::Uuid;

use super::support::{Server, TestDesk, on_both};

pub(super) fn card(id: u128, entries: u32) -> Value {
    json!({
        "punch_card_id": Uuid::from_u128(id), "code": "K-004418", "product_id": null,
        "text": "10er-Karte Yoga", "contact_id": Uuid::from_u128(7), "entries": entries,
        "price_cents": 13000, "entry_value_cents": 1300, "currency": "EUR",
        "tax_nature": "einzweck", "vat_class": "general", "vat_rate_bp": 1900,
        "sold_on": "2026-10-05", "expires_on": null, "sale_id": null,
    })
}

pub(super) fn redemption(id: u128, takes_back: Option<u128>) -> Value {
    json!({
        "redemption_id": Uuid::from_u128(id), "punch_card_id": Uuid::from_u128(50),
        "contact_id": Uuid::from_u128(7),
        "kind": if takes_back.is_some() { "taken_back" } else { "used" },
        "takes_back": takes_back.map(Uuid::from_u128), "reason": "",
        "at": "2026-11-19T17:58:00Z", "recorded_on": "2026-11-19",
        "actor_id": Uuid::from_u128(3), "register_id": Uuid::from_u128(4),
        "gv_typ": "EinzweckgutscheinEinloesung", "value_cents": 1300, "currency": "EUR",
    })
}

pub(super) fn sale(id: u128, number: &str, gross: i64) -> Value {
    let vat = json!([{
        "vat_class": "general", "vat_rate_bp": 1900, "net_cents": 10000, "vat_cents": 1900,
        "gross_cents": 11900,
    }]);
    json!({
        "sale_id": Uuid::from_u128(id), "kind": "sale", "cancels": null, "reason": "",
        "receipt_number": number, "register_id": Uuid::from_u128(4),
        "actor_id": Uuid::from_u128(3), "contact_id": null,
        "started_at": "2026-11-20T09:00:00Z", "finished_at": "2026-11-20T09:01:00Z",
        "recorded_on": "2026-11-20", "is_training": false, "currency": "EUR",
        "lines": [{
            "line_no": 1, "product_id": null, "text": "Yogamatte", "quantity_milli": 1000,
            "unit_gross_cents": 11900, "discount_cents": 0, "gross_cents": 11900,
            "vat_class": "general", "vat_rate_bp": 1900, "gv_typ": "Umsatz",
            "punch_card_id": null,
        }],
        "vat": vat,
        "payments": [{ "method": "cash", "amount_cents": gross, "tendered_cents": gross }],
        "net_cents": 10000, "vat_cents": 1900, "gross_cents": gross, "change_cents": 0,
    })
}

pub(super) async fn cases(server: &Server, token: &str) -> Vec<(Change, Value)> {
    let feed = server.feed(token).await;
    feed.into_iter()
        .filter(|change| change.entity == "case")
        .map(|change| {
            let body = serde_json::from_str(&change.body).unwrap();
            (change, body)
        })
        .collect()
}

on_both! {
    async fn d1_two_desks_redeem_the_last_entry_and_one_case_is_opened(server) {
        let mut one = TestDesk::enrol(&server, "reception@birkenhain", 1).await;
        let mut two = TestDesk::enrol(&server, "reception@birkenhain", 2).await;
        let sold = one.record("punch_card", Uuid::from_u128(50), &card(50, 1));
        let first = one.record("redemption", Uuid::from_u128(61), &redemption(61, None));
        let second = two.record("redemption", Uuid::from_u128(62), &redemption(62, None));
        one.push(&server, vec![sold, first.clone()]).await;
        assert!(cases(&server, &one.token).await.is_empty());
        let answer = two.push(&server, vec![second.clone()]).await;
        assert_eq!(answer["verdicts"][0]["verdict"], "applied", "what happened, happened");
        let opened = cases(&server, &one.token).await;
        assert_eq!(opened.len(), 1);
        let (change, body) = &opened[0];
        assert_eq!((change.device_id, change.epoch, change.dseq), (None, 0, 0));
        assert_eq!(body["kind"], "card_overdraft");
        assert_eq!(body["punch_card_id"], json!(Uuid::from_u128(50)));
        assert_eq!(body["facts"][1]["id"], json!(Uuid::from_u128(62)), "the later one last");
        // The same again, and another entry beyond: one case each.
        two.push(&server, vec![second]).await;
        let third = two.record("redemption", Uuid::from_u128(63), &redemption(63, None));
        two.push(&server, vec![third]).await;
        assert_eq!(cases(&server, &two.token).await.len(), 2);
    }

    async fn d1_an_entry_taken_back_is_free_and_the_order_of_arrival_does_not_matter(server) {
        let mut desk = TestDesk::enrol(&server, "reception@birkenhain", 1).await;
        let used = desk.record("redemption", Uuid::from_u128(61), &redemption(61, None));
        let back = desk.record("redemption", Uuid::from_u128(62), &redemption(62, Some(61)));
        let again = desk.record("redemption", Uuid::from_u128(63), &redemption(63, None));
        let beyond = desk.record("redemption", Uuid::from_u128(64), &redemption(64, None));
        desk.push(&server, vec![used, back, again, beyond]).await;
        assert!(cases(&server, &desk.token).await.is_empty(), "the card is not known yet");
        let mut other = TestDesk::enrol(&server, "reception@birkenhain", 2).await;
        let sold = other.record("punch_card", Uuid::from_u128(50), &card(50, 1));
        other.push(&server, vec![sold]).await;
        let opened = cases(&server, &desk.token).await;
        assert_eq!(opened.len(), 1);
        assert_eq!(opened[0].1["facts"][1]["id"], json!(Uuid::from_u128(64)));
    }

    async fn d2_two_receipts_with_one_number_both_stand_and_are_shown(server) {
        let mut one = TestDesk::enrol(&server, "reception@birkenhain", 1).await;
        let mut two = TestDesk::enrol(&server, "reception@birkenhain", 2).await;
        let first = one.record("sale", Uuid::from_u128(71), &sale(71, "KB-2026-A-000042", 11900));
        let clash = two.record("sale", Uuid::from_u128(72), &sale(72, "KB-2026-A-000042", 11900));
        let other = two.record("sale", Uuid::from_u128(73), &sale(73, "KB-2026-B-000042", 11900));
        one.push(&server, vec![first]).await;
        let answer = two.push(&server, vec![clash, other]).await;
        assert_eq!(answer["verdicts"][0]["verdict"], "applied");
        let opened = cases(&server, &one.token).await;
        assert_eq!(opened.len(), 1);
        assert_eq!(opened[0].1["kind"], "number_clash");
        assert_eq!(opened[0].1["details"], "KB-2026-A-000042");
        assert_eq!(opened[0].1["facts"][1]["id"], json!(Uuid::from_u128(72)));
    }

    async fn a_total_that_the_lines_do_not_give_stands_and_opens_a_case(server) {
        let mut desk = TestDesk::enrol(&server, "reception@birkenhain", 1).await;
        let right = desk.record("sale", Uuid::from_u128(71), &sale(71, "KB-2026-A-000001", 11900));
        let wrong = desk.record("sale", Uuid::from_u128(72), &sale(72, "KB-2026-A-000002", 11901));
        let answer = desk.push(&server, vec![right, wrong]).await;
        assert_eq!(answer["verdicts"][1]["verdict"], "applied");
        let opened = cases(&server, &desk.token).await;
        assert_eq!(opened.len(), 1);
        assert_eq!(opened[0].1["kind"], "total_mismatch");
        assert_eq!(opened[0].1["facts"][0]["id"], json!(Uuid::from_u128(72)));
        let details = opened[0].1["details"].as_str().unwrap();
        assert!(details.contains("11900") && details.contains("11901"), "{details}");
    }

    async fn a_fact_that_cannot_be_read_is_kept_in_quarantine(server) {
        let mut desk = TestDesk::enrol(&server, "reception@birkenhain", 1).await;
        let unreadable = desk.record("sale", Uuid::from_u128(71), &json!({ "sale_id": 7 }));
        let other_id = desk.record("punch_card", Uuid::from_u128(99), &card(50, 10));
        let after = desk.edit(7, "note", json!("geht weiter"), 7);
        let batch = vec![unreadable, other_id, after];
        let answer = desk.push(&server, batch.clone()).await;
        let codes: Vec<_> =
            answer["verdicts"].as_array().unwrap().iter().map(|v| v["code"].clone()).collect();
        assert_eq!(codes, [json!("unreadable"), json!("wrong_id"), Value::Null]);
        assert_eq!(cases(&server, &desk.token).await.len(), 2);
        let again = desk.push(&server, batch).await;
        assert_eq!(again["verdicts"][0]["verdict"], "quarantined", "said again when asked");
        assert_eq!(cases(&server, &desk.token).await.len(), 2, "and opened once");
    }

    async fn a_fact_pushed_again_under_a_new_epoch_is_a_duplicate(server) {
        let mut desk = TestDesk::enrol(&server, "reception@birkenhain", 1).await;
        let sold = desk.record("punch_card", Uuid::from_u128(50), &card(50, 10));
        desk.push(&server, vec![sold]).await;
        let body = json!({ "device_id": desk.device_id, "name": "Empfang", "epoch": 2 });
        server.call("POST", "/api/v1/devices", Some(&desk.token), Some(&body)).await;
        let mut restored = TestDesk::unenrolled(desk.token.clone(), desk.device_id, 2);
        let same = restored.record("punch_card", Uuid::from_u128(50), &card(50, 10));
        let changed = restored.record("punch_card", Uuid::from_u128(50), &card(50, 12));
        let answer = restored.push(&server, vec![same, changed]).await;
        assert_eq!(answer["verdicts"][0], json!({ "dseq": 1, "verdict": "duplicate", "seq": 1 }));
        assert_eq!(answer["verdicts"][1]["code"], "other_fact_with_this_id");
    }

    async fn a_fact_of_somebody_who_may_not_record_it_is_kept_and_shown(server) {
        let mut desk = TestDesk::enrol(&server, "therapist@birkenhain", 1).await;
        let fact = desk.record("sale", Uuid::from_u128(71), &sale(71, "KB-2026-A-000001", 11900));
        let answer = desk.push(&server, vec![fact]).await;
        assert_eq!(answer["verdicts"][0]["code"], "forbidden");
        assert_eq!(cases(&server, &desk.token).await[0].1["kind"], "quarantined");
    }

    async fn what_nobody_allowed_happened_and_its_number_counts(server) {
        let mut desk = TestDesk::enrol(&server, "therapist@birkenhain", 1).await;
        let number = "KB-2026-A-000001";
        let fact = desk.record("sale", Uuid::from_u128(71), &sale(71, number, 11900));
        let same = desk.record("sale", Uuid::from_u128(71), &sale(71, number, 11900));
        let answer = desk.push(&server, vec![fact, same]).await;
        assert_eq!(answer["verdicts"][1]["verdict"], "duplicate", "held once");
        let mut other = TestDesk::enrol(&server, "reception@birkenhain", 2).await;
        let clash = other.record("sale", Uuid::from_u128(72), &sale(72, number, 11900));
        other.push(&server, vec![clash]).await;
        let opened = cases(&server, &other.token).await;
        let kinds: Vec<_> = opened.iter().map(|case| case.1["kind"].clone()).collect();
        assert_eq!(kinds, [json!("quarantined"), json!("number_clash")]);
    }
}
