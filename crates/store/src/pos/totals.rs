//! The open period of each till: counted when a fact arrives, so that neither a sale nor a closing
//! ever scans past sales. Training counts nowhere.

use std::collections::{BTreeMap, BTreeSet};

use mojo_domain::{RegisterId, mutant, to_micros};
use mojo_protocol::facts::{CashClosingBody, CashMovementBody, PaymentMethod, SaleBody};

use crate::columns::to_name;
use crate::{Connection, StoreError};

/// The number of the next closing of each till, which is the period that is open. A till that
/// was never seen begins with period 1 and no cash.
pub(super) async fn open_periods(
    connection: &mut Connection,
    registers: &BTreeSet<RegisterId>,
) -> Result<BTreeMap<RegisterId, i64>, StoreError> {
    let mut periods = BTreeMap::new();
    for register_id in registers {
        let (next_z,): (i64,) = sqlx::query_as(
            "INSERT INTO till_totals
                (register_id, next_z, opening_cents, cash_sales_cents, cash_movements_cents
                , receipts, first_receipt, last_receipt)
             VALUES ($1, 1, 0, 0, 0, 0, '', '')
             ON CONFLICT (register_id) DO UPDATE SET next_z = next_z
             RETURNING next_z",
        )
        .bind(register_id.to_string())
        .fetch_one(&mut *connection)
        .await?;
        periods.insert(*register_id, next_z);
    }
    Ok(periods)
}

/// What new sales add to their till.
#[derive(Default)]
struct Added<'a> {
    cash_cents: i64,
    receipts: i64,
    first: &'a str,
    last: &'a str,
    vat: BTreeMap<(&'static str, i64), (i64, i64, i64)>,
    payments: BTreeMap<PaymentMethod, i64>,
}

/// Counts new sales.
pub(super) async fn count_sales(
    connection: &mut Connection,
    sales: &[&SaleBody],
) -> Result<(), StoreError> {
    let mut tills: BTreeMap<RegisterId, Added<'_>> = BTreeMap::new();
    for sale in sales.iter().filter(|sale| !sale.is_training) {
        tills.entry(sale.register_id).or_default().add(sale);
    }
    for (register_id, added) in &tills {
        added.store(connection, &register_id.to_string()).await?;
    }
    Ok(())
}

impl<'a> Added<'a> {
    fn add(&mut self, sale: &'a SaleBody) {
        if self.receipts == 0 {
            self.first = &sale.receipt_number;
        }
        self.last = &sale.receipt_number;
        self.receipts += 1;
        for group in &sale.vat {
            let sum = self.vat.entry((group.vat_class.name(), group.vat_rate_bp)).or_default();
            sum.0 = sum.0.saturating_add(group.net_cents);
            sum.1 = sum.1.saturating_add(group.vat_cents);
            sum.2 = sum.2.saturating_add(group.gross_cents);
        }
        for payment in &sale.payments {
            let sum = self.payments.entry(payment.method).or_default();
            *sum = sum.saturating_add(payment.amount_cents);
            if payment.method == PaymentMethod::Cash {
                self.cash_cents = self.cash_cents.saturating_add(payment.amount_cents);
            }
        }
    }

    async fn store(&self, connection: &mut Connection, register: &str) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE till_totals
                SET cash_sales_cents = cash_sales_cents + $2, receipts = receipts + $3
                  , first_receipt = iif(receipts = 0, $4, first_receipt), last_receipt = $5
              WHERE register_id = $1",
        )
        .bind(register)
        .bind(self.cash_cents)
        .bind(self.receipts)
        .bind(self.first)
        .bind(self.last)
        .execute(&mut *connection)
        .await?;
        for ((vat_class, vat_rate_bp), (net, vat, gross)) in &self.vat {
            sqlx::query(
                "INSERT INTO till_vat
                    (register_id, vat_class, vat_rate_bp, net_cents, vat_cents, gross_cents)
                 VALUES ($1, $2, $3, $4, $5, $6)
                 ON CONFLICT (register_id, vat_class, vat_rate_bp) DO UPDATE
                     SET net_cents = net_cents + excluded.net_cents
                       , vat_cents = vat_cents + excluded.vat_cents
                       , gross_cents = gross_cents + excluded.gross_cents",
            )
            .bind(register)
            .bind(*vat_class)
            .bind(*vat_rate_bp)
            .bind(*net)
            .bind(*vat)
            .bind(*gross)
            .execute(&mut *connection)
            .await?;
        }
        for (method, cents) in &self.payments {
            sqlx::query(
                "INSERT INTO till_payments (register_id, method, amount_cents)
                 VALUES ($1, $2, $3)
                 ON CONFLICT (register_id, method) DO UPDATE
                     SET amount_cents = amount_cents + excluded.amount_cents",
            )
            .bind(register)
            .bind(to_name(method))
            .bind(*cents)
            .execute(&mut *connection)
            .await?;
        }
        Ok(())
    }
}

/// Counts new movements of cash.
pub(super) async fn count_movements<'a>(
    connection: &mut Connection,
    movements: impl Iterator<Item = &'a CashMovementBody>,
) -> Result<(), StoreError> {
    let mut tills: BTreeMap<RegisterId, i64> = BTreeMap::new();
    for movement in movements {
        let sum = tills.entry(movement.register_id).or_default();
        *sum = sum.saturating_add(movement.amount_cents);
    }
    for (register_id, cents) in tills {
        sqlx::query(
            "UPDATE till_totals SET cash_movements_cents = cash_movements_cents + $2
              WHERE register_id = $1",
        )
        .bind(register_id.to_string())
        .bind(cents)
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// Begins the period after a closing with the cash that was counted: the difference is booked by
/// the closing itself (`DifferenzSollIst`). A closing of an older period, which a platform that was
/// put back may send later, begins nothing; sales that came before their period counts it then.
pub(super) async fn begin_period(
    connection: &mut Connection,
    closing: &CashClosingBody,
) -> Result<(), StoreError> {
    let register = closing.register_id.to_string();
    if mutant::is("closing_keeps_totals") {
        return Ok(());
    }
    let begun = sqlx::query(
        "INSERT INTO till_totals
            (register_id, next_z, opening_cents, cash_sales_cents, cash_movements_cents
            , receipts, first_receipt, last_receipt, last_closing_at)
         VALUES ($1, $2, $3, 0, 0, 0, '', '', $4)
         ON CONFLICT (register_id) DO UPDATE
             SET next_z = excluded.next_z, opening_cents = excluded.opening_cents
               , cash_sales_cents = 0, cash_movements_cents = 0, receipts = 0
               , first_receipt = '', last_receipt = ''
               , last_closing_at = excluded.last_closing_at
           WHERE excluded.next_z >= till_totals.next_z",
    )
    .bind(&register)
    .bind(closing.z_number + 1)
    .bind(closing.counted_cents)
    .bind(to_micros(closing.at))
    .execute(&mut *connection)
    .await?;
    if begun.rows_affected() == 0 {
        return Ok(());
    }
    for sql in [
        "DELETE FROM till_vat WHERE register_id = $1",
        "DELETE FROM till_payments WHERE register_id = $1",
    ] {
        sqlx::query(sql).bind(&register).execute(&mut *connection).await?;
    }
    count_early(connection, &register, closing.z_number + 1).await
}

/// Counts what came before the closing that begins its period: nothing, but after a platform was
/// put back.
async fn count_early(
    connection: &mut Connection,
    register: &str,
    z_number: i64,
) -> Result<(), StoreError> {
    for sql in [
        "UPDATE till_totals SET
            receipts = early.receipts, first_receipt = early.first, last_receipt = early.last
           FROM (SELECT count(*) AS receipts
                      , coalesce(min(receipt_number), '') AS first
                      , coalesce(max(receipt_number), '') AS last
                   FROM sales
                  WHERE register_id = $1 AND z_number = $2 AND is_training = 0) AS early
          WHERE register_id = $1",
        "UPDATE till_totals SET
            cash_sales_cents = (
                SELECT coalesce(sum(p.amount_cents), 0) FROM sales s
                  JOIN sale_payments p ON p.sale_id = s.sale_id AND p.method = 'cash'
                 WHERE s.register_id = $1 AND s.z_number = $2 AND s.is_training = 0)
          , cash_movements_cents = (
                SELECT coalesce(sum(m.amount_cents), 0) FROM cash_movements m
                 WHERE m.register_id = $1 AND m.z_number = $2 AND m.is_training = 0)
          WHERE register_id = $1",
        "INSERT INTO till_vat
            (register_id, vat_class, vat_rate_bp, net_cents, vat_cents, gross_cents)
         SELECT s.register_id, v.vat_class, v.vat_rate_bp
              , sum(v.net_cents), sum(v.vat_cents), sum(v.gross_cents)
           FROM sales s JOIN sale_vat v ON v.sale_id = s.sale_id
          WHERE s.register_id = $1 AND s.z_number = $2 AND s.is_training = 0
          GROUP BY s.register_id, v.vat_class, v.vat_rate_bp",
        "INSERT INTO till_payments (register_id, method, amount_cents)
         SELECT s.register_id, p.method, sum(p.amount_cents)
           FROM sales s JOIN sale_payments p ON p.sale_id = s.sale_id
          WHERE s.register_id = $1 AND s.z_number = $2 AND s.is_training = 0
          GROUP BY s.register_id, p.method",
    ] {
        sqlx::query(sql).bind(register).bind(z_number).execute(&mut *connection).await?;
    }
    Ok(())
}
