//! Months of statements as the platform signed them.

use mojo_domain::Month;
use mojo_protocol::Signed;
use mojo_protocol::facts::StatementPackageBody;

use super::{month_of, period};
use crate::columns::Columns;
use crate::source::Source;
use crate::{Connection, Recorded, StoreError};

/// Writes signed months that are not held yet, as the exact text that was signed.
pub(crate) async fn packages(
    connection: &mut Connection,
    run: &[Recorded],
) -> Result<(), StoreError> {
    for change in run {
        let signed: Signed = change.read()?;
        let body: StatementPackageBody =
            serde_json::from_str(&signed.body).map_err(StoreError::body("statement_package"))?;
        sqlx::query(
            "INSERT INTO statement_packages
                (package_id, period, currency, revision, body, signature, signing_key)
             VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (package_id) DO NOTHING",
        )
        .bind(change.entity_id.to_string())
        .bind(period(body.content.month))
        .bind(body.content.currency.code())
        .bind(body.revision)
        .bind(&signed.body)
        .bind(&signed.signature)
        .bind(&signed.key)
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// The months up to `last` of which the platform signed something, in order of time.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn list_package_months(
    source: &mut impl Source,
    last: Month,
) -> Result<Vec<Month>, StoreError> {
    let rows: Vec<(i64,)> = sqlx::query_as(
        "SELECT DISTINCT period FROM statement_packages WHERE period <= $1 ORDER BY period",
    )
    .bind(period(last))
    .fetch_all(source.rows())
    .await?;
    rows.into_iter().map(|(period,)| month_of("statement_packages", period)).collect()
}

/// What the platform signed of a month: of each currency the last revision.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn list_month_packages(
    source: &mut impl Source,
    month: Month,
) -> Result<Vec<Signed>, StoreError> {
    let rows = sqlx::query(
        "SELECT p.package_id, p.body, p.signature, p.signing_key
           FROM statement_packages p
          WHERE p.period = $1
            AND NOT EXISTS (SELECT 1 FROM statement_packages later
                             WHERE later.period = p.period AND later.currency = p.currency
                               AND later.revision > p.revision)
          ORDER BY p.currency",
    )
    .bind(period(month))
    .fetch_all(source.rows())
    .await?;
    rows.iter()
        .map(|row| {
            let row = Columns { row, table: "statement_packages", key: "package_id" };
            Ok(Signed {
                body: row.text("body")?,
                signature: row.text("signature")?,
                key: row.text("signing_key")?,
            })
        })
        .collect()
}
