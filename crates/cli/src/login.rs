//! `mojo login`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use mojo_desk::Desk;
use mojo_desk::views::SignInInput;
use serde_json::json;

use crate::output::{Failure, Output};

/// How a device is called that nobody gave a name.
const FIRST_DEVICE: &str = "Empfang 1";

/// Signs in on a platform and enrols this profile for the practice.
#[derive(Args)]
pub(crate) struct LoginCommand {
    /// The platform's address
    #[arg(long, value_name = "URL")]
    platform: String,
    /// The user's name
    #[arg(long, value_name = "NAME")]
    user: String,
    /// A file with the password; its first line counts
    #[arg(long, value_name = "FILE")]
    password_file: PathBuf,
    /// The name of this device, as people see it [default: as it was, at first "Empfang 1"]
    #[arg(long, value_name = "NAME")]
    device: Option<String>,
}

pub(crate) async fn run(
    desk: &Desk,
    command: &LoginCommand,
    out: Output,
) -> Result<ExitCode, Failure> {
    let file = &command.password_file;
    let text = std::fs::read_to_string(file)
        .map_err(|error| Failure::usage(format!("{}: {error}", file.display())))?;
    let password = text.lines().next().unwrap_or_default().to_owned();
    if password.is_empty() {
        return Err(Failure::usage(format!("{}: the first line is empty", file.display())));
    }
    let device_name = match &command.device {
        Some(name) => name.clone(),
        None => Some(desk.sync_status().await?.device)
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| FIRST_DEVICE.to_owned()),
    };
    let session = desk
        .sign_in(SignInInput {
            platform: command.platform.clone(),
            user: command.user.clone(),
            password,
            device_name,
        })
        .await?;
    if session.recovery == "due" {
        // Nobody may be at the screen: the window reminds of it.
        desk.postpone_recovery_key().await?;
        out.note("no recovery key yet: print one with `mojo key recovery` and keep it safe");
    }
    // What the set-up itself recorded goes out at once; the next sync may do it as well.
    desk.sync_now().await?;
    let sync = desk.sync_status().await?;
    out.answer(
        &json!({
            "tenant": session.tenant,
            "user": session.user,
            "role": session.role,
            "device": sync.device,
            "number_code": sync.number_code,
        }),
        [format!("{}: {} at {} ({})", session.tenant, session.user, sync.device, sync.number_code)],
    );
    Ok(ExitCode::SUCCESS)
}
