//! Choosing and saving files with the system's own dialogs.

use std::io::{Read as _, Write as _};
use std::path::Path;

use mojo_desk::invoicing::{LONGEST_RECEIVED_BYTES, check_received};
use mojo_desk::views::{CommandError, DocumentView, ReceivedInvoiceView, Severity, decode_base64};
use tauri_plugin_dialog::DialogExt as _;
use tokio::sync::oneshot;

/// Lets the user choose a file to import; `None` when they changed their mind.
#[tauri::command]
pub(crate) async fn pick_file(app: tauri::AppHandle) -> Result<Option<String>, CommandError> {
    let (sender, answer) = oneshot::channel();
    app.dialog().file().add_filter("CSV, vCard", &["csv", "vcf", "txt"]).pick_file(move |path| {
        let _ = sender.send(path.map(|path| path.to_string()));
    });
    Ok(answer.await.unwrap_or_default())
}

/// Lets the user choose a received electronic invoice and reads it; `None` when they changed their
/// mind.
#[tauri::command]
pub(crate) async fn check_received_invoice(
    app: tauri::AppHandle,
) -> Result<Option<ReceivedInvoiceView>, CommandError> {
    let (sender, answer) = oneshot::channel();
    app.dialog().file().add_filter("PDF, XML", &["pdf", "xml"]).pick_file(move |path| {
        let _ = sender.send(path.map(|path| path.to_string()));
    });
    let Some(path) = answer.await.unwrap_or_default() else { return Ok(None) };
    let read = tokio::task::spawn_blocking(move || read_received(Path::new(&path)));
    read.await.map_err(|error| unreadable(error.to_string()))?.map(Some)
}

/// No more than may be an invoice, and one byte that tells.
fn read_received(path: &Path) -> Result<ReceivedInvoiceView, CommandError> {
    let mut bytes = Vec::new();
    let most = LONGEST_RECEIVED_BYTES as u64 + 1;
    std::fs::File::open(path)
        .and_then(|file| file.take(most).read_to_end(&mut bytes))
        .map_err(|error| unreadable(error.to_string()))?;
    Ok(check_received(&bytes)?)
}

/// Lets the user choose where a document goes and writes it there, whole or not at all; `None` when
/// they changed their mind.
#[tauri::command]
pub(crate) async fn save_document(
    app: tauri::AppHandle,
    document: DocumentView,
) -> Result<Option<String>, CommandError> {
    let bytes = decode_base64(&document.base64)
        .ok_or_else(|| unwritable("the document is damaged".to_owned()))?;
    let (sender, answer) = oneshot::channel();
    app.dialog().file().set_file_name(&document.file_name).save_file(move |path| {
        let _ = sender.send(path.map(|path| path.to_string()));
    });
    let Some(path) = answer.await.unwrap_or_default() else { return Ok(None) };
    write_whole(Path::new(&path), &bytes).map_err(|error| unwritable(error.to_string()))?;
    Ok(Some(path))
}

fn write_whole(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let draft = path.with_extension("new");
    let written = std::fs::File::create(&draft).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&draft, path)
    });
    if written.is_err() {
        // What is half there helps nobody; that it cannot be removed either changes nothing.
        let _ = std::fs::remove_file(&draft);
    }
    written
}

fn unwritable(message: String) -> CommandError {
    notice("file_unwritable", message)
}

fn unreadable(message: String) -> CommandError {
    notice("file_unreadable", message)
}

fn notice(code: &str, message: String) -> CommandError {
    CommandError {
        code: code.to_owned(),
        severity: Severity::Notice,
        message,
        values: std::collections::BTreeMap::new(),
    }
}
