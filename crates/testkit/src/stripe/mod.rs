//! A Stripe of our own: a service that answers in the shapes of Stripe's public API, keeps its world
//! in memory, and fails where it is told to. Its requests are form-encoded; a key makes a request
//! happen once, and the same key with other parameters is an error.

mod form;
mod objects;
mod payments;
mod reads;
mod sign;
mod subscriptions;
mod world;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

pub use sign::signature;
pub use subscriptions::PeriodOutcome;
use world::{Reply, World};

/// No request is larger.
const MOST: usize = 1024 * 1024;

/// What goes wrong with one request that changes something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// An error of Stripe's, and nothing is done.
    FailBefore,
    /// It is done, and an error is answered.
    FailAfter,
    /// It is done, and the connection breaks before the answer.
    LostAfter,
    /// Nothing is done: too many requests.
    TooMany,
    /// It is done, and the answer takes its time.
    Slow(Duration),
}

/// The service; it ends with this value.
#[derive(Debug)]
pub struct FakeStripe {
    url: String,
    world: Arc<Mutex<World>>,
    serving: JoinHandle<()>,
}

impl FakeStripe {
    /// The secret key that it takes.
    pub const KEY: &'static str = "sk_test_of_our_own";

    /// Serves on a free port of this machine.
    ///
    /// # Panics
    /// When there is no free port.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("there is a free port");
        let address = listener.local_addr().expect("a listener has an address");
        let world = Arc::new(Mutex::new(World::default()));
        let router = Router::new().fallback(answer).with_state(Arc::clone(&world));
        let serving = tokio::spawn(async move {
            // It ends with the value; nobody waits for a reason.
            let _ = axum::serve(listener, router).await;
        });
        Self { url: format!("http://{address}"), world, serving }
    }

    /// Where it answers.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// A connected account that can be paid to.
    pub fn open_account(&self, id: &str) {
        lock(&self.world).open_account(id);
    }

    /// A connected account that takes payments.
    pub fn open_merchant(&self, id: &str) {
        lock(&self.world).open_merchant(id);
    }

    /// The owner of an account answers what is asked, and is wanted these things of again; gives back
    /// the account as it stands then.
    ///
    /// # Panics
    /// When there is no such account.
    pub fn settle_account(&self, id: &str, wants: &[&str]) -> Value {
        lock(&self.world).settle_account(id, wants).expect("there is such an account")
    }

    /// Every account, the first one first.
    pub fn accounts(&self) -> Vec<Value> {
        lock(&self.world).all("account")
    }

    /// What lies ready for transfers, in cents; the currency in small letters.
    pub fn set_balance(&self, currency: &str, cents: i64) {
        lock(&self.world).set_balance(currency, cents);
    }

    /// The next requests that change something fail like this, each once.
    pub fn fail_with(&self, faults: &[Fault]) {
        lock(&self.world).fail_with(faults);
    }

    /// The customer pays a payment intent; gives back the intent as it stands then.
    ///
    /// # Panics
    /// When there is no such intent.
    pub fn pay(&self, intent: &str) -> Value {
        lock(&self.world).complete(intent).expect("there is such a payment intent")
    }

    /// A refund that was made comes back; gives back the refund as it stands then.
    ///
    /// # Panics
    /// When there is no such refund.
    pub fn fail_refund(&self, refund: &str) -> Value {
        lock(&self.world).fail_refund(refund).expect("there is such a refund")
    }

    /// What was asked for with a key is known no more, as after a day.
    pub fn forget_keys(&self) {
        lock(&self.world).forget_keys();
    }

    /// Every payment intent, the first one first.
    pub fn payment_intents(&self) -> Vec<Value> {
        lock(&self.world).all("payment_intent")
    }

    /// Moves the clock; in seconds.
    pub fn set_now(&self, seconds: i64) {
        lock(&self.world).now = seconds;
    }

    /// Lets the period of a subscription pass: the next one is invoiced, or the subscription ends
    /// where that was asked for. Gives back the invoice.
    ///
    /// # Panics
    /// When there is no such subscription.
    pub fn let_period_pass(&self, subscription: &str, outcome: PeriodOutcome) -> Option<Value> {
        lock(&self.world).pass_period(subscription, outcome)
    }

    /// Every subscription, the first one first.
    pub fn subscriptions(&self) -> Vec<Value> {
        lock(&self.world).all("subscription")
    }

    /// Every invoice, the first one first.
    pub fn invoices(&self) -> Vec<Value> {
        lock(&self.world).all("invoice")
    }

    /// Everything that was to be told, the first one first.
    pub fn events(&self) -> Vec<Value> {
        lock(&self.world).all("event")
    }

    /// Every refund, the first one first.
    pub fn refunds(&self) -> Vec<Value> {
        lock(&self.world).all("refund")
    }

    /// Every transfer, the first one first.
    pub fn transfers(&self) -> Vec<Value> {
        lock(&self.world).all("transfer")
    }
}

impl Drop for FakeStripe {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// A handler that broke off leaves the world as it was.
fn lock(world: &Mutex<World>) -> MutexGuard<'_, World> {
    world.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn answer(State(world): State<Arc<Mutex<World>>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let text = |headers: &HeaderMap, name: &str| {
        headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
    };
    let expected = format!("Bearer {}", FakeStripe::KEY);
    if text(&parts.headers, header::AUTHORIZATION.as_str()) != Some(expected) {
        let reply = Reply::error(401, "invalid_request_error", "", "Invalid API Key provided.");
        return respond(reply, false);
    }
    let Ok(body) = to_bytes(body, MOST).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let path = parts.uri.path().to_owned();
    let query = form::read(parts.uri.query().unwrap_or_default());
    let is_end = parts.method == "DELETE";
    if parts.method != "POST" && !is_end {
        let reply = lock(&world).get(&path, &query);
        return respond(reply, false);
    }
    let key = text(&parts.headers, "idempotency-key");
    let body = String::from_utf8_lossy(&body);
    let deed = |world: &mut World| {
        if is_end { (world.end(&path), false) } else { world.post(&path, key, &body) }
    };
    change(&world, deed).await
}

/// Does what changes something, with the fault that was ordered.
async fn change(world: &Mutex<World>, deed: impl FnOnce(&mut World) -> (Reply, bool)) -> Response {
    let fault = lock(world).next_fault();
    match fault {
        Some(Fault::FailBefore) => return respond(Reply::fault(), false),
        Some(Fault::TooMany) => {
            let message = "Request rate limit exceeded.";
            let reply = Reply::error(429, "invalid_request_error", "rate_limit", message);
            return respond(reply, false);
        }
        _ => {}
    }
    let (reply, is_replayed) = deed(&mut lock(world));
    match fault {
        Some(Fault::FailAfter) => respond(Reply::fault(), false),
        // The task of the connection ends, and with it the connection; no word on stderr.
        Some(Fault::LostAfter) => std::panic::resume_unwind(Box::new("the connection breaks")),
        Some(Fault::Slow(time)) => {
            tokio::time::sleep(time).await;
            respond(reply, is_replayed)
        }
        _ => respond(reply, is_replayed),
    }
}

fn respond(reply: Reply, is_replayed: bool) -> Response {
    let status = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = Response::new(Body::from(reply.body.to_string()));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static("application/json"));
    if is_replayed {
        headers.insert("idempotent-replayed", header::HeaderValue::from_static("true"));
    }
    response
}
