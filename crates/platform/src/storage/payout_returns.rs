//! Payouts that were paid and came back, and which later payout carries each of them (Y2).

use chrono::NaiveDate;
use mojo_domain::Currency;
use uuid::Uuid;

use super::query::{InsertMany, queries};
use super::{Row, StorageError, TenantTx, Value, values};

/// What came back of a payout: all of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PayoutReturn {
    /// The one that was paid.
    pub(crate) payout_id: Uuid,
    /// Above zero.
    pub(crate) amount_cents: i64,
    /// What of it is VAT of credit notes, as the payout says.
    pub(crate) vat_cents: i64,
    pub(crate) currency: Currency,
    /// The day on which the money came back, as the bank says.
    pub(crate) returned_on: NaiveDate,
    /// What the bank says.
    pub(crate) reason: String,
    /// When it was told, in microseconds: it stands in the statement of this month.
    pub(crate) returned_at: i64,
}

const INSERT_CARRIERS: InsertMany = InsertMany {
    table: "payout_return_carriers",
    columns: &["tenant_id", "payout_id", "returned_payout_id", "amount_cents"],
    tail: "",
};
/// Every insertion of this module, for the test that prepares them.
#[cfg(test)]
pub(super) const INSERTS: &[&InsertMany] = &[&INSERT_CARRIERS];

queries! {
    INSERT = "INSERT INTO payout_returns (tenant_id, payout_id, amount_cents, currency, \
        returned_on, reason, returned_at) VALUES ($1, $2, $3, $4, $5, $6, $7) \
        ON CONFLICT DO NOTHING",
    LIST = "SELECT r.payout_id, r.amount_cents, p.vat_cents, r.currency, r.returned_on, r.reason, \
        r.returned_at FROM payout_returns r JOIN payouts p ON p.tenant_id = r.tenant_id \
        AND p.payout_id = r.payout_id WHERE r.tenant_id = $1 AND p.kind <> 'sales' \
        ORDER BY r.returned_at, r.payout_id",
    DUE = include_str!("payout_returns/due.sql"),
}

fn back(row: &Row) -> Result<PayoutReturn, StorageError> {
    Ok(PayoutReturn {
        payout_id: row.parsed("payout_id")?,
        amount_cents: row.int("amount_cents")?,
        vat_cents: row.int("vat_cents")?,
        currency: row.parsed("currency")?,
        returned_on: row.parsed("returned_on")?,
        reason: row.text("reason")?,
        returned_at: row.int("returned_at")?,
    })
}

impl PayoutReturn {
    /// What of it is of commissions, in cents.
    pub(crate) fn net_cents(&self) -> i64 {
        self.amount_cents - self.vat_cents
    }
}

impl TenantTx {
    /// Keeps that a payout came back; `false`, and nothing is kept, when that was said before.
    pub(crate) async fn insert_payout_return(
        &mut self,
        back: &PayoutReturn,
    ) -> Result<bool, StorageError> {
        let values = values![
            self.own(),
            Value::id(back.payout_id),
            back.amount_cents,
            back.currency.code(),
            Value::id(back.returned_on),
            back.reason.as_str(),
            back.returned_at,
        ];
        Ok(self.tx.execute(INSERT, values).await? > 0)
    }

    /// Everything that came back of payouts of commissions, the first one first.
    pub(crate) async fn list_payout_returns(&mut self) -> Result<Vec<PayoutReturn>, StorageError> {
        self.tx.all(LIST, vec![self.own()]).await?.iter().map(back).collect()
    }

    /// What came back and is carried by no later payout, the first one first: of payouts of sales (C5),
    /// or of those of commissions.
    pub(crate) async fn list_due_returns(
        &mut self,
        are_of_sales: bool,
    ) -> Result<Vec<PayoutReturn>, StorageError> {
        self.tx.all(DUE, values![self.own(), are_of_sales]).await?.iter().map(back).collect()
    }

    /// A payout carries these: they are no other one's until it is released.
    pub(crate) async fn carry_returns(
        &mut self,
        payout_id: Uuid,
        returns: &[PayoutReturn],
    ) -> Result<(), StorageError> {
        let own = self.own();
        let row = |back: &PayoutReturn| {
            let (id, returned) = (Value::id(payout_id), Value::id(back.payout_id));
            values![own.clone(), id, returned, back.amount_cents]
        };
        self.tx.insert_many(&INSERT_CARRIERS, returns.iter().map(row).collect()).await
    }
}
