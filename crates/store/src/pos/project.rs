//! The rows of the till's facts. A fact that is held already is left out, and with it everything
//! that would be counted twice.

use std::collections::{BTreeMap, BTreeSet};

use mojo_domain::{RegisterId, SaleId, mutant, to_micros};
use mojo_protocol::facts::{CashClosingBody, CashMovementBody, SaleBody};
use sqlx::{QueryBuilder, Sqlite};

use super::totals;
use crate::columns::{to_json, to_name};
use crate::{Connection, Recorded, StoreError, checkin};

/// Rows per statement.
const ROWS: usize = 500;

/// Sales and Stornos with lines, VAT, payments; the open periods of their tills; the cards that a
/// Storno pays back.
pub(crate) async fn project_sales(
    connection: &mut Connection,
    run: &[Recorded],
) -> Result<(), StoreError> {
    for run in run.chunks(ROWS) {
        let sales = run.iter().map(Recorded::read).collect::<Result<Vec<SaleBody>, _>>()?;
        let registers = sales.iter().map(|sale| sale.register_id).collect();
        let periods = totals::open_periods(connection, &registers).await?;
        let new = insert_sales(connection, &sales, &periods).await?;
        let sales: Vec<&SaleBody> =
            sales.iter().filter(|sale| new.contains(&sale.sale_id)).collect();
        let is_open = |sale: &&SaleBody| period_of(sale, &periods) == periods[&sale.register_id];
        let open: Vec<&SaleBody> = sales.iter().copied().filter(is_open).collect();
        if mutant::is("projection_twice") {
            totals::count_sales(connection, &again(run, &new)?.iter().collect::<Vec<_>>()).await?;
        }
        insert_lines(connection, &sales).await?;
        insert_vat(connection, &sales).await?;
        insert_payments(connection, &sales).await?;
        totals::count_sales(connection, &open).await?;
        let cancelled: Vec<SaleId> = sales.iter().filter_map(|sale| sale.cancels).collect();
        checkin::refresh_cards_of_sales(connection, &cancelled).await?;
    }
    Ok(())
}

/// The period of a sale: the one in which it was recorded, or of an older fact the open one.
fn period_of(sale: &SaleBody, periods: &BTreeMap<RegisterId, i64>) -> i64 {
    sale.z_number.unwrap_or(periods[&sale.register_id])
}

/// The sales of `run` that were held before.
fn again(run: &[Recorded], new: &BTreeSet<SaleId>) -> Result<Vec<SaleBody>, StoreError> {
    let sales = run.iter().map(Recorded::read).collect::<Result<Vec<SaleBody>, _>>()?;
    Ok(sales.into_iter().filter(|sale| !new.contains(&sale.sale_id)).collect())
}

async fn insert_sales(
    connection: &mut Connection,
    sales: &[SaleBody],
    periods: &BTreeMap<RegisterId, i64>,
) -> Result<BTreeSet<SaleId>, StoreError> {
    let mut query: QueryBuilder<Sqlite> = QueryBuilder::new(
        "INSERT INTO sales
            (sale_id, kind, cancels, reason, receipt_number, register_id, z_number, actor_id
            , contact_id, seller, started_at, finished_at, recorded_on, is_training, currency, net_cents
            , vat_cents, gross_cents, change_cents) ",
    );
    let sellers = sales.iter().map(|sale| to_json("sale", &sale.seller));
    let sellers = sellers.collect::<Result<Vec<String>, _>>()?;
    query.push_values(sales.iter().zip(sellers), |mut b, (sale, seller)| {
        b.push_bind(sale.sale_id.to_string())
            .push_bind(to_name(&sale.kind))
            .push_bind(sale.cancels.map(|id| id.to_string()))
            .push_bind(&sale.reason)
            .push_bind(&sale.receipt_number)
            .push_bind(sale.register_id.to_string())
            .push_bind(period_of(sale, periods))
            .push_bind(sale.actor_id.to_string())
            .push_bind(sale.contact_id.map(|id| id.to_string()))
            .push_bind(seller)
            .push_bind(to_micros(sale.started_at))
            .push_bind(to_micros(sale.finished_at))
            .push_bind(sale.recorded_on.to_string())
            .push_bind(i64::from(sale.is_training))
            .push_bind(sale.currency.code().to_owned())
            .push_bind(sale.net_cents)
            .push_bind(sale.vat_cents)
            .push_bind(sale.gross_cents)
            .push_bind(sale.change_cents);
    });
    query.push(" ON CONFLICT (sale_id) DO NOTHING RETURNING sale_id");
    let rows: Vec<(String,)> = query.build_query_as().fetch_all(connection).await?;
    Ok(rows.iter().filter_map(|(id,)| id.parse().ok()).collect())
}

async fn insert_lines(connection: &mut Connection, sales: &[&SaleBody]) -> Result<(), StoreError> {
    let lines: Vec<_> =
        sales.iter().flat_map(|sale| sale.lines.iter().map(|line| (sale.sale_id, line))).collect();
    for lines in lines.chunks(ROWS) {
        let mut query: QueryBuilder<Sqlite> = QueryBuilder::new(
            "INSERT INTO sale_lines
                (sale_id, line_no, product_id, text, quantity_milli, unit_gross_cents
                , discount_cents, gross_cents, vat_class, vat_rate_bp, gv_typ, punch_card_id) ",
        );
        query.push_values(lines, |mut b, (sale_id, line)| {
            b.push_bind(sale_id.to_string())
                .push_bind(i64::from(line.line_no))
                .push_bind(line.product_id.map(|id| id.to_string()))
                .push_bind(&line.text)
                .push_bind(line.quantity_milli)
                .push_bind(line.unit_gross_cents)
                .push_bind(line.discount_cents)
                .push_bind(line.gross_cents)
                .push_bind(line.vat_class.name())
                .push_bind(line.vat_rate_bp)
                .push_bind(&line.gv_typ)
                .push_bind(line.punch_card_id.map(|id| id.to_string()));
        });
        query.build().execute(&mut *connection).await?;
    }
    Ok(())
}

async fn insert_vat(connection: &mut Connection, sales: &[&SaleBody]) -> Result<(), StoreError> {
    let groups: Vec<_> = sales
        .iter()
        .flat_map(|sale| (1_i64..).zip(&sale.vat).map(|(no, group)| (sale.sale_id, no, group)))
        .collect();
    for groups in groups.chunks(ROWS) {
        let mut query: QueryBuilder<Sqlite> = QueryBuilder::new(
            "INSERT INTO sale_vat
                (sale_id, group_no, vat_class, vat_rate_bp, net_cents, vat_cents, gross_cents) ",
        );
        query.push_values(groups, |mut b, (sale_id, no, group)| {
            b.push_bind(sale_id.to_string())
                .push_bind(*no)
                .push_bind(group.vat_class.name())
                .push_bind(group.vat_rate_bp)
                .push_bind(group.net_cents)
                .push_bind(group.vat_cents)
                .push_bind(group.gross_cents);
        });
        query.build().execute(&mut *connection).await?;
    }
    Ok(())
}

async fn insert_payments(
    connection: &mut Connection,
    sales: &[&SaleBody],
) -> Result<(), StoreError> {
    let payments: Vec<_> = sales
        .iter()
        .flat_map(|sale| (1_i64..).zip(&sale.payments).map(|(no, paid)| (sale.sale_id, no, paid)))
        .collect();
    for payments in payments.chunks(ROWS) {
        let mut query: QueryBuilder<Sqlite> = QueryBuilder::new(
            "INSERT INTO sale_payments
                (sale_id, payment_no, method, amount_cents, tendered_cents) ",
        );
        query.push_values(payments, |mut b, (sale_id, no, payment)| {
            b.push_bind(sale_id.to_string())
                .push_bind(*no)
                .push_bind(to_name(&payment.method))
                .push_bind(payment.amount_cents)
                .push_bind(payment.tendered_cents);
        });
        query.build().execute(&mut *connection).await?;
    }
    Ok(())
}

/// Money put in and taken out.
pub(crate) async fn project_movements(
    connection: &mut Connection,
    run: &[Recorded],
) -> Result<(), StoreError> {
    for run in run.chunks(ROWS) {
        let moved = run.iter().map(Recorded::read).collect::<Result<Vec<CashMovementBody>, _>>()?;
        let registers = moved.iter().map(|movement| movement.register_id).collect();
        let periods = totals::open_periods(connection, &registers).await?;
        let mut query: QueryBuilder<Sqlite> = QueryBuilder::new(
            "INSERT INTO cash_movements
                (cash_movement_id, register_id, z_number, actor_id, at, recorded_on, amount_cents
                , currency, gv_typ, reason, is_training) ",
        );
        query.push_values(&moved, |mut b, movement| {
            b.push_bind(movement.cash_movement_id.to_string())
                .push_bind(movement.register_id.to_string())
                .push_bind(movement.z_number.unwrap_or(periods[&movement.register_id]))
                .push_bind(movement.actor_id.to_string())
                .push_bind(to_micros(movement.at))
                .push_bind(movement.recorded_on.to_string())
                .push_bind(movement.amount_cents)
                .push_bind(movement.currency.code().to_owned())
                .push_bind(&movement.gv_typ)
                .push_bind(&movement.reason)
                .push_bind(i64::from(movement.is_training));
        });
        query.push(" ON CONFLICT (cash_movement_id) DO NOTHING RETURNING cash_movement_id");
        let rows: Vec<(String,)> = query.build_query_as().fetch_all(&mut *connection).await?;
        let new: BTreeSet<&String> = rows.iter().map(|(id,)| id).collect();
        let is_new = |moved: &&CashMovementBody| new.contains(&moved.cash_movement_id.to_string());
        let is_open = |moved: &&CashMovementBody| {
            moved.z_number.is_none_or(|z_number| z_number == periods[&moved.register_id])
        };
        let moved = moved.iter().filter(is_new).filter(is_open).filter(|moved| !moved.is_training);
        totals::count_movements(connection, moved).await?;
    }
    Ok(())
}

/// Closings: each ends its period of its till.
pub(crate) async fn project_closings(
    connection: &mut Connection,
    run: &[Recorded],
) -> Result<(), StoreError> {
    for recorded in run {
        let closing: CashClosingBody = recorded.read()?;
        if insert_closing(connection, &closing).await? {
            insert_closing_parts(connection, &closing).await?;
            totals::begin_period(connection, &closing).await?;
        }
    }
    Ok(())
}

async fn insert_closing(
    connection: &mut Connection,
    closing: &CashClosingBody,
) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "INSERT INTO cash_closings
            (closing_id, register_id, z_number, actor_id, at, recorded_on, currency, opening_cents
            , cash_sales_cents, cash_movements_cents, expected_cents, counted_cents
            , difference_cents, reason, receipts, first_receipt, last_receipt, is_training, seller
            , is_uncounted)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18
            , $19, $20)
         ON CONFLICT (closing_id) DO NOTHING",
    )
    .bind(closing.closing_id.to_string())
    .bind(closing.register_id.to_string())
    .bind(closing.z_number)
    .bind(closing.actor_id.to_string())
    .bind(to_micros(closing.at))
    .bind(closing.recorded_on.to_string())
    .bind(closing.currency.code().to_owned())
    .bind(closing.opening_cents)
    .bind(closing.cash_sales_cents)
    .bind(closing.cash_movements_cents)
    .bind(closing.expected_cents)
    .bind(closing.counted_cents)
    .bind(closing.difference_cents)
    .bind(&closing.reason)
    .bind(closing.receipts)
    .bind(&closing.first_receipt)
    .bind(&closing.last_receipt)
    .bind(i64::from(closing.is_training))
    .bind(to_json("cash_closing", &closing.seller)?)
    .bind(i64::from(closing.is_uncounted))
    .execute(connection)
    .await?;
    Ok(done.rows_affected() == 1)
}

async fn insert_closing_parts(
    connection: &mut Connection,
    closing: &CashClosingBody,
) -> Result<(), StoreError> {
    let id = closing.closing_id.to_string();
    for count in &closing.counts {
        sqlx::query(
            "INSERT INTO cash_closing_counts (closing_id, denomination_cents, pieces)
             VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        )
        .bind(&id)
        .bind(count.denomination_cents)
        .bind(count.pieces)
        .execute(&mut *connection)
        .await?;
    }
    for (no, group) in (1_i64..).zip(&closing.vat) {
        sqlx::query(
            "INSERT INTO cash_closing_vat
                (closing_id, group_no, vat_class, vat_rate_bp, net_cents, vat_cents, gross_cents)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(&id)
        .bind(no)
        .bind(group.vat_class.name())
        .bind(group.vat_rate_bp)
        .bind(group.net_cents)
        .bind(group.vat_cents)
        .bind(group.gross_cents)
        .execute(&mut *connection)
        .await?;
    }
    for (no, payment) in (1_i64..).zip(&closing.payments) {
        sqlx::query(
            "INSERT INTO cash_closing_payments
                (closing_id, payment_no, method, amount_cents, tendered_cents)
             VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(&id)
        .bind(no)
        .bind(to_name(&payment.method))
        .bind(payment.amount_cents)
        .bind(payment.tendered_cents)
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}
