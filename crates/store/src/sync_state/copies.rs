//! Changes that a copy of this device made, before either was noticed.

use std::collections::{BTreeMap, BTreeSet};

use mojo_protocol::Change;
use serde_json::json;

use crate::{StoreError, Tx};

/// The places in the platform's order of changes that bear this device's name and are not in its
/// journal: a copy was faster, and nobody has noticed it yet. They are news here like anybody's.
pub(super) async fn made_by_a_copy(
    tx: &mut Tx,
    changes: &[Change],
) -> Result<BTreeSet<i64>, StoreError> {
    let own = tx.device_id();
    let mut copies = BTreeSet::new();
    for chunk in changes.chunks(500) {
        let bears_our_name = || chunk.iter().filter(|change| change.device_id == Some(own));
        let places: Vec<_> = bears_our_name().map(|c| json!([c.epoch, c.dseq])).collect();
        if places.is_empty() {
            continue;
        }
        let rows: Vec<(i64, i64, String)> = sqlx::query_as(
            "SELECT j.epoch, j.dseq, j.hash
               FROM json_each($1) AS place
              INNER JOIN journal AS j
                 ON j.epoch = json_extract(place.value, '$[0]')
                AND j.dseq = json_extract(place.value, '$[1]')",
        )
        .bind(json!(places).to_string())
        .fetch_all(tx.connection())
        .await?;
        let held: BTreeMap<(i64, i64), String> =
            rows.into_iter().map(|(epoch, dseq, hash)| ((epoch, dseq), hash)).collect();
        let is_ours = |change: &&Change| {
            held.get(&(change.epoch, change.dseq)).is_some_and(|hash| *hash == change.hash)
        };
        copies.extend(bears_our_name().filter(|change| !is_ours(change)).map(|change| change.seq));
    }
    Ok(copies)
}
