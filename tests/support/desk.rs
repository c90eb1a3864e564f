//! A desk in a temporary profile, with a clock that stands still until it is moved, and a network
//! cable that can be pulled.

use std::ops::Deref;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use mojo_desk::account::SignInError;
use mojo_desk::keys::KeySource;
use mojo_desk::marks::MarkPlace;
use mojo_desk::sync::Http;
use mojo_desk::views::{SessionView, SignInInput, SyncView};
use mojo_desk::{Desk, OpenDesk};
use mojo_domain::FixedClock;
use mojo_testkit::chance;

use crate::copy_folder;
use crate::network::Network;
use crate::platform::demo_password;

/// A desk.
pub struct TestDesk {
    desk: Desk,
    /// Its clock.
    pub clock: Arc<FixedClock>,
    /// Its way to the platform.
    pub network: Arc<Network>,
    folder: PathBuf,
    machine: String,
    seed: u64,
}

impl Deref for TestDesk {
    type Target = Desk;

    fn deref(&self) -> &Desk {
        &self.desk
    }
}

impl TestDesk {
    pub(crate) async fn open(folder: PathBuf, seed: u64, at: DateTime<Utc>) -> Self {
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("passphrase"), "a passphrase of a journey").unwrap();
        let clock = Arc::new(FixedClock::new(at));
        let network = Arc::new(Network::new(Arc::new(Http::new())));
        let machine = format!("machine-{seed}");
        let desk = open(&folder, &machine, seed, clock.clone(), network.clone()).await;
        Self { desk, clock, network, folder, machine, seed }
    }

    /// Signs somebody of the demo in.
    ///
    /// # Errors
    /// As [`Desk::sign_in`].
    pub async fn sign_in(
        &self,
        platform: &str,
        user: &str,
        device_name: &str,
    ) -> Result<SessionView, SignInError> {
        self.desk
            .sign_in(SignInInput {
                platform: platform.to_owned(),
                user: user.to_owned(),
                password: demo_password(user).to_owned(),
                device_name: device_name.to_owned(),
            })
            .await
    }

    /// Signs anybody in.
    ///
    /// # Panics
    /// When the platform refuses.
    pub async fn sign_in_with(&self, platform: &str, user: &str, password: &str, device: &str) {
        let input = SignInInput {
            platform: platform.to_owned(),
            user: user.to_owned(),
            password: password.to_owned(),
            device_name: device.to_owned(),
        };
        self.desk.sign_in(input).await.unwrap();
    }

    /// Changes the database behind the program's back.
    ///
    /// # Panics
    /// When the database refuses.
    pub async fn plant(&self, sql: &str) {
        crate::plant::on_profile(&self.folder, sql).await;
    }

    /// Closes the program and opens it again.
    pub async fn reopen(&mut self) {
        self.desk.close().await;
        self.open_again().await;
    }

    /// Opens the closed program again, or says why not.
    ///
    /// # Errors
    /// As [`Desk::open`].
    pub async fn try_reopen(&self) -> Result<Desk, mojo_desk::DeskError> {
        let (clock, seed) = (self.clock.clone(), self.seed + 1);
        Desk::open(how_to_open(&self.folder, &self.machine, seed, clock)).await
    }

    async fn open_again(&mut self) {
        self.seed += 1;
        let (clock, network) = (self.clock.clone(), self.network.clone());
        self.desk = open(&self.folder, &self.machine, self.seed, clock, network).await;
    }

    /// Closes the program, keeps a copy of its whole folder, and opens it again.
    pub async fn back_up(&mut self) -> PathBuf {
        self.desk.close().await;
        let copy = self.folder.with_extension(format!("backup-{}", self.seed));
        copy_folder(&self.folder, &copy);
        self.open_again().await;
        copy
    }

    /// Closes the program, puts an earlier copy of its folder back in its place, and opens it
    /// again, as after a disk was replaced. What the system keeps beside the profile stays.
    pub async fn restore(&mut self, backup: &std::path::Path) {
        self.desk.close().await;
        std::fs::remove_dir_all(&self.folder).unwrap();
        copy_folder(backup, &self.folder);
        self.open_again().await;
    }

    /// Opens a copy of the profile on another machine.
    pub async fn open_copy(&self, copy: PathBuf) -> Self {
        let machine = format!("{}-other", self.machine);
        self.open_elsewhere(copy, machine).await
    }

    /// Opens a copy as on a cloned disk: the marks and the machine's id were cloned with it, so
    /// that nothing but the platform can tell the two apart.
    pub async fn open_disk_clone(&self, copy: PathBuf) -> Self {
        let (marks, cloned) = (marks_of(&self.folder), marks_of(&copy));
        copy_folder(&marks, &cloned);
        let profile = |folder: &std::path::Path| {
            folder.join("profile").canonicalize().unwrap().display().to_string()
        };
        for entry in std::fs::read_dir(&cloned).unwrap() {
            let path = entry.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            // On the disk of its own it lies at the same place.
            std::fs::write(&path, text.replace(&profile(&self.folder), &profile(&copy))).unwrap();
        }
        self.open_elsewhere(copy, self.machine.clone()).await
    }

    async fn open_elsewhere(&self, folder: PathBuf, machine: String) -> Self {
        let seed = self.seed + 500;
        let clock = Arc::new(FixedClock::new(mojo_domain::Clock::now(self.clock.as_ref())));
        let network = Arc::new(Network::new(Arc::new(Http::new())));
        let desk = open(&folder, &machine, seed, clock.clone(), network.clone()).await;
        Self { desk, clock, network, folder, machine, seed }
    }

    /// Syncs until nothing waits; a broken network may take several attempts.
    ///
    /// # Panics
    /// When fifty attempts were not enough.
    pub async fn sync_until_quiet(&self) -> SyncView {
        for _ in 0..50 {
            let round = self.sync_round().await.unwrap();
            if round.error.is_none() && round.pending == 0 {
                return self.sync_status().await.unwrap();
            }
        }
        panic!("still not quiet: {:?}", self.sync_status().await.unwrap());
    }

    /// The chain is whole, everything is acknowledged, the hashes are equal.
    ///
    /// # Panics
    /// When something of it is not true.
    pub async fn assert_nothing_is_lost(&self) {
        let walked = self.verify_journal().await.unwrap();
        assert!(walked.breaks.is_empty(), "{:?}", walked.breaks);
        let sync = self.sync_status().await.unwrap();
        assert_eq!((sync.pending, sync.acknowledged), (0, sync.recorded), "{sync:?}");
        assert_eq!(sync.hashes_equal, Some(true));
        assert_eq!(sync.rejected, 0);
    }
}

/// Where the system of a desk in `folder` keeps the marks: beside it.
fn marks_of(folder: &std::path::Path) -> PathBuf {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    folder.with_file_name(format!("{name}-marks"))
}

async fn open(
    folder: &std::path::Path,
    machine: &str,
    seed: u64,
    clock: Arc<FixedClock>,
    network: Arc<Network>,
) -> Desk {
    let desk = Desk::open(how_to_open(folder, machine, seed, clock)).await.unwrap();
    desk.use_transport(network);
    desk
}

fn how_to_open(
    folder: &std::path::Path,
    machine: &str,
    seed: u64,
    clock: Arc<FixedClock>,
) -> OpenDesk {
    OpenDesk {
        profile: folder.join("profile"),
        key: KeySource::PassphraseFile(folder.join("passphrase")),
        clock,
        entropy: chance(seed),
        marks: MarkPlace::new(marks_of(folder), Some(machine)),
        profiles: None,
    }
}
