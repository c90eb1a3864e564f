//! What the bank did with a file, as staff say: carried it out, refused it, or never got it. Each in
//! one transaction.

use chrono::NaiveDate;
use mojo_domain::commissions::{SepaFileEnd, TransferStep};
use mojo_domain::{Month, TenantId, berlin_day, from_micros, to_micros};
use uuid::Uuid;

use super::SepaFileRefused;
use crate::auth::Tenant;
use crate::commerce::payout::run::PayoutRun;
use crate::commerce::payout::transfer::book_in;
use crate::storage::audit::AuditRecord;
use crate::storage::payouts::PayoutRecord;
use crate::storage::sepa_files::{SepaFileEnding, SepaFileRecord};
use crate::storage::{LedgerTx, StorageError};

/// What confirming a file did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ConfirmedFile {
    /// Booked as paid now.
    pub(crate) booked: usize,
    /// Had ended before; a payout in an open file does not end otherwise any more.
    pub(crate) ended_before: usize,
}

/// The bank has carried out the file on `booked_on`: every payout in it that has not ended is paid
/// since that day.
pub(crate) async fn confirm_sepa_file(
    run: PayoutRun<'_>,
    file_id: Uuid,
    booked_on: NaiveDate,
    entry: &AuditRecord,
) -> Result<ConfirmedFile, SepaFileRefused> {
    let mut tx = run.database.write_ledger().await?;
    let file = tx.find_sepa_file(file_id).await?.ok_or(SepaFileRefused::Unknown)?;
    check_day(run.at, &file, booked_on)?;
    let outcome = SepaFileEnd::Confirmed;
    let end = SepaFileEnding { outcome, booked_on: Some(booked_on), ended_at: run.at };
    // Of two at once, the second one waits here and finds it ended.
    if !tx.end_sepa_file(file_id, end, "").await? {
        return Err(ended(&mut tx, file_id).await?);
    }
    tx.insert_audit(entry).await?;
    let payouts = tx.list_sepa_file_payouts(file_id).await?;
    let mut confirmed = ConfirmedFile { booked: 0, ended_before: 0 };
    // By recipient: the locks are taken in the order of the tenants.
    for (recipient, payout) in &payouts {
        let of_file = (&file, booked_on);
        let (next, is_booked) = book_one(tx, run, of_file, (*recipient, payout)).await?;
        tx = next;
        if is_booked {
            confirmed.booked += 1;
        } else {
            confirmed.ended_before += 1;
        }
    }
    tx.commit().await?;
    Ok(confirmed)
}

async fn book_one(
    tx: LedgerTx,
    run: PayoutRun<'_>,
    (file, booked_on): (&SepaFileRecord, NaiveDate),
    (recipient, payout): (TenantId, &PayoutRecord),
) -> Result<(LedgerTx, bool), StorageError> {
    let mut own = tx.go_on_as(Tenant::named_by_platform(recipient)).await?;
    own.lock_log().await?;
    let steps = own.list_transfer_steps(payout.payout_id).await?;
    let planned = steps.first().ok_or(StorageError::Inconsistency { column: "step" })?;
    let paid_at = instant_on(booked_on).min(run.at).max(planned.at);
    let mut paid = planned.to(TransferStep::Paid, paid_at);
    paid.reason = format!("{}, {booked_on}", file.message_id);
    let is_booked = book_in(&mut own, run.at, payout, &paid).await?;
    Ok((own.go_on_as_ledger().await?, is_booked))
}

/// An instant that lies on the day in Berlin.
fn instant_on(day: NaiveDate) -> i64 {
    day.and_hms_opt(12, 0, 0).map_or(0, |noon| to_micros(noon.and_utc()))
}

/// The bank moved the money between the day of the file and today. What is older than the two
/// months that are signed anew would be missing from the signed statements.
fn check_day(at: i64, file: &SepaFileRecord, day: NaiveDate) -> Result<(), SepaFileRefused> {
    let last = berlin_day(from_micros(at));
    let oldest = Month::of(last).previous().previous().first_day();
    let first = berlin_day(from_micros(file.created_at)).max(oldest);
    if (first..=last).contains(&day) {
        Ok(())
    } else {
        Err(SepaFileRefused::NotTheBanksDay { first, last })
    }
}

async fn ended(tx: &mut LedgerTx, file_id: Uuid) -> Result<SepaFileRefused, StorageError> {
    let file = tx.find_sepa_file(file_id).await?;
    let end = file.and_then(|file| file.end);
    let end = end.ok_or(StorageError::Inconsistency { column: "outcome" })?;
    Ok(SepaFileRefused::Ended(end.outcome))
}

/// The bank refused the file, for the reason of the entry: its payouts go into the next one.
pub(crate) async fn reject_sepa_file(
    run: PayoutRun<'_>,
    file_id: Uuid,
    entry: &AuditRecord,
) -> Result<(), SepaFileRefused> {
    end_unpaid(run, file_id, SepaFileEnd::Rejected, entry).await
}

/// The bank never got the file and never will, as staff declare with the reason of the entry: its
/// payouts wait again, and nobody confirms it any more.
pub(crate) async fn void_sepa_file(
    run: PayoutRun<'_>,
    file_id: Uuid,
    entry: &AuditRecord,
) -> Result<(), SepaFileRefused> {
    end_unpaid(run, file_id, SepaFileEnd::Void, entry).await
}

async fn end_unpaid(
    run: PayoutRun<'_>,
    file_id: Uuid,
    outcome: SepaFileEnd,
    entry: &AuditRecord,
) -> Result<(), SepaFileRefused> {
    let mut tx = run.database.write_ledger().await?;
    tx.find_sepa_file(file_id).await?.ok_or(SepaFileRefused::Unknown)?;
    let end = SepaFileEnding { outcome, booked_on: None, ended_at: run.at };
    if !tx.end_sepa_file(file_id, end, &entry.reason).await? {
        return Err(ended(&mut tx, file_id).await?);
    }
    tx.insert_audit(entry).await?;
    Ok(tx.commit().await?)
}
