//! Products: the projection of their cards, and the ways to find one.

use std::collections::BTreeMap;

use mojo_domain::vat::VatClass;
use mojo_domain::{Currency, ProductId};
use mojo_protocol::facts::TaxNature;
use serde_json::Value;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, QueryBuilder, Sqlite};

use crate::cards::Merged;
use crate::columns::{Columns, from_name, to_name};
use crate::{Connection, Source, StoreError};

/// A product of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Product {
    /// The product.
    pub product_id: ProductId,
    /// As on the receipt.
    pub name: String,
    /// Barcode or short code, may be empty.
    pub code: String,
    /// `punch_card`, `service`, `treatment`, `goods`, `course`, `voucher`.
    pub kind: String,
    /// With VAT.
    pub price_cents: i64,
    /// Of the price.
    pub currency: Currency,
    /// How it is taxed.
    pub vat_class: VatClass,
    /// Of a punch card.
    pub entries: Option<u32>,
    /// Of a punch card: how long it is good.
    pub valid_months: Option<u32>,
    /// Of a punch card.
    pub tax_nature: Option<TaxNature>,
    /// Its tile, from 0.
    pub position: Option<u32>,
    /// No longer sold.
    pub is_archived: bool,
}

impl Product {
    /// Whether it sells punch cards.
    pub fn is_punch_card(&self) -> bool {
        self.kind == "punch_card"
    }
}

const COLUMNS: &str = "SELECT product_id, name, code, kind, price_cents, currency, vat_class
     , entries, valid_months, tax_nature, position, is_archived
  FROM products";

/// All products: tiles in order, then by name, archived ones last.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn list(source: &mut impl Source) -> Result<Vec<Product>, StoreError> {
    let sql =
        format!("{COLUMNS} ORDER BY is_archived, position IS NULL, position, name, product_id");
    let rows = sqlx::query(AssertSqlSafe(sql)).fetch_all(source.rows()).await?;
    rows.iter().map(read).collect()
}

/// The products of these ids.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn find_many(
    source: &mut impl Source,
    ids: &[ProductId],
) -> Result<BTreeMap<ProductId, Product>, StoreError> {
    let mut found = BTreeMap::new();
    for ids in ids.chunks(500) {
        let mut query: QueryBuilder<Sqlite> = QueryBuilder::new(COLUMNS);
        query.push(" WHERE product_id IN (");
        let mut list = query.separated(", ");
        for id in ids {
            list.push_bind(id.to_string());
        }
        query.push(")");
        for row in query.build().fetch_all(source.rows()).await? {
            let product = read(&row)?;
            found.insert(product.product_id, product);
        }
    }
    Ok(found)
}

/// The products with this code that are still sold: one, unless two devices gave it to two
/// products before they met.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn list_by_code(
    source: &mut impl Source,
    code: &str,
) -> Result<Vec<Product>, StoreError> {
    // `<> ''` lets the partial index be used.
    let sql =
        format!("{COLUMNS} WHERE code = $1 AND code <> '' AND is_archived = 0 ORDER BY product_id");
    let rows = sqlx::query(AssertSqlSafe(sql)).bind(code).fetch_all(source.rows()).await?;
    rows.iter().map(read).collect()
}

/// The products with exactly this name that are still sold.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn list_by_name(
    source: &mut impl Source,
    name: &str,
) -> Result<Vec<Product>, StoreError> {
    let sql = format!("{COLUMNS} WHERE name = $1 AND is_archived = 0 ORDER BY product_id");
    let rows = sqlx::query(AssertSqlSafe(sql)).bind(name).fetch_all(source.rows()).await?;
    rows.iter().map(read).collect()
}

fn read(row: &SqliteRow) -> Result<Product, StoreError> {
    let c = Columns { row, table: "products", key: "product_id" };
    Ok(Product {
        product_id: c.parse("product_id")?,
        name: c.text("name")?,
        code: c.text("code")?,
        kind: c.text("kind")?,
        price_cents: c.number("price_cents")?,
        currency: c.parse("currency")?,
        vat_class: c.parse("vat_class")?,
        entries: c.count_opt("entries")?,
        valid_months: c.count_opt("valid_months")?,
        tax_nature: c.name_opt("tax_nature")?,
        position: c.count_opt("position")?,
        is_archived: c.flag("is_archived")?,
    })
}

/// Writes the rows of merged cards.
pub(crate) async fn project_products(
    connection: &mut Connection,
    merged: &[Merged],
) -> Result<(), StoreError> {
    for merged in merged.chunks(500) {
        let mut query: QueryBuilder<Sqlite> = QueryBuilder::new(
            "INSERT INTO products
                (product_id, name, code, kind, price_cents, currency, vat_class, entries
                , valid_months, tax_nature, position, is_archived) ",
        );
        query.push_values(merged, |mut b, card| {
            let fields = Fields(&card.fields);
            b.push_bind(card.card_id.to_string())
                .push_bind(fields.text("name"))
                .push_bind(fields.text("code"))
                .push_bind(fields.or("kind", "service"))
                .push_bind(fields.number("price_cents").unwrap_or(0))
                .push_bind(fields.currency())
                .push_bind(fields.vat_class().name())
                .push_bind(fields.number("entries"))
                .push_bind(fields.number("valid_months"))
                .push_bind(fields.tax_nature())
                .push_bind(fields.number("position"))
                .push_bind(i64::from(fields.0.get("archived") == Some(&Value::Bool(true))));
        });
        query.push(
            " ON CONFLICT (product_id) DO UPDATE
                 SET name = excluded.name, code = excluded.code, kind = excluded.kind
                   , price_cents = excluded.price_cents, currency = excluded.currency
                   , vat_class = excluded.vat_class, entries = excluded.entries
                   , valid_months = excluded.valid_months, tax_nature = excluded.tax_nature
                   , position = excluded.position, is_archived = excluded.is_archived",
        );
        query.build().execute(&mut *connection).await?;
    }
    Ok(())
}

/// The fields of a card; what cannot be read counts as missing, so that an edit from a newer
/// program never stops a sync.
struct Fields<'a>(&'a BTreeMap<String, Value>);

impl Fields<'_> {
    fn text(&self, name: &str) -> String {
        self.or(name, "")
    }

    fn or(&self, name: &str, otherwise: &str) -> String {
        self.0.get(name).and_then(Value::as_str).unwrap_or(otherwise).to_owned()
    }

    /// Numbers in cards are counts and cents: never below zero.
    fn number(&self, name: &str) -> Option<i64> {
        self.0.get(name).and_then(Value::as_i64).filter(|number| *number >= 0)
    }

    fn currency(&self) -> String {
        self.text("currency").parse().unwrap_or(Currency::EUR).code().to_owned()
    }

    fn vat_class(&self) -> VatClass {
        self.text("vat_class").parse().unwrap_or(VatClass::General)
    }

    fn tax_nature(&self) -> Option<String> {
        from_name::<TaxNature>(self.text("tax_nature")).map(|nature| to_name(&nature))
    }
}
