//! What the platform derives from facts: which it holds, which numbers they bear, how often punch
//! cards were used, which cases were opened.

use std::collections::{BTreeMap, BTreeSet};

use mojo_domain::{CaseId, ContactId, PunchCardId, RedemptionId, SaleId};
use uuid::Uuid;

use super::cards::{id_list, text_list};
use super::disputes::{HeldDispute, HeldMessage};
use super::query::{InsertMany, queries};
use super::settlements::HeldSettlement;
use super::stornos::HeldStorno;
use super::{StorageError, TenantTx, Value, values};

/// A fact that is held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HeldFact {
    pub(crate) entity: String,
    pub(crate) entity_id: Uuid,
    pub(crate) seq: i64,
    pub(crate) body_hash: String,
}

/// A document that bears a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NumberedDocument {
    pub(crate) number: String,
    pub(crate) entity: String,
    pub(crate) entity_id: Uuid,
    pub(crate) seq: i64,
}

/// A punch card: what decides whether it is overdrawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct HeldCard {
    pub(crate) punch_card_id: PunchCardId,
    pub(crate) contact_id: ContactId,
    pub(crate) entries: i64,
    /// The sale that sold it: its Storno pays every entry back.
    pub(crate) sale_id: Option<SaleId>,
    pub(crate) seq: i64,
}

/// A redemption, or the taking back of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct HeldRedemption {
    pub(crate) redemption_id: RedemptionId,
    pub(crate) punch_card_id: PunchCardId,
    pub(crate) takes_back: Option<RedemptionId>,
    pub(crate) seq: i64,
}

/// What a batch adds.
#[derive(Clone, Debug, Default)]
pub(crate) struct NewFacts {
    pub(crate) facts: Vec<HeldFact>,
    pub(crate) numbers: Vec<NumberedDocument>,
    pub(crate) cards: Vec<HeldCard>,
    pub(crate) redemptions: Vec<HeldRedemption>,
    pub(crate) settlements: Vec<HeldSettlement>,
    pub(crate) stornos: Vec<HeldStorno>,
    pub(crate) disputes: Vec<HeldDispute>,
    pub(crate) messages: Vec<HeldMessage>,
}

const INSERT_FACTS: InsertMany = InsertMany {
    table: "facts",
    columns: &["tenant_id", "entity", "entity_id", "seq", "body_hash"],
    tail: "",
};
const INSERT_NUMBERS: InsertMany = InsertMany {
    table: "document_numbers",
    columns: &["tenant_id", "number", "entity", "entity_id", "seq"],
    tail: "",
};
const INSERT_CARDS: InsertMany = InsertMany {
    table: "punch_cards",
    columns: &["tenant_id", "punch_card_id", "contact_id", "entries", "sale_id", "seq"],
    tail: "",
};
const INSERT_REDEMPTIONS: InsertMany = InsertMany {
    table: "redemptions",
    columns: &["tenant_id", "redemption_id", "punch_card_id", "takes_back", "seq"],
    tail: "",
};
const INSERT_CASES: InsertMany = InsertMany {
    table: "cases",
    columns: &["tenant_id", "case_id", "kind", "opened_at"],
    tail: "",
};
/// Every insertion of this module, for the test that prepares them.
#[cfg(test)]
pub(super) const INSERTS: &[&InsertMany] =
    &[&INSERT_FACTS, &INSERT_NUMBERS, &INSERT_CARDS, &INSERT_REDEMPTIONS, &INSERT_CASES];

queries! {
    LIST_FACTS = "SELECT entity, entity_id, seq, body_hash FROM facts \
        WHERE tenant_id = $1 AND entity_id IN (SELECT value FROM json_each($2))";
    postgres = "SELECT entity, entity_id, seq, body_hash FROM facts WHERE tenant_id = $1 \
        AND entity_id = ANY (ARRAY(SELECT jsonb_array_elements_text(CAST($2 AS jsonb))))",
    LIST_NUMBERS = "SELECT number, entity, entity_id, seq FROM document_numbers \
        WHERE tenant_id = $1 AND number IN (SELECT value FROM json_each($2)) ORDER BY seq";
    postgres = "SELECT number, entity, entity_id, seq FROM document_numbers WHERE tenant_id = $1 \
        AND number = ANY (ARRAY(SELECT jsonb_array_elements_text(CAST($2 AS jsonb)))) ORDER BY seq",
    LIST_CARDS = "SELECT punch_card_id, contact_id, entries, sale_id, seq FROM punch_cards \
        WHERE tenant_id = $1 AND punch_card_id IN (SELECT value FROM json_each($2))";
    postgres = "SELECT punch_card_id, contact_id, entries, sale_id, seq FROM punch_cards \
        WHERE tenant_id = $1 \
        AND punch_card_id = ANY (ARRAY(SELECT jsonb_array_elements_text(CAST($2 AS jsonb))))",
    LIST_REDEMPTIONS = "SELECT redemption_id, punch_card_id, takes_back, seq FROM redemptions \
        WHERE tenant_id = $1 AND punch_card_id IN (SELECT value FROM json_each($2)) ORDER BY seq";
    postgres = "SELECT redemption_id, punch_card_id, takes_back, seq FROM redemptions \
        WHERE tenant_id = $1 \
        AND punch_card_id = ANY (ARRAY(SELECT jsonb_array_elements_text(CAST($2 AS jsonb)))) \
        ORDER BY seq",
    LIST_CASES = "SELECT case_id FROM cases \
        WHERE tenant_id = $1 AND case_id IN (SELECT value FROM json_each($2))";
    postgres = "SELECT case_id FROM cases WHERE tenant_id = $1 \
        AND case_id = ANY (ARRAY(SELECT jsonb_array_elements_text(CAST($2 AS jsonb))))",
}

impl TenantTx {
    /// Which of these facts are held, by kind and id.
    pub(crate) async fn list_facts(
        &mut self,
        ids: &[Uuid],
    ) -> Result<BTreeMap<(String, Uuid), HeldFact>, StorageError> {
        let rows = self.tx.all(LIST_FACTS, values![self.own(), id_list(ids)]).await?;
        rows.iter()
            .map(|row| {
                let fact = HeldFact {
                    entity: row.text("entity")?,
                    entity_id: row.parsed("entity_id")?,
                    seq: row.int("seq")?,
                    body_hash: row.text("body_hash")?,
                };
                Ok(((fact.entity.clone(), fact.entity_id), fact))
            })
            .collect()
    }

    /// The documents that bear one of these numbers, the first first.
    pub(crate) async fn list_numbers(
        &mut self,
        numbers: &BTreeSet<String>,
    ) -> Result<Vec<NumberedDocument>, StorageError> {
        let list = text_list(numbers.iter().cloned());
        let rows = self.tx.all(LIST_NUMBERS, values![self.own(), list]).await?;
        rows.iter()
            .map(|row| {
                Ok(NumberedDocument {
                    number: row.text("number")?,
                    entity: row.text("entity")?,
                    entity_id: row.parsed("entity_id")?,
                    seq: row.int("seq")?,
                })
            })
            .collect()
    }

    pub(crate) async fn list_punch_cards(
        &mut self,
        ids: &[Uuid],
    ) -> Result<Vec<HeldCard>, StorageError> {
        let rows = self.tx.all(LIST_CARDS, values![self.own(), id_list(ids)]).await?;
        rows.iter()
            .map(|row| {
                Ok(HeldCard {
                    punch_card_id: row.parsed("punch_card_id")?,
                    contact_id: row.parsed("contact_id")?,
                    entries: row.int("entries")?,
                    sale_id: row.opt_parsed("sale_id")?,
                    seq: row.int("seq")?,
                })
            })
            .collect()
    }

    /// The redemptions of these cards in order of `seq`.
    pub(crate) async fn list_redemptions(
        &mut self,
        cards: &[Uuid],
    ) -> Result<Vec<HeldRedemption>, StorageError> {
        let rows = self.tx.all(LIST_REDEMPTIONS, values![self.own(), id_list(cards)]).await?;
        rows.iter()
            .map(|row| {
                Ok(HeldRedemption {
                    redemption_id: row.parsed("redemption_id")?,
                    punch_card_id: row.parsed("punch_card_id")?,
                    takes_back: row.opt_parsed("takes_back")?,
                    seq: row.int("seq")?,
                })
            })
            .collect()
    }

    /// Which of these cases were opened before.
    pub(crate) async fn list_cases(
        &mut self,
        ids: &[Uuid],
    ) -> Result<BTreeSet<CaseId>, StorageError> {
        let rows = self.tx.all(LIST_CASES, values![self.own(), id_list(ids)]).await?;
        rows.iter().map(|row| row.parsed("case_id")).collect()
    }

    pub(crate) async fn insert_facts(&mut self, new: &NewFacts) -> Result<(), StorageError> {
        let own = self.own();
        let facts = new.facts.iter().map(|f| {
            let (entity, hash) = (f.entity.as_str(), f.body_hash.as_str());
            values![own.clone(), entity, Value::id(f.entity_id), f.seq, hash]
        });
        let numbers = new.numbers.iter().map(|d| {
            let (number, entity) = (d.number.as_str(), d.entity.as_str());
            values![own.clone(), number, entity, Value::id(d.entity_id), d.seq]
        });
        let cards = new.cards.iter().map(|c| {
            let (card, contact) = (Value::id(c.punch_card_id), Value::id(c.contact_id));
            values![own.clone(), card, contact, c.entries, Value::opt_id(c.sale_id), c.seq]
        });
        let redemptions = new.redemptions.iter().map(|r| {
            let (id, card) = (Value::id(r.redemption_id), Value::id(r.punch_card_id));
            values![own.clone(), id, card, Value::opt_id(r.takes_back), r.seq]
        });
        self.tx.insert_many(&INSERT_FACTS, facts.collect()).await?;
        self.tx.insert_many(&INSERT_NUMBERS, numbers.collect()).await?;
        self.tx.insert_many(&INSERT_CARDS, cards.collect()).await?;
        self.tx.insert_many(&INSERT_REDEMPTIONS, redemptions.collect()).await?;
        self.insert_stornos(&new.stornos).await?;
        self.insert_settlements(&new.settlements).await?;
        self.insert_disputes(&new.disputes).await?;
        self.insert_dispute_messages(&new.messages).await
    }

    pub(crate) async fn insert_cases(
        &mut self,
        cases: &[(CaseId, String)],
        at: i64,
    ) -> Result<(), StorageError> {
        let rows = cases
            .iter()
            .map(|(id, kind)| values![self.own(), Value::id(id), kind.as_str(), at])
            .collect();
        self.tx.insert_many(&INSERT_CASES, rows).await
    }
}
