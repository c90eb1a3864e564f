//! Y2: money that was paid came back. The bank sent a transfer back, or the provider called it back:
//! staff say so, the payout is returned, and its amount is due again as a whole. It stands in the
//! month in which it was told, so that no month that is over changes (`docs/decisions/0041`).

use chrono::NaiveDate;
use mojo_domain::commissions::{PayoutKind, Rail, TransferStep};
use mojo_domain::{TenantId, berlin_day, from_micros};
use mojo_protocol::facts::CommissionPayoutBody;
use mojo_protocol::{Entity, canonical};
use uuid::Uuid;

use super::run::PayoutRun;
use crate::auth::Tenant;
use crate::derived::derived_id;
use crate::mail::queue_payout_return;
use crate::payments::Payments;
use crate::storage::audit::AuditRecord;
use crate::storage::log::NewChange;
use crate::storage::payout_returns::PayoutReturn;
use crate::storage::payouts::TransferRecord;
use crate::storage::{StorageError, TenantTx};

/// Why nothing came back.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReturnRefused {
    /// It is open, or was released.
    #[error("this payout was not paid, so that nothing of it comes back")]
    NotPaid,
    /// It was said before.
    #[error("this payout came back before")]
    Before,
    /// The provider made this transfer and did not call back all of it.
    #[error("the provider did not call back all of the transfer {0}; reverse it there first")]
    Kept(String),
    /// The provider could not be asked, or knows no transfer.
    #[error("the provider could not be asked: {0}")]
    NotAsked(String),
    /// It cannot have come back on that day.
    #[error("the day on which it came back lies between {first} and {last}")]
    NotThatDay {
        /// The day on which it was paid.
        first: NaiveDate,
        /// Today.
        last: NaiveDate,
    },
    /// The database fails.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// The money of a payout came back on `returned_on`, for the reason of the entry, which is kept with
/// it in one transaction.
pub(crate) async fn return_payout(
    run: PayoutRun<'_>,
    (recipient, payout_id): (TenantId, Uuid),
    returned_on: NaiveDate,
    entry: &AuditRecord,
) -> Result<(), ReturnRefused> {
    let tenant = Tenant::named_by_platform(recipient);
    let mut tx = run.database.read(tenant).await?;
    let steps = tx.list_transfer_steps(payout_id).await?;
    drop(tx);
    if steps.first().is_some_and(|step| step.rail == Rail::StripeConnect) {
        ask_provider(run, payout_id).await?;
    }
    let mut ledger = run.database.write_ledger().await?;
    ledger.insert_audit_about(entry, recipient).await?;
    let mut tx = ledger.go_on_as(tenant).await?;
    // Under the lock of the tenant's order: of two at once, one finds that it was said.
    tx.lock_log().await?;
    let paid = tx.find_paid_payout(payout_id).await?.ok_or(ReturnRefused::NotPaid)?;
    let first = berlin_day(from_micros(paid.paid_at));
    let last = berlin_day(from_micros(run.at));
    if !(first..=last).contains(&returned_on) {
        return Err(ReturnRefused::NotThatDay { first, last });
    }
    let back = PayoutReturn {
        payout_id,
        amount_cents: paid.amount_cents,
        vat_cents: paid.vat_cents,
        currency: paid.currency,
        returned_on,
        reason: entry.reason.clone(),
        returned_at: run.at.max(paid.paid_at),
    };
    if !tx.insert_payout_return(&back).await? {
        return Err(ReturnRefused::Before);
    }
    // Payouts from before there were transfers have no steps.
    let before = || TransferRecord::planned(Rail::Recorded, String::new(), paid.paid_at);
    let planned = steps.into_iter().next().unwrap_or_else(before);
    let mut step = planned.to(TransferStep::Returned, back.returned_at);
    step.reason = format!("{}, {returned_on}", back.reason);
    tx.add_transfer_step(payout_id, &step).await?;
    // Of sales no desk was told that they were paid.
    if paid.kind != PayoutKind::Sales {
        tell(&mut tx, run.at, &back).await?;
    }
    queue_payout_return(&mut tx, payout_id, run.at).await?;
    Ok(tx.commit().await?)
}

/// Whoever was paid through the provider has the money until the provider took all of it back.
async fn ask_provider(run: PayoutRun<'_>, payout_id: Uuid) -> Result<(), ReturnRefused> {
    let Payments::Provider(provider) = run.payments else {
        return Err(ReturnRefused::NotAsked("no payment provider is set up".to_owned()));
    };
    match provider.find_transfer(payout_id).await {
        Ok(Some(made)) if made.reversed_cents >= made.amount.cents => Ok(()),
        Ok(Some(made)) => Err(ReturnRefused::Kept(made.id)),
        Ok(None) => Err(ReturnRefused::NotAsked("it knows no transfer of this payout".to_owned())),
        Err(error) => Err(ReturnRefused::NotAsked(error.to_string())),
    }
}

/// The recipient's desks learn it as a payout below zero: their statements add up as the platform's.
async fn tell(tx: &mut TenantTx, now: i64, back: &PayoutReturn) -> Result<(), StorageError> {
    let mut log = tx.write_log(now).await?;
    let body = CommissionPayoutBody {
        recipient: tx.tenant().id(),
        at: from_micros(back.returned_at),
        amount_cents: -back.net_cents(),
        vat_cents: -back.vat_cents,
        currency: back.currency,
        kind: PayoutKind::Returned.code().to_owned(),
        entries: Vec::new(),
        clawback_cents: 0,
    };
    let text = canonical(&body).map_err(|error| StorageError::Rule(error.to_string()))?;
    let id = derived_id(&["payout_returned", &back.payout_id.to_string()]);
    log.push(NewChange::by_platform("return_payout", Entity::CommissionPayout, id, now, text));
    tx.append(log).await
}
