//! Cases are settled once, and what happened stands.

use mojo_domain::berlin_day;
use mojo_protocol::facts::{
    CaseBody, CaseKind, CaseSettlementBody, FactRef, RedemptionBody, RedemptionKind,
};
use mojo_protocol::{Change, Entity};
use mojo_store::checkin::cards;
use mojo_store::sync_state;
use uuid::Uuid;

use crate::pos::testing::{cart, pay};
use crate::views::{CaseRow, CheckInRequest, ContactQuery, SettleCaseRequest};
use crate::{Desk, Refusal as _, testing};

fn change(seq: i64, entity: Entity, id: Uuid, body: &impl serde::Serialize) -> Change {
    Change {
        seq,
        op: "test".to_owned(),
        entity: entity.name().to_owned(),
        entity_id: id,
        at: 1_790_000_000_000_000,
        actor_id: Uuid::from_u128(5).into(),
        device_id: Some(Uuid::from_u128(99).into()),
        epoch: 1,
        dseq: seq,
        hash: format!("{seq:064x}"),
        body: mojo_protocol::canonical(body).unwrap(),
    }
}

async fn pull(desk: &Desk, changes: &[Change]) {
    let mut tx = desk.transact(crate::Op::Sync).await.unwrap();
    sync_state::apply_page(&mut tx, changes, "c").await.unwrap();
    tx.commit().await.unwrap();
}

/// A card whose last entry was used here, and once more elsewhere.
async fn overdrawn(desk: &Desk) -> CaseRow {
    let query = ContactQuery { text: "fährmann".to_owned(), role: None, offset: 0, limit: 1 };
    let row = desk.list_contacts(query).await.unwrap().rows.remove(0);
    let card = desk.show_contact(row.contact_id).await.unwrap().cards.remove(0);
    let id = card.card_id.parse().unwrap();
    let held = cards::find(&mut desk.reader().await.unwrap(), id).await.unwrap().unwrap();
    let target = CheckInRequest { target: card.code.clone() };
    let here = desk.check_in(target).await.unwrap().redemption_id.unwrap();
    let there = RedemptionBody {
        redemption_id: Uuid::from_u128(77).into(),
        punch_card_id: id,
        contact_id: held.card.contact_id,
        kind: RedemptionKind::Used,
        takes_back: None,
        reason: String::new(),
        at: desk.now(),
        recorded_on: berlin_day(desk.now()),
        actor_id: Uuid::from_u128(5).into(),
        register_id: Uuid::from_u128(33).into(),
        gv_typ: "MehrzweckgutscheinEinloesung".to_owned(),
        value_cents: held.card.entry_value_cents,
        currency: held.card.currency,
        is_training: false,
    };
    let fact = |id: Uuid| FactRef { entity: "redemption".to_owned(), id, written: None };
    let case = CaseBody {
        case_id: Uuid::from_u128(8).into(),
        kind: CaseKind::CardOverdraft,
        contact_id: Some(held.card.contact_id),
        punch_card_id: Some(id),
        facts: vec![fact(here.parse().unwrap()), fact(there.redemption_id.0)],
        opened_at: desk.now(),
        details: String::new(),
    };
    let page = [
        change(1, Entity::Redemption, there.redemption_id.0, &there),
        Change { device_id: None, ..change(2, Entity::Case, case.case_id.0, &case) },
    ];
    pull(desk, &page).await;
    desk.list_cases().await.unwrap().remove(0)
}

fn settle(case: &CaseRow, resolution: &str, reason: &str) -> SettleCaseRequest {
    SettleCaseRequest {
        case_id: case.case_id.clone(),
        resolution: resolution.to_owned(),
        reason: reason.to_owned(),
        card_id: None,
        document_id: None,
        receipt_number: None,
    }
}

async fn sell_card(desk: &Desk, contact_id: &str) -> String {
    let lines = [("5er-Karte Yoga", 1000)];
    let sale = cart(desk, &lines, Some(contact_id), &[pay("card", 70_00)]).await;
    desk.sell(sale).await.unwrap().cards[0].clone()
}

async fn left(desk: &Desk, card: &str) -> i32 {
    desk.show_card(card.to_owned()).await.unwrap().row.left
}

#[tokio::test]
async fn goodwill_needs_a_reason_takes_the_visit_off_the_card_and_is_told_in_the_history() {
    let desk = testing::desk().await;
    let case = overdrawn(&desk).await;
    let card = case.card_id.clone().unwrap();
    assert_eq!(left(&desk, &card).await, -1);
    assert_eq!(case.resolutions, ["charge", "carry", "goodwill"]);
    let refused = |request| async { desk.settle_case(request).await.unwrap_err().code() };
    assert_eq!(refused(settle(&case, "storno", "x")).await, "resolution_refused");
    assert_eq!(refused(settle(&case, "goodwill", "  ")).await, "reason_required");
    let done = desk.settle_case(settle(&case, "goodwill", "Stammkunde")).await.unwrap();
    assert!(!done.is_open && done.settlements[0].counts);
    assert_eq!(done.settlements[0].reason, "Stammkunde");
    assert_eq!(left(&desk, &card).await, 0);
    assert!(desk.list_cases().await.unwrap().is_empty());
    assert_eq!(desk.list_settled_cases().await.unwrap(), [done]);
    assert_eq!(refused(settle(&case, "charge", "")).await, "already_settled");
}

#[tokio::test]
async fn a_visit_is_carried_to_the_next_card_and_nowhere_without_one() {
    let desk = testing::desk().await;
    let case = overdrawn(&desk).await;
    let refused = desk.settle_case(settle(&case, "carry", "")).await.unwrap_err();
    assert_eq!(refused.code(), "no_card_to_carry_to");
    let next = sell_card(&desk, case.contact_id.as_deref().unwrap()).await;
    let before = left(&desk, &next).await;
    assert_eq!(desk.show_case(case.case_id.clone()).await.unwrap().carry_to[0].card_id, next);
    desk.settle_case(settle(&case, "carry", "")).await.unwrap();
    assert_eq!(left(&desk, &next).await, before - 1);
    assert_eq!(left(&desk, case.card_id.as_deref().unwrap()).await, 0);
}

#[tokio::test]
async fn a_visit_is_charged_with_its_receipt_or_before_it_is_written() {
    let desk = testing::desk().await;
    let case = overdrawn(&desk).await;
    let named = |number: &str| SettleCaseRequest {
        receipt_number: Some(number.to_owned()),
        ..settle(&case, "charge", "")
    };
    let unknown = desk.settle_case(named("KB-2026-Z-000099")).await.unwrap_err();
    assert_eq!(unknown.code(), "unknown_document");
    let lines = [("Einzelstunde", 1000)];
    let paid = cart(&desk, &lines, case.contact_id.as_deref(), &[pay("card", 18_00)]).await;
    let sale = desk.sell(paid).await.unwrap();
    let done = desk.settle_case(named(&sale.receipt_number)).await.unwrap();
    assert!(!done.is_open && done.settlements[0].resolution == "charge");
    assert_eq!(left(&desk, case.card_id.as_deref().unwrap()).await, 0, "it counts on no card");

    let other = testing::desk().await;
    let case = overdrawn(&other).await;
    let done = other.settle_case(settle(&case, "charge", "")).await.unwrap();
    assert!(!done.is_open && done.settlements[0].reason.is_empty());
    assert_eq!(left(&other, case.card_id.as_deref().unwrap()).await, 0);
}

#[tokio::test]
async fn the_first_in_the_platforms_order_counts_and_the_other_is_shown_as_later() {
    let desk = testing::desk().await;
    let case = overdrawn(&desk).await;
    let next = sell_card(&desk, case.contact_id.as_deref().unwrap()).await;
    let before = left(&desk, &next).await;
    desk.settle_case(settle(&case, "carry", "")).await.unwrap();
    // Another desk gave the visit, and the platform had that first.
    let elsewhere = CaseSettlementBody {
        settlement_id: Uuid::from_u128(500).into(),
        case_id: case.case_id.parse().unwrap(),
        resolution: mojo_domain::cases::Resolution::Goodwill,
        reason: "Kulanz".to_owned(),
        at: desk.now(),
        actor_id: Uuid::from_u128(5).into(),
        redemption_id: Some(Uuid::from_u128(77).into()),
        to_card: None,
        sale_id: None,
    };
    let id = elsewhere.settlement_id.0;
    pull(&desk, &[change(3, Entity::CaseSettlement, id, &elsewhere)]).await;
    let shown = desk.show_case(case.case_id).await.unwrap();
    let said: Vec<_> =
        shown.settlements.iter().map(|one| (one.resolution.as_str(), one.counts)).collect();
    assert_eq!(said, [("goodwill", true), ("carry", false)]);
    assert_eq!(left(&desk, &next).await, before, "carried no more");
    assert_eq!(left(&desk, case.card_id.as_deref().unwrap()).await, 0);
    assert!(desk.list_cases().await.unwrap().is_empty(), "no new case");
}
