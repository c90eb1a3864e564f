//! The next number of a document, given in the document's own transaction (D2).

use mojo_domain::invoicing::{DeskCode, DocumentNumber, NumberRange, RangeFull};
use mojo_domain::{berlin_year, mutant};
use mojo_store::{StoreError, Tx, numbers};

/// Why there is no number.
#[derive(Debug, thiserror::Error)]
pub enum NumberingError {
    /// 999,999 documents in one year.
    #[error(transparent)]
    Full(#[from] RangeFull),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The next number of `range` in the year of the change. Nobody else gets it, and if the change
/// does not commit, it is as if it had never been given.
pub(crate) async fn next_number(
    tx: &mut Tx,
    range: NumberRange,
) -> Result<DocumentNumber, NumberingError> {
    let year = match mutant::is("number_in_utc_year") {
        true => chrono::Datelike::year(&tx.now()),
        false => berlin_year(tx.now()),
    };
    let code: DeskCode = tx.number_code().parse().map_err(|_| StoreError::Inconsistency {
        table: "device",
        column: "number_code",
        row: tx.number_code().to_owned(),
    })?;
    let counter = numbers::allocate(tx, range.prefix(), year).await?;
    let last = u32::try_from(counter - 1).unwrap_or(u32::MAX);
    Ok(DocumentNumber::after(last, range, year, &code)?)
}
