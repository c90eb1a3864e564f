//! The card that is shown for contacts that were merged: a view of their cards, never written back,
//! so that parting them again gives each its own.
//!
//! What the winner says stands; what it does not say comes from the cards beneath it. A field that
//! was written on a card beneath after (or unseen by) the merge is an edit of the same person made
//! elsewhere: the later of the two stands. Notes are put together.

use super::{ARCHIVED, Card, FieldWrite};
use crate::Hlc;

/// A card beneath the winner.
#[derive(Clone, Debug)]
pub struct Beneath {
    /// The card.
    pub card: Card,
    /// The latest reading on it that the one who merged had seen.
    pub seen: Hlc,
    /// The latest reading on the winner's card that the one who merged had seen.
    pub winner_seen: Hlc,
}

/// The winner's card with what lies beneath it, in the order given.
pub fn join(winner: &Card, beneath: &[Beneath]) -> Card {
    let mut joined = winner.clone();
    for one in beneath {
        for (field, write) in &one.card {
            if field == ARCHIVED {
                continue;
            }
            match joined.get_mut(field) {
                None => {
                    joined.insert(field.clone(), write.clone());
                }
                Some(held) if field == "note" => put_notes_together(held, write, one),
                Some(held) if takes_the_place(held, write, one) => *held = write.clone(),
                Some(_) => {}
            }
        }
    }
    joined
}

fn takes_the_place(held: &FieldWrite, write: &FieldWrite, one: &Beneath) -> bool {
    let is_later_edit = write.stamp.hlc > one.seen && !held.stands_against(write);
    // What was emptied after the merge was emptied for both.
    let fills = held.value.is_none() && held.stamp.hlc <= one.winner_seen && write.value.is_some();
    is_later_edit || fills
}

/// Values are JSON texts; notes that one already contains are not said twice.
fn put_notes_together(held: &mut FieldWrite, write: &FieldWrite, one: &Beneath) {
    let Some(text) = write.value.as_deref().and_then(inner) else { return };
    let is_settled = held.stamp.hlc > one.winner_seen && held.stands_against(write);
    let said = held.value.as_deref().and_then(inner).unwrap_or_default();
    if is_settled || said.contains(text) {
        return;
    }
    let joined = if said.is_empty() { text.to_owned() } else { format!("{said}\\n{text}") };
    held.value = Some(format!("\"{joined}\""));
}

/// What stands between the quotes of a JSON text.
fn inner(value: &str) -> Option<&str> {
    value.strip_prefix('"')?.strip_suffix('"').filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::DeviceId;
    use crate::cards::FieldStamp;

    fn card(fields: &[(&str, Option<&str>, i64)]) -> Card {
        let write = |(field, value, hlc): &(&str, Option<&str>, i64)| {
            let stamp = FieldStamp { hlc: Hlc(*hlc), device_id: DeviceId(Uuid::from_u128(1)) };
            let value = value.map(|text| format!("\"{text}\""));
            ((*field).to_owned(), FieldWrite { value, stamp, base: Hlc(0) })
        };
        fields.iter().map(write).collect()
    }

    fn beneath(fields: &[(&str, Option<&str>, i64)]) -> Beneath {
        Beneath { card: card(fields), seen: Hlc(10), winner_seen: Hlc(12) }
    }

    fn value(card: &Card, field: &str) -> Option<String> {
        card.get(field).and_then(|write| write.value.clone())
    }

    #[test]
    fn the_winner_stands_and_what_it_does_not_say_comes_from_beneath() {
        let winner = card(&[("last_name", Some("Berger"), 1), ("title", None, 2)]);
        let joined = join(
            &winner,
            &[beneath(&[
                ("last_name", Some("Bergr"), 3),
                ("title", Some("Dr."), 3),
                ("phone/1", Some("0171"), 3),
                ("archived", Some("x"), 3),
            ])],
        );
        assert_eq!(value(&joined, "last_name").as_deref(), Some("\"Berger\""));
        assert_eq!(value(&joined, "title").as_deref(), Some("\"Dr.\""));
        assert_eq!(value(&joined, "phone/1").as_deref(), Some("\"0171\""));
        assert!(!joined.contains_key("archived"));
    }

    #[test]
    fn an_edit_made_elsewhere_on_the_loser_goes_to_the_winner() {
        let winner = card(&[("last_name", Some("Berger"), 1), ("birthday", Some("new"), 40)]);
        let late = [("last_name", Some("Berger-Holm"), 30), ("birthday", Some("old"), 30)];
        let joined = join(&winner, &[beneath(&late)]);
        assert_eq!(value(&joined, "last_name").as_deref(), Some("\"Berger-Holm\""));
        assert_eq!(value(&joined, "birthday").as_deref(), Some("\"new\""), "the later one stands");
    }

    #[test]
    fn what_was_emptied_after_the_merge_stays_empty() {
        let winner = card(&[("phone/1", None, 20)]);
        let joined = join(&winner, &[beneath(&[("phone/1", Some("0171"), 3)])]);
        assert_eq!(value(&joined, "phone/1"), None);
    }

    #[test]
    fn notes_are_put_together_once_and_an_edit_of_both_stands() {
        let winner = card(&[("note", Some("kommt mit Hund"), 1)]);
        let other = beneath(&[("note", Some("braucht einen Stuhl"), 3)]);
        let joined = join(&winner, &[other.clone(), other.clone()]);
        let both = "\"kommt mit Hund\\nbraucht einen Stuhl\"";
        assert_eq!(value(&joined, "note").as_deref(), Some(both));
        let edited = card(&[("note", Some("Hund und Stuhl"), 20)]);
        let joined = join(&edited, &[other]);
        assert_eq!(value(&joined, "note").as_deref(), Some("\"Hund und Stuhl\""));
    }
}
