//! The databases of every released platform, opened by the present one on either database.
//! `cargo xtask freeze VERSION` freezes the next one.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::http::StatusCode;
use mojo_domain::{FixedClock, SeededEntropy};
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, Row as _};

use super::support::{Server, new_postgres_database};
use crate::Platform;
use crate::http::Limits;
use crate::storage::{Database, StorageError, migrate_to};

struct Frozen {
    file: PathBuf,
    manifest: Value,
    _folder: tempfile::TempDir,
}

fn all() -> Vec<Frozen> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/frozen");
    let releases = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let all: Vec<Frozen> = releases.map(|release| unpack(&release)).collect();
    assert!(!all.is_empty(), "at least 0.1.0 is frozen");
    all
}

fn unpack(release: &Path) -> Frozen {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("platform.db");
    let packed = std::fs::read(release.join("platform.db.zst")).unwrap();
    std::fs::write(&file, zstd::decode_all(&packed[..]).unwrap()).unwrap();
    let text = std::fs::read_to_string(release.join("manifest.json")).unwrap();
    Frozen { file, manifest: serde_json::from_str(&text).unwrap(), _folder: folder }
}

async fn open(url: &str, frozen: &Frozen) -> Server {
    let at: chrono::DateTime<chrono::Utc> =
        frozen.manifest["frozen_at"].as_str().unwrap().parse().unwrap();
    let clock = Arc::new(FixedClock::new(at));
    let entropy = Arc::new(SeededEntropy::new(20));
    let limits = Limits::default();
    let platform = Platform::open_with(url, None, limits, clock.clone(), entropy).await.unwrap();
    Server::around(platform, clock)
}

/// What the owner of the practice sees: the devices, and the whole log.
async fn seen(server: &Server, frozen: &Frozen) -> (Value, Vec<mojo_protocol::Change>) {
    let user = Platform::demo_users()
        .into_iter()
        .find(|user| user.name == frozen.manifest["user"].as_str().unwrap())
        .unwrap();
    let body = json!({ "user": user.name, "password": user.password });
    let (status, answer) = server.call("POST", "/api/v1/sessions", None, Some(&body)).await;
    assert_eq!(status, StatusCode::CREATED, "{answer}");
    let token = answer["token"].as_str().unwrap().to_owned();
    let (_, devices) = server.call("GET", "/api/v1/devices", Some(&token), None).await;
    let code = &frozen.manifest["number_code"];
    let has_code = |device: &Value| device["epochs"][0]["code"] == *code;
    assert!(devices["devices"].as_array().unwrap().iter().any(has_code), "{devices}");
    (devices, server.feed(&token).await)
}

#[tokio::test]
async fn every_released_platform_is_upgraded_on_either_database() {
    for frozen in all() {
        let sqlite = open(&format!("sqlite:{}", frozen.file.display()), &frozen).await;
        let embedded = seen(&sqlite, &frozen).await;
        assert!(embedded.1.len() > 100, "the demo's year is there");
        let Some(database) = new_postgres_database().await else { continue };
        carry_over(&unpack_again(&frozen).file, database.url()).await;
        let postgres = open(database.url(), &frozen).await;
        assert_eq!(seen(&postgres, &frozen).await, embedded);
    }
}

/// The file as it was frozen: the other one has been upgraded.
fn unpack_again(frozen: &Frozen) -> Frozen {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/frozen");
    unpack(&folder.join(frozen.manifest["version"].as_str().unwrap()))
}

/// Makes the PostgreSQL of that release: its migrations, then the rows of the embedded database.
async fn carry_over(file: &Path, url: &str) {
    let mut from =
        sqlx::SqliteConnection::connect(&format!("sqlite:{}", file.display())).await.unwrap();
    let (applied,): (i64,) = sqlx::query_as("SELECT count(*) FROM schema_migrations")
        .fetch_one(&mut from)
        .await
        .unwrap();
    let database = Database::open(url, None).await.unwrap();
    migrate_to(&database, usize::try_from(applied).unwrap()).await.unwrap();
    database.close().await;
    let mut to = sqlx::PgConnection::connect(url).await.unwrap();
    // The rows were checked by their own database; here they only move.
    to.execute("SET session_replication_role = replica").await.unwrap();
    let tables: Vec<(String,)> = sqlx::query_as(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'schema_migrations'
            AND name NOT LIKE 'sqlite_%'",
    )
    .fetch_all(&mut from)
    .await
    .unwrap();
    for (table,) in tables {
        let columns: Vec<(String,)> =
            sqlx::query_as(AssertSqlSafe(format!("SELECT name FROM pragma_table_info('{table}')")))
                .fetch_all(&mut from)
                .await
                .unwrap();
        let pairs: Vec<String> =
            columns.iter().map(|(name,)| format!("'{name}', \"{name}\"")).collect();
        let pairs = pairs.join(", ");
        let select = format!("SELECT json_group_array(json_object({pairs})) FROM {table}");
        let row = sqlx::query(AssertSqlSafe(select)).fetch_one(&mut from).await.unwrap();
        let rows: String = row.get(0);
        let insert = format!(
            "INSERT INTO {table} SELECT * FROM json_populate_recordset(NULL::{table}, $1::json)"
        );
        sqlx::query(AssertSqlSafe(insert)).bind(rows).execute(&mut to).await.unwrap();
    }
    to.close().await.unwrap();
}

#[tokio::test]
async fn a_database_of_a_newer_platform_is_refused_in_plain_words() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("platform.db").display());
    let database = Database::open(&url, None).await.unwrap();
    database.migrate().await.unwrap();
    database.close().await;
    let mut connection = sqlx::SqliteConnection::connect(&url).await.unwrap();
    let insert = "INSERT INTO schema_migrations (version, name, sha256) VALUES (99, 'later', 'x')";
    connection.execute(insert).await.unwrap();
    connection.close().await.unwrap();
    let database = Database::open(&url, None).await.unwrap();
    let refused = database.migrate().await.unwrap_err();
    assert!(matches!(refused, StorageError::NewerDatabase { .. }), "{refused}");
    assert!(refused.to_string().contains("update this program"), "{refused}");
}
