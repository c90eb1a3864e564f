//! A display that nobody sees and the driver on it; both end with the test, even by `kill -9`.

use std::{
    io::{BufRead, BufReader},
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
};

use tempfile::TempDir;

use super::Start;

pub(super) struct Processes {
    driver: Child,
    display: Child,
    folder: TempDir,
    /// As in `DISPLAY`.
    pub(super) screen: String,
    pub(super) port: u16,
}

impl Processes {
    pub(super) fn start(start: &Start) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let (width, height) = start.screen;
        let mut display = bound("Xvfb")
            .args(["-displayfd", "1", "-nolisten", "tcp", "-screen", "0"])
            .arg(format!("{width}x{height}x24"))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb is there (cargo xtask deps)");
        let screen = format!(":{}", first_line(&mut display));
        let port = free_port();
        let driver = bound("WebKitWebDriver")
            .args([&format!("--port={port}"), "--host=127.0.0.1"])
            // The driver starts the program, which inherits this environment.
            .env("DISPLAY", &screen)
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("GDK_BACKEND", "x11")
            .env("NO_AT_BRIDGE", "1")
            .env("MESA_SHADER_CACHE_DISABLE", "true")
            .env("LANG", "C.UTF-8")
            .env("XDG_DATA_HOME", folder.path().join("data"))
            .env("XDG_STATE_HOME", folder.path().join("state"))
            .env("XDG_CONFIG_HOME", folder.path().join("config"))
            .env("XDG_CACHE_HOME", folder.path().join("cache"))
            .env_remove("WAYLAND_DISPLAY")
            .envs(start.environment.iter().cloned())
            .stdout(Stdio::null())
            .spawn()
            .expect("WebKitWebDriver is there (cargo xtask deps)");
        Self { driver, display, folder, screen, port }
    }

    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }
}

impl Drop for Processes {
    fn drop(&mut self) {
        // The driver first; without its display the program ends too.
        for process in [&mut self.driver, &mut self.display] {
            drop(process.kill());
            drop(process.wait());
        }
    }
}

/// A command whose process ends when the test's thread does.
fn bound(program: &str) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "KILL", "--", program]);
    command
}

fn first_line(process: &mut Child) -> String {
    let mut line = String::new();
    let stdout = process.stdout.take().expect("stdout is piped");
    BufReader::new(stdout).read_line(&mut line).expect("Xvfb names its display");
    line.trim().to_owned()
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("it has an address").port()
}
