//! The orders that the tenant sold as a table for a spreadsheet: a row an order, and a total for each
//! currency.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use mojo_domain::berlin_day;

use crate::Desk;
use crate::commissions::CommissionsError;
use crate::commissions::platform::unreadable;
use crate::commissions::spreadsheet::{Language, Word, typed};
use crate::views::{DocumentView, MoneyView, SoldOrderQuery, SoldOrderRow};

/// Rows of a page: the most that the platform gives.
const PAGE: &str = "200";

const HEADINGS: [Word; 12] = [
    ("Tag", "Day"),
    ("Bestellung", "Order"),
    ("Kunde", "Customer"),
    ("Produkt", "Product"),
    ("Land", "Country"),
    ("Netto", "Net"),
    ("Brutto", "Gross"),
    ("Zurückgegeben", "Given back"),
    ("Plattformgebühr", "Platform fee"),
    ("Provisionen", "Commissions"),
    ("Bleibt", "Kept"),
    ("Währung", "Currency"),
];

/// The amounts of a row, in the order of their columns.
type Amounts = [i64; 6];

impl Desk {
    /// Every order that the query finds, whatever page it names, as CSV in the language `de` or `en`,
    /// as [`Desk::statement_csv`] writes it.
    ///
    /// # Errors
    /// As [`Desk::list_sold_orders`], and [`CommissionsError::Assumption`] for another language.
    pub async fn sold_orders_csv(
        &self,
        query: SoldOrderQuery,
        language: Option<String>,
    ) -> Result<DocumentView, CommissionsError> {
        let language = Language::read(language.as_deref())?;
        let mut query = SoldOrderQuery { before: None, ..query };
        let mut orders = Vec::new();
        loop {
            let page = self.page_sold_orders(&query, PAGE).await?;
            let is_empty = page.rows.is_empty();
            orders.extend(page.rows);
            match page.next {
                // A platform that names the same place again, or nothing before it, would never end.
                Some(_) if is_empty => return Err(unreadable()),
                Some(next) if query.before.as_ref() == Some(&next) => return Err(unreadable()),
                Some(next) => query.before = Some(next),
                None => break,
            }
        }
        let bytes = table(&orders, language)?;
        let stem = query.month.map(|month| format!("-{month}")).unwrap_or_default();
        let name = format!("{}{stem}.csv", language.word(("Verkaeufe", "Orders")));
        Ok(DocumentView::new(name, "text/csv", &bytes))
    }
}

fn table(orders: &[SoldOrderRow], language: Language) -> Result<Vec<u8>, CommissionsError> {
    let mut rows = vec![HEADINGS.map(|heading| language.word(heading).to_owned())];
    let mut totals: BTreeMap<&str, Amounts> = BTreeMap::new();
    for order in orders {
        rows.push(cells(language, order));
        let total = totals.entry(&order.net.currency).or_default();
        for (sum, cents) in total.iter_mut().zip(amounts(order)) {
            *sum = sum.checked_add(cents).ok_or_else(unreadable)?;
        }
    }
    rows.extend(totals.into_iter().map(|(currency, amounts)| total(language, currency, amounts)));
    language.table(rows)
}

fn amounts(order: &SoldOrderRow) -> Amounts {
    let SoldOrderRow { net, gross, refunded, platform_fee, commissions, rest, .. } = order;
    [net, gross, refunded, platform_fee, commissions, rest].map(|amount| amount.cents)
}

fn cells(language: Language, order: &SoldOrderRow) -> [String; 12] {
    let day = order
        .ordered_at
        .parse::<DateTime<Utc>>()
        .map(berlin_day)
        .map_or_else(|_| order.ordered_at.clone(), |day: NaiveDate| language.day(&day.to_string()));
    [
        day,
        typed(&order.order_number),
        typed(&order.customer),
        typed(&order.products.join(", ")),
        typed(&order.country),
        language.amount(&order.net),
        language.amount(&order.gross),
        language.amount(&order.refunded),
        language.amount(&order.platform_fee),
        language.amount(&order.commissions),
        language.amount(&order.rest),
        order.net.currency.clone(),
    ]
}

fn total(language: Language, currency: &str, amounts: Amounts) -> [String; 12] {
    let [net, gross, refunded, fee, commissions, rest] =
        amounts.map(|cents| language.amount(&MoneyView { cents, currency: currency.to_owned() }));
    let word = language.word(("Summe", "Total")).to_owned();
    let none = String::new;
    [
        word,
        none(),
        none(),
        none(),
        none(),
        net,
        gross,
        refunded,
        fee,
        commissions,
        rest,
        currency.to_owned(),
    ]
}
