//! The disk of the platform's database is full: it says so, keeps nothing by halves, and goes on as soon
//! as there is room.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde_json::{Value, json};
use tower::ServiceExt as _;

use super::storage::run;
use super::support::{Server, TestDesk, on_both};
use crate::storage::Database;

/// What a push cannot be written with. SQLite: no page more than there are. PostgreSQL: what it says
/// when a file cannot grow.
async fn fill(server: &Server) {
    let database = server.platform.state.database();
    let orders: &[&str] = match database {
        Database::Sqlite { .. } => &["PRAGMA max_page_count = 1"],
        Database::Postgres(_) => &[
            "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
             RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$",
            "CREATE TRIGGER no_room BEFORE INSERT ON change_bodies FOR EACH ROW \
             EXECUTE FUNCTION no_room()",
        ],
    };
    for sql in orders {
        run(database, sql).await.unwrap();
    }
}

async fn make_room(server: &Server) {
    let database = server.platform.state.database();
    let sql = match database {
        Database::Sqlite { .. } => "PRAGMA max_page_count = 1000000",
        Database::Postgres(_) => "DROP TRIGGER no_room ON change_bodies",
    };
    run(database, sql).await.unwrap();
}

on_both! {
    async fn a_full_disk_is_told_as_later_and_what_was_pushed_is_taken_once_there_is_room(server) {
        let mut desk = TestDesk::enrol(&server, "reception@birkenhain", 1).await;
        let first = desk.edit(7, "note", json!("vorher"), 7);
        desk.push(&server, vec![first]).await;
        let before = server.feed(&desk.token).await;
        let large = desk.edit(7, "note", json!("x".repeat(400_000)), 8);

        fill(&server).await;
        let body = json!({
            "device_id": desk.device_id, "epoch": desk.epoch,
            "protocol": mojo_protocol::PROTOCOL_VERSION, "changes": [large],
        });
        let request = Request::builder()
            .method("POST")
            .uri("/api/v1/sync/push")
            .header(header::AUTHORIZATION, format!("Bearer {}", desk.token))
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body.to_string()))
            .unwrap();
        let response = server.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(response.headers()[header::RETRY_AFTER], "10");
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        let answer: Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(answer["error"]["code"], "storage_full", "{answer}");
        let words = answer["error"]["message"].as_str().unwrap();
        assert!(words.contains("disk is full") && words.contains("later"), "{words}");
        assert_eq!(server.feed(&desk.token).await, before, "nothing by halves, and reading goes on");

        make_room(&server).await;
        let answer = desk.push(&server, vec![large]).await;
        assert_eq!(answer["verdicts"][0]["verdict"], "applied", "{answer}");
        assert_eq!(server.feed(&desk.token).await.len(), before.len() + 1);
    }
}
