//! Self-billing credit notes (Y3): their numbers, what stands on them, their files, what of each
//! commission was credited, and the objections of recipients.

use std::collections::BTreeMap;

use mojo_domain::commissions::{CreditNoteNumber, Credited};
use mojo_domain::{CommissionEntryId, Currency, Money, Month, TenantId, UserId};

use super::query::{InsertMany, queries};
use super::{LedgerTx, Row, StorageError, TenantTx, Value, values};

/// A credit note or a correction as it was issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CreditNoteRecord {
    /// The recipient.
    pub(crate) tenant_id: TenantId,
    pub(crate) number: CreditNoteNumber,
    pub(crate) month: Month,
    pub(crate) currency: Currency,
    /// The credit note that it corrects.
    pub(crate) corrects: Option<CreditNoteNumber>,
    /// A JSON object: all that stands on it.
    pub(crate) body: String,
    pub(crate) pdf_hash: String,
    pub(crate) issued_at: i64,
    /// When the recipient objected to it: from then on it is no invoice (section 14 (2) sentence 3
    /// UStG).
    pub(crate) objected_at: Option<i64>,
}

/// A document that is being issued, with all that is kept of it.
#[derive(Clone, Debug)]
pub(crate) struct IssuedNote {
    pub(crate) record: CreditNoteRecord,
    /// The VAT that it shows, in cents; it is paid beside the commissions.
    pub(crate) vat_cents: i64,
    /// What it credits of each commission.
    pub(crate) parts: Vec<(CommissionEntryId, Money)>,
    /// The file.
    pub(crate) pdf: Vec<u8>,
}

/// A recipient's objection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Objection {
    pub(crate) number: CreditNoteNumber,
    /// Microseconds UTC.
    pub(crate) objected_at: i64,
    pub(crate) user_id: UserId,
    /// May be empty.
    pub(crate) reason: String,
}

const INSERT_ENTRIES: InsertMany = InsertMany {
    table: "credit_note_entries",
    columns: &["tenant_id", "number", "commission_id", "amount_cents"],
    tail: "",
};
/// Every insertion of this module, for the test that prepares them.
#[cfg(test)]
pub(super) const INSERTS: &[&InsertMany] = &[&INSERT_ENTRIES];

queries! {
    LIST = "SELECT n.tenant_id, n.number, n.month, n.currency, n.corrects, n.body, n.pdf_hash, \
        n.issued_at, o.objected_at FROM credit_notes AS n LEFT JOIN credit_note_objections AS o \
        ON o.tenant_id = n.tenant_id AND o.number = n.number \
        WHERE n.tenant_id = $1 AND n.number > $2 ORDER BY n.number LIMIT $3",
    FIND = "SELECT n.tenant_id, n.number, n.month, n.currency, n.corrects, n.body, n.pdf_hash, \
        n.issued_at, o.objected_at FROM credit_notes AS n LEFT JOIN credit_note_objections AS o \
        ON o.tenant_id = n.tenant_id AND o.number = n.number \
        WHERE n.tenant_id = $1 AND n.number = $2",
    FIND_FILE = "SELECT pdf FROM credit_note_files WHERE tenant_id = $1 AND number = $2",
    INSERT_FILE = "INSERT INTO credit_note_files (tenant_id, number, pdf) VALUES ($1, $2, $3)",
    OBJECT = "INSERT INTO credit_note_objections (tenant_id, number, objected_at, user_id, reason) \
        VALUES ($1, $2, $3, $4, $5)",
    CREDITED = "SELECT e.commission_id, e.amount_cents, n.number, n.corrects, n.currency \
        FROM credit_note_entries e JOIN credit_notes n ON n.tenant_id = e.tenant_id \
        AND n.number = e.number WHERE e.tenant_id = $1",
    UNPAID = "SELECT DISTINCT e.commission_id FROM credit_note_entries e \
        JOIN order_commissions c ON c.tenant_id = e.tenant_id \
        AND c.commission_id = e.commission_id WHERE e.tenant_id = $1 AND c.paid_at IS NULL \
        AND c.forfeited_at IS NULL AND c.refunded_net_cents < c.base_cents \
        ORDER BY e.commission_id",
    LOCK = "INSERT INTO credit_note_counters (tenant_id, year, last_number) VALUES ($1, $2, 0) \
        ON CONFLICT (tenant_id, year) DO UPDATE \
        SET last_number = credit_note_counters.last_number RETURNING last_number",
    SET_LAST = "UPDATE credit_note_counters SET last_number = $3 \
        WHERE tenant_id = $1 AND year = $2",
    INSERT_VAT = "INSERT INTO credit_note_vat (tenant_id, number, currency, vat_cents) \
        VALUES ($1, $2, $3, $4)",
    INSERT = "INSERT INTO credit_notes (tenant_id, number, month, currency, corrects, body, \
        pdf_hash, issued_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
}

fn note(row: &Row) -> Result<CreditNoteRecord, StorageError> {
    Ok(CreditNoteRecord {
        tenant_id: row.parsed("tenant_id")?,
        number: row.parsed("number")?,
        month: row.parsed("month")?,
        currency: row.parsed("currency")?,
        corrects: corrected(row)?,
        body: row.text("body")?,
        pdf_hash: row.text("pdf_hash")?,
        issued_at: row.int("issued_at")?,
        objected_at: row.opt_int("objected_at")?,
    })
}

/// Empty in a credit note that corrects none.
fn corrected(row: &Row) -> Result<Option<CreditNoteNumber>, StorageError> {
    let text = row.text("corrects")?;
    let unreadable = |_| StorageError::Inconsistency { column: "corrects" };
    (!text.is_empty()).then(|| text.parse().map_err(unreadable)).transpose()
}

/// The range is MOJO LLC's.
fn issuing() -> Value {
    Value::id(TenantId::MOJO_LLC)
}

impl TenantTx {
    /// The recipient's credit notes and corrections, by number.
    pub(crate) async fn list_credit_notes(
        &mut self,
    ) -> Result<Vec<CreditNoteRecord>, StorageError> {
        self.page_credit_notes(None, i64::MAX).await
    }

    /// A page of them after the given number.
    pub(crate) async fn page_credit_notes(
        &mut self,
        after: Option<CreditNoteNumber>,
        limit: i64,
    ) -> Result<Vec<CreditNoteRecord>, StorageError> {
        let last = after.map(|number| number.to_string()).unwrap_or_default();
        let rows = self.tx.all(LIST, values![self.own(), last, limit]).await?;
        rows.iter().map(note).collect()
    }

    pub(crate) async fn find_credit_note(
        &mut self,
        number: CreditNoteNumber,
    ) -> Result<Option<CreditNoteRecord>, StorageError> {
        let row = self.tx.one(FIND, vec![self.own(), Value::id(number)]).await?;
        row.as_ref().map(note).transpose()
    }

    /// The file as it was issued.
    pub(crate) async fn find_credit_note_file(
        &mut self,
        number: CreditNoteNumber,
    ) -> Result<Option<Vec<u8>>, StorageError> {
        let row = self.tx.one(FIND_FILE, vec![self.own(), Value::id(number)]).await?;
        row.map(|row| row.bytes("pdf")).transpose()
    }

    /// Keeps that the recipient objected; once for each document.
    pub(crate) async fn insert_objection(
        &mut self,
        objection: &Objection,
    ) -> Result<(), StorageError> {
        let values = values![
            self.own(),
            Value::id(objection.number),
            objection.objected_at,
            Value::id(objection.user_id),
            objection.reason.as_str(),
        ];
        self.tx.execute(OBJECT, values).await.map(drop)
    }

    /// What stands on credit notes of each commission, after all corrections.
    pub(crate) async fn list_credited(
        &mut self,
    ) -> Result<BTreeMap<CommissionEntryId, Credited>, StorageError> {
        let mut credited: BTreeMap<CommissionEntryId, Credited> = BTreeMap::new();
        for row in &self.tx.all(CREDITED, vec![self.own()]).await? {
            let number = corrected(row)?.map_or_else(|| row.parsed("number"), Ok)?;
            let amount = Money::new(row.int("amount_cents")?, row.parsed("currency")?);
            let id = row.parsed("commission_id")?;
            let before = credited
                .entry(id)
                .or_insert(Credited { number, amount: Money::zero(amount.currency) });
            let overflow = |_| StorageError::Inconsistency { column: "amount_cents" };
            before.amount = before.amount.checked_add(amount).map_err(overflow)?;
        }
        Ok(credited)
    }

    /// The commissions that stand on credit notes, of which something is left and nothing was paid out
    /// yet: a dispute may freeze them, and takes them off no credit note (Y5).
    pub(crate) async fn list_credited_unpaid(
        &mut self,
    ) -> Result<Vec<CommissionEntryId>, StorageError> {
        let rows = self.tx.all(UNPAID, vec![self.own()]).await?;
        rows.iter().map(|row| row.parsed("commission_id")).collect()
    }
}

impl LedgerTx {
    /// The last number that was given in a year. Until this transaction ends nobody else is given
    /// one.
    pub(crate) async fn lock_credit_note_numbers(
        &mut self,
        year: i32,
    ) -> Result<u32, StorageError> {
        let row = self.tx.one(LOCK, values![issuing(), i64::from(year)]).await?;
        let unreadable = StorageError::Inconsistency { column: "last_number" };
        let Some(row) = row else { return Err(unreadable) };
        u32::try_from(row.int("last_number")?).map_err(|_| unreadable)
    }

    /// Says which number was given last; the numbers of the year are locked.
    pub(crate) async fn set_last_credit_note_number(
        &mut self,
        year: i32,
        last: u32,
    ) -> Result<(), StorageError> {
        let values = values![issuing(), i64::from(year), i64::from(last)];
        self.tx.execute(SET_LAST, values).await.map(drop)
    }

    /// Keeps a credit note with its file and what it credits of each commission.
    pub(crate) async fn insert_credit_note(
        &mut self,
        issued: &IssuedNote,
    ) -> Result<(), StorageError> {
        let note = &issued.record;
        let (tenant, number) = (Value::id(note.tenant_id), Value::id(note.number));
        let corrects = note.corrects.map(|number| number.to_string()).unwrap_or_default();
        let values = values![
            tenant.clone(),
            number.clone(),
            Value::id(note.month),
            note.currency.code(),
            corrects,
            note.body.as_str(),
            note.pdf_hash.as_str(),
            note.issued_at,
        ];
        self.tx.execute(INSERT, values).await?;
        let file = values![tenant.clone(), number.clone(), issued.pdf.as_slice()];
        self.tx.execute(INSERT_FILE, file).await?;
        if issued.vat_cents != 0 {
            let currency = note.currency.code();
            let vat = values![tenant.clone(), number.clone(), currency, issued.vat_cents];
            self.tx.execute(INSERT_VAT, vat).await?;
        }
        let rows = issued.parts.iter().map(|(id, amount)| {
            values![tenant.clone(), number.clone(), Value::id(*id), amount.cents]
        });
        self.tx.insert_many(&INSERT_ENTRIES, rows.collect()).await
    }
}
