//! Whose session it is, revoking, parting, and the owner's word on what was handed over.

use mojo_domain::DeviceId;
use serde_json::{Value, json};
use uuid::Uuid;

use super::browser::Browser;
use super::support::{Server, TestDesk, on_both};

async fn call(
    server: &Server,
    token: &str,
    (method, path): (&str, &str),
    body: Option<Value>,
) -> (u16, Value) {
    let path = format!("/api/v1/{path}");
    let (status, answer) = server.call(method, &path, Some(token), body.as_ref()).await;
    (status.as_u16(), answer)
}

fn code(answer: &Value) -> &str {
    answer["error"]["code"].as_str().unwrap_or_default()
}

async fn greet(server: &Server, desk: &TestDesk, token: &str, nonce: &str) -> (u16, Value) {
    call(server, token, ("POST", "sync/hello"), Some(desk.hello(nonce))).await
}

async fn revoke(server: &Server, desk: &TestDesk, how: &str) {
    let owner = server.token("owner@birkenhain").await;
    let path = format!("devices/{}/revoke{how}", desk.device_id);
    let (status, answer) = call(server, &owner, ("POST", &path), None).await;
    assert_eq!(status, 200, "{answer}");
    assert!(answer["revoked_at"].is_string(), "{answer}");
}

async fn part(server: &Server, desk: &TestDesk, body: Value) -> (u16, Value) {
    call(server, &desk.token, ("POST", "sync/parting"), Some(body)).await
}

async fn listed(server: &Server, desk: &TestDesk) -> Value {
    let owner = server.token("owner@birkenhain").await;
    let (_, list) = call(server, &owner, ("GET", "devices"), None).await;
    let devices = list["devices"].as_array().unwrap();
    let id = desk.device_id.to_string();
    devices.iter().find(|device| device["device_id"] == id).unwrap().clone()
}

/// Whoever has the account chooses a new password, by a link that the owner drew.
async fn choose_password(server: &Server, owner: &TestDesk, login: &str) {
    let (_, list) = call(server, &owner.token, ("GET", "users"), None).await;
    let users = list["users"].as_array().unwrap();
    let user = users.iter().find(|user| user["login_name"] == login).unwrap();
    let draw = format!("users/{}/password-link", user["id"].as_str().unwrap());
    let reason = Some(json!({ "reason": "Laptop gestohlen" }));
    let (status, given) = call(server, &owner.token, ("POST", &draw), reason).await;
    assert_eq!(status, 200, "{given}");
    let (_, link) = given["link"].as_str().unwrap().split_once("/password/").unwrap();
    let (mut browser, path) = (Browser::default(), format!("/password/{link}"));
    browser.get(server, &path).await;
    let chosen = browser.post(server, &path, &[("password", "Tannenweg 4, Hinterhaus")]).await;
    assert_eq!(chosen.status.as_u16(), 303, "{chosen:?}");
}

on_both! {
    async fn a_session_speaks_for_its_own_device_alone(server) {
        let mut victim = TestDesk::enrol(&server, "reception@birkenhain", 1).await;
        let (_, hello) = greet(&server, &victim, &victim.token, "").await;
        let thief = TestDesk::enrol(&server, "therapist@birkenhain", 2).await;
        // Enrolled on its own device: neither hello, push, enrolment nor parting as another.
        let change = victim.edit(7, "note", json!("x"), 7);
        let pushed = serde_json::to_value(victim.request(vec![change.clone()])).unwrap();
        let enrol = json!({ "device_id": victim.device_id, "name": "Empfang", "epoch": 1 });
        let nonce = hello["nonce"].as_str().unwrap();
        for (path, body) in [
            ("sync/hello", victim.hello(nonce)),
            ("sync/push", pushed.clone()),
            ("devices", enrol.clone()),
        ] {
            let (status, answer) = call(&server, &thief.token, ("POST", path), Some(body)).await;
            assert_eq!((status, code(&answer)), (403, "other_device"), "{path}: {answer}");
        }
        // Freshly signed in, on no device yet: pushing needs a greeting, and that the nonce.
        let fresh = server.token("therapist@birkenhain").await;
        for path in ["sync/push", "devices", "sync/push"] {
            let body = if path == "devices" { enrol.clone() } else { pushed.clone() };
            let (status, answer) = call(&server, &fresh, ("POST", path), Some(body)).await;
            let expected = if path == "devices" { (200, "") } else { (409, "not_enrolled") };
            assert_eq!((status, code(&answer)), expected, "{path}: {answer}");
        }
        let (status, answer) = greet(&server, &victim, &fresh, "0123").await;
        assert_eq!((status, code(&answer)), (409, "forked"), "{answer}");
        let (status, answer) = call(&server, &fresh, ("GET", "sync/pull"), None).await;
        assert_eq!((status, code(&answer)), (409, "not_enrolled"), "{answer}");
        // Signed in again on the device itself: the nonce proves it.
        let again = server.token("reception@birkenhain").await;
        let (status, _) = greet(&server, &victim, &again, nonce).await;
        assert_eq!(status, 200);
        let (status, answer) = call(&server, &again, ("POST", "sync/push"), Some(pushed)).await;
        assert_eq!(status, 200, "{answer}");
    }

    async fn a_copy_gets_a_session_of_its_own_and_the_original_keeps_its_own(server) {
        let desk = TestDesk::enrol(&server, "reception@birkenhain", 1).await;
        let copy = DeviceId(Uuid::from_u128(9));
        let body = json!({
            "device_id": copy, "name": "Empfang", "epoch": 2, "former": [desk.device_id],
        });
        let (status, answer) =
            call(&server, &desk.token, ("POST", "devices"), Some(body.clone())).await;
        assert_eq!(status, 200, "{answer}");
        let own = answer["token"].as_str().unwrap().to_owned();
        let mut copied = TestDesk::unenrolled(own.clone(), copy, 2);
        let (status, answer) = greet(&server, &copied, &own, "").await;
        assert_eq!(status, 200, "{answer}");
        let change = copied.edit(7, "note", json!("x"), 7);
        copied.push(&server, vec![change]).await;
        let (status, answer) = greet(&server, &desk, &desk.token, "").await;
        assert_eq!(status, 200, "the original goes on: {answer}");
        // Once the copy was heard, the original's session opens it no more.
        let (status, answer) = call(&server, &desk.token, ("POST", "devices"), Some(body)).await;
        assert_eq!((status, code(&answer)), (403, "other_device"));
        assert_eq!(listed(&server, &copied).await["former_device_id"], json!(desk.device_id));
    }

    async fn what_a_revoked_device_holds_comes_into_quarantine_once(server) {
        let mut desk = TestDesk::enrol(&server, "reception@birkenhain", 1).await;
        let first = desk.edit(7, "note", json!("vorher"), 7);
        desk.push(&server, vec![first]).await;
        revoke(&server, &desk, "").await;
        let held = vec![desk.edit(7, "note", json!("nachher"), 8), desk.edit(8, "note", json!("y"), 9)];
        let owner = TestDesk::enrol(&server, "owner@birkenhain", 50).await;
        let before = server.feed(&owner.token).await.len();

        let (status, answer) = part(&server, &desk, desk.parting(held[..1].to_vec())).await;
        assert_eq!((status, &answer["is_done"]), (200, &json!(false)), "{answer}");
        let (status, again) = part(&server, &desk, desk.parting(held.clone())).await;
        assert_eq!((status, &again["is_done"]), (200, &json!(true)), "{again}");
        let (status, again) = part(&server, &desk, desk.parting(held)).await;
        assert_eq!((status, &again["is_done"]), (200, &json!(true)), "an answer may be lost");

        let more = desk.edit(9, "note", json!("zu spät"), 10);
        let (status, answer) = part(&server, &desk, desk.parting(vec![more])).await;
        assert_eq!((status, code(&answer)), (403, "device_revoked"), "once: {answer}");

        // Nothing of it is in anybody's feed but the case; the owner sees it.
        let feed = server.feed(&owner.token).await;
        assert_eq!(feed.len(), before + 1);
        assert_eq!(feed.last().unwrap().entity, "case");
        assert_eq!(listed(&server, &desk).await["quarantined"], 2);
        let path = format!("devices/{}/quarantine", desk.device_id);
        let (_, seen) = call(&server, &owner.token, ("GET", &path), None).await;
        assert_eq!(seen["entries"].as_array().unwrap().len(), 2);
        let reception = server.token("reception@birkenhain").await;
        let (status, _) = call(&server, &reception, ("GET", &path), None).await;
        assert_eq!(status, 403, "the owner alone");

        let path = format!("{path}/accept");
        let (status, done) = call(&server, &owner.token, ("POST", &path), None).await;
        assert_eq!((status, &done["applied"], &done["refused"]), (200, &json!(2), &json!(0)));
        let (_, done) = call(&server, &owner.token, ("POST", &path), None).await;
        assert_eq!(done["applied"], 0, "once");
        let log = "audit-log?action=accept_quarantine";
        let (_, log) = call(&server, &owner.token, ("GET", log), None).await;
        assert_eq!(log["entries"].as_array().unwrap().len(), 1, "once: {log}");
        let entry = &log["entries"][0];
        assert_eq!(entry["subject_id"], json!(desk.device_id), "{log}");
        assert_eq!(entry["details"], json!({ "entries": 2, "refused": 0 }), "{log}");
        let feed = server.feed(&owner.token).await;
        assert_eq!(feed.len(), before + 4);
        assert!(feed[before + 2].body.contains('y'));
        let settled = feed.last().unwrap();
        assert_eq!((settled.entity.as_str(), settled.device_id), ("case_settlement", None));
        assert!(settled.body.contains("accept"), "its case is closed: {}", settled.body);
    }

    async fn who_lets_edits_of_a_revoked_device_count_and_what_they_changed_is_kept_once(server) {
        let mut desk = TestDesk::enrol(&server, "reception@birkenhain", 1).await;
        revoke(&server, &desk, "").await;
        let product = Uuid::from_u128(0x9D);
        let price = json!({ "fields": { "price_cents": { "value": 6500, "hlc": 7 } } });
        let held = vec![desk.record("product", product, &price), desk.edit(7, "note", json!("x"), 8)];
        let (status, answer) = part(&server, &desk, desk.parting(held)).await;
        assert_eq!((status, &answer["is_done"]), (200, &json!(true)), "{answer}");
        let owner = TestDesk::enrol(&server, "owner@birkenhain", 50).await;
        let log = async |action: &str| {
            let path = format!("audit-log?action={action}");
            let (_, log) = call(&server, &owner.token, ("GET", &path), None).await;
            log["entries"].as_array().unwrap().clone()
        };
        assert!(log("edit_product").await.is_empty(), "it does not count yet");
        let path = format!("devices/{}/quarantine/accept", desk.device_id);
        for _ in 0..2 {
            assert_eq!(call(&server, &owner.token, ("POST", &path), None).await.0, 200);
        }
        let (edits, accepted) = (log("edit_product").await, log("accept_quarantine").await);
        assert_eq!((edits.len(), accepted.len()), (1, 1), "once: {edits:?} {accepted:?}");
        let edit = &edits[0];
        assert_eq!(edit["subject_id"], json!(product));
        assert_eq!(edit["user_id"], accepted[0]["user_id"], "who let it count");
        assert_eq!(edit["details"], json!({
            "to": { "price_cents": 6500 }, "worker": desk.actor_id, "device_id": desk.device_id,
            "let_count": true,
        }));
    }

    async fn what_does_not_continue_the_chain_is_not_taken_into_quarantine(server) {
        let mut desk = TestDesk::enrol(&server, "reception@birkenhain", 1).await;
        revoke(&server, &desk, "").await;
        let mut forged = desk.edit(7, "note", json!("x"), 7);
        forged.body = forged.body.replace('x', "y");
        let (status, answer) = part(&server, &desk, desk.parting(vec![forged])).await;
        assert_eq!((status, code(&answer)), (409, "forked"), "{answer}");
        let next = desk.edit(7, "note", json!("z"), 8);
        let (status, answer) = part(&server, &desk, desk.parting(vec![next])).await;
        assert_eq!((status, code(&answer)), (409, "gap"), "{answer}");
        let other = TestDesk::enrol(&server, "reception@birkenhain", 2).await;
        let (status, answer) = part(&server, &other, desk.parting(Vec::new())).await;
        assert_eq!((status, code(&answer)), (403, "other_device"), "{answer}");
        let (status, answer) = part(&server, &other, other.parting(Vec::new())).await;
        assert_eq!((status, code(&answer)), (409, "not_revoked"), "{answer}");
    }

    async fn a_lost_device_is_told_to_erase_after_it_handed_over_and_says_when_it_did(server) {
        let mut desk = TestDesk::enrol(&server, "reception@birkenhain", 1).await;
        let held = desk.edit(7, "note", json!("x"), 7);
        revoke(&server, &desk, "?lost=true").await;
        revoke(&server, &desk, "").await;
        let asked = part(&server, &desk, desk.parting(Vec::new())).await.1;
        assert_eq!((&asked["is_done"], &asked["is_lost"]), (&json!(false), &json!(true)));
        let done = part(&server, &desk, desk.parting(vec![held])).await.1;
        assert_eq!((&done["is_done"], &done["is_lost"]), (&json!(true), &json!(true)));
        assert_eq!(listed(&server, &desk).await["erased_at"], Value::Null);
        let mut erased = desk.parting(Vec::new());
        erased["is_erased"] = json!(true);
        let (status, _) = part(&server, &desk, erased.clone()).await;
        assert_eq!(status, 200);
        let entry = listed(&server, &desk).await;
        assert!(entry["erased_at"].is_string() && entry["is_lost"] == true, "{entry}");
        let (status, _) = part(&server, &desk, erased).await;
        assert_eq!(status, 401, "the token ends with the database");
    }

    async fn nobody_revokes_the_device_he_sits_at_and_only_the_owner_renames_others(server) {
        let owner = TestDesk::enrol(&server, "owner@birkenhain", 1).await;
        let desk = TestDesk::enrol(&server, "reception@birkenhain", 2).await;
        let path = format!("devices/{}/revoke", owner.device_id);
        let (status, answer) = call(&server, &owner.token, ("POST", &path), None).await;
        assert_eq!((status, code(&answer)), (409, "own_device"), "{answer}");
        let rename = |id: DeviceId, token: String, name: &'static str| {
            let server = &server;
            async move {
                let path = format!("devices/{id}/rename");
                call(server, &token, ("POST", &path), Some(json!({ "name": name }))).await
            }
        };
        assert_eq!(rename(owner.device_id, desk.token.clone(), "X").await.0, 403);
        assert_eq!(rename(desk.device_id, desk.token.clone(), " Kasse ").await.1["name"], "Kasse");
        assert_eq!(rename(desk.device_id, owner.token.clone(), "Tresen").await.1["name"], "Tresen");
        assert_eq!(rename(desk.device_id, owner.token.clone(), " ").await.0, 400);
        let stranger = DeviceId(Uuid::from_u128(404));
        assert_eq!(rename(stranger, owner.token.clone(), "X").await.0, 404);
        let (_, hello) = greet(&server, &desk, &desk.token, "").await;
        assert_eq!(hello["device_name"], "Tresen", "the desk learns its name");
    }

    /// An account ends and its device is revoked, in either order: the device learns so, hands over what it
    /// holds and gets nothing. Until the device was revoked, the account opens nothing at all.
    async fn a_revoked_device_hands_over_what_it_holds_after_its_account_has_ended(server) {
        let owner = TestDesk::enrol(&server, "owner@birkenhain", 50).await;
        for (number, role, is_revoked_first) in [(1, "reception", true), (2, "therapist", false)] {
            let login = format!("{role}@birkenhain");
            let mut desk = TestDesk::enrol(&server, &login, number).await;
            let held = vec![desk.edit(number, "note", json!("x"), 7)];
            let (_, list) = call(&server, &owner.token, ("GET", "users"), None).await;
            let users = list["users"].as_array().unwrap();
            let user = users.iter().find(|user| user["login_name"] == login).unwrap();
            let end = format!("users/{}/end", user["id"].as_str().unwrap());
            if is_revoked_first {
                revoke(&server, &desk, "?lost=true").await;
            }
            let reason = Some(json!({ "reason": "Geht" }));
            let (status, answer) = call(&server, &owner.token, ("POST", &end), reason).await;
            assert_eq!(status, 200, "{answer}");
            if !is_revoked_first {
                let (status, answer) = part(&server, &desk, desk.parting(held.clone())).await;
                assert_eq!(status, 401, "{answer}");
                revoke(&server, &desk, "?lost=true").await;
            }
            let (status, answer) = greet(&server, &desk, &desk.token, "").await;
            assert_eq!((status, code(&answer)), (403, "device_revoked"), "{answer}");
            let pushed = serde_json::to_value(desk.request(held.clone())).unwrap();
            for (path, body) in [("POST", "sync/push"), ("GET", "users")].map(|way| {
                (way, (way.0 == "POST").then(|| pushed.clone()))
            }) {
                let (status, answer) = call(&server, &desk.token, path, body).await;
                assert_eq!((status, code(&answer)), (403, "device_revoked"), "{path:?}: {answer}");
            }
            let (status, done) = part(&server, &desk, desk.parting(held)).await;
            assert_eq!((status, &done["is_done"], &done["is_lost"]), (200, &json!(true), &json!(true)));
            assert_eq!(listed(&server, &desk).await["quarantined"], 1);
            let mut erased = desk.parting(Vec::new());
            erased["is_erased"] = json!(true);
            assert_eq!(part(&server, &desk, erased.clone()).await.0, 200);
            let (status, answer) = part(&server, &desk, erased).await;
            assert_eq!(status, 401, "the token ends with the database: {answer}");
        }
    }

    /// The device is called lost, and whoever used it gets a new password, as everybody would do then: it
    /// ends the session, and the device learns all the same that it is to destroy itself.
    async fn a_lost_device_destroys_itself_also_after_a_new_password(server) {
        let owner = TestDesk::enrol(&server, "owner@birkenhain", 50).await;
        let mut desk = TestDesk::enrol(&server, "reception@birkenhain", 1).await;
        let held = vec![desk.edit(7, "note", json!("x"), 7)];
        revoke(&server, &desk, "?lost=true").await;
        choose_password(&server, &owner, "reception@birkenhain").await;
        let (status, answer) = greet(&server, &desk, &desk.token, "").await;
        assert_eq!((status, code(&answer)), (403, "device_revoked"), "{answer}");
        let (status, answer) = call(&server, &desk.token, ("GET", "users"), None).await;
        assert_eq!((status, code(&answer)), (403, "device_revoked"), "{answer}");
        let (status, done) = part(&server, &desk, desk.parting(held)).await;
        assert_eq!((status, &done["is_done"], &done["is_lost"]), (200, &json!(true), &json!(true)));
        assert_eq!(listed(&server, &desk).await["quarantined"], 1);
        let mut erased = desk.parting(Vec::new());
        erased["is_erased"] = json!(true);
        assert_eq!(part(&server, &desk, erased.clone()).await.0, 200);
        assert_eq!(part(&server, &desk, erased).await.0, 401, "the token ends with the database");
    }
}
