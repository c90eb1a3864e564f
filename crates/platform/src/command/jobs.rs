//! `jobs run approve|payout [--as-of INSTANT]`.

use std::io::Write as _;

use chrono::{DateTime, Utc};
use mojo_platform::Platform;

use super::Job;

pub(super) async fn run(
    platform: &Platform,
    job: Job,
    as_of: Option<DateTime<Utc>>,
) -> anyhow::Result<()> {
    let report = match job {
        Job::Approve => platform.run_approvals(as_of).await?,
        Job::Payout => platform.run_payouts(as_of).await?,
    };
    writeln!(std::io::stdout(), "{report}")?;
    platform.close().await;
    Ok(())
}
