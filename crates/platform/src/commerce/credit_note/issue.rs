//! Y3: German recipients get a self-billing credit note for the approvals of each month that is
//! over, and a correction for each earlier one that refunds changed. Run as often as one likes, by
//! as many processes as there are: what was credited is credited once, and the numbers have no gap.

use std::collections::{BTreeMap, BTreeSet};

use mojo_documents::render_credit_note;
use mojo_domain::commissions::{
    CreditDraft, CreditLine, CreditNoteNumber, CreditRefusal, CreditVat, CreditableEntry, Credited,
    TaxProfile, credit_totals, credit_vat, plan_credit_notes,
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
use crate::auth::Tenant;
use crate::storage::credit_notes::CreditNoteRecord;
use crate::storage::ledger::CommissionRecord;
use crate::storage::payouts::PayoutRecord;
use crate::storage::{Database, StorageError, TenantTx};

/// What a run issued, and who got no credit note and why.
#[derive(Debug, Default)]
pub(crate) struct CreditNoteReport {
    pub(crate) issued: Vec<CreditNoteRecord>,
    pub(crate) without: Vec<(TenantId, CreditNoteRefused)>,
}

/// Why there is no credit note although something is to be credited.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum CreditNoteRefused {
    /// MOJO LLC has not said who it is.
    #[error("MOJO LLC has no tax profile")]
    NoIssuer,
    /// The recipient has not said who it is.
    #[error("there is no tax profile")]
    NoProfile,
    /// Another law decides how they are settled.
    #[error("credit notes are made out for German recipients alone, this one sits in {0}")]
    Abroad(String),
    /// It would be no invoice.
    #[error(transparent)]
    Refused(#[from] CreditRefusal),
}

/// Makes out the credit notes that are due at `now`, in a transaction a recipient. Whose ledger
/// cannot be read keeps nobody else from theirs; the first such error is told at the end.
pub(crate) async fn issue_credit_notes(
    database: &Database,
    now: i64,
) -> Result<CreditNoteReport, StorageError> {
    let recipients = database.read_ledger().await?.list_all_recipients().await?;
    let mut report = CreditNoteReport::default();
    let mut first = None;
    for recipient in recipients.into_iter().filter(|id| *id != TenantId::MOJO_LLC) {
        if let Err(error) = issue_for(database, recipient, now, &mut report).await {
            tracing::error!(%recipient, %error, "no credit note");
            first.get_or_insert(error);
        }
    }
    first.map_or(Ok(report), Err)
}

async fn issue_for(
    database: &Database,
    recipient: TenantId,
    now: i64,
    report: &mut CreditNoteReport,
) -> Result<(), StorageError> {
    let year = berlin_year(from_micros(now));
    let mut tx = database.write_ledger().await?;
    let issuer = tx.find_issuer().await?;
    // Whatever is read from here on, no other process changes before this transaction ends.
    let last = tx.lock_credit_note_numbers(year).await?;
    let mut tx = tx.go_on_as(Tenant::named_by_platform(recipient)).await?;
    let mut writer = Writer {
        recipient,
        issuer,
        profile: tx.find_tax_profile().await?,
        payouts: tx.list_payouts().await?,
        notes: held_notes(&mut tx).await?,
        last,
        now,
        issued: Vec::new(),
        refused: None,
    };
    let mut entries = creditable(&mut tx, now).await?;
    let currencies: BTreeSet<Currency> =
        entries.iter().map(|(entry, _)| entry.amount.currency).collect();
    for currency in currencies {
        let own = entries.iter_mut().filter(|(entry, _)| entry.amount.currency == currency);
        writer.settle(own.collect(), currency)?;
    }
    report.without.extend(writer.refused.take().map(|why| (recipient, why)));
    if writer.issued.is_empty() {
        return Ok(());
    }
    let mut tx = tx.go_on_as_ledger().await?;
    for (record, parts) in &writer.issued {
        tx.insert_credit_note(record, parts).await?;
    }
    tx.set_last_credit_note_number(year, writer.last).await?;
    tx.commit().await?;
    report.issued.extend(writer.issued.into_iter().map(|(record, _)| record));
    Ok(())
}

/// A credit note with its corrections.
struct HeldNote {
    body: CreditNoteBody,
    /// Of all of them.
    sums: VatTotals,
}

type Entry = (CreditableEntry<CommissionEntryId>, CommissionRecord);

async fn creditable(tx: &mut TenantTx, now: i64) -> Result<Vec<Entry>, StorageError> {
    let disputed = tx.list_disputed().await?;
    let credited = tx.list_credited().await?;
    let mut reversals: BTreeMap<CommissionEntryId, Vec<_>> = BTreeMap::new();
    for reversal in tx.list_reversals().await? {
        if reversal.reversed_cents > 0 {
            let part = (from_micros(reversal.reversed_at), reversal.reversed_cents);
            reversals.entry(reversal.commission_id).or_default().push(part);
        }
    }
    let entry = |record: CommissionRecord| {
        let money = |cents| Money::new(cents, record.currency);
        let taken = reversals.remove(&record.commission_id).unwrap_or_default();
        let entry = CreditableEntry {
            key: record.commission_id,
            kind: record.kind,
            product_name: record.product_name.clone(),
            approves_at: from_micros(record.approves_at),
            amount: money(record.amount_cents),
            settled_as: record.settled_as,
            is_frozen: record.is_frozen(&disputed, now),
            is_forfeited: record.forfeited_at.is_some(),
            reversals: taken.into_iter().map(|(at, cents)| (at, money(cents))).collect(),
            credited: credited.get(&record.commission_id).copied(),
        };
        (entry, record)
    };
    Ok(tx.list_own_commissions().await?.into_iter().map(entry).collect())
}

/// The credit notes of the recipient by number, with the sums after their corrections, and the
/// last month of each currency for which there is a document.
async fn held_notes(tx: &mut TenantTx) -> Result<Held, StorageError> {
    let mut held = Held::default();
    for record in tx.list_credit_notes().await? {
        held.keep(&record, CreditNoteBody::read(&record)?);
    }
    Ok(held)
}

#[derive(Default)]
struct Held {
    notes: BTreeMap<CreditNoteNumber, HeldNote>,
    last_months: BTreeMap<Currency, Month>,
}

impl Held {
    fn keep(&mut self, record: &CreditNoteRecord, body: CreditNoteBody) {
        let last = self.last_months.entry(record.currency).or_insert(record.month);
        *last = record.month.max(*last);
        let (net, vat, gross) = (body.net_cents, body.vat_cents, body.gross_cents);
        let number = record.corrects.unwrap_or(record.number);
        let note = self
            .notes
            .entry(number)
            .or_insert_with(|| HeldNote { body, sums: VatTotals::default() });
        note.sums.net_cents += net;
        note.sums.vat_cents += vat;
        note.sums.gross_cents += gross;
    }
}

/// Between whom a document is, and how it is taxed.
struct Case {
    corrects: Option<CorrectedBody>,
    issuer: PartyBody,
    recipient: PartyBody,
    vat: CreditVat,
    /// The sums of what it corrects.
    before: VatTotals,
}

/// Writes the documents of one recipient.
struct Writer {
    recipient: TenantId,
    issuer: Option<Party>,
    profile: Option<TaxProfile>,
    payouts: Vec<PayoutRecord>,
    notes: Held,
    /// The counter of the last number given.
    last: u32,
    now: i64,
    issued: Vec<(CreditNoteRecord, Vec<(CommissionEntryId, Money)>)>,
    refused: Option<CreditNoteRefused>,
}

impl Writer {
    /// Month by month, up to the last one that is over.
    fn settle(
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
                let Some(number) = self.write(&draft, &entries, month)? else { continue };
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
        month: Month,
    ) -> Result<Option<CreditNoteNumber>, StorageError> {
        let case = match draft.corrects {
            Some(number) => self.case_of(number)?,
            None => match self.new_case(month) {
                Ok(case) => case,
                Err(why) => {
                    self.refused = Some(why);
                    return Ok(None);
                }
            },
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
            service_from: month.first_day(),
            service_to: last_day(month),
            currency: draft.net.currency,
            lines: lines_of(draft),
            vat_class: case.vat.vat_class,
            vat_rate_bp: rate_bp,
            net_cents: sums.net_cents,
            vat_cents: sums.vat_cents,
            gross_cents: sums.gross_cents,
            note: case.vat.note,
            // What clawbacks made smaller than the note does not hold it.
            payout: self
                .payout_of(draft, entries)
                .filter(|payout| payout.amount_cents >= sums.gross_cents),
        };
        self.last = number.counter();
        self.keep((number, month), draft, body)?;
        Ok(Some(number))
    }

    fn keep(
        &mut self,
        (number, month): (CreditNoteNumber, Month),
        draft: &CreditDraft<CommissionEntryId>,
        body: CreditNoteBody,
    ) -> Result<(), StorageError> {
        let pdf = render_credit_note(&body.facts()?).map_err(rule)?;
        let record = CreditNoteRecord {
            tenant_id: self.recipient,
            number,
            month,
            currency: body.currency,
            corrects: draft.corrects,
            body: canonical(&body).map_err(rule)?,
            pdf_hash: Hash::of(&pdf).to_hex(),
            issued_at: self.now,
        };
        self.notes.keep(&record, body);
        self.issued.push((record, draft.parts.clone()));
        Ok(())
    }

    /// A new credit note: the parties as they are now, taxed as the month is.
    fn new_case(&self, month: Month) -> Result<Case, CreditNoteRefused> {
        let issuer = self.issuer.as_ref().ok_or(CreditNoteRefused::NoIssuer)?;
        let profile = self.profile.as_ref().ok_or(CreditNoteRefused::NoProfile)?;
        let country = &profile.party.country;
        if country != "DE" {
            return Err(CreditNoteRefused::Abroad(country.clone()));
        }
        Ok(Case {
            corrects: None,
            issuer: PartyBody::of(issuer),
            recipient: PartyBody::of(&profile.party),
            vat: credit_vat(profile, issuer, last_day(month))?,
            before: VatTotals::default(),
        })
    }

    /// A correction: parties and tax as on the credit note that it corrects.
    fn case_of(&self, number: CreditNoteNumber) -> Result<Case, StorageError> {
        let missing = StorageError::Inconsistency { column: "corrects" };
        let held = self.notes.notes.get(&number).ok_or(missing)?;
        let body = &held.body;
        Ok(Case {
            corrects: Some(CorrectedBody {
                number: body.number.clone(),
                issued_on: body.issued_on,
            }),
            issuer: body.issuer.clone(),
            recipient: body.recipient.clone(),
            vat: CreditVat {
                vat_class: body.vat_class,
                vat_rate_bp: body.vat_rate_bp,
                note: body.note.clone(),
            },
            before: held.sums,
        })
    }

    /// The one payout that paid all of it.
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
