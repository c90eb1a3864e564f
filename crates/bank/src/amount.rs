//! Amounts of ISO 20022: a decimal point, up to five decimals, never a sign.

/// Cents; `None` for what is no amount, or is finer than a cent.
pub(crate) fn cents(text: &str) -> Option<i64> {
    let text = text.trim();
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 15 || !digits(whole) || !digits(fraction) {
        return None;
    }
    let (cents, finer) = fraction.split_at(fraction.len().min(2));
    if finer.bytes().any(|b| b != b'0') {
        return None;
    }
    format!("{whole}{cents:0<2}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::cents;

    #[test]
    fn an_amount_has_cents_and_nothing_finer() {
        for (text, value) in [
            ("119.00", Some(119_00)),
            ("119", Some(119_00)),
            ("0.5", Some(50)),
            ("885.20000", Some(885_20)),
            ("1.005", None),
            ("-1.00", None),
            ("1,00", None),
            ("", None),
            (".50", None),
            ("9999999999999999", None),
        ] {
            assert_eq!(cents(text), value, "{text:?}");
        }
    }
}
