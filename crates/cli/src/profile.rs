//! Choosing and opening the profile.

use std::path::PathBuf;

use mojo_desk::keys::KeySource;
use mojo_desk::{Desk, OpenDesk};

use crate::output::Failure;

/// The profile that was named, or the one in the platform's data directory.
pub(crate) fn choose(named: Option<PathBuf>) -> Result<PathBuf, Failure> {
    named
        .or_else(mojo_desk::default_profile)
        .ok_or_else(|| Failure::usage("no data directory on this system: name one with --profile"))
}

/// Opens the profile with the key from the file or the keychain.
pub(crate) async fn open(
    profile: PathBuf,
    passphrase_file: Option<PathBuf>,
    marks: Option<PathBuf>,
) -> Result<Desk, Failure> {
    let key = passphrase_file.map_or(KeySource::Keychain, KeySource::PassphraseFile);
    Ok(Desk::open(OpenDesk::new(profile, key).marks_in(marks)).await?)
}
