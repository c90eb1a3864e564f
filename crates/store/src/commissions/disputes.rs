//! Disputes of commissions, with their threads and how they ended (Y5).

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use mojo_domain::{ActorId, CommissionDisputeId, CommissionEntryId, to_micros};
use mojo_protocol::facts::{
    CommissionDisputeBody, CommissionDisputeMessageBody, CommissionDisputeSettlementBody,
};

use crate::columns::Columns;
use crate::source::Source;
use crate::{Connection, Recorded, StoreError};

/// A dispute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisputeRecord {
    /// The dispute.
    pub dispute_id: CommissionDisputeId,
    /// The entry.
    pub commission_entry_id: CommissionEntryId,
    /// What is wrong, in the recipient's words.
    pub reason: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Who disputes it.
    pub actor_id: ActorId,
    /// How it was settled; `None` while it is open.
    pub settled: Option<SettledDispute>,
}

/// The end of a dispute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettledDispute {
    /// `upheld`, `rejected`; another one of a newer platform.
    pub outcome: String,
    /// Why.
    pub reason: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// A message of a thread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisputeMessage {
    /// The words.
    pub text: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Who wrote it; nil for the platform's people.
    pub actor_id: ActorId,
    /// The platform's people wrote it.
    pub is_from_platform: bool,
}

/// Writes disputes that are not held yet.
pub(crate) async fn disputes(
    connection: &mut Connection,
    run: &[Recorded],
) -> Result<(), StoreError> {
    for change in run {
        let body: CommissionDisputeBody = change.read()?;
        sqlx::query(
            "INSERT INTO commission_disputes
                (dispute_id, commission_entry_id, reason, at, actor_id)
             VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (dispute_id) DO NOTHING",
        )
        .bind(body.dispute_id.to_string())
        .bind(body.commission_entry_id.to_string())
        .bind(&body.reason)
        .bind(to_micros(body.at))
        .bind(body.actor_id.to_string())
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// Writes messages that are not held yet.
pub(crate) async fn dispute_messages(
    connection: &mut Connection,
    run: &[Recorded],
) -> Result<(), StoreError> {
    for change in run {
        let body: CommissionDisputeMessageBody = change.read()?;
        sqlx::query(
            "INSERT INTO commission_dispute_messages
                (message_id, dispute_id, text, at, actor_id, is_from_platform)
             VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (message_id) DO NOTHING",
        )
        .bind(body.message_id.to_string())
        .bind(body.dispute_id.to_string())
        .bind(&body.text)
        .bind(to_micros(body.at))
        .bind(body.actor_id.to_string())
        .bind(i64::from(change.device_id.is_none()))
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// Writes settlements that are not held yet.
pub(crate) async fn dispute_settlements(
    connection: &mut Connection,
    run: &[Recorded],
) -> Result<(), StoreError> {
    for change in run {
        let body: CommissionDisputeSettlementBody = change.read()?;
        sqlx::query(
            "INSERT INTO commission_dispute_settlements (dispute_id, outcome, reason, at)
             VALUES ($1, $2, $3, $4)
             ON CONFLICT (dispute_id) DO NOTHING",
        )
        .bind(body.dispute_id.to_string())
        .bind(&body.outcome)
        .bind(&body.reason)
        .bind(to_micros(body.at))
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// That a dispute, the row `d`, is known: a desk of this installation recorded it, or the platform's order
/// has it. One that the platform wrote for the recipient nobody sends again when the platform was restored to
/// before it: nothing is frozen by it any more, and the entry may be disputed anew.
macro_rules! known_dispute {
    () => {
        "((SELECT is_rereading FROM sync_state)
          OR EXISTS (SELECT 1 FROM pulled p
                      WHERE p.entity = 'commission_dispute' AND p.entity_id = d.dispute_id)
          OR d.dispute_id IN (SELECT j.entity_id FROM journal j
                               WHERE j.entity = 'commission_dispute'))"
    };
}
pub(super) use known_dispute;

/// Every dispute that is known, by its entry; those of an entry as the platform settled them, and what
/// is open after them: a device whose clock goes wrong turns nothing round.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn list_disputes(
    source: &mut impl Source,
) -> Result<BTreeMap<CommissionEntryId, Vec<DisputeRecord>>, StoreError> {
    let rows = sqlx::query(concat!(
        "SELECT d.dispute_id, d.commission_entry_id, d.reason, d.at, d.actor_id
              , s.outcome, s.reason AS settled_because, s.at AS settled_at
           FROM commission_disputes d
           LEFT JOIN commission_dispute_settlements s ON s.dispute_id = d.dispute_id
          WHERE ",
        known_dispute!(),
        " ORDER BY s.at IS NULL, s.at, d.at, d.dispute_id"
    ))
    .fetch_all(source.rows())
    .await?;
    let mut found: BTreeMap<CommissionEntryId, Vec<DisputeRecord>> = BTreeMap::new();
    for row in &rows {
        let row = Columns { row, table: "commission_disputes", key: "dispute_id" };
        let settled = match row.instant_opt("settled_at")? {
            None => None,
            Some(at) => Some(SettledDispute {
                outcome: row.text("outcome")?,
                reason: row.text("settled_because")?,
                at,
            }),
        };
        let dispute = DisputeRecord {
            dispute_id: row.parse("dispute_id")?,
            commission_entry_id: row.parse("commission_entry_id")?,
            reason: row.text("reason")?,
            at: row.instant("at")?,
            actor_id: row.parse("actor_id")?,
            settled,
        };
        found.entry(dispute.commission_entry_id).or_default().push(dispute);
    }
    Ok(found)
}

/// The thread of a dispute, in order of time. What no device recorded (the platform's people wrote it, or
/// the recipient without a desk) is part of it as long as the platform's order has it: one that was
/// restored to before it forgot it, as all that it decided.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn list_dispute_messages(
    source: &mut impl Source,
    id: CommissionDisputeId,
) -> Result<Vec<DisputeMessage>, StoreError> {
    let rows = sqlx::query(
        "SELECT m.message_id, m.text, m.at, m.actor_id, m.is_from_platform
           FROM commission_dispute_messages m
          WHERE dispute_id = $1
            AND (is_from_platform = 0
                 OR (SELECT is_rereading FROM sync_state)
                 OR EXISTS (SELECT 1 FROM pulled p
                             WHERE p.entity = 'commission_dispute_message'
                               AND p.entity_id = m.message_id))
          ORDER BY m.at, m.message_id",
    )
    .bind(id.to_string())
    .fetch_all(source.rows())
    .await?;
    rows.iter()
        .map(|row| {
            let row = Columns { row, table: "commission_dispute_messages", key: "message_id" };
            let actor_id: ActorId = row.parse("actor_id")?;
            // The column says that no device recorded it: that of a recipient without a desk as well.
            let has_no_device = row.flag("is_from_platform")?;
            Ok(DisputeMessage {
                text: row.text("text")?,
                at: row.instant("at")?,
                actor_id,
                is_from_platform: has_no_device && actor_id.0.is_nil(),
            })
        })
        .collect()
}
