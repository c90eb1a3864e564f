//! `mojo init --demo`.

use std::process::ExitCode;

use clap::Args;
use mojo_desk::Desk;
use serde_json::json;

use crate::output::{Failure, Output};

/// Makes an empty profile a practice.
#[derive(Args)]
pub(crate) struct InitCommand {
    /// The offline demo practice; no platform needed
    #[arg(long)]
    demo: bool,
}

pub(crate) async fn run(
    desk: &Desk,
    command: &InitCommand,
    out: Output,
) -> Result<ExitCode, Failure> {
    if !command.demo {
        return Err(Failure::usage("say --demo; a practice of your own begins with `mojo login`"));
    }
    let session = desk.open_demo().await?;
    let profile = desk.profile().display().to_string();
    out.answer(
        &json!({"profile": profile, "tenant": session.tenant, "user": session.user}),
        [format!("{}: {} ({profile})", session.tenant, session.user)],
    );
    Ok(ExitCode::SUCCESS)
}
