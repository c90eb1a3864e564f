//! Pairs of names and values, as they stand in addresses and forms.

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// `a=1&b%5Bc%5D=2`.
pub(super) fn form(pairs: &[(&str, &str)]) -> String {
    let pairs = pairs.iter().map(|(name, value)| format!("{}={}", escaped(name), escaped(value)));
    pairs.collect::<Vec<_>>().join("&")
}

/// Everything but letters, digits and `-._~` as `%XX`.
fn escaped(text: &str) -> String {
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

/// Reads what [`form`] writes; `None` when a name stands twice or something is no text.
pub(super) fn read(text: &str) -> Option<BTreeMap<String, String>> {
    let mut pairs = BTreeMap::new();
    for pair in text.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        if pairs.insert(plain(name)?, plain(value)?).is_some() {
            return None;
        }
    }
    Some(pairs)
}

fn plain(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let pair = [rest.next()?, rest.next()?];
                u8::from_str_radix(std::str::from_utf8(&pair).ok()?, 16).ok()?
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back_and_a_name_counts_once() {
        let text = form(&[("state", "a&b=c d+ü"), ("code", "")]);
        let pairs = read(&text).unwrap();
        assert_eq!(pairs["state"], "a&b=c d+ü");
        assert_eq!(pairs["code"], "");
        for bad in ["a=1&a=2", "a=%", "a=%2", "a=%zz", "a=%ff"] {
            assert_eq!(read(bad), None, "{bad}");
        }
        assert!(read("").unwrap().is_empty());
    }
}
