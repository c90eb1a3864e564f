//! People have a job tried again that has failed, or that waits after it went wrong.

use uuid::Uuid;

use crate::storage::{Database, StorageError};

/// Due at `now`, with no failure counted; `false` when it is running, done, due already, or not
/// there.
pub(crate) async fn retry_job(
    database: &Database,
    id: Uuid,
    now: i64,
) -> Result<bool, StorageError> {
    let mut tx = database.write_ledger().await?;
    let is_queued = tx.requeue_job(id, now).await?;
    tx.commit().await?;
    Ok(is_queued)
}
