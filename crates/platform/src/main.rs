//! `mojo-platform`: the platform server and its tools.

mod command;
mod system;

use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    let arguments = command::Arguments::parse();
    let filter = tracing_subscriber::EnvFilter::try_from_env("MOJO_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info,sqlx=warn"));
    let is_terminal = std::io::stderr().is_terminal();
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(is_terminal)
        .with_writer(std::io::stderr)
        .init();
    let is_server = arguments.is_server();
    match command::run(arguments) {
        Ok(code) => code,
        Err(error) => {
            if is_server {
                tracing::error!("{error:#}");
            } else {
                // For whoever typed it: no line of a log.
                let _ = writeln!(std::io::stderr(), "mojo-platform: {error:#}");
            }
            ExitCode::FAILURE
        }
    }
}
