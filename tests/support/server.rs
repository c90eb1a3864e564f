//! The real `mojo-platform` as a process of its own.

use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

use crate::folder::copy_database;
use crate::plant;
use crate::program::Fault;

/// How to start a platform again and again: the same database, the same port.
#[derive(Clone, Debug)]
pub struct Host {
    program: PathBuf,
    database: String,
    port: u16,
    words: Vec<String>,
}

/// A platform that runs; dropped, it dies.
pub struct Server {
    process: Child,
    /// Its address.
    pub url: String,
    users: Value,
}

impl Host {
    /// A platform on `database`, at a port that is free now.
    ///
    /// # Panics
    /// When no port is free.
    pub fn new(program: &Path, database: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (program, database) = (program.to_owned(), database.to_owned());
        Self { program, database, port, words: Vec::new() }
    }

    /// On a copy of an SQLite database that was filled with the demo once for all tests.
    ///
    /// # Panics
    /// When it cannot be filled or copied.
    pub fn with_demo(program: &Path, folder: &Path) -> Self {
        static FILLED: OnceLock<(TempDir, PathBuf)> = OnceLock::new();
        let (_, filled) = FILLED.get_or_init(|| {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("platform.db");
            let host = Self::new(program, &format!("sqlite:{}", path.display()));
            host.start().unwrap().stop();
            (folder, path)
        });
        let path = folder.join("platform.db");
        copy_database(filled, &path);
        Self::new(program, &format!("sqlite:{}", path.display()))
    }

    /// The same on another database.
    #[must_use]
    pub fn on(&self, database: &str) -> Self {
        Self { database: database.to_owned(), ..self.clone() }
    }

    /// The same, started with further words, as `--payout-day`.
    #[must_use]
    pub fn with_words(&self, words: &[&str]) -> Self {
        Self { words: words.iter().map(|word| (*word).to_owned()).collect(), ..self.clone() }
    }

    /// Changes the database behind the platform's back, and puts its guards away.
    ///
    /// # Panics
    /// When the database refuses.
    pub fn plant(&self, sql: &str) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            plant::unguard(&self.database).await;
            plant::on_platform(&self.database, sql).await;
        });
    }

    /// Where it serves, or will.
    pub fn address(&self) -> std::net::SocketAddr {
        std::net::SocketAddr::from(([127, 0, 0, 1], self.port))
    }

    /// Starts it and waits until it serves; `None` when it ended before.
    ///
    /// # Panics
    /// When the program cannot be started at all.
    pub fn start(&self) -> Option<Server> {
        self.spawn(Command::new(&self.program))
    }

    /// Starts it so that it meets `fault`; `None` when that ended it before it served.
    ///
    /// # Panics
    /// When `strace` cannot be started.
    pub fn start_under(&self, fault: Fault, log: &Path) -> Option<Server> {
        // `-D`: the child is the platform itself, so that our signals reach it.
        let mut command = Command::new("strace");
        command.arg("-D").args(fault.words(log)).arg(&self.program);
        self.spawn(command)
    }

    fn spawn(&self, mut command: Command) -> Option<Server> {
        let listen = format!("127.0.0.1:{}", self.port);
        command.args(["serve", "--demo", "--listen", &listen, "--database", &self.database]);
        command.args(&self.words);
        command.env("MOJO_LOG", "error").stdin(Stdio::null()).stdout(Stdio::piped());
        let mut process = command.stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        let mut stdout = BufReader::new(process.stdout.take().unwrap());
        if stdout.read_line(&mut line).unwrap_or(0) == 0 {
            drop(process.kill());
            drop(process.wait());
            return None;
        }
        let said: Value = serde_json::from_str(&line).unwrap();
        let url = said["url"].as_str().unwrap().to_owned();
        Some(Server { process, url, users: said["users"].clone() })
    }
}

impl Server {
    /// The password of somebody of the demo.
    ///
    /// # Panics
    /// When nobody is called so.
    pub fn password_of(&self, user: &str) -> String {
        let users = self.users.as_array().unwrap();
        let found = users.iter().find(|held| held["name"] == user);
        found.unwrap_or_else(|| panic!("no {user}"))["password"].as_str().unwrap().to_owned()
    }

    /// Somebody of the demo with that role.
    ///
    /// # Panics
    /// When nobody has it.
    pub fn user_of_role(&self, role: &str) -> String {
        let users = self.users.as_array().unwrap();
        let found = users.iter().find(|held| held["role"] == role);
        found.unwrap_or_else(|| panic!("no {role}"))["name"].as_str().unwrap().to_owned()
    }

    /// The process.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// Whether it still runs.
    pub fn is_alive(&mut self) -> bool {
        matches!(self.process.try_wait(), Ok(None))
    }

    /// Ends it as by `kill -9`.
    pub fn kill(self) {
        drop(self);
    }

    /// Asks it to end, as whoever supervises it does, and waits a while; gives back whether it ended
    /// by itself, and well.
    pub fn stop(mut self) -> bool {
        signal(self.process.id(), "TERM");
        for _ in 0..500 {
            if let Ok(Some(status)) = self.process.try_wait() {
                return status.success();
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        false
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// Sends a signal (`STOP`, `CONT`, `TERM`) to a process that we started.
pub fn signal(process: u32, name: &str) {
    // A process that ended in between needs no signal.
    // The shell's own word: a small system has no program of that name.
    drop(Command::new("sh").args(["-c", &format!("kill -{name} {process}")]).output());
}
