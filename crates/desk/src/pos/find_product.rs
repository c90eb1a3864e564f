//! A product by what somebody calls it: id, code or name.

use mojo_domain::{ProductId, berlin_day};
use mojo_store::pos::products;

use super::PosError;
use super::product_row::row;
use super::seller::Seller;
use crate::Desk;
use crate::views::ProductRow;

impl Desk {
    /// The product with this id, code or exact name; a name that several bear means none of them.
    ///
    /// # Errors
    /// [`PosError::SharedCode`] when several bear the code.
    pub async fn find_product(&self, text: &str) -> Result<Option<ProductRow>, PosError> {
        let mut reader = self.reader().await?;
        let found = match text.parse::<ProductId>() {
            Ok(id) => products::find_many(&mut reader, &[id]).await?.remove(&id),
            Err(_) => {
                let mut coded = products::list_by_code(&mut reader, text).await?;
                if coded.len() > 1 {
                    let names: Vec<String> = coded.into_iter().map(|one| one.name).collect();
                    let products = names.join(", ");
                    return Err(PosError::SharedCode { code: text.to_owned(), products });
                }
                if coded.is_empty() {
                    coded = products::list_by_name(&mut reader, text).await?;
                }
                coded.pop().filter(|_| coded.is_empty())
            }
        };
        drop(reader);
        let Some(product) = found else {
            return Ok(None);
        };
        let seller = Seller::load(self).await?;
        Ok(Some(row(product, &seller, berlin_day(self.now()))))
    }
}

#[cfg(test)]
mod tests {
    use crate::testing;

    #[tokio::test]
    async fn a_product_is_found_by_id_code_and_exact_name() {
        let desk = testing::desk().await;
        let role = desk.find_product("Faszienrolle").await.unwrap().unwrap();
        assert_eq!(desk.find_product(&role.code).await.unwrap().unwrap(), role);
        assert_eq!(desk.find_product(&role.product_id).await.unwrap().unwrap(), role);
        for text in ["faszien", "", "4711"] {
            assert_eq!(desk.find_product(text).await.unwrap(), None, "{text}");
        }
    }
}
