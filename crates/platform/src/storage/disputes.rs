//! Disputes of commissions (Y5): opened and discussed by the recipient's desks as facts, or opened in
//! its name by the platform; settled by the platform's people.

use std::collections::BTreeSet;

use mojo_domain::commissions::{CommissionType, DisputeOutcome};
use mojo_domain::{CommissionDisputeId, CommissionEntryId, Currency, DisputeMessageId, TenantId};
use uuid::Uuid;

use super::cards::id_list;
use super::query::{InsertMany, queries};
use super::{LedgerTx, Row, StorageError, TenantTx, Value, values};

/// A dispute as it was opened, by a desk or for the recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HeldDispute {
    pub(crate) dispute_id: CommissionDisputeId,
    pub(crate) commission_id: CommissionEntryId,
    pub(crate) reason: String,
    pub(crate) opened_at: i64,
    pub(crate) seq: i64,
}

/// A message of its thread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HeldMessage {
    pub(crate) message_id: DisputeMessageId,
    pub(crate) dispute_id: CommissionDisputeId,
    pub(crate) text: String,
    pub(crate) written_at: i64,
    pub(crate) is_from_platform: bool,
    pub(crate) seq: i64,
}

/// Entries with an open dispute, each with its recipient: a desk may name another tenant's entry.
pub(crate) type Disputed = BTreeSet<(TenantId, CommissionEntryId)>;

/// How it was settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DisputeSettlement {
    pub(crate) dispute_id: CommissionDisputeId,
    pub(crate) outcome: DisputeOutcome,
    pub(crate) reason: String,
    pub(crate) settled_at: i64,
    pub(crate) seq: i64,
}

/// A dispute with its entry, as it is listed. The entry is missing when the desk named none of the
/// recipient's.
#[derive(Clone, Debug)]
pub(crate) struct DisputeRecord {
    pub(crate) recipient: TenantId,
    pub(crate) dispute_id: CommissionDisputeId,
    pub(crate) commission_id: CommissionEntryId,
    pub(crate) reason: String,
    pub(crate) opened_at: i64,
    pub(crate) entry: Option<DisputedEntry>,
    pub(crate) settled: Option<(DisputeOutcome, String, i64)>,
}

/// What is disputed.
#[derive(Clone, Debug)]
pub(crate) struct DisputedEntry {
    pub(crate) order_number: String,
    pub(crate) product_name: String,
    pub(crate) kind: CommissionType,
    pub(crate) amount_cents: i64,
    pub(crate) currency: Currency,
}

/// Which disputes to list, the latest first.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct DisputePage {
    /// Of one recipient.
    pub(crate) recipient: Option<TenantId>,
    /// One of them.
    pub(crate) dispute_id: Option<CommissionDisputeId>,
    /// Only what is not settled.
    pub(crate) is_open: bool,
    pub(crate) limit: i64,
    /// Before this place; with the recipient, for two may have drawn one id.
    pub(crate) before: Option<(i64, CommissionDisputeId, TenantId)>,
}

const INSERT_DISPUTES: InsertMany = InsertMany {
    table: "commission_disputes",
    columns: &["tenant_id", "dispute_id", "commission_id", "reason", "opened_at", "seq"],
    tail: "ON CONFLICT DO NOTHING",
};
const INSERT_MESSAGES: InsertMany = InsertMany {
    table: "commission_dispute_messages",
    columns: &[
        "tenant_id",
        "message_id",
        "dispute_id",
        "text",
        "written_at",
        "is_from_platform",
        "seq",
    ],
    tail: "ON CONFLICT DO NOTHING",
};
/// Every insertion of this module, for the test that prepares them.
#[cfg(test)]
pub(super) const INSERTS: &[&InsertMany] = &[&INSERT_DISPUTES, &INSERT_MESSAGES];

queries! {
    PAGE = include_str!("disputes/page.sql"),
    OPEN = "SELECT DISTINCT d.tenant_id, d.commission_id FROM commission_disputes AS d \
        WHERE d.tenant_id = $1 AND NOT EXISTS (SELECT 1 FROM commission_dispute_settlements AS s \
        WHERE s.tenant_id = d.tenant_id AND s.dispute_id = d.dispute_id) \
        UNION SELECT c.tenant_id, c.commission_id FROM payment_disputes AS p \
        JOIN order_commissions AS c ON c.tenant_id = p.tenant_id AND c.order_id = p.order_id \
        WHERE p.tenant_id = $1 AND NOT EXISTS (SELECT 1 FROM payment_dispute_ends AS e \
        WHERE e.tenant_id = p.tenant_id AND e.dispute_id = p.dispute_id)",
    ALL_OPEN = "SELECT DISTINCT d.tenant_id, d.commission_id FROM commission_disputes AS d \
        JOIN order_commissions AS c \
        ON c.tenant_id = d.tenant_id AND c.commission_id = d.commission_id \
        WHERE NOT EXISTS (SELECT 1 FROM commission_dispute_settlements AS s \
        WHERE s.tenant_id = d.tenant_id AND s.dispute_id = d.dispute_id) \
        UNION SELECT c.tenant_id, c.commission_id FROM payment_disputes AS p \
        JOIN order_commissions AS c ON c.tenant_id = p.tenant_id AND c.order_id = p.order_id \
        WHERE NOT EXISTS (SELECT 1 FROM payment_dispute_ends AS e \
        WHERE e.tenant_id = p.tenant_id AND e.dispute_id = p.dispute_id)",
    FIND = "SELECT dispute_id, commission_id, reason, opened_at, seq FROM commission_disputes \
        WHERE tenant_id = $1 AND dispute_id = $2",
    OPEN_OF = "SELECT d.dispute_id FROM commission_disputes AS d \
        WHERE d.tenant_id = $1 AND d.commission_id = $2 \
        AND NOT EXISTS (SELECT 1 FROM commission_dispute_settlements AS s \
        WHERE s.tenant_id = d.tenant_id AND s.dispute_id = d.dispute_id) LIMIT 1",
    IS_SETTLED = "SELECT dispute_id FROM commission_dispute_settlements \
        WHERE tenant_id = $1 AND dispute_id = $2",
    MESSAGES = "SELECT tenant_id, message_id, dispute_id, text, written_at, is_from_platform, seq \
        FROM commission_dispute_messages \
        WHERE dispute_id IN (SELECT value FROM json_each($1)) ORDER BY tenant_id, seq";
    postgres = "SELECT tenant_id, message_id, dispute_id, text, written_at, is_from_platform, seq \
        FROM commission_dispute_messages WHERE dispute_id = ANY \
        (ARRAY(SELECT jsonb_array_elements_text(CAST($1 AS jsonb)))) ORDER BY tenant_id, seq",
    FIND_MESSAGE = "SELECT message_id, dispute_id, text, written_at, is_from_platform, seq \
        FROM commission_dispute_messages WHERE tenant_id = $1 AND message_id = $2",
    SETTLE = "INSERT INTO commission_dispute_settlements (tenant_id, dispute_id, outcome, reason, \
        settled_at, seq) VALUES ($1, $2, $3, $4, $5, $6)",
}

fn dispute(row: &Row) -> Result<DisputeRecord, StorageError> {
    let entry = match row.opt_text("order_number")? {
        None => None,
        Some(order_number) => Some(DisputedEntry {
            order_number,
            product_name: row.text("product_name")?,
            kind: row.parsed("commission_type")?,
            amount_cents: row.int("amount_cents")?,
            currency: row.parsed("currency")?,
        }),
    };
    let settled: Option<(DisputeOutcome, String, i64)> = match row.opt_parsed("outcome")? {
        None => None,
        Some(outcome) => Some((outcome, row.text("settled_because")?, row.int("settled_at")?)),
    };
    Ok(DisputeRecord {
        recipient: row.parsed("tenant_id")?,
        dispute_id: row.parsed("dispute_id")?,
        commission_id: row.parsed("commission_id")?,
        reason: row.text("reason")?,
        opened_at: row.int("opened_at")?,
        entry,
        settled,
    })
}

fn message(row: &Row) -> Result<HeldMessage, StorageError> {
    Ok(HeldMessage {
        message_id: row.parsed("message_id")?,
        dispute_id: row.parsed("dispute_id")?,
        text: row.text("text")?,
        written_at: row.int("written_at")?,
        is_from_platform: row.flag("is_from_platform")?,
        seq: row.int("seq")?,
    })
}

fn disputed(rows: &[Row]) -> Result<Disputed, StorageError> {
    rows.iter().map(|row| Ok((row.parsed("tenant_id")?, row.parsed("commission_id")?))).collect()
}

impl TenantTx {
    pub(crate) async fn insert_disputes(
        &mut self,
        disputes: &[HeldDispute],
    ) -> Result<(), StorageError> {
        let rows = disputes
            .iter()
            .map(|one| {
                values![
                    self.own(),
                    Value::id(one.dispute_id),
                    Value::id(one.commission_id),
                    one.reason.as_str(),
                    one.opened_at,
                    one.seq,
                ]
            })
            .collect();
        self.tx.insert_many(&INSERT_DISPUTES, rows).await
    }

    pub(crate) async fn insert_dispute_messages(
        &mut self,
        messages: &[HeldMessage],
    ) -> Result<(), StorageError> {
        let rows = messages
            .iter()
            .map(|one| {
                values![
                    self.own(),
                    Value::id(one.message_id),
                    Value::id(one.dispute_id),
                    one.text.as_str(),
                    one.written_at,
                    one.is_from_platform,
                    one.seq,
                ]
            })
            .collect();
        self.tx.insert_many(&INSERT_MESSAGES, rows).await
    }

    /// The recipient's entries with a dispute that is not settled.
    pub(crate) async fn list_disputed(&mut self) -> Result<Disputed, StorageError> {
        disputed(&self.tx.all(OPEN, vec![self.own()]).await?)
    }

    /// The recipient's dispute of this id, whoever opened it.
    pub(crate) async fn find_dispute(
        &mut self,
        id: CommissionDisputeId,
    ) -> Result<Option<HeldDispute>, StorageError> {
        let row = self.tx.one(FIND, vec![self.own(), Value::id(id)]).await?;
        let held = |row: &Row| -> Result<HeldDispute, StorageError> {
            Ok(HeldDispute {
                dispute_id: row.parsed("dispute_id")?,
                commission_id: row.parsed("commission_id")?,
                reason: row.text("reason")?,
                opened_at: row.int("opened_at")?,
                seq: row.int("seq")?,
            })
        };
        row.as_ref().map(held).transpose()
    }

    /// The message of this id in any thread of the recipient's, whoever wrote it.
    pub(crate) async fn find_dispute_message(
        &mut self,
        id: DisputeMessageId,
    ) -> Result<Option<HeldMessage>, StorageError> {
        let row = self.tx.one(FIND_MESSAGE, vec![self.own(), Value::id(id)]).await?;
        row.as_ref().map(message).transpose()
    }

    /// Whether a dispute of the entry itself is open; one of its payment is another matter.
    pub(crate) async fn has_open_dispute(
        &mut self,
        id: CommissionEntryId,
    ) -> Result<bool, StorageError> {
        Ok(self.tx.one(OPEN_OF, vec![self.own(), Value::id(id)]).await?.is_some())
    }

    pub(crate) async fn is_dispute_settled(
        &mut self,
        id: CommissionDisputeId,
    ) -> Result<bool, StorageError> {
        let row = self.tx.one(IS_SETTLED, vec![self.own(), Value::id(id)]).await?;
        Ok(row.is_some())
    }

    /// Ends the freeze.
    pub(crate) async fn insert_dispute_settlement(
        &mut self,
        settlement: &DisputeSettlement,
    ) -> Result<(), StorageError> {
        let values = values![
            self.own(),
            Value::id(settlement.dispute_id),
            settlement.outcome.code(),
            settlement.reason.as_str(),
            settlement.settled_at,
            settlement.seq,
        ];
        self.tx.execute(SETTLE, values).await.map(drop)
    }
}

impl LedgerTx {
    /// A page of disputes, the latest first.
    pub(crate) async fn list_disputes(
        &mut self,
        page: &DisputePage,
    ) -> Result<Vec<DisputeRecord>, StorageError> {
        let recipient = page.recipient.map(|id| id.to_string()).unwrap_or_default();
        let dispute_id = page.dispute_id.map(|id| id.to_string()).unwrap_or_default();
        let (at, id, tenant) = match page.before {
            Some((at, id, tenant)) => (at, id.to_string(), tenant.to_string()),
            None => (i64::MAX, String::new(), String::new()),
        };
        let values = values![recipient, dispute_id, page.is_open, page.limit, at, id, tenant];
        self.tx.all(PAGE, values).await?.iter().map(dispute).collect()
    }

    /// The threads of these disputes, each in order. Beside a message the recipient: two tenants
    /// may have drawn one id.
    pub(crate) async fn list_dispute_messages(
        &mut self,
        disputes: &[Uuid],
    ) -> Result<Vec<(TenantId, HeldMessage)>, StorageError> {
        let rows = self.tx.all(MESSAGES, values![id_list(disputes)]).await?;
        rows.iter().map(|row| Ok((row.parsed("tenant_id")?, message(row)?))).collect()
    }

    /// Everybody's entries with a dispute that is not settled, of the entry or of its payment.
    pub(crate) async fn list_all_disputed(&mut self) -> Result<Disputed, StorageError> {
        disputed(&self.tx.all(ALL_OPEN, Vec::new()).await?)
    }
}
