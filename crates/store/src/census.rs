//! What the database holds, row by row as text: for the proof that two desks hold the same.

use std::collections::BTreeMap;

use sqlx::AssertSqlSafe;

use crate::{Reader, StoreError};

/// Tables of this installation alone: who it is, its journal, how far it is with the platform.
const OWN: &[&str] = &[
    "affiliate_codes",
    "credit_notes",
    "device",
    "documents",
    "former_devices",
    "journal",
    "journal_bodies",
    "number_ranges",
    "outbox",
    "outbox_undo",
    "outbox_verdicts",
    "pulled",
    "settings",
    "sync_state",
];

/// Columns that say when something reached this desk, or number rows in the order of arrival.
const OWN_COLUMNS: &[&str] = &["contact_no", "edited_at", "kept_at", "touched_at"];

/// The rows of every table that follows from facts and cards alone, sorted.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn tables(reader: &mut Reader) -> Result<BTreeMap<String, Vec<String>>, StoreError> {
    let mut tables = all_tables(reader).await?;
    tables.retain(|name, _| !OWN.contains(&name.as_str()));
    Ok(tables)
}

async fn all_tables(reader: &mut Reader) -> Result<BTreeMap<String, Vec<String>>, StoreError> {
    let names: Vec<(String,)> = sqlx::query_as(
        "SELECT name FROM pragma_table_list
          WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'
            AND name NOT LIKE '\\_%' ESCAPE '\\'
          ORDER BY name",
    )
    .fetch_all(reader.connection())
    .await?;
    let mut tables = BTreeMap::new();
    for (name,) in names {
        let rows = rows(reader, &name).await?;
        tables.insert(name, rows);
    }
    Ok(tables)
}

async fn rows(reader: &mut Reader, table: &str) -> Result<Vec<String>, StoreError> {
    let columns: Vec<(String,)> = sqlx::query_as("SELECT name FROM pragma_table_info($1)")
        .bind(table)
        .fetch_all(reader.connection())
        .await?;
    let is_by_number = table != "contacts" && columns.iter().any(|(name,)| name == "contact_no");
    let mut parts: Vec<String> = columns
        .iter()
        .filter(|(name,)| !OWN_COLUMNS.contains(&name.as_str()))
        .map(|(name,)| format!("'{name}=' || quote(t.{name})"))
        .collect();
    if is_by_number {
        let owner = "(SELECT contact_id FROM contacts c WHERE c.contact_no = t.contact_no)";
        parts.insert(0, format!("'contact_id=' || quote({owner})"));
    }
    // Names come from the schema itself.
    let sql = format!("SELECT {} FROM {table} t", parts.join(" || ' ' || "));
    let rows: Vec<(String,)> =
        sqlx::query_as(AssertSqlSafe(sql)).fetch_all(reader.connection()).await?;
    let mut rows: Vec<String> = rows.into_iter().map(|(row,)| row).collect();
    rows.sort_unstable();
    Ok(rows)
}

/// A change that was pulled, by its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pulled {
    /// The place.
    pub seq: i64,
    /// The kind of thing.
    pub entity: String,
    /// The chain's hash at its device.
    pub hash: String,
    /// This program could read it.
    pub is_known: bool,
}

/// What was pulled, in the platform's order.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn pulled(reader: &mut Reader) -> Result<Vec<Pulled>, StoreError> {
    let rows: Vec<(i64, String, String, i64)> =
        sqlx::query_as("SELECT seq, entity, hash, is_known FROM pulled ORDER BY seq")
            .fetch_all(reader.connection())
            .await?;
    let pulled = |(seq, entity, hash, known)| Pulled { seq, entity, hash, is_known: known == 1 };
    Ok(rows.into_iter().map(pulled).collect())
}

/// Every row that names `id`, with its table, and what the journal says of it: to see why two desks
/// differ.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn naming(reader: &mut Reader, id: &str) -> Result<Vec<String>, StoreError> {
    let mut found = Vec::new();
    for (table, rows) in all_tables(reader).await? {
        let naming = rows.into_iter().filter(|row| row.contains(id));
        found.extend(naming.map(|row| format!("{table}: {row}")));
    }
    let bodies: Vec<(i64, i64, Option<String>)> = sqlx::query_as(
        "SELECT b.epoch, b.dseq, b.body FROM journal_bodies b
           JOIN journal j ON j.epoch = b.epoch AND j.dseq = b.dseq
          WHERE j.entity_id = $1 ORDER BY b.epoch, b.dseq",
    )
    .bind(id)
    .fetch_all(reader.connection())
    .await?;
    let body = |(epoch, dseq, body): (i64, i64, Option<String>)| {
        format!("body {epoch}/{dseq}: {}", body.unwrap_or_default())
    };
    found.extend(bodies.into_iter().map(body));
    let verdicts: Vec<(i64, i64, String, String)> = sqlx::query_as(
        "SELECT v.epoch, v.dseq, v.verdict, v.code FROM outbox_verdicts v
           JOIN journal j ON j.epoch = v.epoch AND j.dseq = v.dseq
          WHERE j.entity_id = $1 ORDER BY v.epoch, v.dseq",
    )
    .bind(id)
    .fetch_all(reader.connection())
    .await?;
    let verdict = |(epoch, dseq, verdict, code): (i64, i64, String, String)| {
        format!("verdict {epoch}/{dseq}: {verdict} {code}")
    };
    found.extend(verdicts.into_iter().map(verdict));
    Ok(found)
}

/// What SQLite itself finds wrong with the file: `PRAGMA integrity_check`, `foreign_key_check`, and
/// the check of the search's indexes.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn faults(reader: &mut Reader) -> Result<Vec<String>, StoreError> {
    let found: Vec<(String,)> =
        sqlx::query_as("PRAGMA integrity_check").fetch_all(reader.connection()).await?;
    let mut faults: Vec<String> =
        found.into_iter().map(|(text,)| text).filter(|text| text != "ok").collect();
    let dangling: Vec<(String,)> =
        sqlx::query_as("SELECT \"table\" FROM pragma_foreign_key_check()")
            .fetch_all(reader.connection())
            .await?;
    faults.extend(dangling.into_iter().map(|(table,)| format!("foreign key of {table}")));
    Ok(faults)
}

#[cfg(test)]
mod tests {
    use crate::testing::Bench;

    #[tokio::test]
    async fn what_was_recorded_is_in_the_census_and_what_is_local_is_not() {
        let bench = Bench::new().await;
        let mut reader = bench.store.reader().await.unwrap();
        let tables = super::tables(&mut reader).await.unwrap();
        assert!(tables.contains_key("cards") && tables.contains_key("sales"));
        assert!(!tables.contains_key("journal") && !tables.contains_key("settings"));
        assert!(super::faults(&mut reader).await.unwrap().is_empty());
        assert!(super::pulled(&mut reader).await.unwrap().is_empty());
    }
}
