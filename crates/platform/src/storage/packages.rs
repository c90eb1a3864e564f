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
    SINCE = "SELECT 1 AS n FROM statement_packages WHERE tenant_id = $1 AND month >= $2 LIMIT 1",
    LAST = "SELECT MAX(signed_at) AS signed_at FROM statement_packages WHERE tenant_id = $1",
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

    /// This month or a later one was signed for the recipient.
    pub(crate) async fn is_signed_since(&mut self, month: Month) -> Result<bool, StorageError> {
        Ok(self.tx.one(SINCE, values![self.own(), Value::id(month)]).await?.is_some())
    }

    /// When a month was signed last for the recipient; `None` before the first time.
    pub(crate) async fn last_signed_at(&mut self) -> Result<Option<i64>, StorageError> {
        let row = self.tx.one(LAST, vec![self.own()]).await?;
        row.map_or(Ok(None), |row| row.opt_int("signed_at"))
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
