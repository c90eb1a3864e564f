//! The shell: one window around the desk. It knows Tauri; nothing below it does.

#[cfg(test)]
mod bindings;
mod commands;
mod events;
mod painting;
mod state;

use std::path::PathBuf;

use clap::Parser;
use mojo_desk::OpenDesk;
use mojo_desk::keys::KeySource;

pub use painting::paint_plainly_without_a_card;

/// MOJO Desk.
#[derive(Parser)]
#[command(name = "mojo-desk", version)]
pub struct Arguments {
    /// The folder of the local database [default: the platform's data directory]
    #[arg(long, value_name = "DIR")]
    profile: Option<PathBuf>,
    /// A file with the passphrase that opens the key, instead of the OS keychain
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    /// The folder where it is kept how far each device has counted [default: the system's]
    #[arg(long, hide = true, value_name = "DIR")]
    state: Option<PathBuf>,
}

/// Opens the window and returns when it is closed.
///
/// # Errors
/// When the window system refuses, for example without a display.
pub fn run(arguments: Arguments) -> tauri::Result<()> {
    let key = arguments.passphrase_file.map_or(KeySource::Keychain, KeySource::PassphraseFile);
    let profile = arguments.profile.or_else(mojo_desk::default_profile).unwrap_or_default();
    let open = OpenDesk::new(profile, key).marks_in(arguments.state);
    tauri::Builder::default()
        .plugin(tauri_plugin_dialog::init())
        .manage(state::Shell::new(open))
        .invoke_handler(commands::handler())
        .setup(|app| {
            events::forward(app.handle().clone());
            Ok(())
        })
        .run(tauri::generate_context!())
}
