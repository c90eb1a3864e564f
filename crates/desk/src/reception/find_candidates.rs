//! People found at the reception by three letters, with what one wants to know of them.

use mojo_domain::{Currency, Money, berlin_day};
use mojo_store::checkin::{cards, redemptions};
use mojo_store::contacts::ContactListing;
use mojo_store::{Reader, StoreError, invoicing};

use super::names::Names;
use super::people::find_people;
use crate::Desk;
use crate::account::Practice;
use crate::checkin::{card_row, status_of};
use crate::views::{Candidate, instant};

/// More than fit under the field.
const MOST: u32 = 8;

impl Desk {
    /// People that a text may mean, the best first; nobody for an empty text.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn find_candidates(&self, text: String) -> Result<Vec<Candidate>, StoreError> {
        if text.trim().is_empty() {
            return Ok(Vec::new());
        }
        let mut reader = self.reader().await?;
        let today = berlin_day(self.now());
        let found = find_people(&mut reader, text.trim(), MOST, today).await?;
        let names = Names::load(&mut reader, found.iter().map(|row| row.contact_id)).await?;
        let currency = Practice::load(&mut reader).await?.currency();
        let mut candidates = Vec::with_capacity(found.len());
        for row in &found {
            candidates.push(self.candidate(&mut reader, row, &names, currency).await?);
        }
        Ok(candidates)
    }

    async fn candidate(
        &self,
        reader: &mut Reader,
        row: &ContactListing,
        names: &Names,
        currency: Currency,
    ) -> Result<Candidate, StoreError> {
        let today = berlin_day(self.now());
        let held = cards::list_of_contact(reader, row.contact_id).await?;
        let open_cents = invoicing::open_cents_of_contact(reader, row.contact_id).await?;
        let last_visit = redemptions::last_visit(reader, row.contact_id, self.now()).await?;
        Ok(Candidate {
            contact_id: row.contact_id.to_string(),
            name: row.name.clone(),
            detail: detail(row),
            cards: held
                .iter()
                .filter(|held| status_of(held, today).is_live())
                .map(|held| card_row(held, names, today))
                .collect(),
            open_amount: Money::new(open_cents, currency).into(),
            last_visit: last_visit.map(instant),
        })
    }
}

/// City and birthday: what tells two people of one name apart.
fn detail(row: &ContactListing) -> String {
    let birthday = row.birthday.map(|day| format!("geb. {}", day.format("%d.%m.%Y")));
    let parts = [Some(row.city.clone()), birthday];
    let parts: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    parts.join(" · ")
}

#[cfg(test)]
mod tests {
    use crate::testing;

    #[tokio::test]
    async fn three_letters_find_a_person_with_cards_and_last_visit() {
        let desk = testing::desk().await;
        let found = desk.find_candidates("lind".to_owned()).await.unwrap();
        assert_eq!(found[0].name, "Annegret Lindqvist");
        assert_eq!(found[0].detail, "Auenfeld · geb. 12.04.1968");
        assert_eq!((found[0].cards.len(), found[0].cards[0].left), (1, 7));
        assert!(found[0].last_visit.is_some());
        assert!(desk.find_candidates(" ".to_owned()).await.unwrap().is_empty());
        assert!(desk.find_candidates("xyzxyz".to_owned()).await.unwrap().is_empty());
    }
}
