use chrono::TimeDelta;
use mojo_domain::{RedemptionId, to_micros};
use mojo_protocol::Change;
use mojo_protocol::facts::{CaseBody, CaseKind, FactRef};

use super::*;
use crate::pos::testing::{cart, pay};
use crate::testing;
use crate::views::{CardQuery, CardRow, UndoRequest};

async fn card_of(desk: &Desk, name: &str) -> CardRow {
    let query = CardQuery {
        text: name.to_owned(),
        filter: "all".to_owned(),
        contact_id: None,
        offset: 0,
        limit: 10,
    };
    desk.list_cards(query).await.unwrap().rows.remove(0)
}

async fn check_in(desk: &Desk, target: &str) -> CheckInResult {
    desk.check_in(CheckInRequest { target: target.to_owned() }).await.unwrap()
}

#[tokio::test]
async fn d1_a_code_a_card_and_a_person_all_take_one_entry() {
    let desk = testing::desk().await;
    let card = card_of(&desk, "lindqvist").await;
    for (target, left) in [
        (card.code.to_lowercase(), card.left - 1),
        (card.card_id.clone(), card.left - 2),
        (card.contact_id.clone(), card.left - 3),
    ] {
        let done = check_in(&desk, &target).await;
        assert_eq!((done.verdict, done.reason.as_str()), (CheckInVerdict::Green, "ok"));
        assert_eq!(done.card.unwrap().left, left);
        assert_eq!(done.name, "Annegret Lindqvist");
    }
    let shown = desk.show_card(card.card_id).await.unwrap();
    assert_eq!(shown.redemptions.len(), 6, "every visit is a line of the ledger");
    assert_eq!((shown.redemptions[0].number, shown.redemptions[5].number), (6, 1));
}

#[tokio::test]
async fn d1_the_last_entry_is_amber_and_after_it_nothing_is_redeemed() {
    let desk = testing::desk().await;
    let card = card_of(&desk, "fährmann").await;
    assert_eq!((card.left, card.status.as_str()), (1, "offer"));
    let last = check_in(&desk, &card.code).await;
    assert_eq!((last.verdict, last.reason.as_str()), (CheckInVerdict::Amber, "last_entry"));
    let entries = desk.verify_journal().await.unwrap().entries;
    let refused = check_in(&desk, &card.code).await;
    assert_eq!((refused.verdict, refused.reason.as_str()), (CheckInVerdict::Red, "used_up"));
    assert_eq!((refused.redemption_id, refused.card.unwrap().left), (None, 0));
    let by_person = check_in(&desk, &card.contact_id).await;
    assert_eq!(by_person.reason, "used_up", "the card says why, not that there is none");
    assert_eq!(desk.verify_journal().await.unwrap().entries, entries, "nothing was recorded");
}

#[tokio::test]
async fn d1_an_expired_card_is_red_on_the_day_after_its_last() {
    let desk = testing::desk().await;
    let card = card_of(&desk, "lindqvist").await;
    let last_day = card.expires_on.unwrap();
    desk.clock.set(format!("{last_day}T21:59:00Z").parse().unwrap());
    let soon = check_in(&desk, &card.code).await;
    assert_eq!((soon.verdict, soon.reason.as_str()), (CheckInVerdict::Amber, "expiring"));
    desk.clock.advance(TimeDelta::days(1));
    let over = check_in(&desk, &card.code).await;
    assert_eq!((over.verdict, over.reason.as_str()), (CheckInVerdict::Red, "expired"));
}

#[tokio::test]
async fn d1_several_cards_are_shown_and_none_is_used_before_one_is_chosen() {
    let desk = testing::desk().await;
    let card = card_of(&desk, "lindqvist").await;
    let lines = [("5er-Karte Yoga", 1000)];
    let sale = cart(&desk, &lines, Some(&card.contact_id), &[pay("card", 70_00)]).await;
    let second = desk.sell(sale).await.unwrap().cards.remove(0);
    let asked = check_in(&desk, &card.contact_id).await;
    assert_eq!((asked.verdict, asked.reason.as_str()), (CheckInVerdict::Red, "several_cards"));
    assert_eq!((asked.cards.len(), asked.redemption_id), (2, None));
    let chosen = check_in(&desk, &second).await;
    assert_eq!(chosen.card.unwrap().left, 4);
}

#[tokio::test]
async fn who_has_no_card_and_what_is_no_card_are_red() {
    let desk = testing::desk().await;
    let found = desk.find_candidates("weidlich".to_owned()).await.unwrap();
    let no_card = check_in(&desk, &found[0].contact_id).await;
    assert_eq!((no_card.reason.as_str(), no_card.name.as_str()), ("no_card", "Bruno Weidlich"));
    let unknown = check_in(&desk, "K-999999").await;
    assert_eq!((unknown.reason.as_str(), unknown.name.as_str()), ("unknown_code", "K-999999"));
}

/// A visit recorded by another desk, as the platform brings it.
fn visit_elsewhere(held: &HeldCard, seq: i64, at: DateTime<Utc>) -> Change {
    let redemption_id = RedemptionId(uuid::Uuid::from_u128(7_000 + seq as u128));
    let device_id = DeviceId(uuid::Uuid::from_u128(99));
    let body = RedemptionBody {
        redemption_id,
        punch_card_id: held.card.punch_card_id,
        contact_id: held.card.contact_id,
        kind: RedemptionKind::Used,
        takes_back: None,
        reason: String::new(),
        at,
        recorded_on: berlin_day(at),
        actor_id: uuid::Uuid::from_u128(5).into(),
        register_id: uuid::Uuid::from_u128(6).into(),
        gv_typ: "EinzweckgutscheinEinloesung".to_owned(),
        value_cents: held.card.entry_value_cents,
        currency: held.card.currency,
        is_training: false,
    };
    Change {
        seq,
        op: "check_in".to_owned(),
        entity: Entity::Redemption.name().to_owned(),
        entity_id: redemption_id.0,
        at: to_micros(at),
        actor_id: body.actor_id,
        device_id: Some(device_id),
        epoch: 1,
        dseq: seq,
        hash: String::new(),
        body: mojo_protocol::canonical(&body).unwrap(),
    }
}

async fn pull(desk: &Desk, changes: &[Change]) {
    let mut tx = desk.transact(Op::Sync).await.unwrap();
    sync_state::apply_page(&mut tx, changes, "c").await.unwrap();
    desk.commit(tx, Op::Sync).await.unwrap();
}

#[tokio::test]
async fn d1_two_desks_use_the_last_entry_both_visits_stand_and_the_card_shows_minus_one() {
    let desk = testing::desk().await;
    let card = card_of(&desk, "fährmann").await;
    let id = card.card_id.parse().unwrap();
    let held = cards::find(&mut desk.reader().await.unwrap(), id).await.unwrap().unwrap();
    let here = check_in(&desk, &card.code).await.redemption_id.unwrap();
    let there = visit_elsewhere(&held, 1, desk.now());
    pull(&desk, std::slice::from_ref(&there)).await;
    let shown = desk.show_card(card.card_id.clone()).await.unwrap();
    assert_eq!((shown.row.left, shown.row.status.as_str()), (-1, "overdrawn"));
    assert_eq!(shown.redemptions.len(), 11, "nothing is dropped");
    let again = Change { seq: 2, ..there };
    pull(&desk, &[again]).await;
    assert_eq!(desk.show_card(card.card_id.clone()).await.unwrap(), shown, "twice counts once");
    let undo = UndoRequest { redemption_id: here, reason: "Versehen".to_owned() };
    assert_eq!(desk.undo_check_in(undo).await.unwrap().left, 0);
}

#[tokio::test]
async fn d4_after_a_quarter_of_an_hour_without_news_a_last_entry_is_unconfirmed() {
    let desk = testing::desk().await;
    let ole = card_of(&desk, "fährmann").await;
    let other = card_of(&desk, "lindqvist").await;
    let id = other.card_id.parse().unwrap();
    let held = cards::find(&mut desk.reader().await.unwrap(), id).await.unwrap().unwrap();
    pull(&desk, &[visit_elsewhere(&held, 1, desk.now())]).await;
    let mut tx = desk.transact(Op::Sync).await.unwrap();
    mojo_store::device::enrol(&mut tx, "Empfang 1", "A").await.unwrap();
    sync_state::finish(&mut tx, None).await.unwrap();
    desk.commit(tx, Op::Sync).await.unwrap();
    let fresh = check_in(&desk, &ole.code).await;
    assert_eq!(fresh.reason, "last_entry");
    let undo = UndoRequest { redemption_id: fresh.redemption_id.unwrap(), reason: String::new() };
    desk.undo_check_in(undo).await.unwrap();
    desk.clock.advance(TimeDelta::minutes(16));
    let stale = check_in(&desk, &ole.code).await;
    assert_eq!(stale.reason, "unconfirmed_last_entry");
    assert_eq!(stale.verdict, CheckInVerdict::Amber);
}

#[tokio::test]
async fn d1_the_case_shows_both_visits_and_goes_when_one_is_taken_back() {
    let desk = testing::desk().await;
    let card = card_of(&desk, "fährmann").await;
    let id = card.card_id.parse().unwrap();
    let held = cards::find(&mut desk.reader().await.unwrap(), id).await.unwrap().unwrap();
    let here = check_in(&desk, &card.code).await.redemption_id.unwrap();
    let there = visit_elsewhere(&held, 1, desk.now() - TimeDelta::hours(1));
    let case = CaseBody {
        case_id: uuid::Uuid::from_u128(8).into(),
        kind: CaseKind::CardOverdraft,
        contact_id: Some(held.card.contact_id),
        punch_card_id: Some(id),
        facts: [here.parse().unwrap(), there.entity_id]
            .map(|id| FactRef { entity: "redemption".to_owned(), id, written: None })
            .into(),
        opened_at: desk.now(),
        details: String::new(),
    };
    let opened = Change {
        seq: 2,
        op: "open_case".to_owned(),
        entity: Entity::Case.name().to_owned(),
        entity_id: case.case_id.0,
        device_id: None,
        body: mojo_protocol::canonical(&case).unwrap(),
        ..there.clone()
    };
    pull(&desk, &[there, opened]).await;
    let found = desk.list_cases().await.unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].kind.as_str(), found[0].left), ("card_overdraft", Some(-1)));
    assert_eq!(found[0].contact_name, "Ole Fährmann");
    let sides = &found[0].sides;
    assert_eq!((sides[0].device.as_str(), sides[0].actor.as_str()), ("Empfang 1", "Mira Tannhoff"));
    assert!(sides[1].offline, "an hour passed before it came here");
    assert_eq!(sides[1].label, "10er-Karte Rückenschule");
    let due = desk.reception().await.unwrap().due;
    assert_eq!((due[0].kind.as_str(), due[0].title.as_str()), ("case", "Ole Fährmann"));
    let undo = UndoRequest { redemption_id: here, reason: "Versehen".to_owned() };
    desk.undo_check_in(undo).await.unwrap();
    assert_eq!(desk.list_cases().await.unwrap(), []);
}
