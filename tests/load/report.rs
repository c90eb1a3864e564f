//! The report as Markdown.

use std::fmt::Write as _;

use crate::jobs::Job;
use crate::orders::Phase;

/// Everything that was measured.
#[derive(Debug)]
pub(crate) struct Measured {
    /// Orders a second as bare rows.
    pub(crate) limit: f64,
    pub(crate) phases: Vec<Phase>,
    pub(crate) jobs: Vec<Job>,
    pub(crate) clients: usize,
}

/// The text.
pub(crate) fn write(measured: &Measured, faults: &[String]) -> String {
    let mut text = String::new();
    let orders: u64 = measured.phases.iter().map(|phase| phase.orders).sum();
    let seconds: f64 = measured.phases.iter().map(|phase| phase.took.as_secs_f64()).sum();
    let rate = per_second(orders, seconds);
    let _ = writeln!(
        text,
        "{orders} orders of MOJO LLC through `POST /api/v1/orders`, each settled into its entries, \
         by {} clients at two servers on one PostgreSQL; every fourth customer was recruited.\n\n\
         The limit: as many rows of the same size, inserted and committed by {} connections.\n",
        measured.clients, measured.clients
    );
    let _ = writeln!(
        text,
        "| | orders a second | ratio |\n|---|---|---|\n| ours | {rate:.0} | {:.2} |\n\
         | the database's limit | {:.0} | 1 |\n",
        rate / measured.limit,
        measured.limit
    );
    text += "| orders in the ledger | orders a second | median | p99 | cost to the first | asked again |\n\
        |---|---|---|---|---|---|\n";
    let first = measured.phases.first().map_or(1.0, cost);
    let mut held = 0;
    for phase in &measured.phases {
        held += phase.orders;
        let _ = writeln!(
            text,
            "| {held} | {:.0} | {:.1} ms | {:.1} ms | {:.2} | {} |",
            per_second(phase.orders, phase.took.as_secs_f64()),
            phase.median,
            phase.p99,
            cost(phase) / first,
            phase.again
        );
    }
    text += "\n| job over all of them | took | entries' orders a second |\n|---|---|---|\n";
    for job in &measured.jobs {
        let seconds = job.took.as_secs_f64();
        let _ = writeln!(
            text,
            "| {} | {seconds:.1} s | {:.0} |",
            job.name,
            per_second(orders, seconds)
        );
    }
    text += match faults {
        [] => "\nThe books add up: every order once, every entry once, paid to the cent.\n",
        _ => "\nFaults:\n\n",
    };
    for fault in faults {
        let _ = writeln!(text, "- {fault}");
    }
    text
}

fn per_second(count: u64, seconds: f64) -> f64 {
    let count = u32::try_from(count).map_or(f64::MAX, f64::from);
    if seconds > 0.0 { count / seconds } else { 0.0 }
}

/// Seconds of an order.
fn cost(phase: &Phase) -> f64 {
    let rate = per_second(phase.orders, phase.took.as_secs_f64());
    if rate > 0.0 { 1.0 / rate } else { 0.0 }
}
