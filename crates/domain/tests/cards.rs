//! Cards converge: whatever the order and however often edits arrive, with good clocks and bad.

use std::collections::BTreeSet;

use mojo_domain::cards::{Beneath, Card, FieldStamp, FieldWrite, join, merge};
use mojo_domain::contacts::{ContactMerge, aliases, merges_to_part};
use mojo_domain::{ContactId, ContactMergeId, DeviceId, Hlc};
use proptest::prelude::*;
use uuid::Uuid;

const FIELDS: [&str; 4] = ["note", "phone/1", "address/1", "archived"];

/// One edit: field, value, device; `lead` is by how much the device's clock is wrong.
type Edit = (usize, u8, u8, i64);

/// Edits as devices make them: each reading of a device is later than its last.
fn patches(edits: &[Edit]) -> Vec<Card> {
    let mut last = [0_i64; 4];
    let mut made = Vec::new();
    for (at, (field, value, device, lead)) in (1_i64..).zip(edits) {
        let device = usize::from(*device % 4);
        last[device] = (last[device] + 1).max((at + lead) << 16);
        let stamp = FieldStamp {
            hlc: Hlc(last[device]),
            device_id: DeviceId(Uuid::from_u128(device as u128 + 1)),
        };
        let value = (*value > 0).then(|| format!("\"{value}\""));
        let write = FieldWrite { value, stamp, base: Hlc(0) };
        made.push(Card::from([(FIELDS[field % 4].to_owned(), write)]));
    }
    made
}

fn merged<'a>(patches: impl IntoIterator<Item = &'a Card>) -> (Card, BTreeSet<String>) {
    let mut card = Card::new();
    let mut lost = BTreeSet::new();
    for patch in patches {
        for one in merge(&mut card, patch.clone()) {
            lost.insert(format!("{} {:?}", one.field, one.write.value));
        }
    }
    (card, lost)
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let lead = prop_oneof![4 => Just(0_i64), 1 => -1000_i64..1000];
    prop::collection::vec((0_usize..4, 0_u8..5, 0_u8..4, lead), 1..24)
}

fn merges() -> impl Strategy<Value = Vec<ContactMerge>> {
    prop::collection::vec((0_u128..6, 0_u128..6, 0_i64..30), 0..10).prop_map(|pairs| {
        let id = |no| ContactId(Uuid::from_u128(no));
        (1_u128..)
            .zip(pairs)
            .filter(|(_, (winner, loser, _))| winner != loser)
            .map(|(no, (winner, loser, minute))| ContactMerge {
                merge_id: ContactMergeId(Uuid::from_u128(no)),
                winner: id(winner),
                loser: id(loser),
                at: chrono::DateTime::from_timestamp(minute * 60, 0).unwrap_or_default(),
            })
            .collect()
    })
}

proptest! {
    #[test]
    fn a_card_is_the_same_in_any_order_and_however_often_an_edit_arrives(
        edits in edits(),
        order in any::<prop::sample::Index>(),
        again in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
    ) {
        let patches = patches(&edits);
        let (expected, lost) = merged(&patches);
        let mut other: Vec<&Card> = patches.iter().rev().collect();
        let by = order.index(other.len());
        other.rotate_left(by);
        for one in again {
            let repeated = one.get(&patches);
            other.insert(one.index(other.len() + 1), repeated);
        }
        let (card, lost_too) = merged(other);
        prop_assert_eq!(&card, &expected);
        // No value of a field vanishes: it stands, or it lost to another and was given back.
        for patch in &patches {
            for (field, write) in patch {
                let name = format!("{field} {:?}", write.value);
                let stands = expected[field].value == write.value;
                prop_assert!(stands || lost.contains(&name) || lost_too.contains(&name), "{name}");
            }
        }
    }

    #[test]
    fn merging_two_halves_is_merging_the_whole(edits in edits(), cut in any::<prop::sample::Index>()) {
        let patches = patches(&edits);
        let (left, right) = patches.split_at(cut.index(patches.len() + 1));
        let (mut one, _) = merged(left);
        let (two, _) = merged(right);
        merge(&mut one, two);
        prop_assert_eq!(one, merged(&patches).0);
    }

    #[test]
    fn a_reading_ahead_counts_at_the_bound_and_a_device_keeps_its_order(
        leads in prop::collection::vec(-10_000_000_i64..100_000_000_000, 2..10),
    ) {
        let received_ms = 1_790_000_000_000_i64;
        let mut readings: Vec<i64> = leads.iter().map(|lead| (received_ms + lead) << 16).collect();
        readings.sort_unstable();
        readings.dedup();
        let counted: Vec<Hlc> = (1..)
            .zip(&readings)
            .map(|(place, reading)| Hlc(*reading).clamped(received_ms, place))
            .collect();
        for hlc in &counted {
            prop_assert!(hlc.millis() <= received_ms + mojo_domain::HlcClock::MAX_LEAD_MS);
        }
        prop_assert!(counted.windows(2).all(|pair| pair[0] < pair[1]));
    }

    #[test]
    fn who_stands_for_whom_does_not_depend_on_the_order_of_arrival(
        merges in merges(),
        by in any::<prop::sample::Index>(),
    ) {
        let expected = aliases(&merges);
        let mut other: Vec<ContactMerge> = merges.iter().rev().copied().collect();
        if !other.is_empty() {
            let by = by.index(other.len());
            other.rotate_left(by);
            other.push(other[0]);
        }
        prop_assert_eq!(aliases(&other), expected.clone());
        for alias in expected.values() {
            prop_assert!(!expected.contains_key(&alias.winner), "a winner stands for itself");
            prop_assert!(alias.depth > 0);
        }
        // Whoever is parted stands for itself, and nobody else is torn away from it.
        for contact in expected.keys() {
            let part = merges_to_part(&merges, *contact);
            let left: Vec<ContactMerge> =
                merges.iter().filter(|m| !part.contains(&m.merge_id)).copied().collect();
            prop_assert!(!aliases(&left).contains_key(contact));
        }
    }

    #[test]
    fn joining_never_hides_what_only_one_card_says(a in edits(), b in edits()) {
        let (winner, _) = merged(&patches(&a));
        let (loser, _) = merged(&patches(&b));
        let beneath = Beneath { card: loser.clone(), seen: Hlc(i64::MAX), winner_seen: Hlc(i64::MAX) };
        let joined = join(&winner, &[beneath]);
        for (field, write) in &loser {
            let own = winner.get(field).and_then(|own| own.value.as_ref());
            if own.is_none() && field != "archived" && write.value.is_some() {
                prop_assert_eq!(&joined[field].value, &write.value);
            }
        }
        for (field, write) in &winner {
            if write.value.is_some() && field != "note" {
                prop_assert_eq!(&joined[field], write);
            }
        }
    }
}
