//! How it is paid (BG-16), and until when.

use en16931::invoice::{Code, CreditTransfer, Invoice, PaymentInstructions, PaymentMeans};
use mojo_domain::Currency;
use mojo_domain::invoicing::CashDiscount;

use super::party::{compact, text};
use super::{Source, date};
use crate::EInvoiceProfile;

/// UNTDID 4461: a transfer within SEPA, another one, and none that is agreed.
const SEPA_TRANSFER: &str = "58";
const TRANSFER: &str = "30";
const NOT_DEFINED: &str = "1";

pub(super) fn put_payment(invoice: &mut Invoice, source: &Source<'_>) {
    let is_due = source.amounts.gross_cents > 0 && source.cancels.is_none();
    if is_due {
        invoice.due_date = date(source.terms.due_on);
        invoice.payment_terms = Some(terms(source));
    }
    // XRechnung asks for a way to pay even where nothing is to be paid (BR-DE-1).
    if is_due || source.profile == EInvoiceProfile::XRechnung {
        invoice.payment = Some(instructions(source));
    }
}

/// BT-20: until when, and what may be taken off before, as people and as programs read it
/// (XRechnung 3.0, 11.2; other readers take the lines for text).
fn terms(source: &Source<'_>) -> String {
    let day = source.terms.due_on.format("%d.%m.%Y");
    let mut terms = format!("Zahlbar bis {day} ohne Abzug.");
    let discounts = &source.terms.details.cash_discounts;
    for CashDiscount { percent_bp, days } in discounts {
        let (whole, part) = (percent_bp / 100, percent_bp % 100);
        terms.push_str(&format!("\n#SKONTO#TAGE={days}#PROZENT={whole}.{part:02}#"));
    }
    if !discounts.is_empty() {
        terms.push('\n');
    }
    terms
}

fn instructions(source: &Source<'_>) -> PaymentInstructions {
    let seller = &source.terms.seller;
    let account = text(&compact(&seller.iban)).map(|iban| {
        PaymentMeans::CreditTransfer(vec![CreditTransfer {
            account_identifier: Some(iban),
            account_name: text(&seller.name),
            provider_identifier: text(&compact(&seller.bic)),
        }])
    });
    let means = match (&account, source.amounts.currency == Currency::EUR) {
        (None, _) => NOT_DEFINED,
        (Some(_), true) => SEPA_TRANSFER,
        (Some(_), false) => TRANSFER,
    };
    PaymentInstructions {
        means_code: Some(Code::new(means)),
        remittance_information: Some(source.number.clone()),
        means: account,
        ..PaymentInstructions::default()
    }
}
