//! What two sides compare to prove that they hold the same records: counts, sums of money, and
//! hashes over ranges of a canonical order.
//!
//! A leaf is the hash of one record, its key within; a [`Digest`] is the hash over the leaves of a
//! range in the order of their keys. A plain sum of hashes would not need the order, but whoever
//! may choose records can make two sums meet; a hash over ordered leaves cannot be met. Two sides
//! that differ cut the range into buckets ([`Buckets`]) and go on where the digests differ, so that
//! n records are searched in O(log n) questions.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use sha2::{Digest as _, Sha256};

use crate::journal::Hash;
use crate::{Currency, DeviceId, Money};

/// The leaf of a record: its fields in a fixed order, each preceded by its length.
#[derive(Clone, Debug)]
pub struct LeafHasher(Sha256);

impl LeafHasher {
    /// A leaf of the kind `domain`, so that no two kinds of leaves have the same bytes.
    pub fn new(domain: &str) -> Self {
        let mut leaf = Self(Sha256::new());
        leaf.text(domain);
        leaf
    }

    /// Adds a number.
    pub fn number(&mut self, number: i64) -> &mut Self {
        self.0.update(number.to_be_bytes());
        self
    }

    /// Adds a text.
    pub fn text(&mut self, text: &str) -> &mut Self {
        self.0.update((text.len() as u64).to_be_bytes());
        self.0.update(text.as_bytes());
        self
    }

    /// The leaf.
    pub fn finish(self) -> Hash {
        Hash(self.0.finalize().into())
    }
}

/// A range of records in short.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Digest {
    /// How many records.
    pub count: i64,
    /// The money that they record, in cents.
    pub cents: BTreeMap<Currency, i64>,
    /// The hash over their leaves in the order of their keys.
    pub hash: Hash,
}

/// A [`Digest`] in the making.
#[derive(Clone, Debug, Default)]
pub struct Digester {
    count: i64,
    cents: BTreeMap<Currency, i64>,
    hasher: Sha256,
}

impl Digester {
    /// Takes the next record in the order of the keys.
    pub fn add(&mut self, leaf: Hash, money: Option<Money>) {
        self.count += 1;
        self.hasher.update(leaf.0);
        if let Some(money) = money {
            let sum = self.cents.entry(money.currency).or_default();
            *sum = sum.saturating_add(money.cents);
        }
    }

    /// The digest of what was taken.
    pub fn finish(self) -> Digest {
        let hash = Hash(self.hasher.finalize().into());
        Digest { count: self.count, cents: self.cents, hash }
    }
}

/// A range cut into buckets while it is read in the order of its keys.
#[derive(Clone, Debug)]
pub struct Buckets<K> {
    cut: Cut<K>,
    open: Digester,
    last: Option<K>,
    done: Vec<(Option<K>, Digest)>,
}

#[derive(Clone, Debug)]
enum Cut<K> {
    /// A bucket is full with so many records.
    Every(i64),
    /// The last key of each bucket, in order; `None` for the open end.
    At(Vec<Option<K>>),
}

impl<K: Ord + Copy> Buckets<K> {
    /// Buckets of `size` records each.
    pub fn every(size: i64) -> Self {
        Self::new(Cut::Every(size.max(1)))
    }

    /// Buckets that end at these keys, as the other side has cut them.
    pub fn at(ends: Vec<Option<K>>) -> Self {
        Self::new(Cut::At(ends))
    }

    fn new(cut: Cut<K>) -> Self {
        Self { cut, open: Digester::default(), last: None, done: Vec::new() }
    }

    /// Takes the next record.
    pub fn add(&mut self, key: K, leaf: Hash, money: Option<Money>) {
        match &self.cut {
            Cut::Every(size) => {
                if self.open.count == *size {
                    self.close(self.last);
                }
            }
            Cut::At(ends) => {
                let is_past = |end: &Option<K>| end.is_some_and(|end| key > end);
                let passed = ends.iter().skip(self.done.len()).take_while(|end| is_past(end));
                for end in passed.copied().collect::<Vec<_>>() {
                    self.close(end);
                }
            }
        }
        self.open.add(leaf, money);
        self.last = Some(key);
    }

    fn close(&mut self, end: Option<K>) {
        let full = std::mem::take(&mut self.open);
        self.done.push((end, full.finish()));
    }

    /// The buckets with their last keys; the last one goes to the end of the range.
    pub fn finish(mut self) -> Vec<(Option<K>, Digest)> {
        match std::mem::replace(&mut self.cut, Cut::Every(1)) {
            Cut::Every(_) => self.close(None),
            Cut::At(ends) => {
                for end in ends.into_iter().skip(self.done.len()) {
                    self.close(end);
                }
            }
        }
        self.done
    }
}

/// Records by device and Berlin day: what a person compares.
#[derive(Clone, Debug, Default)]
pub struct Days(BTreeMap<(Option<DeviceId>, NaiveDate), Digester>);

impl Days {
    /// Takes the next record; without a device it is the platform's own.
    pub fn add(
        &mut self,
        (device, day): (Option<DeviceId>, NaiveDate),
        leaf: Hash,
        money: Option<Money>,
    ) {
        self.0.entry((device, day)).or_default().add(leaf, money);
    }

    /// The digest of each day.
    pub fn finish(self) -> BTreeMap<(Option<DeviceId>, NaiveDate), Digest> {
        self.0.into_iter().map(|(key, digester)| (key, digester.finish())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaf(key: i64) -> Hash {
        let mut leaf = LeafHasher::new("test");
        leaf.number(key);
        leaf.finish()
    }

    #[test]
    fn texts_that_touch_are_not_confused() {
        let hash = |texts: [&str; 2]| {
            let mut leaf = LeafHasher::new("test");
            leaf.text(texts[0]).text(texts[1]);
            leaf.finish()
        };
        assert_ne!(hash(["sell", "sale"]), hash(["sells", "ale"]));
    }

    #[test]
    fn buckets_cut_by_one_side_are_the_same_at_the_other() {
        let mut there = Buckets::every(10);
        (1..=25).for_each(|key| there.add(key, leaf(key), Some(Money::eur(100))));
        let there = there.finish();
        let ends: Vec<Option<i64>> = there.iter().map(|(end, _)| *end).collect();
        assert_eq!(ends, [Some(10), Some(20), None]);
        assert_eq!(there[2].1.cents[&Currency::EUR], 500);
        let mut here = Buckets::at(ends.clone());
        (1..=25).for_each(|key| here.add(key, leaf(key), Some(Money::eur(100))));
        assert_eq!(here.finish(), there);
        let mut gap = Buckets::at(ends);
        (21..=25).for_each(|key| gap.add(key, leaf(key), Some(Money::eur(100))));
        let gap = gap.finish();
        assert_eq!((gap.len(), gap[0].1.count, gap[1].1.count), (3, 0, 0));
        assert_eq!(gap[2], there[2]);
    }
}
