//! The judges that tests call: a missing one fails the run, it is never skipped.

use std::path::PathBuf;

use crate::{
    environment,
    failure::{Failure, Outcome},
    workshop,
};

/// Reads PDF text, lists fonts, draws pages, checks PDF structure, reads QR codes, runs veraPDF.
const DOCUMENTS: &[&str] = &["pdftotext", "pdffonts", "pdftoppm", "qpdf", "zbarimg", "java"];
/// Kills a program between two of its writes.
const CRASH: &[&str] = &["strace"];
/// Shows the window to nobody and clicks in it.
const WINDOW: &[&str] = &["Xvfb", "WebKitWebDriver", "xdotool", "dbus-run-session"];

/// Fails with the names of the judges that are not there.
pub(crate) fn all_present(with_window: bool) -> Outcome<String> {
    let mut wanted = [DOCUMENTS, CRASH].concat();
    if with_window {
        wanted.extend(WINDOW);
    }
    let missing: Vec<&str> =
        wanted.iter().copied().filter(|name| find_program(name).is_none()).collect();
    if missing.is_empty() {
        return Ok(format!("{} programs", wanted.len()));
    }
    Err(Failure::new(format!("missing: {}", missing.join(", "))))
}

/// The Python that judges invoices, with its packages; see `tests/judges/judge.py`.
pub(crate) fn of_invoices() -> Outcome<PathBuf> {
    let pin = workshop::root().join("crates/xtask/judges/requirements.txt");
    let probe = "import lxml.etree, pypdf, saxonche";
    environment::python("judges", &pin, probe)
}

/// The first program of that name on PATH.
pub(crate) fn find_program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|dir| dir.join(name)).find(|file| file.is_file())
}
