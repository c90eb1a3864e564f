//! Payouts: what each one reserved, the steps of its transfer, and its end (Y1, Y2).

use std::collections::{BTreeMap, BTreeSet};

use mojo_domain::commissions::{PayoutEnd, PayoutKind, Rail, TransferStep};
use mojo_domain::{CommissionEntryId, Currency, TenantId};
use uuid::Uuid;

use super::cards::id_list;
use super::query::{InsertMany, queries};
use super::{LedgerTx, Row, StorageError, TenantTx, Value, values};

/// A payout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PayoutRecord {
    /// Also the idempotency key of its transfer.
    pub(crate) payout_id: Uuid,
    /// When it was planned; of one that was paid, when that was known.
    pub(crate) paid_at: i64,
    pub(crate) amount_cents: i64,
    pub(crate) currency: Currency,
    pub(crate) kind: PayoutKind,
    /// The month in Berlin.
    pub(crate) period: String,
    pub(crate) clawback_cents: i64,
    /// Of the amount: the VAT of credit notes, also of what came back and is paid again.
    pub(crate) vat_cents: i64,
}

impl PayoutRecord {
    /// What of it is of commissions, in cents: net amounts (C1).
    pub(crate) fn net_cents(&self) -> i64 {
        self.amount_cents - self.vat_cents
    }
}

/// What a payout reserves of one commission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ReservedEntry {
    pub(crate) commission_id: CommissionEntryId,
    /// Negative for what is taken back of a commission that was paid before (C12); above zero for
    /// what had been taken back of it by a refund that did not go through after all.
    pub(crate) amount_cents: i64,
    /// What of its reversals is taken into account.
    pub(crate) netted_cents: i64,
    /// Netted only; the commission itself was paid by an earlier payout.
    pub(crate) is_clawback: bool,
}

/// Cents by payout and commission; negative for what is taken back (C12).
pub(crate) type PayoutParts = BTreeMap<(Uuid, CommissionEntryId), i64>;

/// A step of a transfer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TransferRecord {
    pub(crate) step: TransferStep,
    pub(crate) rail: Rail,
    /// The provider's account; empty where staff pay by hand.
    pub(crate) destination: String,
    pub(crate) provider_transfer_id: Option<String>,
    pub(crate) reason: String,
    pub(crate) at: i64,
}

impl TransferRecord {
    /// The first step: the way and the destination stay as they are here.
    pub(crate) fn planned(rail: Rail, destination: String, at: i64) -> Self {
        let (step, reason) = (TransferStep::Planned, String::new());
        Self { step, rail, destination, provider_transfer_id: None, reason, at }
    }

    /// A later step of the same transfer.
    pub(crate) fn to(&self, step: TransferStep, at: i64) -> Self {
        Self { step, ..Self::planned(self.rail, self.destination.clone(), at) }
    }
}

/// A payout with the recipient and how it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ListedPayout {
    pub(crate) recipient: TenantId,
    pub(crate) payout: PayoutRecord,
    /// `None` while the outcome is open.
    pub(crate) end: Option<(PayoutEnd, i64)>,
    /// The last step's.
    pub(crate) last: Option<TransferRecord>,
}

const INSERT_ENTRIES: InsertMany = InsertMany {
    table: "payout_entries",
    columns: &["tenant_id", "payout_id", "commission_id", "amount_cents", "netted_cents"],
    tail: "",
};
/// Every insertion of this module, for the test that prepares them.
#[cfg(test)]
pub(super) const INSERTS: &[&InsertMany] = &[&INSERT_ENTRIES];

queries! {
    PAID = "SELECT p.payout_id, e.ended_at AS paid_at, p.amount_cents, p.currency, p.kind, \
        p.period, p.clawback_cents, p.vat_cents FROM payouts p JOIN payout_ends e \
        ON e.tenant_id = p.tenant_id AND e.payout_id = p.payout_id \
        WHERE p.tenant_id = $1 AND e.outcome = 'paid' AND p.kind <> 'sales' \
        ORDER BY e.ended_at, p.payout_id",
    FIND_PAID = "SELECT p.payout_id, e.ended_at AS paid_at, p.amount_cents, p.currency, p.kind, \
        p.period, p.clawback_cents, p.vat_cents FROM payouts p JOIN payout_ends e \
        ON e.tenant_id = p.tenant_id AND e.payout_id = p.payout_id \
        WHERE p.tenant_id = $1 AND p.payout_id = $2 AND e.outcome = 'paid'",
    OPEN = "SELECT p.payout_id, p.paid_at, p.amount_cents, p.currency, p.kind, p.period, \
        p.clawback_cents, p.vat_cents FROM payouts p WHERE p.tenant_id = $1 AND NOT EXISTS (\
        SELECT 1 FROM payout_ends e WHERE e.tenant_id = p.tenant_id \
        AND e.payout_id = p.payout_id) ORDER BY p.paid_at, p.payout_id",
    MADE = "SELECT currency FROM payouts WHERE tenant_id = $1 AND kind = $2 AND period = $3",
    INSERT_PAYOUT = "INSERT INTO payouts (tenant_id, payout_id, paid_at, amount_cents, currency, \
        kind, period, clawback_cents, vat_cents) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    RESERVE = "UPDATE order_commissions SET payout_id = $3 WHERE tenant_id = $1 \
        AND commission_id IN (SELECT value FROM json_each($2))";
    postgres = "UPDATE order_commissions SET payout_id = $3 WHERE tenant_id = $1 \
        AND commission_id = ANY (ARRAY(SELECT jsonb_array_elements_text(CAST($2 AS jsonb))))",
    NET = "UPDATE order_commissions SET netted_cents = reversed_cents WHERE tenant_id = $1 \
        AND commission_id IN (SELECT value FROM json_each($2))";
    postgres = "UPDATE order_commissions SET netted_cents = reversed_cents WHERE tenant_id = $1 \
        AND commission_id = ANY (ARRAY(SELECT jsonb_array_elements_text(CAST($2 AS jsonb))))",
    END = "INSERT INTO payout_ends (tenant_id, payout_id, outcome, ended_at) \
        VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
    PAY = "UPDATE order_commissions SET paid_at = $3 \
        WHERE tenant_id = $1 AND payout_id = $2 AND paid_at IS NULL",
    PAID_ENTRIES = "SELECT e.commission_id FROM payout_entries e JOIN order_commissions c \
        ON c.tenant_id = e.tenant_id AND c.commission_id = e.commission_id \
        WHERE e.tenant_id = $1 AND e.payout_id = $2 AND c.payout_id = e.payout_id \
        ORDER BY c.ordered_at, e.commission_id",
    PARTS = "SELECT payout_id, commission_id, amount_cents FROM payout_entries \
        WHERE tenant_id = $1",
    FREE = "UPDATE order_commissions SET payout_id = NULL \
        WHERE tenant_id = $1 AND payout_id = $2 AND paid_at IS NULL",
    TAKE_BACK_NETTING = "UPDATE order_commissions SET netted_cents = netted_cents - (\
        SELECT e.netted_cents FROM payout_entries e WHERE e.tenant_id = $1 AND e.payout_id = $2 \
        AND e.commission_id = order_commissions.commission_id) \
        WHERE tenant_id = $1 AND commission_id IN (SELECT e.commission_id \
        FROM payout_entries e WHERE e.tenant_id = $1 AND e.payout_id = $2)",
    STEPS = "SELECT step, rail, destination, provider_transfer_id, reason, at \
        FROM payout_transfers WHERE tenant_id = $1 AND payout_id = $2 ORDER BY step_no",
    INSERT_STEP = "INSERT INTO payout_transfers (tenant_id, payout_id, step_no, step, rail, \
        destination, provider_transfer_id, reason, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    FIND_ANY = include_str!("payouts/find_any.sql"),
    PAGE_ALL = include_str!("payouts/page_all.sql"),
}

pub(super) fn payout(row: &Row) -> Result<PayoutRecord, StorageError> {
    Ok(PayoutRecord {
        payout_id: row.parsed("payout_id")?,
        paid_at: row.int("paid_at")?,
        amount_cents: row.int("amount_cents")?,
        currency: row.parsed("currency")?,
        kind: row.parsed("kind")?,
        period: row.text("period")?,
        clawback_cents: row.int("clawback_cents")?,
        vat_cents: row.int("vat_cents")?,
    })
}

fn step(row: &Row) -> Result<TransferRecord, StorageError> {
    Ok(TransferRecord {
        step: row.parsed("step")?,
        rail: row.parsed("rail")?,
        destination: row.text("destination")?,
        provider_transfer_id: row.opt_text("provider_transfer_id")?,
        reason: row.text("reason")?,
        at: row.int("at")?,
    })
}

fn listed(row: &Row) -> Result<ListedPayout, StorageError> {
    let end = row.opt_parsed("outcome")?.zip(row.opt_int("ended_at")?);
    // Payouts from before there were transfers have no steps.
    let last = row.opt_text("step")?.map(|_| step(row)).transpose()?;
    Ok(ListedPayout { recipient: row.parsed("tenant_id")?, payout: payout(row)?, end, last })
}

impl TenantTx {
    /// The payouts of commissions that are known to be paid, the oldest first; also those that came back
    /// later. What a seller is paid for its sales (C5) is in no statement of commissions.
    pub(crate) async fn list_payouts(&mut self) -> Result<Vec<PayoutRecord>, StorageError> {
        self.tx.all(PAID, vec![self.own()]).await?.iter().map(payout).collect()
    }

    /// A payout that is known to be paid, of commissions or of sales.
    pub(crate) async fn find_paid_payout(
        &mut self,
        payout_id: Uuid,
    ) -> Result<Option<PayoutRecord>, StorageError> {
        let row = self.tx.one(FIND_PAID, vec![self.own(), Value::id(payout_id)]).await?;
        row.as_ref().map(payout).transpose()
    }

    /// What each payout holds of each commission, in cents, however it ended.
    pub(crate) async fn list_payout_parts(&mut self) -> Result<PayoutParts, StorageError> {
        let rows = self.tx.all(PARTS, vec![self.own()]).await?;
        let part = |row: &Row| -> Result<_, StorageError> {
            let key = (row.parsed("payout_id")?, row.parsed("commission_id")?);
            Ok((key, row.int("amount_cents")?))
        };
        rows.iter().map(part).collect()
    }

    /// The payouts that have not ended, the oldest first.
    pub(crate) async fn list_open_payouts(&mut self) -> Result<Vec<PayoutRecord>, StorageError> {
        self.tx.all(OPEN, vec![self.own()]).await?.iter().map(payout).collect()
    }

    /// In which currencies a payout of this kind was planned in the month, however it ended.
    pub(crate) async fn list_planned_currencies(
        &mut self,
        kind: PayoutKind,
        period: &str,
    ) -> Result<BTreeSet<Currency>, StorageError> {
        let rows = self.tx.all(MADE, values![self.own(), kind.code(), period]).await?;
        rows.iter().map(|row| row.parsed("currency")).collect()
    }

    /// Plans a payout: its entries are nobody else's from here on.
    pub(crate) async fn reserve_payout(
        &mut self,
        payout: &PayoutRecord,
        entries: &[ReservedEntry],
        planned: &TransferRecord,
    ) -> Result<(), StorageError> {
        let id = Value::id(payout.payout_id);
        let values = values![
            self.own(),
            id.clone(),
            payout.paid_at,
            payout.amount_cents,
            payout.currency.code(),
            payout.kind.code(),
            payout.period.as_str(),
            payout.clawback_cents,
            payout.vat_cents,
        ];
        self.tx.execute(INSERT_PAYOUT, values).await?;
        let own = self.own();
        let row = |entry: &ReservedEntry| {
            let commission = Value::id(entry.commission_id);
            values![own.clone(), id.clone(), commission, entry.amount_cents, entry.netted_cents]
        };
        self.tx.insert_many(&INSERT_ENTRIES, entries.iter().map(row).collect()).await?;
        let all: Vec<Uuid> = entries.iter().map(|entry| entry.commission_id.0).collect();
        let paid: Vec<Uuid> =
            entries.iter().filter(|e| !e.is_clawback).map(|e| e.commission_id.0).collect();
        self.tx.execute(RESERVE, values![self.own(), id_list(&paid), id]).await?;
        self.tx.execute(NET, values![self.own(), id_list(&all)]).await?;
        self.add_transfer_step(payout.payout_id, planned).await
    }

    /// The steps of a payout's transfer, the first one first.
    pub(crate) async fn list_transfer_steps(
        &mut self,
        payout_id: Uuid,
    ) -> Result<Vec<TransferRecord>, StorageError> {
        let rows = self.tx.all(STEPS, vec![self.own(), Value::id(payout_id)]).await?;
        rows.iter().map(step).collect()
    }

    /// Keeps one more step; under the tenant's lock.
    pub(crate) async fn add_transfer_step(
        &mut self,
        payout_id: Uuid,
        step: &TransferRecord,
    ) -> Result<(), StorageError> {
        let before = self.list_transfer_steps(payout_id).await?.len();
        let values = values![
            self.own(),
            Value::id(payout_id),
            i64::try_from(before).unwrap_or(i64::MAX - 1) + 1,
            step.step.code(),
            step.rail.code(),
            step.destination.as_str(),
            step.provider_transfer_id.clone(),
            step.reason.as_str(),
            step.at,
        ];
        self.tx.execute(INSERT_STEP, values).await.map(drop)
    }

    /// The recipient has the money: gives back the commissions that are paid now, or `None` when
    /// the payout had ended before.
    pub(crate) async fn end_paid(
        &mut self,
        payout_id: Uuid,
        at: i64,
    ) -> Result<Option<Vec<CommissionEntryId>>, StorageError> {
        if !self.end_payout(payout_id, PayoutEnd::Paid, at).await? {
            return Ok(None);
        }
        let id = Value::id(payout_id);
        self.tx.execute(PAY, values![self.own(), id.clone(), at]).await?;
        let rows = self.tx.all(PAID_ENTRIES, vec![self.own(), id]).await?;
        rows.iter().map(|row| row.parsed("commission_id")).collect::<Result<_, _>>().map(Some)
    }

    /// The transfer was refused for good: its entries are due again. `false` when the payout had
    /// ended before.
    pub(crate) async fn end_released(
        &mut self,
        payout_id: Uuid,
        at: i64,
    ) -> Result<bool, StorageError> {
        if !self.end_payout(payout_id, PayoutEnd::Released, at).await? {
            return Ok(false);
        }
        let values = vec![self.own(), Value::id(payout_id)];
        self.tx.execute(TAKE_BACK_NETTING, values.clone()).await?;
        self.tx.execute(FREE, values).await?;
        Ok(true)
    }

    async fn end_payout(
        &mut self,
        payout_id: Uuid,
        end: PayoutEnd,
        at: i64,
    ) -> Result<bool, StorageError> {
        let values = values![self.own(), Value::id(payout_id), end.code(), at];
        Ok(self.tx.execute(END, values).await? > 0)
    }
}

impl LedgerTx {
    /// A payout of anybody.
    pub(crate) async fn find_payout(
        &mut self,
        payout_id: Uuid,
    ) -> Result<Option<ListedPayout>, StorageError> {
        let row = self.tx.one(FIND_ANY, vec![Value::id(payout_id)]).await?;
        row.as_ref().map(listed).transpose()
    }

    /// Everybody's payouts, the latest first, before the given place.
    pub(crate) async fn page_payouts(
        &mut self,
        before: Option<(i64, Uuid)>,
        limit: i64,
    ) -> Result<Vec<ListedPayout>, StorageError> {
        let (at, id) = before.map_or((i64::MAX, String::new()), |(at, id)| (at, id.to_string()));
        self.tx.all(PAGE_ALL, values![at, id, limit]).await?.iter().map(listed).collect()
    }
}
