//! A range while it is read in order, by either side: into leaves, or into buckets, and by day.

use chrono::NaiveDate;
use mojo_domain::digest::{Buckets, Days};
use mojo_domain::journal::Hash;
use mojo_domain::{DeviceId, Money};

use crate::{BucketDigest, DayDigest, Held, Key, LeafHash, MAX_BUCKETS, MAX_LEAVES};

/// A record, as a reading takes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// Its place.
    pub key: Key,
    /// Its hash.
    pub hash: Hash,
    /// The money that it records.
    pub money: Option<Money>,
    /// The device and the Berlin day; `None` where days mean nothing.
    pub on: Option<(Option<DeviceId>, NaiveDate)>,
}

/// A range while it is read in the order of its keys.
#[derive(Clone, Debug)]
pub struct Reading {
    shape: Shape,
    days: Option<Days>,
}

#[derive(Clone, Debug)]
enum Shape {
    Leaves(Vec<LeafHash>),
    Buckets(Buckets<Key>),
}

impl Reading {
    /// A reading of `count` records, cut into `buckets`; few records are told one by one, unless the
    /// whole is asked for (1).
    pub fn of(count: i64, buckets: i64) -> Self {
        let buckets = buckets.clamp(1, MAX_BUCKETS);
        if buckets > 1 && count <= MAX_LEAVES {
            return Self::of_leaves();
        }
        if buckets == 1 {
            return Self::whole();
        }
        let size = (count + buckets - 1) / buckets;
        Self { shape: Shape::Buckets(Buckets::every(size)), days: None }
    }

    /// A reading of everything as one.
    pub fn whole() -> Self {
        Self { shape: Shape::Buckets(Buckets::every(i64::MAX)), days: None }
    }

    /// A reading record by record.
    pub fn of_leaves() -> Self {
        Self { shape: Shape::Leaves(Vec::new()), days: None }
    }

    /// A reading in the shape of what the other side holds.
    pub fn like(held: &Held) -> Self {
        match held {
            Held::Buckets(buckets) => {
                let ends = buckets.iter().map(|bucket| bucket.until).collect();
                Self { shape: Shape::Buckets(Buckets::at(ends)), days: None }
            }
            Held::Leaves(_) | Held::Kinds(_) => Self::of_leaves(),
        }
    }

    /// The records by device and day too.
    #[must_use]
    pub fn with_days(mut self, days: bool) -> Self {
        self.days = days.then(Days::default);
        self
    }

    /// Takes the next record.
    pub fn take(&mut self, leaf: &Leaf) {
        match &mut self.shape {
            Shape::Leaves(leaves) => {
                leaves.push(LeafHash { key: leaf.key, hash: leaf.hash.to_hex() });
            }
            Shape::Buckets(buckets) => buckets.add(leaf.key, leaf.hash, leaf.money),
        }
        if let (Some(days), Some(on)) = (&mut self.days, leaf.on) {
            days.add(on, leaf.hash, leaf.money);
        }
    }

    /// What was read.
    pub fn finish(self) -> (Held, Vec<DayDigest>) {
        let held = match self.shape {
            Shape::Leaves(leaves) => Held::Leaves(leaves),
            Shape::Buckets(buckets) => {
                let buckets = buckets.finish().into_iter();
                let bucket = |(until, digest): (Option<Key>, mojo_domain::digest::Digest)| {
                    BucketDigest { until, digest: digest.into() }
                };
                Held::Buckets(buckets.map(bucket).collect())
            }
        };
        let days = self.days.unwrap_or_default().finish().into_iter();
        let day = |((device_id, day), digest): (_, mojo_domain::digest::Digest)| DayDigest {
            device_id,
            day,
            digest: digest.into(),
        };
        (held, days.map(day).collect())
    }
}
