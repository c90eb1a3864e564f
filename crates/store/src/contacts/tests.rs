//! The tables follow the cards, and every search is a look-up.

use std::collections::BTreeMap;

use mojo_domain::contacts::Role;
use mojo_domain::{ActorId, ContactId, Hlc, berlin_day};
use mojo_protocol::facts::{ContactMergeBody, ContactMergeKind};
use mojo_protocol::{CardBody, CardField, ClampedEdit, Entity};
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Row as _};
use uuid::Uuid;

use super::list::{ALL_IN_ORDER, OF_ONE_NAME, ROLE_IN_ORDER, ROLE_OF_ONE_NAME};
use super::timeline::SOURCES;
use super::{
    Found, find, find_contact, latest_reading_shown, list_page, search, timeline, winner_of,
};
use crate::outbox;
use crate::testing::{Bench, now};

fn fields(first: &str, last: &str, phone: &str, more: &[(&str, Value)]) -> BTreeMap<String, Value> {
    let mut fields = BTreeMap::from([
        ("first_name".to_owned(), json!(first)),
        ("last_name".to_owned(), json!(last)),
        (format!("phone/{}", Uuid::from_u128(1)), json!({"label": "home", "number": phone})),
    ]);
    fields.extend(more.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
    fields
}

async fn put(bench: &Bench, no: u128, fields: BTreeMap<String, Value>) {
    let mut tx = bench.begin().await;
    tx.edit_card(Entity::Contact, Uuid::from_u128(no), fields).await.unwrap();
    tx.commit().await.unwrap();
}

async fn found(bench: &Bench, text: &str) -> Vec<String> {
    let mut reader = bench.store.reader().await.unwrap();
    let Found { contacts, .. } =
        search(&mut reader, text, None, (0, 20), berlin_day(now())).await.unwrap();
    contacts.into_iter().map(|contact| contact.name).collect()
}

#[tokio::test]
async fn a_contact_is_found_by_every_part_and_no_longer_when_it_is_edited_or_put_away() {
    let bench = Bench::new().await;
    let more = [
        ("birthday", json!("1981-11-12")),
        ("role/patient", json!(true)),
        ("tag/Rückenschule", json!(true)),
        ("number", json!("K-77")),
        (
            "email/00000000-0000-0000-0000-000000000002",
            json!({"label": "home", "address": "Lu.Weiss@Example.de"}),
        ),
        (
            "address/00000000-0000-0000-0000-000000000003",
            json!({"label": "home", "street": "Weg 1", "postal_code": "89073", "city": "Ulm", "country": "DE"}),
        ),
    ];
    put(&bench, 1, fields("Łukasz", "Weiß", "+49 (0)731 123456", &more)).await;
    put(&bench, 2, fields("Anna", "Müller", "0731 999999", &[])).await;
    let by = [
        "lukasz",
        "weiss",
        "WEIß",
        "we",
        "lu",
        "weiss lukasz",
        "weiss ulm",
        "89073",
        "0731 123",
        "123456",
        "+49731 1234",
        "weiss 1234",
        "lu.weiss@",
        "12.11.1981",
        "1981",
        "12.11.",
        "#rueck",
        "k-77",
        "wiess",
    ];
    for text in by {
        assert_eq!(found(&bench, text).await, ["Łukasz Weiß"], "{text}");
    }
    put(&bench, 1, BTreeMap::from([("archived".to_owned(), json!(true))])).await;
    for text in ["lukasz", "we", "123456", "weiss ulm", "#rueck"] {
        assert!(found(&bench, text).await.is_empty(), "{text}");
    }
    let change = BTreeMap::from([
        ("archived".to_owned(), Value::Null),
        ("last_name".to_owned(), json!("Schwarz")),
        ("role/patient".to_owned(), Value::Null),
        (format!("phone/{}", Uuid::from_u128(1)), Value::Null),
    ]);
    put(&bench, 1, change).await;
    for text in ["weiss", "we", "123456"] {
        assert!(found(&bench, text).await.is_empty(), "{text}");
    }
    assert_eq!(found(&bench, "schwarz").await, ["Łukasz Schwarz"]);
}

#[tokio::test]
async fn the_family_name_that_was_typed_comes_first_in_every_spelling() {
    let bench = Bench::new().await;
    for (no, last) in [(1, "Müller-Abt"), (2, "Müller"), (3, "Obermüller")] {
        put(&bench, no, fields("Anna", last, "", &[])).await;
    }
    put(&bench, 4, fields("Müller", "Zorn", "", &[])).await;
    for text in ["Müller", "mueller", "MULLER"] {
        let expected = ["Anna Müller", "Anna Müller-Abt", "Müller Zorn"];
        assert_eq!(found(&bench, text).await, expected, "{text}");
    }
}

#[tokio::test]
async fn the_counts_of_the_list_are_kept_up_by_every_change() {
    let bench = Bench::new().await;
    let role = [("role/lead", json!(true))];
    for no in 1..=4 {
        put(&bench, no, fields("Anna", &format!("Nr{no}"), "", &role)).await;
    }
    put(&bench, 2, BTreeMap::from([("role/lead".to_owned(), Value::Null)])).await;
    put(&bench, 3, BTreeMap::from([("archived".to_owned(), json!(true))])).await;
    put(&bench, 4, BTreeMap::from([("last_name".to_owned(), json!("Aal"))])).await;
    let mut reader = bench.store.reader().await.unwrap();
    let mut names = async |role, offset| {
        let (total, page) = list_page(&mut reader, role, offset, 10).await.unwrap();
        (total, page.into_iter().map(|contact| contact.last_name).collect::<Vec<_>>())
    };
    let all = ["Aal", "Nr1", "Nr2"].map(str::to_owned).to_vec();
    assert_eq!(names(None, 0).await, (3, all.clone()));
    assert_eq!(names(None, 1).await, (3, all[1..].to_vec()));
    assert_eq!(names(Some(Role::Lead), 0).await, (2, all[..2].to_vec()));
    assert_eq!(names(Some(Role::Partner), 0).await, (0, Vec::new()));
}

#[tokio::test]
async fn people_of_one_name_stand_in_the_same_order_on_every_device() {
    let role = [("role/lead", json!(true))];
    let mut lists = Vec::new();
    for order in [[1, 2, 3, 4, 5, 6], [6, 3, 5, 1, 4, 2]] {
        let bench = Bench::new().await;
        for no in order {
            let last = if no < 6 { "Müller" } else { "Aal" };
            put(&bench, no, fields("Anna", last, "", &role)).await;
        }
        let mut reader = bench.store.reader().await.unwrap();
        for role in [None, Some(Role::Lead)] {
            for limit in [1, 2, 3, 6] {
                let mut joined = Vec::new();
                while joined.len() < 6 {
                    let offset = u32::try_from(joined.len()).unwrap();
                    let (_, page) = list_page(&mut reader, role, offset, limit).await.unwrap();
                    joined.extend(page.into_iter().map(|one| one.contact_id.0.as_u128()));
                }
                lists.push(joined);
            }
        }
        assert_eq!(found(&bench, "anna").await.len(), 6);
    }
    for list in lists {
        assert_eq!(list, [6, 1, 2, 3, 4, 5]);
    }
}

#[tokio::test]
async fn what_is_pulled_twice_or_recorded_here_gives_the_same_rows() {
    let (here, there) = (Bench::new().await, Bench::new().await);
    let values = fields("Anna", "Müller", "0731 999999", &[("tag/Yoga", json!(true))]);
    put(&here, 1, values.clone()).await;
    let mut tx = there.begin().await;
    let body = tx.new_card_body(values);
    drop(tx);
    for seq in [1, 1] {
        there.pull(seq, Entity::Contact, Uuid::from_u128(1), &body).await;
    }
    for text in ["mueller", "mu", "999999", "#yoga"] {
        assert_eq!(found(&here, text).await, ["Anna Müller"], "{text}");
        assert_eq!(found(&there, text).await, ["Anna Müller"], "{text}");
    }
    let id = ContactId(Uuid::from_u128(1));
    let contact = find(&mut here.store.reader().await.unwrap(), id).await.unwrap().unwrap();
    let pulled = find(&mut there.store.reader().await.unwrap(), id).await.unwrap().unwrap();
    assert_eq!(contact.contact, pulled.contact);
    let kinds = timeline(&mut there.store.reader().await.unwrap(), id).await.unwrap();
    assert_eq!(kinds.len(), 1);
    assert_eq!(kinds[0].kind, "contact_created");
}

/// How SQLite answers a statement.
async fn plan(bench: &Bench, sql: &str) -> Vec<String> {
    let mut reader = bench.store.reader().await.unwrap();
    let rows = sqlx::query(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}")))
        .fetch_all(reader.connection())
        .await
        .unwrap();
    rows.iter().map(|row| row.get("detail")).collect()
}

#[tokio::test]
async fn every_search_is_a_look_up_in_an_index_and_never_a_scan() {
    let bench = Bench::new().await;
    let look_ups = super::lookup::STARTS.map(|start| format!("{start}'a', 'b')"));
    let searches = super::search::STATEMENTS.iter().chain(SOURCES).copied();
    for sql in searches.chain(look_ups.iter().map(String::as_str)) {
        for step in plan(&bench, sql).await {
            let is_look_up = step.contains("VIRTUAL TABLE INDEX")
                || !step.starts_with("SCAN") && !step.contains("TEMP B-TREE FOR ORDER BY");
            let sorts_few = SOURCES.contains(&sql) && !step.starts_with("SCAN");
            assert!(is_look_up || sorts_few, "{step}\n{sql}");
        }
    }
    // The list walks its index in order up to the page; it sorts nothing.
    for sql in [ALL_IN_ORDER, ROLE_IN_ORDER, OF_ONE_NAME, ROLE_OF_ONE_NAME] {
        for step in plan(&bench, sql).await {
            assert!(!step.contains("TEMP B-TREE"), "{step}\n{sql}");
            assert!(step.contains("INDEX") || step.contains("PRIMARY KEY"), "{step}\n{sql}");
        }
    }
}

#[tokio::test]
async fn the_work_of_a_search_does_not_grow_with_the_contacts() {
    // 200 and 2,000 contacts of one family name: the page is as much work from both.
    let mut steps = Vec::new();
    for many in [200_u32, 2_000] {
        let bench = Bench::new().await;
        let mut tx = bench.begin().await;
        let mut records = Vec::new();
        for no in 0..many {
            let body = tx.new_card_body(fields(&format!("Anna{no:05}"), "Müller", "", &[]));
            let id = Uuid::from_u128(u128::from(no) + 1);
            records.push(crate::NewRecord::try_new(Entity::Contact, id, &body).unwrap());
        }
        tx.record_many(records).await.unwrap();
        tx.commit().await.unwrap();
        bench.steps().await;
        let mut tx = bench.begin().await;
        for text in ["mu", "muel", "mueller anna"] {
            let page = (0, 20);
            let day = berlin_day(now());
            assert_eq!(search(&mut tx, text, None, page, day).await.unwrap().contacts.len(), 20);
        }
        drop(tx);
        steps.push(bench.steps().await);
    }
    assert!(steps[1] < steps[0] * 2, "{steps:?}");
}

#[tokio::test]
async fn who_was_merged_into_a_contact_that_comes_later_is_shown_until_it_comes() {
    let bench = Bench::new().await;
    let [winner_id, loser_id] = [1, 2].map(|no| ContactId(Uuid::from_u128(no)));
    put(&bench, 2, fields("Anna", "Mueller", "0731 999999", &[("note", json!("Rücken"))])).await;
    let merge = ContactMergeBody {
        merge_id: Uuid::from_u128(7).into(),
        kind: ContactMergeKind::Merged,
        winner_id,
        loser_id,
        parts: Vec::new(),
        seen: Hlc::default(),
        winner_seen: None,
        hlc: Hlc::default(),
        at: now(),
        actor_id: ActorId(Uuid::from_u128(5)),
    };
    bench.pull(1, Entity::ContactMerge, merge.merge_id.0, &merge).await;
    let mut reader = bench.store.reader().await.unwrap();
    assert_eq!(winner_of(&mut reader, loser_id).await.unwrap(), loser_id);
    drop(reader);
    assert_eq!(found(&bench, "mueller").await, ["Anna Mueller"]);

    put(&bench, 1, fields("Anna", "Müller", "0731 111111", &[])).await;
    let mut reader = bench.store.reader().await.unwrap();
    assert_eq!(winner_of(&mut reader, loser_id).await.unwrap(), winner_id);
    let (total, page) = list_page(&mut reader, None, 0, 20).await.unwrap();
    assert_eq!((total, page.len(), page[0].contact_id), (1, 1, winner_id));
    let shown = find_contact(&mut reader, loser_id).await.unwrap().unwrap();
    assert_eq!((shown.last_name.as_str(), shown.note.as_str()), ("Müller", "Rücken"));
}

/// The merge was made by a clock a year ahead; what is removed afterwards is removed all the same.
#[tokio::test]
async fn a_tag_of_whoever_lies_beneath_is_removed() {
    let bench = Bench::new().await;
    let [winner_id, loser_id] = [1, 2].map(|no| ContactId(Uuid::from_u128(no)));
    put(&bench, 1, fields("Anna", "Müller", "0731 111111", &[])).await;
    put(&bench, 2, fields("Anna", "Mueller", "0731 999999", &[("tag/Yoga", json!(true))])).await;
    let mut reader = bench.store.reader().await.unwrap();
    let winner_seen = Some(latest_reading_shown(&mut reader, winner_id).await.unwrap());
    let seen = latest_reading_shown(&mut reader, loser_id).await.unwrap();
    drop(reader);
    let merge = ContactMergeBody {
        merge_id: Uuid::from_u128(7).into(),
        kind: ContactMergeKind::Merged,
        winner_id,
        loser_id,
        parts: Vec::new(),
        seen,
        winner_seen,
        hlc: Hlc(i64::MAX),
        at: now(),
        actor_id: ActorId(Uuid::from_u128(5)),
    };
    bench.pull(1, Entity::ContactMerge, merge.merge_id.0, &merge).await;
    let tags = async || {
        let mut reader = bench.store.reader().await.unwrap();
        find_contact(&mut reader, winner_id).await.unwrap().unwrap().tags
    };
    assert!(tags().await.contains("Yoga"));
    put(&bench, 1, [("tag/Yoga".to_owned(), Value::Null)].into()).await;
    assert!(tags().await.is_empty());
}

/// The winner's note was written by a clock that ran ahead; the loser's was written later, as the platform
/// says with the verdict.
#[tokio::test]
async fn notes_that_were_merged_are_shown_by_the_readings_that_count() {
    let bench = Bench::new().await;
    let minutes_ago = |minutes: i64| Hlc((now().timestamp_millis() - minutes * 60_000) << 16);
    let body = |name: &str, value: &str, hlc| {
        let field = CardField { value: json!(value), hlc, ..CardField::default() };
        CardBody { fields: [(name.to_owned(), field)].into(), ..CardBody::default() }
    };
    let [winner_id, loser_id] = [1, 2].map(|no| ContactId(Uuid::from_u128(no)));
    let long_ago = minutes_ago(120);
    bench.pull(1, Entity::Contact, winner_id.0, &body("last_name", "Müller", long_ago)).await;
    bench.pull(2, Entity::Contact, loser_id.0, &body("last_name", "Mueller", long_ago)).await;
    let merge = ContactMergeBody {
        merge_id: Uuid::from_u128(7).into(),
        kind: ContactMergeKind::Merged,
        winner_id,
        loser_id,
        parts: Vec::new(),
        seen: long_ago,
        winner_seen: Some(long_ago),
        hlc: long_ago,
        at: now(),
        actor_id: ActorId(Uuid::from_u128(5)),
    };
    bench.pull(3, Entity::ContactMerge, merge.merge_id.0, &merge).await;
    put(&bench, 1, [("note".to_owned(), json!("von hier"))].into()).await;
    bench.pull(4, Entity::Contact, loser_id.0, &body("note", "von dort", minutes_ago(30))).await;
    let note = async || {
        let mut reader = bench.store.reader().await.unwrap();
        find_contact(&mut reader, winner_id).await.unwrap().unwrap().note
    };
    assert_eq!(note().await, "von hier");
    let received_at = minutes_ago(60).millis() * 1000;
    let mut tx = bench.begin().await;
    outbox::settle_clamped(&mut tx, 1, &[ClampedEdit { dseq: 1, received_at }]).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(note().await, "von hier\nvon dort");
    let mut reader = bench.store.reader().await.unwrap();
    let rows = crate::census::tables(&mut reader).await.unwrap().remove("contacts").unwrap();
    assert!(rows.iter().any(|row| row.contains("von hier\nvon dort")), "{rows:?}");
}
