//! Cases settled by people: facts, several for one case when devices settled it without knowing of
//! each other. The first in the platform's order counts ([`mojo_domain::cases::counting`]).

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use mojo_domain::cases::{Placed, Resolution, counting};
use mojo_domain::{
    ActorId, CaseId, CaseSettlementId, DeviceId, PunchCardId, RedemptionId, SaleId, to_micros,
};
use mojo_protocol::facts::CaseSettlementBody;
use sqlx::Row as _;

use super::project::refresh;
use crate::columns::{Columns, to_name};
use crate::{Connection, Recorded, Source, StoreError};

/// A settlement, as it is held here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settlement {
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
    /// Where.
    pub device_id: Option<DeviceId>,
    /// The visit that it took off its card.
    pub redemption_id: Option<RedemptionId>,
    /// The card that the visit counts on instead.
    pub to_card: Option<PunchCardId>,
    /// The sale or Storno that belongs to it.
    pub sale_id: Option<SaleId>,
    /// It counts; every other one of its case came later.
    pub counts: bool,
}

/// The rows of settlements, and of the cards whose visits they settle.
pub(crate) async fn project_settlements(
    connection: &mut Connection,
    run: &[Recorded],
) -> Result<(), StoreError> {
    for recorded in run {
        let body: CaseSettlementBody = recorded.read()?;
        sqlx::query(
            "INSERT INTO case_settlements
                (settlement_id, case_id, resolution, reason, at, actor_id, device_id
                , redemption_id, to_card, sale_id)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
             ON CONFLICT (settlement_id) DO NOTHING",
        )
        .bind(body.settlement_id.to_string())
        .bind(body.case_id.to_string())
        .bind(to_name(&body.resolution))
        .bind(&body.reason)
        .bind(to_micros(body.at))
        .bind(body.actor_id.to_string())
        .bind(recorded.device_id.map(|id| id.to_string()))
        .bind(body.redemption_id.map(|id| id.to_string()))
        .bind(body.to_card.map(|id| id.to_string()))
        .bind(body.sale_id.map(|id| id.to_string()))
        .execute(&mut *connection)
        .await?;
        let settled = list_on(connection, body.case_id).await?;
        settle_visits(connection, &settled).await?;
    }
    Ok(())
}

/// Notes the visits of a case that no longer count on their card, and computes the cards anew.
async fn settle_visits(
    connection: &mut Connection,
    settlements: &[Settlement],
) -> Result<(), StoreError> {
    let visits: BTreeSet<RedemptionId> =
        settlements.iter().filter_map(|one| one.redemption_id).collect();
    let mut touched = BTreeSet::new();
    for visit in visits {
        touched.extend(cards_of(connection, visit).await?);
        sqlx::query("DELETE FROM settled_visits WHERE redemption_id = $1")
            .bind(visit.to_string())
            .execute(&mut *connection)
            .await?;
    }
    if let Some(one) = settlements.iter().find(|one| one.counts)
        && let Some(visit) = one.redemption_id
    {
        sqlx::query(
            "INSERT INTO settled_visits (redemption_id, settlement_id, to_card)
             VALUES ($1, $2, $3)",
        )
        .bind(visit.to_string())
        .bind(one.settlement_id.to_string())
        .bind(one.to_card.map(|id| id.to_string()))
        .execute(&mut *connection)
        .await?;
        touched.extend(cards_of(connection, visit).await?);
    }
    refresh(connection, &touched).await
}

/// The card on which a visit was made, and the one that it counts on.
async fn cards_of(
    connection: &mut Connection,
    visit: RedemptionId,
) -> Result<Vec<String>, StoreError> {
    let rows: Vec<(String,)> = sqlx::query_as(
        "SELECT punch_card_id FROM redemptions WHERE redemption_id = $1
          UNION
         SELECT to_card FROM settled_visits WHERE redemption_id = $1 AND to_card IS NOT NULL",
    )
    .bind(visit.to_string())
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// The settlements of a case, the one that counts first.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn list(source: &mut impl Source, id: CaseId) -> Result<Vec<Settlement>, StoreError> {
    list_on(source.rows(), id).await
}

async fn list_on(connection: &mut Connection, id: CaseId) -> Result<Vec<Settlement>, StoreError> {
    let rows = sqlx::query(
        "SELECT s.settlement_id, s.case_id, s.resolution, s.reason, s.at, s.actor_id, s.device_id
              , s.redemption_id, s.to_card, s.sale_id
              , (SELECT min(p.seq) FROM pulled p
                  WHERE p.entity = 'case_settlement' AND p.entity_id = s.settlement_id) AS seq
           FROM case_settlements s WHERE s.case_id = $1
          ORDER BY s.at, s.settlement_id",
    )
    .bind(id.to_string())
    .fetch_all(connection)
    .await?;
    let mut found = Vec::with_capacity(rows.len());
    let mut placed = Vec::with_capacity(rows.len());
    for row in &rows {
        let c = Columns { row, table: "case_settlements", key: "settlement_id" };
        let one = Settlement {
            settlement_id: c.parse("settlement_id")?,
            case_id: c.parse("case_id")?,
            resolution: c.parse("resolution")?,
            reason: c.text("reason")?,
            at: c.instant("at")?,
            actor_id: c.parse("actor_id")?,
            device_id: c.parse_opt("device_id")?,
            redemption_id: c.parse_opt("redemption_id")?,
            to_card: c.parse_opt("to_card")?,
            sale_id: c.parse_opt("sale_id")?,
            counts: false,
        };
        let seq = row.try_get("seq")?;
        placed.push(Placed { settlement_id: one.settlement_id, seq, at: one.at });
        found.push(one);
    }
    let first = counting(&placed);
    for one in &mut found {
        one.counts = Some(one.settlement_id) == first;
    }
    found.sort_by_key(|one| !one.counts);
    Ok(found)
}

/// What became of the visits of a card that were settled: by visit, the answer that counts.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn list_of_card(
    source: &mut impl Source,
    card: PunchCardId,
) -> Result<Vec<(RedemptionId, Resolution)>, StoreError> {
    let rows = sqlx::query(
        "SELECT v.redemption_id, s.resolution
           FROM redemptions r
           JOIN settled_visits v ON v.redemption_id = r.redemption_id
           JOIN case_settlements s ON s.settlement_id = v.settlement_id
          WHERE r.punch_card_id = $1",
    )
    .bind(card.to_string())
    .fetch_all(source.rows())
    .await?;
    rows.iter()
        .map(|row| {
            let c = Columns { row, table: "settled_visits", key: "redemption_id" };
            Ok((c.parse("redemption_id")?, c.parse("resolution")?))
        })
        .collect()
}

/// How many visits of other cards are carried to a card and stand.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn count_carried_to(
    source: &mut impl Source,
    card: PunchCardId,
) -> Result<u32, StoreError> {
    let (count,): (i64,) = sqlx::query_as(
        "SELECT count(*) FROM settled_visits v
          WHERE v.to_card = $1
            AND NOT EXISTS (SELECT 1 FROM redemptions t WHERE t.takes_back = v.redemption_id)",
    )
    .bind(card.to_string())
    .fetch_one(source.rows())
    .await?;
    Ok(u32::try_from(count).unwrap_or(0))
}
