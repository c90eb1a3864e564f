//! What a pushed change is, before anything is written: a fact to keep, an edit to merge, something
//! that this version does not know, or something that people must look at.

use mojo_domain::Hlc;
use mojo_domain::cards::{Card, FieldStamp, FieldWrite, Seen};
use mojo_domain::{DeviceId, InvoiceId, SaleId};
use mojo_protocol::facts::{
    CaseSettlementBody, CashClosingBody, CashMovementBody, CommissionDisputeBody,
    CommissionDisputeMessageBody, ContactMergeBody, InvoiceBody, InvoicePaymentBody, PunchCardBody,
    RedemptionBody, SaleBody,
};
use mojo_protocol::{CardBody, Entity, PushedChange, Sort, canonical};
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::cards::{Arrival, unknown_format};
use super::chain::{Continuity, is_erased};
use crate::auth::Role;

/// The code of what the role of who recorded it does not allow.
pub(super) const FORBIDDEN: &str = "forbidden";

/// A fact whose body the platform derives something from.
#[derive(Clone, Debug)]
pub(super) enum FactBody {
    Sale(Box<SaleBody>),
    Invoice(Box<InvoiceBody>),
    PunchCard(Box<PunchCardBody>),
    Redemption(Box<RedemptionBody>),
    Settlement(Box<CaseSettlementBody>),
    Dispute(Box<CommissionDisputeBody>),
    DisputeMessage(Box<CommissionDisputeMessageBody>),
    /// Readable, and nothing to derive.
    Plain,
}

/// What a change is.
#[derive(Clone, Debug)]
pub(super) enum Judged {
    /// A fact to keep.
    Fact(FactBody),
    /// A fact to keep and to look at; nothing follows from it.
    Quarantined(&'static str),
    /// A fact of somebody who may not record it. It happened: it counts, as at every desk, and
    /// people look at it.
    Forbidden(FactBody),
    /// An edit of a card: its fields with the readings that count, what its writer had seen, and
    /// whether a reading was clamped.
    Card { fields: Card, seen: Seen, is_clamped: bool },
    /// Of a kind that a newer version knows, or without its body: kept as it is.
    Kept,
    /// An edit that cannot stand.
    Rejected { code: &'static str, message: String },
}

/// Who pushes, and when it arrived.
#[derive(Clone, Copy, Debug)]
pub(super) struct Circumstances {
    pub(super) role: Role,
    pub(super) device_id: DeviceId,
    pub(super) received_at: i64,
}

/// Judges one change.
pub(super) fn judge(change: &PushedChange, continuity: Continuity, by: Circumstances) -> Judged {
    let Ok(entity) = change.entity.parse::<Entity>() else { return Judged::Kept };
    match entity.sort() {
        Sort::Fact => judge_fact(change, entity, continuity, by.role),
        Sort::Card => judge_card(change, entity, continuity, by),
        Sort::Computed => Judged::Rejected {
            code: "computed_by_platform",
            message: format!("Only the platform writes {entity}."),
        },
    }
}

fn judge_fact(change: &PushedChange, entity: Entity, continuity: Continuity, role: Role) -> Judged {
    if let Some(code) = continuity.code() {
        return Judged::Quarantined(code);
    }
    let may_record = role.may_record(entity);
    if is_erased(change) {
        return if may_record { Judged::Kept } else { Judged::Quarantined(FORBIDDEN) };
    }
    match read_fact(entity, change) {
        None => Judged::Quarantined("unreadable"),
        Some((_, Some(id))) if id != change.entity_id => Judged::Quarantined("wrong_id"),
        Some((body, _)) if may_record => Judged::Fact(body),
        Some((body, _)) => Judged::Forbidden(body),
    }
}

/// The body, and the id that it names itself; `None` when it is not readable.
fn read_fact(entity: Entity, change: &PushedChange) -> Option<(FactBody, Option<Uuid>)> {
    fn parse<T: DeserializeOwned>(text: &str) -> Option<T> {
        serde_json::from_str(text).ok()
    }
    let text = &change.body;
    Some(match entity {
        Entity::Sale => {
            let body: Box<SaleBody> = parse(text)?;
            let SaleId(id) = body.sale_id;
            (FactBody::Sale(body), Some(id))
        }
        Entity::Invoice => {
            let body: Box<InvoiceBody> = parse(text)?;
            let InvoiceId(id) = body.invoice_id;
            (FactBody::Invoice(body), Some(id))
        }
        Entity::PunchCard => {
            let body: Box<PunchCardBody> = parse(text)?;
            let id = body.punch_card_id.0;
            (FactBody::PunchCard(body), Some(id))
        }
        Entity::Redemption => {
            let body: Box<RedemptionBody> = parse(text)?;
            let id = body.redemption_id.0;
            (FactBody::Redemption(body), Some(id))
        }
        Entity::CaseSettlement => {
            let body: Box<CaseSettlementBody> = parse(text)?;
            let id = body.settlement_id.0;
            (FactBody::Settlement(body), Some(id))
        }
        Entity::CommissionDispute => {
            let body: Box<CommissionDisputeBody> = parse(text)?;
            let id = body.dispute_id.0;
            (FactBody::Dispute(body), Some(id))
        }
        Entity::CommissionDisputeMessage => {
            let body: Box<CommissionDisputeMessageBody> = parse(text)?;
            let id = body.message_id.0;
            (FactBody::DisputeMessage(body), Some(id))
        }
        Entity::ContactMerge => {
            let body: ContactMergeBody = parse(text)?;
            (FactBody::Plain, Some(body.merge_id.0))
        }
        Entity::CashMovement => {
            let body: CashMovementBody = parse(text)?;
            (FactBody::Plain, Some(body.cash_movement_id.0))
        }
        Entity::CashClosing => {
            let body: CashClosingBody = parse(text)?;
            (FactBody::Plain, Some(body.closing_id.0))
        }
        Entity::InvoicePayment => {
            parse::<InvoicePaymentBody>(text)?;
            (FactBody::Plain, None)
        }
        _ => {
            parse::<serde_json::Value>(text)?;
            (FactBody::Plain, None)
        }
    })
}

fn judge_card(
    change: &PushedChange,
    entity: Entity,
    continuity: Continuity,
    by: Circumstances,
) -> Judged {
    let rejected = |code, message: &str| Judged::Rejected { code, message: message.to_owned() };
    if let Some(code) = continuity.code() {
        return rejected(code, "The entry does not continue the journal of the device.");
    }
    if !by.role.may_edit(entity) {
        return rejected("forbidden", "This role may not edit that.");
    }
    if is_erased(change) {
        return Judged::Kept;
    }
    let Ok(body) = serde_json::from_str::<CardBody>(&change.body) else {
        return rejected("unreadable", "The edit has no readable fields.");
    };
    if let Some(field) = unknown_format(entity, &body) {
        // The verdict is kept, and PostgreSQL keeps no NUL in a text.
        let field = field.replace('\0', "");
        let message = format!("The field {field} has a form that is not known.");
        return Judged::Rejected { code: "unknown_field_format", message };
    }
    let received_at = change.received_by(by.received_at);
    let arrival = Arrival { received_at, dseq: change.dseq };
    let (fields, is_clamped) = stamped(&body, by.device_id, arrival);
    let seen = body.seen.iter().map(|(name, hlc)| (name.clone(), arrival.clamp_seen(*hlc)));
    Judged::Card { fields, seen: seen.collect(), is_clamped }
}

/// The fields as the merge wants them.
fn stamped(body: &CardBody, device_id: DeviceId, arrival: Arrival) -> (Card, bool) {
    let mut is_clamped = false;
    let mut fields = Card::new();
    for (name, field) in &body.fields {
        let hlc: Hlc = arrival.clamp(field.hlc);
        is_clamped |= hlc != field.hlc;
        // A value is JSON; null empties the field.
        let value = if field.value.is_null() { None } else { canonical(&field.value).ok() };
        let stamp = FieldStamp { hlc, device_id };
        let base = arrival.clamp_seen(field.base);
        fields.insert(name.clone(), FieldWrite { value, stamp, base });
    }
    (fields, is_clamped)
}
