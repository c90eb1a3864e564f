//! The oracle: what a desk has recorded, kept outside of it. After a verb has returned, its entries
//! must never be missing again.

use mojo_protocol::Sort;
use uuid::Uuid;

/// An entry of a desk's journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promise {
    /// The machine, by its number.
    pub machine: usize,
    /// Epoch and number in the journal.
    pub place: (i64, i64),
    /// The epoch in which it was recorded first: it may have gone over into a later one.
    pub recorded_in: i64,
    /// The kind of thing.
    pub entity: String,
    /// The thing.
    pub id: Uuid,
    /// The body.
    pub body: String,
    /// The chain's hash.
    pub hash: String,
    /// Lost with its disk before the platform had it, or held by a device that was revoked: it may
    /// be there or not.
    pub is_open: bool,
    /// Its own desk does not hold it any more in its journal.
    pub is_gone_here: bool,
}

impl Promise {
    /// How it syncs.
    pub fn sort(&self) -> Option<Sort> {
        self.entity.parse::<mojo_protocol::Entity>().ok().map(mojo_protocol::Entity::sort)
    }
}

/// What was promised in a run, in order.
#[derive(Clone, Debug, Default)]
pub struct Promises(pub Vec<Promise>);

impl Promises {
    /// A disk went back to an older state: what was recorded after `kept` is gone there; what the
    /// platform had not taken may be gone for good.
    pub fn roll_back(&mut self, machine: usize, kept: (i64, i64), acknowledged: (i64, i64)) {
        for promise in self.0.iter_mut().filter(|promise| promise.machine == machine) {
            if promise.place > kept {
                promise.is_gone_here = true;
                promise.is_open |= promise.place > acknowledged;
            }
        }
    }

    /// The platform went back to an older state: only what a desk still holds comes again.
    pub fn platform_rolled_back(&mut self) {
        for promise in &mut self.0 {
            promise.is_open |= promise.is_gone_here;
        }
    }

    /// A device was revoked: what it had not sent stays there.
    pub fn revoked(&mut self, machine: usize, acknowledged: (i64, i64)) {
        for promise in self.0.iter_mut().filter(|promise| promise.machine == machine) {
            promise.is_open |= promise.place > acknowledged;
        }
    }
}
