//! The mark (Standmarke): how far an identity has counted, kept outside its database and its
//! profile. It is how a restored backup or a cloned folder is noticed before it prints a number,
//! without a network (D2).
//!
//! One small file per identity, written after every commit. A mark that is behind is no copy (the
//! power went between commit and mark); one that is ahead, or missing, is.

mod check;
mod destroy;
mod place;

pub use place::{MarkPlace, default_marks};

pub(crate) use check::CopyReason;
pub(crate) use destroy::destroy_marks;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use mojo_domain::DeviceId;
use mojo_store::device::{NewIdentity, Place};
use mojo_store::{DatabaseKey, Store, StoreError, device};
use serde::{Deserialize, Serialize};

use crate::keys::private_file;
use crate::views::SyncView;
use crate::{Desk, DeskError, Op, Topic};

/// What stands in the file. Fields of a newer program are ignored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Mark {
    device_id: DeviceId,
    epoch: i64,
    /// The last entry that was committed, as far as is known.
    dseq: i64,
    /// The folder of the profile, links resolved.
    profile: String,
    /// Which machine it was written on, hashed; `None` where machines have no id.
    #[serde(default)]
    machine: Option<String>,
}

/// The marks of one open profile. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Marks {
    place: MarkPlace,
    profile: String,
    /// One writer at a time in this process; others are met by taking the greater of two marks.
    /// `true` once the marks are destroyed: a commit of before writes none any more.
    writing: Arc<Mutex<bool>>,
}

impl Marks {
    /// Makes the folder when it is not there.
    pub(crate) fn open(place: MarkPlace, profile: &Path) -> Result<Self, DeskError> {
        let error = |source| DeskError::Marks { path: place.folder().to_owned(), source };
        std::fs::create_dir_all(place.folder()).map_err(error)?;
        Ok(Self { place, profile: name_of(profile), writing: Arc::default() })
    }

    fn path(&self, device_id: DeviceId) -> PathBuf {
        self.place.folder().join(format!("{device_id}.json"))
    }

    /// A mark that cannot be read is none: then it is better to become a new device.
    fn read(&self, device_id: DeviceId) -> Option<Mark> {
        let bytes = std::fs::read(self.path(device_id)).ok()?;
        serde_json::from_slice(&bytes).ok().filter(|mark: &Mark| mark.device_id == device_id)
    }

    /// Writes the greater of what stands there and `place`.
    fn write(&self, place: Place) -> std::io::Result<()> {
        let is_destroyed = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        if *is_destroyed {
            return Ok(());
        }
        let held = self.read(place.device_id);
        let reached = (place.epoch, place.dseq);
        let (epoch, dseq) =
            held.as_ref().map_or(reached, |mark| reached.max((mark.epoch, mark.dseq)));
        let mark = Mark {
            device_id: place.device_id,
            epoch,
            dseq,
            profile: self.profile.clone(),
            machine: self.place.machine().map(str::to_owned),
        };
        if held.as_ref() == Some(&mark) {
            return Ok(());
        }
        private_file::replace(&self.path(place.device_id), &serde_json::to_vec(&mark)?)
    }

    /// Follows a commit. What cannot be written leaves the mark behind, which is harmless; the
    /// change itself is durable already.
    pub(crate) async fn follow(&self, store: &Store, place: Place) {
        if place.is_marked && place.dseq == 0 {
            return;
        }
        let marks = self.clone();
        let written = tokio::task::spawn_blocking(move || marks.write(place)).await;
        match written {
            Ok(Ok(())) if place.is_marked => {}
            Ok(Ok(())) => {
                if store.note_marked(place.device_id).await.is_err() {
                    tracing::warn!("it could not be noted that the mark of this device stands");
                }
            }
            Ok(Err(error)) => tracing::warn!(%error, "the mark of this device could not be kept"),
            Err(_) => tracing::warn!("the mark of this device was not kept"),
        }
    }

    /// Looks whether this database is a copy. The mark is read before the journal's head: whatever
    /// another process commits meanwhile makes the head greater, never the mark.
    async fn find_copy(
        &self,
        store: &Store,
        key: &DatabaseKey,
    ) -> Result<Option<(Place, CopyReason)>, StoreError> {
        let Some(own) = device::find(&mut store.reader().await?).await? else { return Ok(None) };
        let mark = self.read(own.device_id);
        let Some(own) = device::find(&mut store.reader().await?).await? else { return Ok(None) };
        let place = Place {
            device_id: own.device_id,
            epoch: own.epoch,
            dseq: own.head_dseq,
            is_marked: own.is_marked,
        };
        let here = check::Here {
            place,
            profile: &self.profile,
            machine: self.place.machine(),
            is_held_elsewhere: match mark.as_ref().filter(|mark| mark.profile != self.profile) {
                Some(mark) => holds(Path::new(&mark.profile), key, own.device_id).await,
                None => false,
            },
        };
        match check::judge(mark.as_ref(), here) {
            Some(reason) => Ok(Some((place, reason))),
            None => {
                self.follow(store, place).await;
                Ok(None)
            }
        }
    }
}

/// What a mark calls the profile in `folder`.
fn name_of(folder: &Path) -> String {
    let whole = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    whole.to_string_lossy().into_owned()
}

/// Whether the profile in `folder` is `device_id` too. One that our key does not open is somebody
/// else's; one that cannot be read may well be.
async fn holds(folder: &Path, key: &DatabaseKey, device_id: DeviceId) -> bool {
    let path = folder.join("desk.db");
    if !path.exists() {
        return false;
    }
    match device::peek(&path, key).await {
        Ok(found) => found == Some(device_id),
        Err(StoreError::WrongKey) => false,
        Err(_) => true,
    }
}

impl Desk {
    /// Becomes a device of its own when the database turns out to be a copy, before anything is
    /// recorded.
    pub(crate) async fn notice_copy(&self, key: &DatabaseKey) -> Result<(), StoreError> {
        let found = self.inner().marks.find_copy(self.store(), key).await?;
        let Some((place, reason)) = found else { return Ok(()) };
        self.become_new_device(place.device_id, reason).await?;
        Ok(())
    }

    /// A new id, a new chain and a drawn number code from now on; gives back the last entry of the
    /// new chain. Nothing is lost: what has no verdict goes over.
    pub(crate) async fn become_new_device(
        &self,
        former: DeviceId,
        reason: CopyReason,
    ) -> Result<i64, StoreError> {
        let number_code = self.draw_number_code();
        let new = NewIdentity {
            former,
            device_id: self.next_id(),
            number_code: &number_code,
            reason: reason.name(),
        };
        let head_dseq = self.store().begin_epoch(new).await?;
        tracing::warn!(
            reason = reason.name(),
            number_code,
            "this database is a copy of another one: it is a new device now, nothing is lost"
        );
        if let Some(own) = device::find(&mut self.reader().await?).await? {
            let place = Place {
                device_id: own.device_id,
                epoch: own.epoch,
                dseq: own.head_dseq,
                is_marked: own.is_marked,
            };
            self.inner().marks.follow(self.store(), place).await;
        }
        self.announce(Topic::Account);
        self.announce(Topic::Sync);
        Ok(head_dseq)
    }

    /// Notes that people have read that this became a new device.
    ///
    /// # Errors
    /// [`DeskError::SignedOut`] when nobody works here; [`StoreError`] of the database.
    pub async fn confirm_new_device(&self) -> Result<SyncView, DeskError> {
        let mut tx = self.transact(Op::Settings).await?;
        device::see_changes(&mut tx).await?;
        self.commit(tx, Op::Settings).await?;
        self.announce(Topic::Sync);
        Ok(self.sync_status().await?)
    }
}

#[cfg(test)]
mod tests;
