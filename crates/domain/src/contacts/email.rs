//! E-mail addresses: what a browser's e-mail field takes (WHATWG HTML, with the letters of RFC
//! 6531). Two dots in a row break RFC 5321, but providers gave out such addresses.

/// The address for comparison, in lower case; `None` when it is none. `Name <a@b.de>` and
/// `mailto:a@b.de` are unwrapped.
pub fn parse_email(text: &str) -> Option<String> {
    let text = text.trim();
    let text = match (text.rfind('<'), text.strip_suffix('>')) {
        (Some(start), Some(inner)) => inner[start + 1..].trim(),
        _ => text,
    };
    let text = text.strip_prefix("mailto:").unwrap_or(text);
    let (local, host) = text.rsplit_once('@')?;
    (text.len() <= 254 && is_local(local) && is_host(host)).then(|| text.to_lowercase())
}

fn is_local(local: &str) -> bool {
    let is_atom =
        |letter: char| letter.is_alphanumeric() || ".!#$%&'*+-/=?^_`{|}~".contains(letter);
    (1..=64).contains(&local.len()) && local.chars().all(is_atom)
}

fn is_host(host: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|letter| letter.is_alphanumeric() || letter == '-')
    };
    let top = host.rsplit('.').next().unwrap_or_default();
    host.contains('.')
        && host.split('.').all(is_label)
        && top.chars().count() >= 2
        && !top.chars().all(|letter| letter.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_can_be_delivered_are_taken() {
        for (text, expected) in [
            ("Anna.Muster@Example.de", "anna.muster@example.de"),
            (" a+b@sub.example.co.uk ", "a+b@sub.example.co.uk"),
            ("jerôme.baer@example.com", "jerôme.baer@example.com"),
            ("anna@praxis-müller.de", "anna@praxis-müller.de"),
            ("Anna Muster <anna@example.de>", "anna@example.de"),
            ("mailto:anna@example.de", "anna@example.de"),
            ("hans-h..henck@example.de", "hans-h..henck@example.de"),
        ] {
            assert_eq!(parse_email(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in [
            "",
            "not an e-mail",
            "anna",
            "anna@",
            "@example.de",
            "anna@example",
            "a@-example.de",
            "a@example..de",
            "a b@example.de",
            "a@10.0.0.1",
            "a@exa mple.de",
            "anna@example.d",
        ] {
            assert_eq!(parse_email(text), None, "{text}");
        }
    }
}
