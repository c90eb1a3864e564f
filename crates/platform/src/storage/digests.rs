//! Reading what is held, to compare it with a desk's: ranges of one index each, page by page.

use mojo_domain::DeviceId;
use serde_json::Value as Json;
use uuid::Uuid;

use super::log::{LoggedChange, logged_change};
use super::query::queries;
use super::{Row, StorageError, TenantTx, Value, values};

/// An entry of a device's journal as it is held.
#[derive(Clone, Debug)]
pub(crate) struct HeldEntry {
    pub(crate) dseq: i64,
    pub(crate) hash: String,
    /// What the place of the order says: kind, instant and body; `None` when it was rejected or
    /// lost.
    pub(crate) change: Option<(String, i64, String)>,
}

/// A card as merged: what is not empty, in the order of the fields' names.
#[derive(Clone, Debug)]
pub(crate) struct HeldFields {
    pub(crate) entity_id: Uuid,
    pub(crate) fields: Vec<(String, Json)>,
}

/// What is left of a place of the order.
#[derive(Clone, Debug)]
pub(crate) struct HeldPlace {
    pub(crate) seq: i64,
    pub(crate) dseq: i64,
    pub(crate) hash: String,
    /// `None` when it was lost.
    pub(crate) body: Option<String>,
}

queries! {
    COUNT_CHANGES = "SELECT count(*) AS n FROM change_log \
        WHERE tenant_id = $1 AND seq > $2 AND seq <= $3 AND (scope_bit & $4) <> 0",
    CHANGES_AT = include_str!("digests/changes_at.sql");
    postgres = include_str!("digests/changes_at.pg.sql"),
    COUNT_ENTRIES = "SELECT count(*) AS n FROM device_entries \
        WHERE tenant_id = $1 AND device_id = $2 AND epoch = $3 AND dseq > $4 AND dseq <= $5",
    ENTRIES = include_str!("digests/entries.sql"),
    COUNT_CARDS = "SELECT count(DISTINCT entity_id) AS n FROM card_fields \
        WHERE tenant_id = $1 AND entity = $2 AND entity_id > $3 AND entity_id <= $4 \
        AND value IS NOT NULL",
    FIELDS = "SELECT entity_id, field, value FROM card_fields \
        WHERE tenant_id = $1 AND entity = $2 AND entity_id > $3 AND entity_id <= $4 \
        AND value IS NOT NULL ORDER BY entity_id LIMIT $5",
    IS_BOUND = "SELECT 1 AS n FROM sessions \
        WHERE tenant_id = $1 AND token_hash = $2 AND device_id = $3",
    PLACES = include_str!("digests/places.sql"),
    PLACES_OF_DEVICE = include_str!("digests/places_of_device.sql"),
}

/// Rows of fields in one page.
const FIELDS_AT_ONCE: i64 = 20_000;
/// Beyond the text of every id.
const END_OF_IDS: &str = "g";

/// A range of ids as the index sees it.
fn ids(after: Option<Uuid>, until: Option<Uuid>) -> (String, String) {
    let text = |id: Uuid| id.hyphenated().to_string();
    (after.map(text).unwrap_or_default(), until.map_or_else(|| END_OF_IDS.to_owned(), text))
}

fn held_place(row: &Row) -> Result<HeldPlace, StorageError> {
    Ok(HeldPlace {
        seq: row.int("seq")?,
        dseq: row.int("dseq")?,
        hash: row.text("hash")?,
        body: row.opt_text("body")?,
    })
}

fn held_entry(row: &Row) -> Result<HeldEntry, StorageError> {
    let change = match (row.opt_text("entity")?, row.opt_int("recorded_at")?, row.opt_text("body")?)
    {
        (Some(entity), Some(at), Some(body)) => Some((entity, at, body)),
        _ => None,
    };
    Ok(HeldEntry { dseq: row.int("dseq")?, hash: row.text("hash")?, change })
}

impl TenantTx {
    async fn count(
        &mut self,
        query: super::Query,
        values: Vec<Value>,
    ) -> Result<i64, StorageError> {
        let row = self.tx.one(query, values).await?;
        row.ok_or(StorageError::Inconsistency { column: "n" })?.int("n")
    }

    /// Whether the session lives on that device, as its last hello said.
    pub(crate) async fn is_bound(
        &mut self,
        token_hash: &str,
        device_id: DeviceId,
    ) -> Result<bool, StorageError> {
        let values = values![self.own(), token_hash, Value::id(device_id)];
        Ok(self.tx.one(IS_BOUND, values).await?.is_some())
    }

    /// How many changes after `after` and up to `until` the scopes in `mask` may see.
    pub(crate) async fn count_changes(
        &mut self,
        after: i64,
        until: i64,
        mask: i64,
    ) -> Result<i64, StorageError> {
        self.count(COUNT_CHANGES, values![self.own(), after, until, mask]).await
    }

    /// The changes at these places, as far as the scopes in `mask` may see them.
    pub(crate) async fn list_changes_at(
        &mut self,
        seqs: &[i64],
        mask: i64,
    ) -> Result<Vec<LoggedChange>, StorageError> {
        let list = Json::from(seqs).to_string();
        let rows = self.tx.all(CHANGES_AT, values![self.own(), list, mask]).await?;
        rows.iter().map(logged_change).collect()
    }

    /// How many entries of a device's journal are held in the range.
    pub(crate) async fn count_entries(
        &mut self,
        (device_id, epoch): (DeviceId, i64),
        (after, until): (i64, i64),
    ) -> Result<i64, StorageError> {
        let values = values![self.own(), Value::id(device_id), epoch, after, until];
        self.count(COUNT_ENTRIES, values).await
    }

    /// The entries of a device's journal in the range, with what the order says of them.
    pub(crate) async fn list_held_entries(
        &mut self,
        (device_id, epoch): (DeviceId, i64),
        (after, until): (i64, i64),
        limit: i64,
    ) -> Result<Vec<HeldEntry>, StorageError> {
        let values = values![self.own(), Value::id(device_id), epoch, after, until, limit];
        self.tx.all(ENTRIES, values).await?.iter().map(held_entry).collect()
    }

    /// How many cards of a kind are held in the range.
    pub(crate) async fn count_cards(
        &mut self,
        entity: &str,
        after: Option<Uuid>,
        until: Option<Uuid>,
    ) -> Result<i64, StorageError> {
        let (after, until) = ids(after, until);
        self.count(COUNT_CARDS, values![self.own(), entity, after, until]).await
    }

    /// The next cards of a kind in the range, and whether there are more.
    pub(crate) async fn list_held_fields(
        &mut self,
        entity: &str,
        after: Option<Uuid>,
        until: Option<Uuid>,
    ) -> Result<(Vec<HeldFields>, bool), StorageError> {
        let (after, until) = ids(after, until);
        let values = values![self.own(), entity, after, until, FIELDS_AT_ONCE];
        let rows = self.tx.all(FIELDS, values).await?;
        let mut cards: Vec<HeldFields> = Vec::new();
        for row in &rows {
            let entity_id: Uuid = row.parsed("entity_id")?;
            let value = serde_json::from_str(&row.text("value")?)
                .map_err(|_| StorageError::Inconsistency { column: "value" })?;
            if cards.last().is_none_or(|card| card.entity_id != entity_id) {
                cards.push(HeldFields { entity_id, fields: Vec::new() });
            }
            if let Some(card) = cards.last_mut() {
                card.fields.push((row.text("field")?, value));
            }
        }
        let more = i64::try_from(rows.len()).unwrap_or(i64::MAX) == FIELDS_AT_ONCE;
        if more && cards.len() > 1 {
            // The last one may go on in the next page.
            cards.pop();
        }
        for card in &mut cards {
            card.fields.sort_by(|a, b| a.0.cmp(&b.0));
        }
        Ok((cards, more))
    }

    /// What is left of the places from `first` to `last`.
    pub(crate) async fn list_places(
        &mut self,
        first: i64,
        last: i64,
    ) -> Result<Vec<HeldPlace>, StorageError> {
        let rows = self.tx.all(PLACES, values![self.own(), first, last]).await?;
        rows.iter().map(held_place).collect()
    }

    /// What is left of the places that entries `first` to `last` of a device's journal have.
    pub(crate) async fn list_places_of_device(
        &mut self,
        (device_id, epoch): (DeviceId, i64),
        (first, last): (i64, i64),
    ) -> Result<Vec<HeldPlace>, StorageError> {
        let values = values![self.own(), Value::id(device_id), epoch, first, last];
        self.tx.all(PLACES_OF_DEVICE, values).await?.iter().map(held_place).collect()
    }
}
