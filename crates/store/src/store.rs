//! Opening the database, and the two ways to it: one writer, several readers.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use mojo_domain::journal::genesis;
use mojo_domain::{ActorId, Clock, DeviceId, Entropy, RegisterId, TenantId, mutant, to_micros};
use sqlx::pool::PoolConnection;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{ConnectOptions, Connection as _, Sqlite, Transaction};

use crate::{Connection, DatabaseKey, StoreError, Tx, leave, migrations};

/// The local database of a desk.
#[derive(Clone)]
pub struct Store {
    writer: SqlitePool,
    readers: SqlitePool,
    path: Arc<PathBuf>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
}

/// Who a new installation is.
#[derive(Clone, Debug)]
pub struct NewDevice {
    /// The installation.
    pub device_id: DeviceId,
    /// The name people see.
    pub name: String,
    /// The code in document numbers until the platform gives one.
    pub number_code: String,
    /// The tenant it works for.
    pub tenant_id: TenantId,
    /// Its till.
    pub register_id: RegisterId,
    /// ISO 3166-1 alpha-2: whose fiscal law holds.
    pub country: String,
}

/// A connection that reads and cannot write.
pub struct Reader(PoolConnection<Sqlite>);

impl Reader {
    pub(crate) fn connection(&mut self) -> &mut Connection {
        &mut self.0
    }
}

/// A connection that reads everything as it was at the first question, whatever is written
/// meanwhile: for answers that must add up.
pub struct Snapshot(Transaction<'static, Sqlite>);

impl Snapshot {
    pub(crate) fn connection(&mut self) -> &mut Connection {
        &mut self.0
    }
}

impl Store {
    /// Opens the database at `path`, makes it when it is not there, and brings it to the present
    /// form.
    ///
    /// # Errors
    /// [`StoreError::WrongKey`] when the key does not open the file;
    /// [`StoreError::NewerDatabase`] when a newer program has written it.
    pub async fn open(
        path: &Path,
        key: &DatabaseKey,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self, StoreError> {
        start_sqlite().await?;
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .pragma("key", key.pragma())
            .pragma("temp_store", "MEMORY")
            // 64 MiB of pages: what is read again is not decrypted again.
            .pragma("cache_size", "-65536")
            .pragma("secure_delete", "ON")
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(synchronous())
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(10))
            .statement_cache_capacity(256)
            .disable_statement_logging();
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with(options.clone())
            .await
            .map_err(wrong_key)?;
        if let Err(error) = bring_to_the_present(&writer).await {
            writer.close().await;
            return Err(error);
        }
        let readers = SqlitePoolOptions::new()
            .max_connections(3)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_lazy_with(options.pragma("query_only", "ON"));
        Ok(Self { writer, readers, path: Arc::new(path.to_owned()), clock, entropy })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether the database was set up.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn is_set_up(&self) -> Result<bool, StoreError> {
        let mut reader = self.reader().await?;
        let row: Option<(i64,)> =
            sqlx::query_as("SELECT 1 FROM device").fetch_optional(reader.connection()).await?;
        Ok(row.is_some())
    }

    /// Makes this database the one of `device`. A database that is set up stays as it is.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn set_up(&self, device: &NewDevice) -> Result<(), StoreError> {
        let now = to_micros(self.clock.now());
        let mut tx = self.begin().await?;
        sqlx::query(
            "INSERT INTO device
                (only_row, device_id, epoch, name, number_code, is_enrolled, tenant_id, register_id
                , country, head_dseq, head_hash, last_hlc, created_at)
             VALUES (1, $1, 1, $2, $3, 0, $4, $5, $6, 0, $7, 0, $8)
             ON CONFLICT DO NOTHING",
        )
        .bind(device.device_id.to_string())
        .bind(&device.name)
        .bind(&device.number_code)
        .bind(device.tenant_id.to_string())
        .bind(device.register_id.to_string())
        .bind(&device.country)
        .bind(genesis(device.device_id, 1).to_hex())
        .bind(now)
        .execute(&mut *tx)
        .await?;
        sqlx::query(
            "INSERT INTO sync_state
                (only_row, cursor, log_epoch, nonce, acked_dseq, acked_hash, last_error)
             VALUES (1, '', 0, '', 0, '', '')
             ON CONFLICT DO NOTHING",
        )
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(())
    }

    /// A connection to read with.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn reader(&self) -> Result<Reader, StoreError> {
        Ok(Reader(self.readers.acquire().await?))
    }

    /// A connection whose answers are all of one moment.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn snapshot(&self) -> Result<Snapshot, StoreError> {
        loop {
            match self.readers.begin_with("BEGIN").await {
                // SQLite took the one before back by itself, as for want of memory: see
                // `begin_anew`. Which of the connections that was is not known.
                Err(sqlx::Error::InvalidSavePointStatement) => {
                    drop(self.readers.acquire().await?.close().await);
                }
                begun => return Ok(Snapshot(begun?)),
            }
        }
    }

    /// Begins a change: everything recorded in the [`Tx`] commits together or not at all. `op` is
    /// the verb as the journal knows it.
    ///
    /// # Errors
    /// [`StoreError::NoDevice`] before the set-up; [`StoreError`] of the database.
    pub async fn transact(&self, op: &str, actor_id: ActorId) -> Result<Tx, StoreError> {
        let inner = self.begin().await?;
        Tx::begin(inner, op, actor_id, self.clock.clone(), self.entropy.clone()).await
    }

    /// A transaction that writes beside the journal.
    pub(crate) async fn begin(&self) -> Result<Transaction<'static, Sqlite>, StoreError> {
        match self.writer.begin_with("BEGIN IMMEDIATE").await {
            Err(sqlx::Error::InvalidSavePointStatement) => self.begin_anew().await,
            begun => Ok(begun?),
        }
    }

    /// When the disk refuses a write, SQLite takes the transaction back by itself; the driver goes
    /// on counting it and would refuse every further one. The connection is given up for a new one.
    async fn begin_anew(&self) -> Result<Transaction<'static, Sqlite>, StoreError> {
        // What such a connection has to say at its end is of no interest any more.
        drop(self.writer.acquire().await?.close().await);
        Ok(self.writer.begin_with("BEGIN IMMEDIATE").await?)
    }

    /// The present instant, to the microsecond that is kept.
    pub fn now(&self) -> DateTime<Utc> {
        mojo_domain::from_micros(to_micros(self.clock.now()))
    }

    /// Ends all connections, so that the file may be copied or removed. From the call on nothing new
    /// is begun; it returns when the last connection in use has come back.
    pub async fn close(&self) {
        // This shuts the door of the writer at once; its connection goes last and tidies up the log.
        let writer = self.writer.close();
        self.readers.close().await;
        writer.await;
    }
}

/// What is committed has reached the disk.
fn synchronous() -> SqliteSynchronous {
    if mutant::is("synchronous_off") {
        return SqliteSynchronous::Off;
    }
    if mutant::is("synchronous_normal") {
        return SqliteSynchronous::Normal;
    }
    SqliteSynchronous::Full
}

/// The pages of the file at `path` that are not what was written under `key`, counted from 1, as
/// SQLCipher authenticates them; for a database that does not open any more.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn damaged_pages(path: &Path, key: &DatabaseKey) -> Result<Vec<i64>, StoreError> {
    start_sqlite().await?;
    let options = SqliteConnectOptions::new()
        .filename(path)
        .read_only(true)
        .pragma("key", key.pragma())
        .disable_statement_logging();
    let mut connection = options.connect().await.map_err(wrong_key)?;
    let found = check_pages(&mut connection).await;
    connection.close().await?;
    found
}

/// The pages that do not authenticate.
pub(crate) async fn check_pages(connection: &mut Connection) -> Result<Vec<i64>, StoreError> {
    let rows: Vec<(String,)> =
        sqlx::query_as("PRAGMA cipher_integrity_check").fetch_all(connection).await?;
    // "HMAC verification failed for page 7": the number stands at the end.
    let page = |(line,): &(String,)| line.rsplit(' ').next().and_then(|word| word.parse().ok());
    Ok(rows.iter().map(|row| page(row).unwrap_or(0)).collect())
}

/// Starts the library once, alone: it calls itself ready before SQLCipher is, so that a key given by
/// another thread in that moment would be refused. SQLCipher's own lines on stderr are turned off
/// here, before any page is read: what they say comes as an error.
async fn start_sqlite() -> Result<(), StoreError> {
    static STARTED: tokio::sync::OnceCell<()> = tokio::sync::OnceCell::const_new();
    let start = async || -> Result<(), sqlx::Error> {
        let options = SqliteConnectOptions::new()
            .in_memory(true)
            .pragma("cipher_log_level", "NONE")
            .disable_statement_logging();
        options.connect().await?.close().await?;
        leave::without_tidying();
        Ok(())
    };
    STARTED.get_or_try_init(start).await?;
    Ok(())
}

/// Reads the file, which shows whether the key fits, and applies the migrations that are missing.
async fn bring_to_the_present(writer: &SqlitePool) -> Result<(), StoreError> {
    let mut connection = writer.acquire().await?;
    sqlx::query("SELECT count(*) FROM sqlite_schema")
        .execute(&mut *connection)
        .await
        .map_err(wrong_key)?;
    drop(connection);
    migrations::migrate(writer).await
}

/// SQLite says "file is not a database" (26) for a wrong key as for any other file.
pub(crate) fn wrong_key(error: sqlx::Error) -> StoreError {
    match &error {
        sqlx::Error::Database(e) if e.code().as_deref() == Some("26") => StoreError::WrongKey,
        _ => StoreError::Driver(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings;
    use crate::testing::Bench;

    async fn limit_pages(store: &Store, pages: i64) {
        let mut writer = store.writer.acquire().await.unwrap();
        let sql = sqlx::AssertSqlSafe(format!("PRAGMA max_page_count = {pages}"));
        sqlx::raw_sql(sql).execute(&mut *writer).await.unwrap();
    }

    #[tokio::test]
    async fn a_snapshot_answers_of_one_moment_and_leaves_nothing_open() {
        let bench = Bench::new().await;
        // More often than there are connections to read with.
        for round in 0..5 {
            let name = format!("round-{round}");
            let mut snapshot = bench.store.snapshot().await.unwrap();
            assert_eq!(settings::find(&mut snapshot, &name).await.unwrap(), None);
            let write = format!("INSERT INTO settings (name, value) VALUES ('{name}', 'x')");
            assert_eq!(bench.sql(&write).await.unwrap(), 1);
            assert_eq!(settings::find(&mut snapshot, &name).await.unwrap(), None);
            drop(snapshot);
            let mut reader = bench.store.reader().await.unwrap();
            let found = settings::find(&mut reader, &name).await.unwrap();
            assert_eq!(found.as_deref(), Some("x"));
        }
    }

    #[tokio::test]
    async fn a_disk_that_was_full_is_written_to_again_when_there_is_room() {
        let bench = Bench::new().await;
        let mut reader = bench.store.reader().await.unwrap();
        let (pages,): (i64,) =
            sqlx::query_as("PRAGMA page_count").fetch_one(reader.connection()).await.unwrap();
        drop(reader);
        let write = "INSERT INTO settings (name, value) VALUES ('long', hex(zeroblob(100000)))";
        limit_pages(&bench.store, pages).await;
        let refused = StoreError::from(bench.sql(write).await.unwrap_err());
        assert_eq!(refused.disk_fault(), Some(crate::DiskFault::Full), "{refused:?}");
        // There is room again.
        limit_pages(&bench.store, 1_000_000).await;
        assert_eq!(bench.sql(write).await.unwrap(), 1);
    }
}
