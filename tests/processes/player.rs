//! A scenario of the commissions, played on a real platform from outside: its tenants, products,
//! customers, orders and refunds told over HTTP, the jobs run by the real program as of the instants of
//! the scenario. What the routes then tell is compared with what the offline engine says, to the cent.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use chrono::{DateTime, Utc};
use mojo_domain::journal::Hash;
use mojo_journeys::server::{Host, Server};
use serde_json::{Value, json};
use uuid::Uuid;

/// Before any scenario begins: what the demo sold is over, and its agreement can be ended.
pub(crate) const BEFORE: &str = "2024-11-30T08:00:00Z";
/// Where a clock stands beyond the end of every scenario that lies ahead.
const BEYOND: &str = "2040-01-01T00:00:00Z";
/// The last day of the demo's agreement: the countries are the scenarios' from the next one on.
const LAST_DAY: &str = "2024-12-31";

/// The id of something that a scenario calls by a word.
fn id(kind: &str, name: &str) -> String {
    let hash = Hash::of(format!("{kind} {name}").as_bytes()).to_hex();
    Uuid::parse_str(&hash[..32]).unwrap().to_string()
}

fn tenant(name: &Value) -> Option<String> {
    name.as_str().map(|name| id("tenant", name))
}

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn text(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or_else(|| panic!("no {key}: {value}")).to_owned()
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

/// An administrator of the platform, from outside.
struct Admin {
    agent: ureq::Agent,
    api: String,
    password: String,
    token: String,
}

impl Admin {
    fn sign_in(server: &Server) -> Self {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(60)))
            .build()
            .into();
        let api = format!("{}/api/v1", server.url);
        let password = server.password_of("admin");
        let mut admin = Self { agent, api, password, token: String::new() };
        admin.begin_session();
        admin
    }

    fn begin_session(&mut self) {
        let body = json!({ "user": "admin", "password": self.password });
        self.token = text(&self.made("POST", "/sessions", &body), "token");
    }

    /// Status and answer of a request.
    fn call(&self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let url = format!("{}{path}", self.api);
        let bearer = format!("Bearer {}", self.token);
        let answer = match method {
            "GET" => self.agent.get(&url).header("authorization", &bearer).call(),
            "PATCH" => self.agent.patch(&url).header("authorization", &bearer).send_json(body),
            _ => self.agent.post(&url).header("authorization", &bearer).send_json(body),
        };
        let mut answer = answer.unwrap();
        let status = answer.status().as_u16();
        let said = answer.body_mut().read_to_string().unwrap();
        (status, serde_json::from_str(&said).unwrap_or(Value::Null))
    }

    /// The answer of a request that must go well.
    fn made(&self, method: &str, path: &str, body: &Value) -> Value {
        let (status, answer) = self.call(method, path, body);
        assert!((200..300).contains(&status), "{method} {path}: {status} {answer} for {body}");
        answer
    }

    fn get(&self, path: &str) -> Value {
        self.made("GET", path, &Value::Null)
    }
}

/// A scenario that is being played.
pub(crate) struct World<'a> {
    program: &'a Path,
    database: &'a str,
    time: Time,
    admin: Admin,
    scenario: &'a Value,
    /// The ids of the products by their names.
    products: BTreeMap<String, Value>,
    /// Attributions that the scenario begins with, until their instant is there: customer, tenant, at.
    waiting: Vec<(String, Option<String>, DateTime<Utc>)>,
    rejected: Vec<usize>,
}

/// Which clock a platform has while a scenario is played on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Time {
    /// The machine's: all of the scenario is over.
    Past,
    /// One for trying things that stands beyond the end of the scenario.
    Beyond,
    /// One for trying things that is led from event to event.
    Led,
}

impl Time {
    /// What the programs are told on the command line.
    fn words(self) -> &'static [&'static str] {
        if self == Self::Past { &[] } else { &["--trial"] }
    }
}

impl<'a> World<'a> {
    /// Tenants, agreements, products and customers as they are before the first event.
    pub(crate) fn found(
        (program, database): (&'a Path, &'a str),
        (server, time): (&Server, Time),
        scenario: &'a Value,
    ) -> Self {
        let admin = Admin::sign_in(server);
        for one in list(&admin.get("/regional-agreements"), "agreements") {
            let path = format!("/regional-agreements/{}", text(one, "id"));
            admin.made("PATCH", &path, &json!({ "valid_until": LAST_DAY }));
        }
        for name in names(scenario) {
            let body = json!({ "id": id("tenant", &name), "name": name, "reason": "Szenario" });
            admin.made("POST", "/tenants", &body);
        }
        for one in list(scenario, "agreements") {
            let mut body = one.clone();
            body["tenant_id"] = json!(tenant(&one["tenant_id"]));
            admin.made("POST", "/regional-agreements", &body);
        }
        let mut products = BTreeMap::new();
        for one in list(scenario, "products") {
            let mut body = json!({ "name": one["id"], "price_net": "100.00" });
            if one["commission_eligible"].is_boolean() {
                body["commission_eligible"] = one["commission_eligible"].clone();
            }
            let path = if one["is_platform_product"] == true {
                body["user_journey_level"] = one["user_journey_level"].clone();
                "/platform-products"
            } else {
                body["tenant_id"] = json!(tenant(&one["tenant_id"]));
                body["kind"] = json!("course");
                "/products"
            };
            let made = admin.made("POST", path, &body);
            products.insert(text(one, "id"), made["id"].clone());
        }
        let mut waiting = Vec::new();
        for one in list(scenario, "customers") {
            let customer = id("customer", &text(one, "user_id"));
            let buyer = tenant(&one["tenant_id"]);
            let body = json!({ "id": customer, "buyer_tenant_id": buyer, "reason": "Szenario" });
            admin.made("POST", "/customers", &body);
            let given = &one["attribution"];
            if given.is_object() {
                let at = instant(&text(given, "attributed_at"));
                waiting.push((customer, tenant(&given["tenant_id"]), at));
            }
        }
        waiting.sort_by_key(|(_, _, at)| *at);
        let rejected = Vec::new();
        let mut world =
            Self { program, database, time, admin, scenario, products, waiting, rejected };
        if time != Time::Led {
            world.attribute_until(None);
        }
        world
    }

    /// Gives the customers that the scenario begins with to their tenants, as far as their instants are
    /// there: those until `end`, or all.
    fn attribute_until(&mut self, end: Option<DateTime<Utc>>) {
        let is_due = |at: DateTime<Utc>| end.is_none_or(|end| at <= end);
        let due = self.waiting.iter().take_while(|(_, _, at)| is_due(*at)).count();
        let given: Vec<_> = self.waiting.drain(..due).collect();
        for (customer, to, at) in given {
            self.lead(at);
            let body = json!({ "tenant_id": to, "at": at, "reason": "Szenario" });
            self.admin.made("POST", &format!("/customer-attributions/{customer}"), &body);
        }
    }

    /// An instant of the scenario is there.
    fn reach(&mut self, at: &str) {
        if self.time == Time::Led {
            self.attribute_until(Some(instant(at)));
            self.lead(instant(at));
        }
    }

    /// Leads a clock that is led. The session may be over by then: months have passed.
    fn lead(&mut self, at: DateTime<Utc>) {
        if self.time != Time::Led {
            return;
        }
        let body = json!({ "at_least": at });
        let told = self.admin.made("POST", "/trial-clock", &body);
        let now = instant(&text(&told, "now"));
        assert!(now >= at, "{told} for {at}");
        if self.admin.call("GET", "/trial-clock", &Value::Null).0 == 401 {
            self.admin.begin_session();
        }
    }

    /// Tells all events in their order, and approves as of the end.
    pub(crate) fn play(&mut self) {
        for (place, event) in list(self.scenario, "events").iter().enumerate() {
            self.reach(&text(event, "at"));
            match event["type"].as_str().unwrap() {
                "order" => self.order(event),
                "refund" => self.refund(place, event),
                "attribute" => self.attribute(place, event),
                "payout_run" => drop(self.run_job("payout", &text(event, "at"))),
                "deactivate" => {
                    let leaves = tenant(&event["tenant"]).unwrap();
                    let body = json!({ "at": event["at"], "reason": "Szenario" });
                    self.admin.made("POST", &format!("/tenants/{leaves}/deactivate"), &body);
                }
                other => panic!("{other}"),
            }
        }
        self.reach(&self.ends_at());
        self.run_job("approve", &self.ends_at());
    }

    /// The instant as of which it is looked at.
    fn ends_at(&self) -> String {
        let last = list(self.scenario, "events").last().map(|event| text(event, "at"));
        self.scenario["as_of"].as_str().map(str::to_owned).or(last).unwrap()
    }

    /// A job of the real program, beside the server.
    pub(crate) fn run_job(&self, job: &str, as_of: &str) -> Value {
        let mut command = Command::new(self.program);
        command.env("MOJO_LOG", "error").args(["jobs", "run", job, "--as-of", as_of]);
        command.args(["--database", self.database]).args(self.time.words());
        let ended = command.output().unwrap();
        assert!(ended.status.success(), "{job}: {}", String::from_utf8_lossy(&ended.stderr));
        serde_json::from_slice(&ended.stdout).unwrap()
    }

    /// Told twice, as after an answer that was lost: it is one order.
    fn order(&self, event: &Value) {
        let lines = list(event, "lines").iter().map(|line| {
            let product = &self.products[&text(line, "product")];
            json!({ "id": line["id"], "product_id": product, "net": line["net"] })
        });
        let mut body = json!({
            "id": id("order", &text(event, "id")),
            "number": event["id"],
            "customer_user_id": id("customer", &text(event, "customer")),
            "ordered_at": event["at"],
            "lines": lines.collect::<Vec<_>>(),
        });
        for key in ["billing_country", "currency", "renewal", "via_connect"] {
            if !event[key].is_null() {
                body[key] = event[key].clone();
            }
        }
        self.admin.made("POST", "/orders", &body);
        self.admin.made("POST", "/orders", &body);
    }

    /// Told twice as well: the money went back once.
    fn refund(&mut self, place: usize, event: &Value) {
        let path = format!("/orders/{}/refunds", id("order", &text(event, "order")));
        let body = json!({
            "id": id("refund", &place.to_string()),
            "line": event["line"], "net": event["net"], "at": event["at"],
        });
        let (status, answer) = self.admin.call("POST", &path, &body);
        match status {
            201 => {
                assert_eq!(self.admin.made("POST", &path, &body), answer, "told twice");
                let mut other = body;
                other["net"] = json!("0.01");
                let (status, answer) = self.admin.call("POST", &path, &other);
                if event["net"] != "0.01" {
                    assert_eq!((status, &answer["error"]["code"]), (409, &json!("refund_id_held")));
                }
            }
            404 | 422 => self.rejected.push(place),
            _ => panic!("{path}: {status} {answer}"),
        }
    }

    fn attribute(&mut self, place: usize, event: &Value) {
        let customer = id("customer", &text(event, "customer"));
        let body = json!({
            "tenant_id": tenant(&event["tenant"]), "at": event["at"], "if_free": true,
            "reason": "Szenario",
        });
        let path = format!("/customer-attributions/{customer}");
        let (status, answer) = self.admin.call("POST", &path, &body);
        match status {
            204 => {}
            422 => self.rejected.push(place),
            _ => panic!("{path}: {status} {answer}"),
        }
    }

    /// What the scenario calls a tenant; `null` is MOJO LLC.
    fn name_of(&self, id_of: &Value) -> Value {
        if id_of.is_null() {
            return Value::Null;
        }
        let found = names(self.scenario).into_iter().find(|name| *id_of == id("tenant", name));
        Value::from(found.unwrap_or_else(|| panic!("{id_of} is no tenant of the scenario")))
    }

    /// The commissions and what is left of each line, as the route tells them, in the words and the
    /// sequence of the scenario.
    fn read_orders(&self) -> (Vec<Value>, Vec<Value>) {
        let (mut commissions, mut rest) = (Vec::new(), Vec::new());
        for event in list(self.scenario, "events").iter().filter(|it| it["type"] == "order") {
            let order = id("order", &text(event, "id"));
            let path = format!("/orders/{order}/commissions?as_of={}", self.ends_at());
            let answer = self.admin.get(&path);
            let mut lines = BTreeMap::new();
            for line in list(&answer, "lines") {
                lines.insert(line["line"].as_i64().unwrap(), line["id"].clone());
                rest.push(json!({
                    "order": event["id"], "line": line["id"],
                    "recipient": self.name_of(&line["seller_tenant_id"]), "amount": line["rest"],
                }));
            }
            for entry in list(&answer, "commissions") {
                assert_eq!(entry["order_id"], json!(order), "told of the whole order");
                commissions.push(json!({
                    "order": event["id"], "line": lines[&entry["line"].as_i64().unwrap()],
                    "type": entry["commission_type"],
                    "recipient": self.name_of(&entry["recipient_tenant_id"]),
                    "percent": entry["percent"], "amount": entry["amount"],
                    "reversed": entry["reversed"], "settled_as": entry["settled_as"],
                    "status": entry["status"], "reason": entry["reason"],
                }));
            }
        }
        commissions.sort_by_key(|row| ["order", "line", "type"].map(|key| text(row, key)));
        rest.sort_by_key(|row| ["order", "line"].map(|key| text(row, key)));
        (commissions, rest)
    }

    /// The payouts of the scenario's own tenants.
    pub(crate) fn read_payouts(&self) -> Vec<Value> {
        let own: BTreeSet<String> =
            names(self.scenario).iter().map(|name| id("tenant", name)).collect();
        let answer = self.admin.get("/payouts?limit=200");
        let is_own = |payout: &&Value| {
            payout["recipient_tenant_id"].as_str().is_some_and(|id| own.contains(id))
        };
        let row = |payout: &Value| {
            assert_eq!(payout["status"], "paid", "{payout}");
            json!({
                "recipient": self.name_of(&payout["recipient_tenant_id"]),
                "currency": payout["currency"], "at": payout["planned_at"],
                "amount": payout["amount"], "kind": payout["kind"],
            })
        };
        sorted(list(&answer, "payouts").iter().filter(is_own).map(row).collect())
    }

    /// The refunds that were taken stand in the list, each once.
    fn check_refunds(&self) {
        let is_taken = |(place, event): &(usize, &Value)| {
            event["type"] == "refund" && !self.rejected.contains(place)
        };
        let events = list(self.scenario, "events");
        for (place, event) in events.iter().enumerate().filter(is_taken) {
            let order = id("order", &text(event, "order"));
            let mut found = 0;
            for seller in names(self.scenario).iter().map(|name| tenant(&json!(name))).chain([None])
            {
                let of = seller.map_or_else(String::new, |id| format!("&tenant_id={id}"));
                let listed = self.admin.get(&format!("/refunds?order={order}{of}"));
                let own = id("refund", &place.to_string());
                let one = list(&listed, "refunds").iter().find(|row| row["id"] == own.as_str());
                let Some(one) = one else { continue };
                assert_eq!(
                    (&one["line_id"], &one["net"]),
                    (&event["line"], &event["net"]),
                    "{one}"
                );
                found += 1;
            }
            assert_eq!(found, 1, "{event}");
        }
    }
}

/// Every tenant that the scenario names, listed or not.
fn names(scenario: &Value) -> BTreeSet<String> {
    let of = |rows: &[Value], key: &str| -> Vec<String> {
        rows.iter().filter_map(|row| row[key].as_str()).map(str::to_owned).collect()
    };
    let attributions: Vec<Value> =
        list(scenario, "customers").iter().map(|one| one["attribution"].clone()).collect();
    [
        of(list(scenario, "tenants"), "id"),
        of(list(scenario, "agreements"), "tenant_id"),
        of(list(scenario, "products"), "tenant_id"),
        of(list(scenario, "customers"), "tenant_id"),
        of(&attributions, "tenant_id"),
        of(list(scenario, "events"), "tenant"),
    ]
    .concat()
    .into_iter()
    .collect()
}

/// What `calculate` says, with the statuses as the routes name them (C11).
fn as_told(expected: &Value) -> Vec<Value> {
    let row = |row: &Value| {
        let mut row = row.clone();
        let (status, reason) = match row["status"].as_str().unwrap() {
            "settled" => ("paid", Value::Null),
            "forfeited" => ("refunded", json!("forfeited")),
            other => (other, Value::Null),
        };
        (row["status"], row["reason"]) = (json!(status), reason);
        row
    };
    list(expected, "commissions").iter().map(row).collect()
}

fn sorted(mut payouts: Vec<Value>) -> Vec<Value> {
    payouts.sort_by_key(|row| ["at", "recipient", "currency"].map(|key| text(row, key)));
    payouts
}

/// What the offline engine says of a scenario.
pub(crate) fn calculated(scenario: &Value) -> Value {
    let text = mojo_platform::scenario::calculate(&scenario.to_string()).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// A server with the policy of the scenario.
pub(crate) fn start(program: &Path, database: &str, (scenario, time): (&Value, Time)) -> Server {
    let host = Host::new(program, database);
    let policy = scenario["policy"]["first_purchase"].as_str();
    let mut words: Vec<&str> = policy.into_iter().flat_map(|it| ["--first-purchase", it]).collect();
    words.extend(time.words());
    if time == Time::Beyond {
        words.extend(["--trial-clock", BEYOND]);
    }
    host.with_words(&words).start().unwrap()
}

/// Plays a scenario on a database that is filled, and compares all that the platform tells of it.
pub(crate) fn compare(
    (program, database): (&Path, &str),
    time: Time,
    (name, scenario, expected): (&str, &Value, &Value),
) {
    let server = start(program, database, (scenario, time));
    let mut world = World::found((program, database), (&server, time), scenario);
    world.play();
    let (commissions, rest) = world.read_orders();
    assert_eq!(commissions, as_told(expected), "{name}: commissions");
    assert_eq!(rest, list(expected, "rest"), "{name}: rest");
    let payouts = sorted(list(expected, "payouts").to_vec());
    assert_eq!(world.read_payouts(), payouts, "{name}: payouts");
    assert_eq!(json!(world.rejected), expected["rejected"], "{name}: rejected");
    world.check_refunds();
    server.kill();
}
