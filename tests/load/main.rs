//! The platform under load: two servers on one PostgreSQL take orders from many clients, then the
//! jobs approve and pay out. Says how many a second, beside what the database takes at best in the
//! same run, and whether an order costs more as the ledger grows.
//!
//! `--orders N --clients N --report FILE`, with `MOJO_TEST_POSTGRES_URL` and `MOJO_PLATFORM_BIN`.
#![expect(clippy::print_stdout, reason = "the report is its output")]

mod books;
mod jobs;
mod limit;
mod orders;
mod report;

use mojo_journeys::options::{Options, program};
use mojo_journeys::server::Host;

/// The phases between which the cost of an order is compared.
const PHASES: u64 = 10;

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
    let made = mojo_platform::create_postgres_database(&server, "mojo_load", "template0");
    let database = runtime.block_on(made).expect("a database");
    let binary = program("MOJO_PLATFORM_BIN");
    let servers = [Host::new(&binary, &database), Host::new(&binary, &database)]
        .map(|host| host.start().expect("the platform serves"));
    let before = runtime.block_on(books::read(&database));
    let shop = orders::Shop::open(&servers, clients);
    let phases: Vec<orders::Phase> =
        (0..PHASES).map(|phase| shop.sell(phase, orders / PHASES)).collect();
    let after = runtime.block_on(books::read(&database));
    let jobs = jobs::run(&binary, &database);
    let paid = runtime.block_on(books::read(&database));
    let faults = books::faults(&before, &after, &paid, orders / PHASES * PHASES);
    let text = report::write(&report::Measured { limit, phases, jobs, clients }, &faults);
    println!("{text}");
    if let Some(file) = options.report() {
        std::fs::write(file, &text).expect("the report");
    }
    for server in servers {
        server.stop();
    }
    std::process::exit(i32::from(!faults.is_empty()));
}
