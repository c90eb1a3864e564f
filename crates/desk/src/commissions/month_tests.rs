//! A month that is read alone says what the whole history says.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use mojo_domain::commissions::{Statement, StatementPayout, statement_of};
use mojo_domain::{CommissionEntryId, Currency, Money, Month, berlin_month};
use mojo_protocol::Change;
use mojo_protocol::Entity;
use mojo_protocol::facts::{
    CommissionDisputeBody, CommissionEntryBody, CommissionFreezeBody, CommissionPayoutBody,
    CommissionReversalBody,
};
use mojo_store::commissions::{EntryRecord, list_entries, list_reversals_of};
use uuid::Uuid;

use super::ledger::{Key, Ledger, known};
use super::tests::{by_platform, entry, pull};
use crate::testing::{self, TestDesk};
use crate::views::StatementView;
use crate::{Desk, Refusal as _};

const ENTRIES: u128 = 420;
/// Eleven months, and the desk's present: 20 November 2026.
const MONTHS: [&str; 13] = [
    "2025-12", "2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06", "2026-07",
    "2026-08", "2026-09", "2026-10", "2026-11", "2027-02",
];

fn id(number: u128) -> CommissionEntryId {
    CommissionEntryId(Uuid::from_u128(0xE000 + number))
}

/// Every 18 hours one, so that some lie in the hours in which Berlin is a month ahead.
fn body(number: u128) -> CommissionEntryBody {
    let first: DateTime<Utc> = "2026-01-01T04:30:00Z".parse().unwrap();
    let hours = i64::try_from(number).unwrap() * 18;
    let cents = i64::try_from(number * 7919 % 100_000).unwrap() + 100;
    CommissionEntryBody {
        commission_entry_id: id(number),
        order_number: format!("B-{number}"),
        ordered_at: first + TimeDelta::hours(hours),
        commission_type: ["regional_exclusive", "affiliate_first", "affiliate_recurring"]
            [usize::try_from(number % 3).unwrap()]
        .to_owned(),
        base_cents: cents * 5,
        amount_cents: cents,
        currency: if number.is_multiple_of(11) { Currency::CHF } else { Currency::EUR },
        settled_as: if number.is_multiple_of(7) { "discount" } else { "payout" }.to_owned(),
        ..entry()
    }
}

/// A refund of every fifth order 4 to 80 days later: of a part first, of the rest of some of them.
/// The last one is of an entry that never came here.
fn reversals() -> Vec<Change> {
    let mut changes = Vec::new();
    for number in (0..ENTRIES + 1).step_by(5) {
        let of = body(number);
        let later = TimeDelta::days(i64::try_from(number * 13 % 77).unwrap() + 4);
        let parts = if number % 2 == 0 { vec![1] } else { vec![1, 5] };
        for (turn, fifths) in (0_i32..).zip(parts) {
            let reversal = CommissionReversalBody {
                commission_entry_id: of.commission_entry_id,
                recipient: of.recipient,
                at: of.ordered_at + later * (turn + 1),
                refunded_net_cents: of.base_cents * fifths / 5,
                reversed_cents: of.amount_cents / 5 * (fifths - i64::from(turn)),
                reversed_total_cents: of.amount_cents / 5 * fifths,
                currency: of.currency,
            };
            let key = Uuid::from_u128(0xB000 + number * 4 + u128::from(turn.unsigned_abs()));
            changes.push(by_platform(0, Entity::CommissionReversal, key, &reversal));
        }
    }
    changes
}

/// On the fifth of each month of the year what was ordered sixty days before and earlier.
fn payouts() -> Vec<Change> {
    let mut open: Vec<CommissionEntryBody> = (0..ENTRIES).map(body).collect();
    let mut changes = Vec::new();
    for month in &MONTHS[1..12] {
        let at: DateTime<Utc> = format!("{month}-05T03:00:00Z").parse().unwrap();
        let is_due = |one: &CommissionEntryBody| {
            one.ordered_at + TimeDelta::days(60) <= at && one.settled_as == "payout"
        };
        for currency in [Currency::EUR, Currency::CHF] {
            let paid: Vec<_> =
                open.iter().filter(|one| is_due(one) && one.currency == currency).collect();
            let payout = CommissionPayoutBody {
                recipient: entry().recipient,
                at,
                amount_cents: paid.iter().map(|one| one.amount_cents).sum(),
                currency,
                kind: "monthly".to_owned(),
                entries: paid.iter().map(|one| one.commission_entry_id).collect(),
                clawback_cents: 0,
                vat_cents: 0,
            };
            let key = Uuid::from_u128(0xA000 + u128::try_from(changes.len()).unwrap());
            changes.push(by_platform(0, Entity::CommissionPayout, key, &payout));
        }
        open.retain(|one| !is_due(one));
    }
    changes
}

/// A desk with eleven months of everything, some of it disputed.
async fn desk() -> TestDesk {
    let desk = testing::desk().await;
    testing::hand_over(&desk, "owner").await;
    let mut changes: Vec<Change> = (0..ENTRIES)
        .map(|number| by_platform(0, Entity::CommissionEntry, id(number).0, &body(number)))
        .collect();
    changes.extend(reversals());
    changes.extend(payouts());
    let at = "2026-11-19T10:00:00Z".parse().unwrap();
    for number in [3, 170, 354, 360, 406, 415] {
        let dispute = CommissionDisputeBody {
            dispute_id: Uuid::from_u128(0xD000 + number).into(),
            commission_entry_id: id(number),
            reason: "Satz falsch".to_owned(),
            at,
            actor_id: Uuid::nil().into(),
        };
        let key = dispute.dispute_id.0;
        changes.push(by_platform(0, Entity::CommissionDispute, key, &dispute));
    }
    let freeze_id = Uuid::from_u128(0xF0);
    let freeze = CommissionFreezeBody { freeze_id, entries: vec![id(200), id(372), id(408)], at };
    changes.push(by_platform(0, Entity::CommissionFreeze, freeze_id, &freeze));
    for (seq, change) in (1..).zip(&mut changes) {
        change.seq = seq;
        change.hash = format!("{seq:064x}");
    }
    pull(&desk, &changes).await;
    desk
}

/// The ledger of a month with everything that was received up to the present, and not only what
/// the month needs.
async fn whole(desk: &Desk, month: Month) -> Ledger {
    let mut ledger = desk.load_month(month, Some(Currency::EUR)).await.unwrap();
    let last = berlin_month(desk.now()).max(month);
    let mut source = desk.store().snapshot().await.unwrap();
    let mut entries = list_entries(&mut source, last).await.unwrap();
    entries.retain(|body| body.currency == ledger.currency);
    let every = ("0001-01".parse().unwrap(), "9999-12".parse().unwrap());
    let reversals = list_reversals_of(&mut source, [every, every], month, last).await.unwrap();
    ledger.reversals = BTreeMap::new();
    for one in reversals.into_iter().filter(|one| one.currency == ledger.currency) {
        ledger.reversals.entry(one.commission_entry_id).or_default().push(one);
    }
    ledger.records =
        entries.iter().map(|body| (body.commission_entry_id, EntryRecord::from(body))).collect();
    ledger.bodies = entries.into_iter().map(|body| (body.commission_entry_id, body)).collect();
    ledger
}

fn euros() -> Option<String> {
    Some("EUR".to_owned())
}

/// The way of the balance and its parts, to the cent.
fn assert_adds_up(shown: &StatementView) {
    let way = [&shown.opening, &shown.earned, &shown.reversed, &shown.forfeited, &shown.paid];
    let month = &shown.month;
    assert_eq!(way.iter().map(|sum| sum.cents).sum::<i64>(), shown.closing.cents, "{month}");
    assert_eq!(shown.held.cents + shown.payable.cents, shown.closing.cents, "{month}");
}

/// The statement as the rules make it of the whole history.
fn by_rules(whole: &Ledger) -> Statement<Key> {
    let mut facts = whole.facts_of(|_| true).unwrap();
    facts.payouts.extend(whole.payouts.iter().map(|payout| StatementPayout {
        at: payout.at,
        amount: Money::new(payout.amount_cents, payout.currency),
        vat: Money::new(payout.vat_cents, payout.currency),
        kind: known(&"payout", "kind", &payout.kind).unwrap(),
    }));
    statement_of(&facts, whole.month, whole.currency).unwrap()
}

#[tokio::test]
async fn y3_a_month_read_alone_is_the_month_of_the_whole_history() {
    let desk = desk().await;
    let now = desk.now();
    let (mut seen, mut disputed) = (0, 0);
    let mut forecasts = BTreeSet::new();
    for month in MONTHS {
        let month: Month = month.parse().unwrap();
        let alone = desk.load_month(month, Some(Currency::EUR)).await.unwrap();
        let whole = whole(&desk, month).await;
        let expected = by_rules(&whole);
        assert_eq!(alone.statement().unwrap(), expected, "{month}");
        seen += expected.entries.len();
        let statuses = whole.statuses(now).unwrap();
        let found = alone.statuses(now).unwrap();
        assert!(found.iter().all(|(key, status)| statuses.get(key) == Some(status)), "{month}");
        let is_there = |key: &Key| found.contains_key(key);
        assert!(expected.entries.iter().all(|one| is_there(&one.key)), "{month}");
        let held_back = alone.disputed(&found).unwrap();
        assert_eq!(held_back, whole.disputed(&statuses).unwrap(), "{month}");
        disputed += held_back.cents;
        let forecast = alone.forecast(&found, now).unwrap();
        assert_eq!(forecast, whole.forecast(&statuses, now).unwrap(), "{month}");
        let approved = forecast.runs.iter().any(|run| !run.approvals.is_empty());
        assert!(approved, "{month}: something is held on the desk's day");
        if month <= berlin_month(now) {
            forecasts.insert(format!("{forecast:?}"));
        }
        let is_shown = |key: &Key| alone.bodies.contains_key(key);
        assert!(expected.reversals.iter().all(|one| is_shown(&one.key)), "{month}");
    }
    assert!(seen > 300 && disputed > 0, "{seen} entries, {disputed} disputed");
    assert_eq!(forecasts.len(), 1, "what is to come does not depend on the month that is shown");
}

#[tokio::test]
async fn y3_each_month_goes_on_where_the_one_before_ended() {
    let desk = desk().await;
    let mut carried = 0;
    for month in &MONTHS[..12] {
        let shown = desk.show_statement((*month).to_owned(), euros()).await.unwrap();
        assert_eq!(shown.opening.cents, carried, "{month}");
        assert_adds_up(&shown);
        let sum: i64 = shown.entries.iter().map(|row| row.amount.cents).sum();
        assert_eq!(sum, shown.totals.iter().map(|total| total.amount.cents).sum::<i64>());
        carried = shown.closing.cents;
    }
    assert_ne!(carried, 0);
}

#[tokio::test]
async fn y3_the_list_of_months_adds_up_to_their_entries() {
    let desk = desk().await;
    let all = whole(&desk, "2026-11".parse().unwrap()).await;
    let mut months = desk.list_statement_months().await.unwrap();
    months.retain(|row| row.total.currency == "EUR");
    let mut counted = 0;
    for row in &months {
        let month: Month = row.month.parse().unwrap();
        let of_month = || all.bodies.values().filter(|one| berlin_month(one.ordered_at) == month);
        assert_eq!(row.entries as usize, of_month().count(), "{month}");
        counted += of_month().count();
        let shown = desk.show_statement(row.month.clone(), euros()).await.unwrap();
        assert_eq!((shown.currency.as_str(), &shown.total), ("EUR", &row.total), "{month}");
        if month <= berlin_month(desk.now()) {
            let back = |row: &&crate::views::CommissionRow| row.status == "reversal";
            let earned: i64 = of_month().map(|one| one.amount_cents).sum();
            let reversed: i64 = shown.entries.iter().filter(back).map(|r| -r.amount.cents).sum();
            assert_eq!(row.total.cents, earned - reversed, "{month}");
        }
    }
    assert_eq!(counted, all.bodies.len(), "no entry is of no month");
    let latest_first = months.windows(2).all(|pair| pair[0].month > pair[1].month);
    assert!(latest_first, "{months:?}");
}

#[tokio::test]
async fn y4_all_months_are_recomputed_and_each_alone() {
    let desk = desk().await;
    let everything = desk.recompute_statement(None).await.unwrap();
    assert_eq!(everything.entries, u32::try_from(ENTRIES).unwrap(), "of every currency");
    let mut entries = 0;
    let mut differences = Vec::new();
    for month in MONTHS {
        let one = desk.recompute_statement(Some(month.to_owned())).await.unwrap();
        entries += one.entries;
        differences.extend(one.differences);
    }
    assert_eq!(entries, everything.entries);
    assert_eq!(differences, everything.differences, "the same, in order of time");
    // Of these made-up entries most are none by the rules.
    let orders: BTreeSet<&str> = differences.iter().map(|one| one.order_number.as_str()).collect();
    assert_eq!(orders.len(), differences.len(), "one difference an entry");
    assert_eq!(everything.recomputed, everything.entries - u32::try_from(orders.len()).unwrap());
    assert!(orders.len() > 200, "{} of them", orders.len());
}

#[tokio::test]
async fn c15_rules_that_this_program_does_not_know_are_named_and_not_guessed() {
    let desk = testing::desk().await;
    testing::hand_over(&desk, "owner").await;
    let newer = CommissionEntryBody { rule_version: "2031-1".to_owned(), ..entry() };
    let change = by_platform(1, Entity::CommissionEntry, newer.commission_entry_id.0, &newer);
    pull(&desk, &[change]).await;
    // A newer version may hold longer: no month after it can be told.
    for month in ["2026-10", "2026-11"] {
        let refused = desk.show_statement(month.to_owned(), None).await.unwrap_err();
        assert_eq!(refused.code(), "update_needed", "{refused}");
    }
    let months = desk.list_statement_months().await.unwrap();
    let listed: Vec<_> = months.iter().map(|row| (row.month.as_str(), row.entries)).collect();
    assert_eq!(listed, [("2026-11", 0), ("2026-10", 1)]);
    let checked = desk.recompute_statement(None).await.unwrap();
    assert_eq!((checked.recomputed, checked.differences[0].field.as_str()), (0, "rule_version"));
}

/// What only a newer program knows closes the statements that it is about, and no other.
#[tokio::test]
async fn c15_an_unknown_word_of_another_currency_or_a_later_month_closes_no_statement() {
    let desk = testing::desk().await;
    testing::hand_over(&desk, "owner").await;
    let known = entry();
    let foreign = CommissionEntryBody {
        commission_entry_id: id(1),
        rule_version: "2031-1".to_owned(),
        currency: Currency::CHF,
        ..entry()
    };
    let second = CommissionEntryBody { commission_entry_id: id(2), ..entry() };
    let payout = CommissionPayoutBody {
        recipient: known.recipient,
        at: "2026-11-05T03:00:00Z".parse().unwrap(),
        amount_cents: 1,
        currency: known.currency,
        kind: "of_another_kind".to_owned(),
        entries: vec![second.commission_entry_id],
        clawback_cents: 0,
        vat_cents: 0,
    };
    let mut changes: Vec<Change> = [&known, &second, &foreign]
        .map(|body| by_platform(0, Entity::CommissionEntry, body.commission_entry_id.0, body))
        .into();
    changes.push(by_platform(0, Entity::CommissionPayout, Uuid::from_u128(0xA1), &payout));
    for (seq, change) in (1..).zip(&mut changes) {
        change.seq = seq;
        change.hash = format!("{seq:064x}");
    }
    pull(&desk, &changes).await;
    let statement = desk.show_statement("2026-10".to_owned(), euros()).await.unwrap();
    assert_eq!(statement.entries.len(), 2);
    let refused = desk.show_statement("2026-11".to_owned(), euros()).await.unwrap_err();
    assert_eq!(refused.code(), "update_needed", "{refused}");
}

/// What an older desk does with a payout of a later kind, as `returned` was: its own month waits for
/// the update, and all others add up with its amount.
#[tokio::test]
async fn c15_a_payout_of_an_unknown_kind_closes_its_own_month_alone() {
    let desk = testing::desk().await;
    testing::hand_over(&desk, "owner").await;
    let known = entry();
    let earlier = CommissionEntryBody {
        commission_entry_id: id(1),
        ordered_at: "2026-09-14T10:00:00Z".parse().unwrap(),
        ..entry()
    };
    let payout = CommissionPayoutBody {
        recipient: known.recipient,
        at: "2026-10-20T03:00:00Z".parse().unwrap(),
        amount_cents: -7,
        currency: known.currency,
        kind: "of_another_kind".to_owned(),
        entries: Vec::new(),
        clawback_cents: 0,
        vat_cents: 0,
    };
    let mut changes: Vec<Change> = [&known, &earlier]
        .map(|body| by_platform(0, Entity::CommissionEntry, body.commission_entry_id.0, body))
        .into();
    changes.push(by_platform(0, Entity::CommissionPayout, Uuid::from_u128(0xA1), &payout));
    for (seq, change) in (1..).zip(&mut changes) {
        change.seq = seq;
        change.hash = format!("{seq:064x}");
    }
    pull(&desk, &changes).await;
    let before = desk.show_statement("2026-09".to_owned(), euros()).await.unwrap();
    assert_eq!((before.opening.cents, before.closing.cents), (0, earlier.amount_cents));
    let refused = desk.show_statement("2026-10".to_owned(), euros()).await.unwrap_err();
    assert_eq!(refused.code(), "update_needed", "{refused}");
    let after = desk.show_statement("2026-11".to_owned(), euros()).await.unwrap();
    assert_eq!(after.opening.cents, earlier.amount_cents + known.amount_cents + 7);
    assert_eq!(after.closing.cents, after.opening.cents);
    assert!(after.payouts.is_empty());
}

/// The list of the months leads to every statement, and to no month that is far away.
#[tokio::test]
async fn c15_neither_an_unknown_word_nor_a_clock_that_was_ahead_takes_the_list_of_months_away() {
    let desk = testing::desk().await;
    testing::hand_over(&desk, "owner").await;
    let known = entry();
    let strange = CommissionEntryBody {
        commission_entry_id: id(1),
        settled_as: "points".to_owned(),
        currency: Currency::CHF,
        ..entry()
    };
    let ahead = CommissionEntryBody {
        commission_entry_id: id(2),
        ordered_at: "9998-12-03T10:00:00Z".parse().unwrap(),
        ..entry()
    };
    let mut changes: Vec<Change> = [&known, &strange, &ahead]
        .map(|body| by_platform(0, Entity::CommissionEntry, body.commission_entry_id.0, body))
        .into();
    for (seq, change) in (1..).zip(&mut changes) {
        change.seq = seq;
        change.hash = format!("{seq:064x}");
    }
    pull(&desk, &changes).await;
    let months = desk.list_statement_months().await.unwrap();
    let listed: Vec<_> =
        months.iter().map(|row| (row.month.as_str(), row.total.currency.as_str())).collect();
    let expected = [("9998-12", "EUR"), ("2026-11", "EUR"), ("2026-10", "CHF"), ("2026-10", "EUR")];
    assert_eq!(listed, expected);
    let francs = Some("CHF".to_owned());
    let refused = desk.show_statement("2026-10".to_owned(), francs).await.unwrap_err();
    assert_eq!(refused.code(), "update_needed", "{refused}");
    let shown = desk.show_statement("2026-10".to_owned(), euros()).await.unwrap();
    assert_eq!(shown.entries.len(), 1);
}

/// At half past midnight in Berlin on the first of a month, UTC is still in the month before. What has
/// begun with a balance alone says so, that nobody is led to an empty month.
#[tokio::test]
async fn y3_a_month_that_has_just_begun_in_berlin_carries_a_balance_until_something_is_booked() {
    let desk = testing::desk().await;
    testing::hand_over(&desk, "owner").await;
    let ordered = |number: u128, at: &str| {
        let body = CommissionEntryBody {
            commission_entry_id: id(number),
            order_number: format!("B-{number}"),
            ordered_at: at.parse().unwrap(),
            settled_as: "payout".to_owned(),
            ..entry()
        };
        let seq = i64::try_from(number).unwrap();
        by_platform(seq, Entity::CommissionEntry, body.commission_entry_id.0, &body)
    };
    let listed = async || -> Vec<(String, u32, bool)> {
        let months = desk.list_statement_months().await.unwrap();
        months.into_iter().map(|row| (row.month, row.entries, row.is_booked)).collect()
    };
    let row = |month: &str, entries, is_booked| (month.to_owned(), entries, is_booked);
    desk.clock.set("2026-11-30T22:59:59Z".parse().unwrap());
    pull(&desk, &[ordered(1, "2026-11-30T22:59:59Z")]).await;
    assert_eq!(listed().await, [row("2026-11", 1, true)]);
    assert_eq!(desk.start_what_if().await.unwrap().month, "2026-12");
    desk.clock.set("2026-11-30T23:30:00Z".parse().unwrap());
    assert_eq!(listed().await, [row("2026-12", 0, false), row("2026-11", 1, true)]);
    assert_eq!(desk.start_what_if().await.unwrap().month, "2027-01");
    let december = desk.show_statement("2026-12".to_owned(), None).await.unwrap();
    assert_eq!(december.opening, december.closing);
    assert!(december.entries.is_empty() && december.opening.cents != 0, "{december:?}");
    pull(&desk, &[ordered(2, "2026-11-30T23:00:00Z")]).await;
    assert_eq!(listed().await, [row("2026-12", 1, true), row("2026-11", 1, true)]);
    let december = desk.show_statement("2026-12".to_owned(), None).await.unwrap();
    assert_eq!(december.entries[0].on, "2026-12-01", "its day is Berlin's, too");
}
