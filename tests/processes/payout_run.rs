//! Two servers on one database, with a Stripe of our own behind both. One is killed in the middle of
//! the payout run of the month: the other takes the run over, and each recipient is paid exactly once.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use mojo_domain::FixedClock;
use mojo_journeys::program::built;
use mojo_journeys::server::{Host, Server};
use mojo_platform::Platform;
use mojo_testkit::chance;
use mojo_testkit::postgres::{self, OwnDatabase};
use mojo_testkit::stripe::{FakeStripe, Fault};
use serde_json::{Value, json};

/// The servers have the machine's clock and no other: what is due is due by its date.
#[expect(clippy::disallowed_methods, reason = "real servers read the machine's clock as well")]
fn today() -> DateTime<Utc> {
    std::time::SystemTime::now().into()
}

/// Somebody who asks a server.
struct Caller {
    agent: ureq::Agent,
    token: String,
}

impl Caller {
    /// An administrator of the platform.
    fn sign_in(server: &Server) -> Self {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(60)))
            .build()
            .into();
        let body = json!({ "user": "admin", "password": server.password_of("admin") });
        let url = format!("{}/api/v1/sessions", server.url);
        let mut answer = agent.post(&url).send_json(&body).unwrap();
        let told = answer.body_mut().read_json::<Value>().unwrap();
        let token = told["token"].as_str().unwrap_or_else(|| panic!("{told}")).to_owned();
        Self { agent, token }
    }

    /// A request that must go well.
    fn ask(&self, method: &str, url: &str, path: &str, body: Option<&Value>) -> Value {
        let url = format!("{url}/api/v1{path}");
        let bearer = format!("Bearer {}", self.token);
        let answer = match (method, body) {
            ("PUT", Some(body)) => {
                self.agent.put(&url).header("authorization", &bearer).send_json(body)
            }
            (_, Some(body)) => {
                self.agent.post(&url).header("authorization", &bearer).send_json(body)
            }
            (_, None) => self.agent.get(&url).header("authorization", &bearer).call(),
        };
        let mut answer = answer.unwrap();
        let status = answer.status();
        let told = answer.body_mut().read_json::<Value>().unwrap();
        assert!(status.is_success(), "{method} {path}: {status} {told}");
        told
    }

    fn get(&self, server: &Server, path: &str) -> Value {
        self.ask("GET", &server.url, path, None)
    }

    /// The payout run of the month, once it is planned.
    fn payout_job(&self, server: &Server) -> Option<Value> {
        let list = self.get(server, "/jobs");
        let jobs = list["jobs"].as_array().unwrap();
        jobs.iter().find(|job| job["kind"] == "payout").cloned()
    }
}

/// The demo, a year of orders that ends forty days before today: what was bought last is approved by
/// now, and nobody was paid in this month.
async fn fill(database: &str) {
    let clock = Arc::new(FixedClock::new(today() - TimeDelta::days(40)));
    let platform = Platform::open(database, clock, chance(40)).await.unwrap();
    platform.seed_demo().await.unwrap();
    platform.close().await;
}

/// Orders of customers with a recruiter, half of them told to each server.
fn record_orders(caller: &Caller, servers: [&Server; 2]) {
    let products = caller.get(servers[0], "/platform-products");
    let product = products["products"][0]["id"].clone();
    assert!(product.is_string(), "{products}");
    let attributions = caller.get(servers[0], "/customer-attributions");
    let customers = attributions["attributions"].as_array().unwrap();
    assert!(customers.len() >= 8, "{attributions}");
    let at = today() - TimeDelta::days(35);
    for (number, customer) in customers.iter().take(8).enumerate() {
        let body = json!({
            "customer_user_id": customer["customer_user_id"], "ordered_at": at,
            "billing_country": "DE", "lines": [{ "product_id": product, "net": "1000.00" }],
        });
        caller.ask("POST", &servers[number % 2].url, "/orders", Some(&body));
    }
}

/// What each recipient is due, in cents, by the account to which it is paid from now on.
fn connect(caller: &Caller, server: &Server, stripe: &FakeStripe) -> BTreeMap<String, i64> {
    let plan = caller.get(server, "/payouts/plan");
    let mut due = BTreeMap::new();
    for (number, row) in plan["pay"].as_array().unwrap().iter().enumerate() {
        let Some(recipient) = row["recipient_tenant_id"].as_str() else { continue };
        assert_eq!(row["currency"], "EUR", "{plan}");
        let account = format!("acct_{number}");
        stripe.open_account(&account);
        let cents = row["amount"].as_str().unwrap().replace('.', "").parse().unwrap();
        let wish = json!({
            "rail": "stripe_connect", "provider_account_id": account, "reason": "Vertrag",
        });
        let path = format!("/payout-accounts/{recipient}");
        caller.ask("PUT", &server.url, &path, Some(&wish));
        due.insert(account, cents);
    }
    assert!(due.len() >= 2, "two are due something: {plan}");
    due
}

/// What each account received, transfer by transfer.
fn received(stripe: &FakeStripe) -> BTreeMap<String, Vec<i64>> {
    let mut received: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    for transfer in stripe.transfers() {
        let account = transfer["destination"].as_str().unwrap().to_owned();
        received.entry(account).or_default().push(transfer["amount"].as_i64().unwrap());
    }
    received
}

/// Looks again and again until there is something.
fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let since = Instant::now();
    while since.elapsed() < Duration::from_secs(120) {
        if let Some(found) = look() {
            return found;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("{what}: not within two minutes");
}

/// Kills whoever is at the payout run when the first transfer was made and nobody has heard of it.
fn kill_the_payer(caller: &Caller, stripe: &FakeStripe, servers: [Server; 2]) -> (Server, String) {
    until("the first transfer", || (!stripe.transfers().is_empty()).then_some(()));
    let job = until("a worker", || {
        let job = caller.payout_job(&servers[0])?;
        (job["state"] == "running").then_some(job)
    });
    let worker = job["worker"].as_str().unwrap().to_owned();
    let [first, second] = servers;
    let is_first = worker.ends_with(&format!(":{}", first.id()));
    assert!(is_first || worker.ends_with(&format!(":{}", second.id())), "{job}");
    let (dead, alive) = if is_first { (first, second) } else { (second, first) };
    assert_eq!(stripe.transfers().len(), 1, "in the middle: the others are not paid yet");
    dead.kill();
    (alive, worker)
}

async fn each_recipient_is_paid_once(program: &Path, database: &str, folder: &Path) {
    fill(database).await;
    let stripe = FakeStripe::start().await;
    stripe.set_balance("eur", 1_000_000_000);
    // Without a key nothing is paid by itself.
    let hosts = [Host::new(program, database), Host::new(program, database)];
    let [first, second] = [0, 1].map(|number: usize| hosts[number].start().unwrap());
    let caller = Caller::sign_in(&first);
    record_orders(&caller, [&first, &second]);
    let due = connect(&caller, &first, &stripe);
    assert!(caller.payout_job(&second).is_none(), "no payout run without a provider");
    first.stop();
    second.stop();

    let key = folder.join("key");
    std::fs::write(&key, FakeStripe::KEY).unwrap();
    let key = key.display().to_string();
    let words = ["--stripe-key-file", &key, "--stripe-url", stripe.url(), "--payout-day", "1"];
    // Each transfer is made at once, and the answer takes longer than the server lives.
    stripe.fail_with(&[Fault::Slow(Duration::from_secs(20))]);
    let servers = hosts.map(|host| host.with_words(&words).start().unwrap());
    let caller = Caller::sign_in(&servers[0]);
    let (alive, dead) = kill_the_payer(&caller, &stripe, servers);
    let done = until("the end of the run", || {
        let job = caller.payout_job(&alive)?;
        (job["state"] == "done").then_some(job)
    });
    assert_eq!(done["attempts"], 2, "taken over once: {done}");
    let id = done["id"].as_str().unwrap();
    let shown = caller.get(&alive, &format!("/jobs/{id}"));
    let log = shown["log"].as_array().unwrap();
    let lost = log.iter().find(|row| row["step"] == "lost").unwrap();
    assert_eq!(lost["worker"], json!(dead), "{shown}");

    let paid = received(&stripe);
    let expected: BTreeMap<String, Vec<i64>> =
        due.into_iter().map(|(account, cents)| (account, vec![cents])).collect();
    assert_eq!(paid, expected, "each account: one transfer, of what was due");
    let found = caller.get(&alive, "/payouts/reconciliation");
    assert_eq!(found["agrees"], true, "{found}");
    assert_eq!(found["currencies"][0]["open"], "0.00", "{found}");
    let months = caller.get(&alive, "/jobs");
    let runs = months["jobs"].as_array().unwrap().iter();
    assert_eq!(runs.filter(|job| job["kind"] == "payout").count(), 1, "{months}");
    alive.stop();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn y2_one_of_two_servers_dies_in_a_payout_run_on_sqlite() {
    let Some(program) = built("MOJO_PLATFORM_BIN") else { return };
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite:{}", folder.path().join("platform.db").display());
    each_recipient_is_paid_once(&program, &database, folder.path()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn y2_one_of_two_servers_dies_in_a_payout_run_on_postgres() {
    let Some(program) = built("MOJO_PLATFORM_BIN") else { return };
    let Some(server) = postgres::server() else { return };
    let name = format!("mojo_payout_run_{}", std::process::id());
    let database = OwnDatabase::create(&server, &name, "template0").await;
    let folder = tempfile::tempdir().unwrap();
    each_recipient_is_paid_once(&program, database.url(), folder.path()).await;
}
