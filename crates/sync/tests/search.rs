//! The search finds what differs, all of it and nothing else, with few questions.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::BTreeMap;

use mojo_domain::Money;
use mojo_domain::digest::{Buckets, LeafHasher};
use mojo_domain::journal::Hash;
use mojo_protocol::{BucketDigest, Key, LeafHash, MAX_BUCKETS, MAX_LEAVES, RangeDigest};
use mojo_sync::{Mismatch, Search, Span};
use proptest::prelude::*;

/// A side: key to content.
type Side = BTreeMap<i64, u32>;

fn leaf(key: i64, content: u32) -> Hash {
    let mut leaf = LeafHasher::new("test");
    leaf.number(key).number(content.into());
    leaf.finish()
}

fn within(side: &Side, span: Span) -> Vec<(Key, Hash)> {
    side.iter()
        .map(|(key, content)| (Key::Place(*key), leaf(*key, *content)))
        .filter(|(key, _)| span.after.is_none_or(|after| *key > after))
        .filter(|(key, _)| span.until.is_none_or(|until| *key <= until))
        .collect()
}

fn leaves(rows: &[(Key, Hash)]) -> Vec<LeafHash> {
    rows.iter().map(|(key, hash)| LeafHash { key: *key, hash: hash.to_hex() }).collect()
}

fn cut(rows: &[(Key, Hash)], mut buckets: Buckets<Key>) -> Vec<BucketDigest> {
    for (key, hash) in rows {
        buckets.add(*key, *hash, Some(Money::eur(100)));
    }
    let done = buckets.finish().into_iter();
    done.map(|(until, digest)| BucketDigest { until, digest: digest.into() }).collect()
}

/// What differs, and how many questions that took.
fn compare(here: &Side, there: &Side) -> (BTreeMap<Key, Mismatch>, usize) {
    let mut search = Search::over(Span::default());
    let mut questions = 0;
    while let Some(span) = search.ask() {
        questions += 1;
        let (theirs, ours) = (within(there, span), within(here, span));
        let count = i64::try_from(theirs.len()).unwrap();
        if count <= MAX_LEAVES {
            search.leaves(&leaves(&theirs), &leaves(&ours));
            continue;
        }
        let size = (count + MAX_BUCKETS - 1) / MAX_BUCKETS;
        let buckets = cut(&theirs, Buckets::every(size));
        let ends = buckets.iter().map(|bucket| bucket.until).collect();
        let own: Vec<RangeDigest> =
            cut(&ours, Buckets::at(ends)).into_iter().map(|bucket| bucket.digest).collect();
        // Where nothing is there, everything here is too much: no bucket leads further.
        if search.buckets(span, &buckets, &own).is_err() {
            search.leaves(&leaves(&theirs), &leaves(&ours));
        }
    }
    (search.found(), questions)
}

fn expected(here: &Side, there: &Side) -> BTreeMap<Key, Mismatch> {
    let mut expected = BTreeMap::new();
    for key in here.keys().chain(there.keys()) {
        let how = match (here.get(key), there.get(key)) {
            (Some(own), Some(other)) if own == other => continue,
            (Some(_), Some(_)) => Mismatch::Differs,
            (Some(_), None) => Mismatch::MissingThere,
            _ => Mismatch::MissingHere,
        };
        expected.insert(Key::Place(*key), how);
    }
    expected
}

fn side() -> impl Strategy<Value = Side> {
    prop::collection::btree_map(1_i64..4_000, 0_u32..1_000, 0..2_500)
}

#[derive(Clone, Debug)]
enum Damage {
    Flip(usize),
    Lose(usize),
    Add(i64),
}

fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        any::<usize>().prop_map(Damage::Flip),
        any::<usize>().prop_map(Damage::Lose),
        (1_i64..4_000).prop_map(Damage::Add),
    ]
}

fn harm(side: &mut Side, damage: &Damage) {
    let nth = |side: &Side, n: usize| side.keys().nth(n % side.len().max(1)).copied();
    match damage {
        Damage::Flip(n) => {
            if let Some(content) = nth(side, *n).and_then(|key| side.get_mut(&key)) {
                *content ^= 1;
            }
        }
        Damage::Lose(n) => {
            if let Some(key) = nth(side, *n) {
                side.remove(&key);
            }
        }
        Damage::Add(key) => {
            side.insert(*key, 5_000);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn equal_sides_are_equal_whatever_the_order_in_which_they_grew(
        rows in prop::collection::vec((1_i64..4_000, 0_u32..9), 0..800),
        seed in any::<u64>(),
    ) {
        let distinct: BTreeMap<i64, u32> = rows.into_iter().collect();
        let mut shuffled: Vec<(i64, u32)> = distinct.clone().into_iter().collect();
        shuffled.sort_by_key(|(key, _)| (*key as u64).wrapping_mul(seed | 1));
        let there: Side = shuffled.into_iter().collect();
        let (found, questions) = compare(&distinct, &there);
        prop_assert!(found.is_empty());
        prop_assert_eq!(questions, 1);
    }

    #[test]
    fn what_was_flipped_lost_or_added_is_named_and_nothing_else(
        there in side(),
        harms in prop::collection::vec(damage(), 1..6),
    ) {
        let mut here = there.clone();
        harms.iter().for_each(|one| harm(&mut here, one));
        let (found, questions) = compare(&here, &there);
        prop_assert_eq!(found, expected(&here, &there));
        // One question over all, one per bucket that differs; 2,500 rows are two levels deep.
        prop_assert!(questions <= 1 + 2 * harms.len(), "{} questions", questions);
    }

    #[test]
    fn two_sides_that_have_little_in_common_are_told_apart(here in side(), there in side()) {
        let (found, _) = compare(&here, &there);
        prop_assert_eq!(found, expected(&here, &there));
    }
}

#[test]
fn one_row_of_a_hundred_thousand_takes_two_questions() {
    let there: Side = (1..=100_000).map(|key| (key, 7)).collect();
    for harm in [Damage::Flip(77_777), Damage::Lose(4), Damage::Add(100_001)] {
        let mut here = there.clone();
        self::harm(&mut here, &harm);
        let (found, questions) = compare(&here, &there);
        assert_eq!((found.len(), questions), (1, 2), "{harm:?}");
    }
}

#[test]
fn buckets_that_lead_nowhere_end_the_search() {
    let range =
        |hash: &str| RangeDigest { count: 9, cents: BTreeMap::new(), hash: hash.to_owned() };
    let bucket = |until| BucketDigest { until, digest: range("a") };
    let mut search = Search::over(Span::default());
    let whole = search.ask().unwrap();
    let same = [bucket(None)];
    assert!(search.buckets(whole, &same, &[range("b")]).is_err(), "the range itself again");
    let backwards = [bucket(Some(Key::Place(5))), bucket(Some(Key::Place(3))), bucket(None)];
    let own = [range("a"), range("a"), range("a")];
    assert!(search.buckets(whole, &backwards, &own).is_err(), "out of order");
    let short = [bucket(Some(Key::Place(5)))];
    assert!(search.buckets(whole, &short, &[range("a")]).is_err(), "not to the end");
    assert!(search.ask().is_none());
}
