//! Samples of every document, with invented clients: the example writes them for looking at, the
//! tests examine them.

mod credit_notes;
mod invoices;
mod statements;
mod sync_reports;
mod till;

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use mojo_domain::invoicing::Party;

/// What can go wrong when samples are made.
pub(crate) type Failure = Box<dyn std::error::Error>;

/// Name and bytes.
pub(crate) type Samples = BTreeMap<String, Vec<u8>>;

/// One of each document, and the hard cases.
pub(crate) fn render_all() -> Result<Samples, Failure> {
    let mut samples = Samples::new();
    invoices::render(&mut samples)?;
    till::render(&mut samples)?;
    statements::render(&mut samples)?;
    credit_notes::render(&mut samples)?;
    sync_reports::render(&mut samples)?;
    Ok(samples)
}

fn day(text: &str) -> Result<NaiveDate, Failure> {
    Ok(text.parse()?)
}

fn at(text: &str) -> Result<DateTime<Utc>, Failure> {
    Ok(text.parse()?)
}

fn practice() -> Party {
    Party {
        name: "Praxis Birkenhain".to_owned(),
        addition: String::new(),
        street: "Birkenallee 7".to_owned(),
        postal_code: "99998".to_owned(),
        city: "Auenfeld".to_owned(),
        country: "DE".to_owned(),
        tax_number: "157/123/45678".to_owned(),
        vat_id: "DE123456788".to_owned(),
        email: "rechnung@birkenhain.example".to_owned(),
        phone: "03601 555 0142".to_owned(),
        iban: "DE89370400440532013000".to_owned(),
        bic: "COBADEFFXXX".to_owned(),
        bank: "Musterbank Auenfeld".to_owned(),
    }
}
