//! A page of what the tenant sold through the platform.

use mojo_domain::{Currency, Money, parse_decimal_cents};

use super::wire::{SoldOrder, SoldOrderList};
use crate::commissions::CommissionsError;
use crate::commissions::platform::{not_answered, unreadable};
use crate::commissions::show_statement::parse_month;
use crate::sync::with_query;
use crate::views::{MoneyView, SoldOrderPage, SoldOrderQuery, SoldOrderRow, instant};
use crate::{Desk, Op};

/// Rows of a page.
const PAGE: &str = "50";

impl Desk {
    /// A page of the orders that the tenant sold, the latest first: of a month, with a product.
    ///
    /// # Errors
    /// [`CommissionsError::NotAMonth`]; [`CommissionsError::Offline`] without a network: no order
    /// lies here.
    pub async fn list_sold_orders(
        &self,
        query: SoldOrderQuery,
    ) -> Result<SoldOrderPage, CommissionsError> {
        self.page_sold_orders(&query, PAGE).await
    }

    /// The same with so many rows.
    pub(super) async fn page_sold_orders(
        &self,
        query: &SoldOrderQuery,
        limit: &str,
    ) -> Result<SoldOrderPage, CommissionsError> {
        self.check_may(Op::ReadSoldOrders)?;
        if let Some(month) = &query.month {
            parse_month(month)?;
        }
        let client = self.commissions_client().await?;
        let path = with_query(
            "orders",
            &[
                ("limit", Some(limit)),
                ("before", query.before.as_deref()),
                ("month", query.month.as_deref()),
                ("product", query.product.as_deref()),
            ],
        );
        let list: SoldOrderList = client.get(&path).await.map_err(not_answered)?;
        let rows = list.orders.into_iter().map(row).collect::<Result<_, _>>()?;
        Ok(SoldOrderPage { rows, next: list.next })
    }
}

/// An amount as the platform writes it.
pub(super) fn money(text: &str, currency: Currency) -> Result<MoneyView, CommissionsError> {
    let cents = parse_decimal_cents(text).map_err(|_| unreadable())?;
    Ok(Money::new(cents, currency).into())
}

fn row(order: SoldOrder) -> Result<SoldOrderRow, CommissionsError> {
    let money = |text: &str| money(text, order.currency);
    Ok(SoldOrderRow {
        net: money(&order.net)?,
        gross: money(&order.gross)?,
        refunded: money(&order.refunded)?,
        platform_fee: money(&order.platform_fee)?,
        commissions: money(&order.commissions)?,
        rest: money(&order.rest)?,
        order_id: order.id,
        order_number: order.number,
        ordered_at: instant(order.ordered_at),
        customer: order.customer,
        country: order.billing_country.unwrap_or_default(),
        products: order.lines.into_iter().map(|line| line.product_name).collect(),
        via_platform: order.via_connect,
        is_renewal: order.renewal,
        is_first: order.first_purchase,
    })
}
