//! What the tenant sold itself, with what others get of it: asked of the platform each time, and not kept.

mod list_order_shares;
mod list_sold_orders;
mod sold_orders_csv;
#[cfg(test)]
mod tests;
mod wire;
