//! `POST /account/subscriptions/{id}/cancel`: a customer ends a subscription with the period that is
//! paid.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use uuid::Uuid;

use super::{BareForm, CustomerQuery, Visit};
use crate::auth::Tenant;
use crate::commerce::{CancelRefused, CancelWish, cancel_subscription};
use crate::http::{ApiError, FormBody, PathOf, QueryOf};
use crate::state::AppState;
use crate::storage::StorageError;
use crate::storage::cancellations::CancelKind;

/// Ends it; one of somebody else is as if it were not there.
pub(in crate::routes) async fn cancel(
    State(state): State<AppState>,
    PathOf(id): PathOf<Uuid>,
    QueryOf(query): QueryOf<CustomerQuery>,
    headers: HeaderMap,
    FormBody(form): FormBody<BareForm>,
) -> Result<Response, ApiError> {
    let visit = Visit::of(&state, &headers, query.lang);
    let Some(session) = visit.session().await? else { return visit.to_sign_in("/account") };
    if !visit.is_own_form(&form.form_token) {
        return visit.to("/account");
    }
    let customer = session.customer_user_id;
    let held = state.database().read_ledger().await?.list_subscriptions_by_id(id).await?;
    let own = held.into_iter().find(|held| held.customer_user_id == customer);
    let own = own.ok_or_else(ApiError::not_found)?;
    let wish = CancelWish {
        subscription_id: id,
        kind: CancelKind::PeriodEnd,
        user_id: customer,
        reason: String::new(),
        audit: None,
    };
    let seller = Tenant::named_by_platform(own.tenant_id);
    let (database, payments) = (state.database(), state.payments());
    match cancel_subscription(database, payments, seller, &wish, visit.now()).await {
        // Where the provider is silent the cancellation is kept, and asked for again.
        Ok(_) | Err(CancelRefused::Storage(StorageError::Provider(_))) => {
            visit.to("/account?done=cancelled")
        }
        Err(CancelRefused::Storage(error)) => Err(error.into()),
        Err(refused) => {
            tracing::warn!(cause = %refused, "a customer's cancellation was refused");
            visit.to("/account?done=not-cancelled")
        }
    }
}
