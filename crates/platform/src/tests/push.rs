//! Push: the chain, the verdicts, and what happens when an answer was lost.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use mojo_protocol::{MAX_BATCH, MAX_PUSH_BYTES};
use serde_json::json;
use uuid::Uuid;

use super::support::{Server, TestDesk, on_both};

on_both! {
    async fn a_batch_is_taken_in_order_and_the_same_batch_again_changes_nothing(server) {
        let mut desk = TestDesk::enrol(&server, "reception@birkenhain", 1).await;
        let batch = vec![
            desk.edit(7, "last_name", json!("Lindqvist"), 10),
            desk.edit(7, "note", json!("kommt freitags"), 11),
        ];
        let first = desk.push(&server, batch.clone()).await;
        assert_eq!(first["verdicts"], json!([
            { "dseq": 1, "verdict": "applied", "seq": 1 },
            { "dseq": 2, "verdict": "applied", "seq": 2 },
        ]));
        assert_eq!(first["acknowledged"], json!({ "dseq": 2, "hash": batch[1].hash }));
        let again = desk.push(&server, batch.clone()).await;
        assert_eq!(again["verdicts"], json!([
            { "dseq": 1, "verdict": "duplicate", "seq": 1 },
            { "dseq": 2, "verdict": "duplicate", "seq": 2 },
        ]));
        assert_eq!(again["acknowledged"], first["acknowledged"]);
        assert_eq!(server.feed(&desk.token).await.len(), 2);
    }

    async fn a_batch_that_is_held_in_part_is_taken_from_there(server) {
        let mut desk = TestDesk::enrol(&server, "reception@birkenhain", 1).await;
        let one = desk.edit(7, "note", json!("a"), 10);
        let two = desk.edit(7, "note", json!("b"), 11);
        desk.push(&server, vec![one.clone()]).await;
        let answer = desk.push(&server, vec![one, two]).await;
        assert_eq!(answer["verdicts"], json!([
            { "dseq": 1, "verdict": "duplicate", "seq": 1 },
            { "dseq": 2, "verdict": "applied", "seq": 2 },
        ]));
    }

    async fn a_hole_in_the_journal_is_refused_with_the_number_that_is_missing(server) {
        let mut desk = TestDesk::enrol(&server, "reception@birkenhain", 1).await;
        let changes: Vec<_> = (0..4).map(|n| desk.edit(7, "note", json!("x"), n)).collect();
        let (status, answer) = desk.try_push(&server, changes[1..2].to_vec()).await;
        assert_eq!(status, StatusCode::CONFLICT);
        assert_eq!(answer["error"]["code"], "gap");
        assert_eq!(answer["error"]["details"]["expected"], 1);
        let torn = vec![changes[0].clone(), changes[1].clone(), changes[3].clone()];
        let (status, answer) = desk.try_push(&server, torn).await;
        assert_eq!((status, &answer["error"]["details"]["expected"]), (StatusCode::CONFLICT, &json!(3)));
        assert!(server.feed(&desk.token).await.is_empty(), "nothing of a refused batch stays");
    }

    async fn a_second_copy_of_the_device_is_noticed_by_its_other_hash(server) {
        let mut desk = TestDesk::enrol(&server, "reception@birkenhain", 1).await;
        let mut copy = TestDesk::unenrolled(desk.token.clone(), desk.device_id, 1);
        let mine = desk.edit(7, "note", json!("mine"), 10);
        let theirs = copy.edit(7, "note", json!("theirs"), 11);
        desk.push(&server, vec![mine.clone()]).await;
        let (status, answer) = copy.try_push(&server, vec![theirs]).await;
        assert_eq!((status, &answer["error"]["code"]), (StatusCode::CONFLICT, &json!("forked")));
        assert_eq!(answer["error"]["details"]["acknowledged"]["hash"], json!(mine.hash));
    }

    async fn an_edit_that_a_role_may_not_make_is_rejected_and_blocks_nothing(server) {
        let mut desk = TestDesk::enrol(&server, "reception@birkenhain", 1).await;
        let body = json!({ "fields": { "name": { "value": "Meine Praxis", "hlc": 5 } } });
        let practice = desk.record("practice", Uuid::from_u128(0xB1), &body);
        let bad = desk.edit(7, "birthday", json!("31.02.1980"), 6);
        let forged = desk.record("commission_entry", Uuid::from_u128(5), &json!({}));
        let note = desk.edit(7, "note", json!("gut"), 7);
        let batch = vec![practice, bad, forged, note];
        let answer = desk.push(&server, batch.clone()).await;
        let verdicts = answer["verdicts"].as_array().unwrap();
        let codes: Vec<_> = verdicts.iter().map(|v| (&v["verdict"], &v["code"])).collect();
        assert_eq!(codes[0], (&json!("rejected"), &json!("forbidden")));
        assert_eq!(codes[1], (&json!("rejected"), &json!("unknown_field_format")));
        assert_eq!(codes[2], (&json!("rejected"), &json!("computed_by_platform")));
        assert_eq!(verdicts[3], json!({ "dseq": 4, "verdict": "applied", "seq": 1 }));
        let again = desk.push(&server, batch).await;
        assert_eq!(again["verdicts"][1]["code"], "unknown_field_format", "said again when asked");
    }

    async fn a_kind_that_only_a_newer_version_knows_is_kept_as_it_is(server) {
        let mut desk = TestDesk::enrol(&server, "owner@birkenhain", 1).await;
        let body = json!({ "stars": 5, "deep": [{ "x": null }] });
        let review = desk.record("course_review", Uuid::from_u128(77), &body);
        let text = review.body.clone();
        let answer = desk.push(&server, vec![review]).await;
        assert_eq!(answer["verdicts"][0]["verdict"], "applied");
        let feed = server.feed(&desk.token).await;
        assert_eq!((feed[0].entity.as_str(), &feed[0].body), ("course_review", &text));
        let reception = server.token("reception@birkenhain").await;
        assert_eq!(server.feed(&reception).await.len(), 1, "the account's scope may see it");
    }

    async fn an_entry_that_was_tampered_with_is_quarantined_and_its_successors_stand(server) {
        let mut desk = TestDesk::enrol(&server, "owner@birkenhain", 1).await;
        let body = json!({ "amount_cents": 100 });
        let mut tampered = desk.record("cash_movement", Uuid::from_u128(1), &body);
        tampered.body = tampered.body.replace("100", "900");
        let mut moved = desk.record("cash_movement", Uuid::from_u128(2), &body);
        moved.at += 1;
        let after = desk.edit(7, "note", json!("danach"), 7);
        let answer = desk.push(&server, vec![tampered, moved, after]).await;
        assert_eq!(answer["verdicts"][0]["code"], "commitment_mismatch");
        assert_eq!(answer["verdicts"][1]["code"], "chain_broken");
        assert_eq!(answer["verdicts"][2]["verdict"], "applied");
        let feed = server.feed(&desk.token).await;
        let cases: Vec<_> = feed.iter().filter(|change| change.entity == "case").collect();
        assert_eq!(cases.len(), 2);
        assert!(cases.iter().all(|case| case.device_id.is_none() && case.dseq == 0));
    }

    async fn a_compressed_batch_is_taken_and_answered_compressed(server) {
        let mut desk = TestDesk::enrol(&server, "reception@birkenhain", 1).await;
        let change = desk.edit(7, "note", json!("komprimiert"), 7);
        let body = desk.request(vec![change]).to_string();
        let packed = zstd::encode_all(body.as_bytes(), 1).unwrap();
        let request = Request::post("/api/v1/sync/push")
            .header(header::AUTHORIZATION, format!("Bearer {}", desk.token))
            .header(header::CONTENT_ENCODING, "zstd")
            .header(header::ACCEPT_ENCODING, "gzip, zstd;q=0.9")
            .body(Body::from(packed))
            .unwrap();
        let (status, bytes) = server.send(request).await;
        assert_eq!(status, StatusCode::OK);
        let answer: serde_json::Value =
            serde_json::from_slice(&zstd::decode_all(&bytes[..]).unwrap()).unwrap();
        assert_eq!(answer["verdicts"][0]["verdict"], "applied");
    }

    async fn a_body_that_is_garbage_or_too_large_changes_nothing(server) {
        let desk = TestDesk::enrol(&server, "reception@birkenhain", 1).await;
        let send = |encoding: &'static str, body: Vec<u8>| {
            let request = Request::post("/api/v1/sync/push")
                .header(header::AUTHORIZATION, format!("Bearer {}", desk.token))
                .header(header::CONTENT_ENCODING, encoding)
                .body(Body::from(body))
                .unwrap();
            server.send(request)
        };
        let bomb = zstd::encode_all(&vec![b' '; MAX_PUSH_BYTES + 1][..], 1).unwrap();
        for (encoding, body, expected) in [
            ("zstd", b"garbage".to_vec(), StatusCode::BAD_REQUEST),
            ("zstd", zstd::encode_all(&b"{}"[..], 1).unwrap(), StatusCode::BAD_REQUEST),
            ("identity", b"{\"device_id\":".to_vec(), StatusCode::BAD_REQUEST),
            ("identity", vec![b' '; MAX_PUSH_BYTES + 1], StatusCode::PAYLOAD_TOO_LARGE),
            ("zstd", bomb, StatusCode::PAYLOAD_TOO_LARGE),
            ("br", b"{}".to_vec(), StatusCode::UNSUPPORTED_MEDIA_TYPE),
        ] {
            let (status, bytes) = send(encoding, body).await;
            assert_eq!(status, expected);
            let answer: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
            assert!(answer["error"]["code"].is_string(), "{answer}");
        }
        assert!(server.feed(&desk.token).await.is_empty());
    }

    async fn a_full_batch_is_taken_and_one_more_is_refused(server) {
        let mut desk = TestDesk::enrol(&server, "reception@birkenhain", 1).await;
        let mut changes: Vec<_> = (0..=MAX_BATCH as u128)
            .map(|n| desk.edit(n + 1, "last_name", json!(format!("Nr. {n}")), 10))
            .collect();
        let (status, answer) = desk.try_push(&server, changes.clone()).await;
        assert_eq!((status, &answer["error"]["code"]), (StatusCode::BAD_REQUEST, &json!("too_many_changes")));
        changes.pop();
        desk.push(&server, changes).await;
        assert_eq!(server.feed(&desk.token).await.len(), MAX_BATCH);
    }
}
