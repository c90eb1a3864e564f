//! The demo platform as a process of its own, ending with us.

use std::{
    io::{BufRead, BufReader},
    net::TcpListener,
    process::{Child, ChildStdout, Stdio},
    sync::mpsc,
    time::Duration,
};

use serde_json::Value;

use super::profile::Profile;
use crate::{
    failure::{Failure, Outcome},
    process, workshop,
};

/// A demo user as the platform names it.
pub(crate) struct User {
    pub(crate) name: String,
    pub(crate) role: String,
    pub(crate) tenant: String,
    pub(crate) password: String,
}

/// The running platform; it is stopped when this is dropped.
pub(crate) struct Server {
    process: Child,
    pub(crate) url: String,
    pub(crate) users: Vec<User>,
}

impl Server {
    /// Starts it and waits for its line on stdout.
    pub(crate) fn start(profile: &Profile) -> Outcome<Self> {
        let mut command = process::bound_to_us(&workshop::binary("debug", "mojo-platform"));
        command.args(["serve", "--demo", "--listen", listen_address()]);
        command.arg("--database").arg(format!("sqlite:{}", profile.database().display()));
        let spawned = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
        let mut process =
            spawned.map_err(|error| Failure::new(format!("mojo-platform: {error}")))?;
        let stdout = process.stdout.take().expect("stdout is piped");
        let line = first_line(stdout);
        match line.and_then(|line| read_announcement(&line)) {
            Ok((url, users)) => Ok(Self { process, url, users }),
            Err(failure) => {
                process::stop(&mut process, "TERM", Duration::from_secs(2));
                let hint = "`cargo xtask run --fresh` starts over";
                Err(Failure::new(format!("{} ({hint})", failure.message)))
            }
        }
    }

    /// The owner of the demo practice: the platform names that user first.
    pub(crate) fn owner(&self) -> Outcome<&User> {
        let owner = self.users.iter().find(|user| user.role == "owner");
        owner.ok_or_else(|| Failure::new("the platform named no owner of a demo practice"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        process::stop(&mut self.process, "TERM", Duration::from_secs(5));
    }
}

/// The usual port where it is free: a desk that signed in once finds its platform again.
fn listen_address() -> &'static str {
    const USUAL: &str = "127.0.0.1:8787";
    if TcpListener::bind(USUAL).is_ok() { USUAL } else { "127.0.0.1:0" }
}

/// The first line; the rest is passed on so that the platform never waits for a reader.
fn first_line(stdout: ChildStdout) -> Outcome<String> {
    let (send, receive) = mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            if let Err(unheard) = send.send(line) {
                eprintln!("platform: {}", unheard.0);
            }
        }
    });
    // A year of demo data is computed at the first start.
    receive.recv_timeout(Duration::from_secs(300)).map_err(|_| {
        Failure::new("the platform ended or said nothing for five minutes; its reason stands above")
    })
}

/// Reads `{"url","users":[{"name","role","tenant","password"}]}`.
fn read_announcement(line: &str) -> Outcome<(String, Vec<User>)> {
    let wrong = || Failure::new(format!("the platform announced itself with `{line}`"));
    let value: Value = serde_json::from_str(line).map_err(|_| wrong())?;
    let text = |value: &Value, key: &str| value[key].as_str().map(str::to_owned).ok_or_else(wrong);
    let mut users = Vec::new();
    for user in value["users"].as_array().ok_or_else(wrong)? {
        users.push(User {
            name: text(user, "name")?,
            role: text(user, "role")?,
            tenant: text(user, "tenant")?,
            password: text(user, "password")?,
        });
    }
    Ok((text(&value, "url")?, users))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_announcement_names_url_and_users() {
        let line = r#"{"url":"http://127.0.0.1:8787","users":[
            {"name":"a@b.example","role":"owner","tenant":"Praxis","password":"p"}]}"#;
        let (url, users) = read_announcement(line).expect("a good announcement");
        assert_eq!(url, "http://127.0.0.1:8787");
        assert_eq!((users[0].name.as_str(), users[0].role.as_str()), ("a@b.example", "owner"));
    }

    #[test]
    fn an_announcement_without_users_is_refused() {
        assert!(read_announcement(r#"{"url":"http://127.0.0.1:8787"}"#).is_err());
        assert!(read_announcement("listening on 8787").is_err());
    }
}
