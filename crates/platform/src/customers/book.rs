//! What tenants offer to customers, by the customer's stage (F4, P4), and how it is booked: a place is
//! held while it can be paid, and freed only when the provider takes no payment for it any more, so that
//! none is sold twice.

use std::collections::BTreeMap;

use mojo_domain::memberships::{Stage, Tool, stage_at};
use mojo_domain::{Clock, Entropy, ProductId, TenantId, UserId, from_micros, to_micros};

use super::buy::{BuyRefused, BuyWish, begin_purchase, cancel_payment, close, free_order_of};
use crate::auth::Tenant;
use crate::payments::{Payments, ProviderError};
use crate::storage::checkouts::CheckoutState;
use crate::storage::events::{OfferedEvent, StalePlace};
use crate::storage::purchases::PurchaseKind;
use crate::storage::{Database, LedgerTx, StorageError};

/// So long a place is held that is not paid; in microseconds.
const HOLD_MICROS: i64 = 30 * 60 * 1_000_000;

/// An event in front of a customer.
#[derive(Clone, Debug)]
pub(crate) enum Seen {
    /// It is not offered (any more).
    Nothing,
    /// From this stage on.
    Above(Stage),
    /// The customer may book it.
    Open(Box<OfferedEvent>),
}

/// What the customer's stage opens; the next one first.
///
/// # Errors
/// [`StorageError`].
pub(crate) async fn list_events_for(
    database: &Database,
    customer: UserId,
    now: i64,
) -> Result<Vec<OfferedEvent>, StorageError> {
    let mut tx = database.read_ledger().await?;
    let stage = stage_of_customer(&mut tx, customer, now).await?;
    let mut sellers: BTreeMap<TenantId, bool> = BTreeMap::new();
    let mut open = Vec::new();
    for event in tx.list_offered_events(now).await? {
        let is_open = match sellers.get(&event.seller) {
            Some(is_open) => *is_open,
            None => {
                let is_open = may_offer(&mut tx, event.seller, now).await?;
                sellers.insert(event.seller, is_open);
                is_open
            }
        };
        if is_open && event.offer.least_stage <= stage {
            open.push(event);
        }
    }
    Ok(open)
}

/// One event, as far as the customer's stage opens it.
///
/// # Errors
/// [`StorageError`].
pub(crate) async fn find_event_for(
    database: &Database,
    (customer, product): (UserId, ProductId),
    now: i64,
) -> Result<Seen, StorageError> {
    let mut tx = database.read_ledger().await?;
    let Some(event) = tx.find_offered_event(product, now).await? else { return Ok(Seen::Nothing) };
    if !may_offer(&mut tx, event.seller, now).await? {
        return Ok(Seen::Nothing);
    }
    let stage = stage_of_customer(&mut tx, customer, now).await?;
    Ok(match event.offer.least_stage {
        Some(least) if stage.is_none_or(|stage| stage < least) => Seen::Above(least),
        _ => Seen::Open(Box::new(event)),
    })
}

/// P4: a tenant offers as long as its membership opens that.
async fn may_offer(tx: &mut LedgerTx, tenant: TenantId, now: i64) -> Result<bool, StorageError> {
    let grants = tx.list_grants_of_tenant(tenant).await?;
    let policy = tx.tool_policy().await?;
    let stage = stage_at(&grants, from_micros(now));
    Ok(stage.is_some_and(|stage| policy.opens(stage, Tool::Events)))
}

async fn stage_of_customer(
    tx: &mut LedgerTx,
    customer: UserId,
    now: i64,
) -> Result<Option<Stage>, StorageError> {
    let grants = tx.list_grants_of_customer(customer).await?;
    Ok(stage_at(&grants, from_micros(now)))
}

/// Books an event that the customer may book: a place is held, and a purchase of the seller's product
/// begins. Where every place is held, those that nobody paid are looked at first.
pub(crate) async fn book(
    database: &Database,
    payments: &Payments,
    sources: (&dyn Clock, &dyn Entropy),
    wish: &BuyWish,
) -> Result<uuid::Uuid, BuyRefused> {
    match begin_purchase(database, payments, sources, wish).await {
        Err(BuyRefused::Full) => {
            let now = to_micros(sources.0.now());
            if free_stale_places(database, payments, Some(wish.product_id), now).await? == 0 {
                return Err(BuyRefused::Full);
            }
            begin_purchase(database, payments, sources, wish).await
        }
        begun => begun,
    }
}

/// Whether the seller has an account that takes payments now, as the provider says.
pub(crate) async fn require_acquiring(
    database: &Database,
    payments: &Payments,
    seller: Tenant,
) -> Result<(), BuyRefused> {
    let Payments::Provider(provider) = payments else { return Err(BuyRefused::NoProvider) };
    let account = database.read(seller).await?.find_payment_account().await?;
    let account = account.ok_or(BuyRefused::NoAcquiring)?;
    match provider.account(&account).await {
        Ok(state) if state.has_charges_enabled => Ok(()),
        Ok(_) | Err(ProviderError::Refused { .. }) => Err(BuyRefused::NoAcquiring),
        Err(ProviderError::Unknown(text)) => Err(StorageError::Provider(text).into()),
    }
}

/// Frees places that were held for half an hour and not paid, of one product or of all; gives back how
/// many. One that fails holds up no other.
///
/// # Errors
/// [`StorageError`].
pub(crate) async fn free_stale_places(
    database: &Database,
    payments: &Payments,
    product: Option<ProductId>,
    now: i64,
) -> Result<usize, StorageError> {
    let until = now.saturating_sub(HOLD_MICROS);
    let stale = database.read_ledger().await?.list_stale_places(until, product).await?;
    let mut freed = 0;
    for place in &stale {
        match free(database, payments, place, now).await {
            Ok(is_freed) => freed += usize::from(is_freed),
            Err(error) => {
                let id = place.purchase_id.to_string();
                let id = id.as_str();
                tracing::warn!(cause = %error, purchase = id, "a place stays held");
            }
        }
    }
    Ok(freed)
}

/// First nobody can pay any more, then the place is free.
async fn free(
    database: &Database,
    payments: &Payments,
    place: &StalePlace,
    now: i64,
) -> Result<bool, StorageError> {
    let (seller, id) = (Tenant::named_by_platform(place.seller), place.purchase_id);
    let mut tx = database.write(seller).await?;
    tx.lock_log().await?;
    if place.kind == PurchaseKind::Free && tx.find_order(free_order_of(id)).await?.is_some() {
        drop(tx);
        // It is had for good: nobody looks at it again.
        close(database, id, now).await?;
        return Ok(false);
    }
    // From here on nobody is given a secret to pay it by; what was asked for until here is seen next.
    tx.set_checkout_state(id, CheckoutState::Expired).await?;
    let Some(checkout) = tx.find_checkout(id).await? else {
        // Nothing was opened, and whoever opens it after this finds the place freed.
        tx.free_place(id, now).await?;
        tx.commit().await?;
        close(database, id, now).await?;
        return Ok(true);
    };
    if checkout.state == CheckoutState::Paid {
        return Ok(false);
    }
    tx.commit().await?;
    let payment_id = checkout.provider_payment_id;
    let is_taken_back = match payments {
        Payments::Provider(provider) => cancel_payment(provider, &payment_id).await?,
        Payments::Recorded => payment_id.is_empty(),
    };
    if !is_taken_back {
        // The place is sold, or is about to be.
        return Ok(false);
    }
    close(database, id, now).await?;
    let mut tx = database.write(seller).await?;
    tx.free_place(id, now).await?;
    tx.commit().await?;
    Ok(true)
}
