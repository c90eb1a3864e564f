//! A new database on a PostgreSQL server, for an installation or for a test.

use std::str::FromStr as _;

use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Executor as _};

use super::StorageError;

/// Makes the database `name` on the server of `url`, as a copy of `template`, in place of one that
/// bears the name; gives back its address. Both names are lower-case letters, digits and `_`.
///
/// # Errors
/// [`StorageError`] when the server refuses, or a name has another form.
pub async fn create_postgres_database(
    url: &str,
    name: &str,
    template: &str,
) -> Result<String, StorageError> {
    let is_plain = |name: &str| {
        let byte = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
        !name.is_empty() && name.bytes().all(byte)
    };
    if !is_plain(name) || !is_plain(template) {
        return Err(StorageError::Address(format!("{name} from {template}")));
    }
    let options = PgConnectOptions::from_str(url)?;
    let mut connection = options.connect().await?;
    // The names were checked above; a name cannot be bound.
    let drop = AssertSqlSafe(format!("DROP DATABASE IF EXISTS {name}"));
    connection.execute(drop).await?;
    let create = AssertSqlSafe(format!("CREATE DATABASE {name} TEMPLATE {template}"));
    connection.execute(create).await?;
    connection.close().await?;
    let (address, query) = match url.split_once('?') {
        Some((address, query)) => (address, format!("?{query}")),
        None => (url, String::new()),
    };
    let scheme_end = address.find("://").map_or(0, |at| at + 3);
    let path = address[scheme_end..].find('/').map_or(address.len(), |at| at + scheme_end);
    Ok(format!("{}/{name}{query}", &address[..path]))
}
