//! The code that stands in an affiliate link and on a flyer: a stem, chosen or drawn, and a check
//! character, so that a typing mistake is told from a code that nobody has.
//!
//! The check character is that of ISO/IEC 7064, MOD 37,36: it finds every single wrong character and
//! every two neighbours that changed places.

use std::fmt;
use std::str::FromStr;

use crate::Entropy;

/// Digits and letters, in the order of the standard.
const CHARACTERS: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
/// What is drawn: nothing that is mistaken for something else.
const DRAWN: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Characters of a drawn stem.
const DRAWN_LENGTH: usize = 6;
/// The shortest and the longest stem.
const LENGTHS: std::ops::RangeInclusive<usize> = 3..=20;

/// A code, in capitals, with its check character at the end.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AffiliateCode(String);

/// The text is no code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AffiliateCodeError {
    /// Something else than letters and digits.
    #[error("a code consists of the letters A to Z and digits")]
    Characters,
    /// Too short or too long.
    #[error("a code has 3 to 20 characters and a check character")]
    Length,
    /// Its check character is another one.
    #[error("the code has a typing mistake")]
    Mistyped,
}

impl AffiliateCode {
    /// The code of a stem that somebody chose, as `BIRKENHAIN`.
    ///
    /// # Errors
    /// [`AffiliateCodeError`] for a stem that is too short, too long, or has other characters.
    pub fn of_stem(stem: &str) -> Result<Self, AffiliateCodeError> {
        let stem = folded(stem);
        check_stem(&stem)?;
        let check = check_character(&stem);
        Ok(Self(format!("{stem}{check}")))
    }

    /// Draws a code.
    pub fn draw(entropy: &dyn Entropy) -> Self {
        let mut random = [0; DRAWN_LENGTH];
        entropy.fill(&mut random);
        let letter = |byte: &u8| char::from(DRAWN[usize::from(byte % 32)]);
        let stem: String = random.iter().map(letter).collect();
        let check = check_character(&stem);
        Self(format!("{stem}{check}"))
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Spaces and hyphens are for the eye, and so is the case.
fn folded(text: &str) -> String {
    let is_kept = |letter: &char| !matches!(letter, ' ' | '-' | '\u{a0}');
    text.trim().chars().filter(is_kept).flat_map(char::to_uppercase).collect()
}

fn check_stem(stem: &str) -> Result<(), AffiliateCodeError> {
    if !stem.bytes().all(|byte| CHARACTERS.contains(&byte)) {
        return Err(AffiliateCodeError::Characters);
    }
    if LENGTHS.contains(&stem.len()) { Ok(()) } else { Err(AffiliateCodeError::Length) }
}

/// MOD 37,36 over a stem of [`CHARACTERS`].
fn check_character(stem: &str) -> char {
    let mut carried = 36;
    for byte in stem.bytes() {
        let value = CHARACTERS.iter().position(|known| *known == byte).unwrap_or(0);
        let sum = (carried + value) % 36;
        carried = (if sum == 0 { 36 } else { sum }) * 2 % 37;
    }
    char::from(CHARACTERS[(37 - carried) % 36])
}

impl fmt::Display for AffiliateCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for AffiliateCode {
    type Err = AffiliateCodeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = folded(text);
        if !text.bytes().all(|byte| CHARACTERS.contains(&byte)) {
            return Err(AffiliateCodeError::Characters);
        }
        let (stem, check) = text.split_at(text.len().saturating_sub(1));
        check_stem(stem)?;
        if check.chars().eq([check_character(stem)]) {
            Ok(Self(text))
        } else {
            Err(AffiliateCodeError::Mistyped)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SeededEntropy;

    #[test]
    fn the_check_character_is_that_of_the_standard() {
        // The example of ISO/IEC 7064 for MOD 37,36.
        assert_eq!(check_character("A12425GABC1234002"), 'M');
    }

    #[test]
    fn a_code_is_read_back_as_people_type_it() {
        let code = AffiliateCode::of_stem("Birkenhain").unwrap();
        for typed in [code.as_str().to_lowercase(), format!(" {}-{} ", &code.0[..4], &code.0[4..])]
        {
            assert_eq!(typed.parse(), Ok(code.clone()), "{typed}");
        }
        let drawn = AffiliateCode::draw(&SeededEntropy::new(1));
        assert_eq!(drawn.as_str().parse(), Ok(drawn.clone()));
        assert_ne!(drawn, AffiliateCode::draw(&SeededEntropy::new(2)));
    }

    #[test]
    fn every_wrong_character_and_every_swap_is_a_typing_mistake() {
        let code = AffiliateCode::of_stem("MOJO77").unwrap().0;
        for place in 0..code.len() {
            for other in CHARACTERS.iter().map(|byte| char::from(*byte)) {
                let mut typed: Vec<char> = code.chars().collect();
                typed[place] = other;
                let typed: String = typed.into_iter().collect();
                let is_right = typed == code;
                assert_eq!(typed.parse::<AffiliateCode>().is_ok(), is_right, "{typed}");
            }
            if place > 0 {
                let mut typed: Vec<char> = code.chars().collect();
                typed.swap(place - 1, place);
                let typed: String = typed.into_iter().collect();
                let is_right = typed == code;
                assert_eq!(typed.parse::<AffiliateCode>().is_ok(), is_right, "{typed}");
            }
        }
    }

    #[test]
    fn what_is_no_code_says_why() {
        let refused = |stem: &str| AffiliateCode::of_stem(stem).unwrap_err();
        assert_eq!(refused("Ä-Praxis"), AffiliateCodeError::Characters);
        assert_eq!(refused("AB"), AffiliateCodeError::Length);
        assert_eq!(refused("ABCDEFGHIJKLMNOPQRSTU"), AffiliateCodeError::Length);
        for text in ["", "A", "💧"] {
            assert!(text.parse::<AffiliateCode>().is_err(), "{text}");
        }
    }
}
