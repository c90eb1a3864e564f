//! The home screen: today's check-ins, and what wants attention.

use chrono::NaiveDate;
use mojo_domain::{Money, berlin_day};
use mojo_store::checkin::cards::{self, CardFilter, CardSearch};
use mojo_store::checkin::redemptions::{self, Visit};
use mojo_store::invoicing::{self, InvoiceFilter};
use mojo_store::pos::{products, till};
use mojo_store::{Reader, StoreError};

use super::names::Names;
use crate::Desk;
use crate::pos::{PosError, Seller};
use crate::views::{CheckInRow, DueRow, ReceptionView, instant};

/// The most check-ins that the view lists.
const MOST_VISITS: i64 = 500;

/// Two weeks before its end a card is due at the reception.
const ENDS_SOON: CardFilter = CardFilter::Expiring { within_days: 14 };

/// The most lines of one kind among what is due.
const MOST_DUE: u32 = 5;

impl Desk {
    /// Today's check-ins, and what wants attention.
    ///
    /// # Errors
    /// [`PosError`] of the store.
    pub async fn reception(&self) -> Result<ReceptionView, PosError> {
        let seller = Seller::load(self).await?;
        let today = berlin_day(self.now());
        let cases = self.list_cases().await?;
        let mut reader = self.reader().await?;
        let visits = redemptions::list_visits(&mut reader, today, MOST_VISITS).await?;
        let names = Names::load(&mut reader, visits.iter().map(|visit| visit.contact_id)).await?;
        let mut due: Vec<DueRow> = cases
            .into_iter()
            .map(|case| DueRow {
                link: Some(case.case_id),
                ..line("case", case.contact_name, case.product)
            })
            .collect();
        due.extend(last_entries(&mut reader, today).await?);
        due.extend(expiring(&mut reader, today).await?);
        due.extend(overdue(&mut reader, today).await?);
        due.extend(till_not_counted(&mut reader, &seller, today).await?);
        Ok(ReceptionView {
            day: today.to_string(),
            checked_in: visits.iter().map(|visit| check_in_row(visit, &names)).collect(),
            due,
        })
    }
}

fn check_in_row(visit: &Visit, names: &Names) -> CheckInRow {
    CheckInRow {
        redemption_id: visit.redemption_id.to_string(),
        at: instant(visit.at),
        contact_id: visit.contact_id.to_string(),
        name: names.of(visit.contact_id),
        entries_left: i32::try_from(visit.left).unwrap_or(i32::MIN),
    }
}

fn line(kind: &str, title: String, detail: String) -> DueRow {
    DueRow { kind: kind.to_owned(), title, detail, amount: None, link: None }
}

fn search(filter: CardFilter, today: NaiveDate) -> CardSearch {
    CardSearch {
        filter,
        code: String::new(),
        contacts: Vec::new(),
        contact_id: None,
        today,
        offset: 0,
        limit: MOST_DUE,
    }
}

/// Cards with one entry left: offer a new one at its present price.
async fn last_entries(reader: &mut Reader, today: NaiveDate) -> Result<Vec<DueRow>, StoreError> {
    let (_, held) = cards::list_page(reader, &search(CardFilter::Offer, today)).await?;
    let names = Names::load(reader, held.iter().map(|held| held.card.contact_id)).await?;
    let ids: Vec<_> = held.iter().filter_map(|held| held.card.product_id).collect();
    let products = products::find_many(reader, &ids).await?;
    Ok(held
        .iter()
        .map(|held| {
            let product = held.card.product_id.and_then(|id| products.get(&id));
            let price = product.map(|product| Money::new(product.price_cents, product.currency));
            DueRow {
                amount: price.map(Into::into),
                link: Some(held.card.punch_card_id.to_string()),
                ..line("last_entry", names.of(held.card.contact_id), held.card.text.clone())
            }
        })
        .collect())
}

async fn expiring(reader: &mut Reader, today: NaiveDate) -> Result<Vec<DueRow>, StoreError> {
    let (_, held) = cards::list_page(reader, &search(ENDS_SOON, today)).await?;
    let names = Names::load(reader, held.iter().map(|held| held.card.contact_id)).await?;
    Ok(held
        .iter()
        .map(|held| DueRow {
            amount: Some(Money::new(held.rest_cents, held.card.currency).into()),
            link: Some(held.card.punch_card_id.to_string()),
            ..line("expiring", names.of(held.card.contact_id), held.card.text.clone())
        })
        .collect())
}

async fn overdue(reader: &mut Reader, today: NaiveDate) -> Result<Vec<DueRow>, StoreError> {
    let filter = InvoiceFilter::Overdue;
    let (_, rows) = invoicing::list_invoices(reader, filter, "", today, (0, MOST_DUE)).await?;
    Ok(rows
        .into_iter()
        .map(|invoice| DueRow {
            amount: Some(Money::new(invoice.open_cents, invoice.currency).into()),
            link: Some(invoice.number.clone()),
            ..line("invoice_overdue", invoice.number, invoice.recipient_name)
        })
        .collect())
}

/// The till was used and its cash was not counted today (§ 146 Abs. 1 AO: daily).
async fn till_not_counted(
    reader: &mut Reader,
    seller: &Seller,
    today: NaiveDate,
) -> Result<Option<DueRow>, StoreError> {
    let period = till::find(reader, seller.register_id).await?;
    let is_used = period.receipts > 0 || period.cash_movements_cents != 0;
    let counted_on = period.last_closing_at.map(berlin_day);
    if !is_used || counted_on == Some(today) {
        return Ok(None);
    }
    let last = period.last_closing_at.map(instant).unwrap_or_default();
    Ok(Some(line("till_not_counted", seller.register_name.clone(), last)))
}

#[cfg(test)]
mod tests {
    use crate::testing;
    use crate::views::{CheckInRequest, CloseDayInput};

    #[tokio::test]
    async fn d1_todays_check_ins_are_there_with_what_was_left_after_each() {
        let desk = testing::desk().await;
        assert!(desk.reception().await.unwrap().checked_in.is_empty());
        let request = CheckInRequest { target: "K-004401".to_owned() };
        for _ in 0..2 {
            desk.check_in(request.clone()).await.unwrap();
            desk.clock.advance(chrono::TimeDelta::minutes(1));
        }
        let view = desk.reception().await.unwrap();
        let left: Vec<i32> = view.checked_in.iter().map(|row| row.entries_left).collect();
        assert_eq!(left, [5, 6], "latest first");
        assert_eq!(view.checked_in[0].name, "Annegret Lindqvist");
        assert_eq!(view.day, "2026-11-20");
    }

    #[tokio::test]
    async fn what_is_due_is_named_until_it_is_done() {
        let desk = testing::desk().await;
        let kinds = async || -> Vec<String> {
            let view = desk.reception().await.unwrap();
            view.due.into_iter().map(|row| row.kind).collect()
        };
        let before = kinds().await;
        assert!(before.contains(&"last_entry".to_owned()), "{before:?}");
        assert!(before.contains(&"till_not_counted".to_owned()));
        let counted = CloseDayInput {
            counted_cents: Some(150_00),
            counts: Vec::new(),
            reason: String::new(),
            uncounted: false,
        };
        desk.close_day(counted).await.unwrap();
        assert!(!kinds().await.contains(&"till_not_counted".to_owned()));
    }
}
