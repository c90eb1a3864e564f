//! Contacts as a CSV file in Google's columns: what is exported can be imported, here and
//! elsewhere (Art. 20 GDPR).

use std::io;

use mojo_domain::contacts::Contact;
use mojo_store::contacts::{find_many, stream_ids};

use crate::{Desk, Refusal, StoreError};

/// Contacts read at once.
const PAGE: u32 = 500;

/// Why an export did not come to its end.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The file.
    #[error("the file cannot be written: {0}")]
    Write(#[from] io::Error),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<csv::Error> for ExportError {
    fn from(error: csv::Error) -> Self {
        Self::Write(error.into())
    }
}

impl Refusal for ExportError {
    fn code(&self) -> &'static str {
        match self {
            Self::Write(_) => "file_not_written",
            Self::Store(error) => error.code(),
        }
    }
}

const START: [&str; 11] = [
    "Salutation",
    "Name Prefix",
    "First Name",
    "Last Name",
    "Organization Name",
    "Birthday",
    "Notes",
    "Labels",
    "Number",
    "E-mail 1 - Value",
    "E-mail 2 - Value",
];
const PHONES: usize = 3;
const ADDRESSES: usize = 2;

impl Desk {
    /// Writes every contact that is not put away, and says how many.
    ///
    /// # Errors
    /// [`ExportError`].
    pub async fn export_contacts(&self, to: impl io::Write + Send) -> Result<u32, ExportError> {
        let mut csv = csv::Writer::from_writer(to);
        csv.write_record(headings())?;
        let mut reader = self.reader().await?;
        let mut last = None;
        let mut written = 0;
        loop {
            let ids = stream_ids(&mut reader, last, PAGE).await?;
            let Some(id) = ids.last() else {
                csv.flush()?;
                return Ok(written);
            };
            last = Some(*id);
            for contact in find_many(&mut reader, &ids).await? {
                csv.write_record(cells(&contact))?;
                written += 1;
            }
        }
    }
}

fn headings() -> Vec<String> {
    let mut headings: Vec<String> = START.iter().map(|text| (*text).to_owned()).collect();
    for n in 1..=PHONES {
        headings.extend([format!("Phone {n} - Label"), format!("Phone {n} - Value")]);
    }
    for n in 1..=ADDRESSES {
        for part in ["Label", "Street", "City", "Postal Code", "Country"] {
            headings.push(format!("Address {n} - {part}"));
        }
    }
    headings
}

fn cells(contact: &Contact) -> Vec<String> {
    let roles = contact.roles.iter().map(ToString::to_string);
    let labels: Vec<String> = roles.chain(contact.tags.iter().cloned()).collect();
    let email = |index: usize| contact.emails.get(index).map(|e| e.address.clone());
    let mut cells = vec![
        contact.salutation.clone(),
        contact.title.clone(),
        contact.first_name.clone(),
        contact.last_name.clone(),
        contact.organisation.clone(),
        contact.birthday.map(|day| day.to_string()).unwrap_or_default(),
        contact.note.clone(),
        labels.join(" ::: "),
        contact.number.clone(),
        email(0).unwrap_or_default(),
        contact.emails.iter().skip(1).map(|e| e.address.as_str()).collect::<Vec<_>>().join(" ::: "),
    ];
    for index in 0..PHONES {
        let phone = contact.phones.get(index);
        cells.push(phone.map(|phone| phone.label.clone()).unwrap_or_default());
        let is_last = index + 1 == PHONES;
        let numbers = contact.phones.iter().skip(index).take(if is_last { usize::MAX } else { 1 });
        cells.push(numbers.map(|phone| phone.number.as_str()).collect::<Vec<_>>().join(" ::: "));
    }
    for index in 0..ADDRESSES {
        let address = contact.addresses.get(index).cloned().unwrap_or_default();
        cells.extend([
            address.label,
            address.street,
            address.city,
            address.postal_code,
            address.country,
        ]);
    }
    cells
}
