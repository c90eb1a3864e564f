//! Subscriptions: a seller opens them for its customers, a tenant for itself with MOJO LLC; who sells
//! and who pays sees them and ends them.

mod cancel;
mod create;
mod list;
mod show;

pub(super) use cancel::cancel;
pub(super) use create::create;
pub(super) use list::list;
pub(super) use show::show;

use chrono::{DateTime, Utc};
use mojo_domain::{Currency, ProductId, TenantId, UserId, from_micros};
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use super::amounts::{amount, tenant};
use crate::auth::{Role, Session};
use crate::http::ApiError;
use crate::routes::openapi::{Amount, Country};
use crate::state::AppState;
use crate::storage::subscriptions::SubscriptionRecord;

/// A subscription.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct SubscriptionView {
    id: Uuid,
    /// The seller.
    tenant_id: Option<TenantId>,
    customer_user_id: UserId,
    /// The tenant that it is for.
    buyer_tenant_id: Option<TenantId>,
    product_id: ProductId,
    product_name: String,
    #[schemars(with = "Option<Country>")]
    billing_country: Option<String>,
    /// `month`, `year`.
    billing_interval: &'static str,
    currency: Currency,
    /// VAT included, discounts deducted; of the first period, and of each later one.
    #[schemars(with = "Amount")]
    first_amount: String,
    #[schemars(with = "Amount")]
    amount: String,
    opened_at: DateTime<Utc>,
    /// `open`, `active`, `past_due`, `ended`.
    state: &'static str,
    /// The end of what is paid, and of the membership that comes with it.
    paid_until: Option<DateTime<Utc>>,
    /// It is not renewed any more.
    ends_with_period: bool,
    ended_at: Option<DateTime<Utc>>,
    /// A payment that did not arrive.
    payment_failure: Option<FailureView>,
    /// What people must look at; empty when there is nothing.
    problem: String,
}

/// A payment that failed.
#[derive(Debug, Serialize, JsonSchema)]
struct FailureView {
    failed_at: DateTime<Utc>,
    /// When the provider tries again; `null` when it does not.
    next_attempt_at: Option<DateTime<Utc>>,
}

/// A subscription as it is told.
pub(super) fn view(record: SubscriptionRecord) -> SubscriptionView {
    let money = |cents| amount(cents, record.currency);
    let failure = record.failed_at.map(|failed_at| FailureView {
        failed_at: from_micros(failed_at),
        next_attempt_at: record.next_attempt_at.map(from_micros),
    });
    SubscriptionView {
        id: record.subscription_id,
        tenant_id: tenant(record.tenant_id),
        customer_user_id: record.customer_user_id,
        buyer_tenant_id: record.buyer_tenant_id,
        product_id: record.product_id,
        billing_country: record.billing_country.map(|country| country.code().to_owned()),
        billing_interval: record.billing_interval.code(),
        currency: record.currency,
        first_amount: money(record.first_amount_cents),
        amount: money(record.amount_cents),
        opened_at: from_micros(record.opened_at),
        state: record.state.code(),
        paid_until: record.paid_until.map(from_micros),
        ends_with_period: record.ends_with_period,
        ended_at: record.ended_at.map(from_micros),
        payment_failure: failure,
        product_name: record.product_name,
        problem: record.problem,
    }
}

/// Speaks for its tenant.
fn is_owner(session: &Session) -> bool {
    matches!(session.role, Role::Owner | Role::PlatformAdmin)
}

/// Whether it is the caller's to see and to end: their own, or they are the platform's own people.
fn is_theirs(session: &Session, record: &SubscriptionRecord) -> bool {
    is_own(session, record) || session.is_platform_staff()
}

/// Whether the caller sells it, pays for it, or it is theirs.
fn is_own(session: &Session, record: &SubscriptionRecord) -> bool {
    let own = session.tenant.id();
    let is_partner = record.tenant_id == own || record.buyer_tenant_id == Some(own);
    // What somebody bought for a tenant is the tenant's, also when they speak for it no more.
    let is_customer =
        record.buyer_tenant_id.is_none() && record.customer_user_id == session.user_id;
    (is_partner && is_owner(session)) || is_customer
}

/// The subscription with this id that is the caller's, whoever sells it.
///
/// # Errors
/// `not_found` for one that is not there, and for one of others.
async fn find(
    state: &AppState,
    session: &Session,
    id: Uuid,
) -> Result<SubscriptionRecord, ApiError> {
    let held = state.database().read_ledger().await?.list_subscriptions_by_id(id).await?;
    let found = held.into_iter().find(|record| is_theirs(session, record));
    found.ok_or_else(ApiError::not_found)
}
