//! Payments through the provider, which customers' banks ask back.
//!
//! Everybody else in a run was paid elsewhere. For the length of such a step the same platform, on the
//! same database, has a provider: what it told stays, and payouts go on as ever.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use mojo_desk::sync::Method;
use mojo_domain::IdSource;
use mojo_platform::StripeSettings;
use mojo_testkit::stripe::{FakeStripe, signature};
use serde_json::{Value, json};
use tower::ServiceExt as _;
use uuid::Uuid;

use super::ledger::ADMIN;
use crate::simulation::server::read;
use crate::simulation::wire::{Exchange, PLATFORM};
use crate::simulation::world::{DisputedPayment, World};
use crate::simulation::{Held, broken};

const SECRET: &str = "whsec_of_the_run";

/// The platform with a provider.
struct Shop {
    stripe: FakeStripe,
    router: Router,
}

impl Shop {
    /// The provider is the same through the whole run: it counts its payments.
    async fn open(world: &mut World) -> Held<Self> {
        let stripe = match world.stripe.take() {
            Some(stripe) => stripe,
            None => FakeStripe::start().await,
        };
        let fault = |error: mojo_platform::StripeSettingsError| {
            broken("the platform takes a provider", error.to_string())
        };
        let settings =
            StripeSettings { url: stripe.url().to_owned(), key: FakeStripe::KEY.to_owned() };
        let platform = world.server.platform.clone().with_stripe(settings).map_err(fault)?;
        let platform = platform.with_stripe_webhook(SECRET).map_err(fault)?;
        Ok(Self { stripe, router: platform.router() })
    }

    /// The administrator opens a checkout; `None` where no answer came, or it was refused.
    async fn check_out(&self, world: &World, request: &Value) -> Option<()> {
        let token = world.server.sign_in(ADMIN).await.ok()?.token;
        let exchange = Exchange::default();
        exchange.connect(self.router.clone(), Arc::clone(&world.server.disk));
        let bytes = request.to_string().into_bytes();
        let body = mojo_desk::sync::Body { bytes, is_zstd: false };
        let reply = exchange.ask(mojo_desk::sync::HttpRequest {
            method: Method::Post,
            url: format!("{PLATFORM}/api/v1/checkouts"),
            token: Some(token),
            body: Some(body),
            idempotency_key: None,
        });
        let reply = reply.await.ok()?;
        if reply.status == 401 {
            world.server.forget_session(ADMIN);
        }
        read::<Value>(&reply).ok().map(drop)
    }

    /// The provider tells something; `true` where it was taken.
    async fn tell(&self, world: &World, kind: &str, object: &Value) -> bool {
        let at = world.at.timestamp();
        let id =
            format!("evt_{}", IdSource::new(&*world.server.clock, &*world.chance).next::<Uuid>());
        let event = json!({
            "id": id, "object": "event", "type": kind, "created": at, "data": { "object": object },
        });
        let text = event.to_string();
        let signed = signature(&text, SECRET, at);
        let request = Request::builder().method("POST").uri("/api/v1/webhooks/stripe");
        let request = request.header("Stripe-Signature", signed).body(Body::from(text));
        let Ok(request) = request else { return false };
        let Ok(response) = self.router.clone().oneshot(request).await;
        response.status().is_success() && !world.server.disk.is_dead()
    }
}

/// A dispute as the provider shows it.
fn dispute_of(payment: &DisputedPayment, status: &str) -> Value {
    json!({
        "id": payment.dispute, "object": "dispute", "amount": payment.amount_cents,
        "currency": "eur", "status": status, "payment_intent": payment.intent,
    })
}

/// A customer buys of the platform and pays, and the bank asks the money back; or such a dispute ends.
pub(super) async fn a_payment_is_disputed(world: &mut World) -> Held {
    let shop = Shop::open(world).await?;
    let is_end = !world.disputed_payments.is_empty() && world.chance.percent(60);
    if !is_end {
        begin(world, &shop).await;
    }
    if is_end || world.chance.percent(50) {
        end(world, &shop).await;
    }
    world.stripe = Some(shop.stripe);
    drop(shop.router);
    world.revive_platform().await;
    Ok(())
}

async fn begin(world: &mut World, shop: &Shop) {
    let template = world.template;
    let catalogue = &template.catalogue;
    let own: Vec<_> = catalogue
        .products
        .iter()
        .filter(|(owner, _)| *owner == mojo_domain::TenantId::MOJO_LLC)
        .collect();
    let (Some((_, product)), Some(customer)) =
        (world.chance.one(&own).copied(), world.chance.one(&catalogue.customers))
    else {
        return;
    };
    let id = IdSource::new(&*world.server.clock, &*world.chance).next::<Uuid>();
    let request = json!({
        "id": id, "customer_user_id": customer, "billing_country": "DE",
        "lines": [{ "product_id": product }],
    });
    let is_open = shop.check_out(world, &request).await.is_some();
    world.tell(&format!("a checkout is opened: {is_open}"));
    let intents = shop.stripe.payment_intents();
    let own = intents.iter().find(|it| it["metadata"]["checkout_id"] == id.to_string());
    let Some(name) = own.and_then(|intent| intent["id"].as_str()) else { return };
    if !is_open {
        return;
    }
    let intent = shop.stripe.pay(name);
    let is_paid = shop.tell(world, "payment_intent.succeeded", &intent).await;
    world.tell(&format!("the customer pays: {is_paid}"));
    if !is_paid {
        return;
    }
    world.count("payments through the provider");
    let payment = DisputedPayment {
        intent: name.to_owned(),
        dispute: format!("dp_{id}"),
        amount_cents: intent["amount"].as_i64().unwrap_or_default(),
    };
    let opened = dispute_of(&payment, "needs_response");
    if shop.tell(world, "charge.dispute.created", &opened).await {
        world.tell("the bank asks the money back");
        world.count("payments disputed");
    }
    world.disputed_payments.push(payment);
}

async fn end(world: &mut World, shop: &Shop) {
    if world.disputed_payments.is_empty() {
        return;
    }
    let index = world.chance.index(world.disputed_payments.len());
    let outcome = *world.chance.one(&["won", "lost"]).unwrap();
    let closed = dispute_of(&world.disputed_payments[index], outcome);
    let is_told = shop.tell(world, "charge.dispute.closed", &closed).await;
    world.tell(&format!("the dispute of a payment is {outcome}: {is_told}"));
    if is_told {
        world.disputed_payments.remove(index);
        world.count("disputes of payments ended");
    }
}
