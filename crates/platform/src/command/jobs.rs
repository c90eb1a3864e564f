//! `jobs run approve|payout|reconcile|statements|credit-notes|mails [--as-of INSTANT] [--plan]`,
//! `jobs list [--state STATE]`, `jobs retry ID`.

use std::io::Write as _;

use chrono::{DateTime, Utc};
use mojo_platform::Platform;
use uuid::Uuid;

use super::Job;

pub(super) async fn run(
    platform: &Platform,
    job: Job,
    as_of: Option<DateTime<Utc>>,
    is_plan: bool,
) -> anyhow::Result<()> {
    let report = match job {
        Job::Approve => platform.run_approvals(as_of).await?,
        Job::Payout if is_plan => platform.plan_payouts(as_of).await?,
        Job::Payout => platform.run_payouts(as_of).await?,
        Job::Reconcile => platform.reconcile_payouts().await?,
        Job::Statements => platform.sign_statements(as_of).await?,
        Job::CreditNotes => platform.issue_credit_notes(as_of).await?,
        Job::Mails => platform.send_mails().await?,
    };
    writeln!(std::io::stdout(), "{report}")?;
    platform.close().await;
    Ok(())
}

pub(super) async fn list(platform: &Platform, state: Option<&str>) -> anyhow::Result<()> {
    let jobs = platform.list_jobs(state).await?;
    writeln!(std::io::stdout(), "{jobs}")?;
    platform.close().await;
    Ok(())
}

pub(super) async fn retry(platform: &Platform, id: Uuid) -> anyhow::Result<()> {
    let is_queued = platform.retry_job(id).await?;
    platform.close().await;
    anyhow::ensure!(
        is_queued,
        "no job {id} has failed or waits after it went wrong; `mojo-platform jobs list` names those \
         that do"
    );
    writeln!(std::io::stdout(), "{}", serde_json::json!({ "id": id, "state": "queued" }))?;
    Ok(())
}
