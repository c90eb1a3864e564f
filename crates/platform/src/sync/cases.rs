//! Cases to settle (Klärungsfälle). The id of a case follows from its facts, so that it is opened
//! once however often the facts are looked at.

use mojo_domain::cards::FieldStamp;
use mojo_domain::cases::HANDED_OVER;
use mojo_domain::{CaseId, ContactId, DeviceId, PunchCardId, RedemptionId, from_micros};
use mojo_protocol::facts::{CaseBody, CaseKind, FactRef, Written};
use mojo_protocol::{Entity, canonical};
use uuid::Uuid;

use super::overdraft::Beyond;
use crate::derived::derived_id;
use crate::storage::log::NewChange;
use crate::storage::stornos::HeldStorno;

/// A case before it is known whether it is open already.
#[derive(Clone, Debug)]
pub(super) struct NewCase {
    pub(super) case_id: CaseId,
    pub(super) kind: CaseKind,
    pub(super) contact_id: Option<ContactId>,
    pub(super) punch_card_id: Option<PunchCardId>,
    pub(super) facts: Vec<FactRef>,
    pub(super) details: String,
}

fn reference(entity: &str, id: Uuid) -> FactRef {
    FactRef { entity: entity.to_owned(), id, written: None }
}

/// An edit of a card has no id of its own: who wrote it, and when, name it.
fn edit_of(entity: &str, id: Uuid, stamp: FieldStamp) -> FactRef {
    let written = Written { device_id: stamp.device_id, hlc: stamp.hlc };
    FactRef { entity: entity.to_owned(), id, written: Some(written) }
}

/// A card deleted at one place while it was edited at another, by devices that did not know of each
/// other: the deletion first. One case for each deletion and device, whichever arrived first.
pub(super) fn deleted_edit(
    entity: &str,
    id: Uuid,
    deletion: FieldStamp,
    edit: FieldStamp,
    fields: &[&str],
) -> NewCase {
    let (deleted, edited) = (deletion.device_id.to_string(), edit.device_id.to_string());
    let at = deletion.hlc.0.to_string();
    let parts = ["deleted_edit", entity, &id.to_string(), &at, &deleted, &edited];
    NewCase {
        case_id: CaseId(derived_id(&parts)),
        kind: CaseKind::DeletedEdit,
        contact_id: (entity == Entity::Contact.name()).then_some(ContactId(id)),
        punch_card_id: None,
        facts: vec![edit_of(entity, id, deletion), edit_of(entity, id, edit)],
        details: fields.join(", "),
    }
}

/// A card used beyond its last entry: the visit before, or the Storno that paid the card back, and
/// the visit beyond.
pub(super) fn card_overdraft(
    card: PunchCardId,
    beyond: Beyond,
    refund: Option<Uuid>,
    contact_id: Option<ContactId>,
) -> NewCase {
    let redemption = |id: RedemptionId| reference(Entity::Redemption.name(), id.0);
    let first = match (refund, beyond.before) {
        (Some(storno), _) => reference(Entity::Sale.name(), storno),
        (None, Some(before)) => redemption(before),
        (None, None) => reference(Entity::PunchCard.name(), card.0),
    };
    let id = derived_id(&["card_overdraft", &card.to_string(), &beyond.redemption_id.to_string()]);
    NewCase {
        case_id: CaseId(id),
        kind: CaseKind::CardOverdraft,
        contact_id,
        punch_card_id: Some(card),
        facts: vec![first, redemption(beyond.redemption_id)],
        details: String::new(),
    }
}

/// Two documents with one number, the later one last.
pub(super) fn number_clash(number: &str, first: (&str, Uuid), later: (&str, Uuid)) -> NewCase {
    let parts = ["number_clash", number, &first.1.to_string(), &later.1.to_string()];
    NewCase {
        case_id: CaseId(derived_id(&parts)),
        kind: CaseKind::NumberClash,
        contact_id: None,
        punch_card_id: None,
        facts: vec![reference(first.0, first.1), reference(later.0, later.1)],
        details: number.to_owned(),
    }
}

/// One document reversed twice: both Stornos, the later one last, with the document's number.
pub(super) fn double_storno(first: &HeldStorno, later: &HeldStorno, number: String) -> NewCase {
    let (cancelled, second) = (later.cancelled_id.to_string(), later.storno_id.to_string());
    NewCase {
        case_id: CaseId(derived_id(&["double_storno", &later.entity, &cancelled, &second])),
        kind: CaseKind::DoubleStorno,
        contact_id: later.contact_id,
        punch_card_id: None,
        facts: [first, later].map(|one| reference(&one.entity, one.storno_id)).to_vec(),
        details: number,
    }
}

/// Totals that the rules do not compute.
pub(super) fn total_mismatch(
    entity: Entity,
    id: Uuid,
    contact_id: Option<ContactId>,
    details: String,
) -> NewCase {
    NewCase {
        case_id: CaseId(derived_id(&["total_mismatch", entity.name(), &id.to_string()])),
        kind: CaseKind::TotalMismatch,
        contact_id,
        punch_card_id: None,
        facts: vec![reference(entity.name(), id)],
        details,
    }
}

/// A fact that people must look at; `hash` is its place in the chain of its device.
pub(super) fn quarantined(entity: &str, id: Uuid, hash: &str, code: &str) -> NewCase {
    NewCase {
        case_id: CaseId(derived_id(&["quarantined", entity, &id.to_string(), hash])),
        kind: CaseKind::Quarantined,
        contact_id: None,
        punch_card_id: None,
        facts: vec![reference(entity, id)],
        details: code.to_owned(),
    }
}

/// The case of what a revoked device handed over.
pub(super) fn parted_id(device_id: DeviceId) -> CaseId {
    CaseId(derived_id(&["parted", &device_id.to_string()]))
}

/// Everything that a revoked device handed over.
pub(super) fn parted(device_id: DeviceId, facts: &[(&str, Uuid)]) -> NewCase {
    NewCase {
        case_id: parted_id(device_id),
        kind: CaseKind::Quarantined,
        contact_id: None,
        punch_card_id: None,
        facts: facts.iter().map(|(entity, id)| reference(entity, *id)).collect(),
        details: HANDED_OVER.to_owned(),
    }
}

impl NewCase {
    /// The name of the kind at rest.
    pub(super) fn kind_name(&self) -> &'static str {
        match self.kind {
            CaseKind::CardOverdraft => "card_overdraft",
            CaseKind::TotalMismatch => "total_mismatch",
            CaseKind::NumberClash => "number_clash",
            CaseKind::Quarantined => "quarantined",
            CaseKind::DeletedEdit => "deleted_edit",
            CaseKind::DoubleStorno => "double_storno",
        }
    }

    /// The change that opens it.
    pub(super) fn opening(&self, at: i64) -> Option<NewChange> {
        let body = CaseBody {
            case_id: self.case_id,
            kind: self.kind,
            contact_id: self.contact_id,
            punch_card_id: self.punch_card_id,
            facts: self.facts.clone(),
            opened_at: from_micros(at),
            details: self.details.clone(),
        };
        let body = canonical(&body).ok()?;
        Some(NewChange::by_platform("open_case", Entity::Case, self.case_id.0, at, body))
    }
}
