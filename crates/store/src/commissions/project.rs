//! The rows of commission entries, reversals and payouts.

use mojo_domain::{berlin_month, to_micros};
use mojo_protocol::facts::{CommissionEntryBody, CommissionPayoutBody, CommissionReversalBody};
use sqlx::{QueryBuilder, Sqlite};

use super::period;
use crate::{Connection, Recorded, StoreError};

/// Rows per statement: seventeen columns each.
const ROWS: usize = 500;

/// Writes entries that are not held yet.
pub(crate) async fn entries(
    connection: &mut Connection,
    run: &[Recorded],
) -> Result<(), StoreError> {
    for run in run.chunks(ROWS) {
        let mut rows = Vec::with_capacity(run.len());
        for change in run {
            let body: CommissionEntryBody = change.read()?;
            let json = |error| StoreError::body("commission_entry")(error);
            let reasons = serde_json::to_string(&body.reasons).map_err(json)?;
            let basis = serde_json::to_string(&body.basis).map_err(json)?;
            rows.push((body, reasons, basis));
        }
        let mut query: QueryBuilder<Sqlite> = QueryBuilder::new(
            "INSERT INTO commission_entries
                (commission_entry_id, order_number, line, ordered_at, period, product_name
                , customer, commission_type, recipient, percent, base_cents, amount_cents, currency
                , settled_as, reasons, rule_version, basis) ",
        );
        query.push_values(&rows, |mut b, (body, reasons, basis)| {
            b.push_bind(body.commission_entry_id.to_string())
                .push_bind(&body.order_number)
                .push_bind(&body.line)
                .push_bind(to_micros(body.ordered_at))
                .push_bind(period(berlin_month(body.ordered_at)))
                .push_bind(&body.product_name)
                .push_bind(&body.customer)
                .push_bind(&body.commission_type)
                .push_bind(body.recipient.to_string())
                .push_bind(&body.percent)
                .push_bind(body.base_cents)
                .push_bind(body.amount_cents)
                .push_bind(body.currency.code())
                .push_bind(&body.settled_as)
                .push_bind(reasons)
                .push_bind(&body.rule_version)
                .push_bind(basis);
        });
        query.push(" ON CONFLICT (commission_entry_id) DO NOTHING");
        query.build().execute(&mut *connection).await?;
    }
    Ok(())
}

/// Writes reversals that are not held yet.
pub(crate) async fn reversals(
    connection: &mut Connection,
    run: &[Recorded],
) -> Result<(), StoreError> {
    for change in run {
        let body: CommissionReversalBody = change.read()?;
        sqlx::query(
            "INSERT INTO commission_reversals
                (reversal_id, commission_entry_id, recipient, at, period, refunded_net_cents
                , reversed_cents, reversed_total_cents, currency)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
             ON CONFLICT (reversal_id) DO NOTHING",
        )
        .bind(change.entity_id.to_string())
        .bind(body.commission_entry_id.to_string())
        .bind(body.recipient.to_string())
        .bind(to_micros(body.at))
        .bind(period(berlin_month(body.at)))
        .bind(body.refunded_net_cents)
        .bind(body.reversed_cents)
        .bind(body.reversed_total_cents)
        .bind(body.currency.code())
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// Writes payouts that are not held yet.
pub(crate) async fn payouts(
    connection: &mut Connection,
    run: &[Recorded],
) -> Result<(), StoreError> {
    for change in run {
        let body: CommissionPayoutBody = change.read()?;
        let entries =
            serde_json::to_string(&body.entries).map_err(StoreError::body("commission_payout"))?;
        sqlx::query(
            "INSERT INTO commission_payouts
                (payout_id, recipient, at, period, amount_cents, currency, kind, entries
                , clawback_cents, vat_cents)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
             ON CONFLICT (payout_id) DO NOTHING",
        )
        .bind(change.entity_id.to_string())
        .bind(body.recipient.to_string())
        .bind(to_micros(body.at))
        .bind(period(berlin_month(body.at)))
        .bind(body.amount_cents)
        .bind(body.currency.code())
        .bind(&body.kind)
        .bind(entries)
        .bind(body.clawback_cents)
        .bind(body.vat_cents)
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}
