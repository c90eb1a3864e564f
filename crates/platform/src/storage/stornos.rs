//! Which document a Storno reverses, and which punch cards were paid back by one.

use std::collections::BTreeMap;

use mojo_domain::{ContactId, PunchCardId};
use uuid::Uuid;

use super::cards::id_list;
use super::query::{InsertMany, queries};
use super::{StorageError, TenantTx, Value, values};

/// A Storno; what it reverses is of its own kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HeldStorno {
    pub(crate) storno_id: Uuid,
    pub(crate) entity: String,
    pub(crate) cancelled_id: Uuid,
    pub(crate) contact_id: Option<ContactId>,
    pub(crate) seq: i64,
}

const INSERT_STORNOS: InsertMany = InsertMany {
    table: "stornos",
    columns: &["tenant_id", "storno_id", "entity", "cancelled_id", "contact_id", "seq"],
    tail: "",
};
/// Every insertion of this module, for the test that prepares them.
#[cfg(test)]
pub(super) const INSERTS: &[&InsertMany] = &[&INSERT_STORNOS];

queries! {
    LIST_STORNOS = include_str!("stornos/of_documents.sql");
    postgres = include_str!("stornos/of_documents.pg.sql"),
    LIST_CARDS_OF_SALES = "SELECT punch_card_id FROM punch_cards \
        WHERE tenant_id = $1 AND sale_id IN (SELECT value FROM json_each($2))";
    postgres = "SELECT punch_card_id FROM punch_cards WHERE tenant_id = $1 \
        AND sale_id = ANY (ARRAY(SELECT jsonb_array_elements_text(CAST($2 AS jsonb))))",
    LIST_REFUNDS = include_str!("stornos/refunds.sql");
    postgres = include_str!("stornos/refunds.pg.sql"),
}

impl TenantTx {
    /// The Stornos of these documents, the first of each first, with the number that the document
    /// bears; it is empty while the document itself is not held.
    pub(crate) async fn list_stornos(
        &mut self,
        cancelled: &[Uuid],
    ) -> Result<Vec<(HeldStorno, String)>, StorageError> {
        let rows = self.tx.all(LIST_STORNOS, values![self.own(), id_list(cancelled)]).await?;
        rows.iter()
            .map(|row| {
                let storno = HeldStorno {
                    storno_id: row.parsed("storno_id")?,
                    entity: row.text("entity")?,
                    cancelled_id: row.parsed("cancelled_id")?,
                    contact_id: row.opt_parsed("contact_id")?,
                    seq: row.int("seq")?,
                };
                Ok((storno, row.opt_text("number")?.unwrap_or_default()))
            })
            .collect()
    }

    /// The punch cards that these sales had sold.
    pub(crate) async fn list_cards_of_sales(
        &mut self,
        sales: &[Uuid],
    ) -> Result<Vec<PunchCardId>, StorageError> {
        let rows = self.tx.all(LIST_CARDS_OF_SALES, values![self.own(), id_list(sales)]).await?;
        rows.iter().map(|row| row.parsed("punch_card_id")).collect()
    }

    /// Which of these cards were paid back, with the first Storno that did it.
    pub(crate) async fn list_refunds(
        &mut self,
        cards: &[Uuid],
    ) -> Result<BTreeMap<PunchCardId, Uuid>, StorageError> {
        let rows = self.tx.all(LIST_REFUNDS, values![self.own(), id_list(cards)]).await?;
        let mut refunds = BTreeMap::new();
        for row in &rows {
            refunds.entry(row.parsed("punch_card_id")?).or_insert(row.parsed("storno_id")?);
        }
        Ok(refunds)
    }

    pub(crate) async fn insert_stornos(
        &mut self,
        stornos: &[HeldStorno],
    ) -> Result<(), StorageError> {
        let rows = stornos
            .iter()
            .map(|one| {
                values![
                    self.own(),
                    Value::id(one.storno_id),
                    one.entity.as_str(),
                    Value::id(one.cancelled_id),
                    Value::opt_id(one.contact_id),
                    one.seq,
                ]
            })
            .collect();
        self.tx.insert_many(&INSERT_STORNOS, rows).await
    }
}
