//! The products of the platform (P1).

use serde_json::json;

use super::wire::{Product, ProductList};
use super::{AdministrationError, every, given, in_address, money};
use crate::views::{PlatformProductInput, PlatformProductRow};
use crate::{Desk, Op};

const PATH: &str = "platform-products";

impl Desk {
    /// Every product of the platform, by level.
    ///
    /// # Errors
    /// [`AdministrationError`] says what is in the way.
    pub async fn list_platform_products(
        &self,
    ) -> Result<Vec<PlatformProductRow>, AdministrationError> {
        let client = self.administration(Op::ReadAdministration).await?;
        let products = every::<ProductList>(&client, PATH, "after").await?;
        let rows: Result<Vec<PlatformProductRow>, _> = products.into_iter().map(row).collect();
        let mut rows = rows?;
        rows.sort_by_key(|row| (row.retired, row.level, row.name.to_lowercase()));
        Ok(rows)
    }

    /// Puts a product on offer, or changes one; orders keep what they were sold as. A new one that is
    /// asked for again with its key is one product.
    ///
    /// # Errors
    /// [`AdministrationError`] says what is in the way.
    pub async fn save_platform_product(
        &self,
        input: PlatformProductInput,
    ) -> Result<PlatformProductRow, AdministrationError> {
        let client = self.administration(Op::Administer).await?;
        let mut request = json!({
            "name": input.name,
            "description_de": input.description_de,
            "description_en": input.description_en,
            "price_net": input.price_net.trim(),
            "billing_interval": given(input.billing_interval),
            "commission_eligible": input.commission_eligible,
        });
        let saved = match input.product_id {
            None => {
                request["user_journey_level"] = json!(input.level);
                client.post_once(PATH, given(input.key).as_deref(), &request).await
            }
            Some(id) => {
                request["retired"] = json!(input.retired);
                client.patch(&format!("{PATH}/{}", in_address(&id)), &request).await
            }
        };
        row(self.administered(saved)?)
    }
}

fn row(product: Product) -> Result<PlatformProductRow, AdministrationError> {
    Ok(PlatformProductRow {
        product_id: product.id,
        name: product.name,
        description_de: product.description_de,
        description_en: product.description_en,
        price: money(&product.price_net, product.currency)?,
        price_text: product.price_net,
        billing_interval: product.billing_interval,
        level: product.user_journey_level,
        membership: product.granted_membership,
        commission_eligible: product.commission_eligible,
        retired: product.retired_at.is_some(),
    })
}
