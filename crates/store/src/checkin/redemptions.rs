//! Reading the ledger of visits.

use chrono::{DateTime, NaiveDate, Utc};
use mojo_domain::{ContactId, DeviceId, PunchCardId, RedemptionId};
use mojo_protocol::facts::RedemptionBody;
use sqlx::AssertSqlSafe;
use sqlx::sqlite::SqliteRow;

use crate::columns::Columns;
use crate::contacts::ids_of;
use crate::{Source, StoreError};

/// A line of the ledger with its origin.
#[derive(Clone, Debug, PartialEq)]
pub struct HeldRedemption {
    /// The line.
    pub redemption: RedemptionBody,
    /// Where it was recorded.
    pub device_id: Option<DeviceId>,
}

/// A visit of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// The redemption.
    pub redemption_id: RedemptionId,
    /// The card.
    pub punch_card_id: PunchCardId,
    /// Who came.
    pub contact_id: ContactId,
    /// When.
    pub at: DateTime<Utc>,
    /// What was left on the card after it.
    pub left: i64,
}

const COLUMNS: &str = "SELECT redemption_id, punch_card_id, contact_id, kind, takes_back, reason
     , at, recorded_on, actor_id, register_id, device_id, gv_typ, value_cents, currency
     , is_training
  FROM redemptions";

/// The ledger of a card, oldest first.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn list_of_card(
    source: &mut impl Source,
    id: PunchCardId,
) -> Result<Vec<HeldRedemption>, StoreError> {
    let sql = format!("{COLUMNS} WHERE punch_card_id = $1 ORDER BY at, redemption_id");
    let rows =
        sqlx::query(AssertSqlSafe(sql)).bind(id.to_string()).fetch_all(source.rows()).await?;
    rows.iter().map(read).collect()
}

/// A line of a ledger.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn find(
    source: &mut impl Source,
    id: RedemptionId,
) -> Result<Option<HeldRedemption>, StoreError> {
    let sql = format!("{COLUMNS} WHERE redemption_id = $1");
    let row =
        sqlx::query(AssertSqlSafe(sql)).bind(id.to_string()).fetch_optional(source.rows()).await?;
    row.as_ref().map(read).transpose()
}

/// The visits of a day that stand, latest first.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn list_visits(
    source: &mut impl Source,
    day: NaiveDate,
    limit: i64,
) -> Result<Vec<Visit>, StoreError> {
    let rows = sqlx::query(
        "SELECT r.redemption_id, r.punch_card_id, r.contact_id, r.at
              , b.left_count
                + (SELECT count(*) FROM redemptions n
                    WHERE n.punch_card_id = r.punch_card_id AND n.at > r.at AND n.kind = 'used'
                      AND NOT EXISTS
                          (SELECT 1 FROM redemptions t WHERE t.takes_back = n.redemption_id))
                AS left_after
           FROM redemptions r
           JOIN punch_card_balances b ON b.punch_card_id = r.punch_card_id
          WHERE r.recorded_on = $1 AND r.kind = 'used'
            AND NOT EXISTS (SELECT 1 FROM redemptions t WHERE t.takes_back = r.redemption_id)
          ORDER BY r.at DESC, r.redemption_id DESC
          LIMIT $2",
    )
    .bind(day.to_string())
    .bind(limit)
    .fetch_all(source.rows())
    .await?;
    rows.iter()
        .map(|row| {
            let c = Columns { row, table: "redemptions", key: "redemption_id" };
            Ok(Visit {
                redemption_id: c.parse("redemption_id")?,
                punch_card_id: c.parse("punch_card_id")?,
                contact_id: c.parse("contact_id")?,
                at: c.instant("at")?,
                left: c.number("left_after")?,
            })
        })
        .collect()
}

/// The last visit of a contact before an instant.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn last_visit(
    source: &mut impl Source,
    contact_id: ContactId,
    before: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    let ids = ids_of(source.rows(), contact_id).await?;
    let row: Option<(i64,)> = sqlx::query_as(
        "SELECT r.at FROM redemptions r
          WHERE r.contact_id IN (SELECT value FROM json_each($1)) AND r.at < $2 AND r.kind = 'used'
            AND NOT EXISTS (SELECT 1 FROM redemptions t WHERE t.takes_back = r.redemption_id)
          ORDER BY r.at DESC LIMIT 1",
    )
    .bind(ids)
    .bind(mojo_domain::to_micros(before))
    .fetch_optional(source.rows())
    .await?;
    Ok(row.map(|(at,)| mojo_domain::from_micros(at)))
}

/// Whether another device than `own` is known to check people in: it may hold visits that have not
/// come here yet.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn have_other_devices(
    source: &mut impl Source,
    own: DeviceId,
) -> Result<bool, StoreError> {
    // Two ends of an index instead of `<>`, which would walk through all of the own ones.
    let (found,): (bool,) = sqlx::query_as(
        "SELECT EXISTS (SELECT 1 FROM redemptions WHERE device_id > $1)
             OR EXISTS (SELECT 1 FROM redemptions WHERE device_id < $1)",
    )
    .bind(own.to_string())
    .fetch_one(source.rows())
    .await?;
    Ok(found)
}

fn read(row: &SqliteRow) -> Result<HeldRedemption, StoreError> {
    let c = Columns { row, table: "redemptions", key: "redemption_id" };
    Ok(HeldRedemption {
        redemption: RedemptionBody {
            redemption_id: c.parse("redemption_id")?,
            punch_card_id: c.parse("punch_card_id")?,
            contact_id: c.parse("contact_id")?,
            kind: c.name("kind")?,
            takes_back: c.parse_opt("takes_back")?,
            reason: c.text("reason")?,
            at: c.instant("at")?,
            recorded_on: c.parse("recorded_on")?,
            actor_id: c.parse("actor_id")?,
            register_id: c.parse("register_id")?,
            gv_typ: c.text("gv_typ")?,
            value_cents: c.number("value_cents")?,
            currency: c.parse("currency")?,
            is_training: c.flag("is_training")?,
        },
        device_id: c.parse_opt("device_id")?,
    })
}
