//! The messages by which a desk proves that the platform holds what it holds: `POST digest`,
//! `POST rows`, `POST mend`, all under `/api/v1/sync/`; and the leaves that both sides compute.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use mojo_domain::digest::{Digest, LeafHasher};
use mojo_domain::journal::Hash;
use mojo_domain::{Currency, DeviceId, Hlc, Money, berlin_day, from_micros};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::{Change, Entity, Leaf, PushedChange, canonical};

/// What is compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "part", rename_all = "snake_case")]
pub enum Compared {
    /// The device's own journal, by `dseq`.
    Journal {
        /// The epoch.
        epoch: i64,
    },
    /// The tenant's order as far as the user may see it, by `seq`.
    Log {
        /// Kinds whose bodies the desk does not keep: they merge into cards.
        without_body: Vec<String>,
    },
    /// How many cards there are of each kind.
    Kinds,
    /// The merged cards of a kind, by id.
    Cards {
        /// The kind.
        entity: String,
    },
}

/// A place in the canonical order of what is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Key {
    /// Of a journal or of the tenant's order.
    Place(i64),
    /// Of a card.
    Id(Uuid),
}

/// `POST digest`: what do you hold in this range?
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DigestRequest {
    /// The device that asks.
    pub device_id: DeviceId,
    /// How far it has pulled: what came later is not compared.
    pub cursor: String,
    /// What is compared.
    #[serde(flatten)]
    pub compared: Compared,
    /// The range begins after this key.
    pub after: Option<Key>,
    /// The range ends with this key.
    pub until: Option<Key>,
    /// Into how many buckets the range is cut, at most [`crate::MAX_BUCKETS`]; 1 asks for the whole.
    pub buckets: i64,
    /// The records by device and day too.
    #[serde(default)]
    pub days: bool,
}

/// The answer to [`DigestRequest`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DigestResponse {
    /// The place up to which the order was compared.
    pub seq: i64,
    /// The last place that was given: beyond `seq`, the desk has something to pull.
    pub head_seq: i64,
    /// The last entry held of the device's journal; 0 where another part is compared.
    #[serde(default)]
    pub held_dseq: i64,
    /// What the user may see.
    pub scopes: Vec<crate::Scope>,
    /// What is held in the range.
    pub held: Held,
    /// By device and day, when asked.
    #[serde(default)]
    pub days: Vec<DayDigest>,
    /// The names of the devices in `days`.
    #[serde(default)]
    pub devices: BTreeMap<DeviceId, String>,
}

/// What is held in a range.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Held {
    /// In buckets, in order and without a gap.
    Buckets(Vec<BucketDigest>),
    /// Few enough: record by record, in order.
    Leaves(Vec<LeafHash>),
    /// Kinds of cards.
    Kinds(Vec<KindDigest>),
}

/// A range in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RangeDigest {
    /// How many records.
    pub count: i64,
    /// The money that they record, in cents.
    pub cents: BTreeMap<Currency, i64>,
    /// The hash over their leaves in order, hexadecimal.
    pub hash: String,
}

impl From<Digest> for RangeDigest {
    fn from(digest: Digest) -> Self {
        Self { count: digest.count, cents: digest.cents, hash: digest.hash.to_hex() }
    }
}

/// A bucket: from the end of the one before to its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BucketDigest {
    /// Its last key; `None` for the end of the range.
    pub until: Option<Key>,
    /// What is in it.
    pub digest: RangeDigest,
}

/// A record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LeafHash {
    /// Its place.
    pub key: Key,
    /// Its leaf, hexadecimal.
    pub hash: String,
}

/// The cards of a kind in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KindDigest {
    /// The kind.
    pub entity: String,
    /// All its cards.
    pub digest: RangeDigest,
}

/// What a device recorded on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DayDigest {
    /// The device; `None` for the platform itself.
    pub device_id: Option<DeviceId>,
    /// The day in Berlin.
    pub day: NaiveDate,
    /// What it recorded.
    pub digest: RangeDigest,
}

/// `POST rows`: tell me these again, at most [`crate::MAX_BATCH`] of each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RowsRequest {
    /// The device that asks.
    pub device_id: DeviceId,
    /// Places of the tenant's order.
    #[serde(default)]
    pub seqs: Vec<i64>,
    /// Cards.
    #[serde(default)]
    pub cards: Vec<CardRef>,
}

/// A card by kind and id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CardRef {
    /// The kind.
    pub entity: String,
    /// The card.
    pub id: Uuid,
}

/// The answer to [`RowsRequest`]: what the user may see of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RowsResponse {
    /// In order of `seq`.
    pub changes: Vec<Change>,
    /// As merged.
    pub cards: Vec<MergedCard>,
}

/// A card as merged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MergedCard {
    /// The kind and id.
    #[serde(flatten)]
    pub card: CardRef,
    /// Its fields.
    pub fields: BTreeMap<String, MergedField>,
}

/// A field of a [`MergedCard`] with its last write.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MergedField {
    /// The value, `null` when the field was emptied.
    pub value: Value,
    /// When it was written.
    pub hlc: Hlc,
    /// The reading of the value that was replaced.
    pub base: Hlc,
    /// Where.
    pub device_id: DeviceId,
}

/// `POST mend`: entries of the own journal that the platform lost, at most [`crate::MAX_BATCH`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MendRequest {
    /// The device.
    pub device_id: DeviceId,
    /// Its epoch.
    pub epoch: i64,
    /// In order of `dseq`.
    pub changes: Vec<PushedChange>,
}

/// The answer to [`MendRequest`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MendResponse {
    /// What is held again.
    pub mended: Vec<i64>,
    /// What could not be taken.
    pub refused: Vec<NotMended>,
}

/// An entry that could not be taken again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NotMended {
    /// The entry.
    pub dseq: i64,
    /// Why.
    pub code: String,
}

/// The leaf of an entry of a journal. `body` is `None` for an edit that was rejected: only the
/// desk keeps it.
pub fn entry_leaf(dseq: i64, hash: &str, body: Option<&str>) -> Hash {
    let mut leaf = LeafHasher::new("entry");
    leaf.number(dseq).text(hash).number(i64::from(body.is_some())).text(body.unwrap_or_default());
    leaf.finish()
}

/// The leaf of a place in the tenant's order, with its body or without.
pub fn change_leaf(change: &Change, with_body: bool) -> Hash {
    let mut leaf = LeafHasher::new("change");
    leaf.number(change.seq)
        .text(&change.op)
        .text(&change.entity)
        .text(&change.entity_id.to_string())
        .number(change.at)
        .text(&change.actor_id.to_string())
        .text(&change.device_id.map(|id| id.to_string()).unwrap_or_default())
        .number(change.epoch)
        .number(change.dseq)
        .text(&change.hash);
    if with_body {
        leaf.text(&change.body);
    }
    leaf.finish()
}

/// A place in the tenant's order as a reading takes it.
pub fn change_record(change: &Change, with_body: bool) -> Leaf {
    let money = if with_body { money_of(&change.entity, &change.body) } else { None };
    let day = berlin_day(from_micros(change.at));
    Leaf {
        key: Key::Place(change.seq),
        hash: change_leaf(change, with_body),
        money,
        on: Some((change.device_id, day)),
    }
}

/// The leaf of a card: its values as people see them, without what was emptied; `None` for a card
/// of which nothing is left. Who wrote a field is not in it: a clock that ran ahead is set right on
/// the platform alone.
pub fn card_leaf<'a>(
    id: Uuid,
    fields: impl IntoIterator<Item = (&'a str, &'a Value)>,
) -> Option<Hash> {
    let mut leaf = LeafHasher::new("card");
    leaf.text(&id.to_string());
    let mut is_empty = true;
    for (name, value) in fields {
        if value.is_null() {
            continue;
        }
        is_empty = false;
        leaf.text(name).text(&canonical(value).unwrap_or_default());
    }
    (!is_empty).then(|| leaf.finish())
}

/// The money that a fact records: the gross of a sale, the amount of a payment.
pub fn money_of(entity: &str, body: &str) -> Option<Money> {
    #[derive(Deserialize)]
    struct Recorded {
        #[serde(alias = "gross_cents", alias = "amount_cents")]
        cents: i64,
        currency: Currency,
    }
    if ![Entity::Sale, Entity::InvoicePayment].iter().any(|kind| kind.name() == entity) {
        return None;
    }
    let recorded: Recorded = serde_json::from_str(body).ok()?;
    Some(Money { cents: recorded.cents, currency: recorded.currency })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_a_number_or_an_id_on_the_wire() {
        let keys = [Key::Place(391), Key::Id(Uuid::from_u128(7))];
        let text = serde_json::to_string(&keys).unwrap();
        assert_eq!(text, r#"[391,"00000000-0000-0000-0000-000000000007"]"#);
        assert_eq!(serde_json::from_str::<[Key; 2]>(&text).unwrap(), keys);
    }

    #[test]
    fn a_sale_and_a_payment_record_money_and_nothing_else_does() {
        let sale = r#"{"gross_cents":1190,"currency":"EUR","lines":[{"gross_cents":5}]}"#;
        assert_eq!(money_of("sale", sale), Some(Money::eur(1190)));
        let payment = r#"{"amount_cents":-500,"currency":"CHF"}"#;
        assert_eq!(money_of("invoice_payment", payment).map(|money| money.cents), Some(-500));
        assert_eq!(money_of("cash_movement", payment), None);
        assert_eq!(money_of("sale", ""), None);
    }

    #[test]
    fn an_emptied_field_is_as_none_and_an_empty_card_as_no_card() {
        let (id, text, gone) = (Uuid::from_u128(7), Value::from("a"), Value::Null);
        let short = card_leaf(id, [("note", &text)]);
        assert_eq!(card_leaf(id, [("note", &text), ("title", &gone)]), short);
        assert_ne!(card_leaf(id, [("title", &text)]), short);
        assert_eq!(card_leaf(id, [("title", &gone)]), None);
    }
}
