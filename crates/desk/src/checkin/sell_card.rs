//! A punch card sold at the reception: a sale of one line.

use super::CheckinError;
use crate::Desk;
use crate::views::{Cart, CartLine, SaleResult, SellCardRequest};

impl Desk {
    /// Sells one punch card to a contact.
    ///
    /// # Errors
    /// [`CheckinError::NotACard`] when the product is another kind of thing; [`CheckinError::Pos`]
    /// as in [`Desk::sell`].
    pub async fn sell_card(&self, request: SellCardRequest) -> Result<SaleResult, CheckinError> {
        let products = self.list_products().await?;
        let product = products.iter().find(|product| product.product_id == request.product_id);
        if let Some(product) = product.filter(|product| product.kind != "punch_card") {
            return Err(CheckinError::NotACard(product.name.clone()));
        }
        let line = CartLine {
            product_id: request.product_id,
            quantity_milli: 1000,
            unit_gross_cents: None,
            discount_percent: None,
        };
        let cart = Cart {
            lines: vec![line],
            contact_id: Some(request.contact_id),
            discount_percent: None,
            started_at: None,
            payments: request.payments,
        };
        Ok(self.sell(cart).await?)
    }
}

#[cfg(test)]
mod tests {
    use crate::pos::testing::{anybody, pay};
    use crate::views::SellCardRequest;
    use crate::{Refusal, testing};

    #[tokio::test]
    async fn d1_a_card_is_sold_to_a_person_and_nothing_else_is_a_card() {
        let desk = testing::desk().await;
        let products = desk.list_products().await.unwrap();
        let id = |name: &str| products.iter().find(|p| p.name == name).unwrap().product_id.clone();
        let request = |product: &str, contact_id: String, cents| SellCardRequest {
            product_id: id(product),
            contact_id,
            payments: vec![pay("card", cents)],
        };
        let who = anybody(&desk).await;
        let sold = desk.sell_card(request("5er-Karte Yoga", who.clone(), 70_00)).await.unwrap();
        let card = desk.show_card(sold.cards[0].clone()).await.unwrap();
        assert_eq!((card.row.entries, card.row.left), (5, 5));
        assert_eq!(card.row.contact_id, who);
        assert_eq!(card.row.expires_on.as_deref(), Some("2027-11-20"));
        assert_eq!(card.receipt_number, Some(sold.receipt_number));
        let refused = async |request| desk.sell_card(request).await.unwrap_err().code();
        assert_eq!(refused(request("Faszienrolle", who, 24_90)).await, "not_a_card");
        let nobody = uuid::Uuid::nil().to_string();
        assert_eq!(refused(request("5er-Karte Yoga", nobody, 70_00)).await, "unknown_contact");
    }
}
