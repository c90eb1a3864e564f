//! How an invoice is paid: the sentence with day and account, and the GiroCode beside it.

use mojo_domain::Money;
use mojo_domain::invoicing::due_on;

use super::InvoiceFacts;
use crate::layout::{Flow, Style, draw_qr};
use crate::{DocumentError, format, girocode_payload};

/// The side of the code; about 0.7 mm a module, which every phone reads.
const CODE: f32 = 29.0;

pub(super) fn payment(flow: &mut Flow<'_>, facts: &InvoiceFacts) -> Result<(), DocumentError> {
    let style = Style::regular(9.0);
    let (left, right) = (flow.frame.left, flow.frame.right);
    if facts.cancels.is_some() {
        flow.paragraph(left, right, style, "Bereits gezahlte Beträge erstatten wir.");
        return Ok(());
    }
    if facts.gross_cents <= 0 {
        return Ok(());
    }
    let number = facts.number.as_deref().unwrap_or_default();
    let amount = Money::new(facts.gross_cents, facts.currency);
    // A draft has no code: nobody may pay what has no number yet.
    let code = facts.number.as_ref().and_then(|n| girocode_payload(&facts.seller, amount, n));
    let Some(payload) = code else {
        flow.ensure(2.0 * style.leading());
        for sentence in terms(facts)? {
            flow.paragraph(left, right, style, &sentence);
        }
        if !facts.seller.iban.is_empty() && !number.is_empty() {
            flow.paragraph(left, right, style, &account(facts, number));
        }
        return Ok(());
    };
    flow.ensure(CODE + 8.0);
    let top = flow.y - 2.0;
    draw_qr(flow.sheet(), (left, top, CODE), &payload, "the GiroCode")?;
    let fonts = flow.fonts;
    let caption = Style::semi_bold(7.0);
    let middle = left + CODE / 2.0;
    flow.sheet().text_centred(fonts, middle, top + CODE + 4.6, caption, "Zahlen per Banking-App");
    let beside = left + CODE + 8.0;
    flow.down(3.0);
    for sentence in terms(facts)? {
        flow.paragraph(beside, right, style, &sentence);
    }
    flow.down(1.5);
    for (label, value) in transfer(facts, number) {
        let y = flow.y;
        flow.sheet().text(beside, y, Style::muted(8.5), label);
        flow.sheet().text(beside + 32.0, y, Style::regular(8.5), &value);
        flow.down(4.4);
    }
    flow.y = flow.y.max(top + CODE + 8.0);
    Ok(())
}

/// Until when the whole is to be paid, and what may be taken off before (§ 14 Abs. 4 Nr. 7 UStG).
fn terms(facts: &InvoiceFacts) -> Result<Vec<String>, DocumentError> {
    let money = |cents| format::money(cents, facts.currency);
    let (whole, due) = (money(facts.gross_cents), format::day(facts.due_on));
    let mut sentences = vec![format!("Bitte zahlen Sie {whole} ohne Abzug bis zum {due}.")];
    for discount in &facts.details.cash_discounts {
        let off = discount.cents_of(facts.gross_cents)?;
        let day = format::day(due_on(facts.issued_on, discount.days));
        let percent = format::percent(discount.percent_bp);
        sentences.push(format!(
            "Bei Zahlung bis zum {day}: {percent} Skonto ({}), zu zahlen {}.",
            money(off),
            money(facts.gross_cents - off)
        ));
    }
    Ok(sentences)
}

fn account(facts: &InvoiceFacts, number: &str) -> String {
    let iban = format::iban(&facts.seller.iban);
    format!("Konto: {iban}, Verwendungszweck: {number}.")
}

fn transfer(facts: &InvoiceFacts, number: &str) -> Vec<(&'static str, String)> {
    let mut rows =
        vec![("Empfänger", facts.seller.name.clone()), ("IBAN", format::iban(&facts.seller.iban))];
    if !facts.seller.bank.is_empty() {
        rows.push(("Bank", facts.seller.bank.clone()));
    }
    rows.push(("Verwendungszweck", number.to_owned()));
    rows
}
