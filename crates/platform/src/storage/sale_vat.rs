//! How the lines of checkouts and subscriptions are taxed, as it was fixed when they were offered (D5).

use mojo_domain::vat::VatClass;
use uuid::Uuid;

use super::query::{InsertMany, queries};
use super::{Row, StorageError, TenantTx, Value, values};

/// The VAT of a line of a sale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SaleVatRecord {
    /// A checkout, or a subscription.
    pub(crate) sale_id: Uuid,
    pub(crate) is_subscription: bool,
    pub(crate) line_no: i64,
    pub(crate) vat_class: VatClass,
    /// Basis points.
    pub(crate) vat_rate_bp: i64,
    /// On what is paid for the line; of a subscription for the first period.
    pub(crate) vat_cents: i64,
    /// The country whose VAT it is; empty where it is nobody's.
    pub(crate) taxed_in: String,
    pub(crate) seller_country: String,
    /// Empty where it is not known.
    pub(crate) buyer_country: String,
    /// Empty where there is none.
    pub(crate) buyer_vat_id: String,
    /// What is said where there is no VAT.
    pub(crate) note: String,
}

const INSERT_LINES: InsertMany = InsertMany {
    table: "sale_vat",
    columns: &[
        "tenant_id",
        "sale_id",
        "is_subscription",
        "line_no",
        "vat_class",
        "vat_rate_bp",
        "vat_cents",
        "taxed_in",
        "seller_country",
        "buyer_country",
        "buyer_vat_id",
        "note",
    ],
    tail: "",
};
/// Every insertion of this module, for the test that prepares them.
#[cfg(test)]
pub(super) const INSERTS: &[&InsertMany] = &[&INSERT_LINES];

queries! {
    LIST = "SELECT sale_id, is_subscription, line_no, vat_class, vat_rate_bp, vat_cents, taxed_in, \
        seller_country, buyer_country, buyer_vat_id, note FROM sale_vat \
        WHERE tenant_id = $1 AND sale_id = $2 AND is_subscription = $3 ORDER BY line_no",
}

fn line(row: &Row) -> Result<SaleVatRecord, StorageError> {
    Ok(SaleVatRecord {
        sale_id: row.parsed("sale_id")?,
        is_subscription: row.flag("is_subscription")?,
        line_no: row.int("line_no")?,
        vat_class: row.parsed("vat_class")?,
        vat_rate_bp: row.int("vat_rate_bp")?,
        vat_cents: row.int("vat_cents")?,
        taxed_in: row.text("taxed_in")?,
        seller_country: row.text("seller_country")?,
        buyer_country: row.text("buyer_country")?,
        buyer_vat_id: row.text("buyer_vat_id")?,
        note: row.text("note")?,
    })
}

impl TenantTx {
    /// Keeps how the lines of one of the seller's sales are taxed, once.
    pub(crate) async fn insert_sale_vat(
        &mut self,
        lines: &[SaleVatRecord],
    ) -> Result<(), StorageError> {
        let own = self.own();
        let row = |line: &SaleVatRecord| {
            values![
                own.clone(),
                Value::id(line.sale_id),
                line.is_subscription,
                line.line_no,
                line.vat_class.name(),
                line.vat_rate_bp,
                line.vat_cents,
                line.taxed_in.as_str(),
                line.seller_country.as_str(),
                line.buyer_country.as_str(),
                line.buyer_vat_id.as_str(),
                line.note.as_str(),
            ]
        };
        self.tx.insert_many(&INSERT_LINES, lines.iter().map(row).collect()).await
    }

    /// How the lines of one of the seller's sales are taxed; nothing of what was offered before this
    /// was kept.
    pub(crate) async fn list_sale_vat(
        &mut self,
        (sale_id, is_subscription): (Uuid, bool),
    ) -> Result<Vec<SaleVatRecord>, StorageError> {
        let rows =
            self.tx.all(LIST, values![self.own(), Value::id(sale_id), is_subscription]).await?;
        rows.iter().map(line).collect()
    }
}
