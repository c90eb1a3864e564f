//! Choosing and opening the profile.

use std::path::{Path, PathBuf};

use mojo_desk::keys::KeySource;
use mojo_desk::profiles::Profiles;
use mojo_desk::{Desk, OpenDesk};

use crate::output::Failure;

/// What a profile that was just made consists of, until somebody is signed in.
const NEW_FILES: [&str; 4] = ["desk.db", "desk.db-wal", "desk.db-shm", "key.json"];

/// The profile that was named by its folder or as it is listed, or else the chosen one, or else the
/// one in the platform's data directory.
pub(crate) fn choose(named: Option<PathBuf>) -> Result<PathBuf, Failure> {
    match (Profiles::on_this_machine(), named) {
        (Ok(profiles), Some(named)) => Ok(profiles.folder_or_name(named)?),
        (Ok(profiles), None) => Ok(profiles.for_commands()?),
        (Err(_), Some(named)) => Ok(named),
        (Err(error), None) => Err(Failure::usage(error.to_string())),
    }
}

/// The profile with the key from the file or the keychain.
pub(crate) fn describe(
    profile: PathBuf,
    passphrase_file: Option<PathBuf>,
    marks: Option<PathBuf>,
) -> OpenDesk {
    let key = passphrase_file.map_or(KeySource::Keychain, KeySource::PassphraseFile);
    OpenDesk::new(profile, key).marks_in(marks)
}

/// What says that a profile was erased.
const ERASED: &str = "erased.json";

/// Whether the folder was a profile before; a mistyped one is not. One that was erased was.
pub(crate) fn is_there(profile: &Path) -> bool {
    NEW_FILES.iter().chain([&ERASED]).any(|name| profile.join(name).exists())
}

/// There is no profile, and the command makes none.
pub(crate) fn missing(profile: &Path) -> Failure {
    let message = format!(
        "there is no profile in {}; check --profile, or make one with `mojo login` or \
         `mojo init --demo`; nothing was made",
        profile.display()
    );
    Failure::refused("no_profile", message)
}

/// Opens the profile.
pub(crate) async fn open(open: OpenDesk) -> Result<Desk, Failure> {
    Ok(Desk::open(open).await?)
}

/// Takes away a profile that was made for nothing: nobody signed in, nothing was recorded. The folder
/// goes too when nothing else is in it.
pub(crate) fn remove_new(profile: &Path) {
    for name in NEW_FILES {
        // What cannot be removed stays; the failure of the command is what counts.
        let _ = std::fs::remove_file(profile.join(name));
    }
    let _ = std::fs::remove_dir(profile);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_profile_is_taken_away_and_a_stranger_s_file_stays() {
        let folder = std::env::temp_dir().join(format!("mojo-profile-{}", std::process::id()));
        assert!(!is_there(&folder));
        std::fs::create_dir_all(&folder).unwrap();
        assert!(!is_there(&folder), "an empty folder is none");
        std::fs::write(folder.join("desk.db"), "x").unwrap();
        assert!(is_there(&folder));
        std::fs::write(folder.join("holiday.jpg"), "x").unwrap();
        remove_new(&folder);
        assert!(!is_there(&folder) && folder.join("holiday.jpg").exists());
        std::fs::remove_file(folder.join("holiday.jpg")).unwrap();
        remove_new(&folder);
        assert!(!folder.exists());
        assert!(missing(&folder).to_string().contains("mojo login"));
    }
}
