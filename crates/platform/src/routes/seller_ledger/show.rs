//! `GET /api/v1/seller-ledger`: what the platform owes a seller in each currency, and every entry of
//! which that is made, the latest first.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use mojo_domain::{Currency, OrderId, TenantId, from_micros, to_micros};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use crate::auth::{Session, Tenant};
use crate::http::{ApiError, QueryOf};
use crate::routes::amounts::amount;
use crate::routes::audit::note_reading;
use crate::routes::openapi::Amount;
use crate::routes::paging::{self, Pair};
use crate::state::AppState;
use crate::storage::seller_ledger::{ListedSellerEntry, SellerBalance};

/// The most entries of one page.
const MOST: i64 = 200;

/// Which page.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct SellerLedgerQuery {
    /// The `next` of the page before.
    before: Option<String>,
    limit: Option<i64>,
    /// Only for the platform's own people: whose ledger. That they read another's stands in the audit log.
    tenant_id: Option<TenantId>,
    /// Why another's is read, for the audit log; nobody need say.
    reason: Option<String>,
}

/// What the seller has in one currency; `owed` is all of it that was not paid out.
#[derive(Debug, Serialize, JsonSchema)]
struct SellerBalanceView {
    currency: Currency,
    /// The next payout pays it, what came back of earlier ones included; below zero where more went back
    /// than was sold since.
    #[schemars(with = "Amount")]
    due: String,
    /// In the hold period.
    #[schemars(with = "Amount")]
    in_hold: String,
    /// The payment is disputed (Y5).
    #[schemars(with = "Amount")]
    frozen: String,
    /// Reserved by a payout whose outcome is open.
    #[schemars(with = "Amount")]
    in_transfer: String,
    #[schemars(with = "Amount")]
    paid: String,
    #[schemars(with = "Amount")]
    owed: String,
}

/// An entry: `gross` is what was paid or given back, `kept` what the platform keeps of it, and `amount`
/// the seller's, with the VAT that the seller owes.
#[derive(Debug, Serialize, JsonSchema)]
struct SellerEntryView {
    order_id: OrderId,
    order_number: String,
    line_no: i64,
    /// Counted from 1 within the line.
    entry_no: i64,
    product_name: String,
    /// `sale`, `refund`, `dispute`, `refund_back`, `correction`.
    reason: &'static str,
    currency: Currency,
    #[schemars(with = "Amount")]
    gross: String,
    #[schemars(with = "Amount")]
    vat: String,
    #[schemars(with = "Amount")]
    kept: String,
    #[schemars(with = "Amount")]
    amount: String,
    /// Not paid out before.
    due_at: DateTime<Utc>,
    booked_at: DateTime<Utc>,
    /// `due`, `in_hold`, `frozen`, `in_transfer`, `paid`; `returned` where the payout came back, so that
    /// it is due again.
    status: &'static str,
    /// The payout that pays it; of one that came back, the later one that pays it again.
    payout_id: Option<Uuid>,
}

/// The ledger of a seller.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::routes) struct SellerLedger {
    balances: Vec<SellerBalanceView>,
    entries: Vec<SellerEntryView>,
    /// `null` on the last page.
    next: Option<String>,
}

fn balance((currency, of): (Currency, SellerBalance)) -> SellerBalanceView {
    SellerBalanceView {
        currency,
        due: amount(of.due_cents, currency),
        in_hold: amount(of.in_hold_cents, currency),
        frozen: amount(of.frozen_cents, currency),
        in_transfer: amount(of.in_transfer_cents, currency),
        paid: amount(of.paid_cents, currency),
        owed: amount(of.owed_cents(), currency),
    }
}

fn view(listed: ListedSellerEntry) -> SellerEntryView {
    let ListedSellerEntry { entry, order_number, product_name, place, payout_id } = listed;
    let cents = |cents| amount(cents, entry.currency);
    SellerEntryView {
        order_id: entry.order_id,
        order_number,
        line_no: entry.line_no,
        entry_no: entry.entry_no,
        product_name,
        reason: entry.reason.code(),
        currency: entry.currency,
        gross: cents(entry.gross_cents),
        vat: cents(entry.vat_cents),
        kept: cents(entry.kept_cents),
        amount: cents(entry.amount_cents()),
        due_at: from_micros(entry.due_at),
        booked_at: from_micros(entry.booked_at),
        status: place.code(),
        payout_id,
    }
}

/// The order, the line and the number of an entry.
type EntryPlace = Pair<OrderId, Pair<i64, i64>>;

/// The tenant's own ledger; the platform's own people name whose.
pub(in crate::routes) async fn show(
    State(state): State<AppState>,
    session: Session,
    QueryOf(query): QueryOf<SellerLedgerQuery>,
) -> Result<Json<SellerLedger>, ApiError> {
    let seller = match query.tenant_id {
        None => session.tenant,
        Some(id) if id == session.tenant.id() => session.tenant,
        Some(id) if session.is_platform_staff() => Tenant::named_by_platform(id),
        Some(_) => return Err(ApiError::not_found()),
    };
    let before: Option<(i64, EntryPlace)> = paging::place("before", query.before.as_deref())?;
    let before = before.map(|(at, Pair(order, Pair(line, no)))| (at, order, line, no));
    let limit = paging::limit(query.limit, 50, MOST);
    let now = to_micros(state.clock().now());
    let mut tx = state.database().read(seller).await?;
    let balances = tx.sum_seller_entries(now).await?;
    let listed = tx.page_seller_entries(before, limit, now).await?;
    let next = paging::next(&listed, limit, |last| {
        let of = &last.entry;
        (of.booked_at, Pair(of.order_id, Pair(of.line_no, of.entry_no)))
    });
    drop(tx);
    let reason = (query.reason.as_deref(), "ledger_refused");
    let read = ("read_seller_ledger", &json!({ "entries": listed.len() }));
    note_reading(&state, &session, seller.id(), reason, read).await?;
    Ok(Json(SellerLedger {
        balances: balances.into_iter().map(balance).collect(),
        entries: listed.into_iter().map(view).collect(),
        next,
    }))
}
