//! Cases to settle (Klärungsfälle): facts that do not fit together. Both stand.

use chrono::{DateTime, Utc};
use mojo_domain::{CaseId, ContactId, PunchCardId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A case, opened by the platform; its id follows from the facts, so that it is opened once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseBody {
    /// The case.
    pub case_id: CaseId,
    /// What does not fit.
    pub kind: CaseKind,
    /// The contact concerned.
    pub contact_id: Option<ContactId>,
    /// The card concerned.
    pub punch_card_id: Option<PunchCardId>,
    /// The facts that do not fit together, the later one last.
    pub facts: Vec<FactRef>,
    /// When it was noticed.
    pub opened_at: DateTime<Utc>,
    /// What was expected and found, by kind; empty when there is nothing to add.
    #[serde(default)]
    pub details: String,
}

/// What does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseKind {
    /// A card was used more often than it has entries (D1).
    CardOverdraft,
    /// A total differs from what the rules compute (invariant 8).
    TotalMismatch,
    /// Two documents bear one number.
    NumberClash,
    /// A fact that cannot be read or does not continue its chain.
    Quarantined,
}

/// A reference to a fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactRef {
    /// Its kind.
    pub entity: String,
    /// Its id.
    pub id: Uuid,
}
