//! Of a membership one purchase of a tenant is under way at a time, also where one was begun at the desk and
//! another one through the API: their ids are drawn in different ways, and nobody pays both.

use std::sync::Arc;

use mojo_domain::{ProductId, TenantId, UserId};
use uuid::Uuid;

use super::OwnRefused;
use crate::auth::Tenant;
use crate::customers::expire_checkout;
use crate::payments::PaymentProvider;
use crate::storage::Database;
use crate::storage::checkouts::{CheckoutRecord, CheckoutState};

/// Takes back whatever else of this membership stands open for the customer as which a tenant buys, so
/// that the checkout `but` alone can be paid; what is no membership is left alone.
///
/// # Errors
/// [`OwnRefused::AlreadyHeld`] where one was paid and not given back, [`OwnRefused::JustPaid`] where one is
/// being paid.
pub(crate) async fn make_room(
    database: &Database,
    provider: &Arc<dyn PaymentProvider>,
    (customer, product): (UserId, ProductId),
    but: Uuid,
) -> Result<(), OwnRefused> {
    let seller = Tenant::named_by_platform(TenantId::MOJO_LLC);
    let mut tx = database.read(seller).await?;
    let others = tx.list_own_checkouts((customer, product), but).await?;
    drop(tx);
    let (paid, open): (Vec<_>, Vec<_>) =
        others.into_iter().partition(|other| other.state == CheckoutState::Paid);
    for other in &paid {
        refuse_what_stands(database, seller, other, product).await?;
    }
    for other in &open {
        // One that ran out here may stand open in an old window.
        if other.state == CheckoutState::Expired && other.provider_payment_id.is_empty() {
            continue;
        }
        if !expire_checkout(database, provider, seller, other.checkout_id).await? {
            return Err(OwnRefused::JustPaid);
        }
    }
    Ok(())
}

/// What was paid and not given back is the tenant's.
async fn refuse_what_stands(
    database: &Database,
    seller: Tenant,
    paid: &CheckoutRecord,
    product: ProductId,
) -> Result<(), OwnRefused> {
    if !database.read_ledger().await?.is_order_settled(paid.order_id).await? {
        return Err(OwnRefused::JustPaid);
    }
    let mut tx = database.read(seller).await?;
    for line in tx.list_checkout_lines(paid.checkout_id, paid.order_id).await? {
        let line = line.line;
        let is_it = line.product_id == product;
        if is_it && tx.refunded_net(paid.order_id, line.line_no).await? < line.net_cents {
            return Err(OwnRefused::AlreadyHeld);
        }
    }
    Ok(())
}
