//! Signing in, enrolling, hello, revoking.

use axum::http::StatusCode;
use mojo_domain::DeviceId;
use serde_json::json;
use uuid::Uuid;

use super::support::{PASSWORD, Server, TestDesk, on_both};
use crate::http::{Bucket, Limits};

on_both! {
    async fn an_unknown_name_and_a_wrong_password_get_the_same_answer(server) {
        let body = |user: &str, password: &str| json!({ "user": user, "password": password });
        let try_in = |body: serde_json::Value| {
            let server = &server;
            async move { server.call("POST", "/api/v1/sessions", None, Some(&body)).await }
        };
        let wrong = try_in(body("owner@birkenhain", "falsch")).await;
        let unknown = try_in(body("nobody@birkenhain", PASSWORD)).await;
        assert_eq!(wrong.0, StatusCode::UNAUTHORIZED);
        assert_eq!(wrong, unknown);
        assert_eq!(wrong.1["error"]["code"], "wrong_password");
        let (status, answer) = try_in(body("  OWNER@birkenhain ", PASSWORD)).await;
        assert_eq!(status, StatusCode::CREATED);
        assert_eq!(answer["tenant"]["name"], "Praxis Birkenhain");
        assert_eq!(answer["user"]["role"], "owner");
        assert!(answer["scopes"].as_array().unwrap().contains(&json!("commissions")));
    }

    async fn a_session_ends_by_signing_out_and_by_time(server) {
        let token = server.token("owner@birkenhain").await;
        let devices = |token: String| {
            let server = &server;
            async move { server.call("GET", "/api/v1/devices", Some(&token), None).await.0 }
        };
        assert_eq!(devices(token.clone()).await, StatusCode::OK);
        let (status, _) = server.call("DELETE", "/api/v1/sessions", Some(&token), None).await;
        assert_eq!(status, StatusCode::NO_CONTENT);
        assert_eq!(devices(token).await, StatusCode::UNAUTHORIZED);
        let token = server.token("owner@birkenhain").await;
        server.clock.advance(chrono::TimeDelta::days(181));
        assert_eq!(devices(token).await, StatusCode::UNAUTHORIZED);
    }

    async fn d2_every_epoch_of_every_device_gets_a_code_of_its_own(server) {
        let token = server.token("reception@birkenhain").await;
        let enrol = |device: u128, epoch: i64| {
            let server = &server;
            async move {
                let token = server.token("reception@birkenhain").await;
                let id = DeviceId(Uuid::from_u128(device));
                let body = json!({ "device_id": id, "name": "Empfang 1", "epoch": epoch });
                let (status, answer) =
                    server.call("POST", "/api/v1/devices", Some(&token), Some(&body)).await;
                assert_eq!(status, StatusCode::OK, "{answer}");
                answer["code"].as_str().unwrap().to_owned()
            }
        };
        assert_eq!(enrol(1, 1).await, "A");
        assert_eq!(enrol(1, 1).await, "A", "asked again, the same answer");
        assert_eq!(enrol(2, 1).await, "B");
        assert_eq!(enrol(1, 2).await, "C", "a restored database never uses A again");
        let (_, list) = server.call("GET", "/api/v1/devices", Some(&token), None).await;
        assert_eq!(list["devices"].as_array().unwrap().len(), 2);
        assert_eq!(list["devices"][0]["epochs"][1]["code"], "C");
    }

    /// Its past may not show that the platform was restored: the next code could be another's.
    async fn d2_a_copy_gets_a_code_that_is_drawn(server) {
        let token = server.token("reception@birkenhain").await;
        let [own, copy] = [1, 2].map(|no| DeviceId(Uuid::from_u128(no)));
        let body = json!({ "device_id": own, "name": "Empfang 1", "epoch": 1 });
        let (_, answer) = server.call("POST", "/api/v1/devices", Some(&token), Some(&body)).await;
        assert_eq!(answer["code"], "A");
        let body = json!({
            "device_id": copy, "name": "Empfang 1", "epoch": 2, "code": "7K3QX", "former": [own],
        });
        let (status, answer) =
            server.call("POST", "/api/v1/devices", Some(&token), Some(&body)).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        let code = answer["code"].as_str().unwrap();
        assert!(code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase()), "{code}");
        let (_, again) = server.call("POST", "/api/v1/devices", Some(&token), Some(&body)).await;
        assert_eq!(again["code"], code, "asked again, the same answer");
    }

    async fn hello_tells_what_is_held_and_notices_a_copy_by_its_nonce(server) {
        let mut desk = TestDesk::enrol(&server, "reception@birkenhain", 1).await;
        let token = desk.token.clone();
        let say = |body: serde_json::Value| {
            let (server, token) = (&server, token.clone());
            async move { server.call("POST", "/api/v1/sync/hello", Some(&token), Some(&body)).await }
        };
        let (status, first) = say(desk.hello("")).await;
        assert_eq!(status, StatusCode::OK, "{first}");
        assert_eq!(first["acknowledged"]["dseq"], 0);
        assert_eq!((&first["protocol"], &first["log_epoch"]), (&json!(1), &json!(1)));
        let (_, repeated) = say(desk.hello("")).await;
        assert_eq!(repeated["nonce"], first["nonce"], "the answer may have been lost");
        let nonce = first["nonce"].as_str().unwrap().to_owned();
        let (_, second) = say(desk.hello(&nonce)).await;
        let newer = second["nonce"].as_str().unwrap().to_owned();
        assert_ne!(newer, nonce);
        let (_, third) = say(desk.hello(&newer)).await;
        assert_ne!(third["nonce"], second["nonce"]);
        let (status, old) = say(desk.hello(&nonce)).await;
        assert_eq!((status, &old["error"]["code"]), (StatusCode::CONFLICT, &json!("forked")));
        let change = desk.edit(7, "note", json!("x"), 7);
        desk.push(&server, vec![change]).await;
        let behind = TestDesk::unenrolled(desk.token.clone(), desk.device_id, 1);
        let nonce = third["nonce"].as_str().unwrap();
        let (status, answer) = say(behind.hello(nonce)).await;
        assert_eq!((status, &answer["error"]["code"]), (StatusCode::CONFLICT, &json!("forked")));
        let (status, answer) = say(desk.hello(nonce)).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(answer["acknowledged"]["dseq"], 1);
    }

    async fn d2_two_copies_that_greet_in_turn_are_told_from_a_lost_answer(server) {
        let desk = TestDesk::enrol(&server, "reception@birkenhain", 1).await;
        let token = desk.token.clone();
        let say = |nonce: &str, attempt: &str| {
            let mut body = desk.hello(nonce);
            body["attempt"] = json!(attempt);
            let (server, token) = (&server, token.clone());
            async move { server.call("POST", "/api/v1/sync/hello", Some(&token), Some(&body)).await }
        };
        let (_, first) = say("", "a1").await;
        let (_, again) = say("", "a1").await;
        assert_eq!(again["nonce"], first["nonce"], "the same attempt: the answer was lost");
        // Both copies bear the same nonce; the second one to greet drew another attempt.
        let nonce = first["nonce"].as_str().unwrap();
        let (status, second) = say(nonce, "a2").await;
        assert_eq!(status, StatusCode::OK, "{second}");
        let (status, copy) = say(nonce, "b2").await;
        assert_eq!((status, &copy["error"]["code"]), (StatusCode::CONFLICT, &json!("forked")));
        let (status, third) = say(second["nonce"].as_str().unwrap(), "a3").await;
        assert_eq!(status, StatusCode::OK, "the first one is left in peace: {third}");
    }

    async fn a_revoked_device_gets_nothing_more(server) {
        let mut desk = TestDesk::enrol(&server, "reception@birkenhain", 1).await;
        let path = format!("/api/v1/devices/{}/revoke", desk.device_id);
        let (status, answer) = server.call("POST", &path, Some(&desk.token), None).await;
        assert_eq!((status, &answer["error"]["code"]), (StatusCode::FORBIDDEN, &json!("forbidden")));
        let owner = server.token("owner@birkenhain").await;
        let (status, answer) = server.call("POST", &path, Some(&owner), None).await;
        assert_eq!(status, StatusCode::OK);
        assert!(answer["revoked_at"].is_string());
        let change = desk.edit(7, "note", json!("x"), 7);
        let (status, answer) = desk.try_push(&server, vec![change]).await;
        assert_eq!((status, &answer["error"]["code"]), (StatusCode::FORBIDDEN, &json!("device_revoked")));
        let (status, answer) =
            server.call("GET", "/api/v1/sync/pull", Some(&desk.token), None).await;
        assert_eq!((status, &answer["error"]["code"]), (StatusCode::FORBIDDEN, &json!("device_revoked")));
        // Signing in anew does not help the device.
        let token = server.token("reception@birkenhain").await;
        let body = json!({ "device_id": desk.device_id, "name": "Empfang", "epoch": 2 });
        let (status, _) = server.call("POST", "/api/v1/devices", Some(&token), Some(&body)).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
    }

    async fn a_device_or_an_epoch_that_never_enrolled_pushes_nothing(server) {
        let mut desk = TestDesk::enrol(&server, "reception@birkenhain", 1).await;
        desk.epoch = 2;
        let change = desk.edit(7, "note", json!("x"), 7);
        let (status, answer) = desk.try_push(&server, vec![change.clone()]).await;
        assert_eq!((status, &answer["error"]["code"]), (StatusCode::CONFLICT, &json!("not_enrolled")));
        desk.device_id = DeviceId(Uuid::from_u128(404));
        let (status, _) = desk.try_push(&server, vec![change]).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn guessing_passwords_is_slowed_down() {
    let logins = Bucket { burst: 3, per_minute: 1 };
    let server = Server::with_limits(Limits { logins, ..Limits::default() }).await;
    let body = json!({ "user": "owner@birkenhain", "password": "falsch" });
    for _ in 0..3 {
        let (status, _) = server.call("POST", "/api/v1/sessions", None, Some(&body)).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED);
    }
    let (status, answer) = server.call("POST", "/api/v1/sessions", None, Some(&body)).await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(answer["error"]["code"], "too_many_requests");
    server.clock.advance(chrono::TimeDelta::minutes(2));
    server.token("owner@birkenhain").await;
}
