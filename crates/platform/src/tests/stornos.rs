//! Stornos of two desks that did not know of each other: a card that was paid back has no entry
//! left, and a document that was reversed twice is shown.

use serde_json::{Value, json};
use uuid::Uuid;

use super::push_facts::{card, cases, redemption, sale};
use super::storage::run;
use super::support::{BIRKENHAIN, Server, TestDesk, new_postgres_database, on_both};
use crate::auth::Tenant;
use crate::storage::{Database, migrate_to};

fn sold_card() -> Value {
    let mut card = card(50, 5);
    card["sale_id"] = json!(Uuid::from_u128(71));
    card
}

/// The Storno of the sale 71.
fn sale_storno(id: u128, number: &str) -> Value {
    let mut storno = sale(id, number, -11900);
    storno["kind"] = json!("storno");
    storno["cancels"] = json!(Uuid::from_u128(71));
    storno["reason"] = json!("Umzug");
    storno["contact_id"] = json!(Uuid::from_u128(7));
    storno
}

fn invoice(id: u128, number: &str, cancels: Option<u128>) -> Value {
    let party = json!({
        "name": "Lotte Brinkhaus", "street": "Tannenweg 4", "postal_code": "99998",
        "city": "Auenfeld", "country": "DE",
    });
    let sign = if cancels.is_some() { -1 } else { 1 };
    json!({
        "invoice_id": Uuid::from_u128(id),
        "kind": if cancels.is_some() { "storno" } else { "invoice" },
        "cancels": cancels.map(Uuid::from_u128), "cancels_number": null, "reason": "Umzug",
        "number": number, "contact_id": Uuid::from_u128(7), "recipient": party, "seller": party,
        "actor_id": Uuid::from_u128(3), "issued_at": "2026-11-20T09:00:00Z",
        "issued_on": "2026-11-20", "service": { "from": "2026-11-20", "to": "2026-11-20" },
        "due_on": "2026-12-04", "currency": "EUR", "lines": [], "vat": [], "notes": [],
        "net_cents": 0, "vat_cents": 0, "gross_cents": sign * 11900, "document": null,
    })
}

async fn of_kind(server: &Server, token: &str, kind: &str) -> Vec<Value> {
    let all = cases(server, token).await.into_iter().map(|(_, body)| body);
    all.filter(|body| body["kind"] == kind).collect()
}

/// The entries of the case that a paid back card opens: the Storno, and the visit beyond.
async fn assert_one_overdraft(server: &Server, token: &str) {
    let opened = of_kind(server, token, "card_overdraft").await;
    assert_eq!(opened.len(), 1, "{opened:?}");
    assert_eq!(opened[0]["punch_card_id"], json!(Uuid::from_u128(50)));
    let facts = [("sale", 81), ("redemption", 61)]
        .map(|(entity, id)| json!({ "entity": entity, "id": Uuid::from_u128(id) }));
    assert_eq!(opened[0]["facts"], json!(facts));
}

on_both! {
    async fn d1_a_visit_on_a_card_that_was_paid_back_elsewhere_opens_a_case(server) {
        let mut one = TestDesk::enrol(&server, "reception@birkenhain", 1).await;
        let mut two = TestDesk::enrol(&server, "reception@birkenhain", 2).await;
        let sold = one.record("sale", Uuid::from_u128(71), &sale(71, "KB-2026-A-000001", 11900));
        let card = one.record("punch_card", Uuid::from_u128(50), &sold_card());
        let storno = sale_storno(81, "KB-2026-A-000002");
        let storno = one.record("sale", Uuid::from_u128(81), &storno);
        one.push(&server, vec![sold, card, storno]).await;
        assert!(of_kind(&server, &one.token, "card_overdraft").await.is_empty(), "nobody came");
        let visit = two.record("redemption", Uuid::from_u128(61), &redemption(61, None));
        let answer = two.push(&server, vec![visit]).await;
        assert_eq!(answer["verdicts"][0]["verdict"], "applied", "what happened, happened");
        assert_one_overdraft(&server, &one.token).await;
    }

    async fn d1_and_so_it_does_when_the_storno_comes_later(server) {
        let mut one = TestDesk::enrol(&server, "reception@birkenhain", 1).await;
        let mut two = TestDesk::enrol(&server, "reception@birkenhain", 2).await;
        let sold = one.record("sale", Uuid::from_u128(71), &sale(71, "KB-2026-A-000001", 11900));
        let card = one.record("punch_card", Uuid::from_u128(50), &sold_card());
        one.push(&server, vec![sold, card]).await;
        let visit = two.record("redemption", Uuid::from_u128(61), &redemption(61, None));
        two.push(&server, vec![visit]).await;
        assert!(of_kind(&server, &one.token, "card_overdraft").await.is_empty(), "one of five");
        let storno = sale_storno(81, "KB-2026-A-000002");
        let storno = one.record("sale", Uuid::from_u128(81), &storno);
        one.push(&server, vec![storno]).await;
        assert_one_overdraft(&server, &one.token).await;
        // A visit that was taken back takes nothing.
        let back = two.record("redemption", Uuid::from_u128(62), &redemption(62, Some(61)));
        two.push(&server, vec![back]).await;
        assert_one_overdraft(&server, &one.token).await;
    }

    async fn d3_a_receipt_reversed_at_two_desks_stands_twice_and_opens_a_case(server) {
        let mut one = TestDesk::enrol(&server, "reception@birkenhain", 1).await;
        let mut two = TestDesk::enrol(&server, "reception@birkenhain", 2).await;
        let sold = one.record("sale", Uuid::from_u128(71), &sale(71, "KB-2026-A-000001", 11900));
        let first = sale_storno(81, "KB-2026-A-000002");
        let first = one.record("sale", Uuid::from_u128(81), &first);
        one.push(&server, vec![sold, first]).await;
        assert!(of_kind(&server, &one.token, "double_storno").await.is_empty(), "once is right");
        let second = sale_storno(82, "KB-2026-B-000001");
        let second = two.record("sale", Uuid::from_u128(82), &second);
        let answer = two.push(&server, vec![second.clone()]).await;
        assert_eq!(answer["verdicts"][0]["verdict"], "applied", "the money is paid out");
        two.push(&server, vec![second]).await;
        let opened = of_kind(&server, &one.token, "double_storno").await;
        assert_eq!(opened.len(), 1, "{opened:?}");
        let facts = [81, 82].map(|id| json!({ "entity": "sale", "id": Uuid::from_u128(id) }));
        assert_eq!(opened[0]["facts"], json!(facts), "the later one last");
        assert_eq!(opened[0]["details"], "KB-2026-A-000001");
        assert_eq!(opened[0]["contact_id"], json!(Uuid::from_u128(7)));
        // A third time is another case.
        let third = sale_storno(83, "KB-2026-B-000002");
        let third = two.record("sale", Uuid::from_u128(83), &third);
        two.push(&server, vec![third]).await;
        assert_eq!(of_kind(&server, &one.token, "double_storno").await.len(), 2);
    }

    async fn d3_an_invoice_reversed_at_two_desks_opens_a_case_and_training_does_not(server) {
        let mut one = TestDesk::enrol(&server, "reception@birkenhain", 1).await;
        let mut two = TestDesk::enrol(&server, "reception@birkenhain", 2).await;
        let numbered = |desk: &mut TestDesk, id, number, cancels, is_training| {
            let mut body = invoice(id, number, cancels);
            body["is_training"] = json!(is_training);
            desk.record("invoice", Uuid::from_u128(id), &body)
        };
        let batch = vec![
            numbered(&mut one, 91, "RE-2026-A-000001", None, false),
            numbered(&mut one, 92, "RE-2026-A-000002", Some(91), false),
            numbered(&mut one, 95, "RE-2026-A-000003", Some(94), true),
        ];
        one.push(&server, batch).await;
        let batch = vec![
            numbered(&mut two, 96, "RE-2026-B-000001", Some(94), true),
            numbered(&mut two, 93, "RE-2026-B-000002", Some(91), false),
        ];
        let answer = two.push(&server, batch).await;
        assert_eq!(answer["verdicts"][1]["verdict"], "applied", "{answer}");
        let opened = of_kind(&server, &one.token, "double_storno").await;
        assert_eq!(opened.len(), 1, "{opened:?}");
        let facts = [92, 93].map(|id| json!({ "entity": "invoice", "id": Uuid::from_u128(id) }));
        assert_eq!(opened[0]["facts"], json!(facts));
        assert_eq!(opened[0]["details"], "RE-2026-A-000001");
    }
}

/// The last migration before Stornos were kept.
const BEFORE: usize = 6;

/// What was pushed before the platform kept Stornos is taken up from the bodies, those aside that
/// were erased, and training.
#[tokio::test]
async fn stornos_of_an_older_platform_are_taken_up_on_either_database() {
    let folder = tempfile::tempdir().unwrap();
    let mut urls = vec![format!("sqlite:{}", folder.path().join("platform.db").display())];
    let postgres = new_postgres_database().await;
    urls.extend(postgres.iter().map(|database| database.url().to_owned()));
    for url in urls {
        let database = Database::open(&url, None).await.unwrap();
        migrate_to(&database, BEFORE).await.unwrap();
        let training = |mut body: Value| {
            body["is_training"] = json!(true);
            body
        };
        let bodies = [
            ("sale", 71, sale(71, "KB-2026-A-000001", 11900).to_string()),
            ("punch_card", 50, sold_card().to_string()),
            ("punch_card", 51, card(51, 5).to_string()),
            ("sale", 81, sale_storno(81, "KB-2026-A-000002").to_string()),
            ("sale", 82, training(sale_storno(82, "T-1")).to_string()),
            ("sale", 83, String::new()),
            ("invoice", 92, invoice(92, "RE-2026-A-000002", Some(91)).to_string()),
        ];
        for (seq, (entity, id, body)) in (1_i64..).zip(&bodies) {
            let id = Uuid::from_u128(*id);
            let mut rows = vec![
                format!("change_bodies VALUES ('{BIRKENHAIN}', {seq}, '', '{body}')"),
                format!("facts VALUES ('{BIRKENHAIN}', '{entity}', '{id}', {seq}, '')"),
            ];
            if *entity == "punch_card" {
                rows.push(format!("punch_cards VALUES ('{BIRKENHAIN}', '{id}', '{id}', 5, {seq})"));
            }
            for row in rows {
                run(&database, &format!("INSERT INTO {row}")).await.unwrap();
            }
        }
        database.migrate().await.unwrap();
        let tenant = Tenant::named_by_platform(BIRKENHAIN);
        let mut tx = database.read(tenant).await.unwrap();
        let held = tx.list_stornos(&[71, 91].map(Uuid::from_u128)).await.unwrap();
        let held: Vec<(&str, Uuid, i64)> =
            held.iter().map(|(one, _)| (one.entity.as_str(), one.storno_id, one.seq)).collect();
        let (sale, invoice) = (Uuid::from_u128(81), Uuid::from_u128(92));
        assert_eq!(held, [("sale", sale, 4), ("invoice", invoice, 7)], "{url}");
        let refunds = tx.list_refunds(&[50, 51].map(Uuid::from_u128)).await.unwrap();
        assert_eq!(refunds, [(Uuid::from_u128(50).into(), sale)].into(), "{url}");
        drop(tx);
        database.close().await;
    }
}
