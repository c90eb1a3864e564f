//! Y2: from a reserved payout to the money. Between any two transactions the process may die; what
//! was kept then tells the next run how to go on.

use mojo_domain::commissions::{
    PayoutKind, TransferAction, TransferStep, is_refusal_final, next_action,
};
use mojo_domain::{CommissionEntryId, Money, TenantId, from_micros};
use mojo_protocol::facts::CommissionPayoutBody;
use mojo_protocol::{Entity, canonical};

use super::run::PayoutRun;
use crate::auth::Tenant;
use crate::mail::queue_payout_failure;
use crate::payments::{PaymentProvider, Payments, ProviderError, Transfer, TransferWish};
use crate::storage::log::NewChange;
use crate::storage::payouts::{PayoutRecord, TransferRecord};
use crate::storage::{StorageError, TenantTx};

/// What became of a payout in this run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The recipient has the money, as is known now.
    Paid,
    /// It waits; the reason is for people.
    Open(String),
    /// Refused for good, with the provider's reason; its entries are due again.
    Released(String),
    /// It had ended before.
    Ended,
}

/// Goes on with a payout from the last step that was kept.
pub(super) async fn drive(
    run: PayoutRun<'_>,
    recipient: TenantId,
    payout: &PayoutRecord,
) -> Result<Outcome, StorageError> {
    let mut tx = run.database.write(Tenant::named_by_platform(recipient)).await?;
    tx.lock_log().await?;
    let steps = tx.list_transfer_steps(payout.payout_id).await?;
    let planned = steps.first().ok_or(StorageError::Inconsistency { column: "step" })?;
    let so_far: Vec<TransferStep> = steps.iter().map(|step| step.step).collect();
    match next_action(planned.rail, &so_far) {
        TransferAction::Book => book(tx, run, payout, planned.to(TransferStep::Paid, run.at)).await,
        TransferAction::AwaitStaff => Ok(Outcome::Open("staff have not confirmed it".to_owned())),
        // The outcome and the end are one transaction: it had ended before.
        TransferAction::End(_) => Ok(Outcome::Ended),
        TransferAction::LookThenAsk => {
            let Payments::Provider(provider) = run.payments else {
                return Ok(Outcome::Open("no payment provider is set up".to_owned()));
            };
            let requested = planned.to(TransferStep::Requested, run.at);
            tx.add_transfer_step(payout.payout_id, &requested).await?;
            tx.commit().await?;
            let wish = TransferWish {
                payout_id: payout.payout_id,
                amount: Money::new(payout.amount_cents, payout.currency),
                destination: planned.destination.clone(),
            };
            let answer = ask(&**provider, &wish).await;
            keep(run, recipient, payout, planned, answer).await
        }
    }
}

/// Asks for the transfer; what may have been done before is looked for first.
async fn ask(
    provider: &dyn PaymentProvider,
    wish: &TransferWish,
) -> Result<Transfer, ProviderError> {
    let found = provider.find_transfer(wish.payout_id).await;
    let transfer = match found.map_err(ProviderError::into_unknown)? {
        Some(transfer) => transfer,
        None => provider.create_transfer(wish).await?,
    };
    let is_wanted = transfer.amount == wish.amount
        && transfer.destination == wish.destination
        && transfer.reversed_cents == 0;
    if is_wanted {
        Ok(transfer)
    } else {
        Err(ProviderError::Unknown(format!("the transfer {} is another one", transfer.id)))
    }
}

/// Keeps what the provider answered.
async fn keep(
    run: PayoutRun<'_>,
    recipient: TenantId,
    payout: &PayoutRecord,
    planned: &TransferRecord,
    answer: Result<Transfer, ProviderError>,
) -> Result<Outcome, StorageError> {
    let mut tx = run.database.write(Tenant::named_by_platform(recipient)).await?;
    tx.lock_log().await?;
    match answer {
        Ok(transfer) => {
            if steps_of(&mut tx, payout).await?.contains(&TransferStep::Failed) {
                let id = &transfer.id;
                tracing::error!(transfer = %id, "made, though the payout was released before");
                return Ok(Outcome::Open(format!("the transfer {id} was made after a refusal")));
            }
            let mut paid = planned.to(TransferStep::Paid, run.at);
            paid.provider_transfer_id = Some(transfer.id);
            book(tx, run, payout, paid).await
        }
        Err(ProviderError::Refused { code, message })
            if !is_refusal_final(&steps_of(&mut tx, payout).await?) =>
        {
            let reason = format!("{code}: {message}; it was asked for before, staff decide");
            wait(tx, run, (payout, planned), reason).await
        }
        Err(ProviderError::Refused { code, message }) => {
            let reason = format!("{code}: {message}");
            if !tx.end_released(payout.payout_id, run.at).await? {
                return Ok(Outcome::Ended);
            }
            let mut failed = planned.to(TransferStep::Failed, run.at);
            failed.reason.clone_from(&reason);
            tx.add_transfer_step(payout.payout_id, &failed).await?;
            queue_payout_failure(&mut tx, payout.payout_id, run.at).await?;
            tx.commit().await?;
            Ok(Outcome::Released(reason))
        }
        Err(ProviderError::Unknown(reason)) => wait(tx, run, (payout, planned), reason).await,
    }
}

async fn steps_of(
    tx: &mut TenantTx,
    payout: &PayoutRecord,
) -> Result<Vec<TransferStep>, StorageError> {
    let steps = tx.list_transfer_steps(payout.payout_id).await?;
    Ok(steps.iter().map(|step| step.step).collect())
}

/// Whether it was done is not known: the payout stays open.
async fn wait(
    mut tx: TenantTx,
    run: PayoutRun<'_>,
    (payout, planned): (&PayoutRecord, &TransferRecord),
    reason: String,
) -> Result<Outcome, StorageError> {
    let mut unknown = planned.to(TransferStep::Unknown, run.at);
    unknown.reason.clone_from(&reason);
    tx.add_transfer_step(payout.payout_id, &unknown).await?;
    tx.commit().await?;
    Ok(Outcome::Open(reason))
}

/// The recipient has the money: its commissions are paid, and its desks learn it.
pub(super) async fn book(
    mut tx: TenantTx,
    run: PayoutRun<'_>,
    payout: &PayoutRecord,
    paid: TransferRecord,
) -> Result<Outcome, StorageError> {
    if !book_in(&mut tx, run.at, payout, &paid).await? {
        return Ok(Outcome::Ended);
    }
    tx.commit().await?;
    Ok(Outcome::Paid)
}

/// The same in a transaction that goes on, found out at `now`; `paid` says since when the recipient
/// has the money. `false` when the payout had ended before.
pub(super) async fn book_in(
    tx: &mut TenantTx,
    now: i64,
    payout: &PayoutRecord,
    paid: &TransferRecord,
) -> Result<bool, StorageError> {
    let mut log = tx.write_log(now).await?;
    let Some(entries) = tx.end_paid(payout.payout_id, paid.at).await? else {
        return Ok(false);
    };
    tx.add_transfer_step(payout.payout_id, paid).await?;
    // C5: what was sold is no commission, and in no statement of a desk.
    if payout.kind == PayoutKind::Sales {
        return Ok(true);
    }
    let body = payout_body(tx.tenant().id(), payout, entries, paid.at);
    let text = canonical(&body).map_err(|error| StorageError::Rule(error.to_string()))?;
    let entity = Entity::CommissionPayout;
    log.push(NewChange::by_platform("pay_out", entity, payout.payout_id, now, text));
    tx.append(log).await?;
    Ok(true)
}

fn payout_body(
    recipient: TenantId,
    payout: &PayoutRecord,
    entries: Vec<CommissionEntryId>,
    at: i64,
) -> CommissionPayoutBody {
    CommissionPayoutBody {
        recipient,
        at: from_micros(at),
        amount_cents: payout.net_cents(),
        vat_cents: payout.vat_cents,
        currency: payout.currency,
        kind: payout.kind.code().to_owned(),
        entries,
        clawback_cents: payout.clawback_cents,
    }
}
