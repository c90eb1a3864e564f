//! Which invoices a payment is for. What names its invoice is booked; all else is proposed to
//! people, best first: money is never booked on a guess.

use chrono::NaiveDate;

use super::BankTransaction;
use crate::contacts::fold;
use crate::invoicing::InvoiceDetails;
use crate::{Currency, InvoiceId};

/// An invoice of which something is owed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenInvoice {
    /// The invoice.
    pub invoice_id: InvoiceId,
    /// `RE-2026-A-000042`.
    pub number: String,
    /// To whom.
    pub recipient_name: String,
    /// Of all amounts.
    pub currency: Currency,
    /// With VAT.
    pub gross_cents: i64,
    /// Still owed.
    pub open_cents: i64,
    /// The day of issue, from which cash discounts run.
    pub issued_on: NaiveDate,
    /// What may be taken off for paying early.
    pub details: InvoiceDetails,
}

/// What a payment settles of one invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settlement {
    /// The invoice.
    pub invoice_id: InvoiceId,
    /// Its number.
    pub number: String,
    /// What of the payment is for it.
    pub amount_cents: i64,
    /// What was taken off for paying early.
    pub discount_cents: i64,
}

/// What speaks for an invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MatchReason {
    /// The payer wrote its number, or its structured reference.
    Number,
    /// Exactly what is owed, or what is owed after the cash discount.
    Amount,
    /// The payer has the recipient's name.
    Name,
}

/// An invoice that a payment may be for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// What would be booked.
    pub settlement: Settlement,
    /// What speaks for it; at least one.
    pub reasons: Vec<MatchReason>,
}

/// What becomes of a payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Matched {
    /// It names what it pays, and pays no more than is owed: booked.
    Settled(Vec<Settlement>),
    /// For people to decide, best first; may be empty.
    Proposed(Vec<Proposal>),
}

/// How many invoices are proposed for one payment.
const MOST_PROPOSALS: usize = 5;

/// Which of the `open` invoices the transaction pays. Money that went out pays none.
pub fn match_transaction(transaction: &BankTransaction, open: &[OpenInvoice]) -> Matched {
    if transaction.amount_cents <= 0 {
        return Matched::Proposed(Vec::new());
    }
    let open: Vec<&OpenInvoice> = open
        .iter()
        .filter(|one| one.currency == transaction.currency && one.open_cents > 0)
        .collect();
    let words = Words::of(transaction);
    let named: Vec<&OpenInvoice> = open.iter().copied().filter(|one| words.name(one)).collect();
    if let Some(settlements) = settled(transaction, &named) {
        return Matched::Settled(settlements);
    }
    let mut proposals: Vec<Proposal> =
        open.iter().filter_map(|one| proposal(transaction, one, &words)).collect();
    proposals.sort_by(|a, b| rank(b).cmp(&rank(a)));
    proposals.truncate(MOST_PROPOSALS);
    Matched::Proposed(proposals)
}

/// What of `rest_cents` of a payment goes to this invoice: what is owed, less the cash discount
/// where the rest is exactly that; never more than is there.
pub fn settle_with(invoice: &OpenInvoice, rest_cents: i64, paid_on: NaiveDate) -> Settlement {
    let discount = discount(invoice, paid_on);
    let takes_discount = discount > 0 && rest_cents == invoice.open_cents - discount;
    Settlement {
        invoice_id: invoice.invoice_id,
        number: invoice.number.clone(),
        amount_cents: rest_cents.min(invoice.open_cents),
        discount_cents: if takes_discount { discount } else { 0 },
    }
}

/// All that is named, where the money is for exactly that: one invoice in whole or in part, or
/// several in whole.
fn settled(transaction: &BankTransaction, named: &[&OpenInvoice]) -> Option<Vec<Settlement>> {
    let paid_on = transaction.booked_on;
    match named {
        [] => None,
        [only] if transaction.amount_cents <= only.open_cents => {
            Some(vec![settle_with(only, transaction.amount_cents, paid_on)])
        }
        several => {
            let whole = |one: &&OpenInvoice| settle_with(one, one.open_cents, paid_on);
            let reduced = |one: &&OpenInvoice| {
                settle_with(one, one.open_cents - discount(one, paid_on), paid_on)
            };
            let is_all = |settlements: &Vec<Settlement>| {
                let sum: i64 = settlements.iter().map(|one| one.amount_cents).sum();
                sum == transaction.amount_cents
            };
            let candidates = [
                several.iter().map(whole).collect::<Vec<_>>(),
                several.iter().map(reduced).collect::<Vec<_>>(),
            ];
            candidates.into_iter().find(is_all)
        }
    }
}

fn proposal(
    transaction: &BankTransaction,
    invoice: &OpenInvoice,
    words: &Words,
) -> Option<Proposal> {
    let rest = transaction.amount_cents;
    let is_amount = rest == invoice.open_cents
        || rest == invoice.open_cents - discount(invoice, transaction.booked_on);
    let checks = [
        (words.name(invoice), MatchReason::Number),
        (is_amount, MatchReason::Amount),
        (is_same_person(&transaction.counterparty, &invoice.recipient_name), MatchReason::Name),
    ];
    let reasons: Vec<MatchReason> =
        checks.into_iter().filter_map(|(holds, reason)| holds.then_some(reason)).collect();
    let settlement = settle_with(invoice, rest, transaction.booked_on);
    (!reasons.is_empty()).then_some(Proposal { settlement, reasons })
}

/// A number says most, then amount and name together; among equals the older number first.
fn rank(proposal: &Proposal) -> (u32, std::cmp::Reverse<&str>) {
    let weight = |reason: &MatchReason| match reason {
        MatchReason::Number => 4,
        MatchReason::Amount => 2,
        MatchReason::Name => 1,
    };
    let weights = proposal.reasons.iter().map(weight).sum();
    (weights, std::cmp::Reverse(proposal.settlement.number.as_str()))
}

fn discount(invoice: &OpenInvoice, paid_on: NaiveDate) -> i64 {
    // Whoever paid a part of it before takes nothing off.
    if invoice.open_cents != invoice.gross_cents {
        return 0;
    }
    let details = &invoice.details;
    details.cash_discount_on(invoice.gross_cents, invoice.issued_on, paid_on).unwrap_or(0)
}

/// What a payer wrote, in the one form in which numbers are looked for.
struct Words {
    texts: Vec<String>,
}

impl Words {
    fn of(transaction: &BankTransaction) -> Self {
        let texts = [&transaction.remittance, &transaction.reference, &transaction.end_to_end_id];
        Self { texts: texts.into_iter().map(|text| plain(text)).collect() }
    }

    /// Whether the number stands there: with or without dashes and blanks, also inside of a
    /// structured reference, and with its leading zeros left out.
    fn name(&self, invoice: &OpenInvoice) -> bool {
        let spellings = [plain(&invoice.number), plain(&without_zeros(&invoice.number))];
        self.texts.iter().any(|text| spellings.iter().any(|one| stands_in(text, one)))
    }
}

/// Capitals and digits alone.
fn plain(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

/// `RE-2026-A-42` of `RE-2026-A-000042`.
fn without_zeros(number: &str) -> String {
    match number.rsplit_once('-') {
        Some((head, tail)) => format!("{head}-{}", tail.trim_start_matches('0')),
        None => number.to_owned(),
    }
}

/// `number` in `text`, and not as the beginning of a longer number.
fn stands_in(text: &str, number: &str) -> bool {
    let goes_on = |end: usize| text.as_bytes().get(end).is_some_and(u8::is_ascii_digit);
    !number.is_empty() && text.match_indices(number).any(|(at, found)| !goes_on(at + found.len()))
}

/// All words of the shorter name are in the longer one; `MUELLER, ANNA` is Anna Müller.
fn is_same_person(one: &str, other: &str) -> bool {
    let (one, other) = (fold(one), fold(other));
    let words = |text: &str| text.split(' ').filter(|w| w.len() > 1).map(str::to_owned).collect();
    let (one, other): (Vec<String>, Vec<String>) = (words(&one), words(&other));
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    // One word alone says little, unless both have no more.
    let is_enough = short.len() >= 2 || (short.len() == 1 && long.len() == 1);
    is_enough && short.iter().all(|word| long.contains(word))
}

#[cfg(test)]
mod tests;
