//! The VAT of credit notes: what each shows, and which payout carries it (section 14 (2) UStG, Y1).

use mojo_domain::Currency;
use mojo_domain::commissions::CreditNoteNumber;
use uuid::Uuid;

use super::query::{InsertMany, queries};
use super::{Row, StorageError, TenantTx, Value, values};

/// The VAT of a credit note or a correction that no payout carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DueVat {
    pub(crate) number: CreditNoteNumber,
    pub(crate) currency: Currency,
    /// Never zero; below it in most corrections.
    pub(crate) vat_cents: i64,
}

const INSERT_CARRIERS: InsertMany = InsertMany {
    table: "payout_vat",
    columns: &["tenant_id", "payout_id", "number", "vat_cents"],
    tail: "",
};
/// Every insertion of this module, for the test that prepares them.
#[cfg(test)]
pub(super) const INSERTS: &[&InsertMany] = &[&INSERT_CARRIERS];

queries! {
    DUE = concat!(
        "SELECT n.number, n.currency, n.vat_cents FROM credit_note_vat AS n \
        WHERE n.tenant_id = $1 AND ",
        include_str!("payout_vat/is_due.sql"),
        "ORDER BY n.number"
    ),
}

fn due(row: &Row) -> Result<DueVat, StorageError> {
    Ok(DueVat {
        number: row.parsed("number")?,
        currency: row.parsed("currency")?,
        vat_cents: row.int("vat_cents")?,
    })
}

impl TenantTx {
    /// The VAT of the recipient's credit notes and corrections that no payout carries, by number. A
    /// document to which the recipient objected before is no invoice (section 14 (2) sentence 3
    /// UStG): its VAT is on an invoice of the recipient's own. Nor is that of the corrections of such a
    /// document taken back where its own was not paid.
    pub(crate) async fn list_due_vat(&mut self) -> Result<Vec<DueVat>, StorageError> {
        self.tx.all(DUE, vec![self.own()]).await?.iter().map(due).collect()
    }

    /// A payout carries these: they are no other one's until it is released.
    pub(crate) async fn carry_vat(
        &mut self,
        payout_id: Uuid,
        notes: &[DueVat],
    ) -> Result<(), StorageError> {
        let own = self.own();
        let row = |note: &DueVat| {
            let (id, number) = (Value::id(payout_id), Value::id(note.number));
            values![own.clone(), id, number, note.vat_cents]
        };
        self.tx.insert_many(&INSERT_CARRIERS, notes.iter().map(row).collect()).await
    }
}
