//! Names: as shown, as sorted, as compared.

use super::fold;

/// A name in one field, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FullName {
    /// `Herr`, `Frau`; may be empty.
    pub salutation: String,
    /// `Prof. Dr.`; may be empty.
    pub title: String,
    /// May be empty.
    pub first_name: String,
    /// May be empty.
    pub last_name: String,
}

/// Before a family name, and part of it.
const PARTICLES: &[&str] = &[
    "von", "vom", "van", "der", "den", "de", "del", "della", "di", "da", "dos", "du", "la", "le",
    "zu", "zum", "zur", "ten", "ter", "af", "av", "al", "el", "bin", "ibn",
];

const TITLES: &[&str] = &["dr", "prof", "med", "dent", "phil", "rer", "nat", "mag", "dipl", "ing"];

/// As shown in lists: first and last name, else the organisation.
pub fn display_name(first_name: &str, last_name: &str, organisation: &str) -> String {
    match (first_name.is_empty(), last_name.is_empty()) {
        (false, false) => format!("{first_name} {last_name}"),
        (false, true) => first_name.to_owned(),
        (true, false) => last_name.to_owned(),
        (true, true) => organisation.to_owned(),
    }
}

/// One or two letters for the round picture beside a name.
pub fn initials(first_name: &str, last_name: &str, organisation: &str) -> String {
    let letter = |text: &str| text.chars().find(|c| c.is_alphanumeric());
    let of_name: String = [first_name, last_name].into_iter().filter_map(letter).collect();
    let letters: String = match of_name.as_str() {
        "" => organisation.split(' ').filter_map(letter).take(2).collect(),
        _ => of_name,
    };
    letters.to_uppercase()
}

/// The order of lists: family name, then first name, as in a German telephone book.
pub fn sort_key(first_name: &str, last_name: &str, organisation: &str) -> String {
    let last = fold(last_name);
    let first = fold(first_name);
    match (last.is_empty(), first.is_empty()) {
        (false, false) => format!("{last}, {first}"),
        (false, true) => last,
        (true, false) => first,
        (true, true) => fold(organisation),
    }
}

/// The name for comparison: spelling, hyphens, and which of the two came first do not matter.
/// Empty without a name.
pub fn name_key(first_name: &str, last_name: &str, organisation: &str) -> String {
    let joined = |text: &str| fold(text).replace(' ', "");
    let mut parts = [joined(first_name), joined(last_name)];
    parts.sort();
    match parts {
        [a, b] if a.is_empty() && b.is_empty() => match joined(organisation) {
            organisation if organisation.is_empty() => String::new(),
            organisation => format!("@{organisation}"),
        },
        [a, b] => format!("{a}|{b}"),
    }
}

/// Takes a name in one field apart: `Lovelace, Ada`, `Prof. Dr. Ada Lovelace`, `Ludwig van
/// Beethoven`.
pub fn split_full_name(text: &str) -> FullName {
    let mut name = FullName::default();
    let mut rest: Vec<&str> = Vec::new();
    for word in text.split_whitespace() {
        let plain = fold(word);
        match plain.as_str() {
            "herr" | "frau" if rest.is_empty() && name.title.is_empty() => {
                word.clone_into(&mut name.salutation);
            }
            plain if rest.is_empty() && is_title(word, plain) => {
                push_word(&mut name.title, word);
            }
            _ => rest.push(word),
        }
    }
    let joined = rest.join(" ");
    if let Some((last, first)) = joined.split_once(',') {
        last.trim().clone_into(&mut name.last_name);
        first.trim().clone_into(&mut name.first_name);
        return name;
    }
    let is_particle = |word: &&str| PARTICLES.contains(&word.to_lowercase().as_str());
    let last_from = match rest.iter().skip(1).position(is_particle) {
        Some(position) if position + 2 < rest.len() => position + 1,
        _ => rest.len().saturating_sub(1),
    };
    name.first_name = rest[..last_from].join(" ");
    name.last_name = rest[last_from..].join(" ");
    name
}

fn is_title(word: &str, plain: &str) -> bool {
    word.contains('.') && plain.split(' ').all(|part| TITLES.contains(&part))
        || matches!(plain, "dr" | "prof")
}

fn push_word(text: &mut String, word: &str) {
    if !text.is_empty() {
        text.push(' ');
    }
    text.push_str(word);
}

/// Text as people meant it: without control characters and invisible marks, trimmed; line breaks
/// become `\n` where `lines` are allowed, else a blank.
pub fn clean_text(text: &str, lines: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\r' if letters.peek() == Some(&'\n') => {}
            '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' if lines => {
                out.push('\n');
            }
            '\t' | '\n' | '\r' | '\u{a0}' | '\u{202f}' => out.push(' '),
            // Marks of direction, of width zero, and a byte order mark: nobody sees them.
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' => {}
            '\u{2060}'..='\u{2069}' | '\u{feff}' => {}
            letter if letter.is_control() => {}
            letter => out.push(letter),
        }
    }
    let trimmed = out.trim();
    if lines {
        trimmed.to_owned()
    } else {
        trimmed.split(' ').filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_and_spelling_of_a_name_do_not_matter_for_its_key() {
        let key = name_key("Hans-Jürgen", "Groß", "");
        for (first, last) in
            [("Hans Juergen", "Gross"), ("GROSS", "Hansjürgen"), ("hans-jürgen", "groß")]
        {
            assert_eq!(name_key(first, last, "Praxis am Markt"), key);
        }
        assert_ne!(name_key("Jürgen", "Groß", ""), key);
        assert_eq!(name_key("", "", "Praxis am Markt"), "@praxisammarkt");
        assert_eq!(name_key(" ", "", ""), "");
    }

    #[test]
    fn umlauts_sort_as_in_a_telephone_book() {
        let mut names = ["Mutter", "Müller", "Mueller", "Moser", "Möller"];
        names.sort_by_key(|name| sort_key("Anna", name, ""));
        assert_eq!(names, ["Möller", "Moser", "Müller", "Mueller", "Mutter"]);
    }

    #[test]
    fn a_name_in_one_field_is_taken_apart() {
        let check = |text: &str, expected: [&str; 4]| {
            let name = split_full_name(text);
            let got = [&name.salutation, &name.title, &name.first_name, &name.last_name];
            assert_eq!(got, expected, "{text}");
        };
        check("Ada Lovelace", ["", "", "Ada", "Lovelace"]);
        check("Lovelace, Ada", ["", "", "Ada", "Lovelace"]);
        check("Frau Prof. Dr. med. Ada Lovelace", ["Frau", "Prof. Dr. med.", "Ada", "Lovelace"]);
        check("Ludwig van Beethoven", ["", "", "Ludwig", "van Beethoven"]);
        check("Anna Maria von der Heide", ["", "", "Anna Maria", "von der Heide"]);
        check("Cher", ["", "", "", "Cher"]);
        check("", ["", "", "", ""]);
    }

    #[test]
    fn initials_come_from_the_name_else_from_the_organisation() {
        assert_eq!(initials("Änne", "ölz", "X"), "ÄÖ");
        assert_eq!(initials("", "", "Praxis am Markt"), "PA");
        assert_eq!(initials("", "", ""), "");
    }

    #[test]
    fn invisible_characters_are_left_out() {
        assert_eq!(clean_text("\u{feff} Anna\u{a0}\tMaria\u{0}\u{200b} ", false), "Anna Maria");
        assert_eq!(clean_text("Zeile 1\r\nZeile 2\u{7}", true), "Zeile 1\nZeile 2");
        assert_eq!(clean_text("Zeile 1\r\nZeile 2", false), "Zeile 1 Zeile 2");
    }
}
