//! The only place on the server that speaks SQL: embedded SQLite or PostgreSQL behind one thin
//! layer, with one query text for both.
//!
//! What crosses into SQL: ids as text, money as cents, instants as microseconds UTC, days as text,
//! truth as 0 and 1, files as bytes. Every query begins with the tenant; a transaction is either of one tenant
//! ([`TenantTx`]) or of the ledger ([`LedgerTx`]). On PostgreSQL the two take different roles, and
//! row-level security refuses what a query forgot.

mod error;
mod leave;
mod migrate;
mod query;
mod step;
mod tx;
mod value;

pub(crate) mod accounts;
pub(crate) mod affiliates;
pub(crate) mod asked_refunds;
pub(crate) mod audit;
pub(crate) mod cancellations;
pub(crate) mod cards;
pub(crate) mod catalogue;
pub(crate) mod checkouts;
pub(crate) mod commission_settings;
pub(crate) mod contract_demands;
pub(crate) mod contracts;
pub(crate) mod corrections;
pub(crate) mod credit_agreements;
pub(crate) mod credit_notes;
pub(crate) mod customer_accounts;
pub(crate) mod customer_lookup;
pub(crate) mod customer_sessions;
pub(crate) mod devices;
pub(crate) mod digests;
pub(crate) mod disputes;
pub(crate) mod events;
pub(crate) mod expiry;
pub(crate) mod facts;
pub(crate) mod folded_names;
pub(crate) mod identities;
pub(crate) mod invitations;
pub(crate) mod issuer_versions;
pub(crate) mod jobs;
pub(crate) mod ledger;
pub(crate) mod line_bases;
pub(crate) mod log;
pub(crate) mod mails;
pub(crate) mod memberships;
pub(crate) mod order_parts;
pub(crate) mod orders;
pub(crate) mod packages;
pub(crate) mod payment_disputes;
pub(crate) mod payment_events;
pub(crate) mod payment_refunds;
pub(crate) mod payout_account_reports;
pub(crate) mod payout_accounts;
pub(crate) mod payout_returns;
pub(crate) mod payout_vat;
pub(crate) mod payouts;
pub(crate) mod purchases;
pub(crate) mod purpose;
pub(crate) mod quarantine;
pub(crate) mod refunds;
pub(crate) mod sale_vat;
pub(crate) mod sales;
pub(crate) mod seller_ledger;
pub(crate) mod sepa_files;
pub(crate) mod settlements;
pub(crate) mod stornos;
pub(crate) mod subscription_events;
pub(crate) mod subscriptions;
pub(crate) mod tax_profiles;
pub(crate) mod tenants;
pub(crate) mod users;

use std::str::FromStr as _;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _, PgPool, Sqlite, SqlitePool, Transaction};

pub(crate) use error::MOST_TRIES;
pub use error::StorageError;
#[cfg(test)]
pub(crate) use migrate::migrate_to;
pub(crate) use query::Query;
pub(crate) use tx::{LedgerTx, TenantTx, Tx};
pub(crate) use value::{Row, Value, values};

use crate::auth::Tenant;

/// The database of the platform.
#[derive(Clone, Debug)]
pub(crate) enum Database {
    /// One file; one writer, several readers.
    Sqlite { writer: SqlitePool, reader: SqlitePool },
    /// A server.
    Postgres(PgPool),
}

/// The role that sees one tenant, and the one that spans them.
const AS_TENANT: Query = Query {
    name: "AS_TENANT",
    sql: "SELECT $1",
    postgres: Some(
        "SELECT set_config('role', 'mojo_tenant', true), set_config('app.tenant_id', $1, true)",
    ),
};
const AS_LEDGER: Query = Query {
    name: "AS_LEDGER",
    sql: "SELECT 1",
    postgres: Some("SELECT set_config('role', 'mojo_ledger', true)"),
};
const PING: Query = Query { name: "PING", sql: "SELECT 1 AS one", postgres: None };
/// What time it is at the database; an embedded one has the clock of the process.
const NOW: Query = Query {
    name: "NOW",
    sql: "SELECT 0 AS now",
    postgres: Some("SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT) AS now"),
};

impl Database {
    /// Opens `sqlite:PATH` or `postgres://...`; `key` encrypts an SQLite file.
    pub(crate) async fn open(url: &str, key: Option<&str>) -> Result<Self, StorageError> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Self::open_postgres(url).await;
        }
        match url.strip_prefix("sqlite:") {
            Some(path) if !path.is_empty() => Self::open_sqlite(path, key).await,
            _ => Err(StorageError::Address(url.to_owned())),
        }
    }

    async fn open_postgres(url: &str) -> Result<Self, StorageError> {
        let options = PgConnectOptions::from_str(url)?;
        knock(&options).await?;
        let pool = PgPoolOptions::new()
            .max_connections(16)
            .acquire_timeout(Duration::from_secs(10))
            .connect_with(options)
            .await?;
        Ok(Self::Postgres(pool))
    }

    async fn open_sqlite(path: &str, key: Option<&str>) -> Result<Self, StorageError> {
        let path = path.strip_prefix("//").unwrap_or(path);
        let mut options = SqliteConnectOptions::new().filename(path).create_if_missing(true);
        if let Some(key) = key {
            // The key must be the first thing that a connection says.
            options = options.pragma("key", format!("'{}'", key.replace('\'', "''")));
        }
        let options = options
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(10))
            .pragma("recursive_triggers", "ON")
            .optimize_on_close(false, None);
        let writer =
            SqlitePoolOptions::new().max_connections(1).connect_with(options.clone()).await?;
        leave::without_tidying();
        let reader = SqlitePoolOptions::new()
            .max_connections(4)
            .connect_with(options.pragma("query_only", "ON"))
            .await?;
        Ok(Self::Sqlite { writer, reader })
    }

    /// Applies the migrations that are missing.
    pub(crate) async fn migrate(&self) -> Result<usize, StorageError> {
        migrate::migrate(self).await
    }

    /// Whether it is of a release that says what a database is for; `None` where nothing was migrated.
    pub(crate) async fn knows_purposes(&self) -> Result<Option<bool>, StorageError> {
        migrate::knows_purposes(self).await
    }

    /// A transaction that writes, without a role yet. On SQLite it says so when it begins: servers on one
    /// file wait for each other, and one that has read is not refused when it writes.
    async fn begin_raw(&self) -> Result<Tx, StorageError> {
        Ok(match self {
            Self::Sqlite { writer, .. } => Tx::Sqlite(step::step(begin_sqlite(writer)).await?),
            Self::Postgres(pool) => Tx::Postgres(step::step(pool.begin()).await?),
        })
    }

    async fn begin_reading(&self) -> Result<Tx, StorageError> {
        Ok(match self {
            Self::Sqlite { reader, .. } => Tx::Sqlite(step::step(reader.begin()).await?),
            Self::Postgres(pool) => {
                let begun = pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ");
                Tx::Postgres(step::step(begun).await?)
            }
        })
    }

    /// A transaction of `tenant` that writes.
    pub(crate) async fn write(&self, tenant: Tenant) -> Result<TenantTx, StorageError> {
        tenant_tx(self.begin_raw().await?, tenant).await
    }

    /// A transaction of `tenant` that reads one state of the database.
    pub(crate) async fn read(&self, tenant: Tenant) -> Result<TenantTx, StorageError> {
        tenant_tx(self.begin_reading().await?, tenant).await
    }

    /// A transaction of the platform itself that writes.
    pub(crate) async fn write_ledger(&self) -> Result<LedgerTx, StorageError> {
        ledger_tx(self.begin_raw().await?).await
    }

    /// A transaction of the platform itself that reads one state of the database.
    pub(crate) async fn read_ledger(&self) -> Result<LedgerTx, StorageError> {
        ledger_tx(self.begin_reading().await?).await
    }

    /// The database answers.
    pub(crate) async fn ping(&self) -> Result<(), StorageError> {
        let mut tx = self.begin_reading().await?;
        tx.one(PING, Vec::new()).await.map(drop)
    }

    /// What time it is at the database server, in microseconds; `None` for an embedded database, which
    /// has the clock of its process.
    pub(crate) async fn now(&self) -> Result<Option<i64>, StorageError> {
        if matches!(self, Self::Sqlite { .. }) {
            return Ok(None);
        }
        let row = self.begin_reading().await?.one(NOW, Vec::new()).await?;
        row.map(|row| row.int("now")).transpose()
    }

    /// Closes all connections.
    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite { writer, reader } => {
                reader.close().await;
                writer.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

/// Tries one connection: the pool would go on trying a server that is not there, and then say only
/// that it took too long.
async fn knock(options: &PgConnectOptions) -> Result<(), StorageError> {
    /// A server of the same network answers in milliseconds.
    const PATIENCE: Duration = Duration::from_secs(4);
    let place = format!("{}:{}", options.get_host(), options.get_port());
    match tokio::time::timeout(PATIENCE, options.connect()).await {
        Ok(Ok(connection)) => Ok(connection.close().await?),
        Ok(Err(sqlx::Error::Io(error))) => {
            Err(StorageError::Unreachable { place, why: error.to_string() })
        }
        Ok(Err(error)) => Err(error.into()),
        Err(_) => {
            let why = format!("no answer within {} seconds", PATIENCE.as_secs());
            Err(StorageError::Unreachable { place, why })
        }
    }
}

/// When the disk refuses a write, SQLite takes the transaction back by itself; the driver goes on
/// counting it and would refuse every further one. Such a connection is given up for a new one.
async fn begin_sqlite(writer: &SqlitePool) -> Result<Transaction<'static, Sqlite>, sqlx::Error> {
    match writer.begin_with("BEGIN IMMEDIATE").await {
        Err(sqlx::Error::InvalidSavePointStatement) => {
            // What such a connection has to say at its end is of no interest any more.
            drop(writer.acquire().await?.close().await);
            writer.begin_with("BEGIN IMMEDIATE").await
        }
        begun => begun,
    }
}

async fn tenant_tx(mut tx: Tx, tenant: Tenant) -> Result<TenantTx, StorageError> {
    if let Tx::Postgres(_) = tx {
        tx.execute(AS_TENANT, vec![Value::id(tenant.id())]).await?;
    }
    Ok(TenantTx { tx, tenant })
}

async fn ledger_tx(mut tx: Tx) -> Result<LedgerTx, StorageError> {
    if let Tx::Postgres(_) = tx {
        tx.execute(AS_LEDGER, Vec::new()).await?;
    }
    Ok(LedgerTx { tx })
}

/// Every query text, with the one for PostgreSQL where it differs.
#[cfg(test)]
pub(crate) fn every_query() -> Vec<Query> {
    let modules = [
        migrate::ALL,
        accounts::ALL,
        affiliates::ALL,
        asked_refunds::ALL,
        audit::ALL,
        cancellations::ALL,
        cards::ALL,
        catalogue::ALL,
        checkouts::ALL,
        commission_settings::ALL,
        contract_demands::ALL,
        contracts::ALL,
        corrections::ALL,
        credit_agreements::ALL,
        credit_notes::ALL,
        customer_accounts::ALL,
        customer_lookup::ALL,
        customer_sessions::ALL,
        devices::ALL,
        digests::ALL,
        disputes::ALL,
        events::ALL,
        expiry::ALL,
        facts::ALL,
        folded_names::ALL,
        identities::ALL,
        invitations::ALL,
        issuer_versions::ALL,
        jobs::ALL,
        ledger::ALL,
        line_bases::ALL,
        log::ALL,
        mails::ALL,
        memberships::ALL,
        order_parts::ALL,
        orders::ALL,
        packages::ALL,
        payment_disputes::ALL,
        payment_events::ALL,
        payment_refunds::ALL,
        payout_account_reports::ALL,
        payout_accounts::ALL,
        payout_returns::ALL,
        payout_vat::ALL,
        payouts::ALL,
        purchases::ALL,
        purpose::ALL,
        quarantine::ALL,
        refunds::ALL,
        sale_vat::ALL,
        seller_ledger::ALL,
        sales::ALL,
        sepa_files::ALL,
        settlements::ALL,
        stornos::ALL,
        subscription_events::ALL,
        subscriptions::ALL,
        tax_profiles::ALL,
        tenants::ALL,
        users::ALL,
    ];
    let own = [AS_LEDGER, AS_TENANT, NOW, PING];
    modules.into_iter().flatten().copied().chain(own).collect()
}

/// Every insertion of many rows.
#[cfg(test)]
pub(crate) fn every_insert() -> Vec<&'static query::InsertMany> {
    let modules = [
        audit::INSERTS,
        cards::INSERTS,
        catalogue::INSERTS,
        checkouts::INSERTS,
        credit_notes::INSERTS,
        disputes::INSERTS,
        facts::INSERTS,
        ledger::INSERTS,
        line_bases::INSERTS,
        log::INSERTS,
        memberships::INSERTS,
        orders::INSERTS,
        payout_returns::INSERTS,
        payout_vat::INSERTS,
        payouts::INSERTS,
        quarantine::INSERTS,
        sale_vat::INSERTS,
        seller_ledger::INSERTS,
        sepa_files::INSERTS,
        settlements::INSERTS,
        stornos::INSERTS,
    ];
    modules.into_iter().flatten().copied().collect()
}
