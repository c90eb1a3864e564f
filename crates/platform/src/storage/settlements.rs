//! Settlements of cases. The first of a case in the tenant's order counts.

use mojo_domain::cases::Resolution;
use mojo_domain::{CaseId, CaseSettlementId, PunchCardId, RedemptionId};
use uuid::Uuid;

use super::cards::id_list;
use super::facts::HeldRedemption;
use super::query::{InsertMany, queries};
use super::{StorageError, TenantTx, Value, values};

/// A settlement of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct HeldSettlement {
    pub(crate) settlement_id: CaseSettlementId,
    pub(crate) case_id: CaseId,
    pub(crate) resolution: Resolution,
    /// The visit that it takes off its card, and the card that the visit counts on instead.
    pub(crate) redemption_id: Option<RedemptionId>,
    pub(crate) to_card: Option<PunchCardId>,
    pub(crate) seq: i64,
}

/// A visit that a settlement took off its card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SettledVisit {
    pub(crate) visit: HeldRedemption,
    pub(crate) to_card: Option<PunchCardId>,
    pub(crate) is_taken_back: bool,
    /// Of the settlement.
    pub(crate) seq: i64,
}

const INSERT_SETTLEMENTS: InsertMany = InsertMany {
    table: "case_settlements",
    columns: &[
        "tenant_id",
        "settlement_id",
        "case_id",
        "resolution",
        "redemption_id",
        "to_card",
        "seq",
    ],
    tail: "",
};
/// Every insertion of this module, for the test that prepares them.
#[cfg(test)]
pub(super) const INSERTS: &[&InsertMany] = &[&INSERT_SETTLEMENTS];

queries! {
    LIST_SETTLED = include_str!("settlements/settled_visits.sql");
    postgres = include_str!("settlements/settled_visits.pg.sql"),
}

impl TenantTx {
    /// The visits made on or carried to these cards that are settled: by the settlement of their
    /// case that counts.
    pub(crate) async fn list_settled_visits(
        &mut self,
        cards: &[Uuid],
    ) -> Result<Vec<SettledVisit>, StorageError> {
        let rows = self.tx.all(LIST_SETTLED, values![self.own(), id_list(cards)]).await?;
        rows.iter()
            .map(|row| {
                Ok(SettledVisit {
                    visit: HeldRedemption {
                        redemption_id: row.parsed("redemption_id")?,
                        punch_card_id: row.parsed("punch_card_id")?,
                        takes_back: None,
                        seq: row.int("visit_seq")?,
                    },
                    to_card: row.opt_parsed("to_card")?,
                    is_taken_back: row.int("taken_back")? > 0,
                    seq: row.int("seq")?,
                })
            })
            .collect()
    }

    pub(crate) async fn insert_settlements(
        &mut self,
        settlements: &[HeldSettlement],
    ) -> Result<(), StorageError> {
        let rows = settlements
            .iter()
            .map(|one| {
                values![
                    self.own(),
                    Value::id(one.settlement_id),
                    Value::id(one.case_id),
                    one.resolution.name(),
                    Value::opt_id(one.redemption_id),
                    Value::opt_id(one.to_card),
                    one.seq,
                ]
            })
            .collect();
        self.tx.insert_many(&INSERT_SETTLEMENTS, rows).await
    }
}
