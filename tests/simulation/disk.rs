//! Disks that fail. Every file that SQLite opens below the folder of a [`Disk`] counts its writes;
//! the n-th can fail, find the disk full, or be the last one before the power goes.
//!
//! Writes go through to the real file at once; what they replaced is remembered until the file is
//! synced. After a power cut [`Disk::settle`] makes the files what a disk may hold then: all that
//! was synced, and of the rest nothing, everything, or a drawn part, each write whole or torn at a
//! sector of 512 bytes. A disk that forgets what it said was synced is none of these.
//!
//! Not imitated: a file that was deleted without syncing its folder comes back.

mod vfs;

use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, RwLock};

use crate::simulation::chance::Chance;

pub use vfs::install;

/// What a disk does wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mischief {
    /// The power goes: this write and all that follow fail, until the machine is started again.
    PowerCut,
    /// This write and some that follow find no room.
    Full,
    /// This write fails, the next one works.
    WriteError,
}

/// What is left after a power cut of what was not synced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remains {
    /// Everything: only the program was killed.
    All,
    /// Nothing.
    Nothing,
    /// A drawn part, some of it torn.
    Part,
}

/// How many writes find no room before somebody makes some.
const FULL_FOR: u64 = 12;
const SECTOR: usize = 512;

/// A change of a file that was not synced yet.
#[derive(Debug)]
enum Unsynced {
    Write { offset: u64, old: Vec<u8>, old_size: u64, new: Vec<u8> },
    Truncate { old_tail: Vec<u8>, size: u64 },
}

#[derive(Debug, Default)]
struct State {
    /// Writes, truncations and syncs so far.
    operations: u64,
    planned: Option<(u64, Mischief)>,
    /// The power goes after so many syncs, before the next write.
    syncs_left: Option<u64>,
    full_until: u64,
    is_dead: bool,
    unsynced: BTreeMap<PathBuf, Vec<Unsynced>>,
    injected: u64,
}

/// The files below one folder.
#[derive(Debug)]
pub struct Disk {
    folder: PathBuf,
    state: Mutex<State>,
}

static DISKS: RwLock<Vec<Arc<Disk>>> = RwLock::new(Vec::new());

/// SQLite's word for what went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    Full,
    Write,
}

impl Disk {
    /// A disk that holds what lies below `folder`, until it is dropped with [`Disk::retire`].
    pub fn new(folder: &Path) -> Arc<Self> {
        let disk = Arc::new(Self { folder: folder.to_owned(), state: Mutex::default() });
        DISKS.write().unwrap().push(disk.clone());
        disk
    }

    /// Files opened from now on are nobody's.
    pub fn retire(&self) {
        DISKS.write().unwrap().retain(|disk| disk.folder != self.folder);
    }

    /// The disk on which `path` lies.
    fn of(path: &Path) -> Option<Arc<Self>> {
        DISKS.read().unwrap().iter().find(|disk| path.starts_with(&disk.folder)).cloned()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// At the `after`-th write from now on, `mischief` happens.
    pub fn plan(&self, after: u64, mischief: Mischief) {
        let mut state = self.state();
        state.planned = Some((state.operations + after.max(1), mischief));
    }

    /// The power goes between the `syncs`-th commit from now on and the next write.
    pub fn cut_after_syncs(&self, syncs: u64) {
        self.state().syncs_left = Some(syncs.max(1));
    }

    /// Nothing more is planned, and there is room again.
    pub fn heal(&self) {
        let mut state = self.state();
        state.planned = None;
        state.syncs_left = None;
        state.full_until = 0;
    }

    /// The power is gone.
    pub fn cut_power(&self) {
        self.state().is_dead = true;
    }

    /// The power is gone: the machine must be started again.
    pub fn is_dead(&self) -> bool {
        self.state().is_dead
    }

    /// How often something planned happened.
    pub fn injected(&self) -> u64 {
        self.state().injected
    }

    /// How many writes there were.
    pub fn operations(&self) -> u64 {
        self.state().operations
    }

    /// What the disk says to the next change of a file.
    fn next(&self) -> Result<(), Fault> {
        let mut state = self.state();
        if state.is_dead {
            return Err(Fault::Write);
        }
        state.operations += 1;
        let now = state.operations;
        if state.planned.is_some_and(|(at, _)| at <= now) {
            let (_, mischief) = state.planned.take().unwrap();
            state.injected += 1;
            match mischief {
                Mischief::PowerCut => state.is_dead = true,
                Mischief::Full => state.full_until = now + FULL_FOR,
                Mischief::WriteError => return Err(Fault::Write),
            }
        }
        if now < state.full_until {
            state.injected += 1;
            return Err(Fault::Full);
        }
        Ok(())
    }

    /// A write is about to happen; `read` gives what it replaces, `size` what the file has. After a
    /// power cut the write is remembered, and fails.
    fn write(
        &self,
        path: &Path,
        offset: u64,
        new: &[u8],
        size: u64,
        read: impl FnOnce(u64, usize) -> Vec<u8>,
    ) -> Result<(), Fault> {
        let was_dead = self.is_dead();
        self.next()?;
        let kept = size.saturating_sub(offset).min(new.len() as u64);
        let old = if kept == 0 { Vec::new() } else { read(offset, usize::try_from(kept).unwrap()) };
        let write = Unsynced::Write { offset, old, old_size: size, new: new.to_vec() };
        let mut state = self.state();
        if !was_dead {
            state.unsynced.entry(path.to_owned()).or_default().push(write);
        }
        if state.is_dead { Err(Fault::Write) } else { Ok(()) }
    }

    fn truncate(
        &self,
        path: &Path,
        size: u64,
        old_size: u64,
        read: impl FnOnce(u64, usize) -> Vec<u8>,
    ) -> Result<(), Fault> {
        self.next()?;
        let mut state = self.state();
        if state.is_dead {
            return Err(Fault::Write);
        }
        let tail = usize::try_from(old_size.saturating_sub(size)).unwrap();
        let old_tail = if tail == 0 { Vec::new() } else { read(size, tail) };
        let truncate = Unsynced::Truncate { old_tail, size };
        state.unsynced.entry(path.to_owned()).or_default().push(truncate);
        Ok(())
    }

    fn sync(&self, path: &Path) -> Result<(), Fault> {
        self.next()?;
        let mut state = self.state();
        if state.is_dead {
            return Err(Fault::Write);
        }
        state.unsynced.remove(path);
        state.syncs_left = match state.syncs_left {
            Some(1) => {
                state.planned = Some((state.operations + 1, Mischief::PowerCut));
                None
            }
            left => left.map(|left| left - 1),
        };
        Ok(())
    }

    fn delete(&self, path: &Path) -> Result<(), Fault> {
        self.next()?;
        let mut state = self.state();
        if state.is_dead {
            return Err(Fault::Write);
        }
        state.unsynced.remove(path);
        Ok(())
    }

    /// Makes the files what is left after a power cut; all connections must be closed.
    pub fn settle(&self, remains: Remains, chance: &Chance) {
        let unsynced = std::mem::take(&mut self.state().unsynced);
        for (path, changes) in unsynced {
            if !path.exists() {
                continue;
            }
            for change in changes.iter().rev() {
                undo(&path, change);
            }
            for change in &changes {
                match remains {
                    Remains::Nothing => {}
                    Remains::All => redo(&path, change, |_| true),
                    Remains::Part => match chance.below(4) {
                        0 => {}
                        1 => redo(&path, change, |_| chance.percent(50)),
                        _ => redo(&path, change, |_| true),
                    },
                }
            }
        }
    }
}

fn undo(path: &Path, change: &Unsynced) {
    match change {
        Unsynced::Write { offset, old, old_size, .. } => {
            put(path, *offset, old);
            set_size(path, *old_size);
        }
        Unsynced::Truncate { old_tail, size } => put(path, *size, old_tail),
    }
}

fn redo(path: &Path, change: &Unsynced, mut is_kept: impl FnMut(usize) -> bool) {
    match change {
        Unsynced::Write { offset, new, .. } => {
            for (number, sector) in new.chunks(SECTOR).enumerate() {
                if is_kept(number) {
                    put(path, *offset + (number * SECTOR) as u64, sector);
                }
            }
        }
        Unsynced::Truncate { size, .. } => {
            if is_kept(0) {
                set_size(path, *size);
            }
        }
    }
}

fn put(path: &Path, offset: u64, bytes: &[u8]) {
    if bytes.is_empty() {
        return;
    }
    let mut file = OpenOptions::new().write(true).open(path).unwrap();
    file.seek(SeekFrom::Start(offset)).unwrap();
    file.write_all(bytes).unwrap();
}

fn set_size(path: &Path, size: u64) {
    OpenOptions::new().write(true).open(path).unwrap().set_len(size).unwrap();
}

/// Flips some bytes on a page of a file, as a bad sector does; `false` for a file without pages.
pub fn corrupt_page(path: &Path, chance: &Chance) -> bool {
    const PAGE: u64 = 4096;
    let mut file = OpenOptions::new().read(true).write(true).open(path).unwrap();
    let pages = file.metadata().unwrap().len() / PAGE;
    if pages == 0 {
        return false;
    }
    let at = chance.below(pages) * PAGE + chance.below(PAGE - 8);
    let mut bytes = [0; 4];
    file.seek(SeekFrom::Start(at)).unwrap();
    file.read_exact(&mut bytes).unwrap();
    for byte in &mut bytes {
        *byte ^= 0x5a;
    }
    file.seek(SeekFrom::Start(at)).unwrap();
    file.write_all(&bytes).unwrap();
    true
}

/// A folder for the files of runs: in memory where the machine has such a place.
pub fn scratch() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    let builder = || tempfile::Builder::new().prefix("mojo-simulation-").to_owned();
    if memory.is_dir()
        && let Ok(folder) = builder().tempdir_in(memory)
    {
        return folder;
    }
    builder().tempdir().unwrap()
}
