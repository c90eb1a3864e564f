//! Labels, countries, and kinds of numbers as programs write them.

use mojo_domain::contacts::{Contact, Role, clean_text, fold};

/// Takes the labels of a record: those that name a role become one, the rest are tags.
///
/// `Newsletter` is a tag like any other: a label is no consent (section 7 UWG, Art. 7 GDPR).
pub(super) fn take_labels(contact: &mut Contact, text: &str) {
    let separators: &[&str] = if text.contains(":::") {
        &[":::"]
    } else if text.contains(';') {
        &[";"]
    } else {
        &[","]
    };
    let labels = separators.iter().flat_map(|separator| text.split(separator));
    for label in labels {
        let label = clean_text(label, false);
        // Google's own groups begin with an asterisk: "* myContacts", "* starred".
        if label.is_empty() || label.starts_with('*') {
            continue;
        }
        match Role::of_label(&label) {
            Some(role) => {
                contact.roles.insert(role);
            }
            None => add_tag(contact, label),
        }
    }
}

/// Adds a tag, unless it is there in another spelling.
pub(super) fn add_tag(contact: &mut Contact, tag: String) {
    if !contact.tags.iter().any(|held| fold(held) == fold(&tag)) {
        contact.tags.insert(tag);
    }
}

/// `mobile`, `home`, `work`, `fax`; another label stays as it is, empty for none.
pub(super) fn kind_of_label(label: &str) -> String {
    let folded = fold(label);
    let is_one_of = |list: &[&str]| folded.split(' ').any(|word| list.contains(&word));
    let kind = if is_one_of(&["fax", "telefax"]) {
        "fax"
    } else if is_one_of(&["mobile", "mobil", "mobiltelefon", "handy", "cell", "natel", "iphone"]) {
        "mobile"
    } else if is_one_of(&["work", "arbeit", "geschaeftlich", "dienstlich", "buero", "business"]) {
        "work"
    } else if is_one_of(&["home", "privat", "private", "zuhause", "festnetz"]) {
        "home"
    } else if is_one_of(&["main", "other", "internet", "voice", "pref"]) {
        ""
    } else {
        return clean_text(label, false).trim_start_matches("* ").to_lowercase();
    };
    kind.to_owned()
}

const COUNTRIES: &[(&str, &[&str])] = &[
    ("DE", &["deutschland", "germany", "d", "deu", "brd", "allemagne"]),
    ("AT", &["oesterreich", "osterreich", "austria", "a", "aut"]),
    ("CH", &["schweiz", "switzerland", "suisse", "svizzera", "che"]),
    ("LI", &["liechtenstein", "fl", "lie"]),
    ("LU", &["luxemburg", "luxembourg", "l", "lux"]),
    ("FR", &["frankreich", "france", "f", "fra"]),
    ("IT", &["italien", "italia", "italy", "i", "ita"]),
    ("NL", &["niederlande", "nederland", "netherlands", "holland", "nld"]),
    ("BE", &["belgien", "belgium", "belgie", "belgique", "b", "bel"]),
    ("PL", &["polen", "polska", "poland", "pol"]),
    ("CZ", &["tschechien", "tschechische republik", "czechia", "czech republic", "cze"]),
    ("DK", &["daenemark", "danmark", "denmark", "dnk"]),
    ("ES", &["spanien", "espana", "spain", "e", "esp"]),
    ("PT", &["portugal", "prt"]),
    (
        "GB",
        &["grossbritannien", "vereinigtes koenigreich", "united kingdom", "england", "uk", "gbr"],
    ),
    ("IE", &["irland", "ireland", "irl"]),
    ("SE", &["schweden", "sverige", "sweden", "swe"]),
    ("NO", &["norwegen", "norge", "norway", "nor"]),
    ("FI", &["finnland", "suomi", "finland", "fin"]),
    ("HU", &["ungarn", "hungary", "hun"]),
    ("SK", &["slowakei", "slovakia", "svk"]),
    ("SI", &["slowenien", "slovenia", "svn"]),
    ("HR", &["kroatien", "hrvatska", "croatia", "hrv"]),
    ("GR", &["griechenland", "greece", "grc"]),
    ("TR", &["tuerkei", "turkiye", "turkey", "tur"]),
    ("US", &["usa", "vereinigte staaten", "united states", "us"]),
];

/// The country of a name or code (ISO 3166-1 alpha-2); `None` when it is not known.
pub(in crate::contacts) fn country_of_text(text: &str) -> Option<String> {
    let folded = fold(text);
    let by_name = COUNTRIES.iter().find(|(_, names)| names.contains(&folded.as_str()));
    let is_code = folded.len() == 2 && folded.bytes().all(|byte| byte.is_ascii_lowercase());
    match by_name {
        Some((code, _)) => Some((*code).to_owned()),
        None if is_code => Some(folded.to_uppercase()),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_become_roles_and_tags() {
        let mut contact = Contact::default();
        take_labels(
            &mut contact,
            "* myContacts ::: Kunde ::: Partner ::: Newsletter ::: kunde ::: Yoga",
        );
        assert_eq!(contact.roles, [Role::Customer, Role::Partner].into());
        assert_eq!(contact.tags, ["Newsletter".to_owned(), "Yoga".to_owned()].into());
        assert!(contact.consents.is_empty(), "a label is no consent");
        take_labels(&mut contact, "Interessentin; yoga");
        assert!(contact.roles.contains(&Role::Lead));
        assert_eq!(contact.tags.len(), 2);
    }

    #[test]
    fn countries_are_known_by_name_and_code() {
        for (text, code) in
            [("Deutschland", "DE"), ("D", "DE"), ("Österreich", "AT"), ("ch", "CH"), ("JP", "JP")]
        {
            assert_eq!(country_of_text(text).as_deref(), Some(code), "{text}");
        }
        assert_eq!(country_of_text("Atlantis"), None);
    }
}
