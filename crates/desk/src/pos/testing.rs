//! What the tests of the till share.

use crate::Desk;
use crate::views::{Cart, CartLine, PaymentInput};

/// A payment as entered.
pub(crate) fn pay(method: &str, cents: i64) -> PaymentInput {
    PaymentInput { method: method.to_owned(), tendered_cents: cents }
}

/// A cart of products by name, with thousandths of pieces.
pub(crate) async fn cart(
    desk: &Desk,
    lines: &[(&str, i64)],
    contact_id: Option<&str>,
    payments: &[PaymentInput],
) -> Cart {
    let products = desk.list_products().await.unwrap();
    let line = |(name, quantity_milli): &(&str, i64)| CartLine {
        product_id: products.iter().find(|p| p.name == *name).unwrap().product_id.clone(),
        quantity_milli: *quantity_milli,
        unit_gross_cents: None,
        discount_percent: None,
    };
    Cart {
        lines: lines.iter().map(line).collect(),
        contact_id: contact_id.map(str::to_owned),
        discount_percent: None,
        started_at: None,
        payments: payments.to_vec(),
    }
}

/// Somebody of the demo, by the name on their card.
pub(crate) async fn anybody(desk: &Desk) -> String {
    let mut reader = desk.reader().await.unwrap();
    let list = mojo_store::cards::list(&mut reader, mojo_protocol::Entity::Contact).await.unwrap();
    list[0].0.to_string()
}
