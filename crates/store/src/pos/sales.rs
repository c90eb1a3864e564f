//! Reading sales: whole, by number; and the short rows of lists.

use chrono::{DateTime, Utc};
use mojo_domain::{ContactId, Currency, RegisterId, SaleId};
use mojo_protocol::facts::{
    PaymentBody, PaymentMethod, SaleBody, SaleKind, SaleLineBody, VatGroupBody,
};
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, QueryBuilder, Row, Sqlite};

use crate::columns::{Columns, from_name};
use crate::contacts::ids_of;
use crate::{Source, StoreError};

/// A sale in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaleSummary {
    /// The sale.
    pub sale_id: SaleId,
    /// Sale or Storno.
    pub kind: SaleKind,
    /// Its number.
    pub receipt_number: String,
    /// When it was finished.
    pub at: DateTime<Utc>,
    /// To whom, when known.
    pub contact_id: Option<ContactId>,
    /// With VAT.
    pub gross_cents: i64,
    /// Of the amount.
    pub currency: Currency,
    /// How it was paid.
    pub methods: Vec<PaymentMethod>,
    /// A Storno reversed it.
    pub is_cancelled: bool,
}

const SUMMARY: &str = "SELECT s.sale_id, s.kind, s.receipt_number, s.finished_at, s.contact_id
     , s.gross_cents, s.currency
     , EXISTS (SELECT 1 FROM sales c WHERE c.cancels = s.sale_id) AS is_cancelled
     , (SELECT group_concat(p.method) FROM sale_payments p WHERE p.sale_id = s.sale_id) AS methods
  FROM sales s";

/// The sale or Storno with this number; the earlier one when two bear it.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn find_by_number(
    source: &mut impl Source,
    receipt_number: &str,
) -> Result<Option<SaleBody>, StoreError> {
    let row: Option<(String,)> = sqlx::query_as(
        "SELECT sale_id FROM sales WHERE receipt_number = $1 ORDER BY finished_at, sale_id LIMIT 1",
    )
    .bind(receipt_number)
    .fetch_optional(source.rows())
    .await?;
    match row {
        Some((sale_id,)) => find_text(source, &sale_id).await,
        None => Ok(None),
    }
}

/// A sale whole, as it was recorded.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn find(source: &mut impl Source, id: SaleId) -> Result<Option<SaleBody>, StoreError> {
    find_text(source, &id.to_string()).await
}

/// The number of a sale.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn find_number(
    source: &mut impl Source,
    id: SaleId,
) -> Result<Option<String>, StoreError> {
    let row: Option<(String,)> =
        sqlx::query_as("SELECT receipt_number FROM sales WHERE sale_id = $1")
            .bind(id.to_string())
            .fetch_optional(source.rows())
            .await?;
    Ok(row.map(|(number,)| number))
}

/// The number of the Storno that reversed this sale, the first one when two desks did.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn find_storno_number(
    source: &mut impl Source,
    id: SaleId,
) -> Result<Option<String>, StoreError> {
    let row: Option<(String,)> = sqlx::query_as(
        "SELECT receipt_number FROM sales WHERE cancels = $1 ORDER BY finished_at, sale_id LIMIT 1",
    )
    .bind(id.to_string())
    .fetch_optional(source.rows())
    .await?;
    Ok(row.map(|(number,)| number))
}

/// One sale as in a list.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn find_summary(
    source: &mut impl Source,
    id: SaleId,
) -> Result<Option<SaleSummary>, StoreError> {
    let sql = format!("{SUMMARY} WHERE s.sale_id = $1");
    let row =
        sqlx::query(AssertSqlSafe(sql)).bind(id.to_string()).fetch_optional(source.rows()).await?;
    row.as_ref().map(read_summary).transpose()
}

/// The sales of a till's period, latest first.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn list_period(
    source: &mut impl Source,
    register_id: RegisterId,
    z_number: i64,
    limit: i64,
) -> Result<Vec<SaleSummary>, StoreError> {
    let sql = format!(
        "{SUMMARY} WHERE s.register_id = $1 AND s.z_number = $2
          ORDER BY s.finished_at DESC, s.receipt_number DESC LIMIT $3"
    );
    let rows = sqlx::query(AssertSqlSafe(sql))
        .bind(register_id.to_string())
        .bind(z_number)
        .bind(limit)
        .fetch_all(source.rows())
        .await?;
    rows.iter().map(read_summary).collect()
}

/// The sales to a contact, latest first.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn list_of_contact(
    source: &mut impl Source,
    contact_id: ContactId,
    limit: i64,
) -> Result<Vec<SaleSummary>, StoreError> {
    let ids = ids_of(source.rows(), contact_id).await?;
    let sql = format!(
        "{SUMMARY} WHERE s.contact_id IN (SELECT value FROM json_each($1))
          ORDER BY s.finished_at DESC, s.sale_id DESC LIMIT $2"
    );
    let rows =
        sqlx::query(AssertSqlSafe(sql)).bind(ids).bind(limit).fetch_all(source.rows()).await?;
    rows.iter().map(read_summary).collect()
}

/// How many sales and Stornos are held.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn count(source: &mut impl Source) -> Result<i64, StoreError> {
    let (count,): (i64,) =
        sqlx::query_as("SELECT count(*) FROM sales").fetch_one(source.rows()).await?;
    Ok(count)
}

fn read_summary(row: &SqliteRow) -> Result<SaleSummary, StoreError> {
    let c = Columns { row, table: "sales", key: "sale_id" };
    let methods: Option<String> = row.try_get("methods")?;
    let method = |name: &str| from_name(name.to_owned()).ok_or_else(|| c.broken("methods"));
    Ok(SaleSummary {
        sale_id: c.parse("sale_id")?,
        kind: c.name("kind")?,
        receipt_number: c.text("receipt_number")?,
        at: c.instant("finished_at")?,
        contact_id: c.parse_opt("contact_id")?,
        gross_cents: c.number("gross_cents")?,
        currency: c.parse("currency")?,
        methods: methods
            .unwrap_or_default()
            .split(',')
            .filter(|name| !name.is_empty())
            .map(method)
            .collect::<Result<_, _>>()?,
        is_cancelled: c.flag("is_cancelled")?,
    })
}

async fn find_text(
    source: &mut impl Source,
    sale_id: &str,
) -> Result<Option<SaleBody>, StoreError> {
    let row = sqlx::query(
        "SELECT sale_id, kind, cancels, reason, receipt_number, register_id, z_number, actor_id, contact_id
              , seller, started_at, finished_at, recorded_on, is_training, currency, net_cents, vat_cents
              , gross_cents, change_cents
           FROM sales WHERE sale_id = $1",
    )
    .bind(sale_id)
    .fetch_optional(source.rows())
    .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    let c = Columns { row: &row, table: "sales", key: "sale_id" };
    Ok(Some(SaleBody {
        sale_id: c.parse("sale_id")?,
        kind: c.name("kind")?,
        cancels: c.parse_opt("cancels")?,
        reason: c.text("reason")?,
        receipt_number: c.text("receipt_number")?,
        register_id: c.parse("register_id")?,
        z_number: Some(c.number("z_number")?),
        seller: c.json("seller")?,
        actor_id: c.parse("actor_id")?,
        contact_id: c.parse_opt("contact_id")?,
        started_at: c.instant("started_at")?,
        finished_at: c.instant("finished_at")?,
        recorded_on: c.parse("recorded_on")?,
        is_training: c.flag("is_training")?,
        currency: c.parse("currency")?,
        net_cents: c.number("net_cents")?,
        vat_cents: c.number("vat_cents")?,
        gross_cents: c.number("gross_cents")?,
        change_cents: c.number("change_cents")?,
        lines: lines(source, sale_id).await?,
        vat: vat(source, "sale_vat", "sale_id", sale_id).await?,
        payments: payments(source, "sale_payments", "sale_id", sale_id).await?,
    }))
}

async fn lines(source: &mut impl Source, sale_id: &str) -> Result<Vec<SaleLineBody>, StoreError> {
    let rows = sqlx::query(
        "SELECT sale_id, line_no, product_id, text, quantity_milli, unit_gross_cents
              , discount_cents, gross_cents, vat_class, vat_rate_bp, gv_typ, punch_card_id
           FROM sale_lines WHERE sale_id = $1 ORDER BY line_no",
    )
    .bind(sale_id)
    .fetch_all(source.rows())
    .await?;
    rows.iter()
        .map(|row| {
            let c = Columns { row, table: "sale_lines", key: "sale_id" };
            Ok(SaleLineBody {
                line_no: c.count("line_no")?,
                product_id: c.parse_opt("product_id")?,
                text: c.text("text")?,
                quantity_milli: c.number("quantity_milli")?,
                unit_gross_cents: c.number("unit_gross_cents")?,
                discount_cents: c.number("discount_cents")?,
                gross_cents: c.number("gross_cents")?,
                vat_class: c.parse("vat_class")?,
                vat_rate_bp: c.number("vat_rate_bp")?,
                gv_typ: c.text("gv_typ")?,
                punch_card_id: c.parse_opt("punch_card_id")?,
            })
        })
        .collect()
}

/// The VAT groups of a document, from the table that holds them.
pub(super) async fn vat(
    source: &mut impl Source,
    table: &'static str,
    key: &'static str,
    id: &str,
) -> Result<Vec<VatGroupBody>, StoreError> {
    let mut query: QueryBuilder<Sqlite> = QueryBuilder::new("SELECT * FROM ");
    query.push(table).push(" WHERE ").push(key).push(" = ").push_bind(id);
    query.push(" ORDER BY group_no");
    let rows = query.build().fetch_all(source.rows()).await?;
    rows.iter().map(|row| read_vat(Columns { row, table, key })).collect()
}

pub(super) fn read_vat(c: Columns<'_>) -> Result<VatGroupBody, StoreError> {
    Ok(VatGroupBody {
        vat_class: c.parse("vat_class")?,
        vat_rate_bp: c.number("vat_rate_bp")?,
        net_cents: c.number("net_cents")?,
        vat_cents: c.number("vat_cents")?,
        gross_cents: c.number("gross_cents")?,
    })
}

/// The payments of a document, from the table that holds them.
pub(super) async fn payments(
    source: &mut impl Source,
    table: &'static str,
    key: &'static str,
    id: &str,
) -> Result<Vec<PaymentBody>, StoreError> {
    let mut query: QueryBuilder<Sqlite> = QueryBuilder::new("SELECT * FROM ");
    query.push(table).push(" WHERE ").push(key).push(" = ").push_bind(id);
    query.push(" ORDER BY payment_no");
    let rows = query.build().fetch_all(source.rows()).await?;
    rows.iter()
        .map(|row| {
            let c = Columns { row, table, key };
            Ok(PaymentBody {
                method: c.name("method")?,
                amount_cents: c.number("amount_cents")?,
                tendered_cents: c.number("tendered_cents")?,
            })
        })
        .collect()
}
