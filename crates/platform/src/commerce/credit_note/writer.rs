//! Writes the documents of one recipient: decides between whom they are and how they are taxed, and
//! gives them their numbers and files.

use std::collections::{BTreeMap, BTreeSet};

use mojo_documents::render_credit_note;
use mojo_domain::commissions::{
    CreditDraft, CreditLine, CreditNoteNumber, CreditVat, CreditableEntry, Credited, TaxProfile,
    credit_totals, credit_vat, plan_credit_notes,
};
use mojo_domain::invoicing::Party;
use mojo_domain::journal::Hash;
use mojo_domain::vat::VatTotals;
use mojo_domain::{
    CommissionEntryId, Currency, Money, MoneyError, Month, TenantId, berlin_day, berlin_month,
    berlin_year, from_micros,
};
use mojo_protocol::canonical;

use super::body::{CorrectedBody, CreditNoteBody, LineBody, PartyBody, PayoutBody};
use super::held::Held;
use super::refused::CreditNoteRefused;
use crate::storage::StorageError;
use crate::storage::credit_notes::{CreditNoteRecord, IssuedNote};
use crate::storage::ledger::CommissionRecord;
use crate::storage::payouts::{PayoutParts, PayoutRecord};

/// Between whom a document is, and how it is taxed.
struct Case {
    corrects: Option<CorrectedBody>,
    issuer: PartyBody,
    recipient: PartyBody,
    vat: CreditVat,
    /// The sums of what it corrects.
    before: VatTotals,
}

/// A commission with its row.
pub(super) type Entry = (CreditableEntry<CommissionEntryId>, CommissionRecord);

/// Writes the documents of one recipient.
pub(super) struct Writer {
    pub(super) recipient: TenantId,
    pub(super) issuer: Option<Party>,
    pub(super) profile: Option<TaxProfile>,
    pub(super) payouts: Vec<PayoutRecord>,
    /// What each of them holds of each commission.
    pub(super) payout_parts: PayoutParts,
    pub(super) notes: Held,
    /// The counter of the last number given.
    pub(super) last: u32,
    pub(super) now: i64,
    pub(super) issued: Vec<IssuedNote>,
    /// Each reason once.
    pub(super) refused: Vec<CreditNoteRefused>,
}

impl Writer {
    /// Month by month, up to the last one that is over.
    pub(super) fn settle(
        &mut self,
        mut entries: Vec<&mut Entry>,
        currency: Currency,
    ) -> Result<(), StorageError> {
        let present = berlin_month(from_micros(self.now));
        let first = entries.iter().map(|(entry, _)| berlin_month(entry.approves_at)).min();
        let last = self.notes.last_months.get(&currency).map(|month| month.next());
        let Some(mut month) = last.or(first) else { return Ok(()) };
        while month < present {
            let facts: Vec<_> = entries.iter().map(|(entry, _)| entry.clone()).collect();
            for draft in plan_credit_notes(&facts, month, currency).map_err(rule)? {
                let Some(number) = self.write(&draft, &entries)? else { continue };
                let parts: BTreeMap<_, _> = draft.parts.iter().copied().collect();
                for (entry, _) in &mut entries {
                    if let Some(part) = parts.get(&entry.key) {
                        credit(entry, *part, number).map_err(rule)?;
                    }
                }
            }
            month = month.next();
        }
        Ok(())
    }

    /// Writes a document; `None` where there is to be none.
    fn write(
        &mut self,
        draft: &CreditDraft<CommissionEntryId>,
        entries: &[&mut Entry],
    ) -> Result<Option<CreditNoteNumber>, StorageError> {
        let case = match draft.corrects {
            Some(number) => self.case_of(number)?,
            None => self.new_case(draft.month),
        };
        let case = match case {
            Ok(case) => case,
            Err(why) => {
                if !self.refused.contains(&why) {
                    self.refused.push(why);
                }
                return Ok(None);
            }
        };
        let issued_at = from_micros(self.now);
        let number = CreditNoteNumber::after(self.last, berlin_year(issued_at)).map_err(rule)?;
        let rate_bp = case.vat.vat_rate_bp;
        let sums = credit_totals(draft.net.cents, rate_bp, case.before).map_err(rule)?;
        let body = CreditNoteBody {
            number: number.to_string(),
            corrects: case.corrects,
            issuer: case.issuer,
            recipient: case.recipient,
            issued_at,
            issued_on: berlin_day(issued_at),
            service_from: draft.month.first_day(),
            service_to: last_day(draft.month),
            currency: draft.net.currency,
            lines: lines_of(draft),
            vat_class: case.vat.vat_class,
            vat_rate_bp: rate_bp,
            net_cents: sums.net_cents,
            vat_cents: sums.vat_cents,
            gross_cents: sums.gross_cents,
            note: case.vat.note,
            // What clawbacks made smaller than the note does not hold it.
            // VAT is paid after the note that shows it, the net amount perhaps before: two payouts.
            payout: self
                .payout_of(draft, entries)
                .filter(|_| sums.vat_cents == 0)
                .filter(|payout| payout.amount_cents >= sums.gross_cents),
        };
        self.last = number.counter();
        self.keep(number, draft, body)?;
        Ok(Some(number))
    }

    fn keep(
        &mut self,
        number: CreditNoteNumber,
        draft: &CreditDraft<CommissionEntryId>,
        body: CreditNoteBody,
    ) -> Result<(), StorageError> {
        let pdf = render_credit_note(&body.facts()?).map_err(rule)?;
        let record = CreditNoteRecord {
            tenant_id: self.recipient,
            number,
            month: draft.month,
            currency: body.currency,
            corrects: draft.corrects,
            body: canonical(&body).map_err(rule)?,
            pdf_hash: Hash::of(&pdf).to_hex(),
            issued_at: self.now,
            objected_at: None,
        };
        let vat_cents = body.vat_cents;
        self.notes.keep(&record, body);
        self.issued.push(IssuedNote { record, vat_cents, parts: draft.parts.clone(), pdf });
        Ok(())
    }

    /// A new credit note: the parties as they are now, taxed as the month is.
    fn new_case(&self, month: Month) -> Result<Case, CreditNoteRefused> {
        let (issuer, profile) = match (&self.issuer, &self.profile) {
            (Some(issuer), Some(profile)) => (issuer, profile),
            (None, Some(_)) => return Err(CreditNoteRefused::NoIssuer),
            (Some(_), None) => return Err(CreditNoteRefused::NoProfile),
            (None, None) => return Err(CreditNoteRefused::NoProfiles),
        };
        let country = &profile.party.country;
        // German rules hold of a document that a German issuer makes out, wherever its recipient
        // sits (section 14 (7) UStG); of any other issuer only where the recipient is German.
        if country != "DE" && issuer.country != "DE" {
            return Err(CreditNoteRefused::Abroad(country.clone()));
        }
        let vat = credit_vat(profile, issuer, last_day(month))?;
        Ok(Case {
            corrects: None,
            issuer: PartyBody::of(issuer),
            recipient: PartyBody::of(&profile.party),
            vat,
            before: VatTotals::default(),
        })
    }

    /// A correction: parties and tax as on the credit note that it corrects, VAT included where
    /// that one shows it.
    fn case_of(
        &self,
        number: CreditNoteNumber,
    ) -> Result<Result<Case, CreditNoteRefused>, StorageError> {
        let missing = StorageError::Inconsistency { column: "corrects" };
        let held = self.notes.notes.get(&number).ok_or(missing)?;
        if held.is_objected {
            return Ok(Err(CreditNoteRefused::Objected(number)));
        }
        let body = &held.body;
        Ok(Ok(Case {
            corrects: Some(CorrectedBody {
                number: body.number.clone(),
                issued_on: body.issued_on,
                service_from: body.service_from,
                service_to: body.service_to,
            }),
            issuer: body.issuer.clone(),
            recipient: body.recipient.clone(),
            vat: CreditVat {
                vat_class: body.vat_class,
                vat_rate_bp: body.vat_rate_bp,
                note: body.note.clone(),
            },
            before: held.sums,
        }))
    }

    /// The one payout that paid all of it; what was given in addition since is of a later one (Y5).
    fn payout_of(
        &self,
        draft: &CreditDraft<CommissionEntryId>,
        entries: &[&mut Entry],
    ) -> Option<PayoutBody> {
        if draft.corrects.is_some() {
            return None;
        }
        let keys: BTreeSet<_> = draft.parts.iter().map(|(key, _)| *key).collect();
        let own = entries.iter().filter(|(entry, _)| keys.contains(&entry.key));
        let paid: BTreeSet<_> = own.map(|(_, record)| record.payout_id).collect();
        let mut paid = paid.into_iter();
        let (Some(Some(id)), None) = (paid.next(), paid.next()) else { return None };
        let payout = self.payouts.iter().find(|payout| payout.payout_id == id)?;
        let is_paid = |(key, part): &(CommissionEntryId, Money)| {
            self.payout_parts.get(&(id, *key)).is_some_and(|paid| part.cents <= *paid)
        };
        if !draft.parts.iter().all(is_paid) {
            return None;
        }
        let on = berlin_day(from_micros(payout.paid_at));
        Some(PayoutBody { on, amount_cents: payout.amount_cents })
    }
}

/// Notes on an entry what a document credited of it.
fn credit(
    entry: &mut CreditableEntry<CommissionEntryId>,
    part: Money,
    number: CreditNoteNumber,
) -> Result<(), MoneyError> {
    entry.credited = Some(match entry.credited {
        Some(before) => Credited { amount: before.amount.checked_add(part)?, ..before },
        None => Credited { number, amount: part },
    });
    Ok(())
}

fn lines_of(draft: &CreditDraft<CommissionEntryId>) -> Vec<LineBody> {
    let line = |line: &CreditLine| LineBody {
        commission_type: line.kind.code().to_owned(),
        product_name: line.product_name.clone(),
        count: line.count,
        net_cents: line.net.cents,
    };
    draft.lines.iter().map(line).collect()
}

fn last_day(month: Month) -> chrono::NaiveDate {
    let next = month.next().first_day();
    next.pred_opt().unwrap_or(next)
}

fn rule(error: impl std::fmt::Display) -> StorageError {
    StorageError::Rule(error.to_string())
}
