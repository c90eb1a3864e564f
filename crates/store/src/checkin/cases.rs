//! Cases to settle (Klärungsfälle): opened by the platform, settled here when the facts fit
//! together again.

use chrono::{DateTime, Utc};
use mojo_domain::{ActorId, CaseId, ContactId, DeviceId, PunchCardId, RegisterId, to_micros};
use mojo_protocol::facts::{CaseBody, CaseKind};
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use crate::columns::{Columns, to_name};
use crate::{Connection, Recorded, Source, StoreError};

/// A case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// The case.
    pub case_id: CaseId,
    /// What does not fit.
    pub kind: CaseKind,
    /// The contact concerned.
    pub contact_id: Option<ContactId>,
    /// The card concerned.
    pub punch_card_id: Option<PunchCardId>,
    /// When it was noticed.
    pub opened_at: DateTime<Utc>,
    /// What was expected and found, may be empty.
    pub details: String,
}

/// A fact of a case with its origin, as far as it is known here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    /// The kind of thing.
    pub entity: String,
    /// The fact.
    pub entity_id: String,
    /// When it was recorded.
    pub at: Option<DateTime<Utc>>,
    /// Where.
    pub device_id: Option<DeviceId>,
    /// At which till.
    pub register_id: Option<RegisterId>,
    /// Who.
    pub actor_id: Option<ActorId>,
    /// A number, or the product of a card.
    pub label: String,
    /// When the platform's order brought it here.
    pub received_at: Option<DateTime<Utc>>,
    /// When it is about money, with VAT.
    pub gross_cents: Option<i64>,
}

/// Which cases are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaseFilter {
    /// To settle.
    Open,
    /// Settled, or settled by what happened since.
    Settled,
}

/// The rows of cases.
pub(crate) async fn project_cases(
    connection: &mut Connection,
    run: &[Recorded],
) -> Result<(), StoreError> {
    for recorded in run {
        let case: CaseBody = recorded.read()?;
        sqlx::query(
            "INSERT INTO cases (case_id, kind, contact_id, punch_card_id, opened_at, details)
             VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (case_id) DO NOTHING",
        )
        .bind(case.case_id.to_string())
        .bind(to_name(&case.kind))
        .bind(case.contact_id.map(|id| id.to_string()))
        .bind(case.punch_card_id.map(|id| id.to_string()))
        .bind(to_micros(case.opened_at))
        .bind(&case.details)
        .execute(&mut *connection)
        .await?;
        for (no, fact) in (1_i64..).zip(&case.facts) {
            sqlx::query(
                "INSERT INTO case_facts (case_id, fact_no, entity, entity_id, device_id, hlc)
                 VALUES ($1, $2, $3, $4, $5, $6)
                 ON CONFLICT DO NOTHING",
            )
            .bind(case.case_id.to_string())
            .bind(no)
            .bind(&fact.entity)
            .bind(fact.id.to_string())
            .bind(fact.written.map(|written| written.device_id.to_string()))
            .bind(fact.written.map(|written| written.hlc.0))
            .execute(&mut *connection)
            .await?;
        }
    }
    Ok(())
}

/// A case is settled by people, and an overdrawn card also when a use was taken back and nothing is
/// below zero any more; one that was paid back when the use beyond was taken back. What a desk without
/// the till does not see (the Storno that paid back) decides nothing, so that a case is open everywhere
/// or nowhere.
const IS_OPEN: &str = "NOT EXISTS (SELECT 1 FROM case_settlements s WHERE s.case_id = c.case_id)
    AND NOT (c.kind = 'card_overdraft' AND CASE
        WHEN EXISTS (SELECT 1 FROM case_facts f WHERE f.case_id = c.case_id AND f.entity = 'sale')
        THEN EXISTS (SELECT 1 FROM case_facts f JOIN redemptions r ON r.takes_back = f.entity_id
                      WHERE f.case_id = c.case_id AND f.entity = 'redemption')
        ELSE EXISTS (SELECT 1 FROM punch_card_balances b
                      WHERE b.punch_card_id = c.punch_card_id AND b.used <= b.entries)
        END)";

const COLUMNS: &str = "SELECT c.case_id, c.kind, c.contact_id, c.punch_card_id, c.opened_at
     , c.details
  FROM cases c";

/// Cases: those to settle the oldest first, settled ones the latest first.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn list(
    source: &mut impl Source,
    filter: CaseFilter,
    limit: i64,
) -> Result<Vec<Case>, StoreError> {
    let sql = match filter {
        CaseFilter::Open => {
            format!("{COLUMNS} WHERE {IS_OPEN} ORDER BY c.opened_at, c.case_id LIMIT $1")
        }
        CaseFilter::Settled => format!(
            "{COLUMNS} WHERE NOT ({IS_OPEN})
              ORDER BY coalesce((SELECT min(s.at) FROM case_settlements s
                                  WHERE s.case_id = c.case_id), c.opened_at) DESC
                     , c.case_id LIMIT $1"
        ),
    };
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(limit).fetch_all(source.rows()).await?;
    rows.iter().map(read).collect()
}

/// One case.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn find(source: &mut impl Source, id: CaseId) -> Result<Option<Case>, StoreError> {
    let sql = format!("{COLUMNS} WHERE c.case_id = $1");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(id.to_string())
        .fetch_optional(source.rows())
        .await?;
    row.as_ref().map(read).transpose()
}

/// Whether a case is still to be settled.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn is_open(source: &mut impl Source, id: CaseId) -> Result<bool, StoreError> {
    let sql = format!("SELECT EXISTS (SELECT 1 FROM cases c WHERE c.case_id = $1 AND {IS_OPEN})");
    let (is_open,): (bool,) = sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(id.to_string())
        .fetch_one(source.rows())
        .await?;
    Ok(is_open)
}

fn read(row: &SqliteRow) -> Result<Case, StoreError> {
    let c = Columns { row, table: "cases", key: "case_id" };
    Ok(Case {
        case_id: c.parse("case_id")?,
        kind: c.name("kind")?,
        contact_id: c.parse_opt("contact_id")?,
        punch_card_id: c.parse_opt("punch_card_id")?,
        opened_at: c.instant("opened_at")?,
        details: c.text("details")?,
    })
}

/// How many cases are not settled.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn count_open(source: &mut impl Source) -> Result<i64, StoreError> {
    let sql = format!("SELECT count(*) FROM cases c WHERE {IS_OPEN}");
    let (count,): (i64,) =
        sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_one(source.rows()).await?;
    Ok(count)
}

/// The facts of a case, the later one last.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn list_sides(source: &mut impl Source, id: CaseId) -> Result<Vec<Side>, StoreError> {
    let rows = sqlx::query(
        "SELECT f.case_id, f.entity, f.entity_id
              , coalesce((f.hlc >> 16) * 1000, p.at, r.at, s.finished_at, i.issued_at, b.recorded_at)
                AS at
              , coalesce(f.device_id, p.device_id, r.device_id) AS device_id
              , coalesce(r.register_id, s.register_id, i.register_id) AS register_id
              , coalesce(p.actor_id, r.actor_id, s.actor_id, i.actor_id, b.actor_id
                , (SELECT j.actor_id FROM journal j
                    WHERE j.entity = f.entity AND j.entity_id = f.entity_id
                      AND j.at / 1000 = f.hlc >> 16
                      AND f.device_id = (SELECT device_id FROM device) LIMIT 1)) AS actor_id
              , coalesce(s.receipt_number, i.number, c.text, b.text, '') AS label
              , p.received_at, coalesce(s.gross_cents, i.gross_cents) AS gross_cents
           FROM case_facts f
           -- An edit of a card has no id of its own: it is the entry of that device and instant.
           LEFT JOIN pulled p ON p.seq = (
                SELECT max(q.seq) FROM pulled q
                 WHERE q.entity = f.entity AND q.entity_id = f.entity_id
                   AND (f.hlc IS NULL
                        OR q.device_id = f.device_id AND q.at / 1000 = f.hlc >> 16))
           LEFT JOIN invoices i ON f.entity = 'invoice' AND i.invoice_id = f.entity_id
           LEFT JOIN punch_cards b ON f.entity = 'punch_card' AND b.punch_card_id = f.entity_id
           LEFT JOIN redemptions r ON f.entity = 'redemption' AND r.redemption_id = f.entity_id
           LEFT JOIN punch_cards c ON c.punch_card_id = r.punch_card_id
           LEFT JOIN sales s ON f.entity = 'sale' AND s.sale_id = f.entity_id
          WHERE f.case_id = $1
          ORDER BY f.fact_no",
    )
    .bind(id.to_string())
    .fetch_all(source.rows())
    .await?;
    rows.iter()
        .map(|row| {
            let c = Columns { row, table: "case_facts", key: "case_id" };
            Ok(Side {
                entity: c.text("entity")?,
                entity_id: c.text("entity_id")?,
                at: c.instant_opt("at")?,
                device_id: c.parse_opt("device_id")?,
                register_id: c.parse_opt("register_id")?,
                actor_id: c.parse_opt("actor_id")?,
                label: c.text("label")?,
                received_at: c.instant_opt("received_at")?,
                gross_cents: row.try_get("gross_cents")?,
            })
        })
        .collect()
}
