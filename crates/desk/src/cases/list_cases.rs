//! Cases as they are shown: both sides, how they may be settled, how they were.

use chrono::{NaiveDate, TimeDelta};
use mojo_domain::cases::resolutions_of;
use mojo_domain::{CaseId, Currency, Money, PunchCardId, berlin_day};
use mojo_protocol::facts::CaseKind;
use mojo_store::checkin::cards::{self, HeldCard};
use mojo_store::checkin::cases::{self, Case, CaseFilter, Side};
use mojo_store::checkin::settlements::{self, Settlement};
use mojo_store::{Reader, StoreError};

use super::CaseError;
use super::places::{device_name, register_name};
use crate::Desk;
use crate::account::Practice;
use crate::checkin::status_of;
use crate::pos::staff_name;
use crate::reception::Names;
use crate::views::{CarryCard, CaseRow, CaseSide, SettlementRow, instant};

/// What took longer than this to arrive was recorded without a network.
const OFFLINE_MINUTES: i64 = 5;

/// More than a list can show.
const MOST: i64 = 500;

impl Desk {
    /// The cases that people must settle, oldest first.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn list_cases(&self) -> Result<Vec<CaseRow>, StoreError> {
        self.cases_where(CaseFilter::Open).await
    }

    /// The cases that are settled, latest first.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn list_settled_cases(&self) -> Result<Vec<CaseRow>, StoreError> {
        self.cases_where(CaseFilter::Settled).await
    }

    /// One case, open or settled.
    ///
    /// # Errors
    /// [`CaseError::UnknownCase`].
    pub async fn show_case(&self, case_id: String) -> Result<CaseRow, CaseError> {
        let unknown = || CaseError::UnknownCase(case_id.clone());
        let id: CaseId = case_id.parse().map_err(|_| unknown())?;
        let mut reader = self.reader().await?;
        let case = cases::find(&mut reader, id).await?.ok_or_else(unknown)?;
        let is_open = cases::is_open(&mut reader, id).await?;
        Ok(self.case_row(&mut reader, &case, is_open).await?)
    }

    async fn cases_where(&self, filter: CaseFilter) -> Result<Vec<CaseRow>, StoreError> {
        let mut reader = self.reader().await?;
        let listed = cases::list(&mut reader, filter, MOST).await?;
        let mut rows = Vec::with_capacity(listed.len());
        for case in &listed {
            rows.push(self.case_row(&mut reader, case, filter == CaseFilter::Open).await?);
        }
        Ok(rows)
    }

    async fn case_row(
        &self,
        reader: &mut Reader,
        case: &Case,
        is_open: bool,
    ) -> Result<CaseRow, StoreError> {
        let currency = Practice::load(reader).await?.currency();
        let names = Names::load(reader, case.contact_id).await?;
        let held = match case.punch_card_id {
            Some(id) => cards::find(reader, id).await?,
            None => None,
        };
        let sides = cases::list_sides(reader, case.case_id).await?;
        let mut shown = Vec::with_capacity(sides.len());
        for side in &sides {
            shown.push(side_of(reader, side, currency).await?);
        }
        let mut settled = Vec::new();
        for one in settlements::list(reader, case.case_id).await? {
            settled.push(settlement_row(reader, &one).await?);
        }
        let today = berlin_day(self.now());
        let all = resolutions_of(kind_name(case.kind), &case.details);
        let possible = if is_open { all } else { &[] };
        Ok(CaseRow {
            contact_name: case.contact_id.map(|id| names.of(id)).unwrap_or_default(),
            amount: sides
                .iter()
                .find_map(|side| side.gross_cents)
                .map(|cents| Money::new(cents, currency).into()),
            sides: shown,
            is_open,
            resolutions: possible.iter().map(ToString::to_string).collect(),
            carry_to: match is_open {
                true => carry_cards(reader, case, today).await?.iter().map(carry_card).collect(),
                false => Vec::new(),
            },
            settlements: settled,
            ..plain_row(case, held.as_ref())
        })
    }
}

fn plain_row(case: &Case, held: Option<&HeldCard>) -> CaseRow {
    CaseRow {
        case_id: case.case_id.to_string(),
        kind: kind_name(case.kind).to_owned(),
        opened_at: instant(case.opened_at),
        contact_id: case.contact_id.map(|id| id.to_string()),
        contact_name: String::new(),
        card_id: case.punch_card_id.map(|id| id.to_string()),
        product: held.map(|held| held.card.text.clone()).unwrap_or_default(),
        entries: held.map(|held| held.card.entries),
        left: held.and_then(|held| i32::try_from(held.left).ok()),
        expires_on: held.and_then(|held| held.card.expires_on).map(|day| day.to_string()),
        sides: Vec::new(),
        details: case.details.clone(),
        amount: None,
        is_open: false,
        resolutions: Vec::new(),
        carry_to: Vec::new(),
        settlements: Vec::new(),
    }
}

/// The name of a kind on the wire.
pub(super) fn kind_name(kind: CaseKind) -> &'static str {
    match kind {
        CaseKind::CardOverdraft => "card_overdraft",
        CaseKind::TotalMismatch => "total_mismatch",
        CaseKind::NumberClash => "number_clash",
        CaseKind::Quarantined => "quarantined",
        CaseKind::DeletedEdit => "deleted_edit",
        CaseKind::DoubleStorno => "double_storno",
    }
}

/// The cards of the contact that a visit beyond the last entry may be carried to: the one sold last
/// first, because that is the next one.
pub(super) async fn carry_cards(
    reader: &mut Reader,
    case: &Case,
    today: NaiveDate,
) -> Result<Vec<HeldCard>, StoreError> {
    let (CaseKind::CardOverdraft, Some(contact)) = (case.kind, case.contact_id) else {
        return Ok(Vec::new());
    };
    let from: Option<PunchCardId> = case.punch_card_id;
    let winner = mojo_store::contacts::winner_of(reader, contact).await?;
    let mut held = cards::list_of_contact(reader, winner).await?;
    held.retain(|one| Some(one.card.punch_card_id) != from && status_of(one, today).is_live());
    held.sort_by_key(|one| std::cmp::Reverse((one.card.sold_on, one.card.punch_card_id)));
    Ok(held)
}

fn carry_card(held: &HeldCard) -> CarryCard {
    CarryCard {
        card_id: held.card.punch_card_id.to_string(),
        code: held.card.code.clone(),
        product: held.card.text.clone(),
        left: i32::try_from(held.left).unwrap_or(i32::MAX),
    }
}

async fn side_of(
    reader: &mut Reader,
    side: &Side,
    currency: Currency,
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
        device: place_of(reader, side).await?,
        actor,
        label: side.label.clone(),
        amount: side.gross_cents.map(|cents| Money::new(cents, currency).into()),
        offline: arrived.is_none_or(|(at, received)| late(at, received)),
        received_at: side.received_at.map(instant),
    })
}

/// The name of the device, or of the till at which it happened.
async fn place_of(reader: &mut Reader, side: &Side) -> Result<String, StoreError> {
    let name = match side.device_id {
        Some(id) => device_name(reader, id).await?,
        None => String::new(),
    };
    match side.register_id {
        Some(register) if name.is_empty() => register_name(reader, register).await,
        _ => Ok(name),
    }
}

async fn settlement_row(
    reader: &mut Reader,
    one: &Settlement,
) -> Result<SettlementRow, StoreError> {
    Ok(SettlementRow {
        resolution: one.resolution.name().to_owned(),
        reason: one.reason.clone(),
        at: instant(one.at),
        actor: staff_name(reader, one.actor_id).await?,
        device: match one.device_id {
            Some(id) => device_name(reader, id).await?,
            None => String::new(),
        },
        counts: one.counts,
    })
}
