//! People found at the reception by three letters, with what one wants to know of them.

use mojo_domain::{ContactId, Money, berlin_day};
use mojo_protocol::Entity;
use mojo_store::checkin::cards as punch_cards;
use mojo_store::checkin::redemptions;
use mojo_store::{Reader, StoreError, cards, invoicing};
use serde_json::Value;

use super::names::Names;
use super::people::find_contacts;
use crate::Desk;
use crate::account::Practice;
use crate::checkin::{card_row, status_of};
use crate::views::{Candidate, instant};

/// More than fit under the field.
const MOST: u32 = 8;

impl Desk {
    /// People that a text may mean, the best first; nothing for a text without letters.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn find_candidates(&self, text: String) -> Result<Vec<Candidate>, StoreError> {
        if text.trim().is_empty() {
            return Ok(Vec::new());
        }
        let mut reader = self.reader().await?;
        let found = find_contacts(&mut reader, text.trim(), MOST).await?;
        let names = Names::load(&mut reader, found.iter().copied()).await?;
        let mut candidates = Vec::with_capacity(found.len());
        for contact_id in found {
            candidates.push(self.candidate(&mut reader, contact_id, &names).await?);
        }
        Ok(candidates)
    }

    async fn candidate(
        &self,
        reader: &mut Reader,
        contact_id: ContactId,
        names: &Names,
    ) -> Result<Candidate, StoreError> {
        let today = berlin_day(self.now());
        let held = punch_cards::list_of_contact(reader, contact_id).await?;
        let open_cents = invoicing::open_cents_of_contact(reader, contact_id).await?;
        let currency = Practice::load(reader).await?.currency();
        let last_visit = redemptions::last_visit(reader, contact_id, self.now()).await?;
        Ok(Candidate {
            contact_id: contact_id.to_string(),
            name: names.of(contact_id),
            detail: detail(reader, contact_id).await?,
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
async fn detail(reader: &mut Reader, contact_id: ContactId) -> Result<String, StoreError> {
    let fields = cards::find(reader, Entity::Contact, contact_id.0).await?.unwrap_or_default();
    let city = fields
        .iter()
        .filter(|(name, _)| name.starts_with("address/"))
        .find_map(|(_, address)| address.get("city").and_then(Value::as_str));
    let birthday = fields.get("birthday").and_then(Value::as_str).and_then(|day| {
        let day: chrono::NaiveDate = day.parse().ok()?;
        Some(format!("geb. {}", day.format("%d.%m.%Y")))
    });
    let parts: Vec<String> = city.map(str::to_owned).into_iter().chain(birthday).collect();
    Ok(parts.join(" · "))
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
