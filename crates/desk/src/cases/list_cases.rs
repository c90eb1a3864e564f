//! Cases to settle (Klärungsfälle): facts that do not fit together, side by side.

use chrono::TimeDelta;
use mojo_domain::{Currency, DeviceId, Money};
use mojo_protocol::Entity;
use mojo_protocol::facts::CaseKind;
use mojo_store::checkin::cards::{self, HeldCard};
use mojo_store::checkin::cases::{self, Case, Side};
use mojo_store::{Reader, StoreError, cards as stored_cards, device};
use serde_json::Value;

use crate::Desk;
use crate::account::Practice;
use crate::pos::staff_name;
use crate::reception::Names;
use crate::views::{CaseRow, CaseSide, instant};

/// What took longer than this to arrive was recorded without a network.
const OFFLINE_MINUTES: i64 = 5;

impl Desk {
    /// The cases that people must settle, oldest first.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn list_cases(&self) -> Result<Vec<CaseRow>, StoreError> {
        let mut reader = self.reader().await?;
        let open = cases::list_open(&mut reader).await?;
        let names =
            Names::load(&mut reader, open.iter().filter_map(|case| case.contact_id)).await?;
        let currency = Practice::load(&mut reader).await?.currency();
        let own = device::find(&mut reader).await?;
        let own = own.map(|device| (device.device_id, device.name));
        let mut rows = Vec::with_capacity(open.len());
        for case in &open {
            let held = match case.punch_card_id {
                Some(id) => cards::find(&mut reader, id).await?,
                None => None,
            };
            let sides = cases::list_sides(&mut reader, case.case_id).await?;
            let amount = sides.iter().find_map(|side| side.gross_cents);
            let mut shown = Vec::with_capacity(sides.len());
            for side in &sides {
                shown.push(view_of(&mut reader, side, own.as_ref()).await?);
            }
            let seen = Seen {
                contact_name: case.contact_id.map(|id| names.of(id)).unwrap_or_default(),
                sides: shown,
                gross_cents: amount,
                currency,
            };
            rows.push(row(case, held.as_ref(), seen));
        }
        Ok(rows)
    }
}

fn row(case: &Case, held: Option<&HeldCard>, seen: Seen) -> CaseRow {
    CaseRow {
        case_id: case.case_id.to_string(),
        kind: kind_name(case.kind).to_owned(),
        opened_at: instant(case.opened_at),
        contact_id: case.contact_id.map(|id| id.to_string()),
        contact_name: seen.contact_name,
        card_id: case.punch_card_id.map(|id| id.to_string()),
        product: held.map(|held| held.card.text.clone()).unwrap_or_default(),
        entries: held.map(|held| held.card.entries),
        left: held.and_then(|held| i32::try_from(held.left).ok()),
        expires_on: held.and_then(|held| held.card.expires_on).map(|day| day.to_string()),
        sides: seen.sides,
        details: case.details.clone(),
        amount: seen.gross_cents.map(|cents| Money::new(cents, seen.currency).into()),
    }
}

/// What was looked up for a case.
struct Seen {
    contact_name: String,
    sides: Vec<CaseSide>,
    gross_cents: Option<i64>,
    currency: Currency,
}

fn kind_name(kind: CaseKind) -> &'static str {
    match kind {
        CaseKind::CardOverdraft => "card_overdraft",
        CaseKind::TotalMismatch => "total_mismatch",
        CaseKind::NumberClash => "number_clash",
        CaseKind::Quarantined => "quarantined",
    }
}

async fn view_of(
    reader: &mut Reader,
    side: &Side,
    own: Option<&(DeviceId, String)>,
) -> Result<CaseSide, StoreError> {
    let actor = match side.actor_id {
        Some(id) => staff_name(reader, id).await?,
        None => String::new(),
    };
    let late = |at, received| received - at > TimeDelta::minutes(OFFLINE_MINUTES);
    let arrived = side.at.zip(side.received_at);
    Ok(CaseSide {
        entity: side.entity.clone(),
        id: side.entity_id.clone(),
        at: side.at.map(instant).unwrap_or_default(),
        device: place_of(reader, side, own).await?,
        actor,
        label: side.label.clone(),
        offline: arrived.is_none_or(|(at, received)| late(at, received)),
        received_at: side.received_at.map(instant),
    })
}

/// The name of this device, or of the till at which it happened.
async fn place_of(
    reader: &mut Reader,
    side: &Side,
    own: Option<&(DeviceId, String)>,
) -> Result<String, StoreError> {
    if let Some((_, name)) = own.filter(|(id, _)| Some(*id) == side.device_id) {
        return Ok(name.clone());
    }
    let register = match side.register_id {
        Some(id) => stored_cards::find(reader, Entity::Register, id.0).await?,
        None => None,
    };
    let name = register.as_ref().and_then(|card| card.get("name")).and_then(Value::as_str);
    Ok(name.unwrap_or_default().to_owned())
}
