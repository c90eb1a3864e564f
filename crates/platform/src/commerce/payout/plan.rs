//! Y1, Y2: what is due to a recipient, and what a run would pay of it; nothing is written here.

use std::collections::{BTreeMap, BTreeSet};

use mojo_domain::commissions::{
    AccountStatus, CarryReason, PayoutCandidate, PayoutDecision, PayoutKind, Policy, Rail,
    SettledAs, Status, plan_payouts,
};
use mojo_domain::{Currency, Money, TenantId, berlin_month, from_micros};

use super::run::PayoutRun;
use super::sales::due_sales;
use crate::auth::Tenant;
use crate::payments::Payments;
use crate::storage::ledger::CommissionRecord;
use crate::storage::payout_accounts::PayoutAccount;
use crate::storage::payout_returns::PayoutReturn;
use crate::storage::payout_vat::DueVat;
use crate::storage::payouts::{PayoutRecord, ReservedEntry};
use crate::storage::seller_ledger::SellerEntry;
use crate::storage::{LedgerTx, StorageError, TenantTx};

/// What a payout is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Occasion {
    pub(super) kind: PayoutKind,
    pub(super) minimum_cents: i64,
    /// C13: when the recipient left; what was held then is not due.
    pub(super) left_at: Option<i64>,
    /// As of when it is planned, where that is not when it is made.
    pub(super) planned_at: Option<i64>,
}

impl Occasion {
    /// The monthly run.
    pub(crate) fn monthly() -> Self {
        let minimum_cents = Policy::default().minimum_payout_cents;
        Self { kind: PayoutKind::Monthly, minimum_cents, left_at: None, planned_at: None }
    }

    /// The recipient left.
    pub(crate) fn parting(left_at: i64) -> Self {
        let minimum_cents = Policy::default().minimum_final_payout_cents;
        let (kind, left_at) = (PayoutKind::Final, Some(left_at));
        Self { kind, minimum_cents, left_at, planned_at: None }
    }

    /// The recipient is said to have left at `left_at`, which may be dated back: as of then it is
    /// planned, and it is made now.
    pub(crate) fn leaving(left_at: i64) -> Self {
        Self { planned_at: Some(left_at), ..Self::parting(left_at) }
    }
}

/// On which way, and to where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Way {
    pub(super) rail: Rail,
    pub(super) destination: String,
}

/// What is due in one currency, and what becomes of it.
#[derive(Clone, Debug)]
pub(crate) struct Planned {
    pub(crate) recipient: TenantId,
    /// Commissions of the run's occasion, or what a seller sold (C5): each is a payout of its own.
    pub(crate) kind: PayoutKind,
    pub(crate) currency: Currency,
    pub(crate) due: Due,
    /// `None`: a payout of this month was planned before, so that the rest waits for the next.
    pub(crate) decision: Option<PayoutDecision<TenantId>>,
    pub(super) way: Option<Way>,
}

impl Planned {
    /// Y2: what would be paid if there were an account to pay to.
    pub(super) fn waits_for_account(&self) -> Result<Option<Money>, StorageError> {
        let Some(PayoutDecision::Carry { reason: CarryReason::NoAccount, balance_cents, .. }) =
            &self.decision
        else {
            return Ok(None);
        };
        let too_large = |_| StorageError::Inconsistency { column: "amount_cents" };
        let cents = i64::try_from(*balance_cents).map_err(too_large)?;
        Ok(Some(Money::new(cents, self.currency)))
    }
}

/// What is due in one currency.
#[derive(Clone, Debug, Default)]
pub(crate) struct Due {
    /// Of sales: of those that are not paid yet, less what went back of them.
    pub(crate) approved_cents: i64,
    /// Zero or negative; above zero where a refund that was netted did not go through after all. Of
    /// sales: what changed of those that were paid before.
    pub(crate) clawback_cents: i64,
    /// What was paid and came back.
    pub(crate) returned_cents: i64,
    /// VAT of credit notes that was not paid yet; corrections take it back.
    pub(crate) vat_cents: i64,
    pub(crate) entries: Vec<ReservedEntry>,
    /// C5: of sales, in place of entries of commissions.
    pub(crate) sales: Vec<SellerEntry>,
    pub(crate) returns: Vec<PayoutReturn>,
    pub(crate) vat: Vec<DueVat>,
}

impl Due {
    /// Everything, VAT included; what a payout of it would pay.
    pub(crate) fn sum_cents(&self) -> i64 {
        self.approved_cents + self.clawback_cents + self.returned_cents + self.vat_cents
    }

    /// What of the sum is VAT: that of credit notes, and that of what came back and is paid again.
    pub(super) fn vat_in_sum(&self) -> i64 {
        self.vat_cents + self.returns.iter().map(|back| back.vat_cents).sum::<i64>()
    }

    /// Nothing is due at all.
    pub(crate) fn is_empty(&self) -> bool {
        self.count() == 0 && self.returns.is_empty() && self.vat.is_empty()
    }

    /// How many entries it is made of.
    pub(crate) fn count(&self) -> usize {
        self.entries.len() + self.sales.len()
    }

    /// Its parts, in cents: what a payout of it amounts to.
    pub(super) fn parts_cents(&self) -> i64 {
        let entries = self.entries.iter().map(|entry| entry.amount_cents);
        let sales = self.sales.iter().map(SellerEntry::amount_cents);
        let returns = self.returns.iter().map(|back| back.amount_cents);
        let vat = self.vat.iter().map(|note| note.vat_cents);
        entries.chain(sales).chain(returns).chain(vat).sum()
    }

    /// What was paid and came back is due as a whole.
    pub(super) fn add_return(&mut self, back: PayoutReturn) {
        self.returned_cents += back.amount_cents;
        self.returns.push(back);
    }
}

/// The month of a payout, in Berlin.
pub(super) fn period_of(at: i64) -> String {
    berlin_month(from_micros(at)).to_string()
}

/// What a run at `run.at` does for the recipient, in each currency of its own.
pub(super) async fn plan_recipient(
    tx: &mut TenantTx,
    run: PayoutRun<'_>,
    occasion: Occasion,
) -> Result<Vec<Planned>, StorageError> {
    let way = way_of(run.payments, tx.find_payout_account().await?.as_ref());
    let mut commissions = tx.list_own_commissions().await?;
    // Y5: what is disputed waits until it is settled; what was paid before is netted as ever.
    let disputed = tx.list_disputed().await?;
    commissions.retain(|entry| !entry.is_frozen(&disputed, run.at));
    let mut due = due_of(&commissions, run.at, occasion.left_at);
    for back in tx.list_due_returns(false).await? {
        due.entry(back.currency).or_default().add_return(back);
    }
    for note in tx.list_due_vat().await? {
        let of = due.entry(note.currency).or_default();
        of.vat_cents += note.vat_cents;
        of.vat.push(note);
    }
    let (way, minimum) = (way.as_ref(), occasion.minimum_cents);
    let mut planned = decide(tx, run, (occasion.kind, minimum), way, due).await?;
    let sales = due_sales(tx, run.at).await?;
    planned.extend(decide(tx, run, (PayoutKind::Sales, minimum), way, sales).await?);
    Ok(planned)
}

/// What a run does with what is due.
async fn decide(
    tx: &mut TenantTx,
    run: PayoutRun<'_>,
    (kind, minimum_cents): (PayoutKind, i64),
    way: Option<&Way>,
    due: BTreeMap<Currency, Due>,
) -> Result<Vec<Planned>, StorageError> {
    let recipient = tx.tenant().id();
    let planned = tx.list_planned_currencies(kind, &period_of(run.at)).await?;
    let candidates = due.iter().filter(|(currency, _)| !planned.contains(*currency));
    let candidates = candidates.map(|(currency, due)| PayoutCandidate {
        recipient,
        currency: *currency,
        approved_cents: i128::from(due.approved_cents)
            + i128::from(due.returned_cents)
            + i128::from(due.vat_cents),
        clawback_cents: i128::from(due.clawback_cents),
        has_account: way.is_some(),
    });
    let plan = plan_payouts(candidates.collect(), minimum_cents)
        .map_err(|error| StorageError::Rule(error.to_string()))?;
    let mut decisions: BTreeMap<Currency, PayoutDecision<TenantId>> =
        plan.decisions.into_iter().map(|decision| (currency_of(&decision), decision)).collect();
    let tell = |(currency, due): (Currency, Due)| Planned {
        recipient,
        kind,
        currency,
        due,
        decision: decisions.remove(&currency),
        way: way.cloned(),
    };
    Ok(due.into_iter().map(tell).collect())
}

fn currency_of(decision: &PayoutDecision<TenantId>) -> Currency {
    match decision {
        PayoutDecision::Pay { amount, .. } => amount.currency,
        PayoutDecision::Carry { currency, .. } => *currency,
    }
}

/// Whether a payout would reach who has this account (Y2).
pub(crate) fn is_payable(payments: &Payments, account: Option<&PayoutAccount>) -> bool {
    way_of(payments, account).is_some()
}

/// Y2: without an account that can be paid to, nothing is.
fn way_of(payments: &Payments, account: Option<&PayoutAccount>) -> Option<Way> {
    let way = |rail, destination: &str| Some(Way { rail, destination: destination.to_owned() });
    let Some(account) = account else {
        return match payments {
            Payments::Recorded => way(Rail::Recorded, ""),
            Payments::Provider(_) => None,
        };
    };
    if account.status != AccountStatus::Active {
        return None;
    }
    match (account.rail, payments) {
        (Rail::SepaManual, _) => way(Rail::SepaManual, ""),
        (Rail::StripeConnect, Payments::Provider(_)) if account.has_payouts_enabled => {
            way(Rail::StripeConnect, &account.provider_account_id)
        }
        (Rail::Recorded, Payments::Recorded) => way(Rail::Recorded, ""),
        _ => None,
    }
}

fn due_of(
    commissions: &[CommissionRecord],
    at: i64,
    left_at: Option<i64>,
) -> BTreeMap<Currency, Due> {
    let mut due: BTreeMap<Currency, Due> = BTreeMap::new();
    for entry in commissions {
        if entry.settled_as != SettledAs::Payout || entry.is_reserved() {
            continue;
        }
        let of = due.entry(entry.currency).or_default();
        let to_net = entry.reversed_cents - entry.netted_cents;
        let reserved = |amount_cents, is_clawback| ReservedEntry {
            commission_id: entry.commission_id,
            amount_cents,
            netted_cents: to_net,
            is_clawback,
        };
        let was_held = left_at.is_some_and(|left_at| entry.approves_at > left_at);
        if entry.paid_at.is_some() {
            of.clawback_cents -= to_net;
            of.entries.extend((to_net != 0).then(|| reserved(-to_net, true)));
        } else if entry.status(at) == Status::Approved && !was_held {
            let left = entry.amount_cents - entry.reversed_cents;
            of.approved_cents += left;
            of.entries.push(reserved(left, false));
        }
    }
    due
}

/// A plan that can be shown before anything moves.
#[derive(Clone, Debug)]
pub(crate) struct ShownPlan {
    pub(crate) planned: Vec<Planned>,
    /// Planned by an earlier run, and not ended yet.
    pub(crate) open: Vec<(TenantId, PayoutRecord)>,
}

/// What a run would do now.
pub(crate) async fn show_payout_plan(run: PayoutRun<'_>) -> Result<ShownPlan, StorageError> {
    let mut shown = ShownPlan { planned: Vec::new(), open: Vec::new() };
    for (recipient, occasion) in occasions(run).await? {
        let mut tx = run.database.read(Tenant::named_by_platform(recipient)).await?;
        let open = tx.list_open_payouts().await?;
        shown.open.extend(open.into_iter().map(|payout| (recipient, payout)));
        shown.planned.extend(plan_recipient(&mut tx, run, occasion).await?);
    }
    Ok(shown)
}

/// Y2: whoever was paid through a provider is not booked as paid because a key was forgotten.
pub(crate) async fn check_payments(
    tx: &mut LedgerTx,
    payments: &Payments,
) -> Result<(), StorageError> {
    if matches!(payments, Payments::Recorded) && tx.has_accounts_at_provider().await? {
        let message = "recipients are paid through Stripe, and no key was given: start again with \
                       --stripe-key-file";
        return Err(StorageError::Rule(message.to_owned()));
    }
    Ok(())
}

/// To whom something may be due, and on which occasion it is paid.
pub(super) async fn occasions(
    run: PayoutRun<'_>,
) -> Result<Vec<(TenantId, Occasion)>, StorageError> {
    let mut tx = run.database.read_ledger().await?;
    check_payments(&mut tx, run.payments).await?;
    let recipients: BTreeSet<TenantId> = tx.list_recipients().await?.into_iter().collect();
    let left: BTreeMap<TenantId, i64> = tx.deactivated_tenants().await?.into_iter().collect();
    let occasion = |recipient: TenantId| match left.get(&recipient) {
        // C13: what a crash or a refused transfer left is still paid without a minimum.
        Some(left_at) => Occasion::parting(*left_at),
        None => Occasion::monthly(),
    };
    Ok(recipients.into_iter().map(|recipient| (recipient, occasion(recipient))).collect())
}
