//! A refund of an order that was not paid through the provider: whoever gave the money back tells it,
//! and the ledger takes back its part (C12). Once under its id, whatever comes in.

use mojo_domain::commissions::RefundRefusal;
use mojo_domain::{Currency, OrderId, from_micros};
use serde_json::json;
use uuid::Uuid;

use super::record_refund::{NewRefund, RefundRefused, record_refund};
use crate::auth::Tenant;
use crate::storage::audit::AuditRecord;
use crate::storage::order_parts::OrderPart;
use crate::storage::orders::{OrderLineRecord, OrderRecord, RefundRecord};
use crate::storage::{Database, StorageError};

/// A refund as it is told.
#[derive(Clone, Debug)]
pub(crate) struct ToldRefund {
    /// Drawn by the client, so that a repeated request gives back once.
    pub(crate) refund_id: Uuid,
    /// The order: a whole one, or a seller's part of it.
    pub(crate) order_id: OrderId,
    /// What whoever told the order calls the line; its number otherwise.
    pub(crate) line: String,
    /// When the money went back, in microseconds; `None`: now.
    pub(crate) dated_at: Option<i64>,
    /// In list price without VAT.
    pub(crate) net_cents: i64,
}

/// A refund that is kept.
#[derive(Clone, Debug)]
pub(crate) struct KeptRefund {
    pub(crate) refund: RefundRecord,
    pub(crate) currency: Currency,
}

/// Why a refund is not taken.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TellRefused {
    /// Nobody whose orders the caller may refund sold it.
    #[error("there is no such order")]
    UnknownOrder,
    /// The order has no such line.
    #[error("the order has no line {line}")]
    UnknownLine {
        /// As it was named.
        line: String,
    },
    /// The provider has the customer's money, and gives it back.
    #[error(
        "this order was paid through the payment provider: ask for the refund with `amount` (VAT \
         included) instead of `line` and `net`, and the provider gives the money back"
    )]
    PaidThroughProvider,
    /// Nothing is given back before it was bought.
    #[error("the refund lies before its order")]
    BeforeOrder,
    /// One id is one refund.
    #[error("this id was used for another refund; draw a new one")]
    OtherTerms,
    /// C12.
    #[error(transparent)]
    Rule(#[from] RefundRefusal),
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<RefundRefused> for TellRefused {
    fn from(refused: RefundRefused) -> Self {
        match refused {
            RefundRefused::UnknownLine => Self::UnknownOrder,
            RefundRefused::Rule(rule) => Self::Rule(rule),
            RefundRefused::Storage(error) => Self::Storage(error),
        }
    }
}

/// Records a refund of a line, of the orders of `own` alone where somebody speaks for one tenant. Told
/// again with the same id, it changes nothing. `entry` is what the audit log says of it, without the
/// details.
pub(crate) async fn tell_refund(
    database: &Database,
    own: Option<Tenant>,
    told: &ToldRefund,
    entry: Option<&AuditRecord>,
    now: i64,
) -> Result<KeptRefund, TellRefused> {
    let (order, line_no) = find_line(database, own, told).await?;
    refuse_id_of_another(database, told, &order).await?;
    let refunded_at = told.dated_at.unwrap_or(now);
    let kept = |refund| KeptRefund { refund, currency: order.currency };
    let mut tx = database.write(Tenant::named_by_platform(order.tenant_id)).await?;
    tx.lock_log().await?;
    if tx.find_checkout_of_order(order.order_id).await?.is_some() {
        return Err(TellRefused::PaidThroughProvider);
    }
    if let Some(held) = tx.find_refund(told.refund_id).await? {
        let is_same = held.order_id == order.order_id
            && held.line_no == line_no
            && held.net_cents == told.net_cents
            && told.dated_at.is_none_or(|at| at == held.refunded_at);
        return if is_same { Ok(kept(held)) } else { Err(TellRefused::OtherTerms) };
    }
    if refunded_at < order.ordered_at {
        return Err(TellRefused::BeforeOrder);
    }
    let refund = NewRefund {
        refund_id: told.refund_id,
        order_id: order.order_id,
        line_no,
        refunded_at,
        net_cents: told.net_cents,
    };
    record_refund(&mut tx, &refund).await?;
    let refunded_net_cents = tx.refunded_net(order.order_id, line_no).await?;
    match entry {
        Some(entry) => {
            let mut ledger = tx.go_on_as_ledger().await?;
            let told = told_entry(entry, &order, &refund);
            ledger.insert_audit_about(&told, order.tenant_id).await?;
            ledger.commit().await?;
        }
        None => tx.commit().await?,
    }
    let NewRefund { refund_id, order_id, net_cents, .. } = refund;
    let refund =
        RefundRecord { refund_id, order_id, line_no, refunded_at, net_cents, refunded_net_cents };
    Ok(kept(refund))
}

/// What the audit log says of a refund.
fn told_entry(entry: &AuditRecord, order: &OrderRecord, refund: &NewRefund) -> AuditRecord {
    let details = json!({
        "order_number": order.order_number,
        "seller": order.tenant_id,
        "line": refund.line_no,
        "refunded_at": from_micros(refund.refunded_at),
        "net_cents": refund.net_cents,
        "currency": order.currency,
    });
    AuditRecord { details: details.to_string(), ..entry.clone() }
}

/// The seller's order, and the number of the line in it.
async fn find_line(
    database: &Database,
    own: Option<Tenant>,
    told: &ToldRefund,
) -> Result<(OrderRecord, i64), TellRefused> {
    let mut tx = database.read_ledger().await?;
    let parts = tx.list_order_parts(told.order_id).await?;
    let mut ids: Vec<Uuid> = parts.iter().map(|part| part.order_id.0).collect();
    if ids.is_empty() {
        ids.push(told.order_id.0);
    }
    let mut orders = tx.list_orders_by_id(&ids).await?;
    orders.retain(|order| own.is_none_or(|own| own.id() == order.tenant_id));
    if orders.is_empty() {
        return Err(TellRefused::UnknownOrder);
    }
    let lines = tx.list_lines_by_order(&ids).await?;
    let line = lines.iter().find(|line| line_name(&parts, line) == told.line);
    let found = line.and_then(|line| {
        let order = orders.into_iter().find(|order| order.order_id == line.order_id)?;
        Some((order, line.line_no))
    });
    found.ok_or_else(|| TellRefused::UnknownLine { line: told.line.clone() })
}

/// What whoever told the order calls a line; its number otherwise.
pub(crate) fn line_name(parts: &[OrderPart], line: &OrderLineRecord) -> String {
    let part = parts.iter().find(|part| part.order_id == line.order_id);
    let name = part.and_then(|part| part.line_ids.get(&line.line_no));
    name.cloned().unwrap_or_else(|| line.line_no.to_string())
}

/// An id that stands for a refund of another order, whoever sold it, is not used again.
async fn refuse_id_of_another(
    database: &Database,
    told: &ToldRefund,
    order: &OrderRecord,
) -> Result<(), TellRefused> {
    let held = database.read_ledger().await?.list_refunds_by_id(&[told.refund_id]).await?;
    if held.iter().any(|refund| refund.order_id != order.order_id) {
        return Err(TellRefused::OtherTerms);
    }
    Ok(())
}
