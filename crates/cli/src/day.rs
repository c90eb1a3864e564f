//! Days as arguments: one form for every verb, and what is none ends with 2.

use chrono::NaiveDate;

/// Reads `YYYY-MM-DD`, and says the form where it is another one.
///
/// # Errors
/// What to write; the command line puts the argument's name before it.
pub(crate) fn day(text: &str) -> Result<NaiveDate, String> {
    const FORM: &str = "YYYY-MM-DD";
    let day = text.parse::<NaiveDate>().ok().filter(|_| text.len() == FORM.len());
    day.ok_or_else(|| format!("not a day; write {FORM}, as 2026-11-20"))
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;

    #[test]
    fn a_day_has_one_form() {
        assert_eq!(day("2026-02-28").unwrap().to_string(), "2026-02-28");
        for text in ["", "2026-13-01", "2026-02-29", "20.11.2026", "2026-1-5", "+12026-01-01", "x"]
        {
            assert!(day(text).unwrap_err().contains("YYYY-MM-DD"), "{text:?}");
        }
    }

    /// Every verb that takes a day refuses a wrong one as wrong usage and says the form.
    #[test]
    fn a_wrong_day_is_wrong_usage_of_every_verb() {
        for words in [
            "sync report -o a.pdf --from 2026-13-01",
            "sync report -o a.pdf --to 2026-13-01",
            "invoice pay RE-1 1.00 --on 2026-13-01",
            "invoice draft --contact c --line a:1:1.00 --service-from 2026-13-01",
            "invoice issue --contact c --line a:1:1.00 --service-to 2026-13-01",
            "cards import --contact c --left 3 --expires 2026-13-01",
        ] {
            let line = std::iter::once("mojo").chain(words.split(' '));
            let refused = crate::Arguments::try_parse_from(line).err();
            let refused = refused.unwrap_or_else(|| panic!("{words}"));
            assert!(refused.use_stderr(), "{words}");
            assert!(refused.to_string().contains("YYYY-MM-DD"), "{words}: {refused}");
        }
    }
}
