//! The order is read anew, after the platform was put back.

use std::collections::BTreeSet;

use mojo_domain::{CommissionEntryId, Currency, Month, TenantId};
use mojo_protocol::facts::{
    CommissionBasisBody, CommissionEntryBody, CommissionForfeitureBody, CommissionPayoutBody,
};

use super::*;
use crate::commissions::{
    list_entry_sums, list_forfeiture_sums, list_forfeitures, list_payout_sums, list_payouts,
};
use crate::sync_state::reread::FORGET_COMPUTED;

fn case(no: u128, details: &str) -> CaseBody {
    CaseBody {
        case_id: Uuid::from_u128(no).into(),
        kind: CaseKind::TotalMismatch,
        contact_id: None,
        punch_card_id: None,
        facts: Vec::new(),
        opened_at: crate::testing::now(),
        details: details.to_owned(),
    }
}

async fn shown_cases(bench: &Bench) -> Vec<String> {
    let mut reader = bench.store.reader().await.unwrap();
    let query = sqlx::query_as("SELECT details FROM cases ORDER BY case_id");
    let rows: Vec<(String,)> = query.fetch_all(reader.connection()).await.unwrap();
    rows.into_iter().map(|(details,)| details).collect()
}

/// A platform that was put back computes anew; whoever loses the network meanwhile still reads what
/// was.
#[tokio::test]
async fn what_the_platform_computes_is_taken_from_its_new_order_once_that_was_read() {
    let bench = Bench::new().await;
    bench.pull(1, Entity::Case, Uuid::from_u128(1), &case(1, "a")).await;
    bench.pull(2, Entity::Case, Uuid::from_u128(2), &case(2, "lost")).await;
    let mut tx = bench.begin().await;
    rewind(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(shown_cases(&bench).await, ["a", "lost"], "until the order was read");

    bench.pull(1, Entity::Case, Uuid::from_u128(1), &case(1, "anew")).await;
    let mut tx = bench.begin().await;
    assert_eq!(finish_rereading(&mut tx).await.unwrap(), 0);
    tx.commit().await.unwrap();
    assert_eq!(shown_cases(&bench).await, ["anew"]);
}

/// The platform that had received it was put back, and received it again: it counts by the later time,
/// and the list of prices names it once.
#[tokio::test]
async fn a_price_that_was_received_twice_is_listed_once() {
    let bench = Bench::new().await;
    let product = Uuid::from_u128(79);
    let price = |hlc: Hlc| {
        let field = CardField { value: json!(4275), hlc, ..CardField::default() };
        let fields = [("price_cents".to_owned(), field)].into();
        CardBody { fields, ..CardBody::default() }
    };
    let (first, second) = (hlc_minutes_before(90), hlc_minutes_before(60));
    bench.pull(1, Entity::Product, product, &price(first)).await;
    assert_eq!(prices(&bench, product).await, [first.millis()]);
    let mut tx = bench.begin().await;
    rewind(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(prices(&bench, product).await, [first.millis()], "until the order was read");
    bench.pull(1, Entity::Product, product, &price(second)).await;
    for _ in 0..2 {
        let mut tx = bench.begin().await;
        finish_rereading(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(prices(&bench, product).await, [second.millis()]);
        let mut tx = bench.begin().await;
        rewind(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        bench.pull(1, Entity::Product, product, &price(second)).await;
    }
}

/// The same at a copy of the desk that wrote the price.
#[tokio::test]
async fn a_price_that_a_former_identity_wrote_is_listed_once() {
    let bench = Bench::new().await;
    let product = Uuid::from_u128(79);
    let mut tx = bench.begin().await;
    let fields = [("price_cents".to_owned(), json!(4275))].into();
    tx.edit_card(Entity::Product, product, fields).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = bench.begin().await;
    let applied = RecordVerdict { dseq: 1, verdict: Verdict::Applied { seq: 1 } };
    outbox::settle(&mut tx, 1, &[applied]).await.unwrap();
    tx.commit().await.unwrap();
    bench.store.begin_epoch(copy()).await.unwrap();
    let mut reader = bench.store.reader().await.unwrap();
    let entry = journal::list(&mut reader, 1, 0, 1).await.unwrap().remove(0);
    drop(reader);
    let body: CardBody = serde_json::from_str(&entry.body).unwrap();
    for minutes in [90, 60] {
        let counted = body.clone().as_received(hlc_minutes_before(minutes).millis() * 1000, 1);
        let mut sent = change(1, Entity::Product, product, &counted);
        sent.device_id = Some(Uuid::from_u128(1).into());
        sent.hash = entry.hash.clone();
        let mut tx = bench.begin().await;
        rewind(&mut tx).await.unwrap();
        apply_page(&mut tx, &[sent], "c").await.unwrap();
        finish_rereading(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(prices(&bench, product).await.len(), 1, "{minutes}");
    }
}

async fn stands(bench: &Bench, dseq: i64) {
    let applied = RecordVerdict { dseq, verdict: Verdict::Applied { seq: dseq } };
    let mut tx = bench.begin().await;
    outbox::settle(&mut tx, 1, &[applied]).await.unwrap();
    tx.commit().await.unwrap();
}

async fn put_back(bench: &Bench) {
    let mut tx = bench.begin().await;
    rewind(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
}

/// The platform forgot edits that stood, got them again in the name of somebody who may not make them,
/// and rejects them: what they replaced is no more remembered by then.
#[tokio::test]
async fn edits_that_stood_and_are_rejected_give_way_to_what_the_new_order_says() {
    let bench = Bench::new().await;
    let of_another = phone("0", hlc_minutes_before(90));
    bench.pull(1, Entity::Practice, CARD, &of_another).await;
    for (dseq, number) in [(1, "1"), (2, "2")] {
        edit(&bench, "phone", number).await;
        stands(&bench, dseq).await;
    }
    put_back(&bench).await;
    reject(&bench, 1).await;
    reject(&bench, 2).await;
    bench.pull(1, Entity::Practice, CARD, &of_another).await;
    assert_eq!(value(&bench, "phone").await, Some(json!("0")));
}

/// Of the own edits the order brings none again.
#[tokio::test]
async fn an_edit_that_stood_and_is_rejected_gives_way_to_the_own_one_before() {
    let bench = Bench::new().await;
    let of_another = phone("0", hlc_minutes_before(90));
    bench.pull(1, Entity::Practice, CARD, &of_another).await;
    for (dseq, number) in [(1, "1"), (2, "2"), (3, "3")] {
        edit(&bench, "phone", number).await;
        stands(&bench, dseq).await;
    }
    put_back(&bench).await;
    reject(&bench, 2).await;
    assert_eq!(value(&bench, "phone").await, Some(json!("3")), "a later edit stands");
    reject(&bench, 3).await;
    bench.pull(1, Entity::Practice, CARD, &of_another).await;
    assert_eq!(value(&bench, "phone").await, Some(json!("1")), "not the one that was undone");
}

/// The card bears the reading that counted, the journal that of the clock.
#[tokio::test]
async fn an_edit_whose_clock_ran_ahead_stood_and_is_rejected() {
    let bench = Bench::new().await;
    let of_another = phone("0", hlc_minutes_before(90));
    bench.pull(1, Entity::Practice, CARD, &of_another).await;
    edit(&bench, "phone", "1").await;
    let received_at = to_micros(crate::testing::now()) - 3_600_000_000;
    let mut tx = bench.begin().await;
    let clamped = ClampedEdit { dseq: 1, received_at };
    outbox::settle_clamped(&mut tx, 1, &[clamped]).await.unwrap();
    tx.commit().await.unwrap();
    stands(&bench, 1).await;
    put_back(&bench).await;
    reject(&bench, 1).await;
    bench.pull(1, Entity::Practice, CARD, &of_another).await;
    assert_eq!(value(&bench, "phone").await, Some(json!("0")));
}

async fn prices(bench: &Bench, product: Uuid) -> Vec<i64> {
    let mut reader = bench.store.reader().await.unwrap();
    let points = crate::cards::list_prices(&mut reader, product.into()).await.unwrap();
    points.iter().map(|point| point.since.timestamp_millis()).collect()
}

const RECIPIENT: TenantId = TenantId(Uuid::from_u128(2));

fn entry_id(no: u128) -> CommissionEntryId {
    CommissionEntryId(Uuid::from_u128(0xE00 + no))
}

fn entry(no: u128, amount_cents: i64) -> CommissionEntryBody {
    CommissionEntryBody {
        commission_entry_id: entry_id(no),
        order_number: format!("B-{no}"),
        line: "1".to_owned(),
        ordered_at: crate::testing::now(),
        product_name: "Faszienkurs".to_owned(),
        customer: "K-1".to_owned(),
        commission_type: "affiliate_first".to_owned(),
        recipient: RECIPIENT,
        percent: "20".to_owned(),
        base_cents: amount_cents * 5,
        amount_cents,
        currency: Currency::EUR,
        settled_as: "payout".to_owned(),
        reasons: Vec::new(),
        rule_version: "2026-1".to_owned(),
        basis: CommissionBasisBody {
            is_platform_product: true,
            commission_eligible: true,
            via_connect: true,
            is_renewal: false,
            is_first_purchase: true,
            seller: RECIPIENT,
            buyer_tenant: None,
            billing_country: None,
            agreement: None,
            attribution: None,
            deactivated: Vec::new(),
            gross_cents: amount_cents * 6,
            vat_rate_bp: 1900,
        },
    }
}

async fn pull_entry(bench: &Bench, seq: i64, body: &CommissionEntryBody) {
    bench.pull(seq, Entity::CommissionEntry, body.commission_entry_id.0, body).await;
}

async fn pull_forfeiture(bench: &Bench, seq: i64, no: u128, amount_cents: i64) {
    let body = CommissionForfeitureBody {
        commission_entry_id: entry_id(no),
        recipient: RECIPIENT,
        at: crate::testing::now(),
        amount_cents,
        currency: Currency::EUR,
        reason: "deactivated".to_owned(),
    };
    let id = Uuid::from_u128(0xF00 + no);
    bench.pull(seq, Entity::CommissionForfeiture, id, &body).await;
}

async fn pull_payout(bench: &Bench, seq: i64, no: u128, kind: &str, amount_cents: i64) {
    let body = CommissionPayoutBody {
        recipient: RECIPIENT,
        at: crate::testing::now(),
        amount_cents,
        currency: Currency::EUR,
        kind: kind.to_owned(),
        entries: Vec::new(),
        clawback_cents: 0,
        vat_cents: 0,
    };
    bench.pull(seq, Entity::CommissionPayout, Uuid::from_u128(0xA00 + no), &body).await;
}

async fn finish_reading(bench: &Bench) {
    let mut tx = bench.begin().await;
    finish_rereading(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
}

/// Entry and cents of each forfeiture.
async fn forfeited(bench: &Bench) -> Vec<(CommissionEntryId, i64)> {
    let mut reader = bench.store.reader().await.unwrap();
    let listed = list_forfeitures(&mut reader).await.unwrap();
    let sums = list_forfeiture_sums(&mut reader).await.unwrap();
    let sum: i64 = listed.iter().map(|one| one.amount_cents).sum();
    assert_eq!(sums.iter().map(|one| one.amount_cents).sum::<i64>(), sum);
    listed.into_iter().map(|one| (one.commission_entry_id, one.amount_cents)).collect()
}

/// Kind and cents of each payout.
async fn paid(bench: &Bench) -> Vec<(String, i64)> {
    let mut reader = bench.store.reader().await.unwrap();
    let month: Month = "2026-11".parse().unwrap();
    let listed = list_payouts(&mut reader, month).await.unwrap();
    let sums = list_payout_sums(&mut reader).await.unwrap();
    let sum: i64 = listed.iter().map(|one| one.amount_cents).sum();
    assert_eq!(sums.iter().map(|one| one.amount_cents).sum::<i64>(), sum);
    listed.into_iter().map(|one| (one.kind, one.amount_cents)).collect()
}

/// Whatever the database lets go only when the order is read anew is let go then: a new table of
/// what the platform computes that nobody forgets fails here.
#[tokio::test]
async fn every_table_that_may_be_forgotten_is_forgotten() {
    let bench = Bench::new().await;
    let mut reader = bench.store.reader().await.unwrap();
    let query = "SELECT DISTINCT tbl_name FROM sqlite_master
                  WHERE type = 'trigger' AND sql LIKE '%is_rereading%'";
    let rows: Vec<(String,)> = sqlx::query_as(query).fetch_all(reader.connection()).await.unwrap();
    let guarded: BTreeSet<String> = rows.into_iter().map(|(name,)| name).collect();
    assert!(guarded.len() >= 8 && guarded.contains("commission_forfeitures"), "{guarded:?}");
    let forgotten: BTreeSet<String> = FORGET_COMPUTED
        .iter()
        .map(|sql| sql.trim_start_matches("DELETE FROM ").to_owned())
        .collect();
    assert!(guarded.is_subset(&forgotten), "{guarded:?} {forgotten:?}");
    let computed =
        Entity::ALL.iter().filter(|entity| entity.sort() == mojo_protocol::Sort::Computed);
    // A case has two tables.
    assert_eq!(forgotten.len(), computed.count() + 1);
}

/// C13: what was forfeited is what the new order says: an amount that is another now, one that was
/// lost with the backup, one that is new. Until it was read, what was is shown.
#[tokio::test]
async fn c13_forfeitures_are_taken_from_the_new_order() {
    let bench = Bench::new().await;
    for no in 1..=3 {
        pull_entry(&bench, i64::try_from(no).unwrap(), &entry(no, 1000)).await;
    }
    pull_forfeiture(&bench, 4, 1, 1000).await;
    pull_forfeiture(&bench, 5, 2, 1000).await;
    let before = [(entry_id(1), 1000), (entry_id(2), 1000)];
    assert_eq!(forfeited(&bench).await, before);
    let refused = bench.sql("DELETE FROM commission_forfeitures").await;
    assert!(refused.is_err(), "it is evidence");

    put_back(&bench).await;
    assert_eq!(forfeited(&bench).await, before, "until the order was read");
    // A forfeiture may come before its entry, and twice.
    pull_forfeiture(&bench, 1, 3, 400).await;
    for no in 1..=3 {
        pull_entry(&bench, 1 + i64::try_from(no).unwrap(), &entry(no, 1000)).await;
    }
    pull_forfeiture(&bench, 5, 1, 700).await;
    pull_forfeiture(&bench, 6, 1, 700).await;
    finish_reading(&bench).await;
    let after = [(entry_id(1), 700), (entry_id(3), 400)];
    assert_eq!(forfeited(&bench).await, after);
    finish_reading(&bench).await;
    assert_eq!(forfeited(&bench).await, after, "once");
}

/// An older program put a forfeiture away as unknown; the platform was put back, and the upgrade
/// takes up what the new order says.
#[tokio::test]
async fn c13_a_forfeiture_that_was_not_known_is_taken_up_from_the_new_order() {
    let bench = Bench::new().await;
    let later = "UPDATE pulled SET entity = 'forfeiture_of_tomorrow', is_known = 0
                  WHERE entity = 'commission_forfeiture'";
    pull_entry(&bench, 1, &entry(1, 1000)).await;
    put_back(&bench).await;
    pull_entry(&bench, 1, &entry(1, 1000)).await;
    pull_forfeiture(&bench, 2, 1, 700).await;
    bench.sql(later).await.unwrap();
    finish_reading(&bench).await;
    assert!(forfeited(&bench).await.is_empty(), "not known yet");
    let known = "UPDATE pulled SET entity = 'commission_forfeiture'
                  WHERE entity = 'forfeiture_of_tomorrow'";
    bench.sql(known).await.unwrap();
    let mut tx = bench.begin().await;
    assert_eq!(replay_unknown(&mut tx).await.unwrap(), 1);
    tx.commit().await.unwrap();
    assert_eq!(forfeited(&bench).await, [(entry_id(1), 700)]);
}

/// Y2: a payout came back, and the platform was put back to before it was told so.
#[tokio::test]
async fn y2_a_payout_that_came_back_is_forgotten_with_the_backup_and_told_anew() {
    let bench = Bench::new().await;
    pull_entry(&bench, 1, &entry(1, 1000)).await;
    pull_payout(&bench, 2, 1, "monthly", 1000).await;
    pull_payout(&bench, 3, 2, "returned", -1000).await;
    let told = |pairs: &[(&str, i64)]| -> Vec<(String, i64)> {
        pairs.iter().map(|(kind, cents)| ((*kind).to_owned(), *cents)).collect()
    };
    let both = told(&[("monthly", 1000), ("returned", -1000)]);
    assert_eq!(paid(&bench).await, both);
    put_back(&bench).await;
    assert_eq!(paid(&bench).await, both, "until the order was read");
    pull_entry(&bench, 1, &entry(1, 1000)).await;
    pull_payout(&bench, 2, 1, "monthly", 1000).await;
    finish_reading(&bench).await;
    assert_eq!(paid(&bench).await, told(&[("monthly", 1000)]));
    pull_payout(&bench, 3, 3, "returned", -1000).await;
    assert_eq!(paid(&bench).await, both);
    let mut reader = bench.store.reader().await.unwrap();
    assert_eq!(list_entry_sums(&mut reader).await.unwrap().len(), 1, "the entry once");
}

/// Y5: a correction is held once, is never changed, and is what the new order says after it was read.
#[tokio::test]
async fn y5_a_correction_is_held_once_and_taken_from_the_new_order() {
    let bench = Bench::new().await;
    let correction = |cents: i64| mojo_protocol::facts::CommissionCorrectionBody {
        dispute_id: Uuid::from_u128(0xD1).into(),
        commission_entry_id: Uuid::from_u128(0xE1).into(),
        recipient: Uuid::from_u128(0x7E).into(),
        at: crate::testing::now(),
        amount_cents: cents,
        currency: mojo_domain::Currency::EUR,
        reason: "Satz war falsch".to_owned(),
        actor_id: Uuid::nil().into(),
    };
    let held = async || {
        let mut reader = bench.store.reader().await.unwrap();
        let query = sqlx::query_as("SELECT amount_cents FROM commission_corrections");
        let rows: Vec<(i64,)> = query.fetch_all(reader.connection()).await.unwrap();
        rows.into_iter().map(|(cents,)| cents).collect::<Vec<_>>()
    };
    let id = Uuid::from_u128(0xC1);
    bench.pull(1, Entity::CommissionCorrection, id, &correction(12_34)).await;
    bench.pull(2, Entity::CommissionCorrection, id, &correction(99_99)).await;
    assert_eq!(held().await, [12_34], "a dispute makes one");
    let mut tx = bench.begin().await;
    let change = sqlx::query("UPDATE commission_corrections SET amount_cents = 1");
    assert!(change.execute(tx.connection()).await.is_err());
    drop(tx);
    let mut tx = bench.begin().await;
    rewind(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    bench.pull(1, Entity::CommissionCorrection, id, &correction(5_00)).await;
    let mut tx = bench.begin().await;
    finish_rereading(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(held().await, [5_00]);
}

/// Y5: what the platform's people said and decided is what the new order says, for every desk alike; what
/// desks said stays.
#[tokio::test]
async fn y5_what_the_platforms_people_said_and_decided_is_what_the_new_order_says() {
    let bench = Bench::new().await;
    let dispute = Uuid::from_u128(0xD1);
    let said = |seq: i64, number: u128, is_from_platform: bool| {
        let message = mojo_protocol::facts::CommissionDisputeMessageBody {
            message_id: Uuid::from_u128(number).into(),
            dispute_id: dispute.into(),
            text: number.to_string(),
            at: crate::testing::now(),
            actor_id: Uuid::nil().into(),
        };
        let id = message.message_id.0;
        let mut said = change(seq, Entity::CommissionDisputeMessage, id, &message);
        if is_from_platform {
            said.device_id = None;
        }
        said
    };
    let pull = async |page: &[mojo_protocol::Change]| {
        let mut tx = bench.begin().await;
        apply_page(&mut tx, page, "c").await.unwrap();
        tx.commit().await.unwrap();
    };
    pull(&[said(1, 1, true), said(2, 2, false), said(3, 3, true)]).await;
    let settlement = mojo_protocol::facts::CommissionDisputeSettlementBody {
        dispute_id: dispute.into(),
        outcome: "upheld".to_owned(),
        reason: "Satz war falsch".to_owned(),
        at: crate::testing::now(),
        corrected_by: None,
    };
    bench.pull(4, Entity::CommissionDisputeSettlement, dispute, &settlement).await;
    let held = async || {
        let mut reader = bench.store.reader().await.unwrap();
        let listed = crate::commissions::list_dispute_messages(&mut reader, dispute.into()).await;
        let texts: Vec<String> = listed.unwrap().into_iter().map(|one| one.text).collect();
        let query = sqlx::query_as("SELECT COUNT(*) FROM commission_dispute_settlements");
        let (settled,): (i64,) = query.fetch_one(reader.connection()).await.unwrap();
        (texts.join(" "), settled)
    };
    assert_eq!(held().await, ("1 2 3".to_owned(), 1));
    put_back(&bench).await;
    assert_eq!(held().await, ("1 2 3".to_owned(), 1), "until the order was read");
    pull(&[said(1, 1, true)]).await;
    finish_reading(&bench).await;
    assert_eq!(held().await, ("1 2".to_owned(), 0));
}

/// Y5: a recipient without a desk wrote it, and no device recorded it: it is not the platform's word.
#[tokio::test]
async fn y5_a_message_without_a_device_is_of_whoever_it_names() {
    let bench = Bench::new().await;
    let dispute = Uuid::from_u128(0xD1);
    for (seq, actor) in [(1, Uuid::nil()), (2, Uuid::from_u128(3))] {
        let message = mojo_protocol::facts::CommissionDisputeMessageBody {
            message_id: Uuid::from_u128(0xE0 + actor.as_u128()).into(),
            dispute_id: dispute.into(),
            text: "Vertrag anbei".to_owned(),
            at: crate::testing::now(),
            actor_id: actor.into(),
        };
        let id = message.message_id.0;
        let mut said = change(seq, Entity::CommissionDisputeMessage, id, &message);
        said.device_id = None;
        let mut tx = bench.begin().await;
        apply_page(&mut tx, &[said], "c").await.unwrap();
        tx.commit().await.unwrap();
    }
    let mut reader = bench.store.reader().await.unwrap();
    let thread = crate::commissions::list_dispute_messages(&mut reader, dispute.into()).await;
    let from: Vec<bool> = thread.unwrap().iter().map(|one| one.is_from_platform).collect();
    assert_eq!(from, [true, false]);
}

/// Y5: what the platform wrote for the recipient nobody sends again once its order lost it; what this desk
/// recorded it sends again, and is disputed all the while.
#[tokio::test]
async fn y5_a_dispute_that_the_new_order_lost_freezes_nothing_unless_this_desk_recorded_it() {
    let bench = Bench::new().await;
    let dispute = |no: u128| mojo_protocol::facts::CommissionDisputeBody {
        dispute_id: Uuid::from_u128(0xD0 + no).into(),
        commission_entry_id: entry_id(no),
        reason: no.to_string(),
        at: crate::testing::now(),
        actor_id: Uuid::nil().into(),
    };
    let pull = async |seq: i64, no: u128| {
        let id = dispute(no).dispute_id.0;
        let mut opened = change(seq, Entity::CommissionDispute, id, &dispute(no));
        opened.device_id = None;
        let mut tx = bench.begin().await;
        apply_page(&mut tx, &[opened], "c").await.unwrap();
        tx.commit().await.unwrap();
    };
    let held = async || {
        let mut reader = bench.store.reader().await.unwrap();
        let listed = crate::commissions::list_disputes(&mut reader).await.unwrap();
        let reasons: Vec<String> = listed.into_values().flatten().map(|one| one.reason).collect();
        // From a month in which none of the entries was earned.
        let month: Month = "2027-01".parse().unwrap();
        let named = crate::commissions::list_named_entries(&mut reader, month).await.unwrap();
        (reasons.join(" "), named.len())
    };
    for no in 1..=3 {
        pull_entry(&bench, i64::try_from(no).unwrap(), &entry(no, 1000)).await;
    }
    pull(4, 1).await;
    pull(5, 2).await;
    bench.record(Entity::CommissionDispute, dispute(3).dispute_id.0, &dispute(3)).await;
    assert_eq!(held().await, ("1 2 3".to_owned(), 3));
    put_back(&bench).await;
    assert_eq!(held().await, ("1 2 3".to_owned(), 3), "until the order was read");
    for no in 1..=3 {
        pull_entry(&bench, i64::try_from(no).unwrap(), &entry(no, 1000)).await;
    }
    pull(4, 1).await;
    finish_reading(&bench).await;
    assert_eq!(held().await, ("1 3".to_owned(), 2));
    // Somebody asked for it again.
    pull(5, 2).await;
    assert_eq!(held().await, ("1 2 3".to_owned(), 3));
}
