//! Makes a database as the program before the last migrations left it, with what a present one
//! holds: for tests of the upgrade.
//!
//! `older_database FROM TO UNDONE`, the key in hex on standard input: `TO` becomes a database
//! without the last `UNDONE` migrations, filled from `FROM` as far as its tables reach. Indexes of
//! the search stay empty.

use std::borrow::Cow;
use std::path::Path;

use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode};
use sqlx::{
    AssertSqlSafe, ConnectOptions as _, Connection as _, SqlSafeStr as _, SqliteConnection,
};

type Fallible<T> = Result<T, Box<dyn std::error::Error>>;

#[tokio::main]
async fn main() -> Fallible<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [from, to, undone] = words.as_slice() else {
        return Err("older_database FROM TO UNDONE, the key on standard input".into());
    };
    let mut key = String::new();
    std::io::stdin().read_line(&mut key)?;
    let pragma = format!("\"x'{}'\"", key.trim());
    let mut older = SqliteConnectOptions::new()
        .filename(to)
        .create_if_missing(true)
        .pragma("key", pragma.clone())
        .journal_mode(SqliteJournalMode::Wal)
        .foreign_keys(false)
        .connect()
        .await?;
    let migrations = migrations(undone.parse()?)?;
    let migrator = Migrator { migrations: Cow::Owned(migrations), ..Migrator::DEFAULT };
    migrator.run(&mut older).await?;
    say(&mut older, format!("ATTACH '{}' AS present KEY {pragma}", from.replace('\'', "''")))
        .await?;
    fill(&mut older).await?;
    older.close().await?;
    Ok(())
}

/// All but the last `undone`.
fn migrations(undone: usize) -> Fallible<Vec<Migration>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations/desk");
    let mut files: Vec<_> = std::fs::read_dir(folder)?.collect::<Result<_, _>>()?;
    files.sort_by_key(std::fs::DirEntry::file_name);
    files.truncate(files.len() - undone);
    let migration = |file: &std::fs::DirEntry| -> Fallible<Migration> {
        let name = file.file_name().to_string_lossy().into_owned();
        let (version, name) =
            name.trim_end_matches(".sql").split_once('_').ok_or("a migration has a number")?;
        let sql = AssertSqlSafe(std::fs::read_to_string(file.path())?).into_sql_str();
        let name = name.to_owned().into();
        Ok(Migration::new(version.parse()?, name, MigrationType::Simple, sql, false))
    };
    files.iter().map(migration).collect()
}

/// Copies every table, with the triggers out of the way: what they would do is in the tables.
async fn fill(older: &mut SqliteConnection) -> Fallible<()> {
    let triggers: Vec<(String, String)> =
        sqlx::query_as("SELECT name, sql FROM main.sqlite_schema WHERE type = 'trigger'")
            .fetch_all(&mut *older)
            .await?;
    say(older, "BEGIN").await?;
    for (name, _) in &triggers {
        say(older, format!("DROP TRIGGER main.{name}")).await?;
    }
    for table in tables(older).await? {
        let columns = columns(older, &table).await?.join(", ");
        say(older, format!("DELETE FROM main.{table}")).await?;
        let copy =
            format!("INSERT INTO main.{table} ({columns}) SELECT {columns} FROM present.{table}");
        say(older, copy).await?;
    }
    for (_, sql) in &triggers {
        say(older, sql.clone()).await?;
    }
    say(older, "COMMIT").await?;
    let (version,): (i64,) =
        sqlx::query_as("PRAGMA present.user_version").fetch_one(&mut *older).await?;
    say(older, format!("PRAGMA main.user_version = {version}")).await
}

/// The tables of the older database that are neither indexes of the search nor the library's own.
async fn tables(older: &mut SqliteConnection) -> Fallible<Vec<String>> {
    let rows: Vec<(String,)> = sqlx::query_as(
        "SELECT name FROM pragma_table_list
          WHERE schema = 'main' AND type = 'table'
            AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name <> '_sqlx_migrations'",
    )
    .fetch_all(older)
    .await?;
    Ok(rows.into_iter().map(|(name,)| name).collect())
}

/// The columns that both have.
async fn columns(older: &mut SqliteConnection, table: &str) -> Fallible<Vec<String>> {
    let rows: Vec<(String,)> = sqlx::query_as(
        "SELECT name FROM pragma_table_info($1, 'main')
          WHERE name IN (SELECT name FROM pragma_table_info($1, 'present'))",
    )
    .bind(table)
    .fetch_all(older)
    .await?;
    Ok(rows.into_iter().map(|(name,)| name).collect())
}

async fn say(older: &mut SqliteConnection, sql: impl Into<String>) -> Fallible<()> {
    sqlx::raw_sql(AssertSqlSafe(sql.into())).execute(older).await?;
    Ok(())
}
