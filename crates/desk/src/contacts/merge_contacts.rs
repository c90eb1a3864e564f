//! Two contacts turn out to be one person.

use mojo_domain::{ContactId, ContactMergeId, Hlc};
use mojo_protocol::Entity;
use mojo_protocol::facts::{ContactMergeBody, ContactMergeKind};
use mojo_store::contacts::{find_contact, latest_reading, latest_reading_shown, winner_of};

use super::ContactError;
use crate::views::ContactView;
use crate::{Desk, Op, Topic};

impl Desk {
    /// Merges the contact `loser` into `winner`: it is shown under it from now on, with all its
    /// sales, cards, invoices and visits, which keep the id they were recorded with.
    ///
    /// # Errors
    /// [`ContactError::UnknownContact`]; [`ContactError::OneAlready`].
    pub async fn merge_contacts(
        &self,
        winner_id: String,
        loser_id: String,
    ) -> Result<ContactView, ContactError> {
        let mut tx = self.transact(Op::MergeContacts).await?;
        let mut known = [ContactId(uuid::Uuid::nil()); 2];
        for (known, text) in known.iter_mut().zip([&winner_id, &loser_id]) {
            let unknown = || ContactError::UnknownContact(text.clone());
            *known = text.parse().map_err(|_| unknown())?;
            find_contact(&mut tx, *known).await?.ok_or_else(unknown)?;
        }
        // What was said is recorded, not who stands for whom here: another desk may know better.
        let [winner, loser] = known;
        let shown = winner_of(&mut tx, loser).await?;
        let above = winner_of(&mut tx, winner).await?;
        if above == shown {
            return Err(ContactError::OneAlready);
        }
        let merge_id: ContactMergeId = tx.next_id();
        let own: Hlc = latest_reading(&mut tx, loser).await?;
        let seen = own.max(latest_reading(&mut tx, shown).await?);
        let body = ContactMergeBody {
            merge_id,
            kind: ContactMergeKind::Merged,
            winner_id: winner,
            loser_id: loser,
            parts: Vec::new(),
            seen,
            winner_seen: Some(latest_reading_shown(&mut tx, above).await?),
            hlc: tx.next_hlc(),
            at: tx.now(),
            actor_id: tx.actor_id(),
        };
        tx.record(Entity::ContactMerge, merge_id.0, &body).await?;
        self.commit(tx, Op::MergeContacts).await?;
        self.announce(Topic::Checkin);
        self.show_contact(winner.to_string()).await
    }
}

#[cfg(test)]
mod tests {
    use crate::views::{ContactInput, ContactQuery, PhoneView};
    use crate::{Refusal as _, testing};

    fn query(text: &str) -> ContactQuery {
        ContactQuery { text: text.to_owned(), role: None, offset: 0, limit: 9 }
    }

    fn person(first: &str, last: &str, phone: &str, note: &str) -> ContactInput {
        let number = phone.to_owned();
        let phone = PhoneView { id: String::new(), label: String::new(), number };
        ContactInput {
            first_name: first.to_owned(),
            last_name: last.to_owned(),
            note: note.to_owned(),
            phones: vec![phone],
            ..ContactInput::default()
        }
    }

    #[tokio::test]
    async fn two_contacts_are_shown_as_one_and_part_again_as_they_were() {
        let desk = testing::desk().await;
        let row = desk.list_contacts(query("lindqvist")).await.unwrap().rows.remove(0);
        let old = desk.show_contact(row.contact_id.clone()).await.unwrap();
        let new = person("Anne", "Lindqvist-Holm", "0171 5550001", "ruft morgens an");
        let new = desk.create_contact(new).await.unwrap();

        let merged =
            desk.merge_contacts(new.contact_id.clone(), old.contact_id.clone()).await.unwrap();
        assert_eq!(merged.name, "Anne Lindqvist-Holm", "the winner's name stands");
        assert_eq!(merged.cards.len(), 1, "the loser's card is shown under the winner");
        assert_eq!(merged.phones.len(), 1 + old.phones.len());
        assert_eq!((merged.birthday, merged.merged.len()), (old.birthday.clone(), 1));
        assert!(merged.note.contains("ruft morgens an"));
        let shown = desk.show_contact(old.contact_id.clone()).await.unwrap();
        assert_eq!(shown.contact_id, new.contact_id, "whoever asks for the loser gets the winner");
        let found = desk.list_contacts(query("lindqvist")).await.unwrap().rows;
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].entries_left, Some(7));
        let visits = desk.contact_timeline(new.contact_id.clone()).await.unwrap();
        assert_eq!(visits.iter().filter(|entry| entry.kind == "check_in").count(), 3);
        assert_eq!(
            desk.show_card(old.cards[0].card_id.clone()).await.unwrap().row.contact_name,
            merged.name
        );

        let again = desk.merge_contacts(old.contact_id.clone(), new.contact_id.clone()).await;
        assert_eq!(again.unwrap_err().code(), "one_contact_already");

        let parted = desk.part_contact(old.contact_id.clone()).await.unwrap();
        assert_eq!(parted, old, "parted, each has its own again");
        let alone = desk.show_contact(new.contact_id.clone()).await.unwrap();
        assert_eq!((alone.cards.len(), alone.merged.len(), alone.phones.len()), (0, 0, 1));
        assert_eq!(desk.list_contacts(query("lindqvist")).await.unwrap().rows.len(), 2);
        let refused = desk.part_contact(old.contact_id).await.unwrap_err();
        assert_eq!(refused.code(), "not_merged");
    }

    #[tokio::test]
    async fn who_may_be_the_same_person_is_told_until_they_are_merged() {
        let desk = testing::desk().await;
        let one = desk.create_contact(person("Kim", "Olsen", "0171 5550002", "")).await.unwrap();
        let two = desk.create_contact(person("Kim", "Olson", "0171 5550002", "")).await.unwrap();
        let hints = desk.contact_duplicates(one.contact_id.clone()).await.unwrap();
        assert_eq!((hints.len(), hints[0].contact_id.as_str()), (1, two.contact_id.as_str()));
        desk.merge_contacts(one.contact_id.clone(), two.contact_id).await.unwrap();
        assert!(desk.contact_duplicates(one.contact_id).await.unwrap().is_empty());
    }
}
