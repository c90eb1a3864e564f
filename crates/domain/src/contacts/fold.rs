//! Folding (Umschrift): the one form in which names are compared, sorted and found.
//!
//! `mueller`, `Mueller`, `MUELLER` and `Muller` find Müller; `gross` finds Groß, `lukasz` Łukasz,
//! `ore` Øre, `nguyen` Nguyễn. The full-text index does not know these habits of people, so that
//! it is given folded words only.

use std::collections::BTreeSet;

use super::latin;

/// How letters with two customary plain spellings are written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Habit {
    /// ä = ae, ø = o: as in a German telephone book (DIN 5007-2).
    German,
    /// ä = a, ø = o: the mark is left out.
    Plain,
    /// ä = ae, ø = oe, å = aa: as in Danish and Norwegian.
    Nordic,
}

/// The folded form: lower case, plain letters and digits, words parted by one space; ä is ae.
pub fn fold(text: &str) -> String {
    fold_as(text, Habit::German)
}

/// As [`fold`], but ä is a: how people type who leave the dots out.
pub fn fold_plain(text: &str) -> String {
    fold_as(text, Habit::Plain)
}

/// Every word of `text` in every customary spelling, for the index.
pub fn index_words(text: &str) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for habit in [Habit::German, Habit::Plain, Habit::Nordic] {
        words.extend(fold_as(text, habit).split(' ').filter(|w| !w.is_empty()).map(str::to_owned));
        if text.is_ascii() {
            break;
        }
    }
    words
}

fn fold_as(text: &str, habit: Habit) -> String {
    if text.is_ascii() { fold_ascii(text) } else { fold_marked(text, habit) }
}

/// Most words have no marks: an import folds millions of letters.
fn fold_ascii(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.bytes() {
        match letter {
            b'a'..=b'z' | b'0'..=b'9' => out.push(char::from(letter)),
            b'A'..=b'Z' => out.push(char::from(letter.to_ascii_lowercase())),
            b'\'' | b'`' => {}
            _ if out.is_empty() || out.ends_with(' ') => {}
            _ => out.push(' '),
        }
    }
    if out.ends_with(' ') {
        out.pop();
    }
    out
}

fn fold_marked(text: &str, habit: Habit) -> String {
    let mut out = String::with_capacity(text.len() + 4);
    let mut letters = text.chars().flat_map(char::to_lowercase).peekable();
    while let Some(letter) = letters.next() {
        let letter = match letters.peek() {
            // A decomposed umlaut is one letter to a reader.
            Some('\u{308}') => umlaut(letter),
            _ => letter,
        };
        match letter {
            'a'..='z' | '0'..='9' => out.push(letter),
            // O'Brien is one word; a combining mark is none.
            '\'' | '’' | 'ʼ' | '`' | '´' | '\u{300}'..='\u{36f}' => {}
            _ => push_other(&mut out, letter, habit),
        }
    }
    if out.ends_with(' ') {
        out.pop();
    }
    out
}

fn umlaut(letter: char) -> char {
    match letter {
        'a' => 'ä',
        'o' => 'ö',
        'u' => 'ü',
        other => other,
    }
}

fn push_other(out: &mut String, letter: char, habit: Habit) {
    let word = match (letter, habit) {
        ('ä', Habit::German | Habit::Nordic) => Some("ae"),
        ('ö', Habit::German | Habit::Nordic) | ('ø', Habit::Nordic) => Some("oe"),
        ('ü', Habit::German | Habit::Nordic) => Some("ue"),
        ('å', Habit::Nordic) => Some("aa"),
        _ => latin::plain(letter),
    };
    match word {
        Some(word) => out.push_str(word),
        None if letter.is_alphanumeric() => out.push(letter),
        None if out.is_empty() || out.ends_with(' ') => {}
        None => out.push(' '),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn finds(typed: &str, name: &str) -> bool {
        let words = index_words(name);
        fold(typed).split(' ').all(|term| words.iter().any(|word| word.starts_with(term)))
    }

    #[test]
    fn the_spellings_people_type_find_the_name() {
        for (typed, name) in [
            ("mueller", "Müller"),
            ("Mueller", "Müller"),
            ("MUELLER", "Müller"),
            ("Muller", "Müller"),
            ("müller", "Mueller"),
            ("MÜLL", "Müller"),
            ("mu\u{308}ller", "Müller"),
            ("gross", "Groß"),
            ("GROẞ", "Groß"),
            ("lukasz", "Łukasz"),
            ("ore", "Øre"),
            ("oere", "Øre"),
            ("soeren", "Søren"),
            ("aage", "Åge"),
            ("nguyen", "Nguyễn"),
            ("nguyen", "Nguye\u{302}\u{303}n"),
            ("celik", "Çelik"),
            ("ilknur", "İlknur"),
            ("irmak", "Irmak"),
            ("dordevic", "Đorđević"),
            ("obrien", "O'Brien"),
            ("luedenscheid", "Müller-Lüdenscheid"),
        ] {
            assert!(finds(typed, name), "{typed} should find {name}: {:?}", index_words(name));
        }
        assert!(!finds("mahler", "Müller"));
    }

    #[test]
    fn punctuation_parts_words_and_leaves_no_blank_at_the_ends() {
        assert_eq!(fold("  Dr. Hans-Jürgen  O’Neill, jun. "), "dr hans juergen oneill jun");
        assert_eq!(fold(" -- "), "");
    }

    proptest! {
        #[test]
        fn words_without_marks_fold_the_same_on_both_ways(text in "[ -~]{0,24}") {
            for habit in [Habit::German, Habit::Plain, Habit::Nordic] {
                prop_assert_eq!(fold_marked(&text, habit), fold_ascii(&text));
            }
        }

        #[test]
        fn what_is_folded_stays_as_it_is(text in "\\PC{0,24}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once.clone());
            prop_assert_eq!(fold_marked(&once, Habit::German), once.clone());
            prop_assert!(index_words(&text).iter().all(|word| !word.contains(' ')));
            let plain = fold_plain(&text);
            prop_assert_eq!(fold(&plain), plain);
        }
    }
}
