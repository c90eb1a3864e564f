//! Number ranges (Nummernkreise): a number is given in the transaction of its document (D2), so
//! that it is neither lost nor given twice.

use crate::{StoreError, Tx};

/// The next number of the range `prefix`-`year`-code of this desk, from 1.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn allocate(tx: &mut Tx, prefix: &str, year: i32) -> Result<i64, StoreError> {
    let code = tx.number_code().to_owned();
    let (number,): (i64,) = sqlx::query_as(
        "INSERT INTO number_ranges (prefix, year, code, last_number) VALUES ($1, $2, $3, 1)
         ON CONFLICT (prefix, year, code) DO UPDATE SET last_number = last_number + 1
         RETURNING last_number",
    )
    .bind(prefix)
    .bind(year)
    .bind(code)
    .fetch_one(tx.connection())
    .await?;
    tx.commit_early_if("number_before_commit").await?;
    Ok(number)
}
