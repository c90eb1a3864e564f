//! What a scanned code is: the scanner types anywhere, and the code is led where it belongs.

use mojo_domain::Money;
use mojo_store::checkin::cards;
use mojo_store::pos::products::Product;
use mojo_store::pos::{products, sales};
use mojo_store::{Reader, StoreError, invoicing};

use crate::Desk;
use crate::views::{ScanChoice, ScanTarget};

impl Desk {
    /// Says what a code is: a card, a product, a receipt, an invoice.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn resolve_scan(&self, code: String) -> Result<ScanTarget, StoreError> {
        let mut reader = self.reader().await?;
        let (kind, id, choices) = match find(&mut reader, code.trim()).await? {
            Some(Found::One(kind, id)) => (kind, Some(id), Vec::new()),
            Some(Found::Products(products)) => {
                ("product", None, products.into_iter().map(choice).collect())
            }
            None => ("unknown", None, Vec::new()),
        };
        Ok(ScanTarget { kind: kind.to_owned(), id, code, choices })
    }
}

/// What bears a code.
enum Found {
    /// One thing: its kind and id.
    One(&'static str, String),
    /// Two devices gave it to two products before they met.
    Products(Vec<Product>),
}

fn choice(product: Product) -> ScanChoice {
    ScanChoice {
        product_id: product.product_id.to_string(),
        name: product.name,
        price: Money::new(product.price_cents, product.currency).into(),
    }
}

async fn find(reader: &mut Reader, code: &str) -> Result<Option<Found>, StoreError> {
    if code.is_empty() {
        return Ok(None);
    }
    if let Some(held) = cards::list_by_code(reader, code).await?.first() {
        return Ok(Some(Found::One("card", held.card.punch_card_id.to_string())));
    }
    match products::list_by_code(reader, code).await?.as_slice() {
        [] => {}
        [product] => return Ok(Some(Found::One("product", product.product_id.to_string()))),
        several => return Ok(Some(Found::Products(several.to_vec()))),
    }
    if let Some(sale) = sales::find_by_number(reader, code).await? {
        return Ok(Some(Found::One("receipt", sale.sale_id.to_string())));
    }
    let invoice = invoicing::find_by_number(reader, code).await?;
    Ok(invoice.map(|invoice| Found::One("invoice", invoice.body.invoice_id.to_string())))
}

#[cfg(test)]
mod tests {
    use mojo_protocol::Entity;

    use crate::pos::testing::{cart, pay};
    use crate::{Op, Refusal, testing};

    #[tokio::test]
    async fn a_code_is_led_where_it_belongs() {
        let desk = testing::desk().await;
        let sale = cart(&desk, &[("Einzelstunde", 1000)], None, &[pay("cash", 18_00)]).await;
        let receipt = desk.sell(sale).await.unwrap().receipt_number;
        for (code, kind) in [
            ("K-004401", "card"),
            ("4006381333931", "product"),
            (receipt.as_str(), "receipt"),
            ("4000000000000", "unknown"),
            (" ", "unknown"),
        ] {
            let target = desk.resolve_scan(code.to_owned()).await.unwrap();
            assert_eq!(target.kind, kind, "{code}");
            assert_eq!(target.id.is_some(), kind != "unknown");
            assert!(target.choices.is_empty());
        }
    }

    #[tokio::test]
    async fn a_code_that_two_devices_gave_to_two_products_lets_somebody_choose() {
        let desk = testing::desk().await;
        // As pulled from the other device: this one would have refused it.
        let mut tx = desk.transact(Op::EditProduct).await.unwrap();
        let twin: uuid::Uuid = tx.next_id();
        let fields = [
            ("name".to_owned(), serde_json::json!("Faszienrolle, weich")),
            ("code".to_owned(), serde_json::json!("4006381333931")),
            ("price_cents".to_owned(), serde_json::json!(29_90)),
        ];
        tx.edit_card(Entity::Product, twin, fields.into()).await.unwrap();
        desk.commit(tx, Op::EditProduct).await.unwrap();
        let target = desk.resolve_scan("4006381333931".to_owned()).await.unwrap();
        assert_eq!((target.kind.as_str(), target.id), ("product", None));
        let choices: Vec<(&str, i64)> =
            target.choices.iter().map(|one| (one.name.as_str(), one.price.cents)).collect();
        assert_eq!(choices, [("Faszienrolle", 24_90), ("Faszienrolle, weich", 29_90)]);
        let refused = desk.find_product("4006381333931").await.unwrap_err();
        assert_eq!(refused.code(), "shared_code");
        assert!(refused.to_string().contains("Faszienrolle, weich"), "{refused}");
    }
}
