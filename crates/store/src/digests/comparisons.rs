//! What was compared, when, and what came of it.

use chrono::NaiveDate;
use mojo_domain::DeviceId;
use mojo_protocol::RangeDigest;
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, Sqlite};
use uuid::Uuid;

use crate::{Reader, StoreError, Tx};

/// A comparison with the platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The comparison.
    pub comparison_id: Uuid,
    /// When, microseconds.
    pub compared_at: i64,
    /// Everything was compared, not only what came since the one before.
    pub is_full: bool,
    /// `equal`, `repaired`, `differs`.
    pub state: String,
    /// The version of the program that compared.
    pub program: String,
    /// Who this desk was.
    pub device_id: DeviceId,
    /// And in which epoch.
    pub epoch: i64,
    /// How far the journal was compared.
    pub dseq: i64,
    /// How far the tenant's order was compared.
    pub seq: i64,
    /// The log in which `seq` counts.
    pub log_epoch: i64,
    /// The names of the scopes, in order.
    pub scopes: String,
    /// Entries of the own journal.
    pub entries: i64,
    /// Places of the tenant's order.
    pub places: i64,
    /// Cards.
    pub cards: i64,
    /// How many questions that took.
    pub requests: i64,
}

/// Something that differed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// `journal`, `log`, `cards`.
    pub part: String,
    /// The number in journal or order; the id of a card.
    pub place: String,
    /// The kind of thing, empty when nobody can say.
    pub entity: String,
    /// The thing, empty when nobody can say.
    pub entity_id: String,
    /// `missing_here`, `missing_there`, `differs`.
    pub kind: String,
    /// It was made equal again.
    pub is_repaired: bool,
    /// Why not, a code.
    pub code: String,
}

/// A device's day, here and there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComparisonDay {
    /// The device; `None` for the platform itself.
    pub device_id: Option<DeviceId>,
    /// Its name, empty when it is not known.
    pub device: String,
    /// The day in Berlin.
    pub day: NaiveDate,
    /// What is held here.
    pub here: Option<RangeDigest>,
    /// What is held there.
    pub there: Option<RangeDigest>,
}

const COLUMNS: &str = "SELECT comparison_id, compared_at, is_full, state, program, device_id, epoch
      , dseq, seq, log_epoch, scopes, entries, places, cards, requests
   FROM comparisons";

/// The last comparison.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn find_last(reader: &mut Reader) -> Result<Option<Comparison>, StoreError> {
    find(reader, "").await
}

/// The last comparison of everything.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn find_last_full(reader: &mut Reader) -> Result<Option<Comparison>, StoreError> {
    find(reader, "WHERE is_full = 1").await
}

async fn find(reader: &mut Reader, which: &str) -> Result<Option<Comparison>, StoreError> {
    let last = "ORDER BY number DESC LIMIT 1";
    let row = sqlx::query(sqlx::AssertSqlSafe(format!("{COLUMNS} {which} {last}")))
        .fetch_optional(reader.connection())
        .await?;
    row.as_ref().map(comparison).transpose()
}

fn comparison(row: &SqliteRow) -> Result<Comparison, StoreError> {
    let text = |column: &'static str| row.try_get::<String, _>(column);
    let id = text("comparison_id")?;
    let broken =
        |column| StoreError::Inconsistency { table: "comparisons", column, row: id.clone() };
    Ok(Comparison {
        comparison_id: Uuid::parse_str(&id).map_err(|_| broken("comparison_id"))?,
        compared_at: row.try_get("compared_at")?,
        is_full: row.try_get::<i64, _>("is_full")? == 1,
        state: text("state")?,
        program: text("program")?,
        device_id: text("device_id")?.parse().map_err(|_| broken("device_id"))?,
        epoch: row.try_get("epoch")?,
        dseq: row.try_get("dseq")?,
        seq: row.try_get("seq")?,
        log_epoch: row.try_get("log_epoch")?,
        scopes: text("scopes")?,
        entries: row.try_get("entries")?,
        places: row.try_get("places")?,
        cards: row.try_get("cards")?,
        requests: row.try_get("requests")?,
    })
}

/// Keeps a comparison with what differed.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn keep_comparison(
    tx: &mut Tx,
    comparison: &Comparison,
    differences: &[Difference],
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO comparisons
            (comparison_id, compared_at, is_full, state, program, device_id, epoch, dseq, seq
            , log_epoch, scopes, entries, places, cards, requests)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
    )
    .bind(comparison.comparison_id.to_string())
    .bind(comparison.compared_at)
    .bind(i64::from(comparison.is_full))
    .bind(&comparison.state)
    .bind(&comparison.program)
    .bind(comparison.device_id.to_string())
    .bind(comparison.epoch)
    .bind(comparison.dseq)
    .bind(comparison.seq)
    .bind(comparison.log_epoch)
    .bind(&comparison.scopes)
    .bind(comparison.entries)
    .bind(comparison.places)
    .bind(comparison.cards)
    .bind(comparison.requests)
    .execute(tx.connection())
    .await?;
    let id = comparison.comparison_id.to_string();
    for (page, differences) in differences.chunks(500).enumerate() {
        let mut query: QueryBuilder<Sqlite> = QueryBuilder::new(
            "INSERT INTO comparison_differences
                (comparison_id, number, part, place, entity, entity_id, kind, is_repaired, code) ",
        );
        query.push_values(differences.iter().enumerate(), |mut b, (place, one)| {
            let number = i64::try_from(page * 500 + place + 1).unwrap_or(i64::MAX);
            b.push_bind(&id)
                .push_bind(number)
                .push_bind(&one.part)
                .push_bind(&one.place)
                .push_bind(&one.entity)
                .push_bind(&one.entity_id)
                .push_bind(&one.kind)
                .push_bind(i64::from(one.is_repaired))
                .push_bind(&one.code);
        });
        query.build().execute(tx.connection()).await?;
    }
    Ok(())
}

/// What differed in a comparison.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn list_differences(
    reader: &mut Reader,
    comparison_id: Uuid,
) -> Result<Vec<Difference>, StoreError> {
    let rows = sqlx::query(
        "SELECT part, place, entity, entity_id, kind, is_repaired, code
           FROM comparison_differences
          WHERE comparison_id = $1
          ORDER BY number",
    )
    .bind(comparison_id.to_string())
    .fetch_all(reader.connection())
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Difference {
                part: row.try_get("part")?,
                place: row.try_get("place")?,
                entity: row.try_get("entity")?,
                entity_id: row.try_get("entity_id")?,
                kind: row.try_get("kind")?,
                is_repaired: row.try_get::<i64, _>("is_repaired")? == 1,
                code: row.try_get("code")?,
            })
        })
        .collect()
}

/// Keeps the days of a comparison in the place of those of the one before.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn keep_days(
    tx: &mut Tx,
    comparison_id: Uuid,
    days: &[ComparisonDay],
) -> Result<(), StoreError> {
    let text = |digest: &Option<RangeDigest>| {
        let text = digest.as_ref().map(serde_json::to_string);
        text.transpose().map_err(StoreError::body("comparison"))
    };
    sqlx::query("DELETE FROM comparison_days").execute(tx.connection()).await?;
    for days in days.chunks(500) {
        let mut rows = Vec::with_capacity(days.len());
        for day in days {
            rows.push((day, text(&day.here)?, text(&day.there)?));
        }
        let mut query: QueryBuilder<Sqlite> = QueryBuilder::new(
            "INSERT INTO comparison_days (device_id, day, device, comparison_id, here, there) ",
        );
        query.push_values(rows, |mut b, (day, here, there)| {
            b.push_bind(day.device_id.map(|id| id.to_string()).unwrap_or_default())
                .push_bind(day.day.to_string())
                .push_bind(&day.device)
                .push_bind(comparison_id.to_string())
                .push_bind(here)
                .push_bind(there);
        });
        query.build().execute(tx.connection()).await?;
    }
    Ok(())
}

/// The days of the last full comparison in a span of days, latest first.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn list_days(
    reader: &mut Reader,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
) -> Result<Vec<ComparisonDay>, StoreError> {
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string());
    let rows = sqlx::query(
        "SELECT device_id, day, device, here, there
           FROM comparison_days
          WHERE day >= coalesce($1, '') AND day <= coalesce($2, '9999-12-31')
          ORDER BY day DESC, device_id = '', device, device_id",
    )
    .bind(day(from))
    .bind(day(to))
    .fetch_all(reader.connection())
    .await?;
    rows.iter().map(comparison_day).collect()
}

fn comparison_day(row: &SqliteRow) -> Result<ComparisonDay, StoreError> {
    let (device_id, day): (String, String) = (row.try_get("device_id")?, row.try_get("day")?);
    let broken =
        |column| StoreError::Inconsistency { table: "comparison_days", column, row: day.clone() };
    let digest = |column: &'static str| {
        let text = row.try_get::<Option<String>, _>(column)?;
        let digest = text.map(|text| serde_json::from_str::<RangeDigest>(&text));
        digest.transpose().map_err(|_| broken(column))
    };
    let id = (!device_id.is_empty()).then(|| device_id.parse());
    Ok(ComparisonDay {
        device_id: id.transpose().map_err(|_| broken("device_id"))?,
        device: row.try_get("device")?,
        day: day.parse().map_err(|_| broken("day"))?,
        here: digest("here")?,
        there: digest("there")?,
    })
}
