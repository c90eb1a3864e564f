//! Signing in at identity providers that others wrote: a certified one with the desk's whole way
//! through a browser, and an emulated Clerk with its tokens. From npm, pinned; never part of the
//! product.

use std::{
    fs,
    io::{BufRead, BufReader},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::mpsc,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::{
    deps::{self, Group},
    failure::{Failure, Outcome, only},
    postgres::cache_folder,
    process, report,
    steps::say,
    ui, workshop,
};

/// The person of the certified provider; the reception of the demo practice gets this address.
const EMAIL: &str = "mira.tannhoff@example.org";
/// How long a program may take to begin.
const PATIENCE: Duration = Duration::from_secs(300);

/// A program that is ended when this is dropped.
pub(crate) struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        process::stop(&mut self.0, "TERM", Duration::from_secs(5));
    }
}

/// The verb.
pub(crate) fn identity(words: &[&str]) -> Outcome {
    only(words, &[])?;
    deps::install(&[Group::Build])?;
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--locked", "--bin", "mojo", "--bin", "mojo-platform"]);
    process::run(cargo.current_dir(workshop::root()))?;
    let package = install()?;
    let folder = workshop::target().join("identity");
    drop(fs::remove_dir_all(&folder));
    workshop::make_folder(&folder)?;
    let mut lines = vec![
        "Providers that others wrote; the desk is `mojo`, the platform \
         `mojo-platform serve --demo`."
            .to_owned(),
        String::new(),
        "| provider | what | found |".to_owned(),
        "| --- | --- | --- |".to_owned(),
    ];
    lines.extend(certified(&package, &folder)?);
    lines.extend(clerk(&package, &folder)?);
    report::write("identity", "Identity providers", "cargo xtask identity", &lines)
}

/// Installs the pinned packages into the cache; gives back their folder.
fn install() -> Outcome<PathBuf> {
    let pin = workshop::root().join("crates/xtask/identity");
    let cache = cache_folder()?.join("identity");
    workshop::make_folder(&cache)?;
    let names = ["package.json", "package-lock.json", "provider.mjs", "browser.mjs", "clerk.mjs"];
    for name in names {
        let wanted = workshop::read(&pin.join(name))?;
        // Written only when it differs: its age decides whether npm installs again.
        if fs::read_to_string(cache.join(name)).ok().as_deref() != Some(&wanted) {
            workshop::write(&cache.join(name), &wanted)?;
        }
    }
    ui::install_in(&cache, &["--ignore-scripts"])?;
    Ok(cache)
}

/// The platform with its demo tenants, believing `issuer`, for the desks and for the web
/// application of an audience; its address and its users.
fn platform(
    folder: &Path,
    issuer: &str,
    audience: Option<&str>,
) -> Outcome<(Running, String, Vec<Value>)> {
    let mut command = process::bound_to_us(&workshop::binary("debug", "mojo-platform"));
    command.args(["serve", "--demo", "--listen", "127.0.0.1:0"]);
    command.arg("--database").arg(format!("sqlite:{}", folder.join("platform.db").display()));
    command.args(["--oidc-issuer", issuer, "--oidc-client-id", "mojo-desk"]);
    if let Some(audience) = audience {
        command.args(["--oidc-audience", audience]);
    }
    let (running, line) = started(command)?;
    let wrong = || Failure::new(format!("the platform announced itself with `{line}`"));
    let told: Value = serde_json::from_str(&line).map_err(|_| wrong())?;
    let url = told["url"].as_str().ok_or_else(wrong)?.to_owned();
    let users = told["users"].as_array().ok_or_else(wrong)?.clone();
    Ok((running, url, users))
}

/// Starts a program and waits for its first line.
pub(crate) fn started(mut command: Command) -> Outcome<(Running, String)> {
    let spawned = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
    let mut child = spawned.map_err(|error| Failure::new(format!("{command:?}: {error}")))?;
    let stdout = child.stdout.take().expect("stdout is piped");
    let running = Running(child);
    let (send, receive) = mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            // Later lines are of no interest, but somebody has to read them.
            drop(send.send(line));
        }
    });
    let line = receive.recv_timeout(PATIENCE);
    let line = line.map_err(|_| Failure::new(format!("{command:?} ended or said nothing")))?;
    Ok((running, line))
}

/// The whole way of the desk at `oidc-provider`, on the Node of this machine.
fn certified(package: &Path, folder: &Path) -> Outcome<Vec<String>> {
    const NAME: &str = "oidc-provider";
    let port = free_port()?;
    let mut node = process::bound_to_us(Path::new("node"));
    node.arg("provider.mjs").arg(port.to_string()).arg(EMAIL).current_dir(package);
    let (_provider, ready) = started(node)?;
    if ready != "ready" {
        return Err(Failure::new(format!("{NAME} said `{ready}`")));
    }
    let issuer = format!("http://127.0.0.1:{port}");
    let place = folder.join("certified");
    workshop::make_folder(&place)?;
    let (_platform, url, users) = platform(&place, &issuer, None)?;
    let unknown = login(package, &place, &url)?;
    let is_refused = unknown.is_err_and(|said| said.contains("no account at the platform"));
    let subject = "person-1";
    link(&url, &users, subject, "mira.tannhoff")?;
    let session = login(package, &place, &url)?.map_err(Failure::new)?;
    let sync = mojo(&place, &["sync"]).output();
    let sync = sync.map_err(|error| Failure::new(format!("mojo: {error}")))?;
    let found = [
        ("somebody without an account is refused", is_refused),
        ("code, PKCE, state, nonce, loopback: signed in", session["user"] == "Mira Tannhoff"),
        ("the role is the platform's", session["role"] == "reception"),
        ("the device is enrolled and syncs", sync.status.success()),
    ];
    rows(NAME, &found)
}

/// Clerk's kind of tokens, on the Node of the package.
fn clerk(package: &Path, folder: &Path) -> Outcome<Vec<String>> {
    const NAME: &str = "emulate (Clerk)";
    let node = newer_node(package)?;
    let port = free_port()?;
    let mut command = process::bound_to_us(&node);
    command.arg("node_modules/emulate/dist/index.js");
    command.args(["--service", "clerk", "--port", &port.to_string()]).current_dir(package);
    let spawned = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn();
    let _provider =
        Running(spawned.map_err(|error| Failure::new(format!("{command:?}: {error}")))?);
    wait_for_port(port)?;
    let origin = format!("http://localhost:{port}");
    let place = folder.join("clerk");
    workshop::make_folder(&place)?;
    let (_platform, url, users) = platform(&place, &origin, Some("clerk_emulate_client"))?;
    let mut asked = Command::new(&node);
    let said = process::output(asked.arg("clerk.mjs").arg(&origin).current_dir(package))?;
    let said: Value = serde_json::from_str(&said)
        .map_err(|error| Failure::new(format!("clerk.mjs said no JSON: {error}")))?;
    let text = |name: &str| said[name].as_str().unwrap_or_default().to_owned();
    let (subject, token) = (text("subject"), text("token"));
    let ask = |token: &str| request(&url, "GET", "/api/v1/entitlement", Some(token), None);
    let before = ask(&token)?.0;
    link(&url, &users, &subject, "mira.tannhoff")?;
    let after = ask(&token)?.0;
    let (status, session) = request(&url, "POST", "/api/v1/sessions/identity", Some(&token), None)?;
    let changed = ask(&format!("{token}x"))?.0;
    let found = [
        ("a token of somebody unknown is refused", before == 403),
        ("after the staff's link it is a bearer token", after == 200),
        ("it is exchanged for a session", status == 201),
        ("the role is the platform's", session["user"]["role"] == "reception"),
        ("a changed signature is refused", changed == 401),
    ];
    rows(NAME, &found)
}

fn rows(provider: &str, found: &[(&str, bool)]) -> Outcome<Vec<String>> {
    let rows = found.iter().map(|(what, is_so)| {
        let mark = if *is_so { "yes" } else { "NO" };
        say(&format!("{provider}: {what}: {mark}"));
        format!("| {provider} | {what} | {mark} |")
    });
    let rows: Vec<String> = rows.collect();
    match found.iter().find(|(_, is_so)| !is_so) {
        Some((what, _)) => Err(Failure::new(format!("{provider}: not so: {what}"))),
        None => Ok(rows),
    }
}

/// Signs `mojo` in, with the browser played; its answer, or what it said instead.
fn login(package: &Path, place: &Path, url: &str) -> Outcome<Result<Value, String>> {
    let mut command = mojo(place, &["login", "--platform", url, "--no-browser"]);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let spawned = command.spawn();
    let mut child = spawned.map_err(|error| Failure::new(format!("mojo: {error}")))?;
    let stderr = child.stderr.take().expect("stderr is piped");
    let mut said = String::new();
    for line in BufReader::new(stderr).lines().map_while(Result::ok) {
        if line.starts_with("http://127.0.0.1:") {
            let mut browser = Command::new("node");
            browser.arg("browser.mjs").arg(&line).current_dir(package);
            let page = process::output(&mut browser)?;
            if !page.contains("Sie können dieses Fenster schließen") {
                drop(child.kill());
                return Err(Failure::new(format!("the browser ended at another page: {page}")));
            }
        }
        said.push_str(&line);
        said.push('\n');
    }
    let output = child.wait_with_output();
    let output = output.map_err(|error| Failure::new(format!("mojo: {error}")))?;
    if !output.status.success() {
        return Ok(Err(said));
    }
    let answer = serde_json::from_slice(&output.stdout);
    answer.map(Ok).map_err(|error| Failure::new(format!("`mojo login` said no JSON: {error}")))
}

/// `mojo --json` on a profile of its own.
fn mojo(place: &Path, words: &[&str]) -> Command {
    let passphrase = place.join("passphrase");
    if !passphrase.exists() {
        // What is missing is said by `mojo`.
        drop(workshop::write_secret(&passphrase, "only for tests"));
    }
    let mut mojo = process::bound_to_us(&workshop::binary("debug", "mojo"));
    mojo.arg("--profile").arg(place.join("profile")).arg("--state").arg(place.join("marks"));
    mojo.arg("--passphrase-file").arg(passphrase).arg("--json").args(words);
    mojo
}

/// The platform's administrator links the identity.
fn link(url: &str, users: &[Value], subject: &str, login_name: &str) -> Outcome {
    let admin = users.iter().find(|user| user["role"] == "platform_admin");
    let admin = admin.ok_or_else(|| Failure::new("the demo has no administrator"))?;
    let body = json!({ "user": admin["name"], "password": admin["password"] });
    let (_, session) = request(url, "POST", "/api/v1/sessions", None, Some(&body))?;
    let token = session["token"].as_str().unwrap_or_default();
    let body = json!({ "subject": subject, "login_name": login_name, "reason": "xtask identity" });
    let (status, answer) = request(url, "POST", "/api/v1/identities", Some(token), Some(&body))?;
    if status == 201 { Ok(()) } else { Err(Failure::new(format!("not linked: {answer}"))) }
}

/// One request by `curl`, which every machine that builds the house has: status and JSON.
pub(crate) fn request(
    url: &str,
    method: &str,
    path: &str,
    token: Option<&str>,
    body: Option<&Value>,
) -> Outcome<(u16, Value)> {
    let mut curl = Command::new("curl");
    curl.args(["--silent", "--show-error", "--max-time", "30", "--request", method]);
    curl.args(["--write-out", "\n%{http_code}"]);
    if let Some(token) = token {
        curl.args(["--header", &format!("Authorization: Bearer {token}")]);
    }
    if let Some(body) = body {
        curl.args(["--header", "Content-Type: application/json", "--data", &body.to_string()]);
    }
    let text = process::output(curl.arg(format!("{url}{path}")))?;
    let (answer, status) = text.rsplit_once('\n').unwrap_or(("", &text));
    let status = status.trim().parse().map_err(|_| Failure::new(format!("curl said {text}")))?;
    Ok((status, serde_json::from_str(answer).unwrap_or(Value::Null)))
}

/// The emulated Clerk needs a newer Node than the house.
fn newer_node(package: &Path) -> Outcome<PathBuf> {
    let machine = match std::env::consts::ARCH {
        "aarch64" => "arm64",
        _ => "x64",
    };
    let node = package.join(format!("node_modules/node-linux-{machine}/bin/node"));
    if !node.exists() {
        return Err(Failure::new(format!("there is no {}", node.display())));
    }
    // The archive of a package may lose the mark.
    process::run(Command::new("chmod").arg("u+x").arg(&node))?;
    Ok(node)
}

fn wait_for_port(port: u16) -> Outcome {
    let since = Instant::now();
    while since.elapsed() < Duration::from_secs(60) {
        // It may listen on either address of this machine.
        if TcpStream::connect(("localhost", port)).is_ok() {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    Err(Failure::new(format!("nobody took requests at port {port} within a minute")))
}

fn free_port() -> Outcome<u16> {
    let listener = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    let address = listener.map_err(|error| Failure::new(format!("no free port: {error}")))?;
    Ok(address.port())
}
