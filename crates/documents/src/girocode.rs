//! GiroCode: a credit transfer as a QR code (EPC069-12, version 002), read by banking apps.

use mojo_domain::invoicing::Party;
use mojo_domain::{Currency, Money};

/// The longest payload that the guideline allows.
const LONGEST: usize = 331;
const LONGEST_NAME: usize = 70;
const LONGEST_TEXT: usize = 140;
/// 999,999,999.99 euros.
const MOST_CENTS: i64 = 99_999_999_999;

/// The payload for paying `amount` to `payee` with `remittance` as the reason; `None` when a bank
/// would not take it: no IBAN, no name, not in euros, nothing to pay.
///
/// The lines, all of them up to the last filled one: service tag, version, character set (1 is
/// UTF-8), `SCT`, BIC (may be empty since version 002), name, IBAN, amount, purpose, structured
/// reference, text. An application must not cut the reason: it is how the payment is found again.
pub fn girocode_payload(payee: &Party, amount: Money, remittance: &str) -> Option<String> {
    let iban: String = payee.iban.chars().filter(|c| !c.is_whitespace()).collect();
    let bic: String = payee.bic.chars().filter(|c| !c.is_whitespace()).collect();
    let name: String = one_line(&payee.name).chars().take(LONGEST_NAME).collect();
    let text = one_line(remittance);
    let payable = amount.currency == Currency::EUR && (1..=MOST_CENTS).contains(&amount.cents);
    if !payable || !is_iban(&iban) || name.is_empty() || text.chars().count() > LONGEST_TEXT {
        return None;
    }
    let payload = format!("BCD\n002\n1\nSCT\n{bic}\n{name}\n{iban}\nEUR{amount}\n\n\n{text}");
    (payload.len() <= LONGEST).then_some(payload)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// ISO 13616, without blanks: country, check digits, and a remainder of 1 modulo 97.
pub fn is_iban(iban: &str) -> bool {
    if !(15..=34).contains(&iban.len()) || !iban.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return false;
    }
    let (head, tail) = iban.split_at(4);
    let remainder = tail.chars().chain(head.chars()).try_fold(0_u32, |remainder, c| {
        let value = c.to_digit(36)?;
        let shift = if value < 10 { 10 } else { 100 };
        Some((remainder * shift + value) % 97)
    });
    remainder == Some(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn practice() -> Party {
        Party {
            name: "Praxis Birkenhain".to_owned(),
            iban: "DE89 3704 0044 0532 0130 00".to_owned(),
            ..Party::default()
        }
    }

    #[test]
    fn the_lines_are_those_of_epc069_12() {
        let payload =
            girocode_payload(&practice(), Money::eur(1785_95), "RE-2026-A-000042").unwrap();
        assert_eq!(
            payload,
            "BCD\n002\n1\nSCT\n\nPraxis Birkenhain\nDE89370400440532013000\nEUR1785.95\n\n\n\
             RE-2026-A-000042"
        );
    }

    #[test]
    fn what_no_bank_takes_gives_no_code() {
        let none = |payee: &Party, amount| girocode_payload(payee, amount, "RE-1").is_none();
        assert!(none(&practice(), Money::eur(0)));
        assert!(none(&practice(), Money::eur(-100)));
        assert!(none(&practice(), Money::new(100, Currency::CHF)));
        assert!(none(&practice(), Money::eur(100_000_000_000)));
        let wrong = Party { iban: "DE89370400440532013001".to_owned(), ..practice() };
        assert!(none(&wrong, Money::eur(100)));
        assert!(none(&Party { iban: String::new(), ..practice() }, Money::eur(100)));
        assert!(none(
            &Party { iban: "DÄ89370400440532013000".to_owned(), ..practice() },
            Money::eur(1)
        ));
        let endless = "ü".repeat(300);
        assert!(girocode_payload(&practice(), Money::eur(100), &endless).is_none());
    }
}
