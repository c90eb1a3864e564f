//! C15: what decided about the lines of orders, kept when they were settled; and the entries of
//! commissions as they stand in the log.

use std::collections::BTreeMap;

use mojo_domain::{CommissionEntryId, OrderId, TenantId};
use mojo_protocol::facts::{CommissionBasisBody, CommissionEntryBody};
use uuid::Uuid;

use super::cards::id_list;
use super::query::{InsertMany, queries};
use super::{LedgerTx, Row, StorageError, Value, values};

/// What decided about a line, whoever was paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LineBasisRecord {
    /// Who sold.
    pub(crate) seller: TenantId,
    pub(crate) order_id: OrderId,
    pub(crate) line_no: i64,
    /// The rules by which it was settled.
    pub(crate) rule_version: String,
    /// The whole of it: it names recipients, and nobody but the ledger reads it (C16).
    pub(crate) basis: CommissionBasisBody,
    /// In microseconds.
    pub(crate) kept_at: i64,
}

const INSERT_BASES: InsertMany = InsertMany {
    table: "line_bases",
    columns: &["tenant_id", "order_id", "line_no", "rule_version", "basis", "kept_at"],
    tail: "ON CONFLICT DO NOTHING",
};
/// Every insertion of this module, for the test that prepares them.
#[cfg(test)]
pub(super) const INSERTS: &[&InsertMany] = &[&INSERT_BASES];

queries! {
    OF_ORDERS = "SELECT tenant_id, order_id, line_no, rule_version, basis, kept_at \
        FROM line_bases WHERE order_id IN (SELECT value FROM json_each($1)) \
        ORDER BY order_id, line_no";
    postgres = "SELECT tenant_id, order_id, line_no, rule_version, basis, kept_at \
        FROM line_bases \
        WHERE order_id = ANY (ARRAY(SELECT jsonb_array_elements_text(CAST($1 AS jsonb)))) \
        ORDER BY order_id, line_no",
    ENTRIES = "SELECT l.entity_id, b.body FROM change_log AS l \
        JOIN change_bodies AS b ON b.tenant_id = l.tenant_id AND b.seq = l.seq \
        WHERE l.entity = 'commission_entry' AND l.device_id IS NULL AND b.body <> '' \
        AND l.entity_id IN (SELECT value FROM json_each($1)) ORDER BY l.tenant_id, l.seq";
    postgres = "SELECT l.entity_id, b.body FROM change_log AS l \
        JOIN change_bodies AS b ON b.tenant_id = l.tenant_id AND b.seq = l.seq \
        WHERE l.entity = 'commission_entry' AND l.device_id IS NULL AND b.body <> '' \
        AND l.entity_id = ANY (ARRAY(SELECT jsonb_array_elements_text(CAST($1 AS jsonb)))) \
        ORDER BY l.tenant_id, l.seq",
}

fn basis(row: &Row) -> Result<LineBasisRecord, StorageError> {
    let broken = |_| StorageError::Inconsistency { column: "basis" };
    Ok(LineBasisRecord {
        seller: row.parsed("tenant_id")?,
        order_id: row.parsed("order_id")?,
        line_no: row.int("line_no")?,
        rule_version: row.text("rule_version")?,
        basis: serde_json::from_str(&row.text("basis")?).map_err(broken)?,
        kept_at: row.int("kept_at")?,
    })
}

impl LedgerTx {
    /// Keeps what decided about lines; what was kept before stays as it is.
    pub(crate) async fn insert_line_bases(
        &mut self,
        bases: &[LineBasisRecord],
    ) -> Result<(), StorageError> {
        let mut rows = Vec::with_capacity(bases.len());
        for of in bases {
            let text = mojo_protocol::canonical(&of.basis)
                .map_err(|error| StorageError::Rule(error.to_string()))?;
            rows.push(values![
                Value::id(of.seller),
                Value::id(of.order_id),
                of.line_no,
                of.rule_version.as_str(),
                text,
                of.kept_at,
            ]);
        }
        self.tx.insert_many(&INSERT_BASES, rows).await
    }

    /// What decided about the lines of these orders; none for lines that were settled before it was
    /// kept.
    pub(crate) async fn list_line_bases(
        &mut self,
        orders: &[Uuid],
    ) -> Result<Vec<LineBasisRecord>, StorageError> {
        self.tx.all(OF_ORDERS, values![id_list(orders)]).await?.iter().map(basis).collect()
    }

    /// These entries as their recipients were told of them. The caller asks for those alone that it
    /// may read.
    pub(crate) async fn list_entry_bodies(
        &mut self,
        entries: &[CommissionEntryId],
    ) -> Result<BTreeMap<CommissionEntryId, CommissionEntryBody>, StorageError> {
        let ids: Vec<Uuid> = entries.iter().map(|entry| entry.0).collect();
        let mut bodies = BTreeMap::new();
        for row in self.tx.all(ENTRIES, values![id_list(&ids)]).await? {
            let broken = |_| StorageError::Inconsistency { column: "body" };
            let body = serde_json::from_str(&row.text("body")?).map_err(broken)?;
            bodies.insert(row.parsed("entity_id")?, body);
        }
        Ok(bodies)
    }
}
