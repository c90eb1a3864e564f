//! What a job does. Each bears to be done twice and to be broken off anywhere.

use mojo_domain::from_micros;
use serde_json::{Value, json};

use super::calendar::period_at;
use super::claim::Claimed;
use super::expire::expire;
use super::kind::JobKind;
use super::plan::prune_log;
use crate::Platform;
use crate::commerce::{
    ask_open_cancellations, resume_payouts, work_off_events, work_off_refunds,
    work_off_subscription_events,
};
use crate::customers::free_stale_places;
use crate::onboarding::tell_newer_contracts;
use crate::storage::StorageError;
use crate::storage::jobs::JobState;

/// Does the job as of `at`; gives back what was done.
pub(super) async fn perform(
    platform: &Platform,
    job: &Claimed,
    at: i64,
) -> Result<Value, StorageError> {
    let state = &platform.state;
    let now = Some(from_micros(at));
    match job.kind {
        JobKind::PaymentEvents => {
            let ended = work_off_events(state.database(), at).await?;
            // F4: a place that nobody paid is another one's.
            free_stale_places(state.database(), state.payments(), None, at).await?;
            Ok(json!({ "ended": ended }))
        }
        JobKind::Refunds => {
            let ended = work_off_refunds(state.database(), state.payments(), at).await?;
            Ok(json!({ "ended": ended }))
        }
        JobKind::SubscriptionEvents => {
            let ended = work_off_subscription_events(state.database(), at).await?;
            Ok(json!({ "ended": ended }))
        }
        JobKind::Cancellations => {
            let ended = ask_open_cancellations(state.database(), state.payments(), at).await?;
            Ok(json!({ "ended": ended }))
        }
        JobKind::Mails => platform.send_mails().await,
        JobKind::Settle => {
            let settled = state.settle(at).await?;
            // What cannot be settled holds up nothing, so that it is said here.
            let waiting = state.database().read_ledger().await?.count_open_facts().await?;
            Ok(json!({ "settled": settled, "waiting": waiting }))
        }
        JobKind::Transfers => resume(platform, at).await,
        JobKind::Approve => platform.run_approvals(now).await,
        JobKind::Statements => platform.sign_statements(now).await,
        JobKind::Expire => {
            let expired = expire(state.database(), at).await?;
            let attempts = prune_log(state.database(), at).await?;
            Ok(json!({
                "invitations": expired.invitations,
                "checkouts": expired.checkouts,
                "attempts_put_away": attempts,
            }))
        }
        JobKind::NewerContracts => {
            Ok(json!({ "told": tell_newer_contracts(state.database(), at).await? }))
        }
        // A payout bears the month in which it is made: a run that comes too late for its own
        // would take the place of the next month's.
        JobKind::Payout if job.period != period_at(at) => {
            Ok(json!({ "left": "its month is over" }))
        }
        JobKind::Payout => platform.run_payouts(now).await,
        JobKind::CreditNotes => platform.issue_credit_notes(now).await,
    }
}

/// Leaves the payouts to the month's run while that is at them: a transfer that two ask for at one
/// time must be looked at by people when it is refused.
async fn resume(platform: &Platform, at: i64) -> Result<Value, StorageError> {
    let state = &platform.state;
    // Also one that began before midnight, in the month before.
    let jobs = state.database().read_ledger().await?.list_all_jobs().await?;
    let payout = JobKind::Payout.code();
    if jobs.iter().any(|job| job.kind == payout && job.state == JobState::Running) {
        return Ok(json!({ "left": "the payout run is at it" }));
    }
    let report = resume_payouts(state.payout_run(at)).await?;
    Ok(crate::routes::payouts::report_view(&report))
}
