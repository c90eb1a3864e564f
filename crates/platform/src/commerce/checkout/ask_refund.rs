//! Staff give money of an order back. The refund is kept before the provider is asked, looked for
//! before it is asked for again, and ended by the answer, each by itself: between any two steps the
//! process may die, and the money goes back once (`docs/decisions/0021`).

use mojo_domain::{Money, OrderId};
use uuid::Uuid;

use super::refund::{book, keep_failure};
use crate::auth::Tenant;
use crate::payments::{MadeRefund, PaymentProvider, Payments, ProviderError, RefundWish};
use crate::storage::asked_refunds::{AskedRefundEnd, AskedRefundRecord};
use crate::storage::audit::AuditRecord;
use crate::storage::checkouts::{CheckoutRecord, CheckoutState};
use crate::storage::payment_refunds::{BackKind, PaymentRefund, ToldCents};
use crate::storage::{Database, StorageError, TenantTx};

/// Whoever asked has its answer, or is gone; in microseconds.
const UNDER_WAY: i64 = 5 * 60 * 1_000_000;
/// After so long without an answer people are told; in microseconds.
const LONG: i64 = 24 * 60 * 60 * 1_000_000;

/// An answer says that a refund failed, and not when; and the clock here may be behind the provider's.
/// What the provider told of the whole payment until so much later may count it, in microseconds. A
/// refund that is made in its place counts by its own id.
const FAILED_UNTIL: i64 = LONG;

/// A refund as it is asked for.
#[derive(Clone, Debug)]
pub(crate) struct AskedRefund {
    /// Drawn by the client, so that a repeated request gives back once.
    pub(crate) key: Uuid,
    pub(crate) order_id: OrderId,
    /// The money to give back, VAT included.
    pub(crate) amount_cents: i64,
    /// What the audit log says of it; kept with the refund, before the provider is asked.
    pub(crate) entry: Option<AuditRecord>,
}

/// Why no money is given back.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AskRefused {
    /// The platform has no account at a provider.
    #[error("no payment provider is set up")]
    NoProvider,
    /// The seller has no such order that was paid through the provider.
    #[error("there is no such order that was paid through the provider")]
    UnknownOrder,
    /// Zero or less.
    #[error("a refund is above zero")]
    NotPositive,
    /// One id is one refund.
    #[error("this id was used for another refund; draw a new one")]
    OtherTerms,
    /// Of an earlier refund of the order nobody knows yet whether it was made.
    #[error(
        "the provider has not told yet what became of the refund {key} of this order; repeat that \
         one with its id, or wait"
    )]
    Waits {
        /// Its id.
        key: Uuid,
    },
    /// The provider gives nothing back, as more than was paid.
    #[error("the payment provider refuses: {0}")]
    Provider(String),
    /// The database, or a provider that does not answer.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// A refund that was kept, with the payment that it is of.
struct Reserved {
    checkout: CheckoutRecord,
    refund: AskedRefundRecord,
    /// Whoever asked is gone: of a refusal people are told.
    is_unheard: bool,
}

/// Asks the provider to give money of `seller`'s order back, and records it when it did; when it is
/// still at it, its event tells the end. Asked again with the same id, the same is answered.
pub(crate) async fn ask_refund(
    database: &Database,
    payments: &Payments,
    seller: Tenant,
    asked: &AskedRefund,
    at: i64,
) -> Result<MadeRefund, AskRefused> {
    let Payments::Provider(provider) = payments else { return Err(AskRefused::NoProvider) };
    if asked.amount_cents <= 0 {
        return Err(AskRefused::NotPositive);
    }
    let reserved = reserve(database, seller, asked, at).await?;
    match &reserved.refund.end {
        Some(end) => told_before(database, seller, &reserved, end).await,
        None => drive(database, &**provider, seller, &reserved, at).await,
    }
}

/// Goes on with refunds that were asked for and have no end, as a crash leaves them: each is looked
/// for at the provider first. Gives back how many have an end now; one that fails holds up no other.
pub(crate) async fn work_off_refunds(
    database: &Database,
    payments: &Payments,
    at: i64,
) -> Result<usize, StorageError> {
    let Payments::Provider(provider) = payments else { return Ok(0) };
    let until = at.saturating_sub(UNDER_WAY);
    let open = database.read_ledger().await?.list_open_refunds(until).await?;
    let mut ended = 0;
    for (seller, refund) in open {
        let (seller, key) = (Tenant::named_by_platform(seller), refund.key);
        match work_off_refund(database, &**provider, seller, refund, at).await {
            Ok(is_ended) => ended += usize::from(is_ended),
            Err(error) => tracing::warn!(cause = %error, refund = %key, "a refund waits"),
        }
    }
    Ok(ended)
}

/// `true` when it has an end.
async fn work_off_refund(
    database: &Database,
    provider: &dyn PaymentProvider,
    seller: Tenant,
    refund: AskedRefundRecord,
    at: i64,
) -> Result<bool, AskRefused> {
    let found = database.read(seller).await?.find_checkout(refund.checkout_id).await?;
    let Some(checkout) = found else { return Ok(false) };
    let is_long_open = refund.asked_at <= at.saturating_sub(LONG);
    let reserved = Reserved { checkout, refund, is_unheard: true };
    match drive(database, provider, seller, &reserved, at).await {
        // What was not made, people are told.
        Ok(_) | Err(AskRefused::Provider(_)) => Ok(true),
        Err(error) if is_long_open => {
            let key = reserved.refund.key;
            let problem =
                format!("nobody knows what became of the refund {key}: the provider does not say");
            let mut tx = database.write(seller).await?;
            tx.set_checkout_problem(reserved.checkout.checkout_id, &problem).await?;
            tx.commit().await?;
            Err(error)
        }
        Err(error) => Err(error),
    }
}

/// Keeps the refund before the provider is asked. One at a time of an order: a second one, asked
/// because the first has no answer, would give back twice.
async fn reserve(
    database: &Database,
    seller: Tenant,
    asked: &AskedRefund,
    at: i64,
) -> Result<Reserved, AskRefused> {
    let mut tx = database.write(seller).await?;
    tx.lock_log().await?;
    let found = tx.find_checkout_of_order(asked.order_id).await?;
    let checkout = found.filter(|checkout| checkout.state == CheckoutState::Paid);
    let checkout = checkout.ok_or(AskRefused::UnknownOrder)?;
    if let Some(refund) = tx.find_asked_refund(asked.key).await? {
        let is_same =
            refund.checkout_id == checkout.checkout_id && refund.amount_cents == asked.amount_cents;
        return if is_same {
            Ok(Reserved { checkout, refund, is_unheard: false })
        } else {
            Err(AskRefused::OtherTerms)
        };
    }
    if let Some(open) = tx.find_open_refund_of(checkout.checkout_id).await? {
        return Err(AskRefused::Waits { key: open.key });
    }
    let refund = AskedRefundRecord {
        key: asked.key,
        checkout_id: checkout.checkout_id,
        amount_cents: asked.amount_cents,
        asked_at: at,
        end: None,
    };
    tx.insert_asked_refund(&refund).await?;
    match &asked.entry {
        Some(entry) => {
            let mut ledger = tx.go_on_as_ledger().await?;
            ledger.insert_audit_about(entry, seller.id()).await?;
            ledger.commit().await?;
        }
        None => tx.commit().await?,
    }
    Ok(Reserved { checkout, refund, is_unheard: false })
}

/// From the kept refund to the money.
async fn drive(
    database: &Database,
    provider: &dyn PaymentProvider,
    seller: Tenant,
    reserved: &Reserved,
    at: i64,
) -> Result<MadeRefund, AskRefused> {
    let Reserved { checkout, refund, is_unheard } = reserved;
    let destination =
        database.read(seller).await?.find_checkout_destination(checkout.checkout_id).await?;
    let wish = RefundWish {
        key: refund.key,
        payment_id: checkout.provider_payment_id.clone(),
        amount: Money::new(refund.amount_cents, checkout.currency),
        is_of_destination: destination.is_some(),
    };
    match look_then_ask(provider, &wish).await {
        Ok(made) => {
            keep(database.write(seller).await?, reserved, &made, at).await?;
            if made.has_failed { Err(not_through(&made.id)) } else { Ok(made) }
        }
        Err(ProviderError::Refused { code, message }) => {
            let reason = format!("{code}: {message}");
            let mut tx = database.write(seller).await?;
            let end = AskedRefundEnd::Refused(reason.clone());
            if !tx.end_asked_refund(refund.key, &end, at).await? {
                let text = "another request had its answer first; ask again with the same id";
                return Err(StorageError::Provider(text.to_owned()).into());
            }
            // In one transaction with its end: nobody looks at it after that.
            if *is_unheard {
                let key = refund.key;
                let problem = format!("the refund {key} was asked for and not made: {reason}");
                tx.set_checkout_problem(checkout.checkout_id, &problem).await?;
            }
            tx.commit().await?;
            Err(AskRefused::Provider(reason))
        }
        Err(ProviderError::Unknown(text)) => Err(StorageError::Provider(text).into()),
    }
}

/// Asks for the refund; what may have been made before is looked for first. A refusal is believed
/// when there is still none: another process may ask at the same time.
async fn look_then_ask(
    provider: &dyn PaymentProvider,
    wish: &RefundWish,
) -> Result<MadeRefund, ProviderError> {
    let found = provider.find_refund(&wish.payment_id, wish.key).await;
    let made = match found.map_err(ProviderError::into_unknown)? {
        Some(made) => made,
        None => match provider.create_refund(wish).await {
            Ok(made) => made,
            Err(error @ ProviderError::Unknown(_)) => return Err(error),
            Err(refused) => {
                let found = provider.find_refund(&wish.payment_id, wish.key).await;
                found.map_err(ProviderError::into_unknown)?.ok_or(refused)?
            }
        },
    };
    if made.amount == wish.amount {
        Ok(made)
    } else {
        Err(ProviderError::Unknown(format!("the refund {} is another one", made.id)))
    }
}

/// Records what the provider made; once, whoever finds it out.
async fn keep(
    mut tx: TenantTx,
    reserved: &Reserved,
    made: &MadeRefund,
    at: i64,
) -> Result<(), StorageError> {
    tx.lock_log().await?;
    let Reserved { checkout, refund, .. } = reserved;
    let id = checkout.checkout_id;
    tx.end_asked_refund(refund.key, &AskedRefundEnd::Made(made.id.clone()), at).await?;
    let cents = made.amount.cents;
    let problem = if made.has_failed {
        let failed_at = at.saturating_add(FAILED_UNTIL);
        let failed = (made.id.as_str(), ToldCents { cents, at: failed_at });
        Some(keep_failure(&mut tx, checkout, failed, at).await?)
    } else if made.is_done {
        let back = PaymentRefund { id: &made.id, kind: BackKind::Refund, amount_cents: cents, at };
        tx.insert_payment_refund(id, &back).await?;
        book(&mut tx, id, at).await?
    } else {
        None
    };
    if let Some(problem) = problem {
        tx.set_checkout_problem(id, &problem).await?;
    }
    tx.commit().await
}

/// What was answered to this id before; the provider is not asked.
async fn told_before(
    database: &Database,
    seller: Tenant,
    reserved: &Reserved,
    end: &AskedRefundEnd,
) -> Result<MadeRefund, AskRefused> {
    let id = match end {
        AskedRefundEnd::Made(id) => id,
        AskedRefundEnd::Refused(reason) => return Err(AskRefused::Provider(reason.clone())),
    };
    let mut tx = database.read(seller).await?;
    if tx.has_refund_failed(id).await? {
        return Err(not_through(id));
    }
    Ok(MadeRefund {
        id: id.clone(),
        amount: Money::new(reserved.refund.amount_cents, reserved.checkout.currency),
        is_done: tx.has_payment_refund(id).await?,
        has_failed: false,
    })
}

fn not_through(refund_id: &str) -> AskRefused {
    AskRefused::Provider(format!("the refund {refund_id} did not go through; draw a new id"))
}
