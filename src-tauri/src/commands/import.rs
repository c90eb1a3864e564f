//! The import of contacts, with its progress told to the window as it goes.

use mojo_desk::views::{CommandError, ImportReport, ImportRequest};
use tauri::{Emitter as _, State};

use crate::state::Shell;

/// Imports contacts; the event `import-progress` tells how far it is.
#[tauri::command]
pub(crate) async fn import_contacts(
    app: tauri::AppHandle,
    shell: State<'_, Shell>,
    request: ImportRequest,
) -> Result<ImportReport, CommandError> {
    let desk = shell.desk().await?;
    let tell = |progress: mojo_desk::views::ImportProgress| {
        // A window that is closing hears nothing more; the import goes on.
        let _ = app.emit("import-progress", progress);
    };
    Ok(desk.import_contacts(request, tell, shell.new_import()).await?)
}

/// Ends the import under way after the batch that it is in; what was done stands.
#[tauri::command]
pub(crate) fn cancel_import(shell: State<'_, Shell>) {
    shell.cancel_import();
}
