//! Transactions: of one tenant, or of the ledger that spans tenants. Nothing reads or writes outside
//! of one, so that no storage function can be called without saying for whom.

use sqlx::{AssertSqlSafe, Postgres, Sqlite, Transaction};

use super::query::{InsertMany, Query};
use super::step::step;
use super::{Row, StorageError, Value};
use crate::auth::Tenant;

/// A transaction of either database.
pub(crate) enum Tx {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// A transaction that sees the rows of one tenant.
pub(crate) struct TenantTx {
    pub(super) tx: Tx,
    pub(super) tenant: Tenant,
}

/// A transaction of the platform itself, across tenants: signing in, the ledger, jobs.
pub(crate) struct LedgerTx {
    pub(super) tx: Tx,
}

impl TenantTx {
    /// Whose transaction this is.
    pub(crate) fn tenant(&self) -> Tenant {
        self.tenant
    }

    /// The tenant as the first parameter of every query.
    pub(super) fn own(&self) -> Value {
        Value::id(self.tenant.id())
    }

    /// Goes on as a transaction of the ledger, with the locks that it holds.
    pub(crate) async fn go_on_as_ledger(self) -> Result<LedgerTx, StorageError> {
        super::ledger_tx(self.tx).await
    }

    /// The bare transaction, to try what a query might forget.
    #[cfg(test)]
    pub(crate) fn into_raw(self) -> Tx {
        self.tx
    }

    /// Makes it durable.
    pub(crate) async fn commit(self) -> Result<(), StorageError> {
        self.tx.commit().await
    }
}

impl LedgerTx {
    /// Goes on as a transaction of `tenant`: what the ledger wrote and what follows become durable
    /// together.
    pub(crate) async fn go_on_as(self, tenant: Tenant) -> Result<TenantTx, StorageError> {
        super::tenant_tx(self.tx, tenant).await
    }

    /// Makes it durable.
    pub(crate) async fn commit(self) -> Result<(), StorageError> {
        self.tx.commit().await
    }
}

macro_rules! bound {
    ($query:expr, $values:expr) => {{
        let mut query = $query;
        for value in $values {
            query = match value {
                Value::Int(value) => query.bind(value),
                Value::Text(value) => query.bind(value),
                Value::Bytes(value) => query.bind(value),
            };
        }
        query
    }};
}

impl Tx {
    pub(super) async fn commit(self) -> Result<(), StorageError> {
        match self {
            Self::Sqlite(tx) => step(tx.commit()).await?,
            Self::Postgres(tx) => step(tx.commit()).await?,
        }
        Ok(())
    }

    /// Runs a query; gives back how many rows it touched.
    pub(super) async fn execute(
        &mut self,
        query: Query,
        values: Vec<Value>,
    ) -> Result<u64, StorageError> {
        let touched = match self {
            Self::Sqlite(tx) => {
                let done = step(bound!(sqlx::query(query.sql), values).execute(&mut **tx)).await;
                done.map(|done| done.rows_affected())
            }
            Self::Postgres(tx) => {
                let sql = query.postgres.unwrap_or(query.sql);
                let done = step(bound!(sqlx::query(sql), values).execute(&mut **tx)).await;
                done.map(|done| done.rows_affected())
            }
        };
        touched.map_err(|source| StorageError::Query { name: query.name, source })
    }

    pub(super) async fn all(
        &mut self,
        query: Query,
        values: Vec<Value>,
    ) -> Result<Vec<Row>, StorageError> {
        let rows = match self {
            Self::Sqlite(tx) => {
                let rows = step(bound!(sqlx::query(query.sql), values).fetch_all(&mut **tx)).await;
                rows.map(|rows| rows.into_iter().map(Row::Sqlite).collect())
            }
            Self::Postgres(tx) => {
                let sql = query.postgres.unwrap_or(query.sql);
                let rows = step(bound!(sqlx::query(sql), values).fetch_all(&mut **tx)).await;
                rows.map(|rows| rows.into_iter().map(Row::Postgres).collect())
            }
        };
        rows.map_err(|source| StorageError::Query { name: query.name, source })
    }

    pub(super) async fn one(
        &mut self,
        query: Query,
        values: Vec<Value>,
    ) -> Result<Option<Row>, StorageError> {
        Ok(self.all(query, values).await?.into_iter().next())
    }

    /// Inserts many rows, as many a statement as fit.
    pub(super) async fn insert_many(
        &mut self,
        insert: &InsertMany,
        rows: Vec<Vec<Value>>,
    ) -> Result<(), StorageError> {
        for chunk in rows.chunks(insert.chunk()) {
            // Names of the table and its columns are constants of this program.
            let sql = AssertSqlSafe(insert.sql(chunk.len()));
            let values = chunk.iter().flatten().cloned();
            match self {
                Self::Sqlite(tx) => {
                    let asked = bound!(sqlx::query(sql), values).persistent(false);
                    step(asked.execute(&mut **tx)).await?;
                }
                Self::Postgres(tx) => {
                    let asked = bound!(sqlx::query(sql), values).persistent(false);
                    step(asked.execute(&mut **tx)).await?;
                }
            }
        }
        Ok(())
    }
}
