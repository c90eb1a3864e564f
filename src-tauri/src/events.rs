//! Telling the window what changed, by whichever hand: a verb, the sync, another window.

use std::collections::BTreeSet;

use tauri::{AppHandle, Emitter as _, Manager as _};
use tokio::sync::broadcast::error::RecvError;

use crate::state::Shell;

/// Opens the desk, begins its sync, and emits `desk-changed` with the names of what changed.
pub(crate) fn forward(app: AppHandle) {
    tauri::async_runtime::spawn(async move {
        let shell = app.state::<Shell>();
        let desk = loop {
            match shell.desk().await {
                Ok(desk) => break desk,
                Err(error) => {
                    tracing::error!(code = error.code, "the desk does not open: {}", error.message);
                    // The window says so, and may open it by the recovery key.
                    shell.until_open().await;
                }
            }
        };
        desk.start_sync();
        let mut changes = desk.subscribe();
        loop {
            let mut names = BTreeSet::new();
            match changes.recv().await {
                Ok(topic) => names.insert(topic.name()),
                // Too many changes to count: look at everything again.
                Err(RecvError::Lagged(_)) => names.insert("all"),
                Err(RecvError::Closed) => return,
            };
            while let Ok(topic) = changes.try_recv() {
                names.insert(topic.name());
            }
            // A window that is closing hears nothing more.
            let _ = app.emit("desk-changed", names);
        }
    });
}
