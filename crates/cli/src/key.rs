//! `mojo key`: the recovery key.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;
use mojo_desk::Desk;
use mojo_desk::account::restore_key;
use mojo_desk::keys::KeySource;
use serde_json::json;

use crate::output::{Failure, Output};

/// Issues a recovery key, or opens a profile by it.
#[derive(Subcommand)]
pub(crate) enum KeyCommand {
    /// Issues a recovery key to print; one issued before opens nothing any more
    Recovery,
    /// Opens the profile by its recovery key and keeps the key under a new passphrase or keychain
    Restore {
        /// A file with the recovery key as printed
        #[arg(long, value_name = "FILE")]
        recovery_file: PathBuf,
    },
}

pub(crate) async fn issue(desk: &Desk, out: Output) -> Result<ExitCode, Failure> {
    let recovery_key = desk.issue_recovery_key().await?;
    out.answer(&json!({"recovery_key": recovery_key}), [recovery_key.clone()]);
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn restore(
    profile: &Path,
    passphrase_file: Option<PathBuf>,
    recovery_file: &Path,
    out: Output,
) -> Result<ExitCode, Failure> {
    let typed = std::fs::read_to_string(recovery_file)
        .map_err(|error| Failure::usage(format!("{}: {error}", recovery_file.display())))?;
    let source = passphrase_file.map_or(KeySource::Keychain, KeySource::PassphraseFile);
    restore_key(profile, &typed, &source)?;
    out.answer(&json!({"profile": profile.display().to_string()}), ["restored".to_owned()]);
    Ok(ExitCode::SUCCESS)
}
