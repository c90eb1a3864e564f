//! The code in document numbers (`RE-2026-A-000042`): A, B, ... Z, AA, AB, ...

use mojo_domain::Entropy;

/// The `count`-th code, from 1.
pub(crate) fn number_code(count: i64) -> String {
    let mut rest = count.max(1);
    let mut letters = Vec::new();
    while rest > 0 {
        let place = u8::try_from((rest - 1) % 26).unwrap_or(0);
        letters.push(char::from(b'A' + place));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// A code of three letters, drawn.
pub(crate) fn draw_code(entropy: &dyn Entropy) -> String {
    let mut random = [0; 4];
    entropy.fill(&mut random);
    number_code(26 + 26 * 26 + 1 + i64::from(u32::from_be_bytes(random)) % (26 * 26 * 26))
}

/// The place of a code in that order; `None` for what is no code of the platform.
pub(crate) fn code_number(code: &str) -> Option<i64> {
    if code.is_empty() || code.len() > 4 {
        return None;
    }
    code.bytes().try_fold(0, |number: i64, letter| {
        letter.is_ascii_uppercase().then(|| number * 26 + i64::from(letter - b'A') + 1)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawn_code_has_three_letters() {
        let entropy = mojo_domain::SeededEntropy::new(7);
        let codes: Vec<String> = (0..500).map(|_| draw_code(&entropy)).collect();
        assert!(codes.iter().all(|code| code.len() == 3 && code_number(code).is_some()));
        let distinct: std::collections::BTreeSet<&String> = codes.iter().collect();
        assert!(distinct.len() > 450, "{}", distinct.len());
    }

    #[test]
    fn every_code_knows_its_place() {
        for count in [1, 2, 26, 27, 52, 53, 702, 703, 18_278] {
            assert_eq!(code_number(&number_code(count)), Some(count));
        }
        for text in ["", "a", "7K3QX", "A1", "ABCDE"] {
            assert_eq!(code_number(text), None, "{text}");
        }
    }

    #[test]
    fn codes_go_on_with_two_letters_after_z() {
        let codes: Vec<String> = [1, 2, 26, 27, 52, 53, 702, 703].map(number_code).into();
        assert_eq!(codes, ["A", "B", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
    }
}
