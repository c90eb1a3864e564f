//! The credit notes that a recipient has already.

use std::collections::BTreeMap;

use mojo_domain::commissions::CreditNoteNumber;
use mojo_domain::vat::VatTotals;
use mojo_domain::{Currency, Month};

use super::body::CreditNoteBody;
use crate::storage::credit_notes::CreditNoteRecord;
use crate::storage::{StorageError, TenantTx};

/// A credit note with its corrections.
pub(super) struct HeldNote {
    pub(super) body: CreditNoteBody,
    /// Of all of them.
    pub(super) sums: VatTotals,
    /// The recipient objected to the credit note.
    pub(super) is_objected: bool,
}

/// The credit notes of the recipient by number, with the sums after their corrections, and the
/// last month of each currency for which there is a document.
pub(super) async fn held_notes(tx: &mut TenantTx) -> Result<Held, StorageError> {
    let mut held = Held::default();
    for record in tx.list_credit_notes().await? {
        held.keep(&record, CreditNoteBody::read(&record)?);
    }
    Ok(held)
}

/// What the recipient has.
#[derive(Default)]
pub(super) struct Held {
    pub(super) notes: BTreeMap<CreditNoteNumber, HeldNote>,
    pub(super) last_months: BTreeMap<Currency, Month>,
}

impl Held {
    /// Adds one more; a credit note before its corrections.
    pub(super) fn keep(&mut self, record: &CreditNoteRecord, body: CreditNoteBody) {
        let last = self.last_months.entry(record.currency).or_insert(record.month);
        *last = record.month.max(*last);
        let (net, vat, gross) = (body.net_cents, body.vat_cents, body.gross_cents);
        let number = record.corrects.unwrap_or(record.number);
        let is_objected = record.objected_at.is_some();
        let note = self.notes.entry(number).or_insert_with(|| HeldNote {
            body,
            sums: VatTotals::default(),
            is_objected,
        });
        note.sums.net_cents += net;
        note.sums.vat_cents += vat;
        note.sums.gross_cents += gross;
    }
}
