//! A platform that was put back to a backup may have forgotten that something was paid. Where the id of a
//! checkout follows from what is bought, the same id comes again then, and the provider forgets its key
//! after a day: so it is asked first what it has of it, and nobody pays twice.

use std::sync::Arc;

use super::event::take_event;
use super::open::CheckoutRefused;
use crate::auth::Tenant;
use crate::payments::{
    FoundPayment, PaymentEvent, PaymentEventKind, PaymentProvider, ProviderError,
};
use crate::storage::checkouts::{CheckoutRecord, CheckoutState};
use crate::storage::{Database, StorageError};

/// Finds the payment of a checkout that knows of none, and keeps what it says: what was paid becomes the
/// order as if it were told now. Gives back the checkout and the secret, as opening it does; `None` where
/// nothing was paid and nothing waits for exactly this amount.
///
/// # Errors
/// [`CheckoutRefused`].
pub(super) async fn find_forgotten(
    database: &Database,
    provider: &Arc<dyn PaymentProvider>,
    seller: Tenant,
    checkout: &CheckoutRecord,
    at: i64,
) -> Result<Option<(CheckoutRecord, Option<String>)>, CheckoutRefused> {
    let found = provider.find_payment(checkout.checkout_id).await;
    let unknown = |error: ProviderError| StorageError::Provider(error.to_string());
    let Some(found) = found.map_err(unknown)? else { return Ok(None) };
    let is_this =
        found.amount_cents == checkout.amount_cents && found.currency == checkout.currency.code();
    if !found.is_paid && !is_this {
        // Of another price: nobody is led there any more.
        return match provider.cancel_payment(&found.payment.id).await {
            Ok(()) => Ok(None),
            Err(error) => Err(unknown(error).into()),
        };
    }
    // First what makes the order: once the payment is noted, nobody looks for it here again.
    if found.is_paid && !found.went_back {
        take_event(database, &told(seller, checkout, &found), "", at).await?;
    }
    note(database, seller, checkout, &found).await?;
    let after = database.read(seller).await?.find_checkout(checkout.checkout_id).await?;
    let after = after.unwrap_or_else(|| checkout.clone());
    if after.state == CheckoutState::Expired && !found.is_paid {
        // Somebody ended the checkout meanwhile, and may have looked before this payment was known.
        provider.cancel_payment(&found.payment.id).await.map_err(unknown)?;
    }
    let may_pay = matches!(after.state, CheckoutState::Open | CheckoutState::Failed);
    let secret = Some(found.payment.client_secret).filter(|_| may_pay && !found.is_paid);
    Ok(Some((after, secret)))
}

/// Keeps which payment it is. What went back of it nobody here was told: that is for people.
async fn note(
    database: &Database,
    seller: Tenant,
    checkout: &CheckoutRecord,
    found: &FoundPayment,
) -> Result<(), StorageError> {
    let (id, payment_id) = (checkout.checkout_id, found.payment.id.as_str());
    let mut tx = database.write(seller).await?;
    tx.lock_log().await?;
    tx.note_payment(id, payment_id).await?;
    if found.is_paid && found.went_back {
        let problem = format!(
            "{payment_id} was paid and given back, or disputed, and nobody here knows of it: have the \
             provider send its events once more"
        );
        tx.set_checkout_problem(id, &problem).await?;
    }
    tx.commit().await
}

/// As the provider tells it by itself.
fn told(seller: Tenant, checkout: &CheckoutRecord, found: &FoundPayment) -> PaymentEvent {
    PaymentEvent {
        event_id: format!("found_{}", found.payment.id),
        kind: PaymentEventKind::Paid,
        checkout: Some((seller.id(), checkout.checkout_id)),
        amount_cents: found.amount_cents,
        currency: found.currency.clone(),
        reference: String::new(),
        happened_at: found.happened_at,
        payment_id: found.payment.id.clone(),
    }
}
