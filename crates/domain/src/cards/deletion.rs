//! Deleting a card against editing it elsewhere: the deletion stands, the edit is kept, and people
//! decide. Nothing comes back silently, nothing is lost.
//!
//! A deletion is the field `archived`, with its own reading of the hybrid clock, so that it merges
//! like every other field. Whether writer and deleter knew of each other is told by what each says
//! it had seen, not by their clocks.

use std::collections::BTreeMap;

use super::{Card, FieldStamp};
use crate::Hlc;

/// The field that puts a card away.
pub const ARCHIVED: &str = "archived";

/// What a writer had before its eyes: the reading of each field that matters.
pub type Seen = BTreeMap<String, Hlc>;

/// Whether the card is put away.
pub fn is_deleted(card: &Card) -> bool {
    card.get(ARCHIVED).is_some_and(|write| write.value.as_deref() == Some("true"))
}

/// The deletion that stands and that the writer of an edit had not seen; `None` when there is none.
/// An edit of the deletion itself is no clash with it.
pub fn unseen_deletion(held: &Card, edit: &Card, seen: &Seen) -> Option<FieldStamp> {
    let deletion = held.get(ARCHIVED).filter(|_| is_deleted(held))?;
    let touches_more = edit.keys().any(|field| field != ARCHIVED);
    let knew = seen.get(ARCHIVED).is_some_and(|hlc| *hlc >= deletion.stamp.hlc);
    (touches_more && !edit.contains_key(ARCHIVED) && !knew).then_some(deletion.stamp)
}

/// The fields that were written elsewhere and that the one who deletes had not seen, by the latest
/// writer; empty when nothing was.
pub fn unseen_edits(held: &Card, deletion: &Card, seen: &Seen) -> Vec<(String, FieldStamp)> {
    let Some(write) = deletion.get(ARCHIVED).filter(|_| is_deleted(deletion)) else {
        return Vec::new();
    };
    let is_unseen = |field: &str, stamp: FieldStamp| {
        stamp.device_id != write.stamp.device_id
            && seen.get(field).is_none_or(|hlc| *hlc < stamp.hlc)
    };
    held.iter()
        .filter(|(field, held)| *field != ARCHIVED && is_unseen(field, held.stamp))
        .map(|(field, held)| (field.clone(), held.stamp))
        .collect()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::DeviceId;
    use crate::cards::FieldWrite;

    fn write(field: &str, value: &str, hlc: i64, device: u128) -> Card {
        let stamp = FieldStamp { hlc: Hlc(hlc), device_id: DeviceId(Uuid::from_u128(device)) };
        let write = FieldWrite { value: Some(value.to_owned()), stamp, base: Hlc(0) };
        Card::from([(field.to_owned(), write)])
    }

    fn seen(field: &str, hlc: i64) -> Seen {
        Seen::from([(field.to_owned(), Hlc(hlc))])
    }

    #[test]
    fn an_edit_whose_writer_did_not_know_of_the_deletion_is_told() {
        let held = write(ARCHIVED, "true", 10, 1);
        let edit = write("note", "\"ruft an\"", 12, 2);
        assert!(unseen_deletion(&held, &edit, &Seen::new()).is_some());
        assert!(unseen_deletion(&held, &edit, &seen(ARCHIVED, 9)).is_some());
        assert!(unseen_deletion(&held, &edit, &seen(ARCHIVED, 10)).is_none(), "knew of it");
        let restored = write(ARCHIVED, "false", 13, 2);
        assert!(unseen_deletion(&held, &restored, &Seen::new()).is_none(), "restoring is no clash");
        assert!(unseen_deletion(&restored, &edit, &Seen::new()).is_none(), "nothing is deleted");
    }

    #[test]
    fn a_deletion_that_did_not_know_of_an_edit_is_told_whatever_the_clocks_say() {
        let mut held = write("note", "\"ruft an\"", 20, 2);
        held.extend(write("title", "\"Dr.\"", 3, 1));
        let deletion = write(ARCHIVED, "true", 10, 1);
        let told = unseen_edits(&held, &deletion, &seen("title", 3));
        assert_eq!(told.iter().map(|(field, _)| field.as_str()).collect::<Vec<_>>(), ["note"]);
        let all = Seen::from([("note".to_owned(), Hlc(20)), ("title".to_owned(), Hlc(3))]);
        assert!(unseen_edits(&held, &deletion, &all).is_empty());
    }
}
