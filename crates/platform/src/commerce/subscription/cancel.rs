//! Ends subscriptions: who wants it is kept before the provider is asked, so that it is asked again
//! whatever happens in between. What is paid for stays, until it is given back as a refund.

use std::sync::Arc;

use mojo_domain::UserId;
use uuid::Uuid;

use crate::auth::Tenant;
use crate::payments::{PaymentProvider, Payments, ProviderError, Recurring, SubscriptionState};
use crate::storage::audit::AuditRecord;
use crate::storage::cancellations::{CancelKind, CancellationRecord};
use crate::storage::subscriptions::SubscriptionRecord;
use crate::storage::{Database, StorageError};

/// Cancellations read at once; in tests so few that what waits fills a page.
const BATCH: i64 = if cfg!(test) { 2 } else { 200 };

/// A cancellation as it is asked for.
#[derive(Clone, Debug)]
pub(crate) struct CancelWish {
    pub(crate) subscription_id: Uuid,
    pub(crate) kind: CancelKind,
    /// Who asks.
    pub(crate) user_id: UserId,
    pub(crate) reason: String,
    /// Kept with the cancellation where the platform's own people ask.
    pub(crate) audit: Option<AuditRecord>,
}

/// Why a subscription does not end.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CancelRefused {
    /// The platform has no account at a provider.
    #[error("no payment provider is set up")]
    NoProvider,
    /// The seller has no such subscription.
    #[error("there is no such subscription")]
    Unknown,
    /// Nothing was paid and the provider knows of nothing: it lapses by itself.
    #[error("nothing was paid yet; the offer lapses by itself")]
    NotStarted,
    /// The provider does not end it.
    #[error("the payment provider refuses: {0}")]
    Provider(String),
    /// The database, or a provider that does not answer.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Ends a subscription of `seller`; asked again it changes nothing. Where the provider does not answer,
/// the cancellation is kept, and asked for again every minute.
pub(crate) async fn cancel_subscription(
    database: &Database,
    payments: &Payments,
    seller: Tenant,
    wish: &CancelWish,
    at: i64,
) -> Result<SubscriptionRecord, CancelRefused> {
    let Payments::Provider(provider) = payments else { return Err(CancelRefused::NoProvider) };
    let id = wish.subscription_id;
    let mut tx = database.write(seller).await?;
    tx.lock_log().await?;
    let held = tx.find_subscription(id).await?.ok_or(CancelRefused::Unknown)?;
    let is_over = held.state == SubscriptionState::Ended
        || (wish.kind == CancelKind::PeriodEnd && held.ends_with_period);
    if is_over {
        return Ok(held);
    }
    if held.provider_subscription_id.is_empty() {
        return Err(CancelRefused::NotStarted);
    }
    let cancellation = CancellationRecord {
        tenant_id: seller.id(),
        subscription_id: id,
        kind: wish.kind,
        user_id: wish.user_id,
        reason: wish.reason.clone(),
        asked_at: at,
    };
    let is_new = tx.insert_cancellation(&cancellation).await?;
    match wish.audit.as_ref().filter(|_| is_new) {
        Some(audit) => {
            let mut ledger = tx.go_on_as_ledger().await?;
            ledger.insert_audit_about(audit, seller.id()).await?;
            ledger.commit().await?;
        }
        None => tx.commit().await?,
    }
    ask(database, provider, &held, (wish.kind, false), at).await?;
    let found = database.read(seller).await?.find_subscription(id).await?;
    found.ok_or(CancelRefused::Unknown)
}

/// C13: whoever left is charged no further period of what the tenant subscribed to for itself: each ends
/// with the one that is paid. The wish is kept here, and the provider is asked every minute; then it is
/// looked once more for what is missing, since leaving may be broken off, and a first period may be paid
/// after it. One that fails holds up no other.
pub(in crate::commerce) async fn end_those_of_who_left(
    database: &Database,
    at: i64,
) -> Result<(), StorageError> {
    let going_on = database.read_ledger().await?.list_subscriptions_of_who_left().await?;
    for (seller, subscription_id) in going_on {
        let seller = Tenant::named_by_platform(seller);
        if let Err(error) = keep_end_of_who_left(database, seller, subscription_id, at).await {
            let id = subscription_id.to_string();
            let id = id.as_str();
            tracing::error!(cause = %error, subscription = id, "its tenant left, and it goes on");
        }
    }
    Ok(())
}

async fn keep_end_of_who_left(
    database: &Database,
    seller: Tenant,
    subscription_id: Uuid,
    at: i64,
) -> Result<(), StorageError> {
    let mut tx = database.write(seller).await?;
    tx.lock_log().await?;
    tx.insert_cancellation(&CancellationRecord {
        tenant_id: seller.id(),
        subscription_id,
        kind: CancelKind::PeriodEnd,
        // Nobody asked for it: who said that the tenant left, and why, is in the audit log.
        user_id: UserId(Uuid::nil()),
        reason: String::new(),
        asked_at: at,
    })
    .await?;
    tx.commit().await
}

/// Asks the provider for everything that was cancelled and not confirmed; gives back how many that
/// were. One that fails holds up no other, and however many wait, those after them are asked for.
pub(crate) async fn ask_open_cancellations(
    database: &Database,
    payments: &Payments,
    at: i64,
) -> Result<usize, StorageError> {
    let Payments::Provider(provider) = payments else { return Ok(0) };
    end_those_of_who_left(database, at).await?;
    let (mut asked, mut after) = (0, None);
    loop {
        let mut tx = database.read_ledger().await?;
        let mut page = tx.page_open_cancellations(after.as_ref(), BATCH).await?;
        drop(tx);
        for open in &page {
            match ask_one(database, provider, open, at).await {
                Ok(is_asked) => asked += usize::from(is_asked),
                Err(error) => {
                    let id = open.subscription_id.to_string();
                    let id = id.as_str();
                    tracing::warn!(cause = %error, subscription = id, "a cancellation waits");
                }
            }
        }
        let Some(last) = page.pop() else { return Ok(asked) };
        after = Some(last);
    }
}

/// `false` where the seller has no such subscription.
async fn ask_one(
    database: &Database,
    provider: &Arc<dyn PaymentProvider>,
    open: &CancellationRecord,
    at: i64,
) -> Result<bool, CancelRefused> {
    let seller = Tenant::named_by_platform(open.tenant_id);
    let found = database.read(seller).await?.find_subscription(open.subscription_id).await?;
    let Some(held) = found else { return Ok(false) };
    ask(database, provider, &held, (open.kind, true), at).await?;
    Ok(true)
}

/// Asks, and keeps the answer. Where it `is_unheard`, whoever wanted it is gone: of a refusal people are told
/// with its end, for the subscription goes on and is not asked for again.
async fn ask(
    database: &Database,
    provider: &Arc<dyn PaymentProvider>,
    held: &SubscriptionRecord,
    (kind, is_unheard): (CancelKind, bool),
    at: i64,
) -> Result<(), CancelRefused> {
    let id = held.subscription_id;
    let answer = end_at_provider(provider, held, kind).await;
    let mut tx = database.write(Tenant::named_by_platform(held.tenant_id)).await?;
    tx.lock_log().await?;
    match &answer {
        Ok(stands) => {
            if stands.state == SubscriptionState::Ended {
                tx.set_subscription_ended(id, at).await?;
            } else if stands.ends_with_period {
                tx.set_subscription_ending(id).await?;
            }
            tx.end_cancellation(id, kind, true, at).await?;
        }
        Err(refused @ ProviderError::Refused { .. }) => {
            tx.end_cancellation(id, kind, false, at).await?;
            if is_unheard {
                let problem = format!("it was to end, and the provider refuses: {refused}");
                tx.set_subscription_problem(id, &problem).await?;
            }
        }
        // It may have been done: asked again later.
        Err(ProviderError::Unknown(_)) => {}
    }
    tx.commit().await?;
    match answer {
        Ok(_) => Ok(()),
        Err(ProviderError::Unknown(text)) => Err(StorageError::Provider(text).into()),
        Err(refused) => Err(CancelRefused::Provider(refused.to_string())),
    }
}

/// One that is over there takes no further end; how it stands is the answer then.
async fn end_at_provider(
    provider: &Arc<dyn PaymentProvider>,
    held: &SubscriptionRecord,
    kind: CancelKind,
) -> Result<Recurring, ProviderError> {
    let id = held.provider_subscription_id.as_str();
    let ended = match kind {
        CancelKind::PeriodEnd => provider.end_recurring_with_period(id, held.subscription_id).await,
        CancelKind::Now => provider.end_recurring_now(id).await,
    };
    let Err(ProviderError::Refused { code, message }) = ended else { return ended };
    match provider.recurring(id).await {
        Ok(stands) if stands.state == SubscriptionState::Ended => Ok(stands),
        Err(ProviderError::Unknown(text)) => Err(ProviderError::Unknown(text)),
        _ => Err(ProviderError::Refused { code, message }),
    }
}
