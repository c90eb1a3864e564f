//! The catalogue.

use mojo_domain::berlin_day;
use mojo_store::pos::products;

use super::PosError;
use super::product_row::row;
use super::seller::Seller;
use crate::Desk;
use crate::views::ProductRow;

impl Desk {
    /// All products: tiles in order, then by name, archived ones last.
    ///
    /// # Errors
    /// [`PosError`] of the store.
    pub async fn list_products(&self) -> Result<Vec<ProductRow>, PosError> {
        let seller = Seller::load(self).await?;
        let day = berlin_day(self.now());
        let products = products::list(&mut self.reader().await?).await?;
        Ok(products.into_iter().map(|product| row(product, &seller, day)).collect())
    }
}

#[cfg(test)]
mod tests {
    use crate::testing;

    #[tokio::test]
    async fn d5_each_product_names_its_vat() {
        let desk = testing::desk().await;
        let products = desk.list_products().await.unwrap();
        let label = |name: &str| {
            products.iter().find(|product| product.name == name).unwrap().vat_label.clone()
        };
        assert_eq!(products[0].name, "10er-Karte Rückenschule");
        assert_eq!(products[0].group, "cards");
        assert_eq!(label("Faszienrolle"), "19 % USt");
        assert_eq!(label("Kräutertee Ruhe"), "7 % USt");
        assert_eq!(label("Erstgespräch"), "umsatzsteuerfrei");
    }
}
