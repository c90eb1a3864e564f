//! What a scanned code is: the scanner types anywhere, and the code is led where it belongs.

use mojo_store::checkin::cards;
use mojo_store::pos::{products, sales};
use mojo_store::{Reader, StoreError, invoicing};

use crate::Desk;
use crate::views::ScanTarget;

impl Desk {
    /// Says what a code is: a card, a product, a receipt, an invoice.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn resolve_scan(&self, code: String) -> Result<ScanTarget, StoreError> {
        let mut reader = self.reader().await?;
        let (kind, id) = match find(&mut reader, code.trim()).await? {
            Some((kind, id)) => (kind, Some(id)),
            None => ("unknown", None),
        };
        Ok(ScanTarget { kind: kind.to_owned(), id, code })
    }
}

async fn find(
    reader: &mut Reader,
    code: &str,
) -> Result<Option<(&'static str, String)>, StoreError> {
    if code.is_empty() {
        return Ok(None);
    }
    if let Some(held) = cards::list_by_code(reader, code).await?.first() {
        return Ok(Some(("card", held.card.punch_card_id.to_string())));
    }
    if let Some(product) = products::find_by_code(reader, code).await? {
        return Ok(Some(("product", product.product_id.to_string())));
    }
    if let Some(sale) = sales::find_by_number(reader, code).await? {
        return Ok(Some(("receipt", sale.sale_id.to_string())));
    }
    let invoice = invoicing::find_by_number(reader, code).await?;
    Ok(invoice.map(|invoice| ("invoice", invoice.body.invoice_id.to_string())))
}

#[cfg(test)]
mod tests {
    use crate::pos::testing::{cart, pay};
    use crate::testing;

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
        }
    }
}
