//! What stands in a database file, read past the program that it belongs to.

use std::collections::BTreeMap;
use std::path::Path;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _};

use crate::plant::ONE;

/// The rows of each table, as text and sorted; under no name the form of all of them.
pub type Dump = BTreeMap<String, String>;

/// All that stands in a database file that is not encrypted and that nobody has open.
///
/// # Panics
/// When it cannot be read, or is not whole: pages, indexes and references.
pub async fn dump_of(path: &Path) -> Dump {
    let _one = ONE.lock().await;
    let mut connection = SqliteConnectOptions::new().filename(path).connect().await.unwrap();
    let found = texts(&mut connection, "PRAGMA integrity_check".to_owned()).await;
    assert_eq!(found, ["ok"], "{}", path.display());
    let broken = "SELECT \"table\" FROM pragma_foreign_key_check".to_owned();
    assert_eq!(texts(&mut connection, broken).await, Vec::<String>::new(), "{}", path.display());
    let form =
        "SELECT type || ' ' || name || ' ' || COALESCE(sql, '') FROM sqlite_master ORDER BY 1";
    let form = texts(&mut connection, form.to_owned()).await.join("\n");
    let mut dump = Dump::from([(String::new(), form)]);
    let tables = "SELECT name FROM sqlite_master WHERE type = 'table'".to_owned();
    for table in texts(&mut connection, tables).await {
        let rows = rows_of(&mut connection, &table).await;
        dump.insert(table, rows);
    }
    connection.close().await.unwrap();
    dump
}

/// The rows of a table, one a line.
async fn rows_of(connection: &mut SqliteConnection, table: &str) -> String {
    let columns = format!(
        "SELECT 'quote(\"' || name || '\")' FROM pragma_table_info('{table}') ORDER BY cid"
    );
    let row = texts(connection, columns).await.join(" || ' | ' || ");
    let rows = format!("SELECT {row} AS line FROM \"{table}\" ORDER BY line");
    let all = format!("SELECT COALESCE(group_concat(line, char(10)), '') FROM ({rows})");
    texts(connection, all).await.concat()
}

/// A query of one column of text.
async fn texts(connection: &mut SqliteConnection, sql: String) -> Vec<String> {
    sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(connection).await.unwrap()
}
