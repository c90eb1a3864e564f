//! C12: a refund takes back, in proportion, what the line's commissions gave: a reversal in the
//! transaction of each recipient. What was booked back of a refund gives it again, by a reversal below
//! zero. One that is told so late that its month is signed for good stands in the oldest month that is
//! still signed anew.

use mojo_domain::commissions::{Status, reversed_total};
use mojo_domain::{Money, berlin_month, from_micros, to_micros};
use mojo_protocol::{Entity, canonical};
use uuid::Uuid;

use super::body::reversal_body;
use crate::auth::Tenant;
use crate::derived::derived_id;
use crate::storage::corrections::CorrectionRecord;
use crate::storage::ledger::{CommissionRecord, ReversalRecord};
use crate::storage::log::NewChange;
use crate::storage::orders::RefundRecord;
use crate::storage::{Database, StorageError, TenantTx};

/// Books the reversals of these refunds, told until `now`, in the order in which money was given back.
pub(super) async fn reverse(
    database: &Database,
    ids: &[Uuid],
    now: i64,
) -> Result<(), StorageError> {
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
            reverse_entry(database, &refund, entry, now).await?;
        }
    }
    Ok(())
}

async fn reverse_entry(
    database: &Database,
    refund: &RefundRecord,
    seen: CommissionRecord,
    now: i64,
) -> Result<(), StorageError> {
    let mut tx = database.write(Tenant::named_by_platform(seen.recipient)).await?;
    let mut log = tx.write_log(refund.refunded_at).await?;
    let at = open_instant(&mut tx, refund.refunded_at, now).await?;
    // Under the lock: nobody else reverses or pays it meanwhile.
    let Some(seen) = tx.find_commission(seen.commission_id).await? else { return Ok(()) };
    let is_done = tx.is_reversed_by(refund.refund_id, seen.commission_id).await?;
    if is_done || seen.status(at) == Status::Forfeited {
        return Ok(());
    }
    // One that was told first and is dated last is booked last: all of both is given back by then.
    let is_more = refund.net_cents > 0;
    let before = if is_more { seen.refunded_net_cents } else { 0 };
    let net = refund.refunded_net_cents.max(before);
    let corrections = tx.list_corrections_of(seen.commission_id).await?;
    let given: i64 = corrections.iter().map(|correction| correction.amount_cents).sum();
    let so_far = seen.reversed_cents + given;
    let total = total_of(&seen, &corrections, net)?;
    // The parts are rounded by themselves: a refund gives no cent in addition.
    let total = if is_more { total.max(so_far) } else { total };
    let reversal = ReversalRecord {
        commission_id: seen.commission_id,
        refund_id: refund.refund_id,
        reversed_at: at,
        reversed_cents: total - so_far,
    };
    tx.book_reversal(&reversal, total - given, net).await?;
    let body = reversal_body(&seen, at, net, reversal.reversed_cents, total);
    let text = canonical(&body).map_err(|error| StorageError::Rule(error.to_string()))?;
    let parts = [seen.commission_id.to_string(), refund.refund_id.to_string()];
    let id = derived_id(&["commission_reversal", &parts[0], &parts[1]]);
    let entity = Entity::CommissionReversal;
    log.push(NewChange::by_platform("reverse_commission", entity, id, at, text));
    tx.append(log).await?;
    tx.commit().await
}

/// What refunds take back in all of an entry once `net` of its line was given back: of the commission
/// in proportion, and of each correction (Y5) in proportion to what of the line was left when it was
/// made. All of the line takes all of both.
fn total_of(
    seen: &CommissionRecord,
    corrections: &[CorrectionRecord],
    net: i64,
) -> Result<i64, StorageError> {
    let cents = |cents| Money::new(cents, seen.currency);
    let part = |amount: i64, refunded: i64, of: i64| {
        reversed_total(cents(amount), cents(refunded), cents(of))
            .map(|total| total.cents)
            .map_err(|error| StorageError::Rule(error.to_string()))
    };
    let mut total = part(seen.amount_cents, net, seen.base_cents)?;
    let mut given = 0;
    for correction in corrections {
        given += correction.amount_cents;
        let since = net - correction.refunded_net_cents;
        // Made before some of those refunds did not go through after all, it stays whole.
        if since > 0 {
            let left = seen.base_cents - correction.refunded_net_cents;
            total += part(correction.amount_cents, since, left)?;
        }
    }
    if corrections.is_empty() {
        return Ok(total);
    }
    // Rounded by themselves, the parts come to a cent more or less: nothing below zero is left, and
    // nothing of what is refunded as a whole.
    let whole = seen.amount_cents + given;
    Ok(if net >= seen.base_cents { whole } else { total.clamp(0, whole.max(0)) })
}

/// When what happened at `at` stands in a statement: then, unless its month is over for longer than
/// months are signed anew and was signed, or a later one was. It would be missing from the signed
/// months, and the balances of the later ones would not follow from them (Y4). Under the lock of the
/// tenant's order no month is signed meanwhile.
pub(super) async fn open_instant(
    tx: &mut TenantTx,
    at: i64,
    now: i64,
) -> Result<i64, StorageError> {
    let month = berlin_month(from_micros(at));
    let oldest = berlin_month(from_micros(now)).previous().previous();
    if month >= oldest || !tx.is_signed_since(month).await? {
        return Ok(at);
    }
    // At noon: it lies on the day in Berlin too.
    let noon = oldest.first_day().and_hms_opt(12, 0, 0);
    Ok(noon.map_or(at, |noon| to_micros(noon.and_utc())))
}
