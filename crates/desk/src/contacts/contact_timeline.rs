//! What happened with a contact: visits, sales, cards, invoices, edits.

use mojo_domain::ContactId;
use mojo_store::contacts::{Happening, find_contact, timeline, winner_of};

use super::ContactError;
use crate::Desk;
use crate::pos::price_notes;
use crate::views::{MoneyView, TimelineEntry, instant};

impl Desk {
    /// The timeline of a contact, the newest first.
    ///
    /// # Errors
    /// [`ContactError::UnknownContact`].
    pub async fn contact_timeline(
        &self,
        contact_id: String,
    ) -> Result<Vec<TimelineEntry>, ContactError> {
        let unknown = || ContactError::UnknownContact(contact_id.clone());
        let id: ContactId = contact_id.parse().map_err(|_| unknown())?;
        let mut reader = self.reader().await?;
        find_contact(&mut reader, id).await?.ok_or_else(unknown)?;
        let id = winner_of(&mut reader, id).await?;
        let happened = timeline(&mut reader, id).await?;
        let mut entries = Vec::with_capacity(happened.len());
        for happening in happened {
            let sale = happening.link.as_deref().filter(|_| happening.kind == "sale");
            let notes = match sale.and_then(|id| id.parse().ok()) {
                Some(sale_id) => price_notes(&mut reader, sale_id).await?,
                None => Vec::new(),
            };
            entries.push(TimelineEntry { price_notes: notes, ..entry(happening) });
        }
        Ok(entries)
    }
}

fn entry(happening: Happening) -> TimelineEntry {
    TimelineEntry {
        at: instant(happening.at),
        kind: happening.kind,
        title: happening.title,
        detail: happening.detail,
        amount: happening.amount.map(|(cents, currency)| MoneyView { cents, currency }),
        entries_left: happening.entries_left,
        link: happening.link,
        price_notes: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use crate::testing;
    use crate::views::ContactQuery;

    #[tokio::test]
    async fn the_timeline_tells_visits_the_card_and_the_making_newest_first() {
        let desk = testing::desk().await;
        let query = ContactQuery { text: "lindqvist".to_owned(), role: None, offset: 0, limit: 1 };
        let row = desk.list_contacts(query).await.unwrap().rows.remove(0);
        let entries = desk.contact_timeline(row.contact_id).await.unwrap();
        let visits: Vec<_> = entries.iter().filter(|e| e.kind == "check_in").collect();
        let left: Vec<_> = visits.iter().map(|visit| visit.entries_left).collect();
        assert_eq!(left, [Some(7), Some(8), Some(9)]);
        let card = entries.iter().find(|e| e.kind == "card_sold").unwrap();
        assert!(card.at < visits[2].at && card.amount.is_some());
        assert_eq!(entries.iter().filter(|e| e.kind == "contact_created").count(), 1);
        assert!(entries.is_sorted_by(|a, b| a.at >= b.at));
    }
}
