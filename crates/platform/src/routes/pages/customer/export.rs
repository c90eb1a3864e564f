//! `GET /account/export`: everything that the platform holds of a customer, as a file (P4, Art. 15 and
//! 20 GDPR).

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Response};
use mojo_domain::from_micros;
use serde_json::{Value, json};

use super::{CustomerQuery, Visit};
use crate::auth::CustomerSession;
use crate::customers::{OwnData, own_data};
use crate::http::{ApiError, QueryOf};
use crate::routes::amounts::amount;
use crate::state::AppState;
use crate::storage::customer_sessions::KeptSession;
use crate::storage::purchases::{BoughtLine, PurchaseRecord};
use crate::storage::subscriptions::SubscriptionRecord;

/// The file.
pub(in crate::routes) async fn export(
    State(state): State<AppState>,
    QueryOf(query): QueryOf<CustomerQuery>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let visit = Visit::of(&state, &headers, query.lang);
    let Some(session) = visit.session().await? else { return visit.to_sign_in("/account") };
    let data = own_data(state.database(), session.customer_user_id).await?;
    let text = serde_json::to_string_pretty(&document(&session, &data))
        .map_err(|error| ApiError::internal(&error))?;
    let heads = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"mojo.json\""),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    Ok((heads, text).into_response())
}

fn document(session: &CustomerSession, data: &OwnData) -> Value {
    let memberships = data.grants.iter().map(|grant| {
        json!({
            "membership": grant.stage.membership(),
            "starts_at": grant.starts_at,
            "ends_at": grant.ends_at,
            "revoked_at": grant.revoked_at,
        })
    });
    let attributions = data.attributions.iter().map(|held| {
        json!({
            "tenant_id": held.attributed_tenant_id,
            "source": held.source,
            "code": held.source_ref,
            "attributed_at": from_micros(held.attributed_at),
            "expires_at": from_micros(held.attribution_expires_at),
        })
    });
    json!({
        "account": {
            "id": session.customer_user_id,
            "name": session.name,
            "email": session.login_name,
            "language": data.language,
            "signed_up_at": from_micros(session.signed_up_at),
        },
        "sessions": data.sessions.iter().map(signed_in).collect::<Vec<_>>(),
        "memberships": memberships.collect::<Vec<_>>(),
        "orders": data.bought.iter().map(order_line).collect::<Vec<_>>(),
        "subscriptions": data.subscriptions.iter().map(subscription).collect::<Vec<_>>(),
        "purchases": data.purchases.iter().map(purchase).collect::<Vec<_>>(),
        "attributions": attributions.collect::<Vec<_>>(),
    })
}

fn signed_in(held: &KeptSession) -> Value {
    json!({
        "created_at": from_micros(held.created_at),
        "expires_at": from_micros(held.expires_at),
        "ended_at": held.ended_at.map(from_micros),
    })
}

fn order_line(line: &BoughtLine) -> Value {
    json!({
        "order_id": line.order_id,
        "order_number": line.order_number,
        "seller": line.seller_name,
        "ordered_at": from_micros(line.ordered_at),
        "billing_country": line.billing_country.map(|country| country.code().to_owned()),
        "product": line.product_name,
        "currency": line.currency,
        "net": amount(line.net_cents, line.currency),
        "discount": amount(line.discount_cents, line.currency),
        "vat_rate_bp": line.vat_rate_bp,
        "taxed_in": line.taxed_in,
        "vat_note": line.vat_note,
        "refunded_net": amount(line.refunded_net_cents, line.currency),
    })
}

fn subscription(held: &SubscriptionRecord) -> Value {
    json!({
        "id": held.subscription_id,
        "product": held.product_name,
        "amount": amount(held.amount_cents, held.currency),
        "currency": held.currency,
        "billing_interval": held.billing_interval.code(),
        "opened_at": from_micros(held.opened_at),
        "state": held.state.code(),
        "paid_until": held.paid_until.map(from_micros),
        "ends_with_period": held.ends_with_period,
    })
}

fn purchase(held: &PurchaseRecord) -> Value {
    let address = &held.address;
    json!({
        "id": held.purchase_id,
        "seller_tenant_id": held.seller,
        "product": held.product_name,
        "kind": held.kind.code(),
        "opened_at": from_micros(held.opened_at),
        "closed_at": held.closed_at.map(from_micros),
        "billed_to": {
            "name": address.name,
            "street": address.street,
            "postal_code": address.postal_code,
            "city": address.city,
            "country": address.country.code(),
        },
    })
}
