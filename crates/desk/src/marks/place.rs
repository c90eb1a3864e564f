//! Where the marks are kept, and on which machine.

use std::path::{Path, PathBuf};

use mojo_domain::journal::Hash;

/// A folder outside of every profile, and the machine it belongs to.
#[derive(Clone, Debug)]
pub struct MarkPlace {
    folder: PathBuf,
    machine: Option<String>,
}

impl MarkPlace {
    /// The folder on a machine of this id; what is kept of the id is a hash.
    pub fn new(folder: impl Into<PathBuf>, machine_id: Option<&str>) -> Self {
        let machine =
            machine_id.map(|id| Hash::of(format!("mojo-desk machine {id}").as_bytes()).to_hex());
        Self { folder: folder.into(), machine }
    }

    /// The folder on the machine that this program runs on.
    pub fn on_this_machine(folder: impl Into<PathBuf>) -> Self {
        Self::new(folder, machine_id().as_deref())
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(super) fn machine(&self) -> Option<&str> {
        self.machine.as_deref()
    }
}

/// The id of this installation of the system, where there is one.
fn machine_id() -> Option<String> {
    ["/etc/machine-id", "/var/lib/dbus/machine-id"].into_iter().find_map(|path| {
        let text = std::fs::read_to_string(path).ok()?;
        let id = text.trim();
        (!id.is_empty() && id != "uninitialized").then(|| id.to_owned())
    })
}

/// The folder of the marks in the system's directory for such state, where there is one.
pub fn default_marks() -> Option<PathBuf> {
    let folder = |name: &str| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    let state = if cfg!(windows) {
        folder("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        folder("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        folder("XDG_STATE_HOME").or_else(|| folder("HOME").map(|home| home.join(".local/state")))
    };
    state.map(|state| state.join("mojo-desk").join("marks"))
}
