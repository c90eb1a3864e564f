//! Numbers of credit notes: `GS-2026-000042`. One range of the platform a Berlin year, without
//! gaps (section 14 (4) Nr. 4 UStG asks only that a number is given once).

use std::fmt;
use std::str::FromStr;

/// A number of a credit note or a correction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CreditNoteNumber {
    year: i32,
    counter: u32,
}

/// The text is not `GS-YYYY-NNNNNN`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a number of a credit note (GS-2026-000042)")]
pub struct ParseCreditNoteNumberError;

/// The range is full: 999,999 credit notes in one year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the range is full: 999999 credit notes in one year")]
pub struct CreditNoteRangeFull;

const LAST_COUNTER: u32 = 999_999;

impl CreditNoteNumber {
    /// The number after the counter `last` (0 when there is none yet) of a year.
    ///
    /// # Errors
    /// [`CreditNoteRangeFull`] after 999,999.
    pub fn after(last: u32, year: i32) -> Result<Self, CreditNoteRangeFull> {
        if last >= LAST_COUNTER {
            return Err(CreditNoteRangeFull);
        }
        Ok(Self { year, counter: last + 1 })
    }

    /// From 1 within the year.
    pub fn counter(self) -> u32 {
        self.counter
    }
}

impl fmt::Display for CreditNoteNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "GS-{:04}-{:06}", self.year, self.counter)
    }
}

impl FromStr for CreditNoteNumber {
    type Err = ParseCreditNoteNumberError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let rest = text.strip_prefix("GS-").ok_or(ParseCreditNoteNumberError)?;
        let (year, counter) = rest.split_once('-').ok_or(ParseCreditNoteNumberError)?;
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if year.len() != 4 || counter.len() != 6 || !digits(year) || !digits(counter) {
            return Err(ParseCreditNoteNumberError);
        }
        let year = year.parse().map_err(|_| ParseCreditNoteNumberError)?;
        match counter.parse() {
            Ok(counter) if counter > 0 => Ok(Self { year, counter }),
            _ => Err(ParseCreditNoteNumberError),
        }
    }
}
