//! The import of contacts, with its progress told to the window as it goes.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use mojo_desk::contacts::ImportWatch;
use mojo_desk::views::{CommandError, ImportProgress, ImportReport, ImportRequest};
use tauri::{AppHandle, Emitter as _, State};

use crate::state::Shell;

/// The window, watching.
struct Window {
    app: AppHandle,
    cancelled: Arc<AtomicBool>,
}

impl ImportWatch for Window {
    fn progress(&self, progress: &ImportProgress) {
        // A window that is closing hears nothing more; the import goes on.
        let _ = self.app.emit("import-progress", progress);
    }

    fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::SeqCst)
    }
}

/// Imports contacts; the event `import-progress` tells how far it is.
#[tauri::command]
pub(crate) async fn import_contacts(
    app: AppHandle,
    shell: State<'_, Shell>,
    request: ImportRequest,
) -> Result<ImportReport, CommandError> {
    let watch = Window { app, cancelled: shell.new_import() };
    Ok(shell.unlocked().await?.import_contacts(request, &watch).await?)
}

/// Ends the import under way after the batch that it is in; what was done stands.
#[tauri::command]
pub(crate) fn cancel_import(shell: State<'_, Shell>) {
    shell.cancel_import();
}
