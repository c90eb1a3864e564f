//! Words that mean two things: `--profile` is the folder of the database, and after `invoice` the
//! profile of an electronic invoice.

use std::ffi::OsString;

/// The profiles of EN 16931 that an invoice can follow.
const INVOICE_PROFILES: [&str; 3] = ["en16931", "xrechnung", "none"];

/// Tells the two apart by their value: no folder is called as the profiles are.
pub(crate) fn translate(words: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut words: Vec<OsString> = words.into_iter().collect();
    for index in 0..words.len() {
        let is_profile = words[index] == "--profile";
        let value = words.get(index + 1).and_then(|word| word.to_str());
        if is_profile && value.is_some_and(|value| INVOICE_PROFILES.contains(&value)) {
            words[index] = "--invoice-profile".into();
        }
        let joined = words[index].to_str().and_then(|word| word.strip_prefix("--profile="));
        if let Some(profile) = joined.filter(|value| INVOICE_PROFILES.contains(value)) {
            words[index] = format!("--invoice-profile={profile}").into();
        }
    }
    words
}

/// Whether two folders are named: a mistyped profile of an invoice is not to become a new folder.
pub(crate) fn name_two_profiles(words: &[OsString]) -> bool {
    let options = words.iter().take_while(|word| *word != "--");
    let is_profile = |word: &&OsString| {
        word.to_str().is_some_and(|word| word == "--profile" || word.starts_with("--profile="))
    };
    options.filter(is_profile).count() > 1
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
        let joined = translate(["mojo", "invoice", "--profile=en16931"].map(OsString::from));
        assert_eq!(joined[2], "--invoice-profile=en16931");
    }

    #[test]
    fn a_second_folder_is_noticed_before_it_is_made() {
        let two = |words: &[&str]| {
            name_two_profiles(&translate(words.iter().copied().map(OsString::from)))
        };
        assert!(two(&["mojo", "--profile", "here", "invoice", "issue", "--profile=xrechnugn"]));
        assert!(!two(&["mojo", "--profile", "here", "invoice", "issue", "--profile", "xrechnung"]));
        assert!(!two(&["mojo", "--profile=here", "contacts", "search", "--", "--profile"]));
    }
}
