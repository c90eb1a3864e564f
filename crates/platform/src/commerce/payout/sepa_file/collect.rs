//! What waits for a SEPA transfer goes into a file, in one transaction: the file with its bytes, and
//! a row for each payout in it. Whoever asks again with the same id gets the same file.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use mojo_domain::journal::Hash;
use mojo_domain::{TenantId, UserId, berlin_day, from_micros, is_target_day, next_target_day};
use serde_json::json;
use uuid::Uuid;

use super::SepaFileRefused;
use super::plan::{SepaPlan, SepaProblem, plan_file};
use crate::auth::Tenant;
use crate::commerce::payout::run::PayoutRun;
use crate::derived::derived_id;
use crate::payments::{MessageHead, SepaAccount, SepaPayment, write_message};
use crate::storage::audit::AuditRecord;
use crate::storage::sepa_files::{SepaFilePayout, SepaFileRecord, WaitingPayout};
use crate::storage::{LedgerTx, StorageError};

/// No bank keeps a file longer than a year.
const MOST_DAYS_AHEAD: Days = Days::new(364);

/// What is wanted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FileWish {
    /// It follows from the key of whoever asks.
    pub(crate) file_id: Uuid,
    /// When the bank is to carry it out; the next day of banks where nothing is said.
    pub(crate) execution_on: Option<NaiveDate>,
    /// Who asks; nobody does at the command line.
    pub(crate) by: Option<(TenantId, UserId)>,
}

/// A file, and what waits on.
#[derive(Clone, Debug)]
pub(crate) struct Collected {
    pub(crate) file: SepaFileRecord,
    pub(crate) content: String,
    /// What is in no file, and why.
    pub(crate) problems: Vec<SepaProblem>,
    /// `false` when it had been made before.
    pub(crate) is_new: bool,
}

/// Collects what waits.
pub(crate) async fn collect_sepa_file(
    run: PayoutRun<'_>,
    debtor: Option<&SepaAccount>,
    wish: FileWish,
) -> Result<Collected, SepaFileRefused> {
    let mut tx = run.database.write_ledger().await?;
    // Under this lock: of two at once, the second one finds what the first one took.
    let last = tx.lock_sepa_file_numbers().await?;
    if let Some(file) = tx.find_sepa_file(wish.file_id).await? {
        return made_before(tx, file, wish).await;
    }
    let debtor = debtor.ok_or(SepaFileRefused::NoDebtor)?;
    let execution_on = execution_day(run.at, wish.execution_on)?;
    let (mut tx, waiting) = lock_waiting(tx).await?;
    let plan = plan_file(&waiting);
    if plan.payments.is_empty() {
        return Err(SepaFileRefused::NothingToPay(plan.problems));
    }
    let number = last + 1;
    let head = MessageHead {
        message_id: format!("MOJO-SEPA-{number:06}"),
        created_at: from_micros(run.at),
        execution_on,
    };
    let (file, content) = write(run.at, wish.file_id, debtor, (number, head), &plan)?;
    tx.insert_sepa_file(&file, &content, &rows_of(&plan)).await?;
    if let Some(by) = wish.by {
        tx.insert_audit(&audit(run.at, by, &file)).await?;
    }
    let problems = plan.problems;
    tx.commit().await?;
    Ok(Collected { file, content, problems, is_new: true })
}

/// Whoever lost the answer gets the same file, with what waits now.
async fn made_before(
    mut tx: LedgerTx,
    file: SepaFileRecord,
    wish: FileWish,
) -> Result<Collected, SepaFileRefused> {
    if wish.execution_on.is_some_and(|day| day != file.execution_on) {
        return Err(SepaFileRefused::KeyReused(file.execution_on));
    }
    let content = tx.find_sepa_file_content(file.file_id).await?;
    let content = content.ok_or(StorageError::Inconsistency { column: "content" })?;
    let waiting = tx.list_waiting_for_sepa().await?;
    let problems = plan_file(&waiting).problems;
    Ok(Collected { file, content, problems, is_new: false })
}

/// The day on which the bank is to carry out a file that is made at `at`.
fn execution_day(at: i64, wished: Option<NaiveDate>) -> Result<NaiveDate, SepaFileRefused> {
    let today = berlin_day(from_micros(at));
    let Some(wished) = wished else { return Ok(next_target_day(today)) };
    let last = today.checked_add_days(MOST_DAYS_AHEAD).unwrap_or(today);
    let is_in_time = (today..=last).contains(&wished);
    if is_in_time && is_target_day(wished) {
        return Ok(wished);
    }
    let next = next_target_day(if is_in_time { wished } else { today });
    Err(SepaFileRefused::NoBankingDay { wished, next })
}

/// What waits, with the orders of its recipients locked: none of it is confirmed by hand or released
/// while it is put into a file. The locks are taken in the order of the tenants.
async fn lock_waiting(mut tx: LedgerTx) -> Result<(LedgerTx, Vec<WaitingPayout>), StorageError> {
    let seen = tx.list_waiting_for_sepa().await?;
    let recipients: BTreeSet<TenantId> = seen.iter().map(|payout| payout.recipient).collect();
    for recipient in &recipients {
        let mut own = tx.go_on_as(Tenant::named_by_platform(*recipient)).await?;
        own.lock_log().await?;
        tx = own.go_on_as_ledger().await?;
    }
    let mut waiting = tx.list_waiting_for_sepa().await?;
    waiting.retain(|payout| recipients.contains(&payout.recipient));
    Ok((tx, waiting))
}

fn write(
    at: i64,
    file_id: Uuid,
    debtor: &SepaAccount,
    (number, head): (i64, MessageHead),
    plan: &SepaPlan<'_>,
) -> Result<(SepaFileRecord, String), StorageError> {
    let payments: Vec<SepaPayment> =
        plan.payments.iter().map(|(_, payment)| payment.clone()).collect();
    let content = write_message(debtor, &head, &payments)
        .map_err(|error| StorageError::Rule(error.to_string()))?;
    let file = SepaFileRecord {
        file_id,
        number,
        message_id: head.message_id,
        execution_on: head.execution_on,
        debtor_iban: debtor.iban().to_owned(),
        payout_count: i64::try_from(payments.len()).unwrap_or(i64::MAX),
        sum_cents: plan.sum_cents()?,
        sha256: Hash::of(content.as_bytes()).to_hex(),
        created_at: at,
        end: None,
    };
    Ok((file, content))
}

fn rows_of(plan: &SepaPlan<'_>) -> Vec<SepaFilePayout> {
    let row = |(waiting, payment): &(&WaitingPayout, SepaPayment)| SepaFilePayout {
        recipient: waiting.recipient,
        payout_id: waiting.payout.payout_id,
        attempt: waiting.attempts + 1,
        end_to_end_id: payment.end_to_end_id.clone(),
        name: payment.payee.name(),
        iban: payment.payee.iban().to_owned(),
        bic: payment.payee.bic().to_owned(),
        amount_cents: payment.cents,
    };
    plan.payments.iter().map(row).collect()
}

fn audit(at: i64, (tenant_id, user_id): (TenantId, UserId), file: &SepaFileRecord) -> AuditRecord {
    let details = json!({
        "payouts": file.payout_count,
        "control_sum_cents": file.sum_cents,
        "sha256": file.sha256,
    });
    AuditRecord {
        tenant_id,
        audit_id: derived_id(&["make_sepa_file", &file.file_id.to_string()]),
        at,
        user_id,
        action: "make_sepa_file".to_owned(),
        subject_id: file.file_id.to_string(),
        reason: file.message_id.clone(),
        details: details.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use mojo_domain::to_micros;

    use super::*;

    fn on(now: &str, wished: Option<&str>) -> Result<NaiveDate, SepaFileRefused> {
        let at = to_micros(now.parse().unwrap());
        execution_day(at, wished.map(|day| day.parse().unwrap()))
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_file_is_carried_out_on_the_next_day_of_banks() {
        assert_eq!(on("2026-11-18T10:00:00Z", None).unwrap(), day("2026-11-19"));
        assert_eq!(on("2026-04-02T10:00:00Z", None).unwrap(), day("2026-04-07"), "Easter");
        assert_eq!(on("2026-12-24T10:00:00Z", None).unwrap(), day("2026-12-28"), "Christmas");
        // Late in the evening it is the next day in Berlin.
        assert_eq!(on("2026-11-18T23:30:00Z", None).unwrap(), day("2026-11-20"));
    }

    #[test]
    fn a_day_that_is_asked_for_must_be_one_of_banks_and_not_over() {
        let now = "2026-12-21T10:00:00Z";
        assert_eq!(on(now, Some("2026-12-21")).unwrap(), day("2026-12-21"), "today");
        for (wished, instead) in [
            ("2026-12-25", "2026-12-28"),
            ("2026-12-27", "2026-12-28"),
            ("2026-12-20", "2026-12-22"),
            ("2028-01-04", "2026-12-22"),
        ] {
            match on(now, Some(wished)) {
                Err(SepaFileRefused::NoBankingDay { next, .. }) => {
                    assert_eq!(next, day(instead), "{wished}");
                }
                other => panic!("{wished}: {other:?}"),
            }
        }
    }
}
