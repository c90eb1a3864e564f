//! What the platform answers about its own work: what the payment provider told.

use chrono::{DateTime, Utc};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
pub(in crate::administration) struct ProblemList {
    pub(in crate::administration) problems: Vec<Problem>,
    pub(in crate::administration) next: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(in crate::administration) struct Problem {
    pub(in crate::administration) event_id: String,
    pub(in crate::administration) kind: String,
    pub(in crate::administration) payment_id: String,
    pub(in crate::administration) checkout_id: Option<String>,
    pub(in crate::administration) seller_tenant_id: Option<String>,
    pub(in crate::administration) amount: String,
    /// As the provider writes it; it need not be a currency that is known here.
    pub(in crate::administration) currency: String,
    pub(in crate::administration) reference: String,
    pub(in crate::administration) happened_at: DateTime<Utc>,
    pub(in crate::administration) reason: String,
    pub(in crate::administration) settled: Option<SettledProblem>,
}

#[derive(Debug, Deserialize)]
pub(in crate::administration) struct SettledProblem {
    pub(in crate::administration) reason: String,
    pub(in crate::administration) at: DateTime<Utc>,
}
