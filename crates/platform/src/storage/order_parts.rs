//! Orders of several sellers: which orders are parts of which whole, and who sells what.

use std::collections::BTreeMap;

use mojo_domain::{OrderId, ProductId, TenantId, UserId};
use uuid::Uuid;

use super::cards::id_list;
use super::query::queries;
use super::{LedgerTx, Row, StorageError, TenantTx, Value, values};

/// A seller's part of an order that was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OrderPart {
    pub(crate) order_id: OrderId,
    /// The first part bears its id.
    pub(crate) whole_order_id: OrderId,
    /// Over all that was told of the whole order.
    pub(crate) terms_hash: String,
    /// What whoever told it calls its lines, by their numbers.
    pub(crate) line_ids: BTreeMap<i64, String>,
}

queries! {
    INSERT = "INSERT INTO order_parts \
        (tenant_id, order_id, whole_order_id, terms_hash, line_ids) VALUES ($1, $2, $3, $4, $5)",
    FIND = "SELECT order_id, whole_order_id, terms_hash, line_ids FROM order_parts \
        WHERE tenant_id = $1 AND order_id = $2",
    OF_WHOLE = "SELECT order_id, whole_order_id, terms_hash, line_ids FROM order_parts \
        WHERE whole_order_id = $1 OR order_id = $1 ORDER BY order_id",
    SELLERS = "SELECT tenant_id, product_id FROM products \
        WHERE product_id IN (SELECT value FROM json_each($1)) ORDER BY product_id, tenant_id";
    postgres = "SELECT tenant_id, product_id FROM products WHERE product_id = ANY \
        (ARRAY(SELECT jsonb_array_elements_text(CAST($1 AS jsonb)))) \
        ORDER BY product_id, tenant_id",
    FIRST_PURCHASE_OF = "SELECT order_id FROM first_purchases WHERE customer_user_id = $1",
}

fn part(row: &Row) -> Result<OrderPart, StorageError> {
    Ok(OrderPart {
        order_id: row.parsed("order_id")?,
        whole_order_id: row.parsed("whole_order_id")?,
        terms_hash: row.text("terms_hash")?,
        line_ids: read_line_ids(&row.text("line_ids")?)?,
    })
}

/// The ids of lines at rest.
pub(super) fn read_line_ids(text: &str) -> Result<BTreeMap<i64, String>, StorageError> {
    serde_json::from_str(text).map_err(|_| StorageError::Inconsistency { column: "line_ids" })
}

impl TenantTx {
    /// Keeps what an order of the tenant is a part of; in the transaction of the order.
    pub(crate) async fn insert_order_part(&mut self, part: &OrderPart) -> Result<(), StorageError> {
        let line_ids = serde_json::to_string(&part.line_ids)
            .map_err(|_| StorageError::Inconsistency { column: "line_ids" })?;
        let values = values![
            self.own(),
            Value::id(part.order_id),
            Value::id(part.whole_order_id),
            part.terms_hash.as_str(),
            line_ids,
        ];
        self.tx.execute(INSERT, values).await.map(drop)
    }

    /// What the tenant's order is a part of; `None` for one that nobody told so.
    pub(crate) async fn find_order_part(
        &mut self,
        order_id: OrderId,
    ) -> Result<Option<OrderPart>, StorageError> {
        let row = self.tx.one(FIND, vec![self.own(), Value::id(order_id)]).await?;
        row.as_ref().map(part).transpose()
    }

    /// The order that used the customer's first purchase up, whoever sold it (C3).
    pub(crate) async fn find_first_purchase(
        &mut self,
        customer: UserId,
    ) -> Result<Option<OrderId>, StorageError> {
        let row = self.tx.one(FIRST_PURCHASE_OF, vec![Value::id(customer)]).await?;
        row.map(|row| row.parsed("order_id")).transpose()
    }
}

impl LedgerTx {
    /// The parts of a whole order; of a part's own id, that part. Empty for an order that is no part.
    pub(crate) async fn list_order_parts(
        &mut self,
        order_id: OrderId,
    ) -> Result<Vec<OrderPart>, StorageError> {
        self.tx.all(OF_WHOLE, values![Value::id(order_id)]).await?.iter().map(part).collect()
    }

    /// Who sells these products; a product that nobody sells is left out.
    pub(crate) async fn list_sellers_of(
        &mut self,
        products: &[ProductId],
    ) -> Result<BTreeMap<ProductId, TenantId>, StorageError> {
        let ids: Vec<Uuid> = products.iter().map(|product| product.0).collect();
        let mut sellers = BTreeMap::new();
        for row in self.tx.all(SELLERS, values![id_list(&ids)]).await? {
            let (product, seller): (ProductId, TenantId) =
                (row.parsed("product_id")?, row.parsed("tenant_id")?);
            // Ids are drawn by the platform; where two bear the same one, MOJO LLC's is meant.
            if seller == TenantId::MOJO_LLC {
                sellers.insert(product, seller);
            } else {
                sellers.entry(product).or_insert(seller);
            }
        }
        Ok(sellers)
    }
}
