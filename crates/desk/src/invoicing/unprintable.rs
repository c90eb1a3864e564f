//! What the fonts of the documents cannot print: an invoice with a mark in the place of a letter names
//! nobody (§ 14 Abs. 4 Nr. 1 UStG), so it is not issued.

use mojo_documents::{DocumentError, Letters};
use mojo_domain::invoicing::Party;

use super::plan::Plan;
use crate::views::BreachView;

/// A text with characters that no font has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unprintable {
    /// `recipient.name`, `lines.2.text`.
    pub field: String,
    /// `漢 (U+6F22), 字 (U+5B57)`.
    pub characters: String,
}

impl Unprintable {
    /// As the window shows it among what the law asks for.
    pub(super) fn breach(&self) -> BreachView {
        BreachView {
            code: "§ 14 Abs. 4 UStG".to_owned(),
            field: self.field.clone(),
            message: format!(
                "Die Schrift der Dokumente hat kein {}. Schreiben Sie es in lateinischen Buchstaben.",
                self.characters
            ),
            blocking: true,
        }
    }
}

/// Everything on the invoice that cannot be printed, in the order of the page.
pub(super) fn unprintable(plan: &Plan) -> Result<Vec<Unprintable>, DocumentError> {
    let mut texts = party("recipient", &plan.terms.recipient);
    texts.extend(party("seller", &plan.terms.seller));
    for line in &plan.invoice.lines {
        texts.push((format!("lines.{}.text", line.line_no), line.text.as_str()));
    }
    let details = &plan.terms.details;
    for (field, text) in [
        ("buyer_reference", &details.buyer_reference),
        ("order_reference", &details.order_reference),
        ("customer_number", &details.customer_number),
        ("intro", &details.intro),
        ("closing", &details.closing),
    ] {
        texts.push((field.to_owned(), text));
    }
    find(texts)
}

/// The same of one text.
pub(super) fn unprintable_text(field: &str, text: &str) -> Result<Vec<Unprintable>, DocumentError> {
    find(vec![(field.to_owned(), text)])
}

fn find(texts: Vec<(String, &str)>) -> Result<Vec<Unprintable>, DocumentError> {
    // Letters of Western Europe are always there: the fonts are read for others only.
    if texts.iter().all(|(_, text)| text.chars().all(|c| c < '\u{100}')) {
        return Ok(Vec::new());
    }
    let letters = Letters::load()?;
    let found = texts.into_iter().filter_map(|(field, text)| {
        let missing = letters.missing(text);
        let name = |c: &char| format!("{c} (U+{:04X})", u32::from(*c));
        let characters = missing.iter().map(name).collect::<Vec<_>>().join(", ");
        (!missing.is_empty()).then_some(Unprintable { field, characters })
    });
    Ok(found.collect())
}

fn party<'a>(who: &str, party: &'a Party) -> Vec<(String, &'a str)> {
    let fields = [
        ("name", &party.name),
        ("addition", &party.addition),
        ("street", &party.street),
        ("postal_code", &party.postal_code),
        ("city", &party.city),
        ("vat_id", &party.vat_id),
        ("tax_number", &party.tax_number),
        ("email", &party.email),
        ("phone", &party.phone),
        ("bank", &party.bank),
    ];
    fields.into_iter().map(|(field, text)| (format!("{who}.{field}"), text.as_str())).collect()
}

#[cfg(test)]
mod tests {
    use crate::Refusal as _;
    use crate::invoicing::testing::input;
    use crate::testing;
    use crate::views::{CancelInvoiceRequest, InvoiceQuery};

    #[tokio::test]
    async fn an_invoice_with_letters_that_no_font_has_is_not_issued_and_says_which() {
        let desk = testing::desk().await;
        let mut draft = input(&desk).await;
        draft.lines[0].text = "Kurs 漢字 für Łukasz 🙂".to_owned();
        let preview = desk.preview_invoice(draft.clone()).await.unwrap();
        let [breach] = preview.breaches.as_slice() else { panic!("{:?}", preview.breaches) };
        assert_eq!((breach.field.as_str(), breach.blocking), ("lines.1.text", true));
        for part in ["漢 (U+6F22)", "字", "🙂"] {
            assert!(breach.message.contains(part), "{}", breach.message);
        }
        let refused = desk.issue_invoice(draft.clone()).await.unwrap_err();
        assert_eq!(refused.code(), "unprintable_text");
        assert_eq!(refused.values()["field"], "lines.1.text");
        let query = || InvoiceQuery {
            text: String::new(),
            filter: "all".to_owned(),
            offset: 0,
            limit: 500,
        };
        let before = desk.list_invoices(query()).await.unwrap().total;
        draft.lines[0].text = "Kurs für Łukasz".to_owned();
        let number = desk.issue_invoice(draft).await.unwrap().number;
        let cancel =
            |reason: &str| CancelInvoiceRequest { number: number.clone(), reason: reason.into() };
        let refused = desk.cancel_invoice(cancel("falsch 🙂")).await.unwrap_err();
        assert_eq!(refused.code(), "unprintable_text");
        assert_eq!(desk.list_invoices(query()).await.unwrap().total, before + 1);
        desk.cancel_invoice(cancel("falsch")).await.unwrap();
    }
}
