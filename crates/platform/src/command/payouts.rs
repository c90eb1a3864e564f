//! `payouts sepa-file [--date DAY] --out FILE`, or `--again MESSAGE-ID` for one that was made before;
//! `payouts returned ID --on DAY --reason TEXT`.

use std::io::Write as _;
use std::path::Path;

use chrono::NaiveDate;
use mojo_platform::Platform;
use uuid::Uuid;

/// Collects what waits, and writes the file for the bank; what it holds is printed.
pub(super) async fn make(
    platform: &Platform,
    date: Option<NaiveDate>,
    out: &Path,
) -> anyhow::Result<()> {
    // Looked at first: a file that is made is in the books.
    refuse_existing(out)?;
    let made = platform.make_sepa_file(date).await?;
    write(out, &made.content).map_err(|error| {
        let id = made.report["file"]["message_id"].as_str().unwrap_or_default();
        anyhow::anyhow!("{error}; the file is kept: write it with --again {id}")
    })?;
    writeln!(std::io::stdout(), "{}", made.report)?;
    platform.close().await;
    Ok(())
}

/// Writes a file that was made before, byte for byte.
pub(super) async fn again(platform: &Platform, id: &str, out: &Path) -> anyhow::Result<()> {
    refuse_existing(out)?;
    let content = platform.sepa_file(id).await?;
    let content = content.ok_or_else(|| {
        anyhow::anyhow!("there is no SEPA file {id}; GET /api/v1/payouts/sepa-files lists them")
    })?;
    write(out, &content)?;
    platform.close().await;
    Ok(())
}

/// The money of a payout came back on the day, for the bank's reason.
pub(super) async fn returned(
    platform: &Platform,
    id: Uuid,
    (on, reason): (NaiveDate, &str),
) -> anyhow::Result<()> {
    platform.return_payout(id, on, reason).await?;
    writeln!(std::io::stdout(), "{}", serde_json::json!({ "id": id, "status": "returned" }))?;
    platform.close().await;
    Ok(())
}

fn refuse_existing(out: &Path) -> anyhow::Result<()> {
    if out.exists() {
        anyhow::bail!("{} is there already; name another file", out.display());
    }
    Ok(())
}

fn write(out: &Path, content: &str) -> anyhow::Result<()> {
    std::fs::write(out, content).map_err(|error| anyhow::anyhow!("{}: {error}", out.display()))
}
