//! Python's packages that judge us: pinned by hash, in environments of their own in the cache, never part
//! of the product.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{failure::Outcome, postgres::cache_folder, process, workshop};

/// Installs what `pin` lists into the environment `name` when it is not there; gives back its Python. `probe`
/// is a statement that succeeds when everything is.
pub(crate) fn python(name: &str, pin: &Path, probe: &str) -> Outcome<PathBuf> {
    let wanted = workshop::read(pin)?;
    let cache = cache_folder()?.join(name);
    let python = cache.join("environment/bin/python3");
    // Written when everything else is there.
    let mark = cache.join("installed.txt");
    let is_there = fs::read_to_string(&mark).is_ok_and(|text| text == wanted);
    if is_there && process::succeeds(Command::new(&python).args(["-c", probe])) {
        return Ok(python);
    }
    workshop::make_folder(&cache)?;
    let environment = cache.join("environment");
    process::run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(environment))?;
    let mut pip = Command::new(&python);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
    pip.args(["--require-hashes", "--no-deps", "--only-binary", ":all:", "-r"]).arg(pin);
    process::run(&mut pip)?;
    workshop::write(&mark, &wanted)?;
    Ok(python)
}
