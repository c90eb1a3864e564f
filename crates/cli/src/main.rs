//! `mojo`: the desk without a window, for scripts, support and accountants. Same core, same files.
//!
//! Words, exit codes and JSON are an interface: they change only with a note in the changelog.

mod init;
mod output;
mod profile;
mod verify;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use output::{Failure, Output};

/// The back office of a practice, without a window.
#[derive(Parser)]
#[command(name = "mojo", version)]
struct Arguments {
    /// The folder of the local database [default: the platform's data directory]
    #[arg(long, global = true, value_name = "DIR")]
    profile: Option<PathBuf>,
    /// A file with the passphrase that opens the key, instead of the OS keychain
    #[arg(long, global = true, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    /// One JSON document on stdout
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Makes an empty profile the offline demo practice
    Init(init::InitCommand),
    /// Walks the journal's hash chain
    Verify,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    let out = Output::new(arguments.json);
    match run(arguments, out).await {
        Ok(code) => code,
        Err(failure) => {
            out.note(&format!("mojo: {failure}"));
            ExitCode::from(failure.exit_status())
        }
    }
}

async fn run(arguments: Arguments, out: Output) -> Result<ExitCode, Failure> {
    let profile = profile::choose(arguments.profile)?;
    let desk = profile::open(profile, arguments.passphrase_file).await?;
    let code = match arguments.command {
        Command::Init(command) => init::run(&desk, &command, out).await?,
        Command::Verify => verify::run(&desk, out).await?,
    };
    desk.close().await;
    Ok(code)
}
