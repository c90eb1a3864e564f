//! An entry read as one text: a year of them as columns costs many times what the database needs.

use mojo_domain::{CommissionEntryId, Currency, TenantId, from_micros};
use mojo_protocol::facts::CommissionEntryBody;
use serde::Deserialize;

use crate::StoreError;

/// The columns of an entry as one text of SQL: an array in the order of [`Head`], and after it the
/// two columns that are JSON already.
macro_rules! entry_text {
    () => {
        "JSON_ARRAY(commission_entry_id, order_number, line, ordered_at, product_name, customer
              , commission_type, recipient, percent, base_cents, amount_cents, currency, settled_as
              , rule_version) || reasons || basis"
    };
}
pub(super) use entry_text;

/// The array of an entry's text, column by column.
#[derive(Deserialize)]
struct Head(
    CommissionEntryId,
    String,
    String,
    i64,
    String,
    String,
    String,
    TenantId,
    String,
    i64,
    i64,
    Currency,
    String,
    String,
);

type Reader<'a> = serde_json::Deserializer<serde_json::de::StrRead<'a>>;

/// The entry of one text.
///
/// # Errors
/// [`StoreError`] for a text that is no entry.
pub(super) fn entry(text: &str) -> Result<CommissionEntryBody, StoreError> {
    next(&mut Reader::from_str(text))
}

/// The entries of so many texts that were joined, in their order.
///
/// # Errors
/// [`StoreError`] for the first one that is no entry.
pub(super) fn entries(count: i64, texts: &str) -> Result<Vec<CommissionEntryBody>, StoreError> {
    let mut reader = Reader::from_str(texts);
    (0..count).map(|_| next(&mut reader)).collect()
}

fn next(reader: &mut Reader<'_>) -> Result<CommissionEntryBody, StoreError> {
    let broken = StoreError::body("commission_entry");
    let mut read = || -> Result<CommissionEntryBody, serde_json::Error> {
        let head = Head::deserialize(&mut *reader)?;
        let reasons = Vec::deserialize(&mut *reader)?;
        let basis = Deserialize::deserialize(&mut *reader)?;
        Ok(CommissionEntryBody {
            commission_entry_id: head.0,
            order_number: head.1,
            line: head.2,
            ordered_at: from_micros(head.3),
            product_name: head.4,
            customer: head.5,
            commission_type: head.6,
            recipient: head.7,
            percent: head.8,
            base_cents: head.9,
            amount_cents: head.10,
            currency: head.11,
            settled_as: head.12,
            reasons,
            rule_version: head.13,
            basis,
        })
    };
    read().map_err(broken)
}
