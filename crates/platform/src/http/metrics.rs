//! Counters in Prometheus' text form. Routes by their pattern, never by what was asked.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Mutex;

/// Requests by method, route and status.
#[derive(Debug, Default)]
pub(crate) struct Metrics(Mutex<BTreeMap<(String, String, u16), u64>>);

impl Metrics {
    pub(crate) fn count(&self, method: &str, route: &str, status: u16) {
        let mut counts = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *counts.entry((method.to_owned(), route.to_owned(), status)).or_insert(0) += 1;
    }

    /// The page that Prometheus reads; `are_jobs_held` where the clock keeps this process from the
    /// queue.
    pub(crate) fn page(&self, is_database_up: bool, are_jobs_held: bool) -> String {
        let mut page = String::from(
            "# HELP mojo_requests_total Requests by method, route and status.\n\
             # TYPE mojo_requests_total counter\n",
        );
        let counts = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        for ((method, route, status), count) in counts.iter() {
            let _ = writeln!(
                page,
                "mojo_requests_total{{method=\"{method}\",route=\"{route}\",status=\"{status}\"}} \
                 {count}"
            );
        }
        let _ = write!(
            page,
            "# HELP mojo_database_up The database answers.\n# TYPE mojo_database_up gauge\n\
             mojo_database_up {}\n\
             # HELP mojo_jobs_held No job is done here: the clocks of this machine and of the database \
             server lie too far apart.\n# TYPE mojo_jobs_held gauge\nmojo_jobs_held {}\n",
            u8::from(is_database_up),
            u8::from(are_jobs_held)
        );
        page
    }
}
