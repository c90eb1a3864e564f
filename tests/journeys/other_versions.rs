//! Desk and platform of different versions: versions are additive, so that each understands what it
//! knows and lets the rest be.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use mojo_desk::sync::{Answer, Body, Http, HttpReply, HttpRequest, Transport};
use mojo_desk::views::{ContactInput, PlatformPayoutRow, StatementView};
use mojo_desk::{Op, Refusal};
use mojo_journeys::{Practice, TestDesk, journeys};
use mojo_protocol::{Entity, PullPage};
use mojo_store::{cards, device, journal};
use serde_json::{Value, json};
use uuid::Uuid;

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

fn unpacked(bytes: &[u8], is_zstd: bool) -> Vec<u8> {
    if is_zstd { zstd::decode_all(bytes).unwrap() } else { bytes.to_vec() }
}

fn rewrite(bytes: &[u8], is_zstd: bool, how: fn(&mut Value)) -> Option<Vec<u8>> {
    let mut value: Value = serde_json::from_slice(&unpacked(bytes, is_zstd)).ok()?;
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

/// Keeps the bodies that are pulled, by the hash of their entry.
struct Listener {
    http: Http,
    bodies: Mutex<BTreeMap<String, String>>,
}

impl Listener {
    fn at(desk: &TestDesk) -> Arc<Self> {
        let listener = Arc::new(Self { http: Http::new(), bodies: Mutex::default() });
        desk.use_transport(listener.clone());
        listener
    }

    fn body(&self, hash: &str) -> Option<String> {
        self.bodies.lock().unwrap().get(hash).cloned()
    }
}

impl Transport for Listener {
    fn send(&self, request: HttpRequest) -> Answer<'_> {
        Box::pin(async move {
            let reply = self.http.send(request).await?;
            let plain = unpacked(&reply.bytes, reply.is_zstd);
            if let Ok(page) = serde_json::from_slice::<PullPage>(&plain) {
                let heard = page.changes.into_iter().map(|change| (change.hash, change.body));
                self.bodies.lock().unwrap().extend(heard);
            }
            Ok(reply)
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
    for name in ["affiliate_codes", "device_name", "token"] {
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

fn changes(value: &mut Value) -> impl Iterator<Item = &mut Value> {
    value.get_mut("changes").and_then(Value::as_array_mut).into_iter().flatten()
}

/// The kind of thing is one that only a later version knows.
fn forfeit_in_a_later_way(value: &mut Value) {
    for change in changes(value).filter(|change| change["entity"] == "commission_forfeiture") {
        change["entity"] = json!("forfeiture_of_tomorrow");
    }
}

/// The kind of payout is one that only a later version knows.
fn return_in_a_later_way(value: &mut Value) {
    for change in changes(value).filter(|change| change["entity"] == "commission_payout") {
        let body = change["body"].as_str().unwrap();
        change["body"] = json!(body.replace(r#""returned""#, r#""returned_of_tomorrow""#));
    }
}

/// A desk of a distributor, which has all that there is up to now.
async fn distributor(practice: &Practice, name: &str) -> TestDesk {
    let desk = practice.empty_desk().await;
    desk.sign_in(&practice.url, "arne.heidkamp", name).await.unwrap();
    desk.sync_until_quiet().await;
    desk
}

/// A desk at which the demo's administrator is signed in.
async fn administrator(practice: &Practice) -> TestDesk {
    let desk = practice.empty_desk().await;
    desk.sign_in(&practice.url, "admin", "Verwaltung").await.unwrap();
    desk
}

async fn statement(desk: &TestDesk, month: &str) -> StatementView {
    desk.show_statement(month.to_owned(), Some("EUR".to_owned())).await.unwrap()
}

async fn day(desk: &TestDesk) -> String {
    desk.enter_client("Insa", "Petersen").await;
    let receipt = desk.sell_one("Einzelstunde", "cash").await.receipt_number;
    desk.sync_until_quiet().await;
    desk.assert_nothing_is_lost().await;
    receipt
}

/// Edits a contact as a newer program does: with a field that is not known here, and with members
/// that are not known in the value of a known field, beside it, and beside all fields. Gives back
/// hash and body of the entry.
async fn edit_as_of_tomorrow(desk: &TestDesk, contact_id: &str, phone: &str) -> (String, String) {
    let phone = format!("phone/{phone}");
    let number = json!({ "label": "mobile", "number": "0171 7654321", "extension": [12, null] });
    let fields = [(phone.clone(), number), ("shoe_size".to_owned(), json!({ "eu": 43 }))];
    let mut tx = desk.transact(Op::EditContact).await.unwrap();
    let mut body = json!(tx.new_card_body(fields.into()));
    body["of_tomorrow"] = json!({ "deep": [1, null, "x"] });
    body["fields"][phone.as_str()]["of_tomorrow"] = json!(true);
    let id: Uuid = contact_id.parse().unwrap();
    tx.record(Entity::Contact, id, &body).await.unwrap();
    desk.commit(tx, Op::EditContact).await.unwrap();
    let mut reader = desk.reader().await.unwrap();
    let own = device::find(&mut reader).await.unwrap().unwrap();
    let entry = journal::list(&mut reader, own.epoch, own.head_dseq - 1, 1).await.unwrap();
    (entry[0].hash.clone(), entry[0].body.clone())
}

/// A contact's card with everything that is held of it.
async fn card(desk: &TestDesk, contact_id: &str) -> BTreeMap<String, Value> {
    let mut reader = desk.reader().await.unwrap();
    let id = contact_id.parse().unwrap();
    cards::find(&mut reader, Entity::Contact, id).await.unwrap().unwrap()
}

async fn edit(desk: &TestDesk, contact_id: &str, change: fn(&mut ContactInput)) {
    let seen = desk.show_contact(contact_id.to_owned()).await.unwrap();
    let mut input: ContactInput = serde_json::from_value(json!(seen)).unwrap();
    change(&mut input);
    desk.edit_contact(contact_id.to_owned(), input).await.unwrap();
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

    /// A platform of before tells of no affiliate codes: the desk says so, until a newer one does.
    async fn an_older_platform_tells_of_no_affiliate_codes(practice) {
        let desk = practice.empty_desk().await;
        Rewrite::on(&desk, leave, leave_out_what_is_new);
        desk.sign_in(&practice.url, "lale.moorlicht", "Studio").await.unwrap();
        let before = desk.list_affiliate_codes().await.unwrap();
        assert!(!before.is_told && before.codes.is_empty(), "{before:?}");
        Rewrite::on(&desk, leave, leave);
        desk.sync_until_quiet().await;
        let after = desk.list_affiliate_codes().await.unwrap();
        assert!(after.is_told && after.codes.len() == 1, "{after:?}");
        // Taken back to before, it keeps what it was told.
        Rewrite::on(&desk, leave, leave_out_what_is_new);
        desk.sync_until_quiet().await;
        assert_eq!(desk.list_affiliate_codes().await.unwrap().codes, after.codes);
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

    /// C13: a desk of before knows of no forfeitures. It keeps what it is told, reads on, and shows it
    /// after the upgrade.
    async fn an_older_desk_keeps_what_was_forfeited_until_its_upgrade(practice) {
        let mut older = distributor(&practice, "Büro 1").await;
        let newer = distributor(&practice, "Büro 2").await;
        let before = statement(&older, "2026-11").await;
        Rewrite::on(&older, leave, forfeit_in_a_later_way);
        let admin = administrator(&practice).await;
        let tenants = admin.list_tenants().await.unwrap();
        let leaving = tenants.into_iter().find(|tenant| tenant.name == before.recipient).unwrap();
        admin.deactivate_tenant(leaving.tenant_id, "Vertrag beendet".to_owned()).await.unwrap();
        for desk in [&older, &newer] {
            desk.sync_until_quiet().await;
        }
        let expected = statement(&newer, "2026-11").await;
        assert!(expected.forfeited.cents < 0, "{expected:?}");
        let unaware = statement(&older, "2026-11").await;
        assert_eq!(unaware.forfeited.cents, 0);
        assert_eq!(unaware.paid, expected.paid, "the rest is read");

        let known = "UPDATE pulled SET entity = 'commission_forfeiture' \
                     WHERE entity = 'forfeiture_of_tomorrow'";
        older.plant(known).await;
        older.reopen().await;
        older.sync_until_quiet().await;
        let after = statement(&older, "2026-11").await;
        assert_eq!((&after.forfeited, &after.held), (&expected.forfeited, &expected.held));
        assert_eq!(after.closing, expected.closing);
        assert!(older.verify_journal().await.unwrap().breaks.is_empty());
    }

    /// Y2: a desk of before does not know that payouts come back. It says so of the month in which
    /// one did; the months around it can be read, and its amount counts in them.
    async fn an_older_desk_reads_the_months_around_a_payout_of_a_later_kind(practice) {
        let older = distributor(&practice, "Büro 1").await;
        let newer = distributor(&practice, "Büro 2").await;
        let before = statement(&older, "2026-11").await;
        Rewrite::on(&older, leave, return_in_a_later_way);
        let admin = administrator(&practice).await;
        let listed = admin.list_payouts(None).await.unwrap().rows;
        let is_meant = |row: &&PlatformPayoutRow| {
            row.recipient == before.recipient
                && (row.status.as_str(), row.amount.currency.as_str()) == ("paid", "EUR")
        };
        let id = listed.iter().find(is_meant).unwrap().payout_id.parse().unwrap();
        let today = "2026-11-20".parse().unwrap();
        practice.platform.return_payout(id, today, "AC04").await.unwrap();
        for desk in [&older, &newer] {
            desk.sync_until_quiet().await;
        }
        let euros = Some("EUR".to_owned());
        let refused = older.show_statement("2026-11".to_owned(), euros).await.unwrap_err();
        assert_eq!(refused.code(), "update_needed", "{refused}");
        practice.advance(&[&older, &newer], chrono::TimeDelta::days(14));
        for month in ["2026-09", "2026-10", "2026-12"] {
            let (held, expected) = (statement(&older, month).await, statement(&newer, month).await);
            assert_eq!(held.opening, expected.opening, "{month}");
            assert_eq!(held.closing, expected.closing, "{month}");
        }
        let months = older.list_statement_months().await.unwrap();
        assert!(months.iter().any(|row| row.month == "2026-11"));
        assert!(older.verify_journal().await.unwrap().breaks.is_empty());
    }

    /// An edit with fields and members that only a newer desk knows passes through the platform and
    /// an older desk unchanged, and what people do at that one takes nothing of it away.
    async fn what_only_a_newer_desk_knows_of_a_card_stays(practice) {
        let newer = practice.desk("Empfang 1").await;
        let client = newer.enter_client("Lotte", "Brinkhaus").await;
        let (id, phone) = (client.contact_id.as_str(), client.phones[0].id.as_str());
        newer.sync_until_quiet().await;
        let older = practice.desk("Empfang 2").await;
        let heard_by_older = Listener::at(&older);
        practice.advance(&[&newer, &older], chrono::TimeDelta::minutes(1));
        let (hash, body) = edit_as_of_tomorrow(&newer, id, phone).await;
        newer.sync_until_quiet().await;
        older.sync_until_quiet().await;
        assert_eq!(heard_by_older.body(&hash), Some(body.clone()));
        assert_eq!(card(&older, id).await, card(&newer, id).await);

        practice.advance(&[&newer, &older], chrono::TimeDelta::minutes(1));
        edit(&older, id, |input| input.title = "Dr.".to_owned()).await;
        edit(&older, id, |input| input.phones[0].number = "0171 7654322".to_owned()).await;
        older.delete_contact(id.to_owned()).await.unwrap();
        older.restore_contact(id.to_owned()).await.unwrap();
        older.sync_until_quiet().await;
        newer.sync_until_quiet().await;

        let third = practice.empty_desk().await;
        let heard_by_third = Listener::at(&third);
        third.sign_in(&practice.url, "mira.tannhoff", "Büro").await.unwrap();
        third.sync_until_quiet().await;
        assert_eq!(heard_by_third.body(&hash), Some(body));
        for desk in [&newer, &older, &third] {
            let held = card(desk, id).await;
            assert_eq!(held["title"], "Dr.");
            assert_eq!(held["shoe_size"], json!({ "eu": 43 }));
            let number = &held[&format!("phone/{phone}")];
            assert_eq!(number["number"], "0171 7654322");
            assert_eq!(number["extension"], json!([12, null]));
            desk.assert_nothing_is_lost().await;
        }
    }
}
