//! Who wants a subscription to end, kept before the provider is asked.

use std::str::FromStr;

use mojo_domain::{TenantId, UserId};
use uuid::Uuid;

use super::query::queries;
use super::{LedgerTx, Row, StorageError, TenantTx, Value, values};

/// When a subscription is to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CancelKind {
    /// With the period that is paid.
    PeriodEnd,
    /// At once.
    Now,
}

/// Not the name of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a kind of cancellation (period_end or now)")]
pub(crate) struct ParseCancelKindError;

impl CancelKind {
    /// The text at rest and in requests.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::PeriodEnd => "period_end",
            Self::Now => "now",
        }
    }
}

impl FromStr for CancelKind {
    type Err = ParseCancelKindError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let all = [Self::PeriodEnd, Self::Now];
        all.into_iter().find(|kind| kind.code() == text).ok_or(ParseCancelKindError)
    }
}

/// A cancellation.
#[derive(Clone, Debug)]
pub(crate) struct CancellationRecord {
    /// The seller.
    pub(crate) tenant_id: TenantId,
    pub(crate) subscription_id: Uuid,
    pub(crate) kind: CancelKind,
    /// Who asked.
    pub(crate) user_id: UserId,
    /// Empty where nobody had to give one.
    pub(crate) reason: String,
    pub(crate) asked_at: i64,
}

queries! {
    INSERT = "INSERT INTO subscription_cancellations (tenant_id, subscription_id, kind, user_id, \
        reason, asked_at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
    END = "INSERT INTO subscription_cancellation_ends (tenant_id, subscription_id, kind, outcome, \
        ended_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
    OPEN = "SELECT c.tenant_id, c.subscription_id, c.kind, c.user_id, c.reason, c.asked_at \
        FROM subscription_cancellations c WHERE NOT EXISTS (\
        SELECT 1 FROM subscription_cancellation_ends e WHERE e.tenant_id = c.tenant_id \
        AND e.subscription_id = c.subscription_id AND e.kind = c.kind) \
        AND (c.asked_at, c.tenant_id, c.subscription_id, c.kind) > ($1, $2, $3, $4) \
        ORDER BY c.asked_at, c.tenant_id, c.subscription_id, c.kind LIMIT $5",
    OF_WHO_LEFT = "SELECT s.tenant_id, s.subscription_id FROM tenants t \
        JOIN subscriptions s ON s.buyer_tenant_id = t.tenant_id \
        WHERE t.deactivated_at IS NOT NULL AND s.state IN ('active', 'past_due') \
        AND s.ends_with_period = 0 AND NOT EXISTS (\
        SELECT 1 FROM subscription_cancellations c WHERE c.tenant_id = s.tenant_id \
        AND c.subscription_id = s.subscription_id AND c.kind = 'period_end') \
        ORDER BY s.tenant_id, s.subscription_id",
}

fn cancellation(row: &Row) -> Result<CancellationRecord, StorageError> {
    Ok(CancellationRecord {
        tenant_id: row.parsed("tenant_id")?,
        subscription_id: row.parsed("subscription_id")?,
        kind: row.parsed("kind")?,
        user_id: row.parsed("user_id")?,
        reason: row.text("reason")?,
        asked_at: row.int("asked_at")?,
    })
}

impl TenantTx {
    /// Keeps that a subscription of the tenant is to end; `false` when somebody said so before.
    pub(crate) async fn insert_cancellation(
        &mut self,
        cancellation: &CancellationRecord,
    ) -> Result<bool, StorageError> {
        let values = values![
            self.own(),
            Value::id(cancellation.subscription_id),
            cancellation.kind.code(),
            Value::id(cancellation.user_id),
            cancellation.reason.as_str(),
            cancellation.asked_at,
        ];
        Ok(self.tx.execute(INSERT, values).await? > 0)
    }

    /// Keeps what became of a cancellation; the first word counts.
    pub(crate) async fn end_cancellation(
        &mut self,
        subscription_id: Uuid,
        kind: CancelKind,
        is_done: bool,
        at: i64,
    ) -> Result<(), StorageError> {
        let outcome = if is_done { "done" } else { "refused" };
        let values = values![self.own(), Value::id(subscription_id), kind.code(), outcome, at];
        self.tx.execute(END, values).await.map(drop)
    }
}

impl LedgerTx {
    /// A page of what the provider is still to be asked for, of every seller, the oldest first, after
    /// the given one.
    pub(crate) async fn page_open_cancellations(
        &mut self,
        after: Option<&CancellationRecord>,
        limit: i64,
    ) -> Result<Vec<CancellationRecord>, StorageError> {
        let (at, tenant, subscription, kind) = match after {
            Some(last) => (
                last.asked_at,
                last.tenant_id.to_string(),
                last.subscription_id.to_string(),
                last.kind.code(),
            ),
            None => (i64::MIN, String::new(), String::new(), ""),
        };
        let values = values![at, tenant, subscription, kind, limit];
        self.tx.all(OPEN, values).await?.iter().map(cancellation).collect()
    }

    /// What tenants that left subscribed to for themselves and nobody cancelled, with its seller.
    pub(crate) async fn list_subscriptions_of_who_left(
        &mut self,
    ) -> Result<Vec<(TenantId, Uuid)>, StorageError> {
        let rows = self.tx.all(OF_WHO_LEFT, Vec::new()).await?;
        rows.iter()
            .map(|row| Ok((row.parsed("tenant_id")?, row.parsed("subscription_id")?)))
            .collect()
    }
}
