//! Refunds of a seller's orders as they are listed.

use std::collections::BTreeMap;

use mojo_domain::{Currency, OrderId};
use uuid::Uuid;

use super::order_parts::read_line_ids;
use super::orders::RefundRecord;
use super::query::queries;
use super::{Row, StorageError, TenantTx, Value, values};

/// A refund with what it is of.
#[derive(Clone, Debug)]
pub(crate) struct ListedRefund {
    pub(crate) refund: RefundRecord,
    pub(crate) order_number: String,
    pub(crate) currency: Currency,
    /// The order that the seller's is a part of, where it was told as one.
    pub(crate) whole_order_id: Option<OrderId>,
    /// What whoever told the order calls the line.
    pub(crate) line_id: Option<String>,
}

/// Which refunds to list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RefundPage {
    /// Before the instant and the id of the last one of the page before.
    pub(crate) before: Option<(i64, Uuid)>,
    /// Of this order, or of the parts of this whole order.
    pub(crate) order_id: Option<OrderId>,
    /// From then on, inclusive, in microseconds.
    pub(crate) from: Option<i64>,
    /// Until then, exclusive, in microseconds.
    pub(crate) until: Option<i64>,
    /// At most so many.
    pub(crate) limit: i64,
}

queries! {
    PAGE = include_str!("refunds/page.sql"),
    FIND = "SELECT refund_id, order_id, line_no, refunded_at, net_cents, refunded_net_cents \
        FROM order_refunds WHERE tenant_id = $1 AND refund_id = $2",
}

fn refund(row: &Row) -> Result<RefundRecord, StorageError> {
    Ok(RefundRecord {
        refund_id: row.parsed("refund_id")?,
        order_id: row.parsed("order_id")?,
        line_no: row.int("line_no")?,
        refunded_at: row.int("refunded_at")?,
        net_cents: row.int("net_cents")?,
        refunded_net_cents: row.int("refunded_net_cents")?,
    })
}

fn listed(row: &Row) -> Result<ListedRefund, StorageError> {
    let refund = refund(row)?;
    let ids = row.opt_text("line_ids")?.as_deref().map(read_line_ids).transpose()?;
    let mut ids: BTreeMap<i64, String> = ids.unwrap_or_default();
    Ok(ListedRefund {
        line_id: ids.remove(&refund.line_no),
        order_number: row.text("order_number")?,
        currency: row.parsed("currency")?,
        whole_order_id: row.opt_parsed("whole_order_id")?,
        refund,
    })
}

impl TenantTx {
    /// A page of the refunds of the tenant's orders, the latest first.
    pub(crate) async fn list_order_refunds(
        &mut self,
        page: &RefundPage,
    ) -> Result<Vec<ListedRefund>, StorageError> {
        let before = page.before.map_or((i64::MAX, String::new()), |(at, id)| (at, id.to_string()));
        let values = values![
            self.own(),
            page.order_id.map_or_else(String::new, |id| id.to_string()),
            page.from.unwrap_or(i64::MIN),
            page.until.unwrap_or(i64::MAX),
            before.0,
            before.1,
            page.limit,
        ];
        self.tx.all(PAGE, values).await?.iter().map(listed).collect()
    }

    /// A refund of one of the tenant's orders.
    pub(crate) async fn find_refund(
        &mut self,
        refund_id: Uuid,
    ) -> Result<Option<RefundRecord>, StorageError> {
        let row = self.tx.one(FIND, vec![self.own(), Value::id(refund_id)]).await?;
        row.as_ref().map(refund).transpose()
    }
}
