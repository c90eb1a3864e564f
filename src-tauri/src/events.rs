//! Telling the window what changed, by whichever hand: a verb, the sync, another window.

use std::collections::BTreeSet;

use mojo_desk::{Desk, Topic};
use tauri::{AppHandle, Emitter as _, Manager as _};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use crate::state::Shell;

/// Opens the desk, begins its sync, and emits `desk-changed` with the names of what changed; and
/// the same with the next desk when the window changes to another profile.
pub(crate) fn forward(app: AppHandle) {
    tauri::async_runtime::spawn(async move {
        let shell = app.state::<Shell>();
        loop {
            let desk = match shell.open_desk().await {
                Ok(desk) => desk,
                Err(error) => {
                    tracing::error!(code = error.code, "the desk does not open: {}", error.message);
                    // The window says so, and may open it by the recovery key.
                    shell.until_open().await;
                    continue;
                }
            };
            desk.start_sync();
            let changes = desk.subscribe();
            shell.label_profile(&desk).await;
            shell.note_use(&desk);
            tokio::select! {
                () = tell(&app, &shell, &desk, changes) => return,
                () = shell.until_changed_over() => {}
            }
        }
    });
}

async fn tell(app: &AppHandle, shell: &Shell, desk: &Desk, mut changes: Receiver<Topic>) {
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
        let is_account = names.contains("all") || names.contains(Topic::Account.name());
        // A window that is closing hears nothing more.
        let _ = app.emit("desk-changed", names);
        if is_account {
            // Somebody signed in, or took over.
            shell.label_profile(desk).await;
        }
    }
}
