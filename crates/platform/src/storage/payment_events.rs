//! What the provider told, each once, and what became of it. Its account is the platform's own: the
//! tenant of these rows is MOJO LLC.

use mojo_domain::TenantId;
use uuid::Uuid;

use super::query::queries;
use super::{Row, StorageError, TenantTx, Value, values};
use crate::payments::PaymentEvent;

/// What became of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EventEnd {
    /// What it told was recorded, now or before.
    Done,
    /// It says nothing that matters any more.
    Ignored,
    /// People must look at it; the checkout says why.
    Problem,
}

impl EventEnd {
    /// The text at rest.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Ignored => "ignored",
            Self::Problem => "problem",
        }
    }
}

queries! {
    INSERT = "INSERT INTO payment_events (tenant_id, event_id, kind, body_hash, payment_id, \
        seller_tenant_id, checkout_id, amount_cents, currency, reference, happened_at, \
        received_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) \
        ON CONFLICT DO NOTHING",
    OPEN = "SELECT event_id, kind, payment_id, seller_tenant_id, checkout_id, amount_cents, \
        currency, reference, happened_at, received_at FROM payment_events v \
        WHERE v.tenant_id = $1 AND (v.received_at > $2 OR (v.received_at = $2 \
        AND v.event_id > $3)) AND NOT EXISTS (SELECT 1 FROM payment_event_ends e \
        WHERE e.tenant_id = v.tenant_id AND e.event_id = v.event_id) \
        ORDER BY v.received_at, v.event_id LIMIT $4",
    OPEN_OF_PAYMENT = "SELECT event_id, kind, payment_id, seller_tenant_id, checkout_id, \
        amount_cents, currency, reference, happened_at, received_at FROM payment_events v \
        WHERE v.tenant_id = $1 AND v.payment_id = $2 AND NOT EXISTS (\
        SELECT 1 FROM payment_event_ends e WHERE e.tenant_id = v.tenant_id \
        AND e.event_id = v.event_id) ORDER BY v.happened_at, v.event_id",
    END = "INSERT INTO payment_event_ends (tenant_id, event_id, outcome, ended_at) \
        VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
}

fn event(row: &Row) -> Result<PaymentEvent, StorageError> {
    let seller: Option<TenantId> = row.opt_parsed("seller_tenant_id")?;
    let checkout: Option<Uuid> = row.opt_parsed("checkout_id")?;
    Ok(PaymentEvent {
        event_id: row.text("event_id")?,
        kind: row.parsed("kind")?,
        payment_id: row.text("payment_id")?,
        checkout: seller.zip(checkout),
        amount_cents: row.int("amount_cents")?,
        currency: row.text("currency")?,
        reference: row.text("reference")?,
        happened_at: row.int("happened_at")?,
    })
}

impl TenantTx {
    /// Keeps an event; one that is held already changes nothing.
    pub(crate) async fn insert_payment_event(
        &mut self,
        event: &PaymentEvent,
        body_hash: &str,
        received_at: i64,
    ) -> Result<(), StorageError> {
        let values = values![
            self.own(),
            event.event_id.as_str(),
            event.kind.code(),
            body_hash,
            event.payment_id.as_str(),
            Value::opt_id(event.checkout.map(|(seller, _)| seller)),
            Value::opt_id(event.checkout.map(|(_, checkout)| checkout)),
            event.amount_cents,
            event.currency.as_str(),
            event.reference.as_str(),
            event.happened_at,
            received_at,
        ];
        self.tx.execute(INSERT, values).await.map(drop)
    }

    /// A page of the events that wait, with when each was received, the first one first.
    pub(crate) async fn list_open_events(
        &mut self,
        after: (i64, &str),
        limit: i64,
    ) -> Result<Vec<(i64, PaymentEvent)>, StorageError> {
        let rows = self.tx.all(OPEN, values![self.own(), after.0, after.1, limit]).await?;
        rows.iter().map(|row| Ok((row.int("received_at")?, event(row)?))).collect()
    }

    /// The events of one payment that wait, in the order in which they happened.
    pub(crate) async fn list_open_events_of(
        &mut self,
        payment_id: &str,
    ) -> Result<Vec<PaymentEvent>, StorageError> {
        let rows = self.tx.all(OPEN_OF_PAYMENT, values![self.own(), payment_id]).await?;
        rows.iter().map(event).collect()
    }

    /// Keeps what became of an event; the first word counts.
    pub(crate) async fn end_event(
        &mut self,
        event_id: &str,
        end: EventEnd,
        at: i64,
    ) -> Result<(), StorageError> {
        let values = values![self.own(), event_id, end.code(), at];
        self.tx.execute(END, values).await.map(drop)
    }
}
