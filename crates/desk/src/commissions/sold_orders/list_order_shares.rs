//! Who else gets something of an order that the tenant sold, and how much: asked of the platform.

use super::list_sold_orders::money;
use super::wire::{OrderShare, OrderShares};
use crate::commissions::CommissionsError;
use crate::commissions::platform::not_answered;
use crate::views::OrderShareRow;
use crate::{Desk, Op};

impl Desk {
    /// The fee of the platform (C4) and the commissions of an order of the tenant. Who gets a
    /// commission is told by its type alone.
    ///
    /// # Errors
    /// [`CommissionsError::UnknownOrder`] for what is no id of an order;
    /// [`CommissionsError::Offline`] without a network.
    pub async fn list_order_shares(
        &self,
        order_id: String,
    ) -> Result<Vec<OrderShareRow>, CommissionsError> {
        self.check_may(Op::ReadSoldOrders)?;
        // Nothing but an id becomes a part of the address.
        let unknown = |_| CommissionsError::UnknownOrder(order_id.clone());
        let id: uuid::Uuid = order_id.parse().map_err(unknown)?;
        let client = self.commissions_client().await?;
        let path = format!("orders/{id}/commissions");
        let shares: OrderShares = client.get(&path).await.map_err(not_answered)?;
        shares.commissions.into_iter().map(row).collect()
    }
}

fn row(share: OrderShare) -> Result<OrderShareRow, CommissionsError> {
    Ok(OrderShareRow {
        base: money(&share.base, share.currency)?,
        amount: money(&share.amount, share.currency)?,
        reversed: money(&share.reversed, share.currency)?,
        entry_id: share.id,
        product: share.product_name,
        kind: share.commission_type,
        percent: share.percent,
        status: share.status,
    })
}
