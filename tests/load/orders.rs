//! Clients that send orders to both servers, one after the other, as fast as they are answered.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use mojo_desk::SystemClock;
use mojo_domain::Clock as _;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::client::Client;
use crate::recipients::Recipients;

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

/// The clients of MOJO LLC's own sales.
pub(crate) struct Shop {
    clients: Vec<Client>,
    product: Value,
    recipients: Recipients,
}

impl Shop {
    /// Sells through these clients, to customers of whom these recipients recruited some.
    pub(crate) fn open(clients: Vec<Client>, recipients: Recipients) -> Self {
        let products = clients[0].get("/api/v1/platform-products");
        let products = products["products"].as_array().cloned().unwrap_or_default();
        let product = products.into_iter().find(|product| product["commission_eligible"] == true);
        Self { clients, product: product.expect("the demo has products"), recipients }
    }

    /// What each affiliate that was founded earns at least with so many orders, in cents: 20 % of its
    /// customer's first one and 10 % of the others (C2).
    pub(crate) fn least_earned(&self, orders: u64) -> i64 {
        let customers = self.recipients.customers.len() as u64;
        let bought = i64::try_from(orders / RECRUITED / customers).expect("so many orders fit");
        let price = self.product["price_net"].as_str().unwrap_or_default().replace('.', "");
        let price: i64 = price.parse().expect("a price in cents");
        if bought == 0 { 0 } else { price * 20 / 100 + (bought - 1) * (price * 10 / 100) }
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
                        again.fetch_add(client.post("/api/v1/orders", &order), Ordering::Relaxed);
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
            let customers = &self.recipients.customers;
            let index = number / RECRUITED % customers.len() as u64;
            customers[usize::try_from(index).unwrap_or(0)].clone()
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
