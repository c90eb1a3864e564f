//! Where the program keeps its data on this machine.

use std::path::PathBuf;

/// The folder of a machine's first profile, beside the register.
pub(super) const DEFAULT: &str = "default";

/// The program's folder in the platform's data directory, where there is one.
pub(super) fn data_folder() -> Option<PathBuf> {
    let folder = |name: &str| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    let data = if cfg!(windows) {
        folder("APPDATA")
    } else if cfg!(target_os = "macos") {
        folder("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        folder("XDG_DATA_HOME").or_else(|| folder("HOME").map(|home| home.join(".local/share")))
    };
    data.map(|data| data.join("mojo-desk"))
}
