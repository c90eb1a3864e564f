//! The search for what differs between two sides: a range is compared in buckets, and those that
//! differ are asked again, until single records are named. Pure: who asks and who reads is the
//! driver's business.

use std::collections::{BTreeMap, VecDeque};

use mojo_protocol::{BucketDigest, Key, LeafHash, RangeDigest};

/// A range of keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// It begins after this key.
    pub after: Option<Key>,
    /// It ends with this key.
    pub until: Option<Key>,
}

/// How a record differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mismatch {
    /// There, and not here.
    MissingHere,
    /// Here, and not there.
    MissingThere,
    /// On both sides, and not the same.
    Differs,
}

/// The other side's answer does not fit the question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unfit;

/// A search under way.
#[derive(Clone, Debug, Default)]
pub struct Search {
    open: VecDeque<Span>,
    found: BTreeMap<Key, Mismatch>,
}

impl Search {
    /// A search over `span`.
    pub fn over(span: Span) -> Self {
        Self { open: VecDeque::from([span]), found: BTreeMap::new() }
    }

    /// The next range to ask for; `None` when everything was compared.
    pub fn ask(&mut self) -> Option<Span> {
        self.open.pop_front()
    }

    /// Compares the buckets of `span`; `here` was cut at the ends that `there` has.
    ///
    /// # Errors
    /// [`Unfit`] when the buckets do not lead further: out of order, not to the end of the range, or
    /// a single one that is the range itself.
    pub fn buckets(
        &mut self,
        span: Span,
        there: &[BucketDigest],
        here: &[RangeDigest],
    ) -> Result<(), Unfit> {
        if there.len() != here.len() || there.last().is_none_or(|last| last.until.is_some()) {
            return Err(Unfit);
        }
        let mut after = span.after;
        let last = there.len() - 1;
        for (place, (bucket, own)) in there.iter().zip(here).enumerate() {
            let until = if place == last { span.until } else { bucket.until };
            let is_in_order =
                place == last || until > after && span.until.is_none_or(|end| until < Some(end));
            if !is_in_order {
                return Err(Unfit);
            }
            let part = Span { after, until };
            if bucket.digest != *own {
                if part == span {
                    return Err(Unfit);
                }
                self.open.push_back(part);
            }
            after = until;
        }
        Ok(())
    }

    /// Compares records one by one.
    pub fn leaves(&mut self, there: &[LeafHash], here: &[LeafHash]) {
        let theirs: BTreeMap<Key, &str> = there.iter().map(|l| (l.key, l.hash.as_str())).collect();
        let ours: BTreeMap<Key, &str> = here.iter().map(|l| (l.key, l.hash.as_str())).collect();
        for (key, hash) in &theirs {
            match ours.get(key) {
                None => self.found.insert(*key, Mismatch::MissingHere),
                Some(own) if own != hash => self.found.insert(*key, Mismatch::Differs),
                Some(_) => None,
            };
        }
        let only_here = ours.keys().filter(|key| !theirs.contains_key(key));
        self.found.extend(only_here.map(|key| (*key, Mismatch::MissingThere)));
    }

    /// What was found, by key.
    pub fn found(self) -> BTreeMap<Key, Mismatch> {
        self.found
    }
}
