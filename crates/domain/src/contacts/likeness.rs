//! Duplicates (Dubletten): when two records are one person, and when they may be.
//!
//! Nobody is merged because of a name alone: two people of one name are common. Two different
//! birthdays are always two people.

use super::ContactKeys;

/// What speaks for one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// The same number in the program it came from.
    Number,
    /// A common e-mail address.
    Email,
    /// A common phone number.
    Phone,
    /// The same name and birthday.
    NameAndBirthday,
    /// The same name and place.
    NameAndCity,
}

impl Reason {
    /// The name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::NameAndBirthday => "name_and_birthday",
            Self::NameAndCity => "name_and_city",
        }
    }
}

/// How alike two records are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Likeness {
    /// One person.
    Same(Reason),
    /// Perhaps one person: somebody should look.
    Perhaps(Reason),
    /// Nothing but perhaps the name speaks for it.
    Different,
}

/// Compares two records.
pub fn likeness(a: &ContactKeys, b: &ContactKeys) -> Likeness {
    let has_same_name = !a.name.is_empty() && a.name == b.name;
    let agrees = has_same_name || is_longer_form(a, b) || is_longer_form(b, a);
    let was_born_apart = matches!((a.birthday, b.birthday), (Some(x), Some(y)) if x != y);
    let Some(reason) = strongest(a, b, agrees, has_same_name) else {
        return Likeness::Different;
    };
    let is_weak = reason == Reason::NameAndCity && !is_same_house(a, b) && is_reached_apart(a, b);
    if agrees && !was_born_apart && !is_weak {
        Likeness::Same(reason)
    } else if was_born_apart && reason == Reason::NameAndCity {
        Likeness::Different
    } else {
        Likeness::Perhaps(reason)
    }
}

fn strongest(
    a: &ContactKeys,
    b: &ContactKeys,
    agrees: bool,
    has_same_name: bool,
) -> Option<Reason> {
    let has_same_birthday = a.birthday.is_some() && a.birthday == b.birthday;
    if agrees && !a.number.is_empty() && a.number == b.number {
        Some(Reason::Number)
    } else if !a.emails.is_disjoint(&b.emails) {
        Some(Reason::Email)
    } else if !a.phones.is_disjoint(&b.phones) {
        Some(Reason::Phone)
    } else if has_same_name && has_same_birthday {
        Some(Reason::NameAndBirthday)
    } else if has_same_name && is_same_place(a, b) {
        Some(Reason::NameAndCity)
    } else {
        None
    }
}

/// "Anna Maria Weber" is the longer form of "Anna Weber".
fn is_longer_form(long: &ContactKeys, short: &ContactKeys) -> bool {
    !long.last_name.is_empty()
        && long.last_name == short.last_name
        && short.first_names.first().is_some_and(|name| !name.is_empty())
        && long.first_names.starts_with(&short.first_names)
}

fn is_same_place(a: &ContactKeys, b: &ContactKeys) -> bool {
    a.places.iter().any(|x| {
        b.places.iter().any(|y| match (x.0.is_empty(), y.0.is_empty()) {
            (false, false) => x.0 == y.0,
            _ => !x.1.is_empty() && x.1 == y.1,
        })
    })
}

fn is_same_house(a: &ContactKeys, b: &ContactKeys) -> bool {
    a.places.iter().any(|x| !x.2.is_empty() && b.places.contains(x))
}

/// Both can be reached, and by nothing in common.
fn is_reached_apart(a: &ContactKeys, b: &ContactKeys) -> bool {
    (!a.emails.is_empty() && !b.emails.is_empty()) || (!a.phones.is_empty() && !b.phones.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contacts::{Address, Contact, Email, Phone};

    /// `first last; birthday; e-mail; phone; postal code city, street`, any of them empty.
    fn keys(text: &str) -> ContactKeys {
        let parts: Vec<&str> = text.split(';').map(str::trim).collect();
        let (first, last) = parts[0].split_once(' ').unwrap_or(("", parts[0]));
        let mut contact = Contact {
            first_name: first.replace('_', " "),
            last_name: last.to_owned(),
            birthday: parts[1].parse().ok(),
            ..Contact::default()
        };
        if !parts[2].is_empty() {
            contact.emails = vec![Email { address: parts[2].to_owned(), ..Email::default() }];
        }
        if !parts[3].is_empty() {
            contact.phones = vec![Phone { number: parts[3].to_owned(), ..Phone::default() }];
        }
        if let Some((place, street)) = parts[4].split_once(',') {
            let (postal_code, city) = place.split_once(' ').unwrap();
            contact.addresses = vec![Address {
                street: street.trim().to_owned(),
                postal_code: postal_code.to_owned(),
                city: city.to_owned(),
                ..Address::default()
            }];
        }
        ContactKeys::of(&contact, "DE")
    }

    fn check(a: &str, b: &str, expected: Likeness) {
        assert_eq!(likeness(&keys(a), &keys(b)), expected, "{a} / {b}");
        assert_eq!(likeness(&keys(b), &keys(a)), expected, "{b} / {a}");
    }

    #[test]
    fn one_person_in_two_spellings_is_the_same() {
        use Likeness::Same;
        check(
            "Juan Römer;1990-05-28;j@example.com;(06050) 30128;62550 Ulm, Weg 1",
            "Roemer Juan;1990-05-28;J@Example.com;+49605030128;62550 Ulm, Weg 1",
            Same(Reason::Email),
        );
        check("Juan Römer;;;(06050)30128;", "Juan Roemer;;;+49(0)6050 30128;", Same(Reason::Phone));
        check(
            "Juan Römer;1990-05-28;;;",
            "JUAN RÖMER;1990-05-28;;;",
            Same(Reason::NameAndBirthday),
        );
        check(
            "Juan Römer;;;;62550 Ulm, Weg 1",
            "Juan Römer;;;;62550 Ulm, ",
            Same(Reason::NameAndCity),
        );
        check(
            "Anna_Maria Weber;1990-05-28;;0605030128;",
            "Anna Weber;;;06050 30128;",
            Same(Reason::Phone),
        );
        check(
            "Juan Römer;;a@example.com;06050 30128;62550 Ulm, Hauptstraße 1",
            "Juan Römer;;b@example.com;06050 99999;62550 Ulm, Hauptstr. 1",
            Same(Reason::NameAndCity),
        );
    }

    #[test]
    fn a_name_alone_never_makes_two_people_one() {
        check("Anna Müller;;;;", "Anna Müller;;;;", Likeness::Different);
        check(
            "Anna Müller;;a@example.com;0605030128;62550 Ulm, Weg 1",
            "Anna Müller;;b@example.com;0605099999;10115 Berlin, Weg 1",
            Likeness::Different,
        );
    }

    #[test]
    fn different_birthdays_are_two_people() {
        check(
            "Hans Weber;1950-01-01;;0605030128;62550 Ulm, Weg 1",
            "Hans Weber;1980-01-01;;0605030128;62550 Ulm, Weg 1",
            Likeness::Perhaps(Reason::Phone),
        );
        check(
            "Hans Weber;1950-01-01;;;62550 Ulm, Weg 1",
            "Hans Weber;1980-01-01;;;62550 Ulm, Weg 1",
            Likeness::Different,
        );
    }

    #[test]
    fn a_couple_with_one_address_is_two_people_that_somebody_should_look_at() {
        check(
            "Eva Weber;;weber@example.com;0605030128;62550 Ulm, Weg 1",
            "Tom Weber;;weber@example.com;0605030128;62550 Ulm, Weg 1",
            Likeness::Perhaps(Reason::Email),
        );
        check(
            "Eva Weber;;a@example.com;;62550 Ulm, Weg 1",
            "Eva Weber;;b@example.com;;62550 Ulm, Ring 9",
            Likeness::Perhaps(Reason::NameAndCity),
        );
    }
}
