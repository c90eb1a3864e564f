//! `mojo verify`.

use std::process::ExitCode;

use mojo_desk::Desk;
use serde_json::json;

use crate::output::{Failure, Output};

pub(crate) async fn run(desk: &Desk, out: Output) -> Result<ExitCode, Failure> {
    let found = desk.verify_journal().await?;
    let breaks: Vec<_> = found
        .breaks
        .iter()
        .map(|b| json!({"epoch": b.epoch, "dseq": b.dseq, "kind": b.kind}))
        .collect();
    let mut lines = vec![format!("{} entries, head {}", found.entries, found.head)];
    lines.extend(
        found.breaks.iter().map(|b| format!("broken at {}/{}: {}", b.epoch, b.dseq, b.kind)),
    );
    out.answer(&json!({"entries": found.entries, "head": found.head, "breaks": breaks}), lines);
    Ok(if found.breaks.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}
