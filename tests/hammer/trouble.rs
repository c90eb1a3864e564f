//! What makes trouble beside the desks: the platform that dies and pauses, the network.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use mojo_journeys::proxy::{Proxy, Weather};
use mojo_journeys::server::{Host, Server, signal};

use crate::dice::Dice;
use crate::small_disk::SmallDisk;

/// How often what happened.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    pub(crate) desk_kills: AtomicU64,
    pub(crate) platform_kills: AtomicU64,
    pub(crate) desk_pauses: AtomicU64,
    pub(crate) platform_pauses: AtomicU64,
    pub(crate) weathers: AtomicU64,
    pub(crate) cuts: AtomicU64,
    pub(crate) fillings: AtomicU64,
    pub(crate) platform_fillings: AtomicU64,
}

pub(crate) fn count(counter: &AtomicU64) -> u64 {
    counter.fetch_add(1, Ordering::SeqCst) + 1
}

pub(crate) fn read(counter: &AtomicU64) -> u64 {
    counter.load(Ordering::SeqCst)
}

/// The platform, in the hands of several threads.
#[derive(Clone)]
pub(crate) struct Platform {
    pub(crate) host: Host,
    running: Arc<Mutex<Option<Server>>>,
}

impl Platform {
    pub(crate) fn start(host: Host) -> Self {
        let server = host.start().expect("the platform starts");
        Self { host, running: Arc::new(Mutex::new(Some(server))) }
    }

    /// Dies as by `kill -9`, and is started again after a while.
    pub(crate) fn kill(&self, away: Duration) {
        let mut running = self.running.lock().unwrap();
        *running = None;
        std::thread::sleep(away);
        *running = Some(self.host.start().expect("the platform starts after it was killed"));
    }

    /// Ends in peace, as when it is updated, and is started again after a while; gives back whether it
    /// ended by itself, and well.
    pub(crate) fn rest(&self, away: Duration) -> bool {
        let mut running = self.running.lock().unwrap();
        let ended = running.take().is_none_or(Server::stop);
        std::thread::sleep(away);
        *running = Some(self.host.start().expect("the platform starts after it was stopped"));
        ended
    }

    /// Has no room for a while; gives back whether it lived through it.
    pub(crate) fn fill(&self, disk: &SmallDisk, away: Duration) -> bool {
        let full = disk.fill();
        std::thread::sleep(away);
        drop(full);
        self.running.lock().unwrap().as_mut().is_none_or(Server::is_alive)
    }

    /// Dies while it has no room, and is started again at once, which it may refuse, or else when
    /// there is room.
    pub(crate) fn kill_without_room(&self, disk: &SmallDisk, away: Duration) {
        let mut running = self.running.lock().unwrap();
        let full = disk.fill();
        *running = None;
        *running = self.host.start();
        std::thread::sleep(away);
        drop(full);
        if !running.as_mut().is_some_and(Server::is_alive) {
            *running = None;
            *running = Some(self.host.start().expect("the platform starts when there is room"));
        }
    }

    /// Stands still for a while.
    pub(crate) fn pause(&self, away: Duration) {
        let running = self.running.lock().unwrap();
        let Some(server) = running.as_ref() else { return };
        signal(server.id(), "STOP");
        std::thread::sleep(away);
        signal(server.id(), "CONT");
    }

    /// Somebody's password.
    pub(crate) fn password_of(&self, user: &str) -> String {
        self.running.lock().unwrap().as_ref().unwrap().password_of(user)
    }

    /// Ends, and its database is whole in its file.
    pub(crate) fn stop(&self) {
        if let Some(server) = self.running.lock().unwrap().take() {
            server.stop();
        }
    }
}

/// A kind of weather, for a while; afterwards it is fine again.
pub(crate) fn bad_weather(proxy: &Proxy, dice: &Dice, kinds: &[Weather], most: u64) {
    proxy.set(*dice.pick(kinds));
    std::thread::sleep(dice.millis(100, most));
    proxy.set(Weather::Fine);
}

/// Every kind of a network that is not as it should be.
pub(crate) const WEATHERS: [Weather; 5] = [
    Weather::Slow(Duration::from_millis(40)),
    Weather::SilentUp,
    Weather::SilentDown,
    Weather::Silent,
    Weather::Gone,
];

/// Runs `work` again and again until it is over.
pub(crate) fn again_until(is_over: &AtomicBool, mut work: impl FnMut()) {
    while !is_over.load(Ordering::SeqCst) {
        work();
    }
}
