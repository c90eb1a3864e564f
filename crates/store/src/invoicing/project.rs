//! The rows of invoices, payments and drafts.

use mojo_domain::to_micros;
use mojo_protocol::facts::{InvoiceBody, InvoiceKind, InvoicePaymentBody};
use sqlx::{QueryBuilder, Sqlite};

use crate::cards::Merged;
use crate::columns::to_name;
use crate::{Connection, Recorded, StoreError};

/// Writes invoices that are not held yet, and what they change in what is owed.
pub(crate) async fn invoices(
    connection: &mut Connection,
    run: &[Recorded],
) -> Result<(), StoreError> {
    for change in run {
        let body: InvoiceBody = change.read()?;
        if insert(connection, &body).await? {
            insert_lines(connection, &body).await?;
            insert_vat(connection, &body).await?;
            open(connection, &body).await?;
        }
    }
    Ok(())
}

async fn insert(connection: &mut Connection, body: &InvoiceBody) -> Result<bool, StoreError> {
    let json = |error| StoreError::body("invoice")(error);
    let done = sqlx::query(include_str!("insert.sql"))
        .bind(body.invoice_id.to_string())
        .bind(to_name(&body.kind))
        .bind(body.cancels.map(|id| id.to_string()))
        .bind(&body.cancels_number)
        .bind(&body.reason)
        .bind(&body.number)
        .bind(body.contact_id.to_string())
        .bind(serde_json::to_string(&body.recipient).map_err(json)?)
        .bind(&body.recipient.name)
        .bind(serde_json::to_string(&body.seller).map_err(json)?)
        .bind(body.actor_id.to_string())
        .bind(to_micros(body.issued_at))
        .bind(body.issued_on.to_string())
        .bind(body.service.from.to_string())
        .bind(body.service.to.to_string())
        .bind(body.due_on.to_string())
        .bind(body.currency.code())
        .bind(serde_json::to_string(&body.notes).map_err(json)?)
        .bind(body.net_cents)
        .bind(body.vat_cents)
        .bind(body.gross_cents)
        .bind(body.document.as_ref().map(|document| document.sha256.as_str()))
        .bind(body.register_id.map(|id| id.to_string()))
        .bind(body.started_at.map(to_micros))
        .bind(body.finished_at.map(to_micros))
        .bind(&body.gv_typ)
        .bind(i64::from(body.is_training))
        .bind(body.recorded_on.map(|day| day.to_string()))
        .bind(serde_json::to_string(&body.details).map_err(json)?)
        .execute(connection)
        .await?;
    Ok(done.rows_affected() == 1)
}

async fn insert_lines(connection: &mut Connection, body: &InvoiceBody) -> Result<(), StoreError> {
    for lines in body.lines.chunks(500) {
        let mut query: QueryBuilder<Sqlite> = QueryBuilder::new(
            "INSERT INTO invoice_lines
                (invoice_id, line_no, text, quantity_milli, unit_net_cents, net_cents, vat_class
                , vat_rate_bp, unit, discount_bp, discount_cents) ",
        );
        query.push_values(lines, |mut b, line| {
            b.push_bind(body.invoice_id.to_string())
                .push_bind(line.line_no)
                .push_bind(&line.text)
                .push_bind(line.quantity_milli)
                .push_bind(line.unit_net_cents)
                .push_bind(line.net_cents)
                .push_bind(line.vat_class.name())
                .push_bind(line.vat_rate_bp)
                .push_bind(line.unit.name())
                .push_bind(line.discount_bp)
                .push_bind(line.discount_cents);
        });
        query.build().execute(&mut *connection).await?;
    }
    Ok(())
}

async fn insert_vat(connection: &mut Connection, body: &InvoiceBody) -> Result<(), StoreError> {
    for group in &body.vat {
        sqlx::query(
            "INSERT INTO invoice_vat
                (invoice_id, vat_class, vat_rate_bp, net_cents, vat_cents, gross_cents)
             VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT DO NOTHING",
        )
        .bind(body.invoice_id.to_string())
        .bind(group.vat_class.name())
        .bind(group.vat_rate_bp)
        .bind(group.net_cents)
        .bind(group.vat_cents)
        .bind(group.gross_cents)
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// What is owed: payments and a Storno may have come before their invoice.
async fn open(connection: &mut Connection, body: &InvoiceBody) -> Result<(), StoreError> {
    let is_storno = body.kind == InvoiceKind::Storno;
    sqlx::query(include_str!("open.sql"))
        .bind(body.invoice_id.to_string())
        .bind(body.contact_id.to_string())
        .bind(body.due_on.to_string())
        .bind(body.currency.code())
        .bind(body.gross_cents)
        .bind(i64::from(is_storno))
        .execute(&mut *connection)
        .await?;
    if let Some(cancelled) = body.cancels {
        sqlx::query("UPDATE invoice_states SET is_settled = 1 WHERE invoice_id = $1")
            .bind(cancelled.to_string())
            .execute(connection)
            .await?;
    }
    Ok(())
}

/// Writes payments that are not held yet.
pub(crate) async fn payments(
    connection: &mut Connection,
    run: &[Recorded],
) -> Result<(), StoreError> {
    for change in run {
        let body: InvoicePaymentBody = change.read()?;
        let done = sqlx::query(
            "INSERT INTO invoice_payments
                (payment_id, invoice_id, amount_cents, currency, paid_on, actor_id, recorded_at
                , register_id, recorded_on, discount_cents)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
             ON CONFLICT (payment_id) DO NOTHING",
        )
        .bind(change.entity_id.to_string())
        .bind(body.invoice_id.to_string())
        .bind(body.amount_cents)
        .bind(body.currency.code())
        .bind(body.paid_on.to_string())
        .bind(body.actor_id.to_string())
        .bind(to_micros(change.at))
        .bind(body.register_id.map(|id| id.to_string()))
        .bind(body.recorded_on.map(|day| day.to_string()))
        .bind(body.discount_cents)
        .execute(&mut *connection)
        .await?;
        if done.rows_affected() == 1 {
            sqlx::query(
                "UPDATE invoice_states SET paid_cents = paid_cents + $1 WHERE invoice_id = $2",
            )
            .bind(body.amount_cents.saturating_add(body.discount_cents))
            .bind(body.invoice_id.to_string())
            .execute(&mut *connection)
            .await?;
        }
    }
    Ok(())
}

/// Writes drafts as merged; one that was deleted or issued goes.
pub(crate) async fn drafts(
    connection: &mut Connection,
    merged: &[Merged],
) -> Result<(), StoreError> {
    for card in merged {
        let id = card.card_id.to_string();
        let text = |name: &str| card.fields.get(name).and_then(serde_json::Value::as_str);
        if card.fields.get("deleted") == Some(&serde_json::Value::Bool(true)) {
            sqlx::query("DELETE FROM invoice_drafts WHERE draft_id = $1")
                .bind(id)
                .execute(&mut *connection)
                .await?;
            continue;
        }
        let input = card.fields.get("input").map_or_else(String::new, ToString::to_string);
        let gross = card.fields.get("gross_cents").and_then(serde_json::Value::as_i64);
        sqlx::query(
            "INSERT INTO invoice_drafts
                (draft_id, contact_id, input, gross_cents, currency, edited_at)
             VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (draft_id) DO UPDATE
                SET contact_id = excluded.contact_id, input = excluded.input
                  , gross_cents = excluded.gross_cents, currency = excluded.currency
                  , edited_at = excluded.edited_at",
        )
        .bind(id)
        .bind(text("contact_id"))
        .bind(input)
        .bind(gross.unwrap_or(0))
        .bind(text("currency").unwrap_or("EUR"))
        .bind(to_micros(card.at))
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}
