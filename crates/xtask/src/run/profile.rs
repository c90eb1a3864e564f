//! Where a demo run keeps its things between two starts: `target/run`.

use std::{fs, io::Read, path::PathBuf};

use crate::{
    failure::{Failure, Outcome},
    workshop,
};

/// The folder of the run and the files in it.
pub(crate) struct Profile {
    pub(crate) folder: PathBuf,
}

impl Profile {
    /// Opens the folder; `fresh` forgets what an earlier run left.
    pub(crate) fn open(fresh: bool) -> Outcome<Self> {
        let profile = Self { folder: workshop::target().join("run") };
        if fresh && profile.folder.exists() {
            fs::remove_dir_all(&profile.folder)
                .map_err(|error| Failure::file(&profile.folder, &error))?;
        }
        for folder in [profile.desk(), profile.papers()] {
            workshop::make_folder(&folder)?;
        }
        if !profile.passphrase_file().exists() {
            workshop::write_secret(&profile.passphrase_file(), &random_words()?)?;
        }
        Ok(profile)
    }

    /// The platform's database.
    pub(crate) fn database(&self) -> PathBuf {
        self.folder.join("platform.db")
    }

    /// The desk's profile.
    pub(crate) fn desk(&self) -> PathBuf {
        self.folder.join("desk")
    }

    /// Where the desk keeps, beside the profile, how far it has counted.
    pub(crate) fn marks(&self) -> PathBuf {
        self.folder.join("marks")
    }

    /// PDFs and other papers of the day.
    pub(crate) fn papers(&self) -> PathBuf {
        self.folder.join("papers")
    }

    /// Opens the desk's database; a demo has no keychain.
    pub(crate) fn passphrase_file(&self) -> PathBuf {
        self.folder.join("passphrase")
    }

    /// The demo user's password, as `mojo login` reads it.
    pub(crate) fn password_file(&self) -> PathBuf {
        self.folder.join("password")
    }

    /// Which platform this desk last signed in at.
    pub(crate) fn signed_in_file(&self) -> PathBuf {
        self.folder.join("signed-in")
    }
}

/// 256 bits of the system's randomness as hexadecimal digits.
fn random_words() -> Outcome<String> {
    let mut bytes = [0_u8; 32];
    let source = PathBuf::from("/dev/urandom");
    fs::File::open(&source)
        .and_then(|mut file| file.read_exact(&mut bytes))
        .map_err(|error| Failure::file(&source, &error))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
