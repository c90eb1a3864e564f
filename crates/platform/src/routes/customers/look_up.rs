//! `POST /api/v1/customers/search`: the platform's people look a customer up, by id, by e-mail
//! address, by name, or by the id or number of an order. Each look stands in the audit log; what was
//! typed does not, for it may be a name, and nothing of that log is ever deleted.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use mojo_domain::{TenantId, UserId, from_micros};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use crate::auth::Session;
use crate::http::{ApiError, JsonBody};
use crate::routes::audit::Doer;
use crate::routes::reasons::reason;
use crate::state::AppState;
use crate::storage::customer_lookup::FoundCustomer;
use crate::storage::{LedgerTx, StorageError};

/// The most that are answered at once: more is no look for somebody.
const MOST: usize = 20;
/// A shorter part of a name finds everybody.
const LEAST: usize = 3;
/// The longest text.
const LONGEST: usize = 200;

/// Whom to look for, and why. A body, because an address in a URL is kept by whoever passes it on.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct SearchRequest {
    /// A customer's or an order's id, an order's number, an e-mail address, or a part of a name.
    text: String,
    reason: String,
}

/// Whom it may mean.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::routes) struct CustomersFound {
    customers: Vec<CustomerView>,
    /// There are more: name somebody more exactly.
    more: bool,
}

/// A customer.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::routes) struct CustomerView {
    id: UserId,
    /// Empty without an account.
    name: String,
    /// Empty without an account.
    email: String,
    /// For which tenant the customer buys.
    buyer_tenant_id: Option<TenantId>,
    known_since: DateTime<Utc>,
    /// `null` for whoever did not sign up.
    signed_up_at: Option<DateTime<Utc>>,
}

impl CustomerView {
    pub(super) fn of(found: &FoundCustomer) -> Self {
        Self {
            id: found.customer_user_id,
            name: found.name.clone(),
            email: found.login_name.clone(),
            buyer_tenant_id: found.buyer_tenant_id,
            known_since: from_micros(found.created_at),
            signed_up_at: found.signed_up_at.map(from_micros),
        }
    }
}

/// Looks somebody up. The entry in the audit log commits before anybody is shown.
pub(in crate::routes) async fn look_up(
    State(state): State<AppState>,
    session: Session,
    JsonBody(request): JsonBody<SearchRequest>,
) -> Result<Json<CustomersFound>, ApiError> {
    let why = reason(&request.reason, "search_refused")?;
    let doer = Doer::of(&state, &session, (Some(why.as_str()), "search_refused"))?;
    let text = request.text.trim();
    let letters = text.chars().count();
    if !(LEAST..=LONGEST).contains(&letters) {
        let message = format!("text: from {LEAST} to {LONGEST} letters");
        return Err(ApiError::unprocessable("search_refused", message));
    }
    // A part of a name is looked for in all of them: nobody who writes waits for that.
    let mut tx = state.database().read_ledger().await?;
    let (by, mut found) = search(&mut tx, text).await?;
    drop(tx);
    let more = found.len() > MOST;
    found.truncate(MOST);
    let ids: Vec<UserId> = found.iter().map(|one| one.customer_user_id).collect();
    let details = json!({ "by": by, "customers": ids, "more": more });
    let mut tx = state.database().write_ledger().await?;
    tx.insert_audit(&doer.entry("search_customers", &session.tenant.id(), &details)).await?;
    tx.commit().await?;
    Ok(Json(CustomersFound { customers: found.iter().map(CustomerView::of).collect(), more }))
}

/// By what somebody was looked for, and who is meant.
async fn search(
    tx: &mut LedgerTx,
    text: &str,
) -> Result<(&'static str, Vec<FoundCustomer>), StorageError> {
    let limit = i64::try_from(MOST).unwrap_or(i64::MAX).saturating_add(1);
    if let Ok(id) = text.parse::<Uuid>() {
        let known = tx.find_customer_by_id(id).await?;
        return Ok(match known {
            Some(customer) => ("id", vec![customer]),
            None => ("order", tx.list_customers_by_order(&id.to_string(), limit).await?),
        });
    }
    if text.contains('@') {
        let known = tx.find_customer_by_email(&text.to_lowercase()).await?;
        return Ok(("email", known.into_iter().collect()));
    }
    let of_order = tx.list_customers_by_order(text, limit).await?;
    if !of_order.is_empty() {
        return Ok(("order", of_order));
    }
    Ok(("name", tx.list_customers_by_name(text, limit).await?))
}
