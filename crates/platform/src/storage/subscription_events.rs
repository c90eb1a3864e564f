//! What the provider told of subscriptions, each once, and what became of it. Its account is the
//! platform's own: the tenant of these rows is MOJO LLC.

use mojo_domain::TenantId;
use uuid::Uuid;

use super::payment_events::EventEnd;
use super::query::queries;
use super::{Row, StorageError, TenantTx, Value, values};
use crate::payments::{SubscriptionEvent, SubscriptionNews, ToldInvoice};

macro_rules! open_events {
    ($rest:literal) => {
        concat!(
            "SELECT event_id, kind, seller_tenant_id, subscription_id, provider_subscription_id, ",
            "provider_invoice_id, payment_id, amount_cents, currency, is_renewal, starts_at, ",
            "ends_at, next_attempt_at, state, ends_with_period, happened_at, received_at ",
            "FROM subscription_events v WHERE NOT EXISTS (SELECT 1 FROM subscription_event_ends e ",
            "WHERE e.tenant_id = v.tenant_id AND e.event_id = v.event_id) AND v.tenant_id = $1 ",
            $rest
        )
    };
}

queries! {
    INSERT = "INSERT INTO subscription_events (tenant_id, event_id, kind, body_hash, \
        seller_tenant_id, subscription_id, provider_subscription_id, provider_invoice_id, \
        payment_id, amount_cents, currency, is_renewal, starts_at, ends_at, next_attempt_at, \
        state, ends_with_period, happened_at, received_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, \
        $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19) ON CONFLICT DO NOTHING",
    OPEN = open_events!("AND (v.received_at > $2 OR (v.received_at = $2 AND v.event_id > $3)) \
        ORDER BY v.received_at, v.event_id LIMIT $4"),
    OPEN_OF = open_events!("AND v.seller_tenant_id = $2 AND v.subscription_id = $3 \
        ORDER BY v.happened_at, v.event_id"),
    END = "INSERT INTO subscription_event_ends (tenant_id, event_id, outcome, ended_at) \
        VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
}

fn event(row: &Row) -> Result<SubscriptionEvent, StorageError> {
    let kind = row.text("kind")?;
    let news = match kind.as_str() {
        "invoice.paid" => SubscriptionNews::Paid(invoice(row)?),
        "invoice.payment_failed" => SubscriptionNews::Failed(invoice(row)?),
        "customer.subscription.updated" => SubscriptionNews::Stands {
            state: row.parsed("state")?,
            ends_with_period: row.flag("ends_with_period")?,
        },
        _ => return Err(StorageError::Inconsistency { column: "kind" }),
    };
    Ok(SubscriptionEvent {
        event_id: row.text("event_id")?,
        seller: row.parsed("seller_tenant_id")?,
        subscription_id: row.parsed("subscription_id")?,
        provider_subscription_id: row.text("provider_subscription_id")?,
        news,
        happened_at: row.int("happened_at")?,
    })
}

fn invoice(row: &Row) -> Result<ToldInvoice, StorageError> {
    Ok(ToldInvoice {
        invoice_id: row.text("provider_invoice_id")?,
        payment_id: row.text("payment_id")?,
        amount_cents: row.int("amount_cents")?,
        currency: row.text("currency")?,
        is_renewal: row.flag("is_renewal")?,
        period: row.opt_int("starts_at")?.zip(row.opt_int("ends_at")?),
        next_attempt_at: row.opt_int("next_attempt_at")?,
    })
}

/// With when it was received.
fn received(row: &Row) -> Result<(i64, SubscriptionEvent), StorageError> {
    Ok((row.int("received_at")?, event(row)?))
}

/// What stands in the columns that the news of the event does not fill.
fn nothing() -> ToldInvoice {
    ToldInvoice {
        invoice_id: String::new(),
        payment_id: String::new(),
        amount_cents: 0,
        currency: String::new(),
        is_renewal: false,
        period: None,
        next_attempt_at: None,
    }
}

impl TenantTx {
    /// Keeps an event; one that is held already changes nothing.
    pub(crate) async fn insert_subscription_event(
        &mut self,
        event: &SubscriptionEvent,
        body_hash: &str,
        received_at: i64,
    ) -> Result<(), StorageError> {
        let (invoice, state, ends_with_period) = match &event.news {
            SubscriptionNews::Paid(invoice) | SubscriptionNews::Failed(invoice) => {
                (invoice.clone(), "", false)
            }
            SubscriptionNews::Stands { state, ends_with_period } => {
                (nothing(), state.code(), *ends_with_period)
            }
        };
        let values = values![
            self.own(),
            event.event_id.as_str(),
            event.news.code(),
            body_hash,
            Value::id(event.seller),
            Value::id(event.subscription_id),
            event.provider_subscription_id.as_str(),
            invoice.invoice_id,
            invoice.payment_id,
            invoice.amount_cents,
            invoice.currency,
            invoice.is_renewal,
            invoice.period.map(|(start, _)| start),
            invoice.period.map(|(_, end)| end),
            invoice.next_attempt_at,
            state,
            ends_with_period,
            event.happened_at,
            received_at,
        ];
        self.tx.execute(INSERT, values).await.map(drop)
    }

    /// A page of the events that wait, with when each was received, the first one first.
    pub(crate) async fn list_open_subscription_events(
        &mut self,
        after: (i64, &str),
        limit: i64,
    ) -> Result<Vec<(i64, SubscriptionEvent)>, StorageError> {
        let rows = self.tx.all(OPEN, values![self.own(), after.0, after.1, limit]).await?;
        rows.iter().map(received).collect()
    }

    /// The events of one subscription that wait, in the order in which they happened.
    pub(crate) async fn list_open_events_of_subscription(
        &mut self,
        seller: TenantId,
        subscription_id: Uuid,
    ) -> Result<Vec<(i64, SubscriptionEvent)>, StorageError> {
        let values = vec![self.own(), Value::id(seller), Value::id(subscription_id)];
        self.tx.all(OPEN_OF, values).await?.iter().map(received).collect()
    }

    /// Keeps what became of an event; the first word counts.
    pub(crate) async fn end_subscription_event(
        &mut self,
        event_id: &str,
        end: EventEnd,
        at: i64,
    ) -> Result<(), StorageError> {
        let values = values![self.own(), event_id, end.code(), at];
        self.tx.execute(END, values).await.map(drop)
    }
}
