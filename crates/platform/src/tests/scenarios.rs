//! Every scenario of `tests/vectors/commissions`, played through the platform itself on either
//! database: orders posted, refunds recorded, customers given to somebody, payouts run, tenants left.
//! What the routes then tell is what `mojo-platform calculate` says, to the cent.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use axum::http::StatusCode;
use chrono::{DateTime, TimeDelta, Utc};
use mojo_domain::catalogue::ProductKind;
use mojo_domain::commissions::{Attribution, AttributionSource, Policy};
use mojo_domain::journal::Hash;
use mojo_domain::vat::VatClass;
use mojo_domain::{
    Clock as _, Currency, OrderId, TenantId, UserId, parse_decimal_cents, to_micros,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::commerce::{micros, platform_admin};
use super::support::Server;
use crate::auth::Tenant;
use crate::commerce::{NewOrder, NewOrderLine, NewRefund, record_orders, record_refunds};
use crate::storage::catalogue::{AttributionRecord, CatalogueProduct};
use crate::storage::tenants::NewTenant;

/// An order of the platform has one seller; this one has three.
const OF_SEVERAL_SELLERS: &str = "h-every-line-of-the-first-order.json";

fn vectors() -> Vec<(String, Value)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/commissions");
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let read = |path: PathBuf| {
        let vector = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        (path.file_name().unwrap().to_string_lossy().into_owned(), vector)
    };
    paths.into_iter().map(read).filter(|(name, _)| name != OF_SEVERAL_SELLERS).collect()
}

/// The id of something that a scenario calls by a word; nothing is MOJO LLC.
fn id(kind: &str, name: &str) -> Uuid {
    let hash = Hash::of(format!("{kind} {name}").as_bytes()).to_hex();
    Uuid::parse_str(&hash[..32]).unwrap()
}

fn tenant(name: &Value) -> TenantId {
    name.as_str().map_or(TenantId::MOJO_LLC, |name| TenantId(id("tenant", name)))
}

fn customer(name: &Value) -> UserId {
    UserId(id("customer", name.as_str().unwrap()))
}

fn text(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap().to_owned()
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

/// A scenario that is being played.
struct World<'a> {
    server: Server,
    scenario: &'a Value,
    admin: String,
    signed_in: DateTime<Utc>,
    /// Who sells what.
    sellers: BTreeMap<String, TenantId>,
    payouts: Vec<Value>,
    rejected: Vec<usize>,
}

impl<'a> World<'a> {
    /// Tenants, agreements, products and customers as they are before the first event.
    async fn found(server: Server, scenario: &'a Value) -> Self {
        let begins: DateTime<Utc> = text(&scenario["events"][0], "at").parse().unwrap();
        server.clock.set(begins);
        let database = server.platform.state.database();
        let mut tx = database.write_ledger().await.unwrap();
        for tenant_id in tenants(scenario) {
            let (name, country) = ("Mandant".to_owned(), "DE".to_owned());
            let (kind, granted_stage, created_at) = ("practice", None, 0);
            let new = NewTenant { tenant_id, name, kind, country, granted_stage, created_at };
            tx.insert_tenant(&new, 1).await.unwrap();
        }
        for one in list(scenario, "customers") {
            let (who, buyer) = (customer(&one["user_id"]), &one["tenant_id"]);
            let buyer = buyer.is_string().then(|| tenant(buyer));
            tx.insert_customers(&[(who, buyer)], 0).await.unwrap();
            if one["attribution"].is_object() {
                tx.insert_attributions(&[attribution(who, &one["attribution"])]).await.unwrap();
            }
        }
        tx.commit().await.unwrap();
        let mut sellers = BTreeMap::new();
        for one in list(scenario, "products") {
            let product = product(one);
            sellers.insert(text(one, "id"), product.tenant_id);
            let seller = Tenant::named_by_platform(product.tenant_id);
            let mut tx = database.write(seller).await.unwrap();
            tx.insert_products(&[product]).await.unwrap();
            tx.commit().await.unwrap();
        }
        let admin = platform_admin(&server).await;
        let (payouts, rejected) = (Vec::new(), Vec::new());
        let world = Self { server, scenario, admin, signed_in: begins, sellers, payouts, rejected };
        for one in list(scenario, "agreements") {
            let mut body = one.clone();
            body["tenant_id"] = json!(tenant(&one["tenant_id"]));
            let answer = world.call("POST", "/api/v1/regional-agreements", &body).await;
            assert_eq!(answer.0, StatusCode::CREATED, "{answer:?}");
        }
        world
    }

    async fn call(&self, method: &str, path: &str, body: &Value) -> (StatusCode, Value) {
        let body = (!body.is_null()).then_some(body);
        self.server.call(method, path, Some(&self.admin), body).await
    }

    /// It is that late now; a session does not last for a scenario of years.
    async fn wait_until(&mut self, at: &str) {
        let at: DateTime<Utc> = at.parse().unwrap();
        self.server.clock.set(at);
        if at - self.signed_in > TimeDelta::days(30) {
            self.admin = self.server.token("admin").await;
            self.signed_in = at;
        }
    }

    async fn play(&mut self) {
        let scenario = self.scenario;
        for (place, event) in list(scenario, "events").iter().enumerate() {
            self.wait_until(&text(event, "at")).await;
            match event["type"].as_str().unwrap() {
                "order" => self.order(event).await,
                "refund" => self.refund(place, event).await,
                "attribute" => self.attribute(place, event).await,
                "payout_run" => self.pay_out(event).await,
                "deactivate" => self.deactivate(event).await,
                other => panic!("{other}"),
            }
        }
        if let Some(as_of) = scenario["as_of"].as_str() {
            self.wait_until(as_of).await;
        }
    }

    async fn order(&mut self, event: &Value) {
        let sold_by: BTreeSet<TenantId> =
            list(event, "lines").iter().map(|line| self.sellers[&text(line, "product")]).collect();
        assert_eq!(sold_by.len(), 1, "an order of the platform has one seller");
        let seller = sold_by.into_iter().next().unwrap();
        let via_connect = event["via_connect"].as_bool().unwrap_or(true);
        if seller != TenantId::MOJO_LLC {
            // Whether its money came through the provider, no seller says over the route.
            return self.record(event, seller, via_connect).await;
        }
        let lines = list(event, "lines").iter().map(|line| {
            json!({ "product_id": id("product", &text(line, "product")), "net": line["net"] })
        });
        let body = json!({
            "id": id("order", &text(event, "id")),
            "number": event["id"],
            "customer_user_id": customer(&event["customer"]),
            "billing_country": event["billing_country"],
            "ordered_at": event["at"],
            "renewal": event["renewal"].as_bool().unwrap_or(false),
            "via_connect": via_connect,
            "lines": lines.collect::<Vec<_>>(),
        });
        let answer = self.call("POST", "/api/v1/orders", &body).await;
        assert_eq!(answer.0, StatusCode::CREATED, "{answer:?}");
    }

    async fn record(&self, event: &Value, seller: TenantId, is_via_connect: bool) {
        let line = |line: &Value| NewOrderLine {
            product_id: id("product", &text(line, "product")).into(),
            net_cents: parse_decimal_cents(line["net"].as_str().unwrap()).unwrap(),
        };
        let order = NewOrder {
            order_id: OrderId(id("order", &text(event, "id"))),
            order_number: text(event, "id"),
            customer_user_id: customer(&event["customer"]),
            ordered_at: micros(&text(event, "at")),
            billing_country: event["billing_country"].as_str().map(|code| code.parse().unwrap()),
            currency: Currency::EUR,
            is_renewal: event["renewal"].as_bool().unwrap_or(false),
            is_via_connect,
            lines: list(event, "lines").iter().map(line).collect(),
        };
        let (state, at) = (&self.server.platform.state, order.ordered_at);
        let seller = Tenant::named_by_platform(seller);
        record_orders(state.database(), seller, &[order], at).await.unwrap();
        state.settle(at).await.unwrap();
    }

    async fn refund(&mut self, place: usize, event: &Value) {
        let (order, line) = (text(event, "order"), text(event, "line"));
        let sold = list(self.scenario, "events").iter().find(|one| one["id"] == order.as_str());
        let lines = sold.map(|order| list(order, "lines")).unwrap_or_default();
        let found = lines.iter().position(|one| one["id"] == line.as_str());
        let Some(index) = found else { return self.rejected.push(place) };
        let refund = NewRefund {
            refund_id: id("refund", &place.to_string()),
            order_id: OrderId(id("order", &order)),
            line_no: i64::try_from(index).unwrap() + 1,
            refunded_at: micros(&text(event, "at")),
            net_cents: parse_decimal_cents(event["net"].as_str().unwrap()).unwrap(),
        };
        let seller = self.sellers[&text(&lines[index], "product")];
        let (state, at) = (&self.server.platform.state, refund.refunded_at);
        let seller = Tenant::named_by_platform(seller);
        if record_refunds(state.database(), seller, &[refund]).await.is_err() {
            self.rejected.push(place);
        }
        state.settle(at).await.unwrap();
    }

    async fn attribute(&mut self, place: usize, event: &Value) {
        let path = format!("/api/v1/customer-attributions/{}", customer(&event["customer"]));
        let body = json!({ "tenant_id": tenant(&event["tenant"]), "reason": "Szenario" });
        let (status, answer) = self.call("POST", &path, &body).await;
        if status == StatusCode::UNPROCESSABLE_ENTITY {
            self.rejected.push(place);
        } else {
            assert_eq!(status, StatusCode::NO_CONTENT, "{answer}");
        }
    }

    async fn pay_out(&mut self, event: &Value) {
        let (status, answer) = self.call("POST", "/api/v1/commissions/payout", &Value::Null).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        for paid in list(&answer, "payouts") {
            self.paid(event, "monthly", &paid["recipient_tenant_id"], paid);
        }
    }

    async fn deactivate(&mut self, event: &Value) {
        let leaves = tenant(&event["tenant"]);
        let path = format!("/api/v1/tenants/{leaves}/deactivate");
        let (status, answer) = self.call("POST", &path, &json!({ "reason": "Szenario" })).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        for paid in list(&answer, "payouts") {
            self.paid(event, "final", &json!(leaves), paid);
        }
    }

    fn paid(&mut self, event: &Value, kind: &str, recipient: &Value, paid: &Value) {
        self.payouts.push(json!({
            "recipient": self.name_of(recipient), "currency": paid["currency"],
            "at": event["at"], "amount": paid["amount"], "kind": kind,
        }));
    }

    /// What the scenario calls a tenant.
    fn name_of(&self, id: &Value) -> Value {
        let names = names(self.scenario);
        let found = names.into_iter().find(|name| json!(tenant(&json!(name))) == *id);
        found.map_or(Value::Null, Value::from)
    }

    /// The commissions as the route tells them, in the words and the sequence of the scenario.
    async fn commissions(&self) -> Vec<Value> {
        let (status, answer) = self.call("GET", "/api/v1/commissions", &Value::Null).await;
        assert_eq!((status, &answer["next"]), (StatusCode::OK, &Value::Null));
        let orders: BTreeMap<String, &Value> = list(self.scenario, "events")
            .iter()
            .filter(|event| event["type"] == "order")
            .map(|event| (id("order", &text(event, "id")).to_string(), event))
            .collect();
        let row = |entry: &Value| {
            let order = orders[&text(entry, "order_id")];
            let place = usize::try_from(entry["line"].as_i64().unwrap()).unwrap() - 1;
            json!({
                "order": order["id"], "line": order["lines"][place]["id"],
                "type": entry["commission_type"],
                "recipient": self.name_of(&entry["recipient_tenant_id"]),
                "percent": entry["percent"], "amount": entry["amount"],
                "reversed": entry["reversed"], "settled_as": entry["settled_as"],
                "status": entry["status"], "reason": entry["reason"],
            })
        };
        let mut rows: Vec<Value> = list(&answer, "commissions").iter().map(row).collect();
        rows.sort_by_key(|row| ["order", "line", "type"].map(|key| text(row, key)));
        rows
    }

    /// What is left of each line for its seller: the net without its commissions.
    fn rest(&self, commissions: &[Value]) -> Vec<Value> {
        let cents = |text: &Value| parse_decimal_cents(text.as_str().unwrap()).unwrap();
        let mut rows = Vec::new();
        for event in list(self.scenario, "events").iter().filter(|event| event["type"] == "order") {
            for line in list(event, "lines") {
                let own = commissions
                    .iter()
                    .filter(|row| row["order"] == event["id"] && row["line"] == line["id"]);
                let left = cents(&line["net"]) - own.map(|row| cents(&row["amount"])).sum::<i64>();
                let seller = self.sellers[&text(line, "product")];
                rows.push(json!({
                    "order": event["id"], "line": line["id"],
                    "recipient": self.name_of(&json!(seller)),
                    "amount": mojo_domain::Money::eur(left).to_string(),
                }));
            }
        }
        rows.sort_by_key(|row| ["order", "line"].map(|key| text(row, key)));
        rows
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

fn tenants(scenario: &Value) -> BTreeSet<TenantId> {
    let named = names(scenario).into_iter().map(|name| tenant(&json!(name)));
    named.chain([TenantId::MOJO_LLC]).collect()
}

fn attribution(who: UserId, told: &Value) -> AttributionRecord {
    let at: DateTime<Utc> = text(told, "attributed_at").parse().unwrap();
    let source = AttributionSource::AffiliateCode;
    let whole = Attribution::new(tenant(&told["tenant_id"]), at, source, &Policy::default());
    AttributionRecord {
        attribution_id: id("attribution", &who.to_string()),
        customer_user_id: who,
        attributed_tenant_id: whole.tenant,
        attributed_at: to_micros(at),
        first_purchase_at: None,
        attribution_expires_at: to_micros(whole.expires_at),
        source: "affiliate_code".to_owned(),
        source_ref: None,
        created_at: to_micros(at),
    }
}

fn product(told: &Value) -> CatalogueProduct {
    let is_platform = told["is_platform_product"].as_bool().unwrap();
    CatalogueProduct {
        tenant_id: tenant(&told["tenant_id"]),
        product_id: id("product", &text(told, "id")).into(),
        kind: if is_platform { ProductKind::Membership } else { ProductKind::Course },
        name: text(told, "id"),
        description_de: String::new(),
        description_en: String::new(),
        price_net_cents: 100,
        currency: Currency::EUR,
        vat_class: VatClass::General,
        vat_rate_bp: 1900,
        billing_interval: None,
        user_journey_level: told["user_journey_level"].as_i64(),
        granted_stage: None,
        commission_eligible: told["commission_eligible"].as_bool().unwrap_or(true),
        created_at: 0,
        retired_at: None,
    }
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

async fn compare(server: Server, name: &str, vector: &Value) {
    let (scenario, expected) = (&vector["scenario"], &vector["expected"]);
    let mut world = World::found(server, scenario).await;
    world.play().await;
    let commissions = world.commissions().await;
    assert_eq!(commissions, as_told(expected), "{name} at {}", world.server.clock.now());
    assert_eq!(world.rest(&commissions), list(expected, "rest"), "{name}");
    let payouts = sorted(world.payouts.clone());
    assert_eq!(payouts, sorted(list(expected, "payouts").to_vec()), "{name}");
    assert_eq!(json!(world.rejected), expected["rejected"], "{name}");
    world.server.platform.state.database().close().await;
}

#[tokio::test]
async fn every_vector_comes_out_of_the_platform_on_sqlite() {
    let vectors = vectors();
    assert!(vectors.len() >= 13, "the vectors are missing");
    for (name, vector) in &vectors {
        compare(Server::empty_on_sqlite().await, name, vector).await;
    }
}

#[tokio::test]
async fn every_vector_comes_out_of_the_platform_on_postgres() {
    for (name, vector) in &vectors() {
        let Some(server) = Server::empty_on_postgres().await else { return };
        compare(server, name, vector).await;
    }
}
