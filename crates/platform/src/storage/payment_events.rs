//! What the provider told, each once, and what became of it. Its account is the platform's own: the
//! tenant of these rows is MOJO LLC.

use mojo_domain::{TenantId, UserId};
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
    OPEN = include_str!("payment_events/open.sql"),
    OPEN_OF_PAYMENT = include_str!("payment_events/open_of_payment.sql"),
    END = "INSERT INTO payment_event_ends (tenant_id, event_id, outcome, ended_at, reason) \
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
    END_LATER = include_str!("payment_events/end_later.sql"),
    PAID_FOR = "SELECT v.seller_tenant_id, v.checkout_id FROM payment_events v \
        JOIN payment_event_ends e ON e.tenant_id = v.tenant_id AND e.event_id = v.event_id \
        WHERE v.tenant_id = $1 AND v.payment_id = $2 AND v.kind = 'payment_intent.succeeded' \
        AND v.checkout_id IS NOT NULL ORDER BY v.happened_at, v.event_id LIMIT 1",
    PROBLEMS = include_str!("payment_events/problems.sql"),
    SETTLE = "INSERT INTO payment_event_settlements (tenant_id, event_id, reason, settled_by, \
        settled_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
}

/// An event that people must look at.
#[derive(Clone, Debug)]
pub(crate) struct ProblemEvent {
    pub(crate) event: PaymentEvent,
    pub(crate) ended_at: i64,
    pub(crate) reason: String,
    /// Why it needs no more looking at, and since when; `None` while it is open.
    pub(crate) settled: Option<(String, i64)>,
}

/// Where a page of problems goes on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ProblemPlace {
    /// Among those that are settled, which come last.
    pub(crate) is_settled: bool,
    pub(crate) ended_at: i64,
    pub(crate) event_id: String,
}

/// What people decided about something that they had to look at.
#[derive(Clone, Debug)]
pub(crate) struct Settled {
    pub(crate) reason: String,
    pub(crate) by: UserId,
    pub(crate) at: i64,
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

    /// Keeps what became of an event, and why people must look at it; the first word counts, but for
    /// one that had been given up and is claimed now.
    pub(crate) async fn end_event(
        &mut self,
        event_id: &str,
        end: EventEnd,
        reason: &str,
        at: i64,
    ) -> Result<(), StorageError> {
        let values = values![self.own(), event_id, end.code(), at, reason];
        if self.tx.execute(END, values.clone()).await? == 0 {
            self.tx.execute(END_LATER, values).await?;
        }
        Ok(())
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

    /// A page of the events that people must look at, after the given one: those that are open
    /// first, of each kind the latest.
    pub(crate) async fn list_problem_events(
        &mut self,
        after: Option<&ProblemPlace>,
        limit: i64,
    ) -> Result<Vec<ProblemEvent>, StorageError> {
        self.problem_events("", after, limit).await
    }

    /// An event that people must look at, or had to.
    pub(crate) async fn find_problem_event(
        &mut self,
        event_id: &str,
    ) -> Result<Option<ProblemEvent>, StorageError> {
        if event_id.is_empty() {
            return Ok(None);
        }
        Ok(self.problem_events(event_id, None, 1).await?.pop())
    }

    async fn problem_events(
        &mut self,
        event_id: &str,
        after: Option<&ProblemPlace>,
        limit: i64,
    ) -> Result<Vec<ProblemEvent>, StorageError> {
        let (is_settled, at, id) = after
            .map_or((false, i64::MAX, ""), |it| (it.is_settled, it.ended_at, it.event_id.as_str()));
        let values = values![self.own(), event_id, is_settled, at, id, limit];
        let rows = self.tx.all(PROBLEMS, values).await?;
        let problem = |row: &Row| {
            let (ended_at, reason) = (row.int("ended_at")?, row.text("reason")?);
            let settled = row.opt_text("settled_because")?.zip(row.opt_int("settled_at")?);
            Ok(ProblemEvent { event: event(row)?, ended_at, reason, settled })
        };
        rows.iter().map(problem).collect()
    }

    /// People looked at it; `false` when somebody had before.
    pub(crate) async fn settle_problem_event(
        &mut self,
        event_id: &str,
        settled: &Settled,
    ) -> Result<bool, StorageError> {
        let (reason, by) = (settled.reason.as_str(), Value::id(settled.by));
        let values = values![self.own(), event_id, reason, by, settled.at];
        Ok(self.tx.execute(SETTLE, values).await? > 0)
    }
}
