//! C5: what is due to a seller of what it sold through the platform's account, by currency.

use std::collections::{BTreeMap, BTreeSet};

use mojo_domain::{Currency, OrderId};

use super::plan::Due;
use crate::storage::seller_ledger::SellerReason;
use crate::storage::{StorageError, TenantTx};

/// What is due at `at`. A sale comes with what went back of it; what went back of one that was paid before
/// is below zero, and is netted with the other sales of its currency, now or by a later payout.
pub(super) async fn due_sales(
    tx: &mut TenantTx,
    at: i64,
) -> Result<BTreeMap<Currency, Due>, StorageError> {
    let entries = tx.list_due_seller_entries(at).await?;
    let unpaid: BTreeSet<(OrderId, i64)> = entries
        .iter()
        .filter(|entry| entry.reason == SellerReason::Sale)
        .map(|entry| (entry.order_id, entry.line_no))
        .collect();
    let mut due: BTreeMap<Currency, Due> = BTreeMap::new();
    for entry in entries {
        let of = due.entry(entry.currency).or_default();
        if unpaid.contains(&(entry.order_id, entry.line_no)) {
            of.approved_cents += entry.amount_cents();
        } else {
            of.clawback_cents += entry.amount_cents();
        }
        of.sales.push(entry);
    }
    for back in tx.list_due_returns(true).await? {
        due.entry(back.currency).or_default().add_return(back);
    }
    Ok(due)
}
