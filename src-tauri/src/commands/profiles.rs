//! The tenants of this laptop: which there are, and the change from one to another. They need no
//! desk; its key may be lost.

use std::path::Path;

use mojo_desk::views::{CommandError, ProfilesView};
use tauri::State;

use crate::state::Shell;

/// The profiles of this laptop, and which one is open.
#[tauri::command]
pub(crate) async fn list_profiles(shell: State<'_, Shell>) -> Result<ProfilesView, CommandError> {
    shell.list_profiles().await
}

/// Makes an empty profile for another tenant; answers its folder.
#[tauri::command]
pub(crate) async fn add_profile(shell: State<'_, Shell>) -> Result<String, CommandError> {
    Ok(shell.add_profile().await?.display().to_string())
}

/// Ends the work with this profile and takes up another of the list; the page begins anew after it.
#[tauri::command]
pub(crate) async fn switch_profile(
    shell: State<'_, Shell>,
    folder: String,
) -> Result<(), CommandError> {
    shell.switch_profile(Path::new(&folder)).await
}

/// Takes a profile off the list; its data stay where they are.
#[tauri::command]
pub(crate) async fn forget_profile(
    shell: State<'_, Shell>,
    folder: String,
) -> Result<ProfilesView, CommandError> {
    shell.forget_profile(Path::new(&folder)).await
}
