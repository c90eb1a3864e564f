//! Freezes the databases of a release: a small day at a desk and its platform, kept as the programs
//! of that release wrote them. `cargo xtask freeze VERSION` builds and calls this; the journey
//! `frozen` opens every frozen release with the present programs, for ever.
//!
//! `freeze VERSION FOLDER`, with the programs in `MOJO_BIN` and `MOJO_PLATFORM_BIN`.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

/// Opens the frozen desk. No secret: what is frozen is invented.
const PASSPHRASE: &str = "frozen";

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [version, folder] = &words[..] else { panic!("freeze VERSION FOLDER") };
    let folder = PathBuf::from(folder);
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    let day = tempfile::tempdir().expect("a temporary folder");
    let manifest = live_a_day(day.path(), version);
    let desk = day.path().join("desk");
    for name in ["desk.db", "key.json"] {
        std::fs::copy(desk.join(name), folder.join(name)).expect("the desk's files");
    }
    let platform = std::fs::read(day.path().join("platform.db")).expect("the platform's database");
    let packed = zstd::encode_all(&platform[..], 19).expect("it can be packed");
    std::fs::write(folder.join("platform.db.zst"), packed).expect("it can be kept");
    let text = serde_json::to_string_pretty(&manifest).expect("a manifest is JSON");
    std::fs::write(folder.join("manifest.json"), text + "\n").expect("it can be kept");
    let _ = writeln!(std::io::stderr(), "frozen: {}", folder.display());
}

/// A day at the reception: signed in, sold, checked in, invoiced, closed, synced; then the network
/// goes and something more is sold.
fn live_a_day(folder: &Path, version: &str) -> Value {
    std::fs::write(folder.join("passphrase"), PASSPHRASE).expect("a small file");
    let server = Server::start(folder);
    let desk = Desk { folder };
    let owner = &server.users[0];
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    std::fs::write(folder.join("password"), text(&owner["password"])).expect("a small file");
    let (url, name) = (server.url.clone(), text(&owner["name"]));
    let password = folder.join("password").display().to_string();
    desk.mojo(&[
        "login",
        "--platform",
        &url,
        "--user",
        &name,
        "--password-file",
        &password,
        "--device",
        "Empfang 1",
    ]);
    let found = desk.mojo(&["contacts", "search", "an", "--limit", "1"]);
    let contact = text(&found["contacts"][0]["id"]);
    let card = desk.mojo(&[
        "pos",
        "sell",
        "--line",
        "1001",
        "--contact",
        &contact,
        "--pay",
        "cash:200.00",
    ]);
    let sold = desk.mojo(&["pos", "sell", "--line", "1004", "--pay", "cash:20.00"]);
    let cards = desk.mojo(&["cards", "list"]);
    desk.mojo(&["checkin", &text(&cards["cards"][0]["id"])]);
    let invoice = desk.mojo(&[
        "invoice",
        "issue",
        "--contact",
        &contact,
        "--line",
        "Behandlung:1:80.00:general",
    ]);
    desk.mojo(&["pos", "cash-in", "20.00", "--reason", "Wechselgeld"]);
    desk.mojo(&["sync"]);
    let status = desk.mojo(&["status"]);
    server.stop();
    let unsent = desk.mojo(&["pos", "sell", "--line", "1004", "--pay", "cash:20.00"]);
    let walked = desk.mojo(&["verify"]);
    json!({
        "version": version,
        "frozen_at": status["last_sync"],
        "passphrase": PASSPHRASE,
        "user": name,
        "number_code": status["number_code"],
        "receipts": [card["receipt"], sold["receipt"], unsent["receipt"]],
        "invoices": [invoice["number"]],
        "entries": walked["entries"],
        "head": walked["head"],
        "unsent": 1,
        "contacts": desk.mojo(&["contacts", "search", "", "--limit", "100000"])["contacts"]
            .as_array()
            .map(Vec::len),
    })
}

struct Desk<'a> {
    folder: &'a Path,
}

impl Desk<'_> {
    fn mojo(&self, words: &[&str]) -> Value {
        let mut command = Command::new(program("MOJO_BIN"));
        command.arg("--json").arg("--profile").arg(self.folder.join("desk"));
        command.arg("--passphrase-file").arg(self.folder.join("passphrase"));
        command.args(words).env("XDG_STATE_HOME", self.folder.join("state"));
        let output = command.stderr(Stdio::inherit()).output().expect("mojo can be started");
        assert!(output.status.success(), "mojo {words:?}: {}", output.status);
        serde_json::from_slice(&output.stdout).expect("mojo answers JSON")
    }
}

struct Server {
    process: Child,
    url: String,
    users: Value,
}

impl Server {
    fn start(folder: &Path) -> Self {
        let mut process = Command::new(program("MOJO_PLATFORM_BIN"))
            .args(["serve", "--demo", "--listen", "127.0.0.1:0", "--database"])
            .arg(format!("sqlite:{}", folder.join("platform.db").display()))
            .stdout(Stdio::piped())
            .spawn()
            .expect("the platform can be started");
        let mut line = String::new();
        let stdout = process.stdout.take().expect("stdout is piped");
        BufReader::new(stdout).read_line(&mut line).expect("the platform announces itself");
        let announced: Value = serde_json::from_str(&line).expect("as one line of JSON");
        let url = announced["url"].as_str().expect("with its address").to_owned();
        Self { process, url, users: announced["users"].clone() }
    }

    /// Ends it in peace, so that its database is one file.
    fn stop(mut self) {
        let id = self.process.id().to_string();
        let asked = Command::new("kill").args(["-TERM", &id]).status();
        assert!(asked.expect("kill is there").success());
        self.process.wait().expect("the platform ends");
    }
}

fn program(variable: &str) -> PathBuf {
    let path = std::env::var_os(variable);
    path.unwrap_or_else(|| panic!("{variable} is not set: run `cargo xtask freeze`")).into()
}
