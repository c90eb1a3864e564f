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
    /// Affiliates that were founded before the first order.
    pub(crate) founded: u64,
    /// Transfers that the payment provider made.
    pub(crate) transfers: usize,
}

/// The most that an order may cost in the last phase, measured by the first one of the same run.
const MOST_GROWTH: f64 = 2.0;
/// Below so many orders a phase is too short to say what one costs.
const LEAST_ORDERS: u64 = 1_000;

impl Measured {
    /// What an order costs in the last phase, in those of the first; `None` where the phases are too
    /// short to say so.
    fn growth(&self) -> Option<f64> {
        let (first, last) = (self.phases.first()?, self.phases.last()?);
        let is_long = first.orders >= LEAST_ORDERS && cost(first) > 0.0;
        is_long.then(|| cost(last) / cost(first))
    }

    /// An order that costs more than twice as much at the end: the ledger slows itself down.
    pub(crate) fn growth_fault(&self) -> Option<String> {
        let growth = self.growth().filter(|growth| *growth > MOST_GROWTH)?;
        Some(format!(
            "an order costs {growth:.2} times as much in the last phase as in the first; at most \
             {MOST_GROWTH:.0} times is allowed"
        ))
    }
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
         by {} clients at two servers on one PostgreSQL; every fourth customer was recruited, by the \
         affiliates of the demo or by one of {} that were founded through the API before the first \
         order. Every second one of those is paid through a Stripe of our own, which made {} \
         transfers; the others wait for a transfer by hand.\n\n\
         The limit: as many rows of the same size, inserted and committed by {} connections.\n",
        measured.clients, measured.founded, measured.transfers, measured.clients
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
    let _ = match measured.growth() {
        Some(growth) => writeln!(
            text,
            "\n| | ratio | at most |\n|---|---|---|\n\
             | cost of an order in the last phase to the first | {growth:.2} | {MOST_GROWTH:.0} |"
        ),
        None => writeln!(
            text,
            "\nThe cost of an order in the last phase is not held against the first: a phase has \
             fewer than {LEAST_ORDERS} orders."
        ),
    };
    text += &jobs_of(measured, orders);
    text += match faults {
        [] => {
            "\nThe books add up: every order once, every entry once, paid to the cent, \
               and the provider's transfers agree with the payouts.\n"
        }
        _ => "\nFaults:\n\n",
    };
    for fault in faults {
        let _ = writeln!(text, "- {fault}");
    }
    text
}

/// What the jobs took.
fn jobs_of(measured: &Measured, orders: u64) -> String {
    let mut text = String::new();
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
