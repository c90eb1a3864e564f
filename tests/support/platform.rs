//! A platform with its demo practice, serving on loopback.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use mojo_domain::FixedClock;
use mojo_platform::{IdentitySettings, Platform};
use mojo_testkit::postgres::{self, OwnDatabase};
use mojo_testkit::{chance, clock_at};
use tempfile::TempDir;
use tokio::sync::{OnceCell, oneshot};
use tokio::task::JoinHandle;

use crate::TestDesk;

/// Friday, 20 November 2026, 9 o'clock in Berlin.
const MORNING: &str = "2026-11-20T08:00:00Z";

/// A practice with its platform. Desks are added with [`Practice::desk`].
pub struct Practice {
    /// The platform's clock.
    pub clock: Arc<FixedClock>,
    /// The platform.
    pub platform: Platform,
    /// Its address.
    pub url: String,
    database: String,
    desks: AtomicU64,
    starts: u64,
    identity: Option<IdentitySettings>,
    serving: Option<Serving>,
    folder: TempDir,
    /// On PostgreSQL: this one, and the copies of it.
    databases: Vec<OwnDatabase>,
}

/// The server while it runs.
struct Serving {
    stop: oneshot::Sender<()>,
    served: JoinHandle<()>,
}

/// A backup of a platform's database.
pub struct Backup(String);

impl Practice {
    /// On embedded SQLite, in a copy of a database that was filled once.
    pub async fn on_sqlite() -> Self {
        static SEEDED: OnceCell<Vec<u8>> = OnceCell::const_new();
        let seeded = SEEDED.get_or_init(seed_sqlite).await;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("platform.db");
        std::fs::write(&path, seeded).unwrap();
        Self::start(sqlite_url(&path), folder).await
    }

    /// On a given embedded database, with a clock of its own.
    pub async fn on_sqlite_database(database: &[u8], clock: Arc<FixedClock>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("platform.db");
        std::fs::write(&path, database).unwrap();
        Self::start_at(sqlite_url(&path), folder, clock).await
    }

    /// On PostgreSQL, in a database of its own; `None` only in a fast run without a server.
    pub async fn on_postgres() -> Option<Self> {
        static SEEDED: OnceCell<OwnDatabase> = OnceCell::const_new();
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let server = postgres::server()?;
        let seeded = SEEDED.get_or_init(|| seed_postgres(&server)).await;
        let number = COUNT.fetch_add(1, Ordering::SeqCst);
        let database = seeded.copy(&format!("{}_{number}", seeded.name())).await;
        let url = database.url().to_owned();
        let mut practice = Self::start(url, tempfile::tempdir().unwrap()).await;
        practice.databases.push(database);
        Some(practice)
    }

    async fn start(database: String, folder: TempDir) -> Self {
        Self::start_at(database, folder, clock_at(MORNING)).await
    }

    async fn start_at(database: String, folder: TempDir, clock: Arc<FixedClock>) -> Self {
        let platform = Platform::open(&database, clock.clone(), chance(2026)).await.unwrap();
        let (url, serving) = serve(&platform, "127.0.0.1:0").await;
        let (desks, serving) = (AtomicU64::new(0), Some(serving));
        let (starts, identity, databases) = (0, None, Vec::new());
        Self { clock, platform, url, desks, database, starts, identity, serving, folder, databases }
    }

    async fn stop(&mut self) {
        if let Some(Serving { stop, served }) = self.serving.take() {
            let _ = stop.send(());
            served.await.unwrap();
        }
        self.platform.close().await;
    }

    /// Opens the database again and serves it at the same address.
    async fn start_again(&mut self) {
        self.starts += 1;
        let entropy = chance(2026 + self.starts);
        self.platform = Platform::open(&self.database, self.clock.clone(), entropy).await.unwrap();
        if let Some(identity) = &self.identity {
            // A token of the desks counts for the platform at this address alone.
            let platform = self.platform.clone().with_public_url(&self.url);
            self.platform = platform.with_identity(identity.clone()).unwrap();
        }
        let address = self.url.trim_start_matches("http://").to_owned();
        self.serving = Some(serve(&self.platform, &address).await.1);
    }

    /// Starts the platform anew as one that believes an identity provider.
    pub async fn trust(&mut self, issuer: &str, client_id: &str) {
        self.identity = Some(IdentitySettings {
            issuer: issuer.to_owned(),
            client_id: client_id.to_owned(),
            audiences: Vec::new(),
            organisation: None,
            is_sole_audience: false,
        });
        self.stop().await;
        self.start_again().await;
    }

    /// Stops the platform, keeps a copy of its database, and goes on.
    pub async fn back_up(&mut self) -> Backup {
        self.stop().await;
        let held = self.database.clone();
        let backup = self.copy_database(&held, &format!("backup_{}", self.starts)).await;
        self.start_again().await;
        Backup(backup)
    }

    /// Puts a backup in the place of the database, as after the server's disk was lost.
    pub async fn restore(&mut self, backup: &Backup) {
        self.stop().await;
        self.database = self.copy_database(&backup.0, &format!("restored_{}", self.starts)).await;
        self.start_again().await;
    }

    /// Copies a database that nobody has open; gives back the address of the copy.
    async fn copy_database(&mut self, database: &str, name: &str) -> String {
        if let Some(path) = database.strip_prefix("sqlite:") {
            let copy = Path::new(path).with_file_name(format!("{name}.db"));
            std::fs::copy(path, &copy).unwrap();
            return sqlite_url(&copy);
        }
        let server = postgres::server().unwrap();
        let held = database.rsplit('/').next().unwrap().split('?').next().unwrap();
        let copy = OwnDatabase::create(&server, &format!("{held}_{name}"), held).await;
        let url = copy.url().to_owned();
        self.databases.push(copy);
        url
    }

    /// An empty desk whose clock shows the platform's time.
    pub async fn empty_desk(&self) -> TestDesk {
        let number = self.desks.fetch_add(1, Ordering::SeqCst) + 1;
        let folder = self.folder.path().join(format!("desk-{number}"));
        TestDesk::open(folder, number * 1_000, mojo_domain::Clock::now(self.clock.as_ref())).await
    }

    /// A desk at which the reception of the practice is signed in.
    pub async fn desk(&self, name: &str) -> TestDesk {
        let desk = self.empty_desk().await;
        desk.sign_in(&self.url, "mira.tannhoff", name).await.unwrap();
        desk
    }

    /// The people of the practice, with their passwords.
    pub fn people(&self) -> Vec<(String, String)> {
        let users = Platform::demo_users().into_iter();
        let own = users.filter(|user| user.tenant.contains("Birkenhain"));
        own.map(|user| (user.name.to_owned(), user.password.to_owned())).collect()
    }

    /// Puts the guards of the append-only tables away: a database that loses rows does not ask.
    ///
    /// # Panics
    /// When the database refuses.
    pub async fn unguard(&self) {
        crate::plant::unguard(&self.database).await;
    }

    /// Changes the platform's database behind its back.
    ///
    /// # Panics
    /// When the database refuses.
    pub async fn plant(&self, sql: &str) {
        crate::plant::on_platform(&self.database, sql).await;
    }

    /// Time passes, on the platform and at these desks.
    pub fn advance(&self, desks: &[&TestDesk], by: chrono::TimeDelta) {
        self.clock.advance(by);
        for desk in desks {
            desk.clock.advance(by);
        }
    }
}

async fn serve(platform: &Platform, address: &str) -> (String, Serving) {
    let listener = tokio::net::TcpListener::bind(address).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (stop, stopped) = oneshot::channel::<()>();
    let platform = platform.clone();
    let served = tokio::spawn(async move {
        let stopped = async move { drop(stopped.await) };
        platform.serve(listener, stopped).await.unwrap();
    });
    (url, Serving { stop, served })
}

/// The password of everybody in the demo.
pub(crate) fn demo_password(user: &str) -> &'static str {
    Platform::demo_users()
        .into_iter()
        .find(|held| held.name == user)
        .map(|held| held.password)
        .unwrap()
}

fn sqlite_url(path: &Path) -> String {
    format!("sqlite:{}", path.display())
}

async fn seed(database: &str) {
    let clock = clock_at(MORNING);
    let entropy = chance(1);
    let platform = Platform::open(database, clock, entropy).await.unwrap();
    platform.seed_demo().await.unwrap();
    platform.close().await;
}

async fn seed_sqlite() -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("platform.db");
    seed(&sqlite_url(&path)).await;
    std::fs::read(&path).unwrap()
}

async fn seed_postgres(server: &str) -> OwnDatabase {
    let name = format!("mojo_journeys_{}", std::process::id());
    let database = OwnDatabase::create(server, &name, "template0").await;
    seed(database.url()).await;
    database
}
