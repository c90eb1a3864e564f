//! The monthly statements of a recipient (Provisionsabrechnung, section 87c HGB). The platform's people
//! read those of any recipient; that they read a month stands in the audit log.

mod extract;

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use mojo_domain::commissions::{Statement, StatementCorrection, StatementForfeiture, Status};
use mojo_domain::{CommissionEntryId, Currency, Month, TenantId, berlin_month, to_micros};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::amounts::amount;
use super::audit::Doer;
use super::commissions::{CommissionView, Told, told_of};
use super::paging;
use crate::auth::{Session, Tenant};
use crate::commerce::{MonthlyStatement, list_months, monthly_statements};
use crate::http::{ApiError, PathOf, QueryOf};
use crate::routes::openapi::Amount;
use crate::state::AppState;
use crate::storage::disputes::Disputed;
use crate::storage::ledger::CommissionRecord;

pub(super) use extract::{ExtractView, extract};

/// The most of one page.
const MOST: i64 = 240;

/// Which page.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct MonthQuery {
    limit: Option<i64>,
    /// The `next` of the page before.
    #[schemars(with = "Option<Month>")]
    before: Option<String>,
    /// Only for the platform's own people: whose statements, where not those of MOJO LLC.
    tenant_id: Option<TenantId>,
}

/// The months for which there is a statement, the latest first.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct MonthList {
    months: Vec<Month>,
    /// `null` on the last page.
    next: Option<Month>,
}

/// `GET /api/v1/statements`.
pub(super) async fn list(
    State(state): State<AppState>,
    session: Session,
    QueryOf(query): QueryOf<MonthQuery>,
) -> Result<Json<MonthList>, ApiError> {
    let present = berlin_month(state.clock().now());
    let limit = paging::limit(query.limit, MOST, MOST);
    let before: Option<Month> = paging::key("before", query.before.as_deref())?;
    let tenant = recipient(&session, query.tenant_id)?;
    if tenant.id() != session.tenant.id() {
        let mut tx = state.database().read_ledger().await?;
        if !tx.has_tenant(tenant.id()).await? {
            return Err(ApiError::not_found());
        }
    }
    let mut tx = state.database().read(tenant).await?;
    let mut months = list_months(&mut tx, present).await?;
    months.retain(|month| before.is_none_or(|before| *month < before));
    months.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let next = paging::last(&months, limit).copied();
    Ok(Json(MonthList { months, next }))
}

/// The statements of a month, one a currency.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct StatementList {
    month: Month,
    statements: Vec<StatementView>,
}

/// A statement. `opening + earned - reversed + corrected - forfeited - paid = closing`.
#[derive(Debug, Serialize, JsonSchema)]
struct StatementView {
    currency: Currency,
    #[schemars(with = "Amount")]
    opening: String,
    #[schemars(with = "Amount")]
    earned: String,
    #[schemars(with = "Amount")]
    reversed: String,
    /// Y5: what corrections gave, less what they took.
    #[schemars(with = "Amount")]
    corrected: String,
    #[schemars(with = "Amount")]
    forfeited: String,
    #[schemars(with = "Amount")]
    paid: String,
    #[schemars(with = "Amount")]
    closing: String,
    #[schemars(with = "Amount")]
    held: String,
    /// What became payable and is not disputed: what the credit notes of the month say.
    #[schemars(with = "Amount")]
    credited: String,
    /// Y5: what would have, were its dispute not open; without what a credit note says already.
    #[schemars(with = "Amount")]
    disputed: String,
    #[schemars(with = "Amount")]
    discounts: String,
    totals: BTreeMap<&'static str, String>,
    entries: Vec<CommissionView>,
    reversals: Vec<ReversalView>,
    /// Y5: what people corrected in the month, whenever it was earned.
    corrections: Vec<CorrectionView>,
    /// C13: what was lost in the month, whenever it was earned.
    forfeitures: Vec<ForfeitureView>,
    payouts: Vec<PayoutView>,
}

/// What a refund took back.
#[derive(Debug, Serialize, JsonSchema)]
struct ReversalView {
    commission_id: CommissionEntryId,
    at: DateTime<Utc>,
    #[schemars(with = "Amount")]
    amount: String,
}

/// Y5: by how much people corrected an entry.
#[derive(Debug, Serialize, JsonSchema)]
struct CorrectionView {
    commission_id: CommissionEntryId,
    order_number: String,
    line: i64,
    at: DateTime<Utc>,
    /// Above zero: owed in addition; below: taken back.
    #[schemars(with = "Amount")]
    amount: String,
    /// In the words of the platform's people.
    reason: String,
}

/// C13: what was left of an entry in its hold period when the recipient left the platform.
#[derive(Debug, Serialize, JsonSchema)]
struct ForfeitureView {
    commission_id: CommissionEntryId,
    order_number: String,
    line: i64,
    at: DateTime<Utc>,
    #[schemars(with = "Amount")]
    amount: String,
    /// `forfeited`, as the entry itself says (C11).
    reason: &'static str,
}

/// A payout.
#[derive(Debug, Serialize, JsonSchema)]
struct PayoutView {
    at: DateTime<Utc>,
    /// What is of commissions.
    #[schemars(with = "Amount")]
    amount: String,
    /// VAT of credit notes, paid in addition; it moves no balance.
    #[schemars(with = "Amount")]
    vat: String,
    kind: &'static str,
}

/// Whose statements of the month.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct RecipientQuery {
    /// Only for the platform's own people: the recipient, where it is not MOJO LLC. It stands in the
    /// audit log.
    tenant_id: Option<TenantId>,
    /// Why another's is read, for the audit log; nobody need say.
    reason: Option<String>,
}

/// `GET /api/v1/statements/{month}`.
pub(super) async fn show(
    State(state): State<AppState>,
    session: Session,
    PathOf(month): PathOf<String>,
    QueryOf(query): QueryOf<RecipientQuery>,
) -> Result<Json<StatementList>, ApiError> {
    let month: Month = month.parse().map_err(|_| ApiError::not_found())?;
    let tenant = recipient(&session, query.tenant_id)?;
    if tenant.id() != session.tenant.id() {
        log_reading(&state, &session, (tenant, month), query.reason.as_deref()).await?;
    }
    let mut tx = state.database().read(tenant).await?;
    let statements = monthly_statements(&mut tx, month).await?;
    let now = to_micros(state.clock().now());
    let disputed = tx.list_disputed().await?;
    drop(tx);
    let records: Vec<CommissionRecord> =
        statements.iter().flat_map(|of| of.commissions.values().cloned()).collect();
    let told = told_of(&mut state.database().read_ledger().await?, &records).await?;
    let view = |statement| view(statement, (&disputed, &told), now);
    let statements = statements.into_iter().map(view).collect();
    Ok(Json(StatementList { month, statements }))
}

/// Whose account is read: the own one, and another's by the platform's people alone. To anybody else
/// another's is as if it were not there.
fn recipient(session: &Session, wanted: Option<TenantId>) -> Result<Tenant, ApiError> {
    match wanted {
        Some(id) if id != session.tenant.id() => {
            let is_staff = session.is_platform_staff();
            is_staff.then(|| Tenant::named_by_platform(id)).ok_or_else(ApiError::not_found)
        }
        _ => Ok(session.tenant),
    }
}

/// The audit entry commits before anybody sees the statement; of a tenant that is none, there is none.
async fn log_reading(
    state: &AppState,
    session: &Session,
    (tenant, month): (Tenant, Month),
    reason: Option<&str>,
) -> Result<(), ApiError> {
    let doer = Doer::of(state, session, (reason, "reason_refused"))?;
    let mut tx = state.database().write_ledger().await?;
    if !tx.has_tenant(tenant.id()).await? {
        return Err(ApiError::not_found());
    }
    let entry = doer.entry("read_statement", &tenant.id(), &json!({ "month": month }));
    tx.insert_audit_about(&entry, tenant.id()).await?;
    tx.commit().await?;
    Ok(())
}

fn view(of: MonthlyStatement, (disputed, told): (&Disputed, &Told), now: i64) -> StatementView {
    let MonthlyStatement { currency, statement, mut commissions, reasons, disputed: frozen } = of;
    let money = |value: mojo_domain::Money| amount(value.cents, currency);
    let corrections = corrections_of(&statement, &commissions, reasons);
    let forfeitures = forfeitures_of(&statement, &commissions);
    let entries = statement
        .entries
        .iter()
        .filter_map(|entry| commissions.remove(&entry.key))
        .map(|record| CommissionView::of(record, disputed, now).explained(told))
        .collect();
    let reversals = statement.reversals.iter().map(|reversal| ReversalView {
        commission_id: reversal.key,
        at: reversal.at,
        amount: money(reversal.amount),
    });
    let payouts = statement.payouts.iter().map(|payout| PayoutView {
        at: payout.at,
        amount: money(payout.amount),
        vat: money(payout.vat),
        kind: payout.kind.code(),
    });
    StatementView {
        currency,
        opening: money(statement.opening),
        earned: money(statement.earned),
        reversed: money(statement.reversed),
        corrected: money(statement.corrected),
        forfeited: money(statement.forfeited),
        paid: money(statement.paid),
        closing: money(statement.closing),
        held: money(statement.held),
        credited: amount(statement.credited.cents - frozen.cents, currency),
        disputed: money(frozen),
        discounts: money(statement.discounts),
        totals: statement.totals.iter().map(|(kind, sum)| (kind.code(), money(*sum))).collect(),
        entries,
        reversals: reversals.collect(),
        corrections,
        forfeitures,
        payouts: payouts.collect(),
    }
}

/// The corrections of the month, each with its reason; their entries may stand on the statement of an
/// earlier one.
fn corrections_of(
    statement: &Statement<CommissionEntryId>,
    commissions: &BTreeMap<CommissionEntryId, CommissionRecord>,
    reasons: Vec<String>,
) -> Vec<CorrectionView> {
    let view = |(correction, reason): (&StatementCorrection<CommissionEntryId>, String)| {
        let record = commissions.get(&correction.key)?;
        Some(CorrectionView {
            commission_id: correction.key,
            order_number: record.order_number.clone(),
            line: record.line_no,
            at: correction.at,
            amount: amount(correction.amount.cents, correction.amount.currency),
            reason,
        })
    };
    statement.corrections.iter().zip(reasons).filter_map(view).collect()
}

/// The forfeitures of the month; their entries may stand on the statement of an earlier one.
fn forfeitures_of(
    statement: &Statement<CommissionEntryId>,
    commissions: &BTreeMap<CommissionEntryId, CommissionRecord>,
) -> Vec<ForfeitureView> {
    let view = |forfeiture: &StatementForfeiture<CommissionEntryId>| {
        let record = commissions.get(&forfeiture.key)?;
        Some(ForfeitureView {
            commission_id: forfeiture.key,
            order_number: record.order_number.clone(),
            line: record.line_no,
            at: forfeiture.at,
            amount: amount(forfeiture.amount.cents, forfeiture.amount.currency),
            reason: Status::Forfeited.code(),
        })
    };
    statement.forfeitures.iter().filter_map(view).collect()
}
