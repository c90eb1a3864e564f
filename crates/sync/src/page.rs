//! The check of a page before it is applied.

use mojo_domain::journal::Hash;
use mojo_protocol::{Change, PullPage};

/// SHA-256 over each change's `seq` (eight bytes, big-endian) and `hash` (its text), in order.
pub fn checksum(changes: &[Change]) -> String {
    let mut bytes = Vec::with_capacity(changes.len() * 72);
    for change in changes {
        bytes.extend_from_slice(&change.seq.to_be_bytes());
        bytes.extend_from_slice(change.hash.as_bytes());
    }
    Hash::of(&bytes).to_hex()
}

/// The page continues `cursor`, is whole and in order, and leads on.
pub(crate) fn is_sound(page: &PullPage, cursor: &str) -> bool {
    let is_ordered = page.changes.is_sorted_by(|a, b| a.seq < b.seq);
    let leads_on = !page.more || page.to != page.from;
    page.from == cursor && is_ordered && leads_on && page.checksum == checksum(&page.changes)
}

#[cfg(test)]
mod tests {
    use mojo_domain::ActorId;
    use uuid::Uuid;

    use super::*;

    fn change(seq: i64) -> Change {
        Change {
            seq,
            op: "edit_contact".to_owned(),
            entity: "contact".to_owned(),
            entity_id: Uuid::from_u128(1),
            at: 1,
            actor_id: ActorId(Uuid::from_u128(2)),
            device_id: None,
            epoch: 0,
            dseq: 0,
            hash: Hash::of(&seq.to_be_bytes()).to_hex(),
            body: "{}".to_owned(),
        }
    }

    fn page(changes: Vec<Change>) -> PullPage {
        PullPage {
            from: "a".to_owned(),
            to: "b".to_owned(),
            more: false,
            checksum: checksum(&changes),
            changes,
        }
    }

    #[test]
    fn only_a_page_that_continues_and_is_whole_is_sound() {
        let good = page(vec![change(1), change(2)]);
        assert!(is_sound(&good, "a"));
        assert!(!is_sound(&good, "b"), "it begins elsewhere");
        let mut short = good.clone();
        short.changes.pop();
        assert!(!is_sound(&short, "a"), "a change is missing");
        assert!(!is_sound(&page(vec![change(2), change(1)]), "a"), "out of order");
        let stuck = PullPage { to: "a".to_owned(), more: true, ..page(Vec::new()) };
        assert!(!is_sound(&stuck, "a"), "it says that there is more and does not lead there");
    }
}
