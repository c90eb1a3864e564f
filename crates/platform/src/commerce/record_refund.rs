//! Records refunds: a transaction of the seller alone, which leaves the fact `order_refunded`. One that
//! did not go through after all is booked back by a booking of its own.

use mojo_domain::commissions::{RefundRefusal, check_refund};
use mojo_domain::{Money, OrderId};
use uuid::Uuid;

use crate::auth::Tenant;
use crate::derived::derived_id;
use crate::storage::orders::{InternalFact, RefundRecord};
use crate::storage::{Database, StorageError, TenantTx};

/// A refund as it comes in.
#[derive(Clone, Debug)]
pub(crate) struct NewRefund {
    pub(crate) refund_id: Uuid,
    pub(crate) order_id: OrderId,
    pub(crate) line_no: i64,
    pub(crate) refunded_at: i64,
    /// In list price without VAT; below zero for what is booked back.
    pub(crate) net_cents: i64,
}

/// Why a refund is not recorded.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RefundRefused {
    /// The seller has no such line.
    #[error("there is no such order line")]
    UnknownLine,
    /// C12.
    #[error(transparent)]
    Rule(#[from] RefundRefusal),
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Records refunds of `seller` in one transaction.
pub(crate) async fn record_refunds(
    database: &Database,
    seller: Tenant,
    refunds: &[NewRefund],
) -> Result<(), RefundRefused> {
    let mut tx = database.write(seller).await?;
    tx.lock_log().await?;
    for refund in refunds {
        record_refund(&mut tx, refund).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Records one refund in the seller's transaction and under its lock; one that is held already
/// changes nothing.
pub(super) async fn record_refund(
    tx: &mut TenantTx,
    refund: &NewRefund,
) -> Result<(), RefundRefused> {
    let order = tx.find_order(refund.order_id).await?.ok_or(RefundRefused::UnknownLine)?;
    let held = tx.list_refunds_of(refund.order_id).await?;
    if held.iter().any(|r| r.refund_id == refund.refund_id) {
        return Ok(());
    }
    let lines = tx.list_order_lines(&[refund.order_id.0]).await?;
    let line = lines.iter().find(|line| line.line_no == refund.line_no);
    let line = line.ok_or(RefundRefused::UnknownLine)?;
    let cents = |cents| Money::new(cents, order.currency);
    let before = tx.refunded_net(refund.order_id, refund.line_no).await?;
    let total = check_refund(cents(line.net_cents), cents(before), cents(refund.net_cents))?;
    keep(tx, refund, total.cents).await
}

/// Books back what was recorded of refunds that did not go through, in the seller's transaction and
/// under its lock. The net is below zero, and of a line no more comes back than was refunded (C12).
pub(super) async fn book_refund_back(
    tx: &mut TenantTx,
    refund: &NewRefund,
) -> Result<(), RefundRefused> {
    let before = tx.refunded_net(refund.order_id, refund.line_no).await?;
    let total = before.saturating_add(refund.net_cents);
    if refund.net_cents >= 0 || total < 0 {
        return Err(RefundRefusal::MoreThanLeft.into());
    }
    keep(tx, refund, total).await
}

async fn keep(
    tx: &mut TenantTx,
    refund: &NewRefund,
    refunded_net_cents: i64,
) -> Result<(), RefundRefused> {
    let record = RefundRecord {
        refund_id: refund.refund_id,
        order_id: refund.order_id,
        line_no: refund.line_no,
        refunded_at: refund.refunded_at,
        net_cents: refund.net_cents,
        refunded_net_cents,
    };
    tx.insert_refunds(&[record]).await?;
    tx.leave_facts(&[InternalFact {
        fact_id: derived_id(&["order_refunded", &refund.refund_id.to_string()]),
        kind: "order_refunded".to_owned(),
        subject_id: refund.refund_id,
        happened_at: refund.refunded_at,
    }])
    .await?;
    Ok(())
}
