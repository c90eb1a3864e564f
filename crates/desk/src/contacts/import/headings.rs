//! The headings that programs write: Google, Outlook, and the practice programs of the
//! German-speaking countries.

use mojo_domain::contacts::fold;

use super::columns::{Field, Part};

/// Folded headings and the name of their field.
const HEADINGS: &[(&[&str], &str)] = &[
    (&["anrede", "salutation", "geschlecht anrede"], "salutation"),
    (
        &["titel", "akad titel", "akademischer titel", "name prefix", "title", "namenszusatz"],
        "title",
    ),
    (&["vorname", "vornamen", "rufname", "first name", "given name", "firstname"], "first_name"),
    (&["middle name", "additional name", "weitere vornamen", "zweiter vorname"], "middle_name"),
    (
        &["nachname", "familienname", "zuname", "last name", "family name", "surname", "lastname"],
        "last_name",
    ),
    (
        &[
            "name",
            "vollstaendiger name",
            "full name",
            "patient",
            "kunde",
            "patientenname",
            "anzeigename",
            "display name",
            "kundenname",
            "kontakt",
        ],
        "name",
    ),
    (
        &[
            "firma",
            "organisation",
            "organization",
            "organization name",
            "organization 1 name",
            "unternehmen",
            "company",
            "arbeitgeber",
            "institution",
            "praxis",
            "firmenname",
        ],
        "organisation",
    ),
    (
        &[
            "geburtsdatum",
            "geburtstag",
            "gebdat",
            "geb dat",
            "gebdatum",
            "geb datum",
            "geb",
            "geboren",
            "geboren am",
            "birthday",
            "date of birth",
            "dob",
            "geb am",
        ],
        "birthday",
    ),
    (
        &[
            "bemerkung",
            "bemerkungen",
            "notiz",
            "notizen",
            "notes",
            "note",
            "kommentar",
            "anmerkung",
            "anmerkungen",
            "hinweis",
            "info",
            "memo",
            "freitext",
            "bem",
        ],
        "note",
    ),
    (
        &[
            "patnr",
            "pat nr",
            "patientennummer",
            "patienten nr",
            "patientennr",
            "patient nr",
            "kundennummer",
            "kunden nr",
            "kundennr",
            "kdnr",
            "kd nr",
            "nummer",
            "number",
            "nr",
            "id",
            "patientid",
            "patienten id",
            "kartei nr",
            "karteinummer",
            "customer number",
        ],
        "number",
    ),
    (
        &[
            "labels",
            "group membership",
            "gruppe",
            "gruppen",
            "kategorie",
            "kategorien",
            "categories",
            "tags",
            "schlagworte",
            "rolle",
            "rollen",
            "role",
            "roles",
            "status",
            "kontaktart",
        ],
        "labels",
    ),
    (
        &[
            "kasse",
            "krankenkasse",
            "versicherung",
            "kostentraeger",
            "versicherungsart",
            "versicherungsstatus",
            "krankenversicherung",
        ],
        "insurance",
    ),
    (
        &[
            "offene 10er",
            "offene 10er karten",
            "offene zehner",
            "10er karte",
            "10er karte rest",
            "rest 10er karte",
            "restkarten",
            "offene einheiten",
            "resteinheiten",
        ],
        "open_entries",
    ),
    (
        &[
            "telefon",
            "tel",
            "telefonnummer",
            "tel nr",
            "telnr",
            "phone",
            "phone number",
            "rufnummer",
            "fon",
            "telephone",
        ],
        "phone",
    ),
    (
        &[
            "mobil",
            "mobiltelefon",
            "handy",
            "handynummer",
            "mobilnummer",
            "mobile",
            "mobile phone",
            "cell",
            "cell phone",
            "natel",
            "telefon mobil",
            "tel mobil",
            "mobilfunk",
        ],
        "mobile",
    ),
    (
        &[
            "telefon privat",
            "tel privat",
            "tel priv",
            "telefon 1",
            "festnetz",
            "home phone",
            "private telephone",
            "telefon p",
            "tel p",
            "telefon festnetz",
            "telefon zuhause",
        ],
        "phone_home",
    ),
    (
        &[
            "telefon geschaeftlich",
            "tel geschaeftlich",
            "telefon dienstlich",
            "telefon arbeit",
            "business phone",
            "work phone",
            "telefon g",
            "tel g",
            "tel dienstl",
            "telefon 2",
            "telefon buero",
            "telefon firma",
        ],
        "phone_work",
    ),
    (&["fax", "telefax", "faxnummer", "fax privat", "fax geschaeftlich"], "fax"),
    (
        &[
            "e mail",
            "email",
            "mail",
            "e mail adresse",
            "emailadresse",
            "email adresse",
            "mailadresse",
            "e mail address",
            "email address",
            "e mail privat",
            "email privat",
        ],
        "email",
    ),
    (&["e mail 2 adresse", "e mail 2 address", "zweite e mail", "email 2"], "email_2"),
    (&["e mail geschaeftlich", "email geschaeftlich", "e mail dienstlich"], "email_work"),
    (
        &[
            "strasse",
            "str",
            "strasse nr",
            "strasse und hausnummer",
            "strasse hausnummer",
            "anschrift",
            "adresse",
            "street",
            "strasse privat",
            "home street",
            "address",
            "strasse u nr",
            "street address",
        ],
        "street",
    ),
    (&["hausnummer", "hausnr", "haus nr", "hnr", "house number"], "house_number"),
    (
        &[
            "plz",
            "postleitzahl",
            "postleitzahl privat",
            "plz privat",
            "zip",
            "zip code",
            "postal code",
            "postcode",
            "home postal code",
        ],
        "postal_code",
    ),
    (&["ort", "stadt", "wohnort", "ort privat", "city", "home city", "town", "gemeinde"], "city"),
    (
        &[
            "land",
            "staat",
            "country",
            "land region privat",
            "land privat",
            "home country region",
            "laenderkennzeichen",
            "laendercode",
        ],
        "country",
    ),
    (&["strasse geschaeftlich", "business street"], "street_work"),
    (
        &["postleitzahl geschaeftlich", "plz geschaeftlich", "business postal code"],
        "postal_code_work",
    ),
    (&["ort geschaeftlich", "business city"], "city_work"),
    (&["land region geschaeftlich", "business country region"], "country_work"),
];

/// The field that a heading means.
pub(super) fn recognise(heading: &str) -> Option<Field> {
    let folded = fold(heading);
    if let Some(field) = numbered(&folded) {
        return Some(field);
    }
    let name = HEADINGS.iter().find(|(list, _)| list.contains(&folded.as_str())).map(|(_, n)| *n);
    // A field's own name is a heading too.
    Field::of_name(name.unwrap_or(&folded.replace(' ', "_")))
}

/// Google counts: `Phone 2 - Value`, `Address 1 - Postal Code`, `E-mail 1 - Type`.
fn numbered(folded: &str) -> Option<Field> {
    let (kind, rest) = ["phone ", "e mail ", "email ", "address ", "telefon ", "adresse "]
        .iter()
        .find_map(|kind| Some((*kind, folded.strip_prefix(kind)?)))?;
    let (slot, rest) = rest.split_once(' ')?;
    let slot: u8 = slot.parse().ok().filter(|slot| (1..100).contains(slot))?;
    let part = match (kind, rest) {
        ("phone " | "telefon ", "value" | "wert") => Part::Phone,
        ("phone " | "telefon ", "label" | "type" | "typ") => Part::PhoneLabel,
        ("e mail " | "email ", "value" | "wert") => Part::Email,
        ("e mail " | "email ", "label" | "type" | "typ") => Part::EmailLabel,
        ("address " | "adresse ", "label" | "type" | "typ") => Part::AddressLabel,
        ("address " | "adresse ", "street" | "strasse") => Part::Street,
        ("address " | "adresse ", "city" | "ort" | "stadt") => Part::City,
        ("address " | "adresse ", "postal code" | "plz" | "postleitzahl") => Part::PostalCode,
        ("address " | "adresse ", "country" | "land") => Part::Country,
        _ => return None,
    };
    Some(Field::new(part, slot))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_of_google_outlook_and_old_programs_are_recognised() {
        for (heading, name) in [
            ("Name Prefix", "title"),
            ("First Name", "first_name"),
            ("Given Name", "first_name"),
            ("E-mail 1 - Value", "email"),
            ("Phone 2 - Value", "phone_2"),
            ("Phone 2 - Type", "phone_label_2"),
            ("Address 1 - Postal Code", "postal_code"),
            ("Organization 1 - Name", "organisation"),
            ("* Labels", "labels"),
            ("GebDat", "birthday"),
            ("Geb.-Datum", "birthday"),
            ("Straße", "street"),
            ("STRASSE", "street"),
            ("PLZ", "postal_code"),
            ("Telefon privat", "phone_home"),
            ("Mobil", "mobile"),
            ("E-Mail-Adresse", "email"),
            ("Postleitzahl geschäftlich", "postal_code_work"),
            ("Offene 10er", "open_entries"),
            ("PatNr", "number"),
            ("last_name", "last_name"),
        ] {
            assert_eq!(recognise(heading).map(Field::name).as_deref(), Some(name), "{heading}");
        }
        for heading in ["", "Photo", "Address 1 - Formatted", "Nickname", "Website 1 - Value"] {
            assert_eq!(recognise(heading), None, "{heading}");
        }
    }

    #[test]
    fn every_known_heading_names_a_field() {
        for (list, name) in HEADINGS {
            assert!(Field::of_name(name).is_some(), "{name}");
            assert!(list.iter().all(|heading| fold(heading) == *heading), "{name}");
        }
    }
}
