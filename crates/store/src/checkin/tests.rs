use mojo_domain::checkin::{Ledger, LedgerEntry};
use mojo_protocol::Entity;
use mojo_protocol::facts::{CaseBody, CaseKind, FactRef, PunchCardBody, RedemptionBody};
use proptest::prelude::*;
use uuid::Uuid;

use super::{cards, cases, redemptions};
use crate::testing::{Bench, REGISTER, card, change, redemption, sale, storno};
use crate::{StoreError, sync_state};

/// One of the things that happen to a card: a use, or the taking back of the use with an index.
/// The flag says whether it happened here or elsewhere.
type Happening = (Option<usize>, bool);

fn history(card: &PunchCardBody, base: u128, happenings: &[Happening]) -> Vec<RedemptionBody> {
    let mut lines: Vec<RedemptionBody> = Vec::new();
    for (no, (takes_back, _)) in (base..).zip(happenings) {
        let uses: Vec<_> = lines.iter().filter(|line| line.takes_back.is_none()).collect();
        let of = takes_back.and_then(|index| uses.get(index).map(|line| line.redemption_id));
        lines.push(redemption(no, card, of));
    }
    lines
}

async fn balance(bench: &Bench, card: &PunchCardBody) -> (i64, i64, i64, i64) {
    let mut reader = bench.store.reader().await.unwrap();
    let held = cards::find(&mut reader, card.punch_card_id).await.unwrap().unwrap();
    (held.used, held.left, held.refunded, held.rest_cents)
}

fn happenings() -> impl Strategy<Value = Vec<Happening>> {
    prop::collection::vec((prop::option::of(0_usize..6), any::<bool>()), 0..14)
}

#[test]
fn d1_used_left_and_refunded_are_the_entries_whatever_happens_in_whatever_order() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let bench = runtime.block_on(Bench::new());
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(48));
    let case = std::cell::Cell::new(0_u128);
    let input = (1_u32..8, happenings(), any::<bool>(), any::<prop::sample::Index>());
    runner
        .run(&input, |(entries, happenings, is_cancelled, twice)| {
            let no = case.replace(case.get() + 1) * 100;
            let sold = sale(no, REGISTER, 10_00 * i64::from(entries));
            let card = card(no, entries, Some(sold.sale_id));
            let lines = history(&card, no, &happenings);
            runtime.block_on(async {
                bench.record(Entity::Sale, sold.sale_id.0, &sold).await;
                bench.record(Entity::PunchCard, card.punch_card_id.0, &card).await;
                for (line, (_, is_here)) in lines.iter().zip(&happenings) {
                    apply(&bench, line, *is_here).await;
                }
                if is_cancelled {
                    let storno = storno(no + 50, &sold);
                    bench.record(Entity::Sale, storno.sale_id.0, &storno).await;
                }
                if !lines.is_empty() {
                    apply(&bench, twice.get(&lines), false).await;
                }
            });
            let ledger = Ledger::of(lines.iter().map(|line| LedgerEntry {
                id: line.redemption_id,
                takes_back: line.takes_back,
                value_cents: line.value_cents,
            }));
            let (used, left, refunded, rest) = runtime.block_on(balance(&bench, &card));
            prop_assert_eq!(used, ledger.used());
            prop_assert_eq!(used + left + refunded, i64::from(entries));
            prop_assert_eq!(refunded, if is_cancelled { i64::from(entries) } else { 0 });
            prop_assert_eq!(rest, 10_00 * left.max(0));
            Ok(())
        })
        .unwrap();
}

async fn apply(bench: &Bench, line: &RedemptionBody, is_here: bool) {
    if is_here {
        bench.record(Entity::Redemption, line.redemption_id.0, line).await;
    } else {
        let seq = i64::try_from(line.redemption_id.0.as_u128()).unwrap();
        bench.pull(seq, Entity::Redemption, line.redemption_id.0, line).await;
    }
}

#[tokio::test]
async fn d1_two_desks_that_hear_of_it_in_another_order_come_to_the_same_balance() {
    let (one, two) = (Bench::new().await, Bench::new().await);
    let card = card(1, 1, None);
    let first = redemption(1, &card, None);
    let second = redemption(2, &card, None);
    let back = redemption(3, &card, Some(first.redemption_id));
    for (bench, order) in [(&one, [0, 1, 2, 3]), (&two, [3, 2, 1, 0])] {
        for seq in order {
            let id = Uuid::from_u128(u128::try_from(seq).unwrap());
            match seq {
                0 => bench.pull(1, Entity::PunchCard, id, &card).await,
                1 => bench.pull(2, Entity::Redemption, id, &first).await,
                2 => bench.pull(3, Entity::Redemption, id, &second).await,
                _ => bench.pull(4, Entity::Redemption, id, &back).await,
            }
        }
        assert_eq!(balance(bench, &card).await, (1, 0, 0, 0));
    }
}

#[tokio::test]
async fn d1_what_comes_twice_in_one_page_counts_once() {
    let bench = Bench::new().await;
    let card = card(1, 5, None);
    let used = redemption(1, &card, None);
    let page = [
        change(1, Entity::PunchCard, card.punch_card_id.0, &card),
        change(2, Entity::Redemption, used.redemption_id.0, &used),
        change(3, Entity::Redemption, used.redemption_id.0, &used),
    ];
    for _ in 0..2 {
        let mut tx = bench.begin().await;
        sync_state::apply_page(&mut tx, &page, "c").await.unwrap();
        tx.commit().await.unwrap();
    }
    assert_eq!(balance(&bench, &card).await, (1, 4, 0, 40_00));
}

#[tokio::test]
async fn a_case_is_open_until_the_card_is_above_zero_again() {
    let bench = Bench::new().await;
    let card = card(1, 1, None);
    bench.record(Entity::PunchCard, card.punch_card_id.0, &card).await;
    let (here, there) = (redemption(1, &card, None), redemption(2, &card, None));
    bench.record(Entity::Redemption, here.redemption_id.0, &here).await;
    bench.pull(1, Entity::Redemption, there.redemption_id.0, &there).await;
    let fact = |id: Uuid| FactRef { entity: "redemption".to_owned(), id, written: None };
    let case = CaseBody {
        case_id: Uuid::from_u128(8).into(),
        kind: CaseKind::CardOverdraft,
        contact_id: Some(card.contact_id),
        punch_card_id: Some(card.punch_card_id),
        facts: vec![fact(here.redemption_id.0), fact(there.redemption_id.0)],
        opened_at: crate::testing::now(),
        details: String::new(),
    };
    for seq in [2, 3] {
        bench.pull(seq, Entity::Case, case.case_id.0, &case).await;
    }
    let mut reader = bench.store.reader().await.unwrap();
    assert_eq!(cases::count_open(&mut reader).await.unwrap(), 1);
    let sides = cases::list_sides(&mut reader, case.case_id).await.unwrap();
    assert_eq!(sides.len(), 2);
    assert_eq!(sides[0].label, "10er-Karte");
    assert_ne!(sides[0].device_id, sides[1].device_id);
    assert!(sides[1].received_at.is_some());
    drop(reader);
    let back = redemption(3, &card, Some(there.redemption_id));
    bench.record(Entity::Redemption, back.redemption_id.0, &back).await;
    let mut reader = bench.store.reader().await.unwrap();
    assert_eq!(cases::list(&mut reader, cases::CaseFilter::Open, 10).await.unwrap(), []);
}

#[tokio::test]
async fn d3_neither_a_card_nor_its_ledger_is_ever_changed_or_deleted() {
    let bench = Bench::new().await;
    let card = card(1, 5, None);
    let used = redemption(1, &card, None);
    bench.record(Entity::PunchCard, card.punch_card_id.0, &card).await;
    bench.record(Entity::Redemption, used.redemption_id.0, &used).await;
    for table in ["punch_cards", "redemptions"] {
        for sql in [format!("UPDATE {table} SET currency = 'CHF'"), format!("DELETE FROM {table}")]
        {
            let refused = bench.sql(&sql).await.unwrap_err().to_string();
            assert!(refused.contains("never"), "{sql}: {refused}");
        }
    }
    assert_eq!(balance(&bench, &card).await, (1, 4, 0, 40_00));
}

/// Everything that a check-in reads and writes, on the one connection whose work is counted.
async fn check_in(bench: &Bench, no: u128, card: &PunchCardBody) -> Result<(), StoreError> {
    let mut tx = bench.begin().await;
    let own = tx.device_id();
    cards::list_by_code(&mut tx, &card.code).await?;
    cards::list_of_contact(&mut tx, card.contact_id).await?;
    cards::find(&mut tx, card.punch_card_id).await?;
    redemptions::list_of_card(&mut tx, card.punch_card_id).await?;
    redemptions::last_visit(&mut tx, card.contact_id, crate::testing::now()).await?;
    redemptions::have_other_devices(&mut tx, own).await?;
    let line = redemption(no, card, None);
    tx.record(Entity::Redemption, line.redemption_id.0, &line).await?;
    tx.commit().await
}

#[tokio::test]
async fn a_check_in_costs_the_same_after_thousands_of_visits() {
    let bench = Bench::new().await;
    let mine = card(900_000, 10, None);
    let other = card(900_001, 10, None);
    let other = PunchCardBody { contact_id: Uuid::from_u128(71).into(), ..other };
    for card in [&mine, &other] {
        bench.record(Entity::PunchCard, card.punch_card_id.0, card).await;
    }
    check_in(&bench, 900_000, &mine).await.unwrap();
    bench.steps().await;
    check_in(&bench, 900_001, &other).await.unwrap();
    let early = bench.steps().await;
    let mut history = Vec::new();
    for no in 0..400 {
        let held = PunchCardBody { contact_id: Uuid::from_u128(80).into(), ..card(no, 10, None) };
        let lines: Vec<_> = (0..8).map(|visit| redemption(no * 10 + visit, &held, None)).collect();
        let card_no = i64::try_from(no).unwrap() * 10 + 1;
        history.push(change(card_no, Entity::PunchCard, held.punch_card_id.0, &held));
        for (seq, line) in (card_no + 1..).zip(&lines) {
            history.push(change(seq, Entity::Redemption, line.redemption_id.0, line));
        }
    }
    let mut tx = bench.begin().await;
    sync_state::apply_page(&mut tx, &history, "c").await.unwrap();
    tx.commit().await.unwrap();
    let third = card(900_002, 10, None);
    let third = PunchCardBody { contact_id: Uuid::from_u128(72).into(), ..third };
    bench.record(Entity::PunchCard, third.punch_card_id.0, &third).await;
    bench.steps().await;
    check_in(&bench, 900_002, &third).await.unwrap();
    let late = bench.steps().await;
    assert!(early > 100, "the steps are really counted: {early}");
    assert!(late <= early + 20, "{early} steps with 1 visit before, {late} with 3201");
}
