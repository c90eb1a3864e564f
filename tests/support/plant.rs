//! Changing databases behind the backs of the programs that hold them.

use std::path::Path;
use std::time::Duration;

use mojo_desk::keys::KeySource;
use mojo_testkit::chance;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Executor as _, PgConnection};
use tokio::sync::Mutex;

const GUARDS: [(&str, &str); 4] = [
    ("change_log_no_delete", "change_log"),
    ("change_bodies_no_delete", "change_bodies"),
    ("change_bodies_only_emptied", "change_bodies"),
    ("device_entries_no_delete", "device_entries"),
];

/// One at a time: while the library starts in one thread, it refuses the key that another gives.
pub(crate) static ONE: Mutex<()> = Mutex::const_new(());

/// Runs `sql` on the database of the profile in `folder`, with the passphrase that lies beside it.
pub(crate) async fn on_profile(folder: &Path, sql: &str) {
    on_desk(&folder.join("profile"), &folder.join("passphrase"), sql).await;
}

/// Runs `sql` on the database of a profile that the passphrase in a file opens.
pub(crate) async fn on_desk(profile: &Path, passphrase: &Path, sql: &str) {
    let source = KeySource::PassphraseFile(passphrase.to_owned());
    let key = source.load_or_create(profile, chance(1).as_ref()).unwrap();
    let key = mojo_domain::journal::hex(key.bytes());
    on_sqlite(&profile.join("desk.db"), Some(&key), sql).await;
}

/// Runs `sql` on a database file; `key` in hexadecimal where it is encrypted.
async fn on_sqlite(path: &Path, key: Option<&str>, sql: &str) {
    let _one = ONE.lock().await;
    let mut options = SqliteConnectOptions::new().filename(path);
    if let Some(key) = key {
        options = options.pragma("key", format!("\"x'{key}'\""));
    }
    let mut connection = options.busy_timeout(Duration::from_secs(10)).connect().await.unwrap();
    connection.execute(AssertSqlSafe(sql.to_owned())).await.unwrap();
    connection.close().await.unwrap();
}

/// Runs `sql` on a platform's database.
pub(crate) async fn on_platform(database: &str, sql: &str) {
    if let Some(path) = database.strip_prefix("sqlite:") {
        return on_sqlite(Path::new(path), None, sql).await;
    }
    let mut connection = PgConnection::connect(database).await.unwrap();
    connection.execute(AssertSqlSafe(sql.to_owned())).await.unwrap();
    connection.close().await.unwrap();
}

/// Puts the guards of the append-only tables away, once.
pub(crate) async fn unguard(database: &str) {
    for (trigger, table) in GUARDS {
        let on =
            if database.starts_with("sqlite:") { String::new() } else { format!(" ON {table}") };
        on_platform(database, &format!("DROP TRIGGER IF EXISTS {trigger}{on}")).await;
    }
}
