//! A desk's machine: its profile on a disk of its own, its clock, its wire.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use mojo_desk::keys::KeySource;
use mojo_desk::marks::MarkPlace;
use mojo_desk::{Desk, DeskError, OpenDesk};
use mojo_domain::{DeviceId, FixedClock, Ticks};
use mojo_store::{DatabaseKey, device};

use super::chance::Chance;
use super::disk::{Disk, Remains};
use super::wire::Wire;
use crate::copy_folder;

/// Time that only goes forward, moved by the world.
#[derive(Debug, Default)]
pub struct WorldTicks(Mutex<Duration>);

impl WorldTicks {
    /// Time passes.
    pub fn advance(&self, by: Duration) {
        *self.0.lock().unwrap() += by;
    }
}

impl Ticks for WorldTicks {
    fn elapsed(&self) -> Duration {
        *self.0.lock().unwrap()
    }
}

/// Who works at a desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// The tenant, by the name of its owner, who may see everything.
    pub owner: &'static str,
    /// Who is signed in.
    pub user: &'static str,
}

/// A place of the journal: epoch and number.
pub type Place = (i64, i64);

/// The machine.
pub struct Machine {
    /// As the trace calls it.
    pub name: String,
    /// Who works here.
    pub post: Post,
    root: PathBuf,
    /// What the system calls this machine.
    pub machine_id: String,
    generation: u32,
    /// The present disk.
    pub disk: Arc<Disk>,
    desk: Option<Desk>,
    /// Its clock.
    pub clock: Arc<FixedClock>,
    /// How far its clock is off.
    pub skew: TimeDelta,
    /// Its wire.
    pub wire: Arc<Wire>,
    ticks: Arc<WorldTicks>,
    seed: (u64, u64),
    /// Somebody else than who works here has signed in.
    pub is_lent: bool,
    /// The owner has revoked it.
    pub is_revoked: bool,
    /// How many changes it had pulled then.
    pub pulled_when_revoked: Option<usize>,
    /// Of which machine it is a clone, and in which epoch that was.
    pub clone_of: Option<(usize, i64)>,
}

/// What a machine is made of.
pub struct Parts {
    /// As the trace calls it.
    pub name: String,
    /// Who works here.
    pub post: Post,
    /// Where it may keep its files.
    pub root: PathBuf,
    /// The profile that it begins with.
    pub template: Option<PathBuf>,
    /// The marks that it begins with.
    pub marks: Option<PathBuf>,
    /// What the system calls this machine.
    pub machine_id: String,
    /// The time.
    pub at: DateTime<Utc>,
    /// How far its clock is off.
    pub skew: TimeDelta,
    /// Its wire.
    pub wire: Arc<Wire>,
    /// Its waits.
    pub ticks: Arc<WorldTicks>,
    /// Seed and stream of its chance.
    pub seed: (u64, u64),
}

/// The key of every profile: what is tested is not the key.
pub fn key() -> DatabaseKey {
    DatabaseKey::new([7; 32])
}

impl Machine {
    /// Starts the machine.
    pub async fn start(parts: Parts) -> Self {
        let folder = parts.root.join(format!("{}-0", parts.name));
        std::fs::create_dir_all(&folder).unwrap();
        if let Some(template) = &parts.template {
            copy_folder(template, &folder);
        }
        if let Some(marks) = &parts.marks {
            copy_folder(marks, &parts.root.join(format!("{}-marks", parts.name)));
        }
        let mut machine = Self {
            name: parts.name,
            post: parts.post,
            root: parts.root,
            machine_id: parts.machine_id,
            generation: 0,
            disk: Disk::new(&folder),
            desk: None,
            clock: Arc::new(FixedClock::new(parts.at + parts.skew)),
            skew: parts.skew,
            wire: parts.wire,
            ticks: parts.ticks,
            seed: parts.seed,
            is_lent: false,
            is_revoked: false,
            pulled_when_revoked: None,
            clone_of: None,
        };
        machine.open().await.unwrap();
        machine
    }

    fn folder(&self) -> PathBuf {
        self.root.join(format!("{}-{}", self.name, self.generation))
    }

    /// Where it is kept, beside the profile, how far it has counted.
    pub fn marks(&self) -> PathBuf {
        self.root.join(format!("{}-marks", self.name))
    }

    /// The desk, which is open.
    pub fn desk(&self) -> &Desk {
        self.desk.as_ref().expect("a machine that is on has its desk open")
    }

    /// The clock shows the world's time, as far as it is right.
    pub fn set_time(&self, at: DateTime<Utc>) {
        self.clock.set(at + self.skew);
    }

    async fn open(&mut self) -> Result<(), DeskError> {
        self.wire.plug_in(self.disk.clone());
        let (seed, stream) = self.seed;
        let open = OpenDesk {
            profile: self.folder(),
            key: KeySource::Given(key()),
            clock: self.clock.clone(),
            entropy: Arc::new(Chance::of_life(seed, stream, self.generation)),
            marks: MarkPlace::new(self.marks(), Some(&self.machine_id)),
            profiles: None,
        };
        let desk = Desk::open(open).await?;
        desk.use_transport(self.wire.clone());
        desk.use_ticks(self.ticks.clone());
        self.desk = Some(desk);
        Ok(())
    }

    async fn stop(&mut self) {
        if let Some(desk) = self.desk.take() {
            desk.close().await;
        }
        self.disk.retire();
    }

    /// Goes on with the files of `from`, on a disk that works.
    async fn go_on(&mut self, from: &Path) -> Result<(), DeskError> {
        let old = self.folder();
        self.generation += 1;
        copy_folder(from, &self.folder());
        std::fs::remove_dir_all(&old).unwrap();
        self.disk = Disk::new(&self.folder());
        self.open().await
    }

    /// The power went, or the process was killed; it comes back.
    ///
    /// # Errors
    /// When the profile does not open any more.
    pub async fn restart(&mut self, remains: Remains) -> Result<(), DeskError> {
        self.disk.cut_power();
        self.stop().await;
        let (seed, stream) = self.seed;
        self.disk.settle(remains, &Chance::of_life(seed, stream + 1, self.generation));
        self.go_on(&self.folder()).await
    }

    /// Ends the program, keeps a copy of its files under `name`, and starts it again.
    ///
    /// # Errors
    /// When the profile does not open any more.
    pub async fn back_up(&mut self, name: &str) -> Result<PathBuf, DeskError> {
        self.stop().await;
        let copy = self.root.join(name);
        copy_folder(&self.folder(), &copy);
        self.go_on(&self.folder()).await?;
        Ok(copy)
    }

    /// Puts a copy in the place of the files.
    ///
    /// # Errors
    /// When the profile does not open any more.
    pub async fn restore(&mut self, copy: &Path) -> Result<(), DeskError> {
        self.stop().await;
        self.go_on(copy).await
    }

    /// Stops for good.
    pub async fn end(&mut self) {
        self.stop().await;
    }

    /// Takes the files of a machine that has stopped away: copies of them live on elsewhere.
    pub fn scrap(self) {
        std::fs::remove_dir_all(self.folder()).unwrap();
    }

    /// How many changes were pulled.
    ///
    /// # Errors
    /// The store's, in words.
    pub async fn pulled(&self) -> Result<usize, String> {
        let mut reader = self.desk().reader().await.map_err(|error| error.to_string())?;
        let pulled = mojo_store::census::pulled(&mut reader).await;
        pulled.map(|pulled| pulled.len()).map_err(|error| error.to_string())
    }

    /// Where the journal stands, and which device this is.
    ///
    /// # Errors
    /// The store's, in words.
    pub async fn head(&self) -> Result<(Place, DeviceId), String> {
        let mut reader = self.desk().reader().await.map_err(|error| error.to_string())?;
        let device = device::find(&mut reader).await.map_err(|error| error.to_string())?;
        let device = device.ok_or("not set up")?;
        Ok(((device.epoch, device.head_dseq), device.device_id))
    }
}
