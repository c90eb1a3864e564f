//! Y2: staff have paid a payout by hand, and say so.

use mojo_domain::TenantId;
use mojo_domain::commissions::{Rail, TransferStep};

use super::run::PayoutRun;
use super::sepa_file::open_file_of;
use super::transfer::{Outcome, book};
use crate::auth::Tenant;
use crate::storage::StorageError;
use crate::storage::audit::AuditRecord;
use crate::storage::payouts::PayoutRecord;

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PayoutConfirmation {
    /// The recipient has the money.
    Paid,
    /// It has ended, or is not paid by hand.
    NotByHand,
    /// It stands in the file of this message id, which has not ended and would pay it once more.
    InFile(String),
}

/// The recipient has the money, as staff say; who said it is kept with it, under what the bank calls
/// the payment. Nothing is kept unless the payout is paid by this.
pub(crate) async fn confirm_payout(
    run: PayoutRun<'_>,
    recipient: TenantId,
    payout: &PayoutRecord,
    audit: &AuditRecord,
) -> Result<PayoutConfirmation, StorageError> {
    let mut tx = run.database.write_ledger().await?;
    tx.insert_audit_about(audit, recipient).await?;
    let mut tx = tx.go_on_as(Tenant::named_by_platform(recipient)).await?;
    // Under the lock of the tenant's order: of two at once, one finds it ended.
    tx.lock_log().await?;
    let (mut tx, file) = open_file_of(tx, payout.payout_id).await?;
    if let Some(message_id) = file {
        return Ok(PayoutConfirmation::InFile(message_id));
    }
    let steps = tx.list_transfer_steps(payout.payout_id).await?;
    let Some(planned) = steps.first().filter(|step| step.rail == Rail::SepaManual) else {
        return Ok(PayoutConfirmation::NotByHand);
    };
    let mut paid = planned.to(TransferStep::Paid, run.at);
    paid.reason.clone_from(&audit.reason);
    let outcome = book(tx, run, payout, paid).await?;
    let is_paid = outcome == Outcome::Paid;
    Ok(if is_paid { PayoutConfirmation::Paid } else { PayoutConfirmation::NotByHand })
}
