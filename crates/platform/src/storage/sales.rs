//! What a tenant sold through the platform: its orders, what was given back of each, and what others get
//! of it.

use std::collections::BTreeMap;

use mojo_domain::commissions::CommissionType;
use mojo_domain::{OrderId, TenantId};
use uuid::Uuid;

use super::cards::id_list;
use super::orders::{OrderRecord, order};
use super::query::queries;
use super::{LedgerTx, StorageError, TenantTx, Value, values};

/// Which orders to list. What is left out narrows nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct SalePage {
    /// Before the instant and the id of the last order of the page before.
    pub(crate) before: Option<(i64, OrderId)>,
    /// Ordered from this instant, inclusive, in microseconds.
    pub(crate) from: Option<i64>,
    /// Ordered until this instant, exclusive, in microseconds.
    pub(crate) until: Option<i64>,
    /// With a line of this name, the whole of it.
    pub(crate) product_name: Option<String>,
    /// At most so many.
    pub(crate) limit: i64,
}

impl SalePage {
    /// The latest orders.
    #[cfg(test)]
    pub(crate) fn latest(limit: i64) -> Self {
        Self { limit, ..Self::default() }
    }
}

/// What others get of an order, in cents of its currency: what refunds took back is subtracted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct SaleShares {
    /// C4: the platform's fee.
    pub(crate) fee_cents: i64,
    /// Commissions of other tenants.
    pub(crate) commission_cents: i64,
}

queries! {
    PAGE = include_str!("sales/page.sql"),
    REFUNDED = "SELECT order_id, CAST(SUM(net_cents) AS BIGINT) AS cents FROM order_refunds \
        WHERE tenant_id = $1 AND order_id IN (SELECT value FROM json_each($2)) GROUP BY order_id";
    postgres = "SELECT order_id, CAST(SUM(net_cents) AS BIGINT) AS cents FROM order_refunds \
        WHERE tenant_id = $1 AND order_id = ANY \
        (ARRAY(SELECT jsonb_array_elements_text(CAST($2 AS jsonb)))) GROUP BY order_id",
    SHARES = "SELECT order_id, commission_type, \
        CAST(SUM(amount_cents - reversed_cents) AS BIGINT) AS cents FROM order_commissions \
        WHERE seller_tenant_id = $1 AND tenant_id <> $1 \
        AND order_id IN (SELECT value FROM json_each($2)) GROUP BY order_id, commission_type";
    postgres = "SELECT order_id, commission_type, \
        CAST(SUM(amount_cents - reversed_cents) AS BIGINT) AS cents FROM order_commissions \
        WHERE seller_tenant_id = $1 AND tenant_id <> $1 AND order_id = ANY \
        (ARRAY(SELECT jsonb_array_elements_text(CAST($2 AS jsonb)))) \
        GROUP BY order_id, commission_type",
}

impl TenantTx {
    /// A page of the tenant's orders, the latest first.
    pub(crate) async fn list_sales(
        &mut self,
        page: &SalePage,
    ) -> Result<Vec<OrderRecord>, StorageError> {
        let place = |(at, id): (i64, OrderId)| (at, id.to_string());
        let (at, id) = page.before.map_or((i64::MAX, String::new()), place);
        let values = values![
            self.own(),
            at,
            id,
            page.limit,
            page.from.unwrap_or(i64::MIN),
            page.until.unwrap_or(i64::MAX),
            page.product_name.clone().unwrap_or_default(),
        ];
        self.tx.all(PAGE, values).await?.iter().map(order).collect()
    }

    /// What was given back of these orders of the tenant, net, in cents; an order of which nothing was
    /// is left out.
    pub(crate) async fn sum_refunds(
        &mut self,
        orders: &[Uuid],
    ) -> Result<BTreeMap<OrderId, i64>, StorageError> {
        let rows = self.tx.all(REFUNDED, values![self.own(), id_list(orders)]).await?;
        rows.iter().map(|row| Ok((row.parsed("order_id")?, row.int("cents")?))).collect()
    }
}

impl LedgerTx {
    /// What others get of these orders of `seller`; an order of which nobody gets anything is left out.
    pub(crate) async fn sum_shares(
        &mut self,
        seller: TenantId,
        orders: &[Uuid],
    ) -> Result<BTreeMap<OrderId, SaleShares>, StorageError> {
        let rows = self.tx.all(SHARES, values![Value::id(seller), id_list(orders)]).await?;
        let mut shares: BTreeMap<OrderId, SaleShares> = BTreeMap::new();
        for row in &rows {
            let share = shares.entry(row.parsed("order_id")?).or_default();
            let cents = row.int("cents")?;
            match row.parsed::<CommissionType>("commission_type")? {
                CommissionType::PlatformFee => share.fee_cents += cents,
                _ => share.commission_cents += cents,
            }
        }
        Ok(shares)
    }
}
