//! Desk and platform of different versions: versions are additive, so that each understands what it
//! knows and lets the rest be.

use std::sync::Arc;

use mojo_desk::sync::{Answer, Body, Http, HttpReply, HttpRequest, Transport};
use mojo_journeys::{TestDesk, journeys};
use serde_json::{Value, json};

/// Rewrites the JSON of requests and answers.
struct Rewrite {
    http: Http,
    request: fn(&mut Value),
    reply: fn(&mut Value),
}

impl Rewrite {
    fn on(desk: &TestDesk, request: fn(&mut Value), reply: fn(&mut Value)) {
        desk.use_transport(Arc::new(Self { http: Http::new(), request, reply }));
    }
}

fn rewrite(bytes: &[u8], is_zstd: bool, how: fn(&mut Value)) -> Option<Vec<u8>> {
    let plain = if is_zstd { zstd::decode_all(bytes).unwrap() } else { bytes.to_vec() };
    let mut value: Value = serde_json::from_slice(&plain).ok()?;
    how(&mut value);
    Some(serde_json::to_vec(&value).unwrap())
}

impl Transport for Rewrite {
    fn send(&self, mut request: HttpRequest) -> Answer<'_> {
        request.body = request.body.map(|body| {
            let bytes = rewrite(&body.bytes, body.is_zstd, self.request).unwrap();
            Body { bytes, is_zstd: false }
        });
        Box::pin(async move {
            let reply = self.http.send(request).await?;
            Ok(match rewrite(&reply.bytes, reply.is_zstd, self.reply) {
                Some(bytes) => HttpReply { bytes, is_zstd: false, ..reply },
                None => reply,
            })
        })
    }
}

/// Every object bears a field that nobody knows.
fn add_unknown_fields(value: &mut Value) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(add_unknown_fields),
        Value::Object(fields) => {
            fields.values_mut().for_each(add_unknown_fields);
            fields.insert("of_tomorrow".to_owned(), json!({ "deep": [1, null, "x"] }));
        }
        _ => {}
    }
}

/// A newer desk, which says so.
fn speak_newer(value: &mut Value) {
    add_unknown_fields(value);
    if let Some(protocol) = value.get_mut("protocol") {
        *protocol = json!(2);
    }
}

/// What later versions added is not there, and the protocol is the one before.
fn speak_older(value: &mut Value) {
    let Some(fields) = value.as_object_mut() else { return };
    for name in ["attempt", "acked_dseq", "client", "code", "former"] {
        fields.remove(name);
    }
    if let Some(protocol) = fields.get_mut("protocol") {
        *protocol = json!(protocol.as_u64().unwrap() - 1);
    }
}

fn leave_out_what_is_new(value: &mut Value) {
    let Some(fields) = value.as_object_mut() else { return };
    for name in ["device_name", "token"] {
        // A token that somebody signs in with was there from the first day.
        if name != "token" || fields.contains_key("epoch") {
            fields.remove(name);
        }
    }
}

fn leave(_: &mut Value) {}

fn ask_for_a_newer_desk(value: &mut Value) {
    if let Some(min_client) = value.get_mut("min_client") {
        *min_client = json!("99.0.0");
    }
}

async fn day(desk: &TestDesk) -> String {
    desk.enter_client("Insa", "Petersen").await;
    let receipt = desk.sell_one("Einzelstunde", "cash").await.receipt_number;
    desk.sync_until_quiet().await;
    desk.assert_nothing_is_lost().await;
    receipt
}

journeys! {
    /// Unknown fields, in every message in both directions, and a protocol of tomorrow.
    async fn a_newer_desk_and_a_newer_platform_are_understood(practice) {
        let desk = practice.empty_desk().await;
        Rewrite::on(&desk, speak_newer, add_unknown_fields);
        desk.sign_in(&practice.url, "mira.tannhoff", "Empfang 1").await.unwrap();
        let first = day(&desk).await;
        let other = practice.desk("Empfang 2").await;
        other.show_sale(first).await.unwrap();
        let second = day(&other).await;
        desk.sync_until_quiet().await;
        desk.show_sale(second).await.unwrap();
    }

    /// A desk of before: nothing of what was added since, and an older protocol.
    async fn an_older_desk_is_served(practice) {
        let desk = practice.empty_desk().await;
        Rewrite::on(&desk, speak_older, leave_out_what_is_new);
        desk.sign_in(&practice.url, "mira.tannhoff", "Empfang 1").await.unwrap();
        let first = day(&desk).await;
        for _ in 0..3 {
            desk.sync_until_quiet().await;
        }
        assert_eq!(desk.sync_status().await.unwrap().new_device, None);
        practice.desk("Empfang 2").await.show_sale(first).await.unwrap();
    }

    /// The platform wants a newer desk: what was recorded is taken all the same, nothing is given.
    async fn a_desk_that_is_too_old_still_hands_in_what_it_has(practice) {
        let desk = practice.desk("Empfang 1").await;
        let other = practice.desk("Empfang 2").await;
        Rewrite::on(&desk, leave, ask_for_a_newer_desk);
        let mine = desk.sell_one("Einzelstunde", "cash").await.receipt_number;
        let theirs = day(&other).await;
        let round = desk.sync_round().await.unwrap();
        assert_eq!((round.error.as_deref(), round.pending), (Some("update_required"), 0));
        assert!(desk.show_sale(theirs.clone()).await.is_err(), "it may not pull");
        other.sync_until_quiet().await;
        other.show_sale(mine).await.unwrap();
        // The update came: nothing was lost in between.
        Rewrite::on(&desk, leave, leave);
        desk.sync_until_quiet().await;
        desk.show_sale(theirs).await.unwrap();
        desk.assert_nothing_is_lost().await;
    }
}
