//! The desk of the demo practice: signed in by `mojo`, shown by `mojo-desk`.

use std::{
    ffi::OsStr,
    fs,
    process::{Command, Stdio},
};

use serde_json::Value;

use super::{profile::Profile, server::Server};
use crate::{
    failure::{Failure, Outcome},
    process, workshop,
};

/// One local profile.
pub(crate) struct Desk<'a> {
    profile: &'a Profile,
}

impl<'a> Desk<'a> {
    pub(crate) fn new(profile: &'a Profile) -> Self {
        Self { profile }
    }

    /// Signs the owner in, unless this profile already belongs to this platform.
    pub(crate) fn sign_in(&self, server: &Server) -> Outcome {
        let owner = server.owner()?;
        let here = format!("{}\n{}", server.url, owner.name);
        let before = fs::read_to_string(self.profile.signed_in_file()).unwrap_or_default();
        if before == here && self.ask(&["status"]).is_ok() {
            return Ok(());
        }
        workshop::write_secret(&self.profile.password_file(), &owner.password)?;
        let password_file = self.profile.password_file();
        self.ask(&[
            OsStr::new("login"),
            OsStr::new("--platform"),
            OsStr::new(&server.url),
            OsStr::new("--user"),
            OsStr::new(&owner.name),
            OsStr::new("--password-file"),
            password_file.as_os_str(),
            OsStr::new("--device"),
            OsStr::new("Empfang"),
        ])?;
        workshop::write(&self.profile.signed_in_file(), &here)
    }

    /// Opens the window and waits until it is closed.
    pub(crate) fn open_window(&self) -> Outcome {
        let mut window = process::bound_to_us(&workshop::binary("debug", "mojo-desk"));
        process::run(self.at_profile(&mut window))
    }

    /// Runs `mojo --json` with these words and reads its answer.
    pub(crate) fn ask(&self, words: &[impl AsRef<OsStr>]) -> Outcome<Value> {
        let mut mojo = process::bound_to_us(&workshop::binary("debug", "mojo"));
        self.at_profile(&mut mojo).arg("--json").args(words);
        let output = mojo.stdin(Stdio::null()).stderr(Stdio::inherit()).output();
        let output = output.map_err(|error| Failure::new(format!("mojo: {error}")))?;
        let said: Vec<_> = words.iter().map(|word| word.as_ref().to_string_lossy()).collect();
        if !output.status.success() {
            let code = output.status;
            return Err(Failure::new(format!("`mojo {}` ended with {code}", said.join(" "))));
        }
        serde_json::from_slice(&output.stdout).map_err(|error| {
            Failure::new(format!("`mojo {}` answered no JSON: {error}", said.join(" ")))
        })
    }

    fn at_profile<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        command.arg("--profile").arg(self.profile.desk());
        command.arg("--state").arg(self.profile.marks());
        command.arg("--passphrase-file").arg(self.profile.passphrase_file())
    }
}
