//! After the platform was restored from a backup and its order was read anew: what it lost of the
//! chains that this installation had before nobody else can send. It goes over into the present one.

use std::collections::BTreeSet;

use mojo_protocol::PushedChange;

use super::epoch::{append, as_they_counted, find_former_on, is_edit, restamps};
use super::load;
use crate::cards::restamp;
use crate::{StoreError, Tx, journal};

/// Entries of former chains that do not stand in the platform's order, and did not go over into a
/// later chain yet. A fact that stands there by another's hand is a duplicate to the platform.
const MISSING: &str = "
    SELECT j.epoch, j.dseq
      FROM journal j
      JOIN former_devices f ON f.epoch = j.epoch
     WHERE j.hash NOT IN (SELECT hash FROM pulled)
       AND (j.commitment, j.epoch) IN
           (SELECT commitment, max(epoch) FROM journal GROUP BY commitment)
       AND NOT EXISTS (SELECT 1 FROM clamped_edits c
                        WHERE c.epoch = j.epoch AND c.dseq = j.dseq AND c.has_gone_over)
       AND NOT EXISTS (SELECT 1 FROM outbox_verdicts v
                        WHERE v.epoch = j.epoch AND v.dseq = j.dseq AND v.verdict = 'rejected')
     ORDER BY j.epoch, j.dseq";

/// Rows per statement.
const ROWS: usize = 500;

/// Puts them into the outbox, as entries of the present chain. Gives back how many.
///
/// # Errors
/// [`StoreError`] of the database.
pub(crate) async fn offer_former(tx: &mut Tx) -> Result<usize, StoreError> {
    let missing: Vec<(i64, i64)> = sqlx::query_as(MISSING).fetch_all(tx.connection()).await?;
    if missing.is_empty() {
        return Ok(0);
    }
    let own = load(tx.connection()).await?.ok_or(StoreError::NoDevice)?;
    let now = tx.now();
    let mut head = (own.head_dseq, own.head_hash);
    for former in missing.chunk_by(|a, b| a.0 == b.0) {
        let epoch = former[0].0;
        let wanted: BTreeSet<i64> = former.iter().map(|(_, dseq)| *dseq).collect();
        let mut entries = journal::list_on(tx.connection(), epoch, 0, usize::MAX).await?;
        entries.retain(|entry| wanted.contains(&entry.dseq));
        as_they_counted(tx.connection(), epoch, &mut entries).await?;
        for entries in entries.chunks(ROWS) {
            head = append(tx.connection(), own.epoch, head, entries).await?;
        }
        let Some(device_id) = find_former_on(tx.connection(), epoch).await? else { continue };
        let edits: Vec<PushedChange> = entries.into_iter().filter(is_edit).collect();
        let edits = restamps(&edits, device_id, own.device_id);
        restamp(tx.connection(), &edits, now).await?;
    }
    tx.move_head(head);
    Ok(missing.len())
}
