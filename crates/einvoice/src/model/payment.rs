//! How it is paid (BG-16), and until when.

use en16931::invoice::{Code, CreditTransfer, Invoice, PaymentInstructions, PaymentMeans};
use mojo_domain::Currency;

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
        let day = source.terms.due_on.format("%d.%m.%Y");
        invoice.payment_terms = Some(format!("Zahlbar bis {day} ohne Abzug."));
    }
    // XRechnung asks for a way to pay even where nothing is to be paid (BR-DE-1).
    if is_due || source.profile == EInvoiceProfile::XRechnung {
        invoice.payment = Some(instructions(source));
    }
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
