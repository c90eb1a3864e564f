//! Y1: the payout run. Per recipient a transaction of its own: the run may stop anywhere, be
//! started again, and never pays twice.

use std::collections::BTreeMap;

use mojo_domain::commissions::{
    PayoutCandidate, PayoutDecision, PayoutKind, Policy, SettledAs, Status, plan_payouts,
};
use mojo_domain::{CommissionEntryId, Currency, Money, TenantId, berlin_month, from_micros};
use mojo_protocol::facts::CommissionPayoutBody;
use mojo_protocol::{Entity, canonical};
use uuid::Uuid;

use crate::auth::Tenant;
use crate::derived::derived_id;
use crate::storage::ledger::{CommissionRecord, PayoutRecord};
use crate::storage::log::{LogWriter, NewChange};
use crate::storage::{Database, StorageError, TenantTx};

/// A payout that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PaidOut {
    pub(crate) recipient: TenantId,
    pub(crate) amount: Money,
}

/// Pays every recipient what was due at `at`.
pub(crate) async fn run_payouts(
    database: &Database,
    at: i64,
) -> Result<Vec<PaidOut>, StorageError> {
    let minimum = Policy::default().minimum_payout_cents;
    let recipients = database.read_ledger().await?.list_recipients().await?;
    let mut paid = Vec::new();
    for recipient in recipients {
        paid.extend(pay_recipient(database, recipient, at, PayoutKind::Monthly, minimum).await?);
    }
    Ok(paid)
}

/// Pays one recipient, in each currency of its own.
pub(super) async fn pay_recipient(
    database: &Database,
    recipient: TenantId,
    at: i64,
    kind: PayoutKind,
    minimum_cents: i64,
) -> Result<Vec<PaidOut>, StorageError> {
    let mut tx = database.write(Tenant::named_by_platform(recipient)).await?;
    let mut log = tx.write_log(at).await?;
    let period = berlin_month(from_micros(at)).to_string();
    let made = tx.list_payouts().await?;
    let is_made = |currency| {
        made.iter().any(|p| p.currency == currency && p.kind == kind && p.period == period)
    };
    let mut due = due_of(tx.list_own_commissions().await?, at);
    due.retain(|currency, _| !is_made(*currency));
    let candidates = due.iter().map(|(currency, due)| due.candidate(recipient, *currency));
    let plan = plan_payouts(candidates.collect(), minimum_cents)
        .map_err(|error| StorageError::Rule(error.to_string()))?;
    let mut paid = Vec::new();
    for decision in plan.decisions {
        let PayoutDecision::Pay { amount, .. } = decision else { continue };
        let Some(due) = due.remove(&amount.currency) else { continue };
        let id = derived_id(&[
            "payout",
            &recipient.to_string(),
            amount.currency.code(),
            kind.code(),
            &period,
        ]);
        let payout = PayoutRecord {
            payout_id: id,
            paid_at: at,
            amount_cents: amount.cents,
            currency: amount.currency,
            kind,
            period: period.clone(),
            clawback_cents: due.clawback_cents,
        };
        book(&mut tx, &mut log, recipient, &payout, due.entries).await?;
        paid.push(PaidOut { recipient, amount });
    }
    tx.append(log).await?;
    tx.commit().await?;
    Ok(paid)
}

async fn book(
    tx: &mut TenantTx,
    log: &mut LogWriter,
    recipient: TenantId,
    payout: &PayoutRecord,
    entries: Vec<CommissionEntryId>,
) -> Result<(), StorageError> {
    let ids: Vec<Uuid> = entries.iter().map(|id| id.0).collect();
    tx.book_payout(payout, &ids).await?;
    let body = CommissionPayoutBody {
        recipient,
        at: from_micros(payout.paid_at),
        amount_cents: payout.amount_cents,
        currency: payout.currency,
        kind: payout.kind.code().to_owned(),
        entries,
        clawback_cents: payout.clawback_cents,
    };
    let text = canonical(&body).map_err(|error| StorageError::Rule(error.to_string()))?;
    let (entity, at) = (Entity::CommissionPayout, payout.paid_at);
    log.push(NewChange::by_platform("pay_out", entity, payout.payout_id, at, text));
    Ok(())
}

/// What is due in one currency.
#[derive(Clone, Debug, Default)]
struct Due {
    approved_cents: i64,
    clawback_cents: i64,
    entries: Vec<CommissionEntryId>,
}

impl Due {
    fn candidate(&self, recipient: TenantId, currency: Currency) -> PayoutCandidate<TenantId> {
        PayoutCandidate {
            recipient,
            currency,
            approved_cents: i128::from(self.approved_cents),
            clawback_cents: i128::from(self.clawback_cents),
            // Connected accounts come with the payment provider; until then all can be paid.
            has_account: true,
        }
    }
}

fn due_of(commissions: Vec<CommissionRecord>, at: i64) -> BTreeMap<Currency, Due> {
    let mut due: BTreeMap<Currency, Due> = BTreeMap::new();
    for entry in commissions {
        if entry.settled_as != SettledAs::Payout {
            continue;
        }
        let of = due.entry(entry.currency).or_default();
        if entry.paid_at.is_some() {
            of.clawback_cents -= entry.reversed_cents - entry.netted_cents;
        } else if entry.status(at) == Status::Approved {
            of.approved_cents += entry.amount_cents - entry.reversed_cents;
            of.entries.push(entry.commission_id);
        }
    }
    due
}
