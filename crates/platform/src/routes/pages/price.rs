//! A price as consumers must read it: with VAT (section 3 PAngV).

use mojo_domain::vat::vat_on;
use mojo_domain::{Currency, Money};

use super::language::Language;
use crate::storage::catalogue::CatalogueProduct;

/// `1.190,00 €`, `€1,190.00`; `None` beyond 64 bits of cents.
pub(super) fn price(product: &CatalogueProduct, language: Language) -> Option<String> {
    let vat = vat_on(product.price_net_cents, product.vat_rate_bp).ok()?;
    money(product.price_net_cents.checked_add(vat)?, product.currency, language)
}

/// An amount as each language writes it; `None` where it has no hundredths.
pub(super) fn money(cents: i64, currency: Currency, language: Language) -> Option<String> {
    let text = Money::new(cents.checked_abs()?, currency).to_string();
    let (whole, cents_text) = text.split_once('.')?;
    let grouped = grouped(whole, language.pick('.', ','));
    let sign = if cents < 0 { "\u{2212}" } else { "" };
    let symbol = match currency.code() {
        "EUR" => "€".to_owned(),
        "USD" => "$".to_owned(),
        other => format!("{other}\u{a0}"),
    };
    Some(match language {
        Language::De => format!("{sign}{grouped},{cents_text}\u{a0}{}", symbol.trim_end()),
        Language::En => format!("{sign}{symbol}{grouped}.{cents_text}"),
    })
}

fn grouped(digits: &str, separator: char) -> String {
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped_as_each_language_does() {
        assert_eq!(grouped("1", '.'), "1");
        assert_eq!(grouped("999", '.'), "999");
        assert_eq!(grouped("1190", '.'), "1.190");
        assert_eq!(grouped("1234567", ','), "1,234,567");
    }
}
