//! What the columns of a file mean.

use super::ImportError;
use super::headings::recognise;

/// A part of a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    Salutation,
    Title,
    FirstName,
    MiddleName,
    LastName,
    FullName,
    Organisation,
    Birthday,
    Note,
    Number,
    Labels,
    /// How the treatment is paid (Kasse): becomes a tag.
    Insurance,
    /// Entries left on a punch card of the old program: becomes a tag, see [`super::record`].
    OpenEntries,
    Phone,
    PhoneLabel,
    Email,
    EmailLabel,
    Street,
    HouseNumber,
    PostalCode,
    City,
    Country,
    AddressLabel,
}

/// A part of a contact; of those that are lists, the `slot`-th, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Field {
    pub(super) part: Part,
    pub(super) slot: u8,
    /// `mobile`, `home`, `work`, where the column says it.
    pub(super) label: &'static str,
}

const NAMES: &[(&str, Part)] = &[
    ("salutation", Part::Salutation),
    ("title", Part::Title),
    ("first_name", Part::FirstName),
    ("middle_name", Part::MiddleName),
    ("last_name", Part::LastName),
    ("name", Part::FullName),
    ("organisation", Part::Organisation),
    ("birthday", Part::Birthday),
    ("note", Part::Note),
    ("number", Part::Number),
    ("labels", Part::Labels),
    ("insurance", Part::Insurance),
    ("open_entries", Part::OpenEntries),
    ("phone", Part::Phone),
    ("phone_label", Part::PhoneLabel),
    ("email", Part::Email),
    ("email_label", Part::EmailLabel),
    ("street", Part::Street),
    ("house_number", Part::HouseNumber),
    ("postal_code", Part::PostalCode),
    ("city", Part::City),
    ("country", Part::Country),
    ("address_label", Part::AddressLabel),
];

/// Numbers and addresses that have a label in their name; each has a slot of its own, beyond those
/// that are counted.
const LABELLED: &[(&str, Part, u8, &str)] = &[
    ("mobile", Part::Phone, 101, "mobile"),
    ("phone_home", Part::Phone, 102, "home"),
    ("phone_work", Part::Phone, 103, "work"),
    ("fax", Part::Phone, 104, "fax"),
    ("email_home", Part::Email, 102, "home"),
    ("email_work", Part::Email, 103, "work"),
    ("street_work", Part::Street, 103, "work"),
    ("postal_code_work", Part::PostalCode, 103, "work"),
    ("city_work", Part::City, 103, "work"),
    ("country_work", Part::Country, 103, "work"),
];

impl Field {
    pub(super) fn new(part: Part, slot: u8) -> Self {
        Self { part, slot, label: "" }
    }

    /// The field of a name as in `--map`: `last_name`, `mobile`, `phone_2`.
    pub(super) fn of_name(name: &str) -> Option<Self> {
        if let Some((_, part, slot, label)) = LABELLED.iter().find(|(n, ..)| *n == name) {
            return Some(Self { part: *part, slot: *slot, label });
        }
        let (name, slot) = match name.rsplit_once('_') {
            Some((start, digits)) if digits.parse::<u8>().is_ok_and(|n| (1..100).contains(&n)) => {
                (start, digits.parse().ok()?)
            }
            _ => (name, 1),
        };
        NAMES.iter().find(|(n, _)| *n == name).map(|(_, part)| Self::new(*part, slot))
    }

    /// The name of the field; the inverse of [`Field::of_name`].
    pub(super) fn name(self) -> String {
        let is_it =
            |(_, part, slot, _): &&(&str, Part, u8, &str)| *part == self.part && *slot == self.slot;
        if let Some((name, ..)) = LABELLED.iter().find(is_it) {
            return (*name).to_owned();
        }
        let name = NAMES.iter().find(|(_, part)| *part == self.part).map_or("", |(name, _)| name);
        if self.slot > 1 { format!("{name}_{}", self.slot) } else { name.to_owned() }
    }
}

/// The columns of a file: the heading, and what it means.
#[derive(Clone, Debug)]
pub(super) struct Columns(pub(super) Vec<(String, Option<Field>)>);

impl Columns {
    /// Recognises headings; `map` (field to column) overrides what was recognised, and leaves a
    /// column out when its field is empty.
    pub(super) fn of(
        headings: &[String],
        map: &[(String, String)],
        at: (&std::path::Path, u32),
    ) -> Result<Self, ImportError> {
        let mut columns: Vec<(String, Option<Field>)> = Vec::with_capacity(headings.len());
        for heading in headings {
            let field = recognise(heading);
            // A field has one column: the first.
            let is_taken = columns.iter().any(|(_, known)| known.is_some() && *known == field);
            columns.push((heading.trim().to_owned(), field.filter(|_| !is_taken)));
        }
        for (name, column) in map {
            let field = match name.as_str() {
                // Without a field the column is left out.
                "" => None,
                name => Some(
                    Field::of_name(name)
                        .ok_or_else(|| ImportError::UnknownField(name.to_owned()))?,
                ),
            };
            let wanted = mojo_domain::contacts::fold(column);
            let position = columns
                .iter()
                .position(|(heading, _)| heading == column)
                .or_else(|| {
                    let is_it = |heading: &String| mojo_domain::contacts::fold(heading) == wanted;
                    columns.iter().position(|(heading, _)| is_it(heading))
                })
                .ok_or_else(|| ImportError::UnknownColumn {
                    path: at.0.to_owned(),
                    line: at.1,
                    column: column.clone(),
                })?;
            for (_, known) in &mut columns {
                if known.is_some() && *known == field {
                    *known = None;
                }
            }
            columns[position].1 = field;
        }
        if columns.iter().all(|(_, field)| field.is_none()) {
            return Err(ImportError::NoKnownColumn { path: at.0.to_owned(), line: at.1 });
        }
        Ok(Self(columns))
    }

    /// The headings that mean nothing here: their columns are not taken over.
    pub(super) fn ignored(&self) -> Vec<String> {
        let unknown =
            self.0.iter().filter(|(heading, field)| field.is_none() && !heading.is_empty());
        unknown.map(|(heading, _)| heading.clone()).collect()
    }

    /// The values of a record by field; empty ones are left out.
    pub(super) fn values(&self, cells: Vec<String>) -> Vec<(Field, String)> {
        let known = self.0.iter().zip(cells);
        known
            .filter_map(|((_, field), cell)| Some(((*field)?, cell)))
            .filter(|(_, cell)| !cell.trim().is_empty())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_found_by_its_name() {
        for name in ["last_name", "mobile", "phone", "phone_2", "city_work", "open_entries"] {
            assert_eq!(Field::of_name(name).unwrap().name(), name);
        }
        for name in ["", "_2", "phone_0", "surname", "phone_1000"] {
            assert_eq!(Field::of_name(name), None, "{name}");
        }
    }

    #[test]
    fn a_mapping_without_a_field_leaves_the_column_out() {
        let headings = ["Nachname", "Vorname"].map(str::to_owned);
        let at = (std::path::Path::new("x.csv"), 1);
        let map = [(String::new(), "Vorname".to_owned())];
        let columns = Columns::of(&headings, &map, at).unwrap();
        let names: Vec<String> =
            columns.0.iter().map(|(_, f)| f.map(Field::name).unwrap_or_default()).collect();
        assert_eq!(names, ["last_name", ""]);
        assert_eq!(columns.ignored(), ["Vorname"]);
    }

    #[test]
    fn a_mapping_overrides_what_was_recognised() {
        let headings = ["Nachname", "Rufname", "Vorname"].map(str::to_owned);
        let at = (std::path::Path::new("x.csv"), 1);
        let map = [("first_name".to_owned(), "rufname".to_owned())];
        let columns = Columns::of(&headings, &map, at).unwrap();
        let names: Vec<String> =
            columns.0.iter().map(|(_, f)| f.map(Field::name).unwrap_or_default()).collect();
        assert_eq!(names, ["last_name", "first_name", ""]);
        let wrong = [("first_name".to_owned(), "Spitzname".to_owned())];
        assert!(matches!(
            Columns::of(&headings, &wrong, at),
            Err(ImportError::UnknownColumn { .. })
        ));
        let wrong = [("nickname".to_owned(), "Rufname".to_owned())];
        assert!(matches!(Columns::of(&headings, &wrong, at), Err(ImportError::UnknownField(_))));
        let unknown = ["a", "b"].map(str::to_owned);
        assert!(matches!(Columns::of(&unknown, &[], at), Err(ImportError::NoKnownColumn { .. })));
    }
}
