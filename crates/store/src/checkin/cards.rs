//! Reading punch cards with their balances.

use chrono::{DateTime, Days, NaiveDate, Utc};
use mojo_domain::{ContactId, PunchCardId, SaleId};
use mojo_protocol::facts::PunchCardBody;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, QueryBuilder, Row, Sqlite};

use crate::columns::Columns;
use crate::contacts::ids_of;
use crate::{Source, StoreError};

/// A card and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct HeldCard {
    /// As it was sold.
    pub card: PunchCardBody,
    /// Visits that stand.
    pub used: i64,
    /// Visits paid back by a Storno of the sale.
    pub refunded: i64,
    /// Entries less used and refunded; below zero when two desks both used the last one.
    pub left: i64,
    /// Value of what is left, with VAT.
    pub rest_cents: i64,
    /// The last visit that stands.
    pub last_used_at: Option<DateTime<Utc>>,
}

/// Which cards a list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardFilter {
    /// All of them.
    All,
    /// Entries left, and the end within so many days.
    Expiring {
        /// From today.
        within_days: u64,
    },
    /// One entry left.
    Offer,
    /// Below zero.
    Overdrawn,
}

/// A part of the list.
#[derive(Clone, Debug)]
pub struct CardSearch {
    /// Which cards.
    pub filter: CardFilter,
    /// The beginning of a code, or one of the contacts; empty finds all.
    pub code: String,
    /// Owners that match the text too.
    pub contacts: Vec<ContactId>,
    /// Only cards of this contact.
    pub contact_id: Option<ContactId>,
    /// Today in Berlin.
    pub today: NaiveDate,
    /// Rows to skip.
    pub offset: u32,
    /// Rows to give.
    pub limit: u32,
}

/// The figures above the list, over all cards that are good today.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Cards with entries left.
    pub active_cards: i64,
    /// Entries left on them.
    pub open_entries: i64,
    /// Their value.
    pub liability_cents: i64,
    /// Cards that end soon.
    pub expiring_cards: i64,
    /// Entries on them.
    pub expiring_entries: i64,
    /// Their value.
    pub expiring_cents: i64,
    /// Cards with one entry left.
    pub to_offer: i64,
}

/// A card that ends within so many days is said to expire.
pub const EXPIRING_DAYS: u64 = 60;

const COLUMNS: &str = "SELECT c.punch_card_id, c.code, c.product_id, c.text, c.contact_id
     , c.entries, c.price_cents, c.entry_value_cents, c.currency, c.tax_nature, c.vat_class
     , c.vat_rate_bp, c.sold_on, c.expires_on, c.sale_id, c.actor_id
     , c.register_id, c.recorded_on
     , b.used, b.refunded, b.left_count, b.rest_cents, b.last_used_at
  FROM punch_card_balances b
  JOIN punch_cards c ON c.punch_card_id = b.punch_card_id";

/// A card.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn find(
    source: &mut impl Source,
    id: PunchCardId,
) -> Result<Option<HeldCard>, StoreError> {
    Ok(list_where(source, "b.punch_card_id = $1", &id.to_string()).await?.pop())
}

/// The cards with this code; one in practice.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn list_by_code(
    source: &mut impl Source,
    code: &str,
) -> Result<Vec<HeldCard>, StoreError> {
    list_where(source, "c.code = $1", code).await
}

/// The cards of a contact, the one used last first.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn list_of_contact(
    source: &mut impl Source,
    contact_id: ContactId,
) -> Result<Vec<HeldCard>, StoreError> {
    let ids = ids_of(source.rows(), contact_id).await?;
    list_where(source, "b.contact_id IN (SELECT value FROM json_each($1))", &ids).await
}

/// The cards that a sale sold.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn list_of_sale(
    source: &mut impl Source,
    sale_id: SaleId,
) -> Result<Vec<HeldCard>, StoreError> {
    list_where(source, "c.sale_id = $1", &sale_id.to_string()).await
}

/// Whether a card bears this code.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn is_code_taken(source: &mut impl Source, code: &str) -> Result<bool, StoreError> {
    let row: Option<(i64,)> = sqlx::query_as("SELECT 1 FROM punch_cards WHERE code = $1 LIMIT 1")
        .bind(code)
        .fetch_optional(source.rows())
        .await?;
    Ok(row.is_some())
}

async fn list_where(
    source: &mut impl Source,
    condition: &'static str,
    value: &str,
) -> Result<Vec<HeldCard>, StoreError> {
    let sql =
        format!("{COLUMNS} WHERE {condition} ORDER BY b.touched_at DESC, c.punch_card_id DESC");
    let rows = sqlx::query(AssertSqlSafe(sql)).bind(value).fetch_all(source.rows()).await?;
    rows.iter().map(read).collect()
}

/// How many cards match, and a part of them: the one used last first.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn list_page(
    source: &mut impl Source,
    search: &CardSearch,
) -> Result<(i64, Vec<HeldCard>), StoreError> {
    let mut count: QueryBuilder<Sqlite> =
        QueryBuilder::new("SELECT count(*) FROM punch_card_balances b WHERE true");
    push_conditions(&mut count, search);
    let (total,): (i64,) = count.build_query_as().fetch_one(source.rows()).await?;
    let mut query: QueryBuilder<Sqlite> = QueryBuilder::new(COLUMNS);
    query.push(" WHERE true");
    push_conditions(&mut query, search);
    query.push(" ORDER BY b.touched_at DESC, b.punch_card_id DESC LIMIT ");
    query.push_bind(i64::from(search.limit)).push(" OFFSET ").push_bind(i64::from(search.offset));
    let rows = query.build().fetch_all(source.rows()).await?;
    let cards = rows.iter().map(read).collect::<Result<_, _>>()?;
    Ok((total, cards))
}

fn push_conditions(query: &mut QueryBuilder<Sqlite>, search: &CardSearch) {
    let today = search.today.to_string();
    match search.filter {
        CardFilter::All => {}
        CardFilter::Expiring { within_days } => {
            query.push(" AND b.left_count > 0 AND b.expires_on >= ").push_bind(today);
            query.push(" AND b.expires_on <= ").push_bind(in_days(search.today, within_days));
        }
        CardFilter::Offer => {
            query.push(" AND b.left_count = 1 AND b.left_count > 0 AND b.entries > 1");
            query.push(" AND (b.expires_on IS NULL OR b.expires_on >= ").push_bind(today).push(")");
        }
        CardFilter::Overdrawn => {
            query.push(" AND b.left_count < 0");
        }
    }
    if let Some(contact_id) = search.contact_id {
        query.push(" AND (b.contact_id = ").push_bind(contact_id.to_string());
        query
            .push(" OR b.contact_id IN (SELECT contact_id FROM contact_aliases WHERE winner_id = ");
        query.push_bind(contact_id.to_string()).push("))");
    }
    if search.code.is_empty() {
        return;
    }
    query.push(" AND (b.code LIKE ").push_bind(like_prefix(&search.code)).push(" ESCAPE '\\'");
    if !search.contacts.is_empty() {
        let ids: Vec<String> = search.contacts.iter().map(ToString::to_string).collect();
        let ids = serde_json::Value::from(ids).to_string();
        query.push(" OR b.contact_id IN (SELECT value FROM json_each(").push_bind(ids.clone());
        query.push(
            ") UNION ALL SELECT a.contact_id FROM contact_aliases a
               WHERE a.winner_id IN (SELECT value FROM json_each(",
        );
        query.push_bind(ids).push(")))");
    }
    query.push(")");
}

fn in_days(today: NaiveDate, days: u64) -> String {
    today.checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX).to_string()
}

fn like_prefix(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 1);
    for letter in text.chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

/// The figures over all cards that are good on `today`.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn figures(source: &mut impl Source, today: NaiveDate) -> Result<Figures, StoreError> {
    let row = sqlx::query(
        "SELECT count(*) AS active_cards
              , coalesce(sum(left_count), 0) AS open_entries
              , coalesce(sum(rest_cents), 0) AS liability_cents
              , coalesce(sum(expires_on <= $2), 0) AS expiring_cards
              , coalesce(sum(iif(expires_on <= $2, left_count, 0)), 0) AS expiring_entries
              , coalesce(sum(iif(expires_on <= $2, rest_cents, 0)), 0) AS expiring_cents
              , coalesce(sum(left_count = 1 AND entries > 1), 0) AS to_offer
           FROM punch_card_balances
          WHERE left_count > 0 AND (expires_on IS NULL OR expires_on >= $1)",
    )
    .bind(today.to_string())
    .bind(in_days(today, EXPIRING_DAYS))
    .fetch_one(source.rows())
    .await?;
    Ok(Figures {
        active_cards: row.try_get("active_cards")?,
        open_entries: row.try_get("open_entries")?,
        liability_cents: row.try_get("liability_cents")?,
        expiring_cards: row.try_get("expiring_cards")?,
        expiring_entries: row.try_get("expiring_entries")?,
        expiring_cents: row.try_get("expiring_cents")?,
        to_offer: row.try_get("to_offer")?,
    })
}

fn read(row: &SqliteRow) -> Result<HeldCard, StoreError> {
    let c = Columns { row, table: "punch_cards", key: "punch_card_id" };
    Ok(HeldCard {
        card: PunchCardBody {
            punch_card_id: c.parse("punch_card_id")?,
            code: c.text("code")?,
            product_id: c.parse_opt("product_id")?,
            text: c.text("text")?,
            contact_id: c.parse("contact_id")?,
            entries: c.count("entries")?,
            price_cents: c.number("price_cents")?,
            entry_value_cents: c.number("entry_value_cents")?,
            currency: c.parse("currency")?,
            tax_nature: c.name("tax_nature")?,
            vat_class: c.parse("vat_class")?,
            vat_rate_bp: c.number("vat_rate_bp")?,
            sold_on: c.parse("sold_on")?,
            expires_on: c.parse_opt("expires_on")?,
            sale_id: c.parse_opt("sale_id")?,
            actor_id: c.parse_opt("actor_id")?,
            register_id: c.parse_opt("register_id")?,
            recorded_on: c.parse_opt("recorded_on")?,
        },
        used: c.number("used")?,
        refunded: c.number("refunded")?,
        left: c.number("left_count")?,
        rest_cents: c.number("rest_cents")?,
        last_used_at: c.instant_opt("last_used_at")?,
    })
}
