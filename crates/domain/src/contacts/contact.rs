//! A contact as a value.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use uuid::Uuid;

use super::{display_name, initials, name_key, sort_key};

/// What somebody is to the practice; one person may be several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Kunde.
    Customer,
    /// Patient.
    Patient,
    /// Interessent.
    Lead,
    /// Partner.
    Partner,
}

impl Role {
    /// Every role with its name at rest and on the wire.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::Customer, "customer"),
        (Self::Patient, "patient"),
        (Self::Lead, "lead"),
        (Self::Partner, "partner"),
    ];

    /// The name at rest and on the wire.
    pub fn name(self) -> &'static str {
        Self::ALL.into_iter().find(|(role, _)| *role == self).map_or("", |(_, name)| name)
    }

    /// The role that people mean by a label: `Kunde`, `Patientin`, `Interessenten`.
    pub fn of_label(label: &str) -> Option<Self> {
        let label = super::fold(label);
        let is = |names: &[&str]| names.contains(&label.as_str());
        if is(&[
            "kunde",
            "kundin",
            "kunden",
            "kundinnen",
            "klient",
            "klienten",
            "customer",
            "client",
        ]) {
            Some(Self::Customer)
        } else if is(&["patient", "patientin", "patienten", "patients"]) {
            Some(Self::Patient)
        } else if is(&[
            "interessent",
            "interessentin",
            "interessenten",
            "lead",
            "leads",
            "prospect",
        ]) {
            Some(Self::Lead)
        } else if is(&["partner", "partnerin", "partners", "affiliate"]) {
            Some(Self::Partner)
        } else {
            None
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The text names no role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a role")]
pub struct UnknownRole;

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|(_, name)| *name == text).map(|(r, _)| r).ok_or(UnknownRole)
    }
}

/// A phone number as entered. A nil id is a new one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Phone {
    /// Its own id.
    pub id: Uuid,
    /// `mobile`, `home`, `work`, ...
    pub label: String,
    /// As entered.
    pub number: String,
}

/// An e-mail address as entered. A nil id is a new one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Email {
    /// Its own id.
    pub id: Uuid,
    /// `home`, `work`, ...
    pub label: String,
    /// As entered.
    pub address: String,
}

/// A postal address. A nil id is a new one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// Its own id.
    pub id: Uuid,
    /// `home`, `work`, `billing`.
    pub label: String,
    /// Street and number.
    pub street: String,
    /// Postal code.
    pub postal_code: String,
    /// City.
    pub city: String,
    /// ISO 3166-1 alpha-2; empty when unknown.
    pub country: String,
}

/// A consent (Einwilligung, Art. 7 GDPR), given or withdrawn.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Consent {
    /// `reminders`, `newsletter`, ...
    pub kind: String,
    /// Given or withdrawn.
    pub given: bool,
    /// The day.
    pub on: Option<NaiveDate>,
}

/// A contact (Kontakt).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contact {
    /// `Herr`, `Frau`; may be empty.
    pub salutation: String,
    /// `Prof. Dr.`; may be empty.
    pub title: String,
    /// May be empty.
    pub first_name: String,
    /// May be empty.
    pub last_name: String,
    /// May be empty; a contact has a name or an organisation.
    pub organisation: String,
    /// USt-IdNr. of a business, in capitals without blanks; may be empty.
    pub vat_id: String,
    /// The birthday.
    pub birthday: Option<NaiveDate>,
    /// Free text.
    pub note: String,
    /// The number in the program it came from (Patientennummer); may be empty.
    pub number: String,
    /// Put away: not listed, not found.
    pub is_archived: bool,
    /// What it is to the practice.
    pub roles: BTreeSet<Role>,
    /// Free labels.
    pub tags: BTreeSet<String>,
    /// In order of entry.
    pub phones: Vec<Phone>,
    /// In order of entry.
    pub emails: Vec<Email>,
    /// In order of entry.
    pub addresses: Vec<Address>,
    /// By kind.
    pub consents: Vec<Consent>,
}

impl Contact {
    /// As shown in lists.
    pub fn display_name(&self) -> String {
        display_name(&self.first_name, &self.last_name, &self.organisation)
    }

    /// One or two letters.
    pub fn initials(&self) -> String {
        initials(&self.first_name, &self.last_name, &self.organisation)
    }

    /// The order of lists.
    pub fn sort_key(&self) -> String {
        sort_key(&self.first_name, &self.last_name, &self.organisation)
    }

    /// The name for comparison.
    pub fn name_key(&self) -> String {
        name_key(&self.first_name, &self.last_name, &self.organisation)
    }

    /// The country of its first address that names one.
    pub fn known_country(&self) -> Option<&str> {
        self.addresses.iter().map(|a| a.country.as_str()).find(|c| !c.is_empty())
    }

    /// Where its phone numbers are dialled from: its own country, else `home`.
    pub fn dialling_country<'a>(&'a self, home: &'a str) -> &'a str {
        self.known_country().unwrap_or(home)
    }
}
