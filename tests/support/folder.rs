//! Folders of files and databases, copied whole.

use std::path::Path;

/// Copies a folder with all that is in it. The shared memory of a database's connections is left: it
/// means nothing to new ones.
///
/// # Panics
/// When it cannot be copied.
pub fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else if !entry.file_name().to_string_lossy().ends_with("-shm") {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Copies an SQLite database that nobody has open: its file, and the log that a process left beside it
/// which ended before it could tidy up.
///
/// # Panics
/// When it cannot be copied.
pub fn copy_database(from: &Path, to: &Path) {
    std::fs::copy(from, to).unwrap();
    let (log, target) = (from.with_extension("db-wal"), to.with_extension("db-wal"));
    if log.exists() {
        std::fs::copy(log, target).unwrap();
    }
}
