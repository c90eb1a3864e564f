//! A case is settled: a fact, with a reason, that all desks of the practice come to know.

use std::collections::BTreeMap;

use mojo_domain::cards::ARCHIVED;
use mojo_domain::cases::{Resolution, resolutions_of};
use mojo_domain::{
    CaseId, CaseSettlementId, InvoiceId, PunchCardId, RedemptionId, SaleId, berlin_day,
};
use mojo_protocol::Entity;
use mojo_protocol::facts::{CaseKind, CaseSettlementBody};
use mojo_store::checkin::cases::{self, Case, Side};
use mojo_store::pos::sales;
use mojo_store::{Reader, Tx};
use serde_json::Value;

use super::CaseError;
use super::list_cases::{carry_cards, kind_name};
use crate::views::{CaseRow, SettleCaseRequest};
use crate::{Desk, Op, Topic};

/// What was decided, with what belongs to it.
#[derive(Default)]
struct Decided {
    redemption_id: Option<RedemptionId>,
    to_card: Option<PunchCardId>,
    sale_id: Option<SaleId>,
}

impl Desk {
    /// Settles a case. What happened stands: a visit that is charged, carried or given no longer
    /// counts on its card; a Storno reverses the document that was named; what was deleted comes
    /// back in the same change.
    ///
    /// # Errors
    /// [`CaseError`] says why not; then nothing of the case was changed. A Storno that went through
    /// stands, and settling again ends it.
    pub async fn settle_case(&self, request: SettleCaseRequest) -> Result<CaseRow, CaseError> {
        let unknown = || CaseError::UnknownCase(request.case_id.clone());
        let id: CaseId = request.case_id.parse().map_err(|_| unknown())?;
        let mut reader = self.reader().await?;
        let case = cases::find(&mut reader, id).await?.ok_or_else(unknown)?;
        if !cases::is_open(&mut reader, id).await? {
            return Err(CaseError::AlreadySettled(request.case_id));
        }
        let resolution = read_resolution(&case, &request)?;
        let sides = cases::list_sides(&mut reader, id).await?;
        let decided = self.decide(&mut reader, &case, &sides, (resolution, &request)).await?;
        drop(reader);
        let mut tx = self.transact(Op::SettleCase).await?;
        if !cases::is_open(&mut tx, id).await? && decided.sale_id.is_none() {
            return Err(CaseError::AlreadySettled(request.case_id));
        }
        if resolution == Resolution::Restore {
            bring_back(&mut tx, &sides).await?;
        }
        let settlement_id: CaseSettlementId = tx.next_id();
        let body = CaseSettlementBody {
            settlement_id,
            case_id: id,
            resolution,
            reason: request.reason.trim().to_owned(),
            at: tx.now(),
            actor_id: tx.actor_id(),
            redemption_id: decided.redemption_id,
            to_card: decided.to_card,
            sale_id: decided.sale_id,
        };
        tx.record(Entity::CaseSettlement, settlement_id.0, &body).await?;
        self.commit(tx, Op::SettleCase).await?;
        if resolution == Resolution::Restore {
            self.announce(Topic::Contacts);
        }
        self.show_case(request.case_id).await
    }

    async fn decide(
        &self,
        reader: &mut Reader,
        case: &Case,
        sides: &[Side],
        (resolution, request): (Resolution, &SettleCaseRequest),
    ) -> Result<Decided, CaseError> {
        let mut decided = Decided::default();
        if case.kind == CaseKind::CardOverdraft {
            let beyond = sides.iter().rfind(|side| side.entity == Entity::Redemption.name());
            decided.redemption_id = beyond.and_then(|side| side.entity_id.parse().ok());
        }
        match resolution {
            Resolution::Carry => {
                let held = carry_cards(reader, case, berlin_day(self.now())).await?;
                let mut ids = held.iter().map(|held| held.card.punch_card_id);
                let chosen = match &request.card_id {
                    Some(wanted) => ids.find(|id| id.to_string() == *wanted),
                    None => ids.next(),
                };
                decided.to_card = Some(chosen.ok_or(CaseError::NoCardToCarryTo)?);
            }
            Resolution::Charge => {
                if let Some(number) = request.receipt_number.as_deref().filter(|n| !n.is_empty()) {
                    let sale = sales::find_by_number(reader, number.trim()).await?;
                    let unknown = || CaseError::UnknownDocument(number.to_owned());
                    decided.sale_id = Some(sale.ok_or_else(unknown)?.sale_id);
                }
            }
            Resolution::Storno => decided.sale_id = self.reverse(reader, sides, request).await?,
            _ => {}
        }
        Ok(decided)
    }

    /// Reverses the document that was named; one that was reversed already stays so.
    async fn reverse(
        &self,
        reader: &mut Reader,
        sides: &[Side],
        request: &SettleCaseRequest,
    ) -> Result<Option<SaleId>, CaseError> {
        let named = match &request.document_id {
            Some(id) => sides.iter().find(|side| side.entity_id == *id),
            None if sides.len() == 1 => sides.first(),
            None => None,
        };
        let named_id = request.document_id.clone().unwrap_or_default();
        let unknown = || CaseError::UnknownDocument(named_id.clone());
        let side = named.ok_or_else(unknown)?;
        let reason = request.reason.clone();
        match side.entity.parse() {
            Ok(Entity::Sale) => {
                let sale_id: SaleId = side.entity_id.parse().map_err(|_| unknown())?;
                if sales::find_storno_number(reader, sale_id).await?.is_none() {
                    self.cancel_sale_of(sale_id, reason).await?;
                }
                Ok(Some(sale_id))
            }
            Ok(Entity::Invoice) => {
                let invoice_id: InvoiceId = side.entity_id.parse().map_err(|_| unknown())?;
                let held = mojo_store::invoicing::find_by_id(reader, invoice_id).await?;
                if held.ok_or_else(unknown)?.cancelled_by.is_none() {
                    self.cancel_invoice_of(invoice_id, reason).await?;
                }
                Ok(None)
            }
            _ => Err(unknown()),
        }
    }
}

fn read_resolution(case: &Case, request: &SettleCaseRequest) -> Result<Resolution, CaseError> {
    let kind = kind_name(case.kind);
    let possible = resolutions_of(kind, &case.details);
    let chosen = request.resolution.parse().ok().filter(|one| possible.contains(one));
    let resolution = chosen.ok_or_else(|| CaseError::Resolution {
        kind: kind.to_owned(),
        resolution: request.resolution.clone(),
        possible: possible.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
    })?;
    if resolution.needs_reason() && request.reason.trim().is_empty() {
        return Err(CaseError::ReasonRequired);
    }
    Ok(resolution)
}

/// What was deleted comes back, with the edit that was kept.
async fn bring_back(tx: &mut Tx, sides: &[Side]) -> Result<(), CaseError> {
    let Some(side) = sides.first() else { return Ok(()) };
    let (Ok(entity), Ok(id)) = (side.entity.parse::<Entity>(), side.entity_id.parse()) else {
        return Ok(());
    };
    let id: uuid::Uuid = id;
    tx.edit_card(entity, id, BTreeMap::from([(ARCHIVED.to_owned(), Value::Null)])).await?;
    Ok(())
}
