//! `mojo login`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use mojo_desk::Desk;
use mojo_desk::account::Browser;
use mojo_desk::views::{BrowserSignInInput, SessionView, SignInInput};
use serde_json::json;

use crate::output::{Failure, Output};

/// How a device is called that nobody gave a name.
const FIRST_DEVICE: &str = "Empfang 1";

/// Signs in on a platform and enrols this profile for the practice: with a password, or without one
/// in the system's browser.
#[derive(Args)]
pub(crate) struct LoginCommand {
    /// The platform's address
    #[arg(long, value_name = "URL")]
    platform: String,
    /// The user's name; without one the browser asks
    #[arg(long, value_name = "NAME", requires = "password_file")]
    user: Option<String>,
    /// A file with the password; its first line counts
    #[arg(long, value_name = "FILE", requires = "user")]
    password_file: Option<PathBuf>,
    /// Only prints the address to open in a browser of this machine
    #[arg(long, conflicts_with = "user")]
    no_browser: bool,
    /// The name of this device, as people see it [default: as it was, at first "Empfang 1"]
    #[arg(long, value_name = "NAME")]
    device: Option<String>,
}

/// Prints the address instead of opening it.
struct Printed(Output);

impl Browser for Printed {
    fn open(&self, address: &str) -> std::io::Result<()> {
        self.0.note(&format!("open this address in a browser of this machine:\n{address}"));
        Ok(())
    }
}

/// The first line of the file.
fn read_password(file: &Path) -> Result<String, Failure> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| Failure::usage(format!("{}: {error}", file.display())))?;
    let password = text.lines().next().unwrap_or_default().to_owned();
    if password.is_empty() {
        return Err(Failure::usage(format!("{}: the first line is empty", file.display())));
    }
    Ok(password)
}

/// Signs in, in the way that was asked for.
async fn sign_in(
    desk: &Desk,
    command: &LoginCommand,
    device_name: String,
    out: Output,
) -> Result<SessionView, Failure> {
    let platform = command.platform.clone();
    if let (Some(user), Some(file)) = (&command.user, &command.password_file) {
        let (user, password) = (user.clone(), read_password(file)?);
        return Ok(desk.sign_in(SignInInput { platform, user, password, device_name }).await?);
    }
    if command.no_browser {
        desk.use_browser(Arc::new(Printed(out)));
    } else {
        out.note("the browser asks who you are; this waits five minutes at most");
    }
    Ok(desk.sign_in_by_browser(BrowserSignInInput { platform, device_name }).await?)
}

pub(crate) async fn run(
    desk: &Desk,
    command: &LoginCommand,
    out: Output,
) -> Result<ExitCode, Failure> {
    let device_name = match &command.device {
        Some(name) => name.clone(),
        None => Some(desk.sync_status().await?.device)
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| FIRST_DEVICE.to_owned()),
    };
    let session = sign_in(desk, command, device_name, out).await?;
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
