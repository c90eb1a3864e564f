use uuid::Uuid;

use super::*;
use crate::BankTransactionId;
use crate::invoicing::CashDiscount;

fn invoice(number: &str, name: &str, open_cents: i64) -> OpenInvoice {
    OpenInvoice {
        invoice_id: InvoiceId(Uuid::from_u128(u128::from(number.bytes().last().unwrap()))),
        number: number.to_owned(),
        recipient_name: name.to_owned(),
        currency: Currency::EUR,
        gross_cents: open_cents,
        open_cents,
        issued_on: "2026-11-20".parse().unwrap(),
        details: InvoiceDetails::default(),
    }
}

fn paid(cents: i64, by: &str, remittance: &str) -> BankTransaction {
    BankTransaction {
        transaction_id: BankTransactionId(Uuid::nil()),
        account: "DE89370400440532013000".to_owned(),
        booked_on: "2026-11-25".parse().unwrap(),
        valued_on: None,
        amount_cents: cents,
        currency: Currency::EUR,
        counterparty: by.to_owned(),
        counterparty_account: String::new(),
        remittance: remittance.to_owned(),
        reference: String::new(),
        end_to_end_id: String::new(),
        return_reason: String::new(),
    }
}

fn two() -> Vec<OpenInvoice> {
    vec![
        invoice("RE-2026-A-000041", "Nele Ottensen", 119_00),
        invoice("RE-2026-A-000042", "Jürgen Müller", 60_00),
    ]
}

fn settled_numbers(matched: &Matched) -> Vec<(&str, i64, i64)> {
    let Matched::Settled(settlements) = matched else { panic!("{matched:?}") };
    let row = |one: &'_ Settlement| (one.amount_cents, one.discount_cents);
    settlements.iter().map(|one| (one.number.as_str(), row(one).0, row(one).1)).collect()
}

fn proposed(matched: &Matched) -> Vec<(&str, Vec<MatchReason>)> {
    let Matched::Proposed(proposals) = matched else { panic!("{matched:?}") };
    proposals.iter().map(|one| (one.settlement.number.as_str(), one.reasons.clone())).collect()
}

#[test]
fn a_number_is_found_however_it_was_written() {
    for text in [
        "RE-2026-A-000042",
        "Rechnung re 2026 a 000042 vom 20.11.",
        "RE2026A000042",
        "RE-2026-A-42, danke",
        "RE-2026-A-0000 42",
    ] {
        let matched = match_transaction(&paid(60_00, "", text), &two());
        assert_eq!(settled_numbers(&matched), [("RE-2026-A-000042", 60_00, 0)], "{text}");
    }
    let by_reference = BankTransaction {
        reference: "RF44RE2026A000042".to_owned(),
        ..paid(60_00, "Wer auch immer", "")
    };
    assert_eq!(settled_numbers(&match_transaction(&by_reference, &two())).len(), 1);
    let by_payer =
        BankTransaction { end_to_end_id: "RE-2026-A-000042".to_owned(), ..paid(60_00, "", "") };
    assert_eq!(settled_numbers(&match_transaction(&by_payer, &two())).len(), 1);
}

#[test]
fn a_longer_number_is_another_one() {
    for text in ["RE-2026-A-0000421", "RE-2026-A-421", "RE-2026-B-000042"] {
        assert_eq!(proposed(&match_transaction(&paid(59_00, "", text), &two())), [], "{text}");
    }
}

#[test]
fn a_part_is_booked_and_too_much_is_asked() {
    let matched = match_transaction(&paid(20_00, "", "RE-2026-A-000042"), &two());
    assert_eq!(settled_numbers(&matched), [("RE-2026-A-000042", 20_00, 0)]);
    let matched = match_transaction(&paid(61_00, "", "RE-2026-A-000042"), &two());
    assert_eq!(proposed(&matched), [("RE-2026-A-000042", vec![MatchReason::Number])]);
}

#[test]
fn several_are_booked_only_when_the_sum_is_theirs() {
    let text = "RE-2026-A-000041 und RE-2026-A-000042";
    let matched = match_transaction(&paid(179_00, "", text), &two());
    let both = [("RE-2026-A-000041", 119_00, 0), ("RE-2026-A-000042", 60_00, 0)];
    assert_eq!(settled_numbers(&matched), both);
    let matched = match_transaction(&paid(178_00, "", text), &two());
    assert_eq!(proposed(&matched).len(), 2);
}

#[test]
fn the_cash_discount_is_known_as_long_as_it_runs() {
    let mut open = two();
    open[1].details.cash_discounts = vec![CashDiscount { percent_bp: 200, days: 7 }];
    let matched = match_transaction(&paid(58_80, "", "RE-2026-A-000042"), &open);
    assert_eq!(settled_numbers(&matched), [("RE-2026-A-000042", 58_80, 1_20)]);
    let late = BankTransaction {
        booked_on: "2026-12-01".parse().unwrap(),
        ..paid(58_80, "", "RE-2026-A-000042")
    };
    let matched = match_transaction(&late, &open);
    assert_eq!(settled_numbers(&matched), [("RE-2026-A-000042", 58_80, 0)], "a part");
}

#[test]
fn without_a_number_people_decide() {
    use MatchReason::{Amount, Name};
    let matched = match_transaction(&paid(60_00, "MUELLER, JUERGEN", "Danke"), &two());
    assert_eq!(proposed(&matched), [("RE-2026-A-000042", vec![Amount, Name])]);
    let matched = match_transaction(&paid(30_00, "Jürgen u. Ada Müller", ""), &two());
    assert_eq!(proposed(&matched), [("RE-2026-A-000042", vec![Name])]);
    let matched = match_transaction(&paid(119_00, "Müller", ""), &two());
    assert_eq!(proposed(&matched), [("RE-2026-A-000041", vec![Amount])]);
    assert_eq!(proposed(&match_transaction(&paid(1_00, "Niemand", "Hallo"), &two())), []);
}

#[test]
fn what_went_out_and_another_currency_pay_nothing() {
    let text = "RE-2026-A-000042";
    assert_eq!(proposed(&match_transaction(&paid(-60_00, "", text), &two())), []);
    let francs = BankTransaction { currency: Currency::CHF, ..paid(60_00, "", text) };
    assert_eq!(proposed(&match_transaction(&francs, &two())), []);
}
