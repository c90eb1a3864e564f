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
    /// People must look at it; its reason says why.
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
    END = "INSERT INTO payment_event_ends (tenant_id, event_id, outcome, ended_at, reason) \
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
    PAID_FOR = "SELECT v.seller_tenant_id, v.checkout_id FROM payment_events v \
        JOIN payment_event_ends e ON e.tenant_id = v.tenant_id AND e.event_id = v.event_id \
        WHERE v.tenant_id = $1 AND v.payment_id = $2 AND v.kind = 'payment_intent.succeeded' \
        AND v.checkout_id IS NOT NULL ORDER BY v.happened_at, v.event_id LIMIT 1",
    PROBLEMS = "SELECT v.event_id, v.kind, v.payment_id, v.seller_tenant_id, v.checkout_id, \
        v.amount_cents, v.currency, v.reference, v.happened_at, e.ended_at, e.reason \
        FROM payment_events v JOIN payment_event_ends e \
        ON e.tenant_id = v.tenant_id AND e.event_id = v.event_id \
        WHERE v.tenant_id = $1 AND e.outcome = 'problem' \
        AND (e.ended_at < $2 OR (e.ended_at = $2 AND v.event_id < $3)) \
        ORDER BY e.ended_at DESC, v.event_id DESC LIMIT $4",
}

/// An event that people must look at.
#[derive(Clone, Debug)]
pub(crate) struct ProblemEvent {
    pub(crate) event: PaymentEvent,
    pub(crate) ended_at: i64,
    pub(crate) reason: String,
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

    /// Keeps what became of an event, and why people must look at it; the first word counts.
    pub(crate) async fn end_event(
        &mut self,
        event_id: &str,
        end: EventEnd,
        reason: &str,
        at: i64,
    ) -> Result<(), StorageError> {
        let values = values![self.own(), event_id, end.code(), at, reason];
        self.tx.execute(END, values).await.map(drop)
    }

    /// The seller and the checkout that a payment said it was for, once it was taken, also where it
    /// became no order.
    pub(crate) async fn find_checkout_named_by(
        &mut self,
        payment_id: &str,
    ) -> Result<Option<(TenantId, Uuid)>, StorageError> {
        let row = self.tx.one(PAID_FOR, values![self.own(), payment_id]).await?;
        row.map(|row| Ok((row.parsed("seller_tenant_id")?, row.parsed("checkout_id")?))).transpose()
    }

    /// A page of the events that people must look at, the latest first, before the given one.
    pub(crate) async fn list_problem_events(
        &mut self,
        before: Option<(i64, &str)>,
        limit: i64,
    ) -> Result<Vec<ProblemEvent>, StorageError> {
        let (at, id) = before.unwrap_or((i64::MAX, ""));
        let rows = self.tx.all(PROBLEMS, values![self.own(), at, id, limit]).await?;
        let problem = |row: &Row| {
            let (ended_at, reason) = (row.int("ended_at")?, row.text("reason")?);
            Ok(ProblemEvent { event: event(row)?, ended_at, reason })
        };
        rows.iter().map(problem).collect()
    }
}
