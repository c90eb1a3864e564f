//! Payouts (Y1, Y2): looked at, run, confirmed, given up, and compared with the provider.
//!
//! A run names the plan that was looked at. The platform pays nothing when that plan was run already
//! or is another by now, so that a confirmation that is sent twice pays once.

use mojo_domain::berlin_month;
use serde_json::{Value, json};

use super::names::Names;
use super::wire;
use super::{AdministrationError, in_address, money, totals, with_query};
use crate::sync::{Client, Refused};
use crate::views::{
    OpenPayoutRow, PayoutOutcomeRow, PayoutPlanView, PayoutRunView, PlannedPayoutRow,
    PlatformPayoutPage, PlatformPayoutRow, ReconciledRow, ReconciliationDifference,
    ReconciliationView, instant,
};
use crate::{Desk, Op};

/// Rows of a page.
const PAGE: &str = "50";

impl Desk {
    /// What a run would do now.
    ///
    /// # Errors
    /// [`AdministrationError`] says what is in the way.
    pub async fn preview_payouts(&self) -> Result<PayoutPlanView, AdministrationError> {
        let client = self.administration(Op::ReadAdministration).await?;
        let names = Names::fetch(&client).await?;
        let plan: wire::Plan = client.get("payouts/plan").await?;
        let rows = |list: Vec<wire::Planned>| -> Result<Vec<PlannedPayoutRow>, _> {
            list.into_iter().map(|planned| planned_row(planned, &names)).collect()
        };
        let open = |open: wire::Open| {
            Ok::<_, AdministrationError>(OpenPayoutRow {
                recipient: names.of_recipient(open.recipient_tenant_id.as_deref()),
                amount: money(&open.amount, open.currency)?,
                vat: money(open.vat.as_deref().unwrap_or("0.00"), open.currency)?,
                kind: open.kind,
                payout_id: open.id,
                month: open.period,
            })
        };
        let pay = rows(plan.pay)?;
        Ok(PayoutPlanView {
            plan: plan.plan,
            month: berlin_month(self.now()).to_string(),
            totals: totals(pay.iter().map(|row| &row.amount))?,
            pay,
            carry: rows(plan.carry)?,
            open: plan.open.into_iter().map(open).collect::<Result<_, _>>()?,
        })
    }

    /// Pays what [`PayoutPlanView::plan`] names, once.
    ///
    /// # Errors
    /// [`AdministrationError`] says what is in the way: `plan_changed` when the plan was run already
    /// or is another by now; [`AdministrationError::Unanswered`] when it is not known.
    pub async fn run_payouts(&self, plan: String) -> Result<PayoutRunView, AdministrationError> {
        let client = self.administration(Op::PayOut).await?;
        let names = Names::fetch(&client).await?;
        let run = client.post("commissions/payout", &json!({ "plan": plan })).await;
        let run: wire::Run = self.administered(run)?;
        let rows = |list: Vec<wire::Outcome>| -> Result<Vec<PayoutOutcomeRow>, _> {
            list.into_iter().map(|outcome| outcome_row(outcome, &names)).collect()
        };
        let paid = rows(run.payouts)?;
        Ok(PayoutRunView {
            totals: totals(paid.iter().map(|row| &row.amount))?,
            paid,
            open: rows(run.open)?,
            released: rows(run.released)?,
            without_account: rows(run.without_account)?,
        })
    }

    /// A page of all payouts, the latest first.
    ///
    /// # Errors
    /// [`AdministrationError`] says what is in the way.
    pub async fn list_payouts(
        &self,
        before: Option<String>,
    ) -> Result<PlatformPayoutPage, AdministrationError> {
        let client = self.administration(Op::ReadAdministration).await?;
        let names = Names::fetch(&client).await?;
        let parameters = [("limit", Some(PAGE)), ("before", before.as_deref())];
        let list: wire::PayoutList = client.get(&with_query("payouts", &parameters)).await?;
        let rows = list.payouts.into_iter().map(|payout| payout_row(payout, &names));
        Ok(PlatformPayoutPage { rows: rows.collect::<Result<_, _>>()?, next: list.next })
    }

    /// Whether the ledger and the provider's transfers agree.
    ///
    /// # Errors
    /// [`AdministrationError`] says what is in the way.
    pub async fn reconcile_payouts(&self) -> Result<ReconciliationView, AdministrationError> {
        let client = self.administration(Op::ReadAdministration).await?;
        let names = Names::fetch(&client).await?;
        let found: wire::Reconciliation = client.get("payouts/reconciliation").await?;
        let difference = |one| difference_row(one, &names);
        Ok(ReconciliationView {
            agrees: found.agrees,
            currencies: found.currencies.iter().map(reconciled_row).collect::<Result<_, _>>()?,
            differences: found.differences.into_iter().map(difference).collect::<Result<_, _>>()?,
        })
    }

    /// Staff have paid it by hand; `reference` is what the bank calls the payment.
    ///
    /// # Errors
    /// [`AdministrationError`] says what is in the way.
    pub async fn confirm_payout(
        &self,
        payout_id: String,
        reference: String,
    ) -> Result<(), AdministrationError> {
        let request = json!({ "reference": reference });
        let client = self.administration(Op::PayOut).await?;
        self.administered(end_payout(&client, &payout_id, "confirm", &request).await)
    }

    /// Gives a payout up; its entries are due again.
    ///
    /// # Errors
    /// [`AdministrationError`] says what is in the way.
    pub async fn release_payout(
        &self,
        payout_id: String,
        reason: String,
    ) -> Result<(), AdministrationError> {
        let client = self.administration(Op::PayOut).await?;
        let request = json!({ "reason": reason });
        self.administered(end_payout(&client, &payout_id, "release", &request).await)
    }

    /// The money of a payout that was paid came back on `returned_on`, a day as `2026-11-20`, for the
    /// bank's `reason`: its amount is due again (Y2).
    ///
    /// # Errors
    /// [`AdministrationError`] says what is in the way: `not_returnable` when it was not paid, came
    /// back before, or the provider did not call all of it back; `not_the_banks_day` when it cannot
    /// have come back on that day.
    pub async fn return_payout(
        &self,
        payout_id: String,
        returned_on: String,
        reason: String,
    ) -> Result<(), AdministrationError> {
        let client = self.administration(Op::PayOut).await?;
        let request = json!({ "reason": reason, "returned_on": returned_on });
        self.administered(end_payout(&client, &payout_id, "returned", &request).await)
    }
}

async fn end_payout(
    client: &Client,
    payout_id: &str,
    how: &str,
    request: &Value,
) -> Result<(), Refused> {
    let path = format!("payouts/{}/{how}", in_address(payout_id));
    client.tell_about(&path, request, payout_id).await
}

fn planned_row(
    planned: wire::Planned,
    names: &Names,
) -> Result<PlannedPayoutRow, AdministrationError> {
    let amount = |text: &str| money(text, planned.currency);
    Ok(PlannedPayoutRow {
        recipient: names.of_recipient(planned.recipient_tenant_id.as_deref()),
        amount: amount(&planned.amount)?,
        approved: amount(&planned.approved)?,
        clawback: amount(&planned.clawback)?,
        kind: planned.kind,
        entries: planned.entries,
        reason: planned.reason,
    })
}

fn outcome_row(
    outcome: wire::Outcome,
    names: &Names,
) -> Result<PayoutOutcomeRow, AdministrationError> {
    Ok(PayoutOutcomeRow {
        recipient: names.of_recipient(outcome.recipient_tenant_id.as_deref()),
        amount: money(&outcome.amount, outcome.currency)?,
        reason: outcome.reason,
    })
}

fn payout_row(
    payout: wire::Payout,
    names: &Names,
) -> Result<PlatformPayoutRow, AdministrationError> {
    let is_open = payout.status == "open";
    let is_paid = payout.status == "paid";
    let (rail, transfer_id, reason) = match payout.transfer {
        Some(transfer) => (transfer.rail, transfer.provider_transfer_id, transfer.reason),
        None => (String::new(), None, String::new()),
    };
    Ok(PlatformPayoutRow {
        recipient: names.of_recipient(payout.recipient_tenant_id.as_deref()),
        amount: money(&payout.amount, payout.currency)?,
        clawback: money(&payout.clawback, payout.currency)?,
        vat: money(payout.vat.as_deref().unwrap_or("0.00"), payout.currency)?,
        payout_id: payout.id,
        kind: payout.kind,
        month: payout.period,
        planned_at: instant(payout.planned_at),
        status: payout.status,
        ended_at: payout.ended_at.map(instant),
        // What stands in a file that the bank may have ends with the file.
        may_confirm: is_open && rail == "sepa_manual" && payout.open_file.is_none(),
        may_release: is_open && payout.open_file.is_none(),
        open_file: payout.open_file,
        may_return: is_paid,
        rail,
        transfer_id,
        reason,
    })
}

fn reconciled_row(sums: &wire::Reconciled) -> Result<ReconciledRow, AdministrationError> {
    let amount = |text: &String| money(text, sums.currency);
    Ok(ReconciledRow {
        ledger: amount(&sums.ledger)?,
        transfers: sums.transfers.as_ref().map(amount).transpose()?,
        elsewhere: amount(&sums.elsewhere)?,
        open: amount(&sums.open)?,
    })
}

fn difference_row(
    difference: wire::Difference,
    names: &Names,
) -> Result<ReconciliationDifference, AdministrationError> {
    Ok(ReconciliationDifference {
        recipient: difference.recipient_tenant_id.map(|id| names.of(&id)).unwrap_or_default(),
        ledger: money(&difference.ledger, difference.currency)?,
        transfer: money(&difference.transfer, difference.currency)?,
        kind: difference.kind,
        transfer_id: difference.transfer_id,
    })
}
