//! `mojo sync [--watch|--verify]`, `mojo sync report`.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use mojo_desk::sync::{SyncRound, reason};
use mojo_desk::{Desk, Topic};
use serde_json::json;
use tokio::sync::broadcast::error::RecvError;

use crate::output::{Failure, Output};
use crate::sync_proof::{self, ReportCommand};

/// Sends what waits and fetches what others did.
#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct SyncCommand {
    /// Go on until Ctrl+C, after every change and in between
    #[arg(long)]
    watch: bool,
    /// Compare everything here and there, repair what can be asked again, and say what differs
    #[arg(long, conflicts_with = "watch")]
    verify: bool,
    #[command(subcommand)]
    more: Option<MoreSync>,
}

#[derive(Subcommand)]
enum MoreSync {
    /// Writes the last comparison as PDF to print, or as CSV when the file ends so
    Report(ReportCommand),
}

pub(crate) async fn run(
    desk: &Desk,
    command: SyncCommand,
    out: Output,
) -> Result<ExitCode, Failure> {
    if let Some(MoreSync::Report(report)) = command.more {
        return sync_proof::report(desk, report, out).await;
    }
    if command.verify {
        return sync_proof::verify(desk, out).await;
    }
    let round = desk.sync_round().await?;
    if command.watch {
        answer(&round, out);
        watch(desk, out).await?;
        return Ok(ExitCode::SUCCESS);
    }
    answer(&round, out);
    match round.error {
        None => Ok(ExitCode::SUCCESS),
        Some(code) if code == "device_revoked" => {
            out.note(
                "mojo: the owner has revoked this device; it can be read and exported, and records \
                 nothing more (device_revoked)",
            );
            Ok(ExitCode::from(1))
        }
        Some(code) => {
            let remedy = match code.as_str() {
                "disk_full" => "make room on the disk and sync again",
                "disk_error" => "have the disk checked and sync again",
                _ => "try again",
            };
            out.note(&format!(
                "mojo: the sync came to nothing: {} ({code}); nothing is lost, everything recorded \
                 here is safe; {remedy}",
                reason(&code)
            ));
            Ok(ExitCode::from(1))
        }
    }
}

fn answer(round: &SyncRound, out: Output) {
    out.answer(
        &json!({
            "pushed": round.pushed,
            "pulled": round.pulled,
            "pending": round.pending,
            "error": round.error,
        }),
        [format!("{} sent, {} fetched, {} waiting", round.pushed, round.pulled, round.pending)],
    );
}

async fn watch(desk: &Desk, out: Output) -> Result<(), Failure> {
    let mut changes = desk.subscribe();
    desk.start_sync();
    let mut shown = String::new();
    loop {
        let topic = tokio::select! {
            _ = tokio::signal::ctrl_c() => return Ok(()),
            topic = changes.recv() => topic,
        };
        match topic {
            Ok(Topic::Sync) | Err(RecvError::Lagged(_)) => {}
            Ok(_) => continue,
            Err(RecvError::Closed) => return Ok(()),
        }
        let sync = desk.sync_status().await?;
        let line = format!("{}: {} waiting", sync.state, sync.pending);
        if line != shown {
            out.note(&line);
            shown = line;
        }
    }
}
