//! C13: a tenant leaves: what is approved is paid at once, what is held is forfeited, its
//! customers are free, and so are the countries of its agreements.

use std::collections::BTreeSet;

use mojo_domain::commissions::CountryCode;
use mojo_domain::{TenantId, berlin_day, from_micros};

use super::payout::{Forgotten, Occasion, PayoutRun, RunReport, check_payments, pay_recipient};
use super::subscription::end_those_of_who_left;
use crate::storage::audit::AuditRecord;
use crate::storage::catalogue::AgreementRecord;
use crate::storage::{LedgerTx, MOST_TRIES, StorageError};

/// A tenant that has left.
#[derive(Clone, Debug)]
pub(crate) struct Left {
    /// When, whoever asked first.
    pub(crate) at: i64,
    /// It had not left before.
    pub(crate) is_new: bool,
    /// What was paid now, and what waits.
    pub(crate) report: RunReport,
}

/// Deactivates a tenant at the instant of the run; `false` when it had left before.
pub(crate) async fn deactivate_tenant(
    run: PayoutRun<'_>,
    tenant: TenantId,
) -> Result<bool, StorageError> {
    Ok(leave(run, (tenant, run.at), None).await?.is_new)
}

/// Deactivates a tenant as of `left_at`; the entry is kept with the deed. What is paid is paid now,
/// and what is forfeited stands in a month that is still signed anew, however far it is dated back.
pub(crate) async fn deactivate_with_reason(
    run: PayoutRun<'_>,
    (tenant, left_at): (TenantId, i64),
    entry: AuditRecord,
) -> Result<Left, StorageError> {
    leave(run, (tenant, left_at), Some(&entry)).await
}

/// The relations end, then what it pays for itself, then it is paid, each by itself; whoever finds the first
/// one done completes the others as of its instant.
async fn leave(
    run: PayoutRun<'_>,
    (tenant, left_at): (TenantId, i64),
    entry: Option<&AuditRecord>,
) -> Result<Left, StorageError> {
    let mut tries = 1;
    let (is_new, at) = loop {
        match end_relations(run, (tenant, left_at), entry).await {
            Err(error) if error.is_taken_back() && tries < MOST_TRIES => tries += 1,
            ended => break ended?,
        }
    };
    end_those_of_who_left(run.database, run.at).await?;
    let mut report = RunReport::default();
    let forgotten = Forgotten::look(run).await?;
    pay_recipient(run, (tenant, Occasion::leaving(at)), &forgotten, &mut report).await?;
    for waits in report.open.iter().chain(&report.released) {
        tracing::warn!(reason = waits.reason, "a final payout waits for the next run");
    }
    Ok(Left { at, is_new, report })
}

/// The first transaction: whether the tenant had been there until then, and since when it is not.
async fn end_relations(
    run: PayoutRun<'_>,
    (tenant, left_at): (TenantId, i64),
    entry: Option<&AuditRecord>,
) -> Result<(bool, i64), StorageError> {
    let mut ledger = run.database.write_ledger().await?;
    check_payments(&mut ledger, run.payments).await?;
    let is_new = ledger.deactivate_tenant(tenant, left_at).await?;
    // Started again after a crash, the day on which it left is the first one.
    let left = ledger.deactivated_tenants().await?;
    let at = left.iter().find(|(id, _)| *id == tenant).map_or(left_at, |(_, first)| *first);
    ledger.end_attributions(tenant, at).await?;
    end_agreements(&mut ledger, tenant, at).await?;
    if let Some(entry) = entry.filter(|_| is_new) {
        ledger.insert_audit_about(entry, tenant).await?;
    }
    ledger.commit().await?;
    Ok((is_new, at))
}

/// C1: the agreements end with the day on which their tenant left, so that somebody else's may begin
/// on the next one. From the instant of leaving on none of them gives a commission (C13).
async fn end_agreements(
    ledger: &mut LedgerTx,
    tenant: TenantId,
    at: i64,
) -> Result<(), StorageError> {
    let is_own = |record: &AgreementRecord| record.agreement.terms.tenant == tenant;
    let mut own = ledger.list_agreements().await?;
    own.retain(is_own);
    let countries: BTreeSet<CountryCode> =
        own.iter().flat_map(|record| record.agreement.regions.iter().copied()).collect();
    ledger.lock_regions(countries.into_iter()).await?;
    let day = berlin_day(from_micros(at));
    // Read anew: what was read before may have changed while this waited.
    let mut records = ledger.list_agreements().await?;
    records.retain(is_own);
    for record in &mut records {
        if record.agreement.terms.end_with(day) {
            ledger.update_agreement(record).await?;
        }
    }
    Ok(())
}
