//! `GET /api/v1/regional-agreements` and `GET /api/v1/regional-agreements/{id}`.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, NaiveDate, Utc};
use mojo_domain::{TenantId, from_micros};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::auth::Session;
use crate::http::{ApiError, PathOf, QueryOf};
use crate::routes::openapi::{Country, Percent};
use crate::routes::paging::{self, Pair};
use crate::state::AppState;
use crate::storage::catalogue::AgreementRecord;

/// An agreement with the columns of S1 8.1.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::routes) struct AgreementView {
    id: Uuid,
    tenant_id: TenantId,
    #[schemars(with = "Vec<Country>")]
    region_codes: Vec<String>,
    #[schemars(with = "Percent")]
    commission_percent: String,
    applies_to: &'static str,
    valid_from: NaiveDate,
    valid_until: Option<NaiveDate>,
    contract_signed_at: Option<DateTime<Utc>>,
    contract_document_url: Option<String>,
    created_at: DateTime<Utc>,
}

/// The most of one page.
const MOST: i64 = 500;

/// Which page.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct AgreementQuery {
    limit: Option<i64>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// A page, by the day on which they begin.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::routes) struct AgreementList {
    agreements: Vec<AgreementView>,
    /// `null` on the last page.
    next: Option<String>,
}

pub(super) fn view(record: AgreementRecord) -> AgreementView {
    let terms = record.agreement.terms;
    AgreementView {
        id: record.agreement_id,
        tenant_id: terms.tenant,
        region_codes: record.agreement.regions.iter().map(|c| c.code().to_owned()).collect(),
        commission_percent: terms.percent.to_string(),
        applies_to: "platform_products",
        valid_from: terms.valid_from,
        valid_until: terms.valid_until,
        contract_signed_at: record.contract_signed_at,
        contract_document_url: record.contract_document_url,
        created_at: from_micros(record.created_at),
    }
}

/// The agreements that the caller may see: all for the platform's own people, else its own.
async fn visible(state: &AppState, session: &Session) -> Result<Vec<AgreementRecord>, ApiError> {
    let mut records = state.database().read_ledger().await?.list_agreements().await?;
    let own = session.tenant.id();
    records.retain(|r| session.is_platform_staff() || r.agreement.terms.tenant == own);
    Ok(records)
}

/// Lists agreements.
pub(in crate::routes) async fn list(
    State(state): State<AppState>,
    session: Session,
    QueryOf(query): QueryOf<AgreementQuery>,
) -> Result<Json<AgreementList>, ApiError> {
    let limit = paging::limit(query.limit, MOST, MOST);
    let after: Option<Pair<NaiveDate, Uuid>> = paging::key("after", query.after.as_deref())?;
    let mut records = visible(&state, &session).await?;
    let place =
        |record: &AgreementRecord| Pair(record.agreement.terms.valid_from, record.agreement_id);
    // Every calculation reads all of them, so that a page costs no more.
    records.sort_by_key(place);
    records.retain(|record| after.is_none_or(|after| place(record) > after));
    records.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let next = paging::last(&records, limit).map(|last| place(last).to_string());
    Ok(Json(AgreementList { agreements: records.into_iter().map(view).collect(), next }))
}

/// Shows one agreement.
pub(in crate::routes) async fn show(
    State(state): State<AppState>,
    session: Session,
    PathOf(id): PathOf<Uuid>,
) -> Result<Json<AgreementView>, ApiError> {
    let records = visible(&state, &session).await?;
    let found = records.into_iter().find(|record| record.agreement_id == id);
    found.map(view).map(Json).ok_or_else(ApiError::not_found)
}
