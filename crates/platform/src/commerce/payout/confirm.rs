//! Y2: staff have paid a payout by hand, and say so.

use mojo_domain::TenantId;
use mojo_domain::commissions::{Rail, TransferStep};

use super::run::PayoutRun;
use super::transfer::{Outcome, book};
use crate::auth::Tenant;
use crate::storage::StorageError;
use crate::storage::audit::AuditRecord;
use crate::storage::payouts::PayoutRecord;

/// The recipient has the money, as staff say; who said it is kept with it, under what the bank calls
/// the payment. `false`, and nothing is kept, when the payout has ended or is not paid by hand.
pub(crate) async fn confirm_payout(
    run: PayoutRun<'_>,
    recipient: TenantId,
    payout: &PayoutRecord,
    audit: &AuditRecord,
) -> Result<bool, StorageError> {
    let mut tx = run.database.write_ledger().await?;
    tx.insert_audit(audit).await?;
    let mut tx = tx.go_on_as(Tenant::named_by_platform(recipient)).await?;
    // Under the lock of the tenant's order: of two at once, one finds it ended.
    tx.lock_log().await?;
    let steps = tx.list_transfer_steps(payout.payout_id).await?;
    let Some(planned) = steps.first().filter(|step| step.rail == Rail::SepaManual) else {
        return Ok(false);
    };
    let mut paid = planned.to(TransferStep::Paid, run.at);
    paid.reason.clone_from(&audit.reason);
    Ok(book(tx, run, payout, paid).await? == Outcome::Paid)
}
