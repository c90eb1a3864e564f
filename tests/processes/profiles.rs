//! `mojo profiles`: the list of the tenants, written by several programs at once.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use mojo_journeys::program::built;
use serde_json::{Value, json};

use crate::said::{assert_members, list};

/// A machine of which the program sees a home folder and nothing else.
struct Machine {
    program: PathBuf,
    home: tempfile::TempDir,
}

impl Machine {
    /// `None` only in a fast run without the program.
    fn new() -> Option<Self> {
        let machine = Self { program: built("MOJO_BIN")?, home: tempfile::tempdir().unwrap() };
        std::fs::write(machine.passphrase(), "one for all").unwrap();
        Some(machine)
    }

    fn passphrase(&self) -> PathBuf {
        self.home.path().join("passphrase")
    }

    fn data(&self) -> PathBuf {
        self.home.path().join("data/mojo-desk")
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        // The data directory of each system, in this home.
        command.env("HOME", self.home.path()).env("APPDATA", self.home.path().join("data"));
        command.env("XDG_DATA_HOME", self.home.path().join("data"));
        command.env("XDG_STATE_HOME", self.home.path().join("state"));
        command.args(["--json", "--passphrase-file"]).arg(self.passphrase()).args(words);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn run(&self, words: &[&str]) -> Output {
        self.command(words).output().unwrap()
    }

    #[track_caller]
    fn done(&self, words: &[&str]) -> Value {
        let output = self.run(words);
        assert!(output.status.success(), "{words:?}: {}", said(&output));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    #[track_caller]
    fn refused(&self, words: &[&str], code: &str) {
        let output = self.run(words);
        assert_eq!(output.status.code(), Some(1), "{words:?}");
        assert!(said(&output).contains(&format!("({code})")), "{}", said(&output));
    }

    fn rows(&self) -> Vec<Value> {
        let listed = self.done(&["profiles", "list"]);
        assert_eq!(listed["damaged"], Value::Null);
        list(&listed["profiles"]).to_vec()
    }

    /// A profile as it lies on a disk elsewhere.
    fn elsewhere(&self, name: &str) -> PathBuf {
        let folder = self.home.path().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("desk.db"), "a database").unwrap();
        folder
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn programs_that_add_profiles_at_the_same_time_lose_none() {
    let Some(machine) = Machine::new() else { return };
    let folders: Vec<PathBuf> = (0..12).map(|n| machine.elsewhere(&format!("stick-{n}"))).collect();
    let started: Vec<_> = folders
        .iter()
        .map(|folder| machine.command(&["profiles", "add", text(folder)]).spawn().unwrap())
        .collect();
    for process in started {
        let output = process.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", said(&output));
    }
    let rows = machine.rows();
    assert_eq!(rows.len(), 12, "{rows:?}");
    assert!(rows.iter().all(|row| row["state"] == "ready"), "{rows:?}");
}

#[test]
fn another_tenant_gets_a_profile_and_is_chosen_and_named() {
    let Some(machine) = Machine::new() else { return };
    machine.done(&["init", "--demo"]);
    let rows = machine.rows();
    assert_members(
        &rows[0],
        &["folder", "name", "tenant", "user", "state", "last_used", "default"],
    );
    assert_eq!((&rows[0]["name"], &rows[0]["user"]), (&json!("default"), &json!("Mira Tannhoff")));
    let first = machine.done(&["status"])["number_code"].clone();

    let added = machine.done(&["profiles", "add"]);
    let name = added["name"].as_str().unwrap();
    machine.done(&["--profile", name, "init", "--demo"]);
    assert_eq!(machine.rows().len(), 2);
    let second = machine.done(&["--profile", name, "status"])["number_code"].clone();
    assert_ne!(first, second, "each has a till of its own");
    assert_eq!(machine.done(&["status"])["number_code"], first, "adding chooses nothing");
    machine.done(&["profiles", "use", name]);
    assert_eq!(machine.done(&["status"])["number_code"], second);
    let folder = text(&machine.data().join("default")).to_owned();
    assert_eq!(machine.done(&["--profile", &folder, "status"])["number_code"], first);

    // Both demo practices bear one name: what is meant must be said.
    let tenant = machine.rows()[0]["tenant"].as_str().unwrap().to_owned();
    machine.refused(&["--profile", &tenant, "status"], "several_profiles");
    machine.refused(&["profiles", "use", "Praxis Nirgendwo"], "unknown_profile");
    machine.done(&["profiles", "forget", name]);
    assert_eq!(machine.done(&["status"])["number_code"], first, "what is forgotten is not chosen");
    assert!(Path::new(added["folder"].as_str().unwrap()).join("desk.db").exists());
}

#[test]
fn a_torn_list_is_said_and_the_chosen_profile_that_is_not_there_is_not_made_anew() {
    let Some(machine) = Machine::new() else { return };
    machine.done(&["init", "--demo"]);
    let stick = machine.elsewhere("stick");
    machine.done(&["profiles", "add", text(&stick)]);
    machine.done(&["profiles", "use", "stick"]);
    std::fs::write(machine.data().join("profiles.json"), "{\"profiles\":[{\"fol").unwrap();
    let output = machine.run(&["profiles", "list"]);
    assert!(output.status.success());
    assert!(said(&output).contains("built anew"), "{}", said(&output));
    let listed: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(list(&listed["profiles"]).len(), 2, "{listed}");
    machine.done(&["profiles", "use", "stick"]);
    std::fs::remove_dir_all(&stick).unwrap();
    machine.refused(&["status"], "profile_missing");
    assert!(!stick.exists());
    machine.done(&["profiles", "use", "default"]);
    machine.done(&["status"]);
}
