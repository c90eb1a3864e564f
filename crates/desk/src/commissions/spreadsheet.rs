//! How a table is written for a spreadsheet: as Excel opens it with a double click, in German for the
//! tax adviser, or in English.

use chrono::NaiveDate;
use mojo_domain::Money;

use super::CommissionsError;
use crate::views::MoneyView;

/// With it Excel reads the file as UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// With what a formula begins, or what makes one begin in a cell of its own; the last four are the wide
/// forms of the first four.
const FORMULA: [char; 11] =
    ['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];

/// In which language a table is written: headings, words, numbers, days and what parts the cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    /// Semicolons, `1234,50`, `24.11.2026`.
    De,
    /// Commas, `1234.50`, `2026-11-24`.
    En,
}

/// A word in German and in English.
pub(super) type Word = (&'static str, &'static str);

impl Language {
    /// The language of `de` or `en`; German where nobody says.
    ///
    /// # Errors
    /// [`CommissionsError::Assumption`] for any other.
    pub(super) fn read(text: Option<&str>) -> Result<Self, CommissionsError> {
        match text {
            None | Some("de") => Ok(Self::De),
            Some("en") => Ok(Self::En),
            Some(other) => {
                Err(CommissionsError::Assumption { field: "language", value: other.to_owned() })
            }
        }
    }

    /// The word of this language.
    pub(super) fn word(self, (german, english): Word) -> &'static str {
        match self {
            Self::De => german,
            Self::En => english,
        }
    }

    /// An amount with two decimals, without its currency and without groups of thousands.
    pub(super) fn amount(self, money: &MoneyView) -> String {
        self.number(&Money::eur(money.cents).to_string())
    }

    /// A decimal with a point, as it is written in this language.
    pub(super) fn number(self, decimal: &str) -> String {
        match self {
            Self::De => decimal.replace('.', ","),
            Self::En => decimal.to_owned(),
        }
    }

    /// A day of the form `YYYY-MM-DD`; what is none stays as it is.
    pub(super) fn day(self, day: &str) -> String {
        match (self, day.parse::<NaiveDate>()) {
            (Self::De, Ok(day)) => day.format("%d.%m.%Y").to_string(),
            _ => day.to_owned(),
        }
    }

    /// The rows as a file: UTF-8 with its mark, CRLF after each row.
    ///
    /// # Errors
    /// [`CommissionsError::Table`] where they have not all the same number of cells.
    pub(super) fn table<const N: usize>(
        self,
        rows: Vec<[String; N]>,
    ) -> Result<Vec<u8>, CommissionsError> {
        let delimiter = match self {
            Self::De => b';',
            Self::En => b',',
        };
        let mut writer = csv::WriterBuilder::new()
            .delimiter(delimiter)
            .terminator(csv::Terminator::CRLF)
            .from_writer(BYTE_ORDER_MARK.to_vec());
        for row in rows {
            writer.write_record(row).map_err(|error| CommissionsError::Table(error.to_string()))?;
        }
        writer.into_inner().map_err(|error| CommissionsError::Table(error.to_string()))
    }
}

/// A text that somebody typed is never a formula of a spreadsheet, whatever stands before its first
/// letter.
pub(super) fn typed(text: &str) -> String {
    let first = text.trim_start_matches([' ', '\u{a0}', '\u{feff}']);
    let is_formula = first.starts_with(FORMULA);
    let guard = if is_formula { "'" } else { "" };
    format!("{guard}{text}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typed_text_is_no_formula() {
        let formulas =
            ["=1+1", "+49", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1+1", "\u{ff1d}1"];
        for formula in formulas {
            assert_eq!(typed(formula), format!("'{formula}"), "{formula:?}");
        }
        for text in ["", "Kurs", "K-7F3A", "2 = 2", "'=1"] {
            assert_eq!(typed(text), text);
        }
    }

    #[test]
    fn numbers_and_days_are_of_the_language() {
        let money = MoneyView { cents: -1_234_50, currency: "EUR".to_owned() };
        let row = |language: Language| {
            (language.amount(&money), language.number("12.5"), language.day("2026-11-04"))
        };
        let german = ("-1234,50".to_owned(), "12,5".to_owned(), "04.11.2026".to_owned());
        assert_eq!(row(Language::De), german);
        let english = ("-1234.50".to_owned(), "12.5".to_owned(), "2026-11-04".to_owned());
        assert_eq!(row(Language::En), english);
        assert_eq!(
            (Language::De.day(""), Language::De.day("bald").as_str()),
            (String::new(), "bald")
        );
    }

    #[test]
    fn german_is_meant_where_nobody_says_and_no_third_language_is() {
        assert_eq!(Language::read(None).unwrap(), Language::De);
        assert_eq!(Language::read(Some("de")).unwrap(), Language::De);
        assert_eq!(Language::read(Some("en")).unwrap(), Language::En);
        assert!(Language::read(Some("fr")).is_err());
    }

    #[test]
    fn a_file_bears_the_mark_and_ends_its_rows_as_excel_does() {
        let rows = || vec![["a".to_owned(), "b;c,d".to_owned()]];
        assert_eq!(Language::De.table(rows()).unwrap(), b"\xef\xbb\xbfa;\"b;c,d\"\r\n");
        assert_eq!(Language::En.table(rows()).unwrap(), b"\xef\xbb\xbfa,\"b;c,d\"\r\n");
    }
}
