//! C12: a refund takes back, in proportion, what the line's commissions gave: a reversal in the
//! transaction of each recipient. What was booked back of a refund gives it again, by a reversal below
//! zero.

use mojo_domain::Money;
use mojo_domain::commissions::{Status, reversed_total};
use mojo_protocol::{Entity, canonical};
use uuid::Uuid;

use super::body::reversal_body;
use crate::auth::Tenant;
use crate::derived::derived_id;
use crate::storage::ledger::{CommissionRecord, ReversalRecord};
use crate::storage::log::NewChange;
use crate::storage::orders::RefundRecord;
use crate::storage::{Database, StorageError};

/// Books the reversals of these refunds, in the order in which money was given back.
pub(super) async fn reverse(database: &Database, ids: &[Uuid]) -> Result<(), StorageError> {
    if ids.is_empty() {
        return Ok(());
    }
    let refunds = database.read_ledger().await?.list_refunds_by_id(ids).await?;
    let mut tx = database.write_ledger().await?;
    for refund in &refunds {
        tx.revoke_membership_if_whole(refund).await?;
        tx.restore_membership_if_paid(refund).await?;
    }
    tx.commit().await?;
    for refund in refunds {
        let entries = database.read_ledger().await?.list_commissions_of(refund.order_id).await?;
        for entry in entries.into_iter().filter(|entry| entry.line_no == refund.line_no) {
            reverse_entry(database, &refund, entry).await?;
        }
    }
    Ok(())
}

async fn reverse_entry(
    database: &Database,
    refund: &RefundRecord,
    seen: CommissionRecord,
) -> Result<(), StorageError> {
    let at = refund.refunded_at;
    let mut tx = database.write(Tenant::named_by_platform(seen.recipient)).await?;
    let mut log = tx.write_log(at).await?;
    // Under the lock: nobody else reverses or pays it meanwhile.
    let Some(seen) = tx.find_commission(seen.commission_id).await? else { return Ok(()) };
    let is_done = tx.is_reversed_by(refund.refund_id, seen.commission_id).await?;
    if is_done || seen.status(at) == Status::Forfeited {
        return Ok(());
    }
    let cents = |cents| Money::new(cents, seen.currency);
    let total = reversed_total(
        cents(seen.amount_cents),
        cents(refund.refunded_net_cents),
        cents(seen.base_cents),
    )
    .map_err(|error| StorageError::Rule(error.to_string()))?
    .cents;
    let reversal = ReversalRecord {
        commission_id: seen.commission_id,
        refund_id: refund.refund_id,
        reversed_at: at,
        reversed_cents: total - seen.reversed_cents,
    };
    tx.book_reversal(&reversal, total, refund.refunded_net_cents).await?;
    let net = refund.refunded_net_cents;
    let body = reversal_body(&seen, at, net, reversal.reversed_cents, total);
    let text = canonical(&body).map_err(|error| StorageError::Rule(error.to_string()))?;
    let parts = [seen.commission_id.to_string(), refund.refund_id.to_string()];
    let id = derived_id(&["commission_reversal", &parts[0], &parts[1]]);
    let entity = Entity::CommissionReversal;
    log.push(NewChange::by_platform("reverse_commission", entity, id, at, text));
    tx.append(log).await?;
    tx.commit().await
}
