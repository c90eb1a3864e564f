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
use mojo_desk::profiles::{Profiles, ProfilesError};
use tauri::Manager as _;
use tauri::webview::PageLoadEvent;

pub use painting::paint_plainly_without_a_card;

/// MOJO Desk.
#[derive(Parser)]
#[command(name = "mojo-desk", version)]
pub struct Arguments {
    /// The folder of the local database, or the name of a listed profile [default: the one that was
    /// open last]
    #[arg(long, value_name = "DIR")]
    profile: Option<PathBuf>,
    /// A file with the passphrase that opens the key, instead of the OS keychain
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    /// The folder where it is kept how far each device has counted [default: the system's]
    #[arg(long, hide = true, value_name = "DIR")]
    state: Option<PathBuf>,
}

/// Why there is no window.
#[derive(Debug, thiserror::Error)]
pub enum ShellError {
    /// The window system refuses, for example without a display.
    #[error(transparent)]
    Window(#[from] tauri::Error),
    /// It is not clear which profile is meant.
    #[error(transparent)]
    Profiles(#[from] ProfilesError),
}

/// Opens the window and returns when it is closed.
///
/// # Errors
/// [`ShellError`] says why there is none.
pub fn run(arguments: Arguments) -> Result<(), ShellError> {
    let key = arguments.passphrase_file.map_or(KeySource::Keychain, KeySource::PassphraseFile);
    let profiles = Profiles::on_this_machine().ok();
    let profile = choose(profiles.as_ref(), arguments.profile)?;
    let open = OpenDesk::new(profile, key).marks_in(arguments.state);
    tauri::Builder::default()
        .plugin(tauri_plugin_dialog::init())
        .manage(state::Shell::new(open, profiles))
        .invoke_handler(commands::handler())
        .on_page_load(|webview, page| {
            if page.event() == PageLoadEvent::Started {
                webview.state::<state::Shell>().begin_page();
            }
        })
        .setup(|app| {
            events::forward(app.handle().clone());
            Ok(())
        })
        .run(tauri::generate_context!())?;
    Ok(())
}

/// The folder or the listed profile that was named, or else the one that was open last.
fn choose(profiles: Option<&Profiles>, named: Option<PathBuf>) -> Result<PathBuf, ProfilesError> {
    match (profiles, named) {
        (None, named) => Ok(named.unwrap_or_default()),
        (Some(profiles), None) => Ok(profiles.last_used()),
        (Some(profiles), Some(named)) => profiles.folder_or_name(named),
    }
}
