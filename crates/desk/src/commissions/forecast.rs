//! What becomes approved in the coming weeks, and with which payout run it is paid (C11, Y1). It is
//! told as of now, whichever month is shown.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use mojo_domain::commissions::{
    ForecastFacts, ForecastRun, PayoutCandidate, PayoutDecision, PayoutKind, Policy, SettledAs,
    Status, approves_at, forecast, plan_payouts,
};
use mojo_domain::{Money, berlin_day, berlin_month};
use mojo_store::commissions::{EntryRecord, PayoutRecord};

use super::CommissionsError;
use super::ledger::{Key, Ledger, policy_of};
use crate::views::{ForecastRow, ForecastView, ReleaseRow};

impl Ledger {
    /// The coming runs, by what is known now.
    pub(super) fn forecast(
        &self,
        statuses: &BTreeMap<Key, Status>,
        now: DateTime<Utc>,
    ) -> Result<ForecastView, CommissionsError> {
        let standing = self.standing(statuses, now)?;
        let frozen = Money::new(standing.frozen, self.currency).into();
        let present = berlin_month(now);
        // A month has one payout of a kind: who has left is paid finally, also once more (C13).
        let kind = if self.has_left() { PayoutKind::Final } else { PayoutKind::Monthly };
        let is_this_run = |payout: &PayoutRecord| {
            payout.kind == kind.code() && berlin_month(payout.at) == present
        };
        let facts = ForecastFacts {
            today: berlin_day(now),
            is_run_made: self.payouts.iter().any(is_this_run),
            currency: self.currency,
            payable_cents: standing.payable,
            held: standing.held,
            minimum_cents: self.minimum_cents(),
        };
        let mut runs = forecast(&facts)?;
        // One that finds nothing is not worth a line.
        runs.retain(|run| run.due.cents != 0 || !run.approvals.is_empty());
        Ok(ForecastView { runs: runs.into_iter().map(row).collect(), frozen })
    }

    /// Y1: what a run would pay now, were there an account to pay to; `None` for nothing.
    pub(super) fn due_now(
        &self,
        statuses: &BTreeMap<Key, Status>,
        now: DateTime<Utc>,
    ) -> Result<Option<Money>, CommissionsError> {
        let candidate = PayoutCandidate {
            recipient: (),
            currency: self.currency,
            approved_cents: i128::from(self.standing(statuses, now)?.payable),
            clawback_cents: 0,
            has_account: true,
        };
        let plan = plan_payouts(vec![candidate], self.minimum_cents())?;
        Ok(plan.decisions.into_iter().find_map(|decision| match decision {
            PayoutDecision::Pay { amount, .. } => Some(amount),
            PayoutDecision::Carry { .. } => None,
        }))
    }

    /// The least that a run pays; who has left is paid without a minimum (C13).
    fn minimum_cents(&self) -> i64 {
        let policy = Policy::default();
        if self.has_left() {
            policy.minimum_final_payout_cents
        } else {
            policy.minimum_payout_cents
        }
    }

    /// Whether something says that the recipient has left (C13).
    fn has_left(&self) -> bool {
        let is_final = |payout: &PayoutRecord| payout.kind == PayoutKind::Final.code();
        !self.forfeitures.is_empty() || self.payouts.iter().any(is_final)
    }

    /// The balance as of now in its parts. What is approved follows from the balance, so that every
    /// clawback is in it (C12), however long ago its entry was paid.
    fn standing(
        &self,
        statuses: &BTreeMap<Key, Status>,
        now: DateTime<Utc>,
    ) -> Result<Standing, CommissionsError> {
        let present = berlin_month(now);
        let moved = self.balances.moved(self.currency, |month| month <= present)?;
        let forfeited = self.balances.forfeited(self.currency, |month| month <= present)?;
        let balance = moved.added_to(Money::zero(self.currency))?.checked_sub(forfeited)?;
        let mut standing = Standing { payable: balance.cents, ..Standing::default() };
        for (key, record) in &self.records {
            let is_booked = berlin_month(record.ordered_at) <= present;
            if !is_booked || record.settled_as != SettledAs::Payout.code() {
                continue;
            }
            let Some(status) = statuses.get(key).copied() else { continue };
            let left = self.left_of(record);
            let is_frozen = self.is_frozen(*key, status);
            if status == Status::Pending || is_frozen {
                standing.payable -= left;
            }
            if is_frozen {
                standing.frozen += left;
            } else if status == Status::Pending {
                let day = berlin_day(approves_at(record.ordered_at, &policy_of(record)?));
                *standing.held.entry(day).or_default() += left;
            }
        }
        Ok(standing)
    }

    /// What refunds left of an entry, with its corrections (Y5).
    fn left_of(&self, record: &EntryRecord) -> i64 {
        let reversals = self.reversals_of(record.commission_entry_id).iter();
        let corrections = self.corrections_of(record.commission_entry_id).iter();
        record.amount_cents - reversals.map(|reversal| reversal.reversed_cents).sum::<i64>()
            + corrections.map(|correction| correction.amount_cents).sum::<i64>()
    }
}

/// In cents.
#[derive(Default)]
struct Standing {
    /// Approved, not paid and not frozen, clawbacks included.
    payable: i64,
    /// Y5: held or approved, and kept back by a dispute.
    frozen: i64,
    /// Held and not frozen, by the day on which it is approved.
    held: BTreeMap<NaiveDate, i64>,
}

fn row(run: ForecastRun) -> ForecastRow {
    let approvals = run.approvals.into_iter();
    ForecastRow {
        run_on: run.run_on.to_string(),
        before: run.before.into(),
        approvals: approvals
            .map(|(day, amount)| ReleaseRow { on: day.to_string(), amount: amount.into() })
            .collect(),
        approved: run.approved.into(),
        due: run.due.into(),
        paid: run.paid.into(),
        carried: run.carried.into(),
        reason: run.reason.map(|reason| reason.code().to_owned()),
    }
}
