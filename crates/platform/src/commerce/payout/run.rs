//! Y1, Y2: the payout run. Per recipient it reserves what is due in one transaction, asks for the
//! transfer, and records the outcome in another: the run may stop anywhere, be started again, by
//! several processes at once, and never pays twice (`docs/decisions/0014`).

use std::collections::{BTreeMap, BTreeSet};

use mojo_domain::commissions::PayoutDecision;
use mojo_domain::{Currency, Money, TenantId};
use uuid::Uuid;

use super::forfeit::forfeit;
use super::forgotten::Forgotten;
use super::plan::{Occasion, Planned, Way, occasions, period_of, plan_recipient};
use super::transfer::{Outcome, drive};
use crate::auth::Tenant;
use crate::commerce::reverse::open_instant;
use crate::commerce::seller::book_open_sales;
use crate::derived::derived_id;
use crate::mail::{Waiting, queue_payout_waits};
use crate::payments::Payments;
use crate::storage::payouts::{PayoutRecord, TransferRecord};
use crate::storage::{Database, StorageError, TenantTx};

/// What a run works with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PayoutRun<'a> {
    pub(crate) database: &'a Database,
    pub(crate) payments: &'a Payments,
    /// The instant of the run, in microseconds.
    pub(crate) at: i64,
}

/// A payout that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PaidOut {
    pub(crate) recipient: TenantId,
    pub(crate) amount: Money,
}

/// A payout whose recipient does not have the money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NotPaidOut {
    pub(crate) recipient: TenantId,
    pub(crate) amount: Money,
    pub(crate) reason: String,
}

/// What a run did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct RunReport {
    pub(crate) paid: Vec<PaidOut>,
    /// The outcome is not known yet; the next run asks.
    pub(crate) open: Vec<NotPaidOut>,
    /// Refused for good; the next payout carries it.
    pub(crate) released: Vec<NotPaidOut>,
    /// Y2: nothing is lost and nothing is paid; there is no account to pay to.
    pub(crate) without_account: Vec<PaidOut>,
}

impl RunReport {
    fn note(&mut self, recipient: TenantId, payout: &PayoutRecord, outcome: Outcome) {
        let amount = Money::new(payout.amount_cents, payout.currency);
        match outcome {
            Outcome::Paid => self.paid.push(PaidOut { recipient, amount }),
            Outcome::Open(reason) => self.open.push(NotPaidOut { recipient, amount, reason }),
            Outcome::Released(reason) => {
                self.released.push(NotPaidOut { recipient, amount, reason });
            }
            // Another process was faster, and tells it.
            Outcome::Ended => {}
        }
    }
}

/// Pays every recipient what is due. Whose ledger cannot be read keeps nobody else from being paid;
/// the first such error is told at the end.
pub(crate) async fn run_payouts(run: PayoutRun<'_>) -> Result<RunReport, StorageError> {
    // C5: what a crash left of the sales is paid with the others.
    let mut first = book_open_sales(run.database, run.at).await.err();
    let mut report = RunReport::default();
    let due = occasions(run).await?;
    let forgotten = Forgotten::look(run).await?;
    if let Forgotten::Unknown(reason) = &forgotten {
        // Whoever is not paid through the provider is; the run is started again for the others.
        first.get_or_insert(StorageError::Provider(reason.clone()));
    }
    for (recipient, occasion) in due {
        let paid = pay_recipient(run, (recipient, occasion), &forgotten, &mut report).await;
        if let Err(error) = paid {
            tracing::error!(%recipient, %error, "not paid");
            first.get_or_insert(error);
        }
    }
    first.map_or(Ok(report), Err)
}

/// Goes on with what earlier runs reserved and left open, and reserves nothing. One that fails keeps
/// nobody else waiting; the first such error is told at the end.
pub(crate) async fn resume_payouts(run: PayoutRun<'_>) -> Result<RunReport, StorageError> {
    let mut report = RunReport::default();
    let mut first = None;
    for (recipient, _) in occasions(run).await? {
        if let Err(error) = drive_open(run, recipient, &mut report).await {
            tracing::error!(%recipient, %error, "not driven");
            first.get_or_insert(error);
        }
    }
    first.map_or(Ok(report), Err)
}

async fn drive_open(
    run: PayoutRun<'_>,
    recipient: TenantId,
    report: &mut RunReport,
) -> Result<(), StorageError> {
    let mut tx = run.database.read(Tenant::named_by_platform(recipient)).await?;
    let open = tx.list_open_payouts().await?;
    drop(tx);
    for payout in open {
        let outcome = drive(run, recipient, &payout).await?;
        report.note(recipient, &payout, outcome);
    }
    Ok(())
}

/// Pays one recipient, in each currency of its own; first what an earlier run left open.
pub(crate) async fn pay_recipient(
    run: PayoutRun<'_>,
    (recipient, occasion): (TenantId, Occasion),
    forgotten: &Forgotten,
    report: &mut RunReport,
) -> Result<(), StorageError> {
    drive_open(run, recipient, report).await?;
    super::account::refresh(run, recipient).await?;
    let Reserved { payouts, waiting, held_back } =
        reserve(run, recipient, occasion, forgotten).await?;
    let waits = |amount| PaidOut { recipient, amount };
    report.without_account.extend(waiting.into_iter().map(waits));
    for (amount, reason) in held_back {
        tracing::error!(%recipient, %reason, "not paid");
        report.open.push(NotPaidOut { recipient, amount, reason });
    }
    for payout in payouts {
        let outcome = drive(run, recipient, &payout).await?;
        report.note(recipient, &payout, outcome);
    }
    Ok(())
}

/// What came of what is due to a recipient.
#[derive(Default)]
struct Reserved {
    payouts: Vec<PayoutRecord>,
    /// What waits for an account.
    waiting: Vec<Money>,
    /// What is not reserved, and why.
    held_back: Vec<(Money, String)>,
}

/// Reserves what is due; nobody was asked for a transfer yet. Beside it what waits for an account, of
/// which the recipient is told in the same transaction.
async fn reserve(
    run: PayoutRun<'_>,
    recipient: TenantId,
    occasion: Occasion,
    forgotten: &Forgotten,
) -> Result<Reserved, StorageError> {
    let mut tx = run.database.write(Tenant::named_by_platform(recipient)).await?;
    // Under the lock: no refund is booked and no other run plans meanwhile.
    let mut log = tx.write_log(run.at).await?;
    if let Some(left_at) = occasion.left_at {
        let lost_at = open_instant(&mut tx, left_at, run.at).await?;
        forfeit(&mut tx, &mut log, left_at, lost_at).await?;
    }
    tx.append(log).await?;
    // Commissions and sales (C5) of one currency wait as one sum.
    let (mut reserved, mut waits) = (Reserved::default(), BTreeMap::<Currency, i64>::new());
    let all = plan_recipient(&mut tx, run, occasion).await?;
    let is_paid = |planned: &&Planned| matches!(planned.decision, Some(PayoutDecision::Pay { .. }));
    let drawn: BTreeSet<Uuid> =
        all.iter().filter(is_paid).map(|planned| payout_id_of(run, planned)).collect();
    for planned in all {
        if let Some(amount) = planned.waits_for_account()? {
            *waits.entry(amount.currency).or_default() += amount.cents;
        }
        if let Some(held_back) = hold_back(&planned, &drawn, forgotten) {
            reserved.held_back.push(held_back);
            continue;
        }
        reserved.payouts.extend(reserve_one(&mut tx, run, occasion, planned).await?);
    }
    reserved.waiting =
        waits.into_iter().map(|(currency, cents)| Money::new(cents, currency)).collect();
    let is_begun = tx.find_payout_account().await?.is_some();
    let told = Waiting { amounts: &reserved.waiting, is_begun, period: &period_of(run.at) };
    queue_payout_waits(&mut tx, told, run.at).await?;
    tx.commit().await?;
    Ok(reserved)
}

/// The payout of a recipient, a currency and a kind in the month of the run.
fn payout_id_of(run: PayoutRun<'_>, planned: &Planned) -> Uuid {
    let (recipient, period) = (planned.recipient.to_string(), period_of(run.at));
    derived_id(&["payout", &recipient, planned.currency.code(), planned.kind.code(), &period])
}

/// What would be reserved and is not, and why; `drawn` are the ids of everything that would be reserved
/// beside it.
fn hold_back(
    planned: &Planned,
    drawn: &BTreeSet<Uuid>,
    forgotten: &Forgotten,
) -> Option<(Money, String)> {
    let Some(PayoutDecision::Pay { amount, .. }) = &planned.decision else { return None };
    let reason = forgotten.refuses(planned.way.as_ref()?, planned.currency, drawn)?;
    Some((*amount, reason))
}

async fn reserve_one(
    tx: &mut TenantTx,
    run: PayoutRun<'_>,
    occasion: Occasion,
    planned: Planned,
) -> Result<Option<PayoutRecord>, StorageError> {
    let payout_id = payout_id_of(run, &planned);
    let Some(PayoutDecision::Pay { amount, .. }) = planned.decision else { return Ok(None) };
    let Some(Way { rail, destination }) = planned.way else { return Ok(None) };
    let parts = planned.due.parts_cents();
    if parts != amount.cents {
        return Err(StorageError::Rule(format!("{parts} cents reserved to pay {}", amount.cents)));
    }
    let payout = PayoutRecord {
        payout_id,
        paid_at: occasion.planned_at.unwrap_or(run.at),
        amount_cents: amount.cents,
        currency: amount.currency,
        kind: planned.kind,
        period: period_of(run.at),
        clawback_cents: planned.due.clawback_cents,
        vat_cents: planned.due.vat_in_sum(),
    };
    let step = TransferRecord::planned(rail, destination, run.at);
    tx.reserve_payout(&payout, &planned.due.entries, &step).await?;
    tx.reserve_seller_entries(payout.payout_id, &planned.due.sales).await?;
    tx.carry_returns(payout.payout_id, &planned.due.returns).await?;
    tx.carry_vat(payout.payout_id, &planned.due.vat).await?;
    Ok(Some(payout))
}
