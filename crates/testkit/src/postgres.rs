//! A database of its own on a PostgreSQL server, for one test.

use std::str::FromStr as _;

use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Executor as _};

/// The server for tests; `None` only in a fast run without one.
///
/// # Panics
/// Without a server in a run that is not fast: what it would prove is never left out silently.
pub fn server() -> Option<String> {
    let server = std::env::var("MOJO_TEST_POSTGRES_URL").ok();
    let is_fast = std::env::var("MOJO_TEST_FAST").is_ok_and(|value| value == "1");
    let said = "set MOJO_TEST_POSTGRES_URL, or MOJO_TEST_FAST=1 to leave it out";
    assert!(server.is_some() || is_fast, "{said}");
    server
}

/// A database that is there as long as this value: a thousand tests would fill the disk otherwise.
pub struct OwnDatabase {
    server: String,
    name: String,
    url: String,
}

impl OwnDatabase {
    /// Makes the database `name` on the server of the address `server`, as a copy of `template`, in
    /// place of one that bears the name. Names are lower-case letters, digits and `_`.
    ///
    /// # Panics
    /// When the server refuses, or a name has another form.
    pub async fn create(server: &str, name: &str, template: &str) -> Self {
        assert!(is_plain(name) && is_plain(template), "{name} from {template}");
        // The names were checked above; a name cannot be bound.
        let statements = [
            format!("DROP DATABASE IF EXISTS {name}"),
            format!("CREATE DATABASE {name} TEMPLATE {template}"),
        ];
        let made = run_on(server, &statements).await;
        made.unwrap_or_else(|error| panic!("{name} from {template}: {error}"));
        let url = address_of(server, name);
        Self { server: server.to_owned(), name: name.to_owned(), url }
    }

    /// A copy of it that bears `name`, while nobody has this one open.
    ///
    /// # Panics
    /// When the server refuses, or the name has another form.
    pub async fn copy(&self, name: &str) -> Self {
        Self::create(&self.server, name, &self.name).await
    }

    /// The address of the database.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The name of the database.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for OwnDatabase {
    /// Connections that are still open are ended. What cannot be dropped stays until the server goes.
    fn drop(&mut self) {
        let (server, name) = (self.server.clone(), self.name.clone());
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            let drop = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
            runtime.block_on(run_on(&server, &[drop]))
        });
        if !matches!(dropped.join(), Ok(Ok(()))) {
            eprintln!("the database {} stays", self.name);
        }
    }
}

fn is_plain(name: &str) -> bool {
    let byte = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    !name.is_empty() && name.bytes().all(byte)
}

async fn run_on(server: &str, statements: &[String]) -> Result<(), sqlx::Error> {
    let mut connection = PgConnectOptions::from_str(server)?.connect().await?;
    for statement in statements {
        connection.execute(AssertSqlSafe(statement.clone())).await?;
    }
    connection.close().await
}

/// The server's address with another database.
fn address_of(server: &str, name: &str) -> String {
    let (address, query) = match server.split_once('?') {
        Some((address, query)) => (address, format!("?{query}")),
        None => (server, String::new()),
    };
    let scheme_end = address.find("://").map_or(0, |at| at + 3);
    let path = address[scheme_end..].find('/').map_or(address.len(), |at| at + scheme_end);
    format!("{}/{name}{query}", &address[..path])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_its_server_and_its_query() {
        let cases = [
            ("postgres://u@h:5/postgres", "postgres://u@h:5/a"),
            ("postgres://u@h:5", "postgres://u@h:5/a"),
            ("postgres:///?host=/run/s", "postgres:///a?host=/run/s"),
        ];
        for (server, wanted) in cases {
            assert_eq!(address_of(server, "a"), wanted);
        }
    }

    #[test]
    fn a_name_is_plain() {
        assert!(is_plain("mojo_7"));
        for name in ["", "Mojo", "a;b", "a-b"] {
            assert!(!is_plain(name), "{name}");
        }
    }

    #[tokio::test]
    async fn a_database_goes_with_its_value_however_many_have_it_open() {
        let Some(server) = server() else { return };
        let name = format!("mojo_testkit_{}", std::process::id());
        let is_there = async || {
            let mut connection =
                PgConnectOptions::from_str(&server).unwrap().connect().await.unwrap();
            let found = sqlx::query("SELECT 1 FROM pg_database WHERE datname = $1").bind(&name);
            found.fetch_optional(&mut connection).await.unwrap().is_some()
        };
        let own = OwnDatabase::create(&server, &name, "template0").await;
        assert!(is_there().await);
        let _open = PgConnectOptions::from_str(own.url()).unwrap().connect().await.unwrap();
        drop(own);
        assert!(!is_there().await);
    }
}
