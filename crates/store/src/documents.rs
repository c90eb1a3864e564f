//! Issued documents: kept as bytes, found by their hash.

use mojo_domain::journal::Hash;
use mojo_domain::to_micros;
use mojo_protocol::facts::DocumentRef;

use crate::{Reader, StoreError, Tx};

/// Keeps `bytes`; the same bytes are kept once.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn keep(tx: &mut Tx, media_type: &str, bytes: &[u8]) -> Result<DocumentRef, StoreError> {
    let sha256 = Hash::of(bytes).to_hex();
    let kept_at = to_micros(tx.now());
    sqlx::query(
        "INSERT INTO documents (sha256, media_type, bytes, kept_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT DO NOTHING",
    )
    .bind(&sha256)
    .bind(media_type)
    .bind(bytes)
    .bind(kept_at)
    .execute(tx.connection())
    .await?;
    Ok(DocumentRef { sha256, media_type: media_type.to_owned() })
}

/// Whether the bytes with this hash are kept.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn is_kept(reader: &mut Reader, sha256: &str) -> Result<bool, StoreError> {
    let (count,): (i64,) = sqlx::query_as("SELECT COUNT(*) FROM documents WHERE sha256 = $1")
        .bind(sha256)
        .fetch_one(reader.connection())
        .await?;
    Ok(count > 0)
}

/// The bytes with this hash.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn find(reader: &mut Reader, sha256: &str) -> Result<Option<Vec<u8>>, StoreError> {
    let row: Option<(Vec<u8>,)> = sqlx::query_as("SELECT bytes FROM documents WHERE sha256 = $1")
        .bind(sha256)
        .fetch_optional(reader.connection())
        .await?;
    Ok(row.map(|(bytes,)| bytes))
}
