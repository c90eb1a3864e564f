//! Stripe's own Python package judges our Stripe. From PyPI, pinned by hash; never part of the product.

use std::{fs, path::PathBuf, process::Command};

use crate::{
    failure::{Failure, Outcome},
    postgres::cache_folder,
    process,
    steps::say,
    workshop,
};

/// Lets the package walk our Stripe, which was built; its last line says how many checks that were.
pub(crate) fn judge() -> Outcome<String> {
    let python = install()?;
    let mut judge = process::bound_to_us(&python);
    // Nothing is written beside the script, each line comes at once, and no other packages are taken.
    judge.args(["-B", "-u"]).env_remove("PYTHONHOME").env_remove("PYTHONPATH");
    judge.arg(workshop::root().join("tests/stripe/judge.py"));
    judge.arg(workshop::binary("debug", "fake-stripe"));
    let (mut wrong, mut last) = (None, String::new());
    let status = process::lines(judge, |line| {
        say(line);
        if line.starts_with("WRONG") {
            wrong = Some(line.to_owned());
        }
        line.clone_into(&mut last);
    })?;
    if status.success() {
        return Ok(last);
    }
    Err(Failure::new(wrong.unwrap_or(last)))
}

/// Installs the pinned packages into an environment in the cache; gives back its Python.
fn install() -> Outcome<PathBuf> {
    let pin = workshop::root().join("crates/xtask/stripe/requirements.txt");
    let wanted = workshop::read(&pin)?;
    let cache = cache_folder()?.join("stripe");
    let python = cache.join("environment/bin/python3");
    // Written when everything else is there.
    let mark = cache.join("installed.txt");
    let is_there = fs::read_to_string(&mark).is_ok_and(|text| text == wanted);
    if is_there && process::succeeds(Command::new(&python).args(["-c", "import stripe"])) {
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
