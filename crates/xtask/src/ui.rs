//! The page: npm installs and builds it, but only when something changed.

use std::{fs, path::Path, process::Command, time::SystemTime};

use serde_json::Value;

use crate::{
    failure::{Failure, Outcome, only},
    judges, process,
    workshop::{self, files_below},
};

/// The verb: install and build.
pub(crate) fn ui(words: &[&str]) -> Outcome {
    only(words, &[])?;
    install()?;
    build()
}

/// `npm ci` when the lock file is newer than what is installed.
pub(crate) fn install() -> Outcome {
    install_in(&workshop::root().join("ui"), &[])
}

/// `npm ci` in any folder with a lock file.
pub(crate) fn install_in(folder: &Path, options: &[&str]) -> Outcome {
    let installed = changed_at(&folder.join("node_modules/.package-lock.json"));
    let wanted = changed_at(&folder.join("package-lock.json"))
        .ok_or_else(|| Failure::new(format!("{} has no package-lock.json", folder.display())))?;
    if installed.is_some_and(|at| at >= wanted) {
        return Ok(());
    }
    if judges::find_program("npm").is_none() {
        return Err(Failure::new("npm is missing: install Node 20.19 or newer"));
    }
    let mut npm = Command::new("npm");
    npm.args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]).args(options);
    process::run(npm.current_dir(folder))
}

/// `npm run build` when a source changed since the last one.
pub(crate) fn build() -> Outcome {
    let ui = workshop::root().join("ui");
    let stamp_file = workshop::target().join("xtask/ui-build.stamp");
    let now = stamp(&ui);
    let before = fs::read_to_string(&stamp_file).unwrap_or_default();
    if ui.join("dist/index.html").exists() && now == before {
        return Ok(());
    }
    npm_run("build")?;
    workshop::make_folder(&workshop::target().join("xtask"))?;
    workshop::write(&stamp_file, &now)
}

/// Runs a script of the page's package.
pub(crate) fn npm_run(script: &str) -> Outcome {
    let ui = workshop::root().join("ui");
    process::run(Command::new("npm").args(["run", "--silent", script]).current_dir(ui))
}

/// The scripts of the page's package, of those asked for.
pub(crate) fn scripts<'a>(wanted: &[&'a str]) -> Outcome<Vec<&'a str>> {
    let text = workshop::read(&workshop::root().join("ui/package.json"))?;
    let package: Value = serde_json::from_str(&text)
        .map_err(|error| Failure::new(format!("ui/package.json: {error}")))?;
    let has = |name: &&&str| package["scripts"].get(**name).is_some();
    Ok(wanted.iter().filter(has).copied().collect())
}

/// How many sources there are and when the youngest changed.
fn stamp(ui: &Path) -> String {
    let files = files_below(ui, &["node_modules", "dist", ".svelte-kit", "coverage"]);
    let youngest = files.iter().filter_map(|file| changed_at(file)).max();
    format!("{} {:?}", files.len(), youngest)
}

fn changed_at(file: &Path) -> Option<SystemTime> {
    file.metadata().and_then(|metadata| metadata.modified()).ok()
}
