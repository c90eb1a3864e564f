//! A commission as answered, with the columns of S1 8.1.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use mojo_domain::commissions::Status;
use mojo_domain::{CommissionEntryId, Currency, OrderId, TenantId, from_micros};
use mojo_protocol::facts::CommissionEntryBody;
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use crate::routes::amounts::{amount, tenant};
use crate::routes::openapi::{Amount, Country, Percent};
use crate::storage::disputes::Disputed;
use crate::storage::ledger::CommissionRecord;
use crate::storage::{LedgerTx, StorageError};

/// A commission.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct CommissionView {
    pub(crate) id: CommissionEntryId,
    order_id: OrderId,
    order_number: String,
    line: i64,
    commission_type: &'static str,
    recipient_tenant_id: Option<TenantId>,
    #[schemars(with = "Percent")]
    percent: String,
    #[schemars(with = "Amount")]
    base: String,
    #[schemars(with = "Amount")]
    amount: String,
    /// What refunds took back, less what corrections gave (Y5).
    #[schemars(with = "Amount")]
    reversed: String,
    currency: Currency,
    settled_as: &'static str,
    /// C15: the version of the rules by which it was computed; `null` where it is not kept.
    rule_version: Option<String>,
    /// C15: why it is due, the deciding reason first; `unknown` alone where it is not kept.
    reasons: Vec<String>,
    status: &'static str,
    /// `forfeited` or `frozen` where the status alone would not tell.
    reason: Option<&'static str>,
    customer: String,
    product_name: String,
    #[schemars(with = "Option<Country>")]
    billing_country: Option<String>,
    ordered_at: DateTime<Utc>,
    approves_at: DateTime<Utc>,
    approved_at: Option<DateTime<Utc>>,
    paid_at: Option<DateTime<Utc>>,
    payout_id: Option<Uuid>,
    created_at: DateTime<Utc>,
}

/// A reason that nobody kept.
pub(super) const UNKNOWN: &str = "unknown";
/// Entries as their recipients were told of them.
pub(crate) type Told = BTreeMap<CommissionEntryId, CommissionEntryBody>;

/// The entries of these commissions as their recipients were told of them. The caller reads the
/// commissions alone that it may see.
///
/// # Errors
/// Those of the database.
pub(crate) async fn told_of(
    tx: &mut LedgerTx,
    records: &[CommissionRecord],
) -> Result<Told, StorageError> {
    let ids: Vec<CommissionEntryId> = records.iter().map(|record| record.commission_id).collect();
    tx.list_entry_bodies(&ids).await
}

/// Why an entry stays pending while its dispute is open.
const FROZEN: &str = "frozen";

/// C11: S1 knows four statuses; `settled` shows as paid, `forfeited` as refunded with a reason.
fn shown(status: Status) -> (&'static str, Option<&'static str>) {
    match status {
        Status::Settled => (Status::Paid.code(), None),
        Status::Forfeited => (Status::Refunded.code(), Some(Status::Forfeited.code())),
        other => (other.code(), None),
    }
}

impl CommissionView {
    /// The record as it stands; one whose dispute is open is `pending` with the reason `frozen`,
    /// and not approved (Y5).
    pub(crate) fn of(record: CommissionRecord, disputed: &Disputed, now: i64) -> Self {
        let is_frozen = record.is_frozen(disputed, now);
        let (status, reason) = if is_frozen {
            (Status::Pending.code(), Some(FROZEN))
        } else {
            shown(record.status(now))
        };
        let is_approved = record.approves_at <= now && !is_frozen;
        let money = |cents| amount(cents, record.currency);
        Self {
            id: record.commission_id,
            order_id: record.order_id,
            line: record.line_no,
            commission_type: record.kind.code(),
            recipient_tenant_id: tenant(record.recipient),
            percent: record.percent.to_string(),
            base: money(record.base_cents),
            amount: money(record.amount_cents),
            reversed: money(record.reversed_cents),
            currency: record.currency,
            settled_as: record.settled_as.code(),
            rule_version: None,
            reasons: vec![UNKNOWN.to_owned()],
            status,
            reason,
            customer: record.customer,
            product_name: record.product_name,
            billing_country: record.billing_country.map(|country| country.code().to_owned()),
            ordered_at: from_micros(record.ordered_at),
            approves_at: from_micros(record.approves_at),
            approved_at: is_approved.then(|| from_micros(record.approves_at)),
            paid_at: record.paid_at.map(from_micros),
            payout_id: record.payout_id,
            created_at: from_micros(record.created_at),
            order_number: record.order_number,
        }
    }

    /// The same with its rules and reasons (C15), out of entries as their recipients were told of them.
    pub(crate) fn explained(self, told: &Told) -> Self {
        let recipient = self.recipient_tenant_id.unwrap_or(TenantId::MOJO_LLC);
        let Some(body) = told.get(&self.id).filter(|body| body.recipient == recipient) else {
            return self;
        };
        let rule_version = Some(body.rule_version.clone());
        Self { rule_version, reasons: body.reasons.clone(), ..self }
    }

    /// The same, told of the whole order of which its own is a part.
    pub(crate) fn within(self, order_id: OrderId) -> Self {
        Self { order_id, ..self }
    }
}
