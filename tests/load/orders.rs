//! Clients that send orders to both servers, one after the other, as fast as they are answered.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use mojo_desk::SystemClock;
use mojo_domain::Clock as _;
use mojo_journeys::server::Server;
use serde_json::{Value, json};
use uuid::Uuid;

/// So many customers buy, each again and again.
const CUSTOMERS: u64 = 20_000;
/// Every fourth order is of a customer whom somebody recruited.
const RECRUITED: u64 = 4;

/// What a tenth of the orders took.
#[derive(Clone, Debug)]
pub(crate) struct Phase {
    pub(crate) orders: u64,
    pub(crate) took: Duration,
    /// Of single answers, in milliseconds.
    pub(crate) median: f64,
    pub(crate) p99: f64,
    /// Answers that were none, and were asked again.
    pub(crate) again: u64,
}

/// A signed-in client.
struct Client {
    url: String,
    token: String,
    agent: ureq::Agent,
}

/// The clients of MOJO LLC's own sales.
pub(crate) struct Shop {
    clients: Vec<Client>,
    product: Value,
    recruited: Vec<String>,
}

impl Shop {
    /// Signs `count` clients in, at the servers in turn.
    pub(crate) fn open(servers: &[Server; 2], count: usize) -> Self {
        let clients: Vec<Client> =
            (0..count).map(|number| Client::sign_in(&servers[number % 2])).collect();
        let products = clients[0].get("/api/v1/platform-products");
        let products = products["products"].as_array().cloned().unwrap_or_default();
        let product = products.into_iter().find(|product| product["commission_eligible"] == true);
        let history = clients[0].get("/api/v1/customer-attributions");
        let recruited = history["attributions"].as_array().into_iter().flatten();
        let recruited: Vec<String> = recruited
            .filter_map(|held| held["customer_user_id"].as_str().map(str::to_owned))
            .collect();
        assert!(!recruited.is_empty(), "the demo has recruited customers");
        clients[0].give_accounts(&history);
        Self { clients, product: product.expect("the demo has products"), recruited }
    }

    /// Sends the orders of a phase.
    pub(crate) fn sell(&self, phase: u64, orders: u64) -> Phase {
        let (next, again) = (AtomicU64::new(0), AtomicU64::new(0));
        let times = Mutex::new(Vec::new());
        let since = Instant::now();
        std::thread::scope(|scope| {
            for client in &self.clients {
                scope.spawn(|| {
                    let mut own = Vec::new();
                    loop {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        if number >= orders {
                            break;
                        }
                        let order = self.order(phase * orders + number);
                        let sent = Instant::now();
                        again.fetch_add(client.send(&order), Ordering::Relaxed);
                        own.push(sent.elapsed());
                    }
                    times.lock().expect("no client panicked").extend(own);
                });
            }
        });
        let took = since.elapsed();
        let mut times = times.into_inner().expect("no client panicked");
        times.sort();
        let at = |percent: usize| {
            let index = (times.len() * percent / 100).min(times.len().saturating_sub(1));
            times.get(index).map_or(0.0, |time| time.as_secs_f64() * 1000.0)
        };
        let again = again.into_inner();
        Phase { orders, took, median: at(50), p99: at(99), again }
    }

    fn order(&self, number: u64) -> Value {
        let customer = if number.is_multiple_of(RECRUITED) {
            let count = self.recruited.len() as u64;
            let index = usize::try_from(number / RECRUITED % count).unwrap_or(0);
            self.recruited[index].clone()
        } else {
            Uuid::from_u128(
                0x6c6f_6164_0000_8000_8000_0000_0000_0000 + u128::from(number % CUSTOMERS),
            )
            .to_string()
        };
        json!({
            "id": Uuid::from_u128(0x6f72_6465_7200_8000_8000_0000_0000_0000 + u128::from(number)),
            "number": format!("L-{number}"),
            "customer_user_id": customer,
            // So long ago that all of it can be approved.
            "ordered_at": ordered_at(),
            "billing_country": "DE",
            "lines": [{ "product_id": self.product["id"], "net": self.product["price_net"] }],
        })
    }
}

/// Sixty days back.
fn ordered_at() -> String {
    let at = SystemClock.now() - chrono::TimeDelta::days(60);
    at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

impl Client {
    fn sign_in(server: &Server) -> Self {
        let agent = ureq::Agent::new_with_defaults();
        let user = server.user_of_role("platform_admin");
        let login = json!({ "user": user, "password": server.password_of(&user) });
        let url = format!("{}/api/v1/sessions", server.url);
        let mut answer = agent.post(&url).send_json(&login).expect("signed in");
        let answer: Value = answer.body_mut().read_json().expect("an answer");
        let token = answer["token"].as_str().expect("a token").to_owned();
        Self { url: server.url.clone(), token, agent }
    }

    fn get(&self, path: &str) -> Value {
        let request = self.agent.get(format!("{}{path}", self.url));
        let request = request.header("Authorization", format!("Bearer {}", self.token));
        request.call().expect("an answer").body_mut().read_json().expect("JSON")
    }

    /// Gives everybody who may earn an account by transfer: who has none keeps the balance (Y2).
    fn give_accounts(&self, history: &Value) {
        let agreements = self.get("/api/v1/regional-agreements");
        let of = |list: &Value, column: &str| -> Vec<String> {
            let rows = list.as_array().into_iter().flatten();
            rows.filter_map(|row| row[column].as_str().map(str::to_owned)).collect()
        };
        let mut recipients = of(&agreements["agreements"], "tenant_id");
        recipients.extend(of(&history["attributions"], "attributed_tenant_id"));
        let recipients = recipients.into_iter().collect::<BTreeSet<_>>();
        assert!(!recipients.is_empty(), "somebody earns");
        for recipient in recipients {
            let url = format!("{}/api/v1/payout-accounts/{recipient}", self.url);
            let request = self.agent.put(url);
            let request = request.header("Authorization", format!("Bearer {}", self.token));
            let wish = json!({ "rail": "sepa_manual", "reason": "under load" });
            request.send_json(wish).expect("an account");
        }
    }

    /// Sends an order until it is taken; gives back how often it was sent again.
    fn send(&self, order: &Value) -> u64 {
        let mut again = 0;
        loop {
            let request = self.agent.post(format!("{}/api/v1/orders", self.url));
            let request = request.header("Authorization", format!("Bearer {}", self.token));
            match request.send_json(order) {
                Ok(_) => return again,
                // The rate of a session, or a server that had no time.
                Err(ureq::Error::StatusCode(429 | 500..)) if again < 1_000 => {
                    std::thread::sleep(Duration::from_millis(100));
                    again += 1;
                }
                Err(error) => panic!("an order was refused: {error}"),
            }
        }
    }
}
