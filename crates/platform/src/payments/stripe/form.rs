//! `application/x-www-form-urlencoded`, as Stripe reads it: brackets name what lies inside.

use std::fmt::Write as _;

/// `a=1&b%5Bc%5D=2`.
pub(super) fn form(pairs: &[(&str, &str)]) -> String {
    let pairs = pairs.iter().map(|(name, value)| format!("{}={}", escaped(name), escaped(value)));
    pairs.collect::<Vec<_>>().join("&")
}

/// Everything but letters, digits and `-._~` as `%XX`.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            // Writing into a text cannot fail.
            let _ = write!(escaped, "%{byte:02X}");
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_values_are_escaped() {
        let pairs = [("amount", "2000"), ("metadata[payout_id]", "a b&c=ü")];
        assert_eq!(form(&pairs), "amount=2000&metadata%5Bpayout_id%5D=a%20b%26c%3D%C3%BC");
        assert_eq!(escaped("../v1"), "..%2Fv1");
    }
}
