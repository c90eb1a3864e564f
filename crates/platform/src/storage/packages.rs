//! Months of statements that were signed; the signed texts themselves stand in the log.

use std::collections::BTreeMap;

use mojo_domain::{Currency, Month};

use super::query::queries;
use super::{StorageError, TenantTx, Value, values};

/// The last revision of a month in a currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HeldPackage {
    pub(crate) revision: i64,
    pub(crate) content_hash: String,
    pub(crate) body_hash: String,
}

queries! {
    LIST = "SELECT month, currency, revision, content_hash, body_hash FROM statement_packages \
        WHERE tenant_id = $1 ORDER BY month, currency, revision",
    INSERT = "INSERT INTO statement_packages (tenant_id, month, currency, revision, content_hash, \
        body_hash, signed_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
}

impl TenantTx {
    /// The last revision of every month that was signed for the recipient.
    pub(crate) async fn list_packages(
        &mut self,
    ) -> Result<BTreeMap<(Month, Currency), HeldPackage>, StorageError> {
        let rows = self.tx.all(LIST, vec![self.own()]).await?;
        let mut held = BTreeMap::new();
        for row in &rows {
            let package = HeldPackage {
                revision: row.int("revision")?,
                content_hash: row.text("content_hash")?,
                body_hash: row.text("body_hash")?,
            };
            held.insert((row.parsed("month")?, row.parsed("currency")?), package);
        }
        Ok(held)
    }

    pub(crate) async fn insert_package(
        &mut self,
        (month, currency): (Month, Currency),
        package: &HeldPackage,
        signed_at: i64,
    ) -> Result<(), StorageError> {
        let values = values![
            self.own(),
            Value::id(month),
            currency.code(),
            package.revision,
            package.content_hash.as_str(),
            package.body_hash.as_str(),
            signed_at,
        ];
        self.tx.execute(INSERT, values).await.map(drop)
    }
}
