//! The key of a profile that does not open: brought back by the recovery key, before there is a desk.

use mojo_desk::views::CommandError;
use tauri::State;

use crate::state::Shell;

/// Whether a recovery key was ever issued for this profile.
#[tauri::command]
pub(crate) async fn has_recovery_copy(shell: State<'_, Shell>) -> Result<bool, CommandError> {
    Ok(shell.has_recovery_copy().await)
}

/// Brings the key back; the next question opens the desk.
#[tauri::command]
pub(crate) async fn restore_key(
    shell: State<'_, Shell>,
    recovery_key: String,
) -> Result<(), CommandError> {
    shell.restore_key(&recovery_key).await
}
