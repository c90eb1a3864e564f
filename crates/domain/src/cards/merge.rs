//! The merge of an edit into a card.

use std::collections::BTreeMap;

use crate::{DeviceId, Hlc, mutant};

/// Who wrote a field, and when by the hybrid clock. Which of two writes stands:
/// [`FieldWrite::stands_against`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FieldStamp {
    /// The reading of the clock.
    pub hlc: Hlc,
    /// The device that wrote.
    pub device_id: DeviceId,
}

/// One field as it was written; `None` empties the field. The value is opaque to the merge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldWrite {
    /// The new value, in the wire's own form.
    pub value: Option<String>,
    /// Who and when.
    pub stamp: FieldStamp,
    /// The reading of the value that the writer saw and replaced; zero when there was none.
    pub base: Hlc,
}

impl FieldWrite {
    /// This write stands against another: it is the later one, or of two with one reading the one
    /// with the greater value. A device may get another id, a value not.
    pub fn stands_against(&self, other: &Self) -> bool {
        if mutant::is("lww_by_arrival") {
            return self.stamp == other.stamp;
        }
        if mutant::is("tie_by_arrival") {
            return self.stamp.hlc >= other.stamp.hlc;
        }
        (self.stamp.hlc, &self.value, self.stamp.device_id)
            >= (other.stamp.hlc, &other.value, other.stamp.device_id)
    }

    /// Neither writer had seen the other's value: the two really clash.
    fn clashes_with(&self, other: &Self) -> bool {
        self.value != other.value && self.base < other.stamp.hlc && other.base < self.stamp.hlc
    }
}

/// A card: every field with its last write.
pub type Card = BTreeMap<String, FieldWrite>;

/// A value that lost against one whose writer had not seen it: kept as a note where it is free
/// text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lost {
    /// The field.
    pub field: String,
    /// The write that lost.
    pub write: FieldWrite,
    /// The write that stands in its place.
    pub by: FieldStamp,
}

/// Merges `patch` into `card`; gives back the writes that lost in a real clash: an edit of what the
/// writer saw is none.
///
/// The result does not depend on the order in which patches arrive, and a patch that arrives twice
/// changes nothing.
pub fn merge(card: &mut Card, patch: Card) -> Vec<Lost> {
    let mut lost = Vec::new();
    if mutant::is("lww_whole_card")
        && patch.values().any(|w| card.values().all(|h| w.stamp > h.stamp))
    {
        card.clear();
    }
    for (field, write) in patch {
        match card.get(&field) {
            Some(held) if held.stands_against(&write) => {
                if held.clashes_with(&write) {
                    lost.push(Lost { field, write, by: held.stamp });
                }
            }
            _ => {
                if let Some(old) = card.insert(field.clone(), write.clone())
                    && old.clashes_with(&write)
                {
                    lost.push(Lost { field, write: old, by: write.stamp });
                }
            }
        }
    }
    lost
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn patch(field: &str, value: &str, hlc: i64, device: u128) -> Card {
        let stamp = FieldStamp { hlc: Hlc(hlc), device_id: DeviceId(Uuid::from_u128(device)) };
        Card::from([(
            field.to_owned(),
            FieldWrite { value: Some(value.to_owned()), stamp, base: Hlc(0) },
        )])
    }

    #[test]
    fn the_order_of_arrival_does_not_matter() {
        let patches =
            [patch("note", "a", 5, 1), patch("note", "b", 5, 2), patch("note", "c", 4, 9)];
        let mut forward = Card::new();
        let mut backward = Card::new();
        for p in &patches {
            merge(&mut forward, p.clone());
        }
        for p in patches.iter().rev() {
            merge(&mut backward, p.clone());
        }
        assert_eq!(forward, backward);
        assert_eq!(forward["note"].value.as_deref(), Some("b"));
    }

    #[test]
    fn what_lost_is_given_back_and_a_repeat_is_not() {
        let mut card = patch("note", "mine", 9, 1);
        let lost = merge(&mut card, patch("note", "theirs", 8, 2));
        assert_eq!(lost[0].write.value.as_deref(), Some("theirs"));
        assert!(merge(&mut card, patch("note", "mine", 9, 1)).is_empty());
        let mut edit = patch("note", "mine, mended", 12, 2);
        edit.entry("note".to_owned()).and_modify(|write| write.base = Hlc(9));
        assert!(merge(&mut card, edit).is_empty(), "an edit of what was seen is no clash");
    }
}
