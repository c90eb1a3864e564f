//! `mojo device`: this device and the others of the practice.

use std::process::ExitCode;

use clap::Subcommand;
use mojo_desk::Desk;
use serde_json::json;

use crate::output::{Failure, Output};

/// This device and the others of the practice.
#[derive(Subcommand)]
pub(crate) enum DeviceCommand {
    /// Confirms having read that this database became a new device
    Confirm,
}

pub(crate) async fn run(
    desk: &Desk,
    command: DeviceCommand,
    out: Output,
) -> Result<ExitCode, Failure> {
    match command {
        DeviceCommand::Confirm => {
            let sync = desk.confirm_new_device().await?;
            out.answer(
                &json!({"device": sync.device, "number_code": sync.number_code}),
                [format!("{} numbers with {}", sync.device, sync.number_code)],
            );
            Ok(ExitCode::SUCCESS)
        }
    }
}
