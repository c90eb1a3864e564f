//! The platform under load: two servers on one PostgreSQL take orders from many clients, whose
//! commissions go to many affiliates; then the jobs approve and pay out, half of it through a Stripe of
//! our own, and compare. Says how many a second, beside what the database takes at best in the same
//! run, and whether an order costs more as the ledger grows.
//!
//! `--orders N --clients N --affiliates N --report FILE`, with `MOJO_TEST_POSTGRES_URL` and `MOJO_PLATFORM_BIN`.
#![expect(clippy::print_stdout, reason = "the report is its output")]

mod books;
mod client;
mod jobs;
mod limit;
mod orders;
mod recipients;
mod report;

use std::path::Path;

use mojo_journeys::options::{Options, program};
use mojo_journeys::server::Host;
use mojo_testkit::postgres::OwnDatabase;
use mojo_testkit::stripe::FakeStripe;

/// The phases between which the cost of an order is compared.
const PHASES: u64 = 10;
/// What lies ready at the payment provider, in cents: more than all orders are worth.
const BALANCE: i64 = 1_000_000_000_000;
/// From so many cents on a recipient is paid (Y1).
const LEAST_PAYOUT: i64 = 5_000;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let options = match Options::read(&words) {
        Ok(options) => options,
        Err(wrong) => {
            println!("{wrong}");
            std::process::exit(2);
        }
    };
    let orders = options.number("orders", 1_000_000).max(PHASES);
    let clients = usize::try_from(options.number("clients", 8)).expect("a small number").max(1);
    let runtime = tokio::runtime::Runtime::new().expect("threads");
    let server = std::env::var("MOJO_TEST_POSTGRES_URL").expect("MOJO_TEST_POSTGRES_URL");
    let limit = runtime.block_on(limit::measure(&server, clients));
    let made = runtime.block_on(OwnDatabase::create(&server, "mojo_load", "template0"));
    let database = made.url().to_owned();
    let binary = program("MOJO_PLATFORM_BIN");
    let servers = [Host::new(&binary, &database), Host::new(&binary, &database)]
        .map(|host| host.start().expect("the platform serves"));
    let stripe = runtime.block_on(FakeStripe::start());
    stripe.set_balance("eur", BALANCE);
    let signed_in: Vec<client::Client> =
        (0..clients).map(|number| client::Client::sign_in(&servers[number % 2])).collect();
    let affiliates = options.number("affiliates", 200);
    let recipients = recipients::found(&signed_in[0], &stripe, affiliates);
    let (founded, at_the_provider) = (recipients.founded, recipients.at_the_provider);
    let before = runtime.block_on(books::read(&database));
    let shop = orders::Shop::open(signed_in, recipients);
    let phases: Vec<orders::Phase> =
        (0..PHASES).map(|phase| shop.sell(phase, orders / PHASES)).collect();
    let after = runtime.block_on(books::read(&database));
    let jobs = pay_out(&binary, &database, &stripe);
    let paid = runtime.block_on(books::read(&database));
    let sent = orders / PHASES * PHASES;
    let is_enough = shop.least_earned(sent) >= LEAST_PAYOUT;
    let mut faults = books::faults(&before, &after, &paid, (sent, is_enough));
    let expected = is_enough.then_some(at_the_provider);
    let transfers = stripe.transfers();
    faults.extend(books::transfer_faults(&paid, &transfers, expected));
    faults.extend(jobs::differences(&jobs));
    let transfers = transfers.len();
    let measured = report::Measured { limit, phases, jobs, clients, founded, transfers };
    faults.extend(measured.growth_fault());
    let text = report::write(&measured, &faults);
    println!("{text}");
    if let Some(file) = options.report() {
        std::fs::write(file, &text).expect("the report");
    }
    for server in servers {
        server.stop();
    }
    std::process::exit(i32::from(!faults.is_empty()));
}

/// The jobs, with the provider's key.
fn pay_out(program: &Path, database: &str, stripe: &FakeStripe) -> Vec<jobs::Job> {
    let folder = tempfile::tempdir().expect("a folder");
    let key_file = folder.path().join("key");
    std::fs::write(&key_file, FakeStripe::KEY).expect("the key");
    jobs::Office { program, database, stripe, key_file }.run()
}
