//! A contact whole: what is known, live cards, what is owed, the last visit.

use chrono::{Datelike as _, NaiveDate};
use mojo_domain::{ContactId, Money, berlin_day};
use mojo_store::checkin::{cards, redemptions};
use mojo_store::contacts::{HeldContact, find, turnover_cents};
use mojo_store::{Reader, invoicing};

use super::{ContactError, contact_history};
use crate::Desk;
use crate::account::Practice;
use crate::checkin::{card_row, status_of};
use crate::reception::Names;
use crate::views::{
    AddressView, CardRow, ConsentView, ContactView, EmailView, MoneyView, PhoneView, instant,
};

impl Desk {
    /// A contact whole.
    ///
    /// # Errors
    /// [`ContactError::UnknownContact`].
    pub async fn show_contact(&self, contact_id: String) -> Result<ContactView, ContactError> {
        let unknown = || ContactError::UnknownContact(contact_id.clone());
        let id: ContactId = contact_id.parse().map_err(|_| unknown())?;
        let mut reader = self.reader().await?;
        let held = find(&mut reader, id).await?.ok_or_else(unknown)?;
        let id = held.contact_id;
        let today = berlin_day(self.now());
        let sums = Sums::load(&mut reader, id, today).await?;
        let last_visit = redemptions::last_visit(&mut reader, id, self.now()).await?;
        let cards = cards_of(&mut reader, id, today).await?;
        Ok(ContactView {
            kept_texts: contact_history::kept_texts(&mut reader, id).await?,
            merged: contact_history::merged(&mut reader, id, &held.contact).await?,
            cards,
            open_amount: sums.open,
            year_turnover: sums.year,
            last_visit: last_visit.map(instant),
            ..view(id, held)
        })
    }
}

struct Sums {
    open: MoneyView,
    year: MoneyView,
}

impl Sums {
    async fn load(
        reader: &mut Reader,
        id: ContactId,
        today: NaiveDate,
    ) -> Result<Self, ContactError> {
        let currency = Practice::load(reader).await?.currency();
        let new_year = NaiveDate::from_ymd_opt(today.year(), 1, 1).unwrap_or(today);
        let open = invoicing::open_cents_of_contact(reader, id).await?;
        let billed = invoicing::turnover_cents_of_contact(reader, id, new_year).await?;
        let sold = turnover_cents(reader, id, new_year).await?;
        Ok(Self {
            open: Money::new(open, currency).into(),
            year: Money::new(billed + sold, currency).into(),
        })
    }
}

async fn cards_of(
    reader: &mut Reader,
    id: ContactId,
    today: NaiveDate,
) -> Result<Vec<CardRow>, ContactError> {
    let names = Names::load(reader, [id]).await?;
    let mut held = cards::list_of_contact(reader, id).await?;
    held.sort_by_key(|card| !status_of(card, today).is_live());
    Ok(held.iter().map(|card| card_row(card, &names, today)).collect())
}

fn view(id: ContactId, held: HeldContact) -> ContactView {
    let nothing = || Money::eur(0).into();
    let HeldContact { contact, created_at, .. } = held;
    ContactView {
        contact_id: id.to_string(),
        name: contact.display_name(),
        initials: contact.initials(),
        title: contact.title,
        first_name: contact.first_name,
        last_name: contact.last_name,
        organisation: contact.organisation,
        vat_id: contact.vat_id,
        birthday: contact.birthday.map(|day| day.to_string()),
        note: contact.note,
        roles: contact.roles.iter().map(ToString::to_string).collect(),
        tags: contact.tags.into_iter().collect(),
        phones: contact
            .phones
            .into_iter()
            .map(|p| PhoneView { id: p.id.to_string(), label: p.label, number: p.number })
            .collect(),
        emails: contact
            .emails
            .into_iter()
            .map(|e| EmailView { id: e.id.to_string(), label: e.label, address: e.address })
            .collect(),
        addresses: contact
            .addresses
            .into_iter()
            .map(|a| AddressView {
                id: a.id.to_string(),
                label: a.label,
                street: a.street,
                postal_code: a.postal_code,
                city: a.city,
                country: a.country,
            })
            .collect(),
        consents: contact
            .consents
            .into_iter()
            .map(|c| ConsentView {
                kind: c.kind,
                given: c.given,
                on: c.on.map(|day| day.to_string()),
            })
            .collect(),
        since: berlin_day(created_at).to_string(),
        cards: Vec::new(),
        open_amount: nothing(),
        year_turnover: nothing(),
        last_visit: None,
        is_deleted: contact.is_archived,
        kept_texts: Vec::new(),
        merged: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use crate::testing;
    use crate::views::ContactQuery;

    #[tokio::test]
    async fn a_contact_is_shown_with_its_cards_and_its_last_visit() {
        let desk = testing::desk().await;
        let query = ContactQuery { text: "lindqvist".to_owned(), role: None, offset: 0, limit: 1 };
        let row = desk.list_contacts(query).await.unwrap().rows.remove(0);
        let view = desk.show_contact(row.contact_id).await.unwrap();
        assert_eq!((view.cards.len(), view.cards[0].left), (1, 7));
        assert_eq!(row.entries_left, Some(7));
        assert!(view.last_visit.is_some());
        assert_eq!(view.addresses[0].city, row.city);
        assert_eq!(view.open_amount.cents, 0);
    }
}
