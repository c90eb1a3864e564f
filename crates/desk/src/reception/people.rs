//! Finding people by what was typed.

use chrono::NaiveDate;
use mojo_domain::ContactId;
use mojo_store::contacts::{ContactListing, search};
use mojo_store::{Source, StoreError};

/// The contacts that a text may mean, the best first.
pub(crate) async fn find_people(
    source: &mut impl Source,
    text: &str,
    limit: u32,
    today: NaiveDate,
) -> Result<Vec<ContactListing>, StoreError> {
    Ok(search(source, text, None, (0, limit), today).await?.contacts)
}

/// Their ids.
pub(crate) async fn find_contacts(
    source: &mut impl Source,
    text: &str,
    limit: u32,
    today: NaiveDate,
) -> Result<Vec<ContactId>, StoreError> {
    let found = find_people(source, text, limit, today).await?;
    Ok(found.into_iter().map(|row| row.contact_id).collect())
}
