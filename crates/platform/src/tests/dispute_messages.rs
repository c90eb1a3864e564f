//! Y5: a recipient writes into the thread of a dispute without a desk, and it is a message like any other.

use serde_json::{Value, json};
use uuid::Uuid;

use super::commerce::{platform_admin, sell};
use super::disputes::{DISPUTE, commission, dispute, set_clock};
use super::support::{BIRKENHAIN, NOW, Server, TestDesk, on_both};

const LIST: &str = "/api/v1/disputes";
const WORDS: &str = "Der Vertrag sagt 25 %.";
/// The message that is written.
const FIRST: Uuid = Uuid::from_u128(0xE5);
/// The one that a desk wrote, as [`dispute`] has it.
const OF_DESK: Uuid = Uuid::from_u128(0xE1);

async fn say(server: &Server, token: &str, to: Uuid, body: &Value) -> (u16, Value) {
    let path = format!("{LIST}/{to}/messages");
    let (status, answer) = server.call("POST", &path, Some(token), Some(body)).await;
    (status.as_u16(), answer["error"]["code"].clone())
}

fn words(id: Uuid, text: &str) -> Value {
    json!({ "id": id, "text": text })
}

/// What the desk gets of messages: whether a device recorded it, and its body.
async fn fed(server: &Server, desk: &TestDesk) -> Vec<(bool, Value)> {
    let changes = server.feed(&desk.token).await;
    let messages = changes.iter().filter(|change| change.entity == "commission_dispute_message");
    let body = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    messages.map(|change| (change.device_id.is_some(), body(&change.body))).collect()
}

/// Who says what in the thread, as the API tells it.
async fn thread(server: &Server, token: &str) -> Vec<(String, String)> {
    let (_, list) = server.call("GET", LIST, Some(token), None).await;
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let messages = list["disputes"][0]["messages"].as_array().unwrap();
    messages.iter().map(|one| (text(&one["from"]), text(&one["text"]))).collect()
}

on_both! {
    async fn y5_a_message_without_a_desk_is_in_the_thread_and_reaches_desks_by_name(server) {
        let desk = dispute(&server).await;
        let token = server.token("affiliate@birkenhain").await;
        let said = say(&server, &token, DISPUTE, &words(FIRST, " Der Vertrag sagt 25 %. ")).await;
        assert_eq!(said, (204, Value::Null));
        let admin = platform_admin(&server).await;
        let answer = say(&server, &admin, DISPUTE, &json!({ "text": "Wir sehen nach." })).await;
        assert_eq!(answer.0, 204, "the platform's people need no id");
        let expected = [
            ("recipient", "Vertrag anbei"),
            ("recipient", WORDS),
            ("platform", "Wir sehen nach."),
        ];
        let expected = expected.map(|(from, text)| (from.to_owned(), text.to_owned()));
        assert_eq!(thread(&server, &token).await, expected);
        assert_eq!(thread(&server, &admin).await, expected);

        let fed = fed(&server, &desk).await;
        let from_devices: Vec<bool> = fed.iter().map(|(is_of_device, _)| *is_of_device).collect();
        assert_eq!(from_devices, [true, false, false]);
        let body = &fed[1].1;
        assert_eq!((&body["message_id"], &body["dispute_id"]), (&json!(FIRST), &json!(DISPUTE)));
        assert_eq!(body["text"], WORDS);
        assert_ne!(body["actor_id"], json!(Uuid::nil()), "a desk knows it from the platform's");
        assert_eq!(fed[2].1["actor_id"], json!(Uuid::nil()));
        let at = |text: &Value| text.as_str().unwrap().parse::<chrono::DateTime<chrono::Utc>>();
        assert_eq!(at(&body["at"]), at(&json!(NOW)));
    }

    async fn y5_the_same_message_twice_or_at_once_is_one_and_its_id_is_no_others(server) {
        let mut desk = dispute(&server).await;
        let token = server.token("owner@birkenhain").await;
        let body = words(FIRST, WORDS);
        let (one, other) = tokio::join!(
            say(&server, &token, DISPUTE, &body),
            say(&server, &token, DISPUTE, &body),
        );
        assert_eq!((one.0, other.0), (204, 204));
        let held = (409, json!("message_id_held"));
        assert_eq!(say(&server, &token, DISPUTE, &words(FIRST, "Anders")).await, held);
        assert_eq!(say(&server, &token, DISPUTE, &words(OF_DESK, "Anders")).await, held);
        let again = say(&server, &token, DISPUTE, &words(OF_DESK, "Vertrag anbei")).await;
        assert_eq!(again.0, 204, "it is the desk's");
        let admin = platform_admin(&server).await;
        assert_eq!(say(&server, &admin, DISPUTE, &body).await, held, "nobody speaks as another");
        let of_staff = words(Uuid::from_u128(0xE6), "Wir sehen nach.");
        for _ in 0..2 {
            assert_eq!(say(&server, &admin, DISPUTE, &of_staff).await.0, 204);
        }
        assert_eq!(say(&server, &token, DISPUTE, &of_staff).await, held);
        assert_eq!(fed(&server, &desk).await.len(), 3);

        // A desk whose message bears an id that the platform's has: people look at it.
        let other = json!({
            "message_id": FIRST, "dispute_id": DISPUTE, "text": "Vom Empfang", "at": NOW,
            "actor_id": Uuid::from_u128(3),
        });
        let same = desk.record("commission_dispute_message", FIRST, &other);
        let answer = desk.push(&server, vec![same]).await;
        assert_eq!(answer["verdicts"][0]["code"], "other_fact_with_this_id", "{answer}");
        assert_eq!(thread(&server, &token).await.len(), 3);
    }

    async fn y5_nobody_writes_into_what_is_not_its_own_or_without_words(server) {
        let desk = dispute(&server).await;
        let body = words(FIRST, WORDS);
        let missing = (404, json!("not_found"));
        let stranger = server.token("owner@lindenau").await;
        assert_eq!(say(&server, &stranger, DISPUTE, &body).await, missing);
        let named = json!({ "id": FIRST, "text": WORDS, "tenant_id": BIRKENHAIN });
        assert_eq!(say(&server, &stranger, DISPUTE, &named).await, missing, "nor by its name");
        let token = server.token("owner@birkenhain").await;
        assert_eq!(say(&server, &token, Uuid::from_u128(9), &body).await, missing);
        let nameless = say(&server, &token, DISPUTE, &json!({ "text": WORDS })).await;
        assert_eq!(nameless, (422, json!("message_id_missing")));
        let long = "ü".repeat(4001);
        for text in ["", " \n", long.as_str()] {
            let refused = say(&server, &token, DISPUTE, &words(FIRST, text)).await;
            assert_eq!(refused, (422, json!("dispute_refused")), "{text:?}");
        }
        let unreadable = say(&server, &token, DISPUTE, &words(FIRST, "a\0b")).await;
        assert_eq!(unreadable, (422, json!("unreadable_text")));
        let others =
            ["reception", "therapist", "bookkeeper", "auditor", "support", "platform_admin"];
        for role in others {
            let token = server.token(&format!("{role}@birkenhain")).await;
            assert_eq!(say(&server, &token, DISPUTE, &body).await.0, 403, "{role}");
        }
        assert_eq!(fed(&server, &desk).await.len(), 1, "the desk's alone");
        assert_eq!(say(&server, &token, DISPUTE, &named).await.0, 204, "the own name is no lie");
    }

    /// Silence accepts nothing, and neither does a decision.
    async fn y5_a_thread_goes_on_after_the_decision_and_freezes_nothing_again(server) {
        let desk = dispute(&server).await;
        let admin = platform_admin(&server).await;
        set_clock(&server, "2026-12-15T10:00:00Z");
        let body = json!({ "outcome": "rejected", "reason": "Satz stimmt" });
        let path = format!("{LIST}/{DISPUTE}/settle");
        assert_eq!(server.call("POST", &path, Some(&admin), Some(&body)).await.0.as_u16(), 204);
        let token = server.token("owner@birkenhain").await;
        assert_eq!(say(&server, &token, DISPUTE, &words(FIRST, WORDS)).await.0, 204);
        assert_eq!(thread(&server, &token).await.len(), 2);
        assert_eq!(commission(&server, &desk).await["reason"], Value::Null);
    }

    async fn y5_a_dispute_opened_without_a_desk_is_discussed_without_one(server) {
        sell(&server).await;
        let desk = TestDesk::enrol(&server, "owner@birkenhain", 1).await;
        let entry = commission(&server, &desk).await["id"].clone();
        let token = server.token("affiliate@birkenhain").await;
        let body = json!({ "id": DISPUTE, "commission_id": entry, "reason": "Satz falsch" });
        let (status, answer) = server.call("POST", LIST, Some(&token), Some(&body)).await;
        assert_eq!(status.as_u16(), 201, "{answer}");
        assert_eq!(say(&server, &token, DISPUTE, &words(FIRST, WORDS)).await.0, 204);
        assert_eq!(thread(&server, &token).await, [("recipient".to_owned(), WORDS.to_owned())]);
        assert_eq!(fed(&server, &desk).await.len(), 1);
    }
}
