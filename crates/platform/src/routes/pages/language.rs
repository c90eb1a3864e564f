//! In which language a visitor reads.

use axum::http::{HeaderMap, header};
use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Deserialize;

/// A language of the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Language {
    De,
    En,
}

impl Language {
    /// What the visitor chose, else the first of both that the browser names, else German.
    pub(super) fn of(chosen: Option<Self>, headers: &HeaderMap) -> Self {
        let named = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let first =
            named.into_iter().flat_map(|text| text.split(',')).find_map(|part| {
                match part.trim().get(..2)?.to_ascii_lowercase().as_str() {
                    "de" => Some(Self::De),
                    "en" => Some(Self::En),
                    _ => None,
                }
            });
        chosen.or(first).unwrap_or(Self::De)
    }

    /// The code for `lang`.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::De => "de",
            Self::En => "en",
        }
    }

    /// A day as it is read: `01.12.2026`, `1 December 2026`.
    pub(super) fn day(self, day: NaiveDate) -> String {
        day.format(self.pick("%d.%m.%Y", "%-d %B %Y")).to_string()
    }

    /// The text of this language.
    pub(super) fn pick<T>(self, german: T, english: T) -> T {
        match self {
            Self::De => german,
            Self::En => english,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_written_as_each_language_does() {
        let day = NaiveDate::from_ymd_opt(2026, 12, 1).unwrap();
        assert_eq!(Language::De.day(day), "01.12.2026");
        assert_eq!(Language::En.day(day), "1 December 2026");
    }

    #[test]
    fn the_choice_counts_then_the_browser_then_german() {
        let read = |chosen, header: Option<&str>| {
            let mut headers = HeaderMap::new();
            if let Some(text) = header {
                headers.insert(header::ACCEPT_LANGUAGE, text.parse().unwrap());
            }
            Language::of(chosen, &headers)
        };
        assert_eq!(read(None, None), Language::De);
        assert_eq!(read(None, Some("fr-FR, en-GB;q=0.8, de;q=0.7")), Language::En);
        assert_eq!(read(None, Some("de-AT")), Language::De);
        assert_eq!(read(Some(Language::De), Some("en")), Language::De);
        assert_eq!(read(None, Some("\u{e9}, x")), Language::De);
    }
}
