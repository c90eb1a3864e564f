//! The platform's machine: its database on a disk of its own, started, killed, backed up and put
//! back.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use mojo_desk::sync::{Body, HttpReply, HttpRequest, Method};
use mojo_domain::FixedClock;
use mojo_platform::{Bucket, Limits, Platform};
use mojo_protocol::{EnrolRequest, LoginRequest, LoginResponse, PullPage};
use serde_json::Value;
use uuid::Uuid;

use super::chance::Chance;
use super::disk::{Disk, Remains};
use super::wire::{Exchange, PLATFORM};
use crate::copy_folder;

/// No limits: a run asks in an hour of its own what people ask in a year.
const UNLIMITED: Bucket = Bucket { burst: 1_000_000, per_minute: 1_000_000 };

/// The machine.
pub struct Server {
    root: PathBuf,
    generation: u32,
    /// The present disk.
    pub disk: Arc<Disk>,
    /// The present process.
    pub platform: Platform,
    /// Where its wires end.
    pub exchange: Arc<Exchange>,
    /// Its clock.
    pub clock: Arc<FixedClock>,
    /// Who watches, by name.
    sessions: Mutex<BTreeMap<String, LoginResponse>>,
    seed: (u64, u64),
}

impl Server {
    /// Starts the platform on a copy of the database in `template`, or on an empty one.
    pub async fn start(
        root: &Path,
        template: Option<&Path>,
        clock: Arc<FixedClock>,
        seed: (u64, u64),
    ) -> Self {
        let folder = root.join("platform-0");
        std::fs::create_dir_all(&folder).unwrap();
        if let Some(template) = template {
            copy_folder(template, &folder);
        }
        let disk = Disk::new(&folder);
        let platform = open(&folder, clock.clone(), seed, 0).await;
        let exchange = Arc::new(Exchange::default());
        exchange.connect(platform.router(), disk.clone());
        Self {
            root: root.to_owned(),
            generation: 0,
            disk,
            platform,
            exchange,
            clock,
            sessions: Mutex::default(),
            seed,
        }
    }

    fn folder(&self) -> PathBuf {
        self.root.join(format!("platform-{}", self.generation))
    }

    async fn stop(&mut self) {
        self.exchange.disconnect();
        self.platform.close().await;
        self.disk.retire();
    }

    /// Goes on with the files of `from`.
    async fn go_on(&mut self, from: &Path) {
        let is_own = from == self.folder();
        let old = self.folder();
        self.generation += 1;
        copy_folder(from, &self.folder());
        std::fs::remove_dir_all(&old).unwrap();
        assert!(is_own || from.exists());
        self.disk = Disk::new(&self.folder());
        let clock = self.clock.clone();
        self.platform = open(&self.folder(), clock, self.seed, self.generation).await;
        self.exchange.connect(self.platform.router(), self.disk.clone());
    }

    /// The power went, or the process was killed; it comes back.
    pub async fn restart(&mut self, remains: Remains) {
        self.disk.cut_power();
        self.stop().await;
        let (seed, stream) = self.seed;
        self.disk.settle(remains, &Chance::of_life(seed, stream + 1, self.generation));
        self.go_on(&self.folder()).await;
    }

    /// Keeps a copy of the database.
    pub async fn back_up(&mut self, name: &str) -> PathBuf {
        self.stop().await;
        let copy = self.root.join(name);
        copy_folder(&self.folder(), &copy);
        self.go_on(&self.folder()).await;
        copy
    }

    /// The database is lost, and a copy takes its place.
    pub async fn restore(&mut self, copy: &Path) {
        self.stop().await;
        self.go_on(copy).await;
        self.sessions.lock().unwrap().clear();
    }

    /// Stops for good.
    pub async fn end(&mut self) {
        self.stop().await;
    }

    /// Asks without any mishap.
    pub async fn ask(
        &self,
        method: Method,
        path: &str,
        token: Option<&str>,
        body: Option<Value>,
    ) -> Result<HttpReply, String> {
        let body = body.map(|json| Body { bytes: json.to_string().into_bytes(), is_zstd: false });
        let url = format!("{PLATFORM}/api/v1/{path}");
        let token = token.map(str::to_owned);
        let request = HttpRequest { method, url, token, body, idempotency_key: None };
        self.exchange.ask(request).await.map_err(|error| format!("{path}: {error}"))
    }

    /// Signs somebody in who watches; once, a session lives on.
    pub async fn sign_in(&self, user: &str) -> Result<LoginResponse, String> {
        if let Some(held) = self.sessions.lock().unwrap().get(user) {
            return Ok(held.clone());
        }
        let password = password(user);
        let login = LoginRequest { user: user.to_owned(), password: password.to_owned() };
        let body = serde_json::to_value(login).ok();
        let answer: LoginResponse = read(&self.ask(Method::Post, "sessions", None, body).await?)?;
        self.sessions.lock().unwrap().insert(user.to_owned(), answer.clone());
        Ok(answer)
    }

    /// The session does not hold any more.
    pub fn forget_session(&self, user: &str) {
        self.sessions.lock().unwrap().remove(user);
    }

    /// Only devices get the order: whoever watches has one that never writes.
    async fn enrol_watcher(&self, user: &str, token: &str) -> Result<(), String> {
        let bytes = user.bytes().fold(0xF000_u128, |id, byte| (id << 8) | u128::from(byte));
        let body = EnrolRequest {
            device_id: Uuid::from_u128(bytes).into(),
            name: "Beobachter".to_owned(),
            epoch: 1,
            code: None,
            log_epoch: 0,
            pulled: None,
            former: Vec::new(),
        };
        let body = serde_json::to_value(body).ok();
        let reply = self.ask(Method::Post, "devices", Some(token), body).await?;
        read::<Value>(&reply).map(drop)
    }

    /// A tenant's whole order, as this user may see it.
    pub async fn log_of(&self, user: &str) -> Result<PullPage, String> {
        let mut token = self.sign_in(user).await?.token;
        if self.enrol_watcher(user, &token).await.is_err() {
            // A session of months ago.
            self.forget_session(user);
            token = self.sign_in(user).await?.token;
            self.enrol_watcher(user, &token).await?;
        }
        let mut all: Option<PullPage> = None;
        loop {
            let cursor = all.as_ref().map_or(String::new(), |page| page.to.clone());
            let path = format!("sync/pull?cursor={cursor}");
            let page: PullPage = read(&self.ask(Method::Get, &path, Some(&token), None).await?)?;
            let more = page.more;
            match &mut all {
                None => all = Some(page),
                Some(all) => {
                    all.to = page.to;
                    all.changes.extend(page.changes);
                }
            }
            if !more {
                return all.ok_or_else(|| "no page".to_owned());
            }
        }
    }
}

/// The body of a good answer.
pub fn read<T: serde::de::DeserializeOwned>(reply: &HttpReply) -> Result<T, String> {
    let bytes = match reply.is_zstd {
        true => zstd::decode_all(&reply.bytes[..]).map_err(|error| error.to_string())?,
        false => reply.bytes.clone(),
    };
    if !(200..300).contains(&reply.status) {
        return Err(format!("{}: {}", reply.status, String::from_utf8_lossy(&bytes)));
    }
    serde_json::from_slice(&bytes).map_err(|error| error.to_string())
}

/// The password of somebody of the demo.
pub fn password(user: &str) -> &'static str {
    let users = Platform::demo_users();
    users.into_iter().find(|held| held.name == user).map(|held| held.password).unwrap()
}

async fn open(
    folder: &Path,
    clock: Arc<FixedClock>,
    (seed, stream): (u64, u64),
    generation: u32,
) -> Platform {
    let chance = Arc::new(Chance::of_life(seed, stream, generation));
    let url = format!("sqlite:{}", folder.join("platform.db").display());
    let limits = Limits { requests: UNLIMITED, logins: UNLIMITED };
    Platform::open_with(&url, None, limits, clock, chance).await.unwrap()
}
