//! `GET /api/v1/commissions/pending` ("Ausstehende Auszahlungen"): what is approved and unpaid, what
//! is still held, and what is on its way, apart. Together they are the balance of the statement.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use mojo_domain::commissions::{PayoutKind, SettledAs, Status};
use mojo_domain::{Currency, TenantId, to_micros};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::auth::{Session, Tenant};
use crate::http::{ApiError, QueryOf};
use crate::routes::amounts::{amount, tenant};
use crate::routes::openapi::Amount;
use crate::routes::paging;
use crate::state::AppState;
use crate::storage::disputes::Disputed;
use crate::storage::ledger::CommissionRecord;
use crate::storage::payouts::PayoutRecord;

/// What is due to one recipient in one currency.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::routes) struct PendingView {
    recipient_tenant_id: Option<TenantId>,
    currency: Currency,
    /// Approved and unpaid, later refunds of paid entries taken off.
    #[schemars(with = "Amount")]
    approved: String,
    /// In the hold period.
    #[schemars(with = "Amount")]
    in_hold: String,
    /// Disputed: neither, until it is settled (Y5).
    #[schemars(with = "Amount")]
    frozen: String,
    /// Reserved by a payout whose outcome is open, what it takes back deducted.
    #[schemars(with = "Amount")]
    in_transfer: String,
    /// Beside all of them: VAT of credit notes that was not paid yet, or is on its way.
    #[schemars(with = "Amount")]
    vat: String,
}

/// What is due.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::routes) struct PendingList {
    pending: Vec<PendingView>,
    /// `null` on the last page.
    next: Option<String>,
}

/// The most recipients of one page.
const MOST: i64 = 500;

/// Which page.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct PendingQuery {
    /// The `next` of the page before.
    after: Option<String>,
    /// Of recipients: each has a row a currency.
    limit: Option<i64>,
    /// Only for the platform's own people: one recipient instead of all.
    tenant_id: Option<TenantId>,
}

/// The recipients of the page.
async fn recipients_of(
    state: &AppState,
    session: &Session,
    query: &PendingQuery,
    limit: i64,
) -> Result<Vec<TenantId>, ApiError> {
    let after: Option<TenantId> = paging::key("after", query.after.as_deref())?;
    let mut recipients = match (session.is_platform_staff(), query.tenant_id) {
        (true, None) => state.database().read_ledger().await?.list_recipients().await?,
        (true, Some(id)) => vec![id],
        (false, Some(id)) if id != session.tenant.id() => return Err(ApiError::not_found()),
        (false, _) => vec![session.tenant.id()],
    };
    recipients.sort();
    recipients.retain(|recipient| after.is_none_or(|after| *recipient > after));
    recipients.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(recipients)
}

/// What is due to the recipient; to all for the platform's own people.
pub(in crate::routes) async fn pending(
    State(state): State<AppState>,
    session: Session,
    QueryOf(query): QueryOf<PendingQuery>,
) -> Result<Json<PendingList>, ApiError> {
    let limit = paging::limit(query.limit, MOST, MOST);
    let recipients = recipients_of(&state, &session, &query, limit).await?;
    let next = paging::last(&recipients, limit).map(TenantId::to_string);
    let now = to_micros(state.clock().now());
    let mut pending = Vec::new();
    for recipient in recipients {
        let mut tx = state.database().read(Tenant::named_by_platform(recipient)).await?;
        let (commissions, disputed) = (tx.list_own_commissions().await?, tx.list_disputed().await?);
        let mut open = tx.list_open_payouts().await?;
        // What is on its way for sales (C5) is no commission.
        open.retain(|payout| payout.kind != PayoutKind::Sales);
        let mut sums = sums_of(&commissions, &open, &disputed, now);
        for back in tx.list_due_returns(false).await? {
            let of = sums.entry(back.currency).or_default();
            of.approved += back.net_cents();
            of.vat += back.vat_cents;
        }
        for note in tx.list_due_vat().await? {
            sums.entry(note.currency).or_default().vat += note.vat_cents;
        }
        pending.extend(sums.into_iter().map(|(currency, sums)| PendingView {
            recipient_tenant_id: tenant(recipient),
            currency,
            approved: amount(sums.approved, currency),
            in_hold: amount(sums.in_hold, currency),
            frozen: amount(sums.frozen, currency),
            in_transfer: amount(sums.in_transfer, currency),
            vat: amount(sums.vat, currency),
        }));
    }
    Ok(Json(PendingList { pending, next }))
}

/// Cents of one currency.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    approved: i64,
    in_hold: i64,
    frozen: i64,
    in_transfer: i64,
    vat: i64,
}

fn sums_of(
    commissions: &[CommissionRecord],
    open: &[PayoutRecord],
    disputed: &Disputed,
    now: i64,
) -> BTreeMap<Currency, Sums> {
    let mut sums: BTreeMap<Currency, Sums> = BTreeMap::new();
    for entry in commissions.iter().filter(|entry| entry.settled_as == SettledAs::Payout) {
        let of = sums.entry(entry.currency).or_default();
        let left = entry.amount_cents - entry.reversed_cents;
        if entry.paid_at.is_some() || entry.is_reserved() {
            // What was taken back since: paid or on its way, the next payout nets it (C12).
            of.approved -= entry.reversed_cents - entry.netted_cents;
        } else if entry.is_frozen(disputed, now) {
            of.frozen += left;
        } else {
            match entry.status(now) {
                Status::Approved => of.approved += left,
                Status::Pending => of.in_hold += left,
                _ => {}
            }
        }
    }
    for payout in open {
        sums.entry(payout.currency).or_default().in_transfer += payout.net_cents();
        sums.entry(payout.currency).or_default().vat += payout.vat_cents;
    }
    sums
}
