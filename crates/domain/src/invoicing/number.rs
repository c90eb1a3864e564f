//! Numbers of documents (Nummernkreise): `RE-2026-A-000042` (D2).
//!
//! § 14 Abs. 4 Nr. 4 UStG: a running number of one or several ranges, given once. Each desk has
//! ranges of its own, one per kind and Berlin year, so that it numbers offline and two desks never
//! collide. The platform gives each device and epoch a code (`A`, `B`, ... `AA`); a desk that is
//! not enrolled yet draws five base-32 characters.

use std::fmt;
use std::str::FromStr;

/// A kind of document with numbers of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NumberRange {
    /// An invoice or its Storno: `RE`.
    Rechnung,
    /// A receipt or its Storno: `KB`.
    Kassenbeleg,
}

/// What tells desks apart in a number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeskCode(String);

/// A number of a document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentNumber {
    /// The kind.
    pub range: NumberRange,
    /// The year in Berlin.
    pub year: i32,
    /// Which desk.
    pub code: DeskCode,
    /// From 1 within kind, year and code.
    pub counter: u32,
}

/// Why a text is no number of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a document number (RE-2026-A-000042)")]
pub struct ParseNumberError;

/// A range is full: 999,999 documents in one year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the range is full: 999999 numbers in one year")]
pub struct RangeFull;

/// Crockford's base 32: no I, L, O, U that could be misread.
const BASE_32: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LAST_COUNTER: u32 = 999_999;
const DRAWN_LENGTH: usize = 5;
const LONGEST_GIVEN: usize = 4;

impl NumberRange {
    /// Every kind.
    pub const ALL: [Self; 2] = [Self::Rechnung, Self::Kassenbeleg];

    /// `RE` or `KB`.
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Rechnung => "RE",
            Self::Kassenbeleg => "KB",
        }
    }
}

impl DeskCode {
    /// The code that the platform gives to the `index`-th device and epoch of a tenant, from 0:
    /// `A` to `Z`, `AA` to `ZZ` and on, four letters at most.
    pub fn given(index: u32) -> Option<Self> {
        let mut rest = index + 1;
        let mut letters = Vec::new();
        while rest > 0 {
            let digit = (rest - 1) % 26;
            letters.push(char::from(b'A' + u8::try_from(digit).ok()?));
            rest = (rest - 1) / 26;
        }
        (letters.len() <= LONGEST_GIVEN).then(|| Self(letters.iter().rev().collect()))
    }

    /// The code of a desk that is not enrolled yet, from five random bytes.
    pub fn drawn(random: [u8; DRAWN_LENGTH]) -> Self {
        Self(random.iter().map(|byte| char::from(BASE_32[usize::from(byte & 31)])).collect())
    }

    /// The characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl DocumentNumber {
    /// The number after the counter `last` (0 when there is none yet) in this range.
    ///
    /// # Errors
    /// [`RangeFull`] after 999,999.
    pub fn after(
        last: u32,
        range: NumberRange,
        year: i32,
        code: &DeskCode,
    ) -> Result<Self, RangeFull> {
        if last >= LAST_COUNTER {
            return Err(RangeFull);
        }
        Ok(Self { range, year, code: code.clone(), counter: last + 1 })
    }

    /// The number after this one in the same range.
    ///
    /// # Errors
    /// [`RangeFull`] after 999,999.
    pub fn next(&self) -> Result<Self, RangeFull> {
        Self::after(self.counter, self.range, self.year, &self.code)
    }
}

impl fmt::Display for DeskCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for DeskCode {
    type Err = ParseNumberError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let given = (1..=LONGEST_GIVEN).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_uppercase());
        let drawn = text.len() == DRAWN_LENGTH && text.bytes().all(|byte| BASE_32.contains(&byte));
        if given || drawn { Ok(Self(text.to_owned())) } else { Err(ParseNumberError) }
    }
}

impl fmt::Display for DocumentNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { range, year, code, counter } = self;
        write!(f, "{}-{year:04}-{code}-{counter:06}", range.prefix())
    }
}

impl FromStr for DocumentNumber {
    type Err = ParseNumberError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts: Vec<&str> = text.split('-').collect();
        let &[prefix, year, code, counter] = parts.as_slice() else {
            return Err(ParseNumberError);
        };
        let range = NumberRange::ALL
            .into_iter()
            .find(|range| range.prefix() == prefix)
            .ok_or(ParseNumberError)?;
        let year = i32::try_from(digits(year, 4)?).map_err(|_| ParseNumberError)?;
        let counter = digits(counter, 6)?;
        if counter == 0 {
            return Err(ParseNumberError);
        }
        Ok(Self { range, year, code: code.parse()?, counter })
    }
}

fn digits(text: &str, length: usize) -> Result<u32, ParseNumberError> {
    if text.len() != length || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(ParseNumberError);
    }
    text.parse().map_err(|_| ParseNumberError)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn d2_a_number_is_written_and_read_back() {
        let code = DeskCode::given(0).unwrap();
        let number = DocumentNumber::after(41, NumberRange::Rechnung, 2026, &code).unwrap();
        assert_eq!(number.to_string(), "RE-2026-A-000042");
        assert_eq!("RE-2026-A-000042".parse(), Ok(number.clone()));
        assert_eq!(number.next().unwrap().to_string(), "RE-2026-A-000043");
    }

    #[test]
    fn d2_codes_go_from_a_to_z_and_on_with_aa() {
        let code = |index| DeskCode::given(index).unwrap().to_string();
        assert_eq!(
            [code(0), code(25), code(26), code(701), code(702)],
            ["A", "Z", "AA", "ZZ", "AAA"]
        );
        assert_eq!(DeskCode::given(u32::from(u16::MAX) * 26), None);
    }

    #[test]
    fn d2_a_desk_that_is_not_enrolled_draws_five_characters() {
        let code = DeskCode::drawn([0, 10, 31, 32 + 18, 255]);
        assert_eq!(code.as_str(), "0AZJZ");
        let number = DocumentNumber::after(0, NumberRange::Kassenbeleg, 2026, &code).unwrap();
        assert_eq!(number.to_string().parse(), Ok(number));
    }

    #[test]
    fn d2_what_is_no_number_is_refused() {
        for text in [
            "",
            "RE-2026-A-42",
            "RE-2026-A-000000",
            "RE-26-A-000001",
            "XX-2026-A-000001",
            "RE-2026-a-000001",
            "RE-2026--000001",
            "RE-2026-ABCDEF-000001",
            "RE-2026-ILOU1-000001",
            "RE-2026-A-000001-",
            "RE-2026-A-+00001",
            "re-2026-A-000001",
            " RE-2026-A-000001",
        ] {
            assert_eq!(text.parse::<DocumentNumber>(), Err(ParseNumberError), "{text}");
        }
    }

    #[test]
    fn d2_a_full_range_is_refused() {
        let code = DeskCode::given(0).unwrap();
        let last = DocumentNumber::after(999_998, NumberRange::Rechnung, 2026, &code).unwrap();
        assert_eq!(last.to_string(), "RE-2026-A-999999");
        assert_eq!(last.next(), Err(RangeFull));
    }
}
