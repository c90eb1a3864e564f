//! The demo practice as a stranger meets it: a platform process, a desk profile signed in, a window.

use std::{
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, ChildStdout, Command, Stdio},
};

use crate::plant;
use crate::webdriver::{Start, Window};
use serde_json::{Value, json};
use tempfile::TempDir;

/// The desk at which the window is opened.
const OWN_DESK: &str = "desk";

/// One practice, its desks, one of them with a window.
pub struct Demo {
    folder: TempDir,
    platform: Option<Platform>,
}

struct Platform {
    process: Child,
    /// Kept open: a platform that writes a second line must not find its reader gone.
    _stdout: BufReader<ChildStdout>,
    url: String,
    users: Value,
}

impl Demo {
    /// Starts the platform with its demo tenants; the desk is new and knows nobody.
    pub fn start() -> Self {
        let mut demo =
            Self { folder: tempfile::tempdir().expect("a temporary folder"), platform: None };
        demo.plug_in("127.0.0.1:0");
        std::fs::write(demo.file("passphrase"), "a passphrase of a test").expect("a small file");
        demo
    }

    /// Where the platform is.
    pub fn url(&self) -> &str {
        &self.platform.as_ref().expect("the cable is in").url
    }

    /// Name and password of the demo practice's owner.
    pub fn owner(&self) -> (String, String) {
        let users = &self.platform.as_ref().expect("the cable is in").users;
        let users = users.as_array().expect("a list of users");
        let owner = users.iter().find(|user| user["role"] == "owner").expect("an owner");
        let text = |key: &str| owner[key].as_str().expect("text").to_owned();
        (text("name"), text("password"))
    }

    /// The password of somebody of the demo.
    ///
    /// # Panics
    /// When nobody is called so.
    pub fn password_of(&self, user: &str) -> String {
        let users = &self.platform.as_ref().expect("the cable is in").users;
        let held = users.as_array().into_iter().flatten().find(|held| held["name"] == user);
        held.and_then(|held| held["password"].as_str()).expect("somebody of the demo").to_owned()
    }

    /// Puts a body to the platform as somebody of the demo, beside any desk.
    ///
    /// # Panics
    /// When the platform refuses.
    pub fn put_as(&self, user: &str, path: &str, body: &Value) {
        let login = json!({ "user": user, "password": self.password_of(user) });
        let url = |path: &str| format!("{}/api/v1/{path}", self.url());
        let mut answer = ureq::post(url("sessions")).send_json(login).expect("signed in");
        let session: Value = answer.body_mut().read_json().expect("a session");
        let token = session["token"].as_str().expect("a token");
        let put = ureq::put(url(path)).header("Authorization", format!("Bearer {token}"));
        put.send_json(body).expect("the platform takes it");
    }

    /// Runs a job of the platform, which stands still meanwhile.
    ///
    /// # Panics
    /// When it fails.
    pub fn run_job(&mut self, job: &str) {
        let address = self.unplug();
        let status = Command::new(program("MOJO_PLATFORM_BIN"))
            .args(["jobs", "run", job, "--database", &self.database()])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .status();
        assert!(status.expect("the platform can be started").success(), "jobs run {job}");
        self.plug_in(&address);
    }

    /// Changes the platform's database behind the program's back; it stands still meanwhile.
    ///
    /// # Panics
    /// When the database refuses.
    pub fn plant_on_platform(&mut self, sql: &str) {
        let address = self.unplug();
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        runtime.block_on(plant::on_platform(&self.database(), sql));
        self.plug_in(&address);
    }

    /// Changes the database of a desk of that name behind the program's back.
    ///
    /// # Panics
    /// When the database refuses.
    pub fn plant_at(&self, desk: &str, sql: &str) {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        runtime.block_on(plant::on_desk(&self.file(desk), &self.file("passphrase"), sql));
    }

    /// Runs `mojo --json` at this desk.
    ///
    /// # Panics
    /// When it refuses.
    pub fn mojo(&self, words: &[&str]) -> Value {
        self.mojo_at(OWN_DESK, words).unwrap_or_else(|| panic!("mojo {words:?} refused"))
    }

    /// Runs `mojo --json` at a desk of that name; nothing where it refuses.
    pub fn mojo_at(&self, desk: &str, words: &[&str]) -> Option<Value> {
        let output = Command::new(program("MOJO_BIN"))
            .args(self.profile_words(desk))
            .arg("--json")
            .args(words)
            .stdin(Stdio::null())
            .stderr(Stdio::inherit())
            .output()
            .expect("mojo can be started");
        let answer = || serde_json::from_slice(&output.stdout).expect("mojo answers JSON");
        output.status.success().then(answer)
    }

    /// Opens the window at this desk.
    pub fn open_window(&self, binary: PathBuf) -> Window {
        Window::open(&self.start_of(binary))
    }

    /// How the window is opened at this desk.
    pub fn start_of(&self, binary: PathBuf) -> Start {
        self.start_at(OWN_DESK, binary)
    }

    /// How the window is opened at a desk of that name.
    pub fn start_at(&self, desk: &str, binary: PathBuf) -> Start {
        self.profile_words(desk).into_iter().fold(Start::new(binary), Start::argument)
    }

    /// Pulls the network cable: the platform is gone.
    pub fn unplug(&mut self) -> String {
        let mut platform = self.platform.take().expect("the cable is in");
        platform.process.kill().expect("the platform ends");
        platform.process.wait().expect("the platform ended");
        platform.url.trim_start_matches("http://").to_owned()
    }

    /// Plugs it in again at the same address.
    pub fn plug_in(&mut self, address: &str) {
        let mut process = Command::new("setpriv")
            .args(["--pdeathsig", "KILL", "--"])
            .arg(program("MOJO_PLATFORM_BIN"))
            .args(["serve", "--demo", "--listen", address, "--database"])
            .arg(self.database())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the platform can be started");
        let mut line = String::new();
        let mut stdout = BufReader::new(process.stdout.take().expect("stdout is piped"));
        stdout.read_line(&mut line).expect("the platform announces itself");
        let announced: Value = serde_json::from_str(&line).expect("as one line of JSON");
        let url = announced["url"].as_str().expect("with its URL").to_owned();
        self.platform =
            Some(Platform { process, _stdout: stdout, url, users: announced["users"].clone() });
    }

    fn database(&self) -> String {
        format!("sqlite:{}", self.file("platform.db").display())
    }

    fn profile_words(&self, desk: &str) -> Vec<String> {
        let text = |path: PathBuf| path.to_str().expect("UTF-8").to_owned();
        let marks = self.file(&format!("{desk}-marks"));
        let files = [self.file(desk), self.file("passphrase"), marks];
        let [profile, passphrase, marks] = files.map(text);
        let profile = ["--profile".into(), profile, "--passphrase-file".into(), passphrase];
        profile.into_iter().chain(["--state".into(), marks]).collect()
    }

    /// A file of this demo.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        if let Some(mut platform) = self.platform.take() {
            // Its database goes with the folder; there is nothing to end gracefully.
            drop(platform.process.kill());
            drop(platform.process.wait());
        }
    }
}

fn program(variable: &str) -> PathBuf {
    let path = std::env::var_os(variable);
    path.unwrap_or_else(|| panic!("{variable} is not set: run `cargo xtask test`")).into()
}
