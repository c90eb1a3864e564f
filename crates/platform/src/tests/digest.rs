//! Digest, rows and mend: who is told what, and what is taken again.

use axum::http::StatusCode;
use mojo_protocol::{
    CardRef, Compared, DigestRequest, DigestResponse, Held, Key, MAX_BUCKETS, MendResponse,
    PushedChange, Reading, RowsRequest, RowsResponse, Scope, change_record, entry_leaf,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::storage::run;
use super::support::{Server, TestDesk, on_both};
use crate::storage::Database;

/// A desk whose session lives on it, with what it has recorded.
async fn desk(server: &Server, login: &str, number: u128) -> TestDesk {
    let desk = TestDesk::enrol(server, login, number).await;
    let hello = desk.hello("");
    let (status, answer) =
        server.call("POST", "/api/v1/sync/hello", Some(&desk.token), Some(&hello)).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    desk
}

async fn cursor(server: &Server, token: &str) -> String {
    let mut cursor = String::new();
    loop {
        let path = format!("/api/v1/sync/pull?cursor={cursor}");
        let (_, page) = server.call("GET", &path, Some(token), None).await;
        cursor = page["to"].as_str().unwrap().to_owned();
        if page["more"] == false {
            return cursor;
        }
    }
}

async fn ask(server: &Server, desk: &TestDesk, compared: Compared) -> (StatusCode, Value) {
    let request = DigestRequest {
        device_id: desk.device_id,
        cursor: cursor(server, &desk.token).await,
        compared,
        after: None,
        until: None,
        buckets: MAX_BUCKETS,
        days: true,
    };
    let body = serde_json::to_value(request).unwrap();
    server.call("POST", "/api/v1/sync/digest", Some(&desk.token), Some(&body)).await
}

async fn digest(server: &Server, desk: &TestDesk, compared: Compared) -> DigestResponse {
    let (status, answer) = ask(server, desk, compared).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    serde_json::from_value(answer).unwrap()
}

fn whole_log() -> Compared {
    Compared::Log { without_body: vec!["contact".to_owned(), "product".to_owned()] }
}

/// What the desk itself computes of its journal.
fn own_journal(changes: &[PushedChange]) -> Held {
    let mut reading = Reading::of_leaves();
    for change in changes {
        let hash = entry_leaf(change.dseq, &change.hash, Some(&change.body));
        let key = Key::Place(change.dseq);
        reading.take(&mojo_protocol::Leaf { key, hash, money: None, on: None });
    }
    reading.finish().0
}

/// The guards of the tables, put away: a database that lost rows lost them without asking.
async fn unguard(database: &Database) {
    for (trigger, table) in [
        ("change_log_no_delete", "change_log"),
        ("change_bodies_no_delete", "change_bodies"),
        ("change_bodies_only_emptied", "change_bodies"),
        ("device_entries_no_delete", "device_entries"),
    ] {
        let sql = match database {
            Database::Sqlite { .. } => format!("DROP TRIGGER {trigger}"),
            Database::Postgres(_) => format!("DROP TRIGGER {trigger} ON {table}"),
        };
        run(database, &sql).await.unwrap();
    }
}

async fn mend(server: &Server, desk: &TestDesk, changes: &[PushedChange]) -> MendResponse {
    let body = json!({ "device_id": desk.device_id, "epoch": 1, "changes": changes });
    let (status, answer) =
        server.call("POST", "/api/v1/sync/mend", Some(&desk.token), Some(&body)).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    serde_json::from_value(answer).unwrap()
}

async fn record_five(server: &Server, desk: &mut TestDesk) -> Vec<PushedChange> {
    let changes: Vec<PushedChange> = (1..=5)
        .map(|n| desk.edit(n, "note", json!(format!("Notiz {n}")), i64::try_from(n).unwrap()))
        .collect();
    desk.push(server, changes.clone()).await;
    changes
}

on_both! {
    async fn a_desk_is_told_what_it_computes_itself(server) {
        let mut desk = desk(&server, "reception@birkenhain", 1).await;
        let changes = record_five(&server, &mut desk).await;
        let answer = digest(&server, &desk, Compared::Journal { epoch: 1 }).await;
        assert_eq!(answer.held, own_journal(&changes));
        assert_eq!((answer.held_dseq, answer.days[0].digest.count), (5, 5));
        assert_eq!(answer.devices[&desk.device_id], "Empfang");
        let answer = digest(&server, &desk, whole_log()).await;
        let mut reading = Reading::of_leaves().with_days(true);
        for change in server.feed(&desk.token).await {
            reading.take(&change_record(&change, false));
        }
        assert_eq!((answer.held, answer.days), reading.finish());
    }

    async fn each_role_is_told_of_its_scopes_and_no_more(server) {
        let mut desk = desk(&server, "reception@birkenhain", 1).await;
        let product = json!({ "fields": { "name": { "value": "Band", "hlc": 1, "base": 0 } } });
        let product = desk.record("product", Uuid::from_u128(9), &product);
        let note = desk.edit(7, "note", json!("nur für den Empfang"), 7);
        desk.push(&server, vec![product, note]).await;
        let mut seen = Vec::new();
        for (place, role) in ["reception", "therapist", "distributor"].into_iter().enumerate() {
            let number = 50 + place as u128;
            let other = self::desk(&server, &format!("{role}@birkenhain"), number).await;
            let answer = digest(&server, &other, whole_log()).await;
            let Held::Leaves(leaves) = answer.held else { panic!("few rows") };
            assert_eq!(answer.scopes.contains(&Scope::Pos), role == "reception");
            let Held::Kinds(kinds) = digest(&server, &other, Compared::Kinds).await.held else {
                panic!("kinds");
            };
            let cards = kinds.iter().map(|kind| kind.digest.count).sum::<i64>();
            seen.push((leaves.len(), cards));
            let contacts = Compared::Cards { entity: "contact".to_owned() };
            let (status, _) = ask(&server, &other, contacts).await;
            assert_eq!(status == StatusCode::OK, role != "distributor", "{role}: {status}");
            let card = |entity: &str, id| CardRef { entity: entity.to_owned(), id: Uuid::from_u128(id) };
            let rows = RowsRequest {
                device_id: other.device_id,
                seqs: vec![1, 2],
                cards: vec![card("product", 9), card("contact", 7)],
            };
            let rows = serde_json::to_value(rows).unwrap();
            let (_, rows) =
                server.call("POST", "/api/v1/sync/rows", Some(&other.token), Some(&rows)).await;
            let rows: RowsResponse = serde_json::from_value(rows).unwrap();
            assert_eq!((rows.changes.len(), rows.cards.len()), (leaves.len(), leaves.len()), "{role}");
        }
        assert_eq!(seen, [(2, 2), (1, 1), (0, 0)]);
    }

    async fn a_session_speaks_for_its_own_device_only(server) {
        let mut front = desk(&server, "reception@birkenhain", 1).await;
        record_five(&server, &mut front).await;
        let therapist = desk(&server, "therapist@birkenhain", 2).await;
        let request = |device, cursor| json!({
            "device_id": device, "cursor": cursor, "part": "journal", "epoch": 1, "after": null,
            "until": null, "buckets": 256,
        });
        let cursor = cursor(&server, &therapist.token).await;
        for (device, expected) in [(therapist.device_id, 200), (front.device_id, 404)] {
            let body = request(device, cursor.as_str());
            let (status, answer) =
                server.call("POST", "/api/v1/sync/digest", Some(&therapist.token), Some(&body)).await;
            assert_eq!(status.as_u16(), expected, "{answer}");
        }
        let body = request(therapist.device_id, "");
        let (status, answer) =
            server.call("POST", "/api/v1/sync/digest", Some(&therapist.token), Some(&body)).await;
        assert_eq!((status.as_u16(), &answer["error"]["code"]), (409, &json!("cursor_outdated")));
    }

    async fn what_was_lost_is_taken_again_at_its_place(server) {
        let mut desk = desk(&server, "reception@birkenhain", 1).await;
        let changes = record_five(&server, &mut desk).await;
        let before = server.feed(&desk.token).await;
        let database = server.platform.state.database();
        unguard(database).await;
        for sql in [
            // Of 2 the place, of 3 the body, of 4 the entry.
            "DELETE FROM change_bodies WHERE seq = 2",
            "DELETE FROM change_log WHERE seq = 2",
            "DELETE FROM change_bodies WHERE seq = 3",
            "DELETE FROM device_entries WHERE dseq = 4",
        ] {
            run(database, sql).await.unwrap();
        }
        let answer = digest(&server, &desk, Compared::Journal { epoch: 1 }).await;
        assert_ne!(answer.held, own_journal(&changes), "the loss is seen");
        let answer = mend(&server, &desk, &changes[1..]).await;
        assert_eq!((answer.mended, answer.refused.len()), (vec![2, 3, 4, 5], 0));
        let answer = digest(&server, &desk, Compared::Journal { epoch: 1 }).await;
        assert_eq!(answer.held, own_journal(&changes));
        assert_eq!(server.feed(&desk.token).await, before, "everything at its place");
        // Once more changes nothing.
        mend(&server, &desk, &changes).await;
        assert_eq!(server.feed(&desk.token).await, before);
    }

    async fn what_was_lost_without_a_trace_gets_a_new_place(server) {
        let mut desk = desk(&server, "reception@birkenhain", 1).await;
        let changes = record_five(&server, &mut desk).await;
        let database = server.platform.state.database();
        unguard(database).await;
        for sql in [
            "DELETE FROM change_bodies WHERE seq = 3",
            "DELETE FROM change_log WHERE seq = 3",
            "DELETE FROM device_entries WHERE dseq = 3",
        ] {
            run(database, sql).await.unwrap();
        }
        let alone = mend(&server, &desk, &changes[2..3]).await;
        assert_eq!(alone.refused[0].code, "successor_needed");
        let answer = mend(&server, &desk, &changes[2..4]).await;
        assert_eq!(answer.mended, [3, 4]);
        let answer = digest(&server, &desk, Compared::Journal { epoch: 1 }).await;
        assert_eq!(answer.held, own_journal(&changes));
        let seqs: Vec<i64> = server.feed(&desk.token).await.iter().map(|c| c.seq).collect();
        assert_eq!(seqs, [1, 2, 4, 5, 6]);
        let (status, answer) = desk.try_push(&server, Vec::new()).await;
        assert_eq!(status, StatusCode::OK, "the chain goes on where it was: {answer}");
    }

    async fn an_edit_that_was_lost_and_is_brought_again_is_in_the_owners_log_once(server) {
        let mut desk = desk(&server, "reception@birkenhain", 1).await;
        let price = json!({ "fields": { "price_cents": { "value": 6500, "hlc": 7 } } });
        let changes = vec![
            desk.edit(1, "note", json!("Notiz"), 1),
            desk.record("product", Uuid::from_u128(0x9D), &price),
            desk.edit(2, "note", json!("Notiz"), 2),
        ];
        desk.push(&server, changes.clone()).await;
        let database = server.platform.state.database();
        unguard(database).await;
        let edits = async || {
            let owner = server.token("owner@birkenhain").await;
            let path = "/api/v1/audit-log?action=edit_product";
            let (_, log) = server.call("GET", path, Some(&owner), None).await;
            log["entries"].as_array().unwrap().clone()
        };
        let lose = async |seq: i64| {
            for sql in [
                format!("DELETE FROM change_bodies WHERE seq = {seq}"),
                format!("DELETE FROM change_log WHERE seq = {seq}"),
                "DELETE FROM device_entries WHERE dseq = 2".to_owned(),
            ] {
                run(database, &sql).await.unwrap();
            }
        };
        let first = edits().await;
        assert_eq!(first.len(), 1);
        lose(2).await;
        assert_eq!(mend(&server, &desk, &changes[1..]).await.mended, [2, 3]);
        assert_eq!(edits().await, first, "its entry was there still");
        // The log of what people did is lost with it.
        lose(4).await;
        let sql = match database {
            Database::Sqlite { .. } => "DROP TRIGGER audit_log_no_delete",
            Database::Postgres(_) => "DROP TRIGGER audit_log_no_delete ON audit_log",
        };
        run(database, sql).await.unwrap();
        run(database, "DELETE FROM audit_log WHERE action = 'edit_product'").await.unwrap();
        assert_eq!(mend(&server, &desk, &changes[1..]).await.mended, [2, 3]);
        let again = edits().await;
        assert_eq!(again.len(), 1, "{again:?}");
        assert_eq!(again[0]["id"], first[0]["id"]);
        let details = &again[0]["details"];
        assert_eq!((&details["to"], &details["brought_again"]),
            (&json!({ "price_cents": 6500 }), &json!(true)));
    }

    async fn nothing_that_is_held_is_written_over(server) {
        let mut desk = desk(&server, "reception@birkenhain", 1).await;
        let changes = record_five(&server, &mut desk).await;
        let before = server.feed(&desk.token).await;
        let mut forged = changes[2].clone();
        forged.body = forged.body.replace("Notiz", "Schuld");
        let answer = mend(&server, &desk, &[forged]).await;
        assert_eq!(answer.refused[0].code, "chain_broken");
        let database = server.platform.state.database();
        unguard(database).await;
        run(database, "UPDATE change_bodies SET body = 'x' WHERE seq = 3").await.unwrap();
        let answer = mend(&server, &desk, &changes[2..3]).await;
        assert_eq!(answer.refused[0].code, "other_body");
        let unknown = desk.edit(8, "note", json!("noch nicht gebracht"), 8);
        let answer = mend(&server, &desk, &[unknown]).await;
        assert_eq!(answer.refused[0].code, "not_held_yet");
        let after = server.feed(&desk.token).await;
        assert_eq!(after.len(), before.len());
        assert_eq!(after[2].body, "x", "what differs stays as it is found");
    }

    async fn a_range_is_cut_and_told_row_by_row_when_it_is_small(server) {
        let mut desk = desk(&server, "reception@birkenhain", 1).await;
        for batch in 0..3 {
            let changes = (0..300).map(|n| desk.edit(batch * 300 + n, "note", json!("n"), 1)).collect();
            desk.push(&server, changes).await;
        }
        let answer = digest(&server, &desk, Compared::Journal { epoch: 1 }).await;
        let Held::Buckets(buckets) = &answer.held else { panic!("900 are many") };
        assert_eq!(buckets.iter().map(|bucket| bucket.digest.count).sum::<i64>(), 900);
        assert_eq!((buckets[0].until, buckets.last().unwrap().until), (Some(Key::Place(4)), None));
        let Held::Buckets(cards) =
            digest(&server, &desk, Compared::Cards { entity: "contact".to_owned() }).await.held
        else {
            panic!("900 are many");
        };
        assert_eq!(cards.iter().map(|bucket| bucket.digest.count).sum::<i64>(), 900);
        let body = json!({
            "device_id": desk.device_id, "cursor": cursor(&server, &desk.token).await,
            "part": "journal", "epoch": 1, "after": 100, "until": 104, "buckets": 256,
        });
        let (_, answer) =
            server.call("POST", "/api/v1/sync/digest", Some(&desk.token), Some(&body)).await;
        let answer: DigestResponse = serde_json::from_value(answer).unwrap();
        let Held::Leaves(leaves) = answer.held else { panic!("4 are few") };
        let keys: Vec<Key> = leaves.iter().map(|leaf| leaf.key).collect();
        assert_eq!(keys, [101, 102, 103, 104].map(Key::Place));
    }
}
