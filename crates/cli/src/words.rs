//! Words that mean two things: `--profile` is the folder of the database, and after `invoice` the
//! profile of an electronic invoice.

use std::ffi::OsString;

/// The profiles of EN 16931 that an invoice can follow.
const INVOICE_PROFILES: [&str; 2] = ["en16931", "xrechnung"];

/// Tells the two apart by their value: no folder is called as the profiles are.
pub(crate) fn translate(words: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut words: Vec<OsString> = words.into_iter().collect();
    for index in 0..words.len() {
        let is_profile = words[index] == "--profile";
        let value = words.get(index + 1).and_then(|word| word.to_str());
        if is_profile && value.is_some_and(|value| INVOICE_PROFILES.contains(&value)) {
            words[index] = "--invoice-profile".into();
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_profile_of_an_invoice_is_told_from_the_folder() {
        let words = ["mojo", "--profile", "here", "invoice", "issue", "--profile", "xrechnung"];
        let translated = translate(words.map(OsString::from));
        assert_eq!(translated[1], "--profile");
        assert_eq!(translated[5], "--invoice-profile");
    }
}
