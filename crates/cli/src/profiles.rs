//! `mojo profiles`: the tenants of this laptop, each with a database of its own.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;
use mojo_desk::domain::Clock as _;
use mojo_desk::profiles::Profiles;
use mojo_desk::views::ProfileRow;
use mojo_desk::{Desk, SystemClock, SystemEntropy};
use serde_json::{Value, json};

use crate::output::{Failure, Output};

/// The profiles of this laptop.
#[derive(Subcommand)]
pub(crate) enum ProfilesCommand {
    /// Lists them
    List,
    /// Makes an empty profile for another tenant, or lists one that lies elsewhere
    Add {
        /// The folder of a profile that is there already
        folder: Option<PathBuf>,
    },
    /// Chooses the profile that is opened when none is named
    Use {
        /// The tenant's name, `tenant/user`, or the name of its folder
        name: String,
    },
    /// Takes a profile off the list; its data stay where they are
    Forget {
        /// The tenant's name, `tenant/user`, or the name of its folder
        name: String,
    },
}

/// Runs the command; it opens no database.
pub(crate) fn run(command: &ProfilesCommand, out: Output) -> Result<ExitCode, Failure> {
    let profiles = Profiles::on_this_machine()?;
    match command {
        ProfilesCommand::List => list(&profiles, out),
        ProfilesCommand::Add { folder } => {
            let added = match folder {
                Some(folder) => profiles.add_folder(folder)?,
                None => profiles.add(&SystemEntropy)?,
            };
            let line = match folder {
                Some(_) => format!("listed: {}", added.display()),
                None => format!(
                    "made: {0}; sign in with `mojo --profile {1} login`",
                    added.display(),
                    short(&added)
                ),
            };
            answer(&added, line, out);
        }
        ProfilesCommand::Use { name } => {
            let chosen = profiles.choose(name, SystemClock.now())?;
            let line = format!("`mojo` opens {} from now on", chosen.display());
            answer(&chosen, line, out);
        }
        ProfilesCommand::Forget { name } => {
            let found = profiles.find(name)?;
            let unknown = || mojo_desk::profiles::ProfilesError::Unknown(name.clone());
            let found = found.ok_or_else(unknown)?;
            profiles.forget(&found)?;
            let line = format!("no longer listed; its data stay in {}", found.display());
            answer(&found, line, out);
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Notes in the list who was signed in; that it cannot be noted is said, and fails nothing.
pub(crate) async fn label(desk: &Desk, out: Output) {
    let Ok(profiles) = Profiles::on_this_machine() else { return };
    if let Err(error) = profiles.label_by(desk).await {
        out.note(&format!("mojo: the list of profiles does not say who signed in: {error}"));
    }
}

fn answer(profile: &Path, line: String, out: Output) {
    let document = json!({"folder": profile.display().to_string(), "name": short(profile)});
    out.answer(&document, [line]);
}

fn short(profile: &Path) -> String {
    profile.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn list(profiles: &Profiles, out: Output) {
    let view = profiles.list(None);
    if let Some(damaged) = &view.damaged {
        out.note(&format!("mojo: {damaged}"));
    }
    let rows: Vec<Value> = view.profiles.iter().map(document).collect();
    let lines: Vec<String> = view.profiles.iter().map(line).collect();
    out.answer(&json!({"profiles": rows, "damaged": view.damaged}), lines);
}

fn document(row: &ProfileRow) -> Value {
    json!({
        "folder": row.folder, "name": row.name, "tenant": row.tenant, "user": row.user,
        "state": row.state, "last_used": row.last_used, "default": row.for_commands,
    })
}

fn line(row: &ProfileRow) -> String {
    let who = match (row.tenant.as_str(), row.user.as_str()) {
        ("", _) if row.state == "new" => "nobody is signed in yet".to_owned(),
        ("", _) => "not opened since the list was made".to_owned(),
        (tenant, user) => format!("{tenant}, {user}"),
    };
    let state = match row.state.as_str() {
        "missing" => "  IS NOT THERE",
        "erased" => "  erased",
        _ => "",
    };
    let chosen = if row.for_commands { " (used by default)" } else { "" };
    format!("{}{chosen}: {who}{state}  {}", row.name, row.folder)
}
