//! A product is made.

use mojo_domain::{ProductId, berlin_day};
use mojo_protocol::Entity;
use mojo_store::Tx;
use mojo_store::pos::products;

use super::PosError;
use super::product_row::{fields, row};
use super::seller::Seller;
use crate::views::{ProductInput, ProductRow};
use crate::{Desk, Op};

impl Desk {
    /// Makes a product.
    ///
    /// # Errors
    /// [`PosError::Product`] names the field that does not fit; [`PosError::CodeTaken`].
    pub async fn create_product(&self, input: ProductInput) -> Result<ProductRow, PosError> {
        let seller = Seller::load(self).await?;
        let fields = fields(&input, seller.currency)?;
        let mut tx = self.transact(Op::CreateProduct).await?;
        let id: ProductId = tx.next_id();
        refuse_taken_code(&mut tx, &input, id).await?;
        tx.edit_card(Entity::Product, id.0, fields).await?;
        self.commit(tx, Op::CreateProduct).await?;
        self.show_product(id, &seller).await
    }

    /// A product as the window shows it.
    pub(super) async fn show_product(
        &self,
        id: ProductId,
        seller: &Seller,
    ) -> Result<ProductRow, PosError> {
        let product = products::find_many(&mut self.reader().await?, &[id])
            .await?
            .remove(&id)
            .ok_or_else(|| PosError::UnknownProduct(id.to_string()))?;
        Ok(row(product, seller, berlin_day(self.now())))
    }
}

/// A code belongs to one product that is sold; an archived one leaves it free.
pub(super) async fn refuse_taken_code(
    tx: &mut Tx,
    input: &ProductInput,
    id: ProductId,
) -> Result<(), PosError> {
    if input.archived {
        return Ok(());
    }
    let code = input.code.trim();
    let bearers = products::list_by_code(tx, code).await?;
    match bearers.into_iter().find(|bearer| bearer.product_id != id) {
        Some(bearer) => Err(PosError::CodeTaken { code: code.to_owned(), product: bearer.name }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use crate::views::ProductInput;
    use crate::{Refusal, testing};

    fn card() -> ProductInput {
        ProductInput {
            name: " 10er-Karte Qigong ".to_owned(),
            code: "1100".to_owned(),
            kind: "punch_card".to_owned(),
            price_cents: 120_00,
            vat_class: "general".to_owned(),
            entries: None,
            valid_months: None,
            tax_nature: None,
            position: None,
            archived: false,
        }
    }

    #[tokio::test]
    async fn d1_a_punch_card_has_ten_entries_when_nothing_else_is_said() {
        let desk = testing::desk().await;
        let made = desk.create_product(card()).await.unwrap();
        assert_eq!((made.name.as_str(), made.entries), ("10er-Karte Qigong", Some(10)));
        assert!(desk.list_products().await.unwrap().contains(&made));
    }

    #[tokio::test]
    async fn two_products_that_are_sold_never_bear_one_code() {
        let desk = testing::desk().await;
        let first = desk.create_product(card()).await.unwrap();
        let second = ProductInput { name: "Igelball, klein".to_owned(), ..card() };
        let refused = desk.create_product(second.clone()).await.unwrap_err();
        assert_eq!(refused.code(), "code_taken");
        assert_eq!(refused.values()["product"], "10er-Karte Qigong");
        let free = ProductInput { code: "1101".to_owned(), ..second.clone() };
        let other = desk.create_product(free).await.unwrap().product_id;
        let refused = desk.edit_product(other.clone(), second.clone()).await.unwrap_err();
        assert_eq!(refused.code(), "code_taken");
        // Its own code is no clash, and an archived product leaves its code free.
        let archived = ProductInput { archived: true, ..card() };
        desk.edit_product(first.product_id.clone(), archived).await.unwrap();
        desk.edit_product(other.clone(), second.clone()).await.unwrap();
        desk.edit_product(other, second).await.unwrap();
        let back = desk.edit_product(first.product_id, card()).await.unwrap_err();
        assert_eq!(back.code(), "code_taken", "it does not come back with a code of another");
        for name in ["Ohne Code", "Auch ohne"] {
            let empty = ProductInput { name: name.to_owned(), code: String::new(), ..card() };
            desk.create_product(empty).await.unwrap();
        }
    }

    #[tokio::test]
    async fn a_product_without_sense_is_refused_and_nothing_is_recorded() {
        let desk = testing::desk().await;
        let before = desk.verify_journal().await.unwrap().entries;
        for (change, field) in [
            (ProductInput { name: " ".to_owned(), ..card() }, "name"),
            (ProductInput { kind: "thing".to_owned(), ..card() }, "kind"),
            (ProductInput { price_cents: -1, ..card() }, "price"),
            (ProductInput { vat_class: "19".to_owned(), ..card() }, "vat_class"),
            (ProductInput { entries: Some(0), ..card() }, "entries"),
            (ProductInput { tax_nature: Some("x".to_owned()), ..card() }, "tax_nature"),
        ] {
            let refused = desk.create_product(change).await.unwrap_err();
            assert!(refused.to_string().contains(field), "{refused}");
        }
        assert_eq!(desk.verify_journal().await.unwrap().entries, before);
    }

    #[tokio::test]
    async fn an_edited_product_keeps_its_id_and_its_past() {
        let desk = testing::desk().await;
        let made = desk.create_product(card()).await.unwrap();
        let dearer = ProductInput { price_cents: 130_00, archived: true, ..card() };
        let edited = desk.edit_product(made.product_id.clone(), dearer).await.unwrap();
        assert_eq!((edited.product_id, edited.price.cents), (made.product_id, 130_00));
        assert!(edited.archived);
        assert_eq!(edited.entries, Some(10), "what is left out stays");
    }
}
