//! Y3: German recipients get a self-billing credit note for the approvals of each month that is
//! over, and a correction for each earlier one that refunds changed. Run as often as one likes, by
//! as many processes as there are: what was credited is credited once, and the numbers have no gap.

use std::collections::{BTreeMap, BTreeSet};

use mojo_domain::commissions::CreditableEntry;
use mojo_domain::{CommissionEntryId, Currency, Money, TenantId, berlin_year, from_micros};
use uuid::Uuid;

use super::held::held_notes;
use super::refused::CreditNoteRefused;
use super::writer::{Entry, Writer};
use crate::auth::Tenant;
use crate::storage::credit_notes::CreditNoteRecord;
use crate::storage::ledger::CommissionRecord;
use crate::storage::{Database, StorageError, TenantTx};

/// What a run issued, and who got no credit note and why.
#[derive(Debug, Default)]
pub(crate) struct CreditNoteReport {
    pub(crate) issued: Vec<CreditNoteRecord>,
    pub(crate) without: Vec<(TenantId, CreditNoteRefused)>,
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
    // Y5: nor is an entry disputed meanwhile, a document objected to, or an agreement withdrawn.
    tx.lock_log().await?;
    // What came back paid nothing.
    let back: BTreeSet<Uuid> =
        tx.list_payout_returns().await?.into_iter().map(|back| back.payout_id).collect();
    let mut payouts = tx.list_payouts().await?;
    payouts.retain(|payout| !back.contains(&payout.payout_id));
    let mut writer = Writer {
        recipient,
        issuer,
        profile: tx.find_tax_profile().await?,
        payouts,
        payout_parts: tx.list_payout_parts().await?,
        notes: held_notes(&mut tx).await?,
        last,
        now,
        issued: Vec::new(),
        refused: Vec::new(),
    };
    let mut entries = creditable(&mut tx, now).await?;
    let currencies: BTreeSet<Currency> =
        entries.iter().map(|(entry, _)| entry.amount.currency).collect();
    for currency in currencies {
        let own = entries.iter_mut().filter(|(entry, _)| entry.amount.currency == currency);
        writer.settle(own.collect(), currency)?;
    }
    report.without.extend(writer.refused.drain(..).map(|why| (recipient, why)));
    if writer.issued.is_empty() {
        return Ok(());
    }
    let mut tx = tx.go_on_as_ledger().await?;
    for issued in &writer.issued {
        tx.insert_credit_note(issued).await?;
    }
    tx.set_last_credit_note_number(year, writer.last).await?;
    tx.commit().await?;
    report.issued.extend(writer.issued.into_iter().map(|issued| issued.record));
    Ok(())
}

async fn creditable(tx: &mut TenantTx, now: i64) -> Result<Vec<Entry>, StorageError> {
    let disputed = tx.list_disputed().await?;
    let credited = tx.list_credited().await?;
    let mut reversals: BTreeMap<CommissionEntryId, Vec<_>> = BTreeMap::new();
    for reversal in tx.list_reversals().await? {
        if reversal.reversed_cents != 0 {
            let part = (from_micros(reversal.reversed_at), reversal.reversed_cents);
            reversals.entry(reversal.commission_id).or_default().push(part);
        }
    }
    // What a correction gives in addition is a part below zero of what is taken.
    for correction in tx.list_corrections().await? {
        let part = (from_micros(correction.corrected_at), -correction.amount_cents);
        reversals.entry(correction.commission_id).or_default().push(part);
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
