//! Cases to settle (Klärungsfälle): facts that do not fit together. Both stand.

use chrono::{DateTime, Utc};
use mojo_domain::cases::Resolution;
use mojo_domain::{
    ActorId, CaseId, CaseSettlementId, ContactId, DeviceId, Hlc, PunchCardId, RedemptionId, SaleId,
};
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
    /// A card was deleted at one place while it was edited at another.
    DeletedEdit,
    /// A document was reversed twice.
    DoubleStorno,
}

/// A reference to a fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactRef {
    /// Its kind.
    pub entity: String,
    /// Its id.
    pub id: Uuid,
    /// Of an edit of a card, which has no id of its own: who wrote, and when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written: Option<Written>,
}

/// Who wrote a field of a card, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// The device.
    pub device_id: DeviceId,
    /// The reading of its hybrid clock.
    pub hlc: Hlc,
}

/// A case settled by people. Both facts of the case stand as they are; the first settlement of a
/// case in the platform's order counts, every other one is kept and changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseSettlementBody {
    /// The settlement.
    pub settlement_id: CaseSettlementId,
    /// The case.
    pub case_id: CaseId,
    /// What was decided.
    pub resolution: Resolution,
    /// Why, may be empty.
    pub reason: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Who decided.
    pub actor_id: ActorId,
    /// The visit beyond the last entry that is settled: it no longer counts on its card.
    #[serde(default)]
    pub redemption_id: Option<RedemptionId>,
    /// The card that the visit counts on instead.
    #[serde(default)]
    pub to_card: Option<PunchCardId>,
    /// The sale that charged it, or the Storno that reversed a document.
    #[serde(default)]
    pub sale_id: Option<SaleId>,
}
