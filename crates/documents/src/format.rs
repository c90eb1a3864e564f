//! How amounts, days and times are written in German documents (DIN 5008).

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use mojo_domain::invoicing::{Party, ServicePeriod};
use mojo_domain::{Currency, Month, berlin_time};

/// A real minus, not a hyphen.
pub(crate) const MINUS: &str = "\u{2212}";
/// A space at which no line breaks.
pub(crate) const NO_BREAK: char = '\u{a0}';

/// `1.234,56`; a negative amount with a true minus.
pub(crate) fn amount(cents: i64) -> String {
    let sign = if cents < 0 { MINUS } else { "" };
    let cents = cents.unsigned_abs();
    format!("{sign}{},{:02}", thousands(cents / 100), cents % 100)
}

/// `1.234,56 €`.
pub(crate) fn money(cents: i64, currency: Currency) -> String {
    format!("{}{NO_BREAK}{}", amount(cents), symbol(currency))
}

/// `€`, or the code of another currency.
pub(crate) fn symbol(currency: Currency) -> String {
    if currency == Currency::EUR { "€".to_owned() } else { currency.code().to_owned() }
}

/// Thousandths as `2`, `1,5` or `−0,125`.
pub(crate) fn quantity(milli: i64) -> String {
    let sign = if milli < 0 { MINUS } else { "" };
    let milli = milli.unsigned_abs();
    let whole = thousands(milli / 1000);
    let fraction = format!("{:03}", milli % 1000);
    match fraction.trim_end_matches('0') {
        "" => format!("{sign}{whole}"),
        fraction => format!("{sign}{whole},{fraction}"),
    }
}

/// A number of things in groups of three: `18.204`.
pub(crate) fn count(count: i64) -> String {
    let sign = if count < 0 { MINUS } else { "" };
    format!("{sign}{}", thousands(count.unsigned_abs()))
}

/// Basis points as `19 %` or `8,1 %`.
pub(crate) fn percent(basis_points: i64) -> String {
    format!("{}{NO_BREAK}%", quantity(basis_points * 10))
}

/// `20.11.2026`.
pub(crate) fn day(day: NaiveDate) -> String {
    day.format("%d.%m.%Y").to_string()
}

/// `20.11.2026`, `02.10. bis 13.11.2026`, or both days in full.
pub(crate) fn period(service: ServicePeriod) -> String {
    let ServicePeriod { from, to } = service;
    if from == to {
        day(to)
    } else if from.year() == to.year() {
        format!("{} bis {}", from.format("%d.%m."), day(to))
    } else {
        format!("{} bis {}", day(from), day(to))
    }
}

/// `10:03:12`, on the wall in Berlin.
pub(crate) fn time(at: DateTime<Utc>) -> String {
    berlin_time(at).format("%H:%M:%S").to_string()
}

/// `20.11.2026, 10:03 Uhr`, in Berlin.
pub(crate) fn instant(at: DateTime<Utc>) -> String {
    berlin_time(at).format("%d.%m.%Y, %H:%M Uhr").to_string()
}

/// `November 2026`.
pub(crate) fn month(month: Month) -> String {
    const NAMES: [&str; 12] = [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ];
    let index = usize::try_from(month.month()).unwrap_or(1).clamp(1, 12) - 1;
    format!("{} {}", NAMES[index], month.year())
}

/// An IBAN in groups of four.
pub(crate) fn iban(iban: &str) -> String {
    let plain: Vec<char> = iban.chars().filter(|c| !c.is_whitespace()).collect();
    let groups: Vec<String> = plain.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join(&NO_BREAK.to_string())
}

/// `99998 Auenfeld`.
pub(crate) fn place(party: &Party) -> String {
    format!("{} {}", party.postal_code, party.city).trim().to_owned()
}

/// A sentence of law whose paragraph and number stay on one line.
pub(crate) fn law(sentence: &str) -> String {
    let mut text = sentence.to_owned();
    for short in ["§", "Art.", "Abs.", "Nr.", "Ziff.", "Buchst.", "Buchst.\u{a0}a", "Z"] {
        text = text.replace(&format!("{short} "), &format!("{short}{NO_BREAK}"));
    }
    text
}

/// The lines of an address; the country, in capitals, only for letters abroad (DIN 5008).
pub(crate) fn address(party: &Party, sent_from: &str) -> Vec<String> {
    let country = country_abroad(party, sent_from);
    let place = place(party);
    [&party.name, &party.addition, &party.street, &place, country]
        .into_iter()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The country of `party` in capitals; empty where the other one is in the same.
pub(crate) fn country_abroad<'p>(party: &'p Party, other: &str) -> &'p str {
    if party.country == other { "" } else { country(&party.country) }
}

fn country(code: &str) -> &str {
    match code {
        "DE" => "DEUTSCHLAND",
        "AT" => "ÖSTERREICH",
        "CH" => "SCHWEIZ",
        "LI" => "LIECHTENSTEIN",
        "LU" => "LUXEMBURG",
        "FR" => "FRANKREICH",
        "IT" => "ITALIEN",
        "NL" => "NIEDERLANDE",
        "BE" => "BELGIEN",
        "DK" => "DÄNEMARK",
        "PL" => "POLEN",
        "CZ" => "TSCHECHIEN",
        "GB" => "GROSSBRITANNIEN",
        "US" => "USA",
        other => other,
    }
}

fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_as_germans_write_them() {
        assert_eq!(money(1785_95, Currency::EUR), "1.785,95\u{a0}€");
        assert_eq!(amount(-123_456_789), "\u{2212}1.234.567,89");
        assert_eq!(amount(7), "0,07");
        assert_eq!(amount(i64::MIN), "\u{2212}92.233.720.368.547.758,08");
        assert_eq!(money(100, Currency::CHF), "1,00\u{a0}CHF");
    }

    #[test]
    fn quantities_and_rates_drop_their_zeros() {
        assert_eq!([quantity(1000), quantity(1500), quantity(-125)], ["1", "1,5", "\u{2212}0,125"]);
        assert_eq!(
            [percent(1900), percent(810), percent(0)],
            ["19\u{a0}%", "8,1\u{a0}%", "0\u{a0}%"]
        );
    }

    #[test]
    fn a_period_is_as_short_as_it_is_clear() {
        let period = |from: &str, to: &str| {
            period(ServicePeriod { from: from.parse().unwrap(), to: to.parse().unwrap() })
        };
        assert_eq!(period("2026-11-13", "2026-11-13"), "13.11.2026");
        assert_eq!(period("2026-10-02", "2026-11-13"), "02.10. bis 13.11.2026");
        assert_eq!(period("2025-12-30", "2026-01-02"), "30.12.2025 bis 02.01.2026");
    }

    #[test]
    fn days_and_times_are_those_of_berlin() {
        let at = "2026-11-20T23:30:05Z".parse().unwrap();
        assert_eq!(time(at), "00:30:05");
        assert_eq!(instant(at), "21.11.2026, 00:30 Uhr");
        assert_eq!(month("2026-03".parse().unwrap()), "März 2026");
    }

    #[test]
    fn a_paragraph_of_law_stays_on_one_line() {
        assert_eq!(
            law("nach § 4 Nr. 14 Buchst. a UStG."),
            "nach §\u{a0}4 Nr.\u{a0}14 Buchst.\u{a0}a\u{a0}UStG."
        );
    }

    #[test]
    fn an_iban_stands_in_groups_and_a_country_only_abroad() {
        assert_eq!(
            iban("DE89 370400440532013000"),
            "DE89\u{a0}3704\u{a0}0044\u{a0}0532\u{a0}0130\u{a0}00"
        );
        let party = Party {
            name: "Łukasz Yardımcı".to_owned(),
            street: "Ring 1".to_owned(),
            postal_code: "1010".to_owned(),
            city: "Wien".to_owned(),
            country: "AT".to_owned(),
            ..Party::default()
        };
        assert_eq!(address(&party, "DE"), ["Łukasz Yardımcı", "Ring 1", "1010 Wien", "ÖSTERREICH"]);
        assert_eq!(address(&party, "AT").len(), 3);
    }
}
