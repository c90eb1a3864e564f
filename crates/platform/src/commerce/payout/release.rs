//! Staff give up a payout that cannot end by itself: the bank sent it back, or nobody can tell
//! whether the provider did it. Its entries are due again. One that stands in an open file of SEPA
//! transfers is not given up: the bank may have the file, or get it.

use mojo_domain::TenantId;
use mojo_domain::commissions::{Rail, TransferStep};

use super::run::PayoutRun;
use super::sepa_file::open_file_of;
use crate::auth::Tenant;
use crate::payments::Payments;
use crate::storage::StorageError;
use crate::storage::audit::AuditRecord;
use crate::storage::payouts::{PayoutRecord, TransferRecord};

/// Whoever asks for a transfer has its answer after so long, or is gone; in microseconds.
const UNDER_WAY: i64 = 60 * 60 * 1_000_000;

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Release {
    /// Its entries are due again.
    Released,
    /// It had ended before.
    Ended,
    /// The provider made this transfer and did not take it back.
    Made(String),
    /// Somebody is asking the provider for it: it may be made in the next moment.
    UnderWay,
    /// The provider could not be asked, for this reason.
    NotAsked(String),
    /// It stands in the file of this message id, which has not ended.
    InFile(String),
}

/// Releases a payout with the audit entry that says who and why, in one transaction. The provider is
/// asked first, so that nothing is released that was paid.
pub(crate) async fn release_payout(
    run: PayoutRun<'_>,
    recipient: TenantId,
    payout: &PayoutRecord,
    entry: &AuditRecord,
) -> Result<Release, StorageError> {
    let tenant = Tenant::named_by_platform(recipient);
    let mut tx = run.database.read(tenant).await?;
    let steps = tx.list_transfer_steps(payout.payout_id).await?;
    drop(tx);
    let planned = steps.first().ok_or(StorageError::Inconsistency { column: "step" })?;
    if planned.rail == Rail::StripeConnect {
        let Payments::Provider(provider) = run.payments else {
            return Ok(Release::NotAsked("no payment provider is set up".to_owned()));
        };
        match provider.find_transfer(payout.payout_id).await {
            Ok(Some(made)) if made.reversed_cents < made.amount.cents => {
                return Ok(Release::Made(made.id));
            }
            Ok(_) => {}
            Err(error) => return Ok(Release::NotAsked(error.to_string())),
        }
    }
    let mut ledger = run.database.write_ledger().await?;
    ledger.insert_audit_about(entry, recipient).await?;
    let mut tx = ledger.go_on_as(tenant).await?;
    tx.lock_log().await?;
    let (mut tx, file) = open_file_of(tx, payout.payout_id).await?;
    if let Some(message_id) = file {
        return Ok(Release::InFile(message_id));
    }
    let now = tx.list_transfer_steps(payout.payout_id).await?;
    if is_under_way(&steps, &now, run.at) {
        return Ok(Release::UnderWay);
    }
    if !tx.end_released(payout.payout_id, run.at).await? {
        return Ok(Release::Ended);
    }
    let mut failed = planned.to(TransferStep::Failed, run.at);
    failed.reason.clone_from(&entry.reason);
    tx.add_transfer_step(payout.payout_id, &failed).await?;
    tx.commit().await?;
    Ok(Release::Released)
}

/// Somebody asks for the transfer, or did after the provider was looked through: it would be made for
/// entries that are due again.
fn is_under_way(seen: &[TransferRecord], now: &[TransferRecord], at: i64) -> bool {
    match now.last().map(|last| (last.step, last.at)) {
        None | Some((TransferStep::Paid | TransferStep::Failed | TransferStep::Returned, _)) => {
            false
        }
        Some((TransferStep::Requested, asked_at)) if asked_at > at.saturating_sub(UNDER_WAY) => {
            true
        }
        Some(_) => now.len() != seen.len(),
    }
}
