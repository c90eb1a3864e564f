//! `mojo status`: recorded here, acknowledged there, hashes equal.

use std::process::ExitCode;

use mojo_desk::Desk;
use mojo_desk::sync::reason;
use mojo_desk::views::RejectedRow;
use mojo_desk::views::SyncView;
use serde_json::{Value, json};

use crate::output::{Failure, Output};

pub(crate) async fn run(desk: &Desk, out: Output) -> Result<ExitCode, Failure> {
    let session = desk.session().await?;
    let sync = desk.sync_status().await?;
    let mut text = lines(&session.user, &sync);
    for edit in desk.list_rejected().await? {
        let RejectedRow { at, entity, label, code, message, .. } = edit;
        text.push(format!("did not stand: {entity} {label} of {at}: {message} ({code})"));
    }
    out.answer(&document(&session.user, &sync), text);
    Ok(ExitCode::SUCCESS)
}

/// Says once per command, until somebody has confirmed it, that this became a new device.
pub(crate) async fn tell_new_device(desk: &Desk, out: Output) -> Result<(), Failure> {
    let sync = desk.sync_status().await?;
    if let Some(line) = new_device_line(&sync) {
        out.note(&format!("mojo: {line}; `mojo device confirm` ends this notice"));
    }
    Ok(())
}

fn new_device_line(sync: &SyncView) -> Option<String> {
    let notice = sync.new_device.as_ref()?;
    let found = match notice.reason.as_str() {
        "restored" => "this database was restored from a backup",
        "elsewhere" => "this database came from another machine, or its marks are gone",
        "cloned" => "this profile is a copy of one that is still there",
        _ => "the platform knows another copy of this device",
    };
    Some(format!(
        "{found}; since {} this is a device of its own and numbers with {} instead of {}. \
         Nothing is lost",
        notice.at, sync.number_code, notice.former_code
    ))
}

fn document(user: &str, sync: &SyncView) -> Value {
    json!({
        "device": sync.device,
        "number_code": sync.number_code,
        "user": user,
        "state": sync.state,
        "recorded": sync.recorded,
        "pending": sync.pending,
        "acknowledged": sync.acknowledged,
        "hashes_equal": sync.hashes_equal,
        "cases": sync.cases,
        "rejected": sync.rejected,
        "last_sync": sync.last_sync,
        "offline_since": sync.offline_since,
        "last_error": sync.last_error,
        "journal_head": sync.journal_head,
        "new_device": sync.new_device.as_ref().map(|notice| {
            json!({"reason": notice.reason, "at": notice.at, "former_code": notice.former_code})
        }),
    })
}

fn lines(user: &str, sync: &SyncView) -> Vec<String> {
    let hashes = match sync.hashes_equal {
        Some(true) => "hashes equal",
        Some(false) => "HASHES DIFFER",
        None => "hashes not compared yet",
    };
    if sync.device.is_empty() {
        return vec!["nobody is signed in here yet: `mojo login` or `mojo init --demo`".to_owned()];
    }
    let mut lines = vec![
        format!("{} ({}), {user}: {}", sync.device, sync.number_code, sync.state),
        format!(
            "{} recorded here, {} acknowledged there, {} waiting; {hashes}",
            sync.recorded, sync.acknowledged, sync.pending
        ),
        format!("{} cases to settle, {} edits that did not stand", sync.cases, sync.rejected),
        format!("last sync {}", sync.last_sync.as_deref().unwrap_or("never")),
    ];
    if let Some(since) = &sync.offline_since {
        lines.push(format!("offline since {since}"));
    }
    if let Some(code) = &sync.last_error {
        lines.push(format!("last attempt: {}", reason(code)));
    }
    lines
}
