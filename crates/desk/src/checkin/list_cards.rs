//! The list of punch cards with the figures above it.

use mojo_domain::{ContactId, Money, berlin_day};
use mojo_store::Reader;
use mojo_store::checkin::cards::{self, CardFilter, CardSearch, EXPIRING_DAYS, Figures};

use super::{CheckinError, card_row};
use crate::Desk;
use crate::pos::Seller;
use crate::reception::Names;
use crate::reception::find_contacts;
use crate::views::{CardFigures, CardPage, CardQuery, MoneyView};

/// How many people a text may mean.
const MOST_OWNERS: u32 = 200;

/// The most rows in one page.
const MOST_ROWS: u32 = 500;

impl Desk {
    /// Lists cards: who has what left, what ends, what is owed in visits.
    ///
    /// # Errors
    /// [`CheckinError`] for a contact that does not exist.
    pub async fn list_cards(&self, query: CardQuery) -> Result<CardPage, CheckinError> {
        let seller = Seller::load(self).await?;
        let today = berlin_day(self.now());
        let mut reader = self.reader().await?;
        let figures = cards::figures(&mut reader, today).await?;
        let (total, held) = match search(&mut reader, &query, today).await? {
            Some(search) => cards::list_page(&mut reader, &search).await?,
            None => (0, Vec::new()),
        };
        let owners = held.iter().map(|card| card.card.contact_id);
        let names = Names::load(&mut reader, owners).await?;
        Ok(CardPage {
            total: u32::try_from(total).unwrap_or(u32::MAX),
            rows: held.iter().map(|card| card_row(card, &names, today)).collect(),
            figures: view(&figures, &seller),
        })
    }
}

/// What the query asks for; `None` when nothing can match.
async fn search(
    reader: &mut Reader,
    query: &CardQuery,
    today: chrono::NaiveDate,
) -> Result<Option<CardSearch>, CheckinError> {
    let filter = match query.filter.as_str() {
        "expiring" => CardFilter::Expiring { within_days: EXPIRING_DAYS },
        "offer" => CardFilter::Offer,
        "overdrawn" => CardFilter::Overdrawn,
        // No verb pauses a card yet, so none is paused.
        "paused" => return Ok(None),
        _ => CardFilter::All,
    };
    let unknown = |id: &String| CheckinError::UnknownContact(id.clone());
    let contact_id: Option<ContactId> = match &query.contact_id {
        Some(id) => Some(id.parse().map_err(|_| unknown(id))?),
        None => None,
    };
    let code = query.text.trim().to_owned();
    let contacts = match code.is_empty() {
        true => Vec::new(),
        false => find_contacts(reader, &code, MOST_OWNERS, today).await?,
    };
    let limit = query.limit.min(MOST_ROWS);
    let offset = query.offset;
    Ok(Some(CardSearch { filter, code, contacts, contact_id, today, offset, limit }))
}

fn view(figures: &Figures, seller: &Seller) -> CardFigures {
    let money = |cents| MoneyView::from(Money::new(cents, seller.currency));
    let count = |count: i64| u32::try_from(count).unwrap_or(u32::MAX);
    CardFigures {
        active_cards: count(figures.active_cards),
        open_entries: count(figures.open_entries),
        liability: money(figures.liability_cents),
        expiring_cards: count(figures.expiring_cards),
        expiring_entries: count(figures.expiring_entries),
        expiring_value: money(figures.expiring_cents),
        to_offer: count(figures.to_offer),
    }
}

#[cfg(test)]
mod tests {
    use crate::testing;
    use crate::views::CardQuery;

    fn query(text: &str, filter: &str) -> CardQuery {
        CardQuery {
            text: text.to_owned(),
            filter: filter.to_owned(),
            contact_id: None,
            offset: 0,
            limit: 50,
        }
    }

    #[tokio::test]
    async fn d1_the_figures_are_those_of_the_cards_below_them() {
        let desk = testing::desk().await;
        let page = desk.list_cards(query("", "all")).await.unwrap();
        assert_eq!(page.total as usize, page.rows.len());
        let left: i32 = page.rows.iter().map(|row| row.left).filter(|left| *left > 0).sum();
        assert_eq!(i64::from(page.figures.open_entries), i64::from(left));
        for row in &page.rows {
            assert_eq!(i64::from(row.used) + i64::from(row.left), i64::from(row.entries));
        }
        let offers = desk.list_cards(query("", "offer")).await.unwrap();
        assert!(offers.rows.iter().all(|row| row.left == 1 && row.status == "offer"));
        assert_eq!(offers.total, page.figures.to_offer);
        assert!(offers.total > 0);
        assert_eq!(desk.list_cards(query("", "paused")).await.unwrap().total, 0);
    }

    #[tokio::test]
    async fn a_card_is_found_by_its_number_and_by_the_name_of_its_owner() {
        let desk = testing::desk().await;
        let by_code = desk.list_cards(query("K-0044", "all")).await.unwrap();
        assert!(by_code.total > 1);
        let by_name = desk.list_cards(query("lindqvist", "all")).await.unwrap();
        assert_eq!(by_name.rows[0].contact_name, "Annegret Lindqvist");
        assert_eq!(by_name.total, 1);
        assert_eq!(desk.list_cards(query("%", "all")).await.unwrap().total, 0);
    }
}
