//! A product is edited; what was sold keeps its name and price.

use mojo_domain::ProductId;
use mojo_protocol::Entity;
use mojo_store::pos::products::{self, Product};

use super::PosError;
use super::create_product::refuse_taken_code;
use super::product_row::fields;
use super::seller::Seller;
use super::wire::nature_of;
use crate::views::{ProductInput, ProductRow};
use crate::{Desk, Op};

impl Desk {
    /// Edits a product. What a card is (entries, months, tax nature) and its tile stay when they are
    /// left out.
    ///
    /// # Errors
    /// [`PosError::UnknownProduct`]; [`PosError::CodeTaken`]; [`PosError::Product`] names the field
    /// that does not fit.
    pub async fn edit_product(
        &self,
        product_id: String,
        input: ProductInput,
    ) -> Result<ProductRow, PosError> {
        let unknown = || PosError::UnknownProduct(product_id.clone());
        let id: ProductId = product_id.parse().map_err(|_| unknown())?;
        let seller = Seller::load(self).await?;
        let mut tx = self.transact(Op::EditProduct).await?;
        let held = products::find_many(&mut tx, &[id]).await?.remove(&id).ok_or_else(unknown)?;
        let input = keep(input, &held);
        let fields = fields(&input, held.currency)?;
        refuse_taken_code(&mut tx, &input, id).await?;
        tx.edit_card(Entity::Product, id.0, fields).await?;
        self.commit(tx, Op::EditProduct).await?;
        self.show_product(id, &seller).await
    }
}

fn keep(input: ProductInput, held: &Product) -> ProductInput {
    let is_same_kind = input.kind == held.kind;
    let kept = |value: Option<u32>| value.filter(|_| is_same_kind);
    let nature = held.tax_nature.filter(|_| is_same_kind);
    ProductInput {
        entries: input.entries.or(kept(held.entries)),
        valid_months: input.valid_months.or(kept(held.valid_months)),
        tax_nature: input.tax_nature.or(nature.map(|nature| nature_of(nature).name().to_owned())),
        position: input.position.or(held.position),
        ..input
    }
}
