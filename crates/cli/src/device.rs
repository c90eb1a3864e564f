//! `mojo device`: this device and the others of the practice.

use std::process::ExitCode;

use clap::Subcommand;
use mojo_desk::Desk;
use mojo_desk::views::{DeviceRow, DevicesView};
use serde_json::{Value, json};

use crate::output::{Failure, Output};

/// This device and the others of the practice.
#[derive(Subcommand)]
pub(crate) enum DeviceCommand {
    /// Lists the devices of the practice; without a network, as they were known last
    List,
    /// Gives a device another name
    Rename {
        /// Its name, number code or id
        device: String,
        /// The new name
        name: String,
    },
    /// Revokes a device: it gets nothing more; what it still holds comes into quarantine, once
    Revoke {
        /// Its name, number code or id
        device: String,
        /// Lost or stolen: at its next contact it hands over what it holds, and then its database
        /// is destroyed
        #[arg(long)]
        lost: bool,
    },
    /// Shows what a revoked device handed over
    Quarantine {
        /// Its name, number code or id
        device: String,
        /// Lets it count
        #[arg(long)]
        accept: bool,
    },
    /// Confirms having read that this database became a new device
    Confirm,
}

pub(crate) async fn run(
    desk: &Desk,
    command: DeviceCommand,
    out: Output,
) -> Result<ExitCode, Failure> {
    match command {
        DeviceCommand::List => answer(&desk.list_devices().await?, out),
        DeviceCommand::Rename { device, name } => {
            let id = find(desk, &device).await?;
            answer(&desk.rename_device(id, name).await?, out);
        }
        DeviceCommand::Revoke { device, lost } => {
            let id = find(desk, &device).await?;
            answer(&desk.revoke_device(id, lost).await?, out);
        }
        DeviceCommand::Quarantine { device, accept: true } => {
            let id = find(desk, &device).await?;
            let done = desk.accept_quarantine(id).await?;
            out.answer(
                &json!({"applied": done.applied, "refused": done.refused}),
                [format!("{} count now, {} cannot stand", done.applied, done.refused)],
            );
        }
        DeviceCommand::Quarantine { device, accept: false } => {
            let id = find(desk, &device).await?;
            let rows = desk.show_quarantine(id).await?;
            let entries: Vec<Value> = rows
                .iter()
                .map(|row| json!({"at": row.at, "op": row.op, "entity": row.entity, "label": row.label}))
                .collect();
            let lines: Vec<String> =
                rows.iter().map(|row| format!("{} {} {}", row.at, row.op, row.label)).collect();
            out.answer(&json!({ "entries": entries }), lines);
        }
        DeviceCommand::Confirm => {
            let sync = desk.confirm_new_device().await?;
            out.answer(
                &json!({"device": sync.device, "number_code": sync.number_code}),
                [format!("{} numbers with {}", sync.device, sync.number_code)],
            );
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The id of the one device that is meant.
async fn find(desk: &Desk, named: &str) -> Result<String, Failure> {
    let devices = desk.list_devices().await?.devices;
    let is_meant =
        |row: &&DeviceRow| row.device_id == named || row.name == named || row.number_code == named;
    let meant: Vec<&DeviceRow> = devices.iter().filter(is_meant).collect();
    match meant[..] {
        [row] => Ok(row.device_id.clone()),
        [] => Err(Failure::refused(
            "unknown_device",
            format!("no device is called {named}; `mojo device list` names them"),
        )),
        _ => {
            let codes: Vec<&str> = meant.iter().map(|row| row.number_code.as_str()).collect();
            let codes = codes.join(" or ");
            let message = format!("several devices are called {named}; say which: {codes}");
            Err(Failure::refused("several_devices", message))
        }
    }
}

fn answer(view: &DevicesView, out: Output) {
    let devices: Vec<Value> = view.devices.iter().map(document).collect();
    let former: Vec<Value> = view
        .former
        .iter()
        .map(|row| {
            json!({
                "number_code": row.number_code, "reason": row.reason, "ended_at": row.ended_at,
                "recorded": row.recorded,
            })
        })
        .collect();
    let document = json!({
        "devices": devices, "former": former, "current": view.is_current,
        "listed_at": view.listed_at,
    });
    let mut lines: Vec<String> = view.devices.iter().map(line).collect();
    lines.extend(view.former.iter().map(|row| {
        format!("this device was {} until {} ({})", row.number_code, row.ended_at, row.reason)
    }));
    if !view.is_current {
        let at = view.listed_at.as_deref().unwrap_or("never");
        lines.push(format!("as the platform said it last: {at}; changing needs the network"));
    }
    out.answer(&document, lines);
}

fn document(row: &DeviceRow) -> Value {
    json!({
        "id": row.device_id, "name": row.name, "number_code": row.number_code,
        "epoch": row.epoch, "acknowledged": row.acknowledged, "pending": row.pending,
        "last_seen": row.last_seen, "version": row.version, "this": row.is_own,
        "state": row.state, "revoked_at": row.revoked_at, "parted_at": row.parted_at,
        "erased_at": row.erased_at, "quarantined": row.quarantined,
        "former_code": row.former_code,
    })
}

fn line(row: &DeviceRow) -> String {
    let place = if row.is_own {
        "this device".to_owned()
    } else {
        format!("last seen {}", row.last_seen.as_deref().unwrap_or("never"))
    };
    let quarantined = match row.quarantined {
        0 => String::new(),
        count => format!(", {count} in quarantine"),
    };
    let former = match &row.former_code {
        Some(code) => format!(", formerly {code}"),
        None => String::new(),
    };
    format!(
        "{} ({}{former}) {}: {}, {} acknowledged, {} waiting{quarantined}  {}",
        row.name, row.number_code, row.state, place, row.acknowledged, row.pending, row.device_id
    )
}
