//! C16: the extract of the account with the names of the customers (Buchauszug, section 87c (2)
//! HGB). A name beside a level can reveal an illness (Art. 9 GDPR): it is asked for on its own, with
//! a reason, and the platform logs who did. Nothing of the answer is kept at this desk.

use mojo_domain::commissions::{DisputeTextError, dispute_text};
use mojo_domain::{Money, berlin_day, parse_decimal_cents};

use super::CommissionsError;
use super::platform::{not_done, unreadable};
use super::show_statement::parse_month;
use super::spreadsheet::{Language, Word, typed};
use super::statement_csv::{KINDS, named};
use super::wire::NamedEntry;
use crate::views::{DocumentView, MoneyView, NamedEntryRow, NamedExtractView};
use crate::{Desk, Op};

const HEADINGS: [Word; 12] = [
    ("Tag", "Day"),
    ("Bestellung", "Order"),
    ("Position", "Line"),
    ("Kunde", "Customer"),
    ("Name", "Name"),
    ("Produkt", "Product"),
    ("Land", "Country"),
    ("Art", "Type"),
    ("Netto", "Net"),
    ("Satz in %", "Percent"),
    ("Betrag", "Amount"),
    ("Währung", "Currency"),
];

impl Desk {
    /// The entries of a month of the own account with names, as rows and as CSV in the language `de` or
    /// `en`, as [`Desk::statement_csv`] writes it.
    ///
    /// # Errors
    /// [`CommissionsError::Assumption`] for another language,
    /// [`CommissionsError::NoReason`] without a reason, [`CommissionsError::Offline`] without a
    /// network: names do not lie here.
    pub async fn extract_names(
        &self,
        month: String,
        reason: String,
        language: Option<String>,
    ) -> Result<NamedExtractView, CommissionsError> {
        self.check_may(Op::ExtractNames)?;
        let language = Language::read(language.as_deref())?;
        let month = parse_month(&month)?;
        let reason = dispute_text(&reason).map_err(|refused| match refused {
            DisputeTextError::Empty => CommissionsError::NoReason,
            refused => refused.into(),
        })?;
        let client = self.commissions_client().await?;
        let extract = client.extract_names(month, reason).await.map_err(not_done)?;
        let rows: Vec<NamedEntryRow> =
            extract.entries.into_iter().map(row).collect::<Result<_, _>>()?;
        let bytes = table(&rows, language)?;
        let name = format!("{}-{month}.csv", language.word(("Buchauszug", "Account-extract")));
        let document = DocumentView::new(name, "text/csv", &bytes);
        Ok(NamedExtractView { month: month.to_string(), entries: rows, document })
    }
}

fn row(entry: NamedEntry) -> Result<NamedEntryRow, CommissionsError> {
    let money = |text: &str| -> Result<MoneyView, CommissionsError> {
        let cents = parse_decimal_cents(text).map_err(|_| unreadable())?;
        Ok(Money::new(cents, entry.currency).into())
    };
    Ok(NamedEntryRow {
        net: money(&entry.base)?,
        amount: money(&entry.amount)?,
        entry_id: entry.commission_id.to_string(),
        on: berlin_day(entry.ordered_at).to_string(),
        order_number: entry.order_number,
        line: entry.line.to_string(),
        customer: entry.customer,
        name: entry.customer_name,
        product: entry.product_name,
        country: entry.billing_country.unwrap_or_default(),
        kind: entry.commission_type,
        percent: entry.percent,
    })
}

fn table(rows: &[NamedEntryRow], language: Language) -> Result<Vec<u8>, CommissionsError> {
    let headings = HEADINGS.map(|heading| language.word(heading).to_owned());
    let entries = rows.iter().map(|row| cells(language, row));
    language.table(std::iter::once(headings).chain(entries).collect())
}

fn cells(language: Language, row: &NamedEntryRow) -> [String; 12] {
    [
        language.day(&row.on),
        typed(&row.order_number),
        row.line.clone(),
        typed(&row.customer),
        typed(row.name.as_deref().unwrap_or_default()),
        typed(&row.product),
        typed(&row.country),
        named(language, &KINDS, &row.kind),
        language.amount(&row.net),
        language.number(&row.percent),
        language.amount(&row.amount),
        row.amount.currency.clone(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c16_the_table_holds_names_and_no_formula() {
        let money = |cents| MoneyView { cents, currency: "EUR".to_owned() };
        let row = NamedEntryRow {
            entry_id: String::new(),
            on: "2026-11-02".to_owned(),
            order_number: "B-1".to_owned(),
            line: "1".to_owned(),
            customer: "K-7F3A".to_owned(),
            name: Some("=Anna; Berger".to_owned()),
            product: "CAMPUS".to_owned(),
            country: "DE".to_owned(),
            kind: "affiliate_first".to_owned(),
            net: money(1000_00),
            percent: "20".to_owned(),
            amount: money(200_00),
        };
        let written = |language: Language| {
            String::from_utf8(table(std::slice::from_ref(&row), language).unwrap()).unwrap()
        };
        assert_eq!(
            written(Language::De),
            "\u{feff}Tag;Bestellung;Position;Kunde;Name;Produkt;Land;Art;Netto;Satz in %;Betrag;Währung\r\n\
             02.11.2026;B-1;1;K-7F3A;\"'=Anna; Berger\";CAMPUS;DE;Affiliate, erster Kauf;1000,00;20;200,00;EUR\r\n"
        );
        let english = written(Language::En);
        let entry = "2026-11-02,B-1,1,K-7F3A,'=Anna; Berger,CAMPUS,DE,\"Affiliate, first purchase\",\
            1000.00,20,200.00,EUR";
        assert_eq!(english.split("\r\n").nth(1), Some(entry));
    }
}
