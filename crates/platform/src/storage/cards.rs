//! The cards as merged: one row a field.

use std::collections::BTreeMap;

use mojo_domain::Hlc;
use mojo_domain::cards::{Card, FieldStamp, FieldWrite};
use uuid::Uuid;

use super::query::{InsertMany, queries};
use super::{StorageError, TenantTx, Value, values};

/// A card by kind and id.
pub(crate) type CardKey = (String, Uuid);

const PUT_FIELDS: InsertMany = InsertMany {
    table: "card_fields",
    columns: &["tenant_id", "entity", "entity_id", "field", "value", "hlc", "base", "device_id"],
    tail: "ON CONFLICT (tenant_id, entity, entity_id, field) DO UPDATE SET \
        value = excluded.value, hlc = excluded.hlc, base = excluded.base, device_id = excluded.device_id",
};
/// Every insertion of this module, for the test that prepares them.
#[cfg(test)]
pub(super) const INSERTS: &[&InsertMany] = &[&PUT_FIELDS];

queries! {
    LIST_FIELDS = "SELECT entity, entity_id, field, value, hlc, base, device_id FROM card_fields \
        WHERE tenant_id = $1 AND entity_id IN (SELECT value FROM json_each($2))";
    postgres = "SELECT entity, entity_id, field, value, hlc, base, device_id FROM card_fields \
        WHERE tenant_id = $1 \
        AND entity_id = ANY (ARRAY(SELECT jsonb_array_elements_text(CAST($2 AS jsonb))))",
}

impl TenantTx {
    /// The cards with these ids, whatever their kind.
    pub(crate) async fn list_cards(
        &mut self,
        ids: &[Uuid],
    ) -> Result<BTreeMap<CardKey, Card>, StorageError> {
        let mut cards: BTreeMap<CardKey, Card> = BTreeMap::new();
        if ids.is_empty() {
            return Ok(cards);
        }
        for row in self.tx.all(LIST_FIELDS, values![self.own(), id_list(ids)]).await? {
            let stamp =
                FieldStamp { hlc: Hlc(row.int("hlc")?), device_id: row.parsed("device_id")? };
            let (value, base) = (row.opt_text("value")?, Hlc(row.int("base")?));
            let write = FieldWrite { value, stamp, base };
            let key = (row.text("entity")?, row.parsed("entity_id")?);
            cards.entry(key).or_default().insert(row.text("field")?, write);
        }
        Ok(cards)
    }

    /// Writes fields that a merge changed.
    pub(crate) async fn put_fields(
        &mut self,
        changed: &BTreeMap<CardKey, Card>,
    ) -> Result<(), StorageError> {
        let rows = changed
            .iter()
            .flat_map(|((entity, id), fields)| {
                fields.iter().map(move |(field, write)| (entity, id, field, write))
            })
            .map(|(entity, id, field, write)| {
                values![
                    self.own(),
                    entity.as_str(),
                    Value::id(id),
                    field.as_str(),
                    write.value.clone(),
                    write.stamp.hlc.0,
                    write.base.0,
                    Value::id(write.stamp.device_id),
                ]
            })
            .collect();
        self.tx.insert_many(&PUT_FIELDS, rows).await
    }
}

/// Ids as a JSON array: the list parameter that both dialects can take apart.
pub(super) fn id_list(ids: &[Uuid]) -> String {
    text_list(ids.iter().map(Uuid::to_string))
}

/// Texts as a JSON array.
pub(super) fn text_list(texts: impl Iterator<Item = String>) -> String {
    serde_json::Value::from(texts.collect::<Vec<_>>()).to_string()
}
