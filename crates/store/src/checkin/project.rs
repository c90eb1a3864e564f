//! The rows of cards and redemptions, and the balance of every card that they touch.
//!
//! A balance is computed from the card's own ledger, a dozen lines, whenever one of them arrives:
//! whatever the order, and however often, every desk comes to the same balance.

use std::collections::BTreeSet;

use mojo_domain::mutant;
use mojo_domain::{SaleId, to_micros};
use mojo_protocol::facts::{PunchCardBody, RedemptionBody};
use sqlx::{QueryBuilder, Sqlite};

use crate::columns::to_name;
use crate::{Connection, Recorded, StoreError};

/// Rows per statement.
const ROWS: usize = 500;

/// Cards sold, or taken over from paper.
pub(crate) async fn project_cards(
    connection: &mut Connection,
    run: &[Recorded],
) -> Result<(), StoreError> {
    for run in run.chunks(ROWS) {
        let mut cards = Vec::with_capacity(run.len());
        for recorded in run {
            cards.push((recorded.read::<PunchCardBody>()?, to_micros(recorded.at)));
        }
        let mut query: QueryBuilder<Sqlite> = QueryBuilder::new(
            "INSERT INTO punch_cards
                (punch_card_id, code, product_id, text, contact_id, entries, price_cents
                , entry_value_cents, currency, tax_nature, vat_class, vat_rate_bp, sold_on
                , expires_on, sale_id, actor_id, register_id, recorded_on, recorded_at) ",
        );
        query.push_values(&cards, |mut b, (card, at)| {
            b.push_bind(card.punch_card_id.to_string())
                .push_bind(&card.code)
                .push_bind(card.product_id.map(|id| id.to_string()))
                .push_bind(&card.text)
                .push_bind(card.contact_id.to_string())
                .push_bind(i64::from(card.entries))
                .push_bind(card.price_cents)
                .push_bind(card.entry_value_cents)
                .push_bind(card.currency.code().to_owned())
                .push_bind(to_name(&card.tax_nature))
                .push_bind(card.vat_class.name())
                .push_bind(card.vat_rate_bp)
                .push_bind(card.sold_on.to_string())
                .push_bind(card.expires_on.map(|day| day.to_string()))
                .push_bind(card.sale_id.map(|id| id.to_string()))
                .push_bind(card.actor_id.map(|id| id.to_string()))
                .push_bind(card.register_id.map(|id| id.to_string()))
                .push_bind(card.recorded_on.map(|day| day.to_string()))
                .push_bind(*at);
        });
        query.push(" ON CONFLICT (punch_card_id) DO NOTHING");
        query.build().execute(&mut *connection).await?;
        let ids = cards.iter().map(|(card, _)| card.punch_card_id.to_string()).collect();
        refresh(connection, &ids).await?;
    }
    Ok(())
}

/// Entries used or taken back.
pub(crate) async fn project_redemptions(
    connection: &mut Connection,
    run: &[Recorded],
) -> Result<(), StoreError> {
    for run in run.chunks(ROWS) {
        let mut redemptions = Vec::with_capacity(run.len());
        for recorded in run {
            let device_id = recorded.device_id.map(|id| id.to_string());
            redemptions.push((recorded.read::<RedemptionBody>()?, device_id));
        }
        let mut query: QueryBuilder<Sqlite> = QueryBuilder::new(
            "INSERT INTO redemptions
                (redemption_id, punch_card_id, contact_id, kind, takes_back, reason, at
                , recorded_on, actor_id, register_id, device_id, gv_typ, value_cents, currency
                , is_training) ",
        );
        query.push_values(&redemptions, |mut b, (redemption, device_id)| {
            b.push_bind(redemption.redemption_id.to_string())
                .push_bind(redemption.punch_card_id.to_string())
                .push_bind(redemption.contact_id.to_string())
                .push_bind(to_name(&redemption.kind))
                .push_bind(redemption.takes_back.map(|id| id.to_string()))
                .push_bind(&redemption.reason)
                .push_bind(to_micros(redemption.at))
                .push_bind(redemption.recorded_on.to_string())
                .push_bind(redemption.actor_id.to_string())
                .push_bind(redemption.register_id.to_string())
                .push_bind(device_id)
                .push_bind(&redemption.gv_typ)
                .push_bind(redemption.value_cents)
                .push_bind(redemption.currency.code().to_owned())
                .push_bind(i64::from(redemption.is_training));
        });
        query.push(" ON CONFLICT (redemption_id) DO NOTHING");
        query.build().execute(&mut *connection).await?;
        let touched = |(redemption, _): &(RedemptionBody, _)| redemption.punch_card_id.to_string();
        let mut ids: BTreeSet<String> = redemptions.iter().map(touched).collect();
        let back = redemptions.iter().filter_map(|(redemption, _)| redemption.takes_back);
        ids.extend(carried_to(connection, back.map(|id| id.to_string()).collect()).await?);
        refresh(connection, &ids).await?;
    }
    Ok(())
}

/// The cards that these visits were carried to.
async fn carried_to(
    connection: &mut Connection,
    visits: Vec<String>,
) -> Result<Vec<String>, StoreError> {
    if visits.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<(String,)> = sqlx::query_as(
        "SELECT to_card FROM settled_visits
          WHERE to_card IS NOT NULL AND redemption_id IN (SELECT value FROM json_each($1))",
    )
    .bind(serde_json::Value::from(visits).to_string())
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Computes the cards anew that these sales had sold: a Storno pays them back.
pub(crate) async fn refresh_cards_of_sales(
    connection: &mut Connection,
    sales: &[SaleId],
) -> Result<(), StoreError> {
    for sales in sales.chunks(ROWS) {
        let mut query: QueryBuilder<Sqlite> = QueryBuilder::new(
            "SELECT punch_card_id FROM punch_cards WHERE sale_id IS NOT NULL AND sale_id IN (",
        );
        let mut list = query.separated(", ");
        for sale_id in sales {
            list.push_bind(sale_id.to_string());
        }
        query.push(")");
        let rows: Vec<(String,)> = query.build_query_as().fetch_all(&mut *connection).await?;
        let ids: BTreeSet<String> = rows.into_iter().map(|(id,)| id).collect();
        refresh(connection, &ids).await?;
    }
    Ok(())
}

/// The statement between the two halves of which the ids stand. A visit that was settled counts on
/// no card, or on the one it was carried to. A Storno of the sale pays back
/// every entry: an entry used elsewhere at the same time then shows as overdrawn.
pub(super) const REFRESH: (&str, &str) = (
    "INSERT INTO punch_card_balances
        (punch_card_id, contact_id, code, expires_on, entries, used, refunded, left_count
        , rest_cents, currency, last_used_at, touched_at)
     SELECT punch_card_id, contact_id, code, expires_on, entries, used, refunded
          , entries - used - refunded
          , iif(entries - used - refunded > 0, price_cents - used_cents, 0)
          , currency, last_used_at
          , coalesce(last_used_at, CAST(strftime('%s', sold_on) AS INTEGER) * 1000000)
       FROM (SELECT c.punch_card_id, c.contact_id, c.code, c.expires_on, c.entries, c.price_cents
                  , c.currency, c.sold_on
                  , count(r.redemption_id) AS used
                  , coalesce(sum(iif(r.punch_card_id <> c.punch_card_id
                             , c.entry_value_cents, r.value_cents)), 0) AS used_cents
                  , max(r.at) AS last_used_at
                  , iif(EXISTS (SELECT 1 FROM sales s WHERE s.cancels = c.sale_id), c.entries, 0)
                    AS refunded
               FROM punch_cards c
               LEFT JOIN redemptions r
                 ON r.redemption_id IN (
                    SELECT o.redemption_id FROM redemptions o
                     WHERE o.punch_card_id = c.punch_card_id
                       AND NOT EXISTS (SELECT 1 FROM settled_visits v
                                        WHERE v.redemption_id = o.redemption_id)
                     UNION ALL
                    SELECT v.redemption_id FROM settled_visits v
                     WHERE v.to_card = c.punch_card_id)
                AND r.kind = 'used'
                AND NOT EXISTS (SELECT 1 FROM redemptions t WHERE t.takes_back = r.redemption_id)
              WHERE c.punch_card_id IN (",
    ")
              GROUP BY c.punch_card_id)
      WHERE true
     ON CONFLICT (punch_card_id) DO UPDATE
         SET used = excluded.used, refunded = excluded.refunded
           , left_count = excluded.left_count, rest_cents = excluded.rest_cents
           , last_used_at = excluded.last_used_at, touched_at = excluded.touched_at",
);

/// The first half, or a mutant of it.
fn refresh_sql() -> String {
    let used = "count(r.redemption_id) AS used";
    if mutant::is("undo_counts_double") {
        let back = "count(r.redemption_id) - (SELECT count(*) FROM redemptions t \
                    WHERE t.punch_card_id = c.punch_card_id AND t.kind <> 'used') AS used";
        return REFRESH.0.replace(used, back);
    }
    if mutant::is("counter_instead_of_ledger") {
        let own = "count(iif(r.device_id = (SELECT device_id FROM device), r.redemption_id, NULL)) \
                   AS used";
        return REFRESH.0.replace(used, own);
    }
    REFRESH.0.to_owned()
}

pub(super) async fn refresh(
    connection: &mut Connection,
    ids: &BTreeSet<String>,
) -> Result<(), StoreError> {
    if ids.is_empty() {
        return Ok(());
    }
    let mut query: QueryBuilder<Sqlite> = QueryBuilder::new(refresh_sql());
    let mut list = query.separated(", ");
    for id in ids {
        list.push_bind(id.clone());
    }
    query.push(REFRESH.1);
    query.build().execute(connection).await?;
    Ok(())
}
