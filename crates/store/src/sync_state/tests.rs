mod clamped;
mod reread;

use mojo_domain::Hlc;
use mojo_protocol::facts::{CaseBody, CaseKind, FactRef};
use mojo_protocol::{CardBody, CardField, ClampedEdit, Entity, RecordVerdict, Verdict};
use serde_json::{Value, json};
use uuid::Uuid;

use super::*;
use crate::checkin::cases;
use crate::testing::{Bench, REGISTER, change, sale};
use crate::{cards, device, journal, outbox, pos};

async fn is_known(bench: &Bench, no: u128) -> bool {
    let mut reader = bench.store.reader().await.unwrap();
    let number = format!("KB-2026-A-{no:06}");
    pos::sales::find_by_number(&mut reader, &number).await.unwrap().is_some()
}

#[tokio::test]
async fn a_body_that_cannot_be_read_holds_up_nothing_and_is_taken_up_later() {
    let bench = Bench::new().await;
    let (first, last) = (sale(1, REGISTER, 1190), sale(3, REGISTER, 1190));
    let broken = json!({"from": "the future"});
    let mut unknown = change(4, Entity::Sale, Uuid::from_u128(4), &sale(4, REGISTER, 1190));
    unknown.entity = "seance".to_owned();
    let page = [
        change(1, Entity::Sale, first.sale_id.0, &first),
        change(2, Entity::Sale, Uuid::from_u128(2), &broken),
        change(3, Entity::Sale, last.sale_id.0, &last),
        unknown,
    ];
    let mut tx = bench.begin().await;
    apply_page(&mut tx, &page, "next").await.unwrap();
    tx.commit().await.unwrap();
    assert!(is_known(&bench, 1).await && is_known(&bench, 3).await);
    let state = find(&mut bench.store.reader().await.unwrap()).await.unwrap();
    assert_eq!(state.cursor, "next");

    // The upgrade knows the kind; the broken one stays where it is.
    bench.sql("UPDATE pulled SET entity = 'sale' WHERE entity = 'seance'").await.unwrap();
    let mut tx = bench.begin().await;
    assert_eq!(replay_unknown(&mut tx).await.unwrap(), 1);
    tx.commit().await.unwrap();
    assert!(is_known(&bench, 4).await);
    let mut tx = bench.begin().await;
    assert_eq!(replay_unknown(&mut tx).await.unwrap(), 0, "once");
}

/// The platform is newer than this desk and opens a case of a kind that is not known here.
#[tokio::test]
async fn a_case_of_an_unknown_kind_holds_up_nothing_and_is_shown_after_the_upgrade() {
    let bench = Bench::new().await;
    let case_id = Uuid::from_u128(8);
    let sides = [2, 3].map(|no| FactRef {
        entity: "sale".to_owned(),
        id: Uuid::from_u128(no),
        written: None,
    });
    let case = CaseBody {
        case_id: case_id.into(),
        kind: CaseKind::DoubleStorno,
        contact_id: None,
        punch_card_id: None,
        facts: sides.to_vec(),
        opened_at: crate::testing::now(),
        details: "KB-2026-A-000001".to_owned(),
    };
    let mut newer = json!(case);
    newer["kind"] = json!("of_a_newer_program");
    let (first, last) = (sale(1, REGISTER, 1190), sale(3, REGISTER, 1190));
    let page = [
        change(1, Entity::Sale, first.sale_id.0, &first),
        change(2, Entity::Case, case_id, &newer),
        change(3, Entity::Sale, last.sale_id.0, &last),
    ];
    let mut tx = bench.begin().await;
    apply_page(&mut tx, &page, "next").await.unwrap();
    assert_eq!(replay_unknown(&mut tx).await.unwrap(), 0, "still not known");
    tx.commit().await.unwrap();
    assert!(is_known(&bench, 1).await && is_known(&bench, 3).await);
    let mut reader = bench.store.reader().await.unwrap();
    assert_eq!(find(&mut reader).await.unwrap().cursor, "next");
    assert_eq!(cases::count_open(&mut reader).await.unwrap(), 0);
    drop(reader);

    // The upgrade knows the kind.
    let known = "UPDATE pulled SET body = replace(body, 'of_a_newer_program', 'double_storno')";
    bench.sql(known).await.unwrap();
    let mut tx = bench.begin().await;
    assert_eq!(replay_unknown(&mut tx).await.unwrap(), 1);
    tx.commit().await.unwrap();
    let mut reader = bench.store.reader().await.unwrap();
    let open = cases::list(&mut reader, cases::CaseFilter::Open, 10).await.unwrap();
    assert_eq!(open.len(), 1);
    assert_eq!((open[0].kind, open[0].details.as_str()), (case.kind, "KB-2026-A-000001"));
    assert_eq!(cases::list_sides(&mut reader, case.case_id).await.unwrap().len(), 2);
}

/// A clone was faster and sent under the name that both still bear: what it did is news here.
#[tokio::test]
async fn what_a_copy_did_under_our_name_is_applied_before_either_is_noticed() {
    let bench = Bench::new().await;
    let sold = sale(1, REGISTER, 1190);
    let mut copied = change(1, Entity::Sale, sold.sale_id.0, &sold);
    let mut tx = bench.begin().await;
    copied.device_id = Some(tx.device_id());
    copied.hash = "of the copy's chain".to_owned();
    apply_page(&mut tx, &[copied], "next").await.unwrap();
    tx.commit().await.unwrap();
    assert!(is_known(&bench, 1).await);
}

/// The same with an edit: it is merged as somebody else's, and leaves the own entry of that place alone.
#[tokio::test]
async fn an_edit_of_a_copy_is_merged_and_does_not_move_what_was_written_here() {
    let bench = Bench::new().await;
    edit(&bench, "phone", "1").await;
    let mut copied = change(1, Entity::Practice, CARD, &phone("9", hlc_minutes_before(60)));
    let mut tx = bench.begin().await;
    copied.device_id = Some(tx.device_id());
    copied.dseq = 1;
    copied.hash = "of the copy's chain".to_owned();
    let before = cards::load(tx.connection(), Entity::Practice, &[CARD]).await.unwrap();
    apply_page(&mut tx, &[copied], "next").await.unwrap();
    let after = cards::load(tx.connection(), Entity::Practice, &[CARD]).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(after[&CARD]["phone"].stamp, before[&CARD]["phone"].stamp);
    assert_eq!(value(&bench, "phone").await, Some(json!("1")), "the later one stands");
    bench.pull(2, Entity::Practice, CARD, &phone("5", hlc_minutes_before(30))).await;
    assert_eq!(value(&bench, "phone").await, Some(json!("1")));
}

#[tokio::test]
async fn d2_a_new_epoch_takes_over_what_has_no_verdict_and_both_chains_hold() {
    let bench = Bench::new().await;
    for no in 1..=5 {
        let sale = sale(no, REGISTER, 1190);
        bench.record(Entity::Sale, sale.sale_id.0, &sale).await;
    }
    let verdict = |dseq| RecordVerdict { dseq, verdict: Verdict::Applied { seq: dseq } };
    let mut tx = bench.begin().await;
    outbox::settle(&mut tx, 1, &[verdict(1), verdict(2)]).await.unwrap();
    tx.commit().await.unwrap();

    let new_id = Uuid::from_u128(77).into();
    let mut new = device::NewIdentity {
        former: Uuid::from_u128(1).into(),
        device_id: new_id,
        number_code: "7K3QX",
        reason: "restored",
    };
    assert_eq!(bench.store.begin_epoch(new).await.unwrap(), 3);
    // Another process that noticed the same is too late and changes nothing.
    new.device_id = Uuid::from_u128(78).into();
    assert_eq!(bench.store.begin_epoch(new).await.unwrap(), 3);
    let mut reader = bench.store.reader().await.unwrap();
    let own = device::find(&mut reader).await.unwrap().unwrap();
    assert_eq!((own.device_id, own.epoch, own.is_enrolled), (new_id, 2, false));
    assert_eq!((own.number_code.as_str(), own.head_dseq), ("7K3QX", 3));
    assert_eq!(outbox::count(&mut reader).await.unwrap(), 3);
    assert_eq!(outbox::settled_dseq(&mut reader, 2, 3).await.unwrap(), 0);
    let old = journal::list(&mut reader, 1, 2, 10).await.unwrap();
    let new = journal::list(&mut reader, 2, 0, 10).await.unwrap();
    for (old, new) in old.iter().zip(&new) {
        assert_eq!((&old.body, &old.salt, old.at), (&new.body, &new.salt, new.at));
        assert_ne!(old.hash, new.hash);
    }
    let walked = journal::verify(&mut reader).await.unwrap();
    assert_eq!((walked.entries, walked.breaks), (8, Vec::new()));
    drop(reader);
    let next = sale(6, REGISTER, 1190);
    bench.record(Entity::Sale, next.sale_id.0, &next).await;
    let mut reader = bench.store.reader().await.unwrap();
    assert!(journal::verify(&mut reader).await.unwrap().breaks.is_empty());
}

const CARD: Uuid = Uuid::from_u128(500);

async fn edit(bench: &Bench, name: &str, value: &str) {
    let mut tx = bench.begin().await;
    let fields = [(name.to_owned(), json!(value))].into();
    tx.edit_card(Entity::Practice, CARD, fields).await.unwrap();
    tx.commit().await.unwrap();
}

async fn reject(bench: &Bench, dseq: i64) {
    let verdict = Verdict::Rejected { code: "forbidden".to_owned(), message: String::new() };
    let mut tx = bench.begin().await;
    outbox::settle(&mut tx, 1, &[RecordVerdict { dseq, verdict }]).await.unwrap();
    tx.commit().await.unwrap();
}

async fn duplicate(bench: &Bench, dseq: i64) {
    let duplicate = RecordVerdict { dseq, verdict: Verdict::Duplicate { seq: 9 } };
    let mut tx = bench.begin().await;
    outbox::settle(&mut tx, 1, &[duplicate]).await.unwrap();
    tx.commit().await.unwrap();
}

async fn value(bench: &Bench, name: &str) -> Option<Value> {
    let mut reader = bench.store.reader().await.unwrap();
    cards::find(&mut reader, Entity::Practice, CARD).await.unwrap()?.remove(name)
}

#[tokio::test]
async fn a_rejected_edit_is_undone_where_nothing_later_was_written() {
    let bench = Bench::new().await;
    edit(&bench, "phone", "1").await;
    edit(&bench, "phone", "2").await;
    edit(&bench, "phone", "3").await;
    edit(&bench, "email", "a@b.example").await;
    reject(&bench, 2).await;
    assert_eq!(value(&bench, "phone").await, Some(json!("3")), "a later edit stands");
    reject(&bench, 3).await;
    assert_eq!(value(&bench, "phone").await, Some(json!("1")), "not the one that was undone");
    reject(&bench, 4).await;
    assert_eq!(value(&bench, "email").await, None);
}

#[tokio::test]
async fn a_rejected_edit_takes_nothing_from_what_others_wrote_later() {
    let bench = Bench::new().await;
    edit(&bench, "phone", "1").await;
    edit(&bench, "phone", "2").await;
    let field = CardField { value: json!("9"), hlc: Hlc(i64::MAX), ..CardField::default() };
    let fields = [("phone".to_owned(), field)].into();
    let body = CardBody { fields, ..CardBody::default() };
    bench.pull(1, Entity::Practice, CARD, &body).await;
    reject(&bench, 2).await;
    assert_eq!(value(&bench, "phone").await, Some(json!("9")));
}

#[tokio::test]
async fn rejected_edits_of_many_cards_at_once_are_undone_each() {
    let bench = Bench::new().await;
    edit(&bench, "phone", "1").await;
    let other = Uuid::from_u128(78);
    let fields = |phone: &str| [("phone".to_owned(), json!(phone))].into();
    let mut tx = bench.begin().await;
    // A card that is new, and one whose number is replaced.
    let edits = vec![(other, fields("8")), (CARD, fields("2"))];
    tx.edit_cards(Entity::Practice, edits).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(value(&bench, "phone").await, Some(json!("2")));
    reject(&bench, 3).await;
    assert_eq!(value(&bench, "phone").await, Some(json!("1")), "as it was before");
    let mut reader = bench.store.reader().await.unwrap();
    let new = cards::find(&mut reader, Entity::Practice, other).await.unwrap().unwrap();
    assert_eq!(new["phone"], json!("8"), "the other edit stands");
}

fn hlc_minutes_before(minutes: i64) -> Hlc {
    Hlc((crate::testing::now().timestamp_millis() - minutes * 60_000) << 16)
}

fn phone(number: &str, hlc: Hlc) -> CardBody {
    let field = CardField { value: json!(number), hlc, ..CardField::default() };
    CardBody { fields: [("phone".to_owned(), field)].into(), ..CardBody::default() }
}

/// Who the bench becomes when it turns out to be a copy.
fn copy() -> device::NewIdentity<'static> {
    device::NewIdentity {
        former: Uuid::from_u128(1).into(),
        device_id: Uuid::from_u128(77).into(),
        number_code: "7K3QX",
        reason: "cloned",
    }
}

/// The hash of the first entry of the bench's journal.
async fn hash_of_first(bench: &Bench) -> String {
    let mut reader = bench.store.reader().await.unwrap();
    journal::find_hash(&mut reader, 1, 1).await.unwrap().unwrap()
}

async fn pull_own(bench: &Bench, seq: i64, device: u128, body: &CardBody) {
    let mut own = change(seq, Entity::Practice, CARD, body);
    own.device_id = Some(Uuid::from_u128(device).into());
    own.dseq = 1;
    own.hash = hash_of_first(bench).await;
    let mut tx = bench.begin().await;
    apply_page(&mut tx, &[own], "c").await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn an_edit_is_later_than_what_it_replaces_by_a_clock_that_is_behind() {
    let bench = Bench::new().await;
    bench.pull(1, Entity::Practice, CARD, &phone("9", hlc_minutes_before(-24 * 60))).await;
    edit(&bench, "phone", "2").await;
    assert_eq!(value(&bench, "phone").await, Some(json!("2")));
}

#[tokio::test]
async fn edits_that_go_over_into_a_new_epoch_bear_the_new_device() {
    let bench = Bench::new().await;
    edit(&bench, "phone", "1").await;
    bench.store.begin_epoch(copy()).await.unwrap();
    let mut tx = bench.begin().await;
    let cards = crate::cards::load(tx.connection(), Entity::Practice, &[CARD]).await.unwrap();
    assert_eq!(cards[&CARD]["phone"].stamp.device_id, Uuid::from_u128(77).into());
}

/// The platform was restored, got it again, and who was signed in then may write it.
#[tokio::test]
async fn a_rejected_edit_that_stands_after_all_is_applied_here_too() {
    let bench = Bench::new().await;
    bench.pull(1, Entity::Practice, CARD, &phone("0", hlc_minutes_before(90))).await;
    edit(&bench, "phone", "1").await;
    let mut reader = bench.store.reader().await.unwrap();
    let body = journal::list(&mut reader, 1, 0, 1).await.unwrap()[0].body.clone();
    drop(reader);
    reject(&bench, 1).await;
    assert_eq!(value(&bench, "phone").await, Some(json!("0")));
    pull_own(&bench, 2, 1, &serde_json::from_str(&body).unwrap()).await;
    assert_eq!(value(&bench, "phone").await, Some(json!("1")), "as at every other desk");
}

/// The same, and the platform's first answer was lost: the second says that it is a duplicate.
#[tokio::test]
async fn a_rejected_edit_that_is_a_duplicate_now_is_applied_when_it_comes_back() {
    let bench = Bench::new().await;
    bench.pull(1, Entity::Practice, CARD, &phone("0", hlc_minutes_before(90))).await;
    edit(&bench, "phone", "1").await;
    let mut reader = bench.store.reader().await.unwrap();
    let body = journal::list(&mut reader, 1, 0, 1).await.unwrap()[0].body.clone();
    drop(reader);
    reject(&bench, 1).await;
    duplicate(&bench, 1).await;
    reject(&bench, 1).await;
    duplicate(&bench, 1).await;
    assert_eq!(value(&bench, "phone").await, Some(json!("0")), "undone until it comes back");
    pull_own(&bench, 2, 1, &serde_json::from_str(&body).unwrap()).await;
    assert_eq!(value(&bench, "phone").await, Some(json!("1")), "as at every other desk");
}

/// The platform was restored, a copy of this desk brought the edit in a name that may write it, and only
/// then this desk sent it again.
#[tokio::test]
async fn a_rejected_edit_that_a_copy_brought_is_rejected_no_more() {
    let bench = Bench::new().await;
    bench.pull(1, Entity::Practice, CARD, &phone("0", hlc_minutes_before(90))).await;
    edit(&bench, "phone", "1").await;
    reject(&bench, 1).await;
    duplicate(&bench, 1).await;
    let mut reader = bench.store.reader().await.unwrap();
    assert_eq!(outbox::count_rejected(&mut reader).await.unwrap(), 0);
}

/// A newer desk wrote a field, and a member of a value, that are not known here.
#[tokio::test]
async fn an_edit_leaves_what_is_not_known_here_and_so_does_its_undoing() {
    let bench = Bench::new().await;
    let hlc = hlc_minutes_before(30);
    let field = |value: Value| CardField { value, hlc, ..CardField::default() };
    let fields = [
        ("address".to_owned(), field(json!({ "city": "Ulm", "floor": 3 }))),
        ("fax".to_owned(), field(json!({ "number": "12" }))),
    ];
    let body = CardBody { fields: fields.into(), ..CardBody::default() };
    bench.pull(1, Entity::Practice, CARD, &body).await;
    let mut tx = bench.begin().await;
    let fields = [("address".to_owned(), json!({ "city": "Jena" }))].into();
    tx.edit_card(Entity::Practice, CARD, fields).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(value(&bench, "address").await, Some(json!({ "city": "Jena", "floor": 3 })));
    reject(&bench, 1).await;
    assert_eq!(value(&bench, "address").await, Some(json!({ "city": "Ulm", "floor": 3 })));
    assert_eq!(value(&bench, "fax").await, Some(json!({ "number": "12" })));
}

#[tokio::test]
async fn an_edit_that_arrived_while_a_later_one_waited_comes_back_when_that_is_rejected() {
    let bench = Bench::new().await;
    edit(&bench, "phone", "1").await;
    edit(&bench, "phone", "2").await;
    let between = Hlc((crate::testing::now().timestamp_millis() << 16) + 1);
    let mut other = change(1, Entity::Practice, CARD, &phone("15", between));
    // Later than the first edit, earlier than the second: by its value.
    other.device_id = Some(Uuid::from_u128(0).into());
    let mut tx = bench.begin().await;
    apply_page(&mut tx, &[other], "c").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(value(&bench, "phone").await, Some(json!("2")));
    reject(&bench, 2).await;
    assert_eq!(value(&bench, "phone").await, Some(json!("15")), "as at every other desk");
}
