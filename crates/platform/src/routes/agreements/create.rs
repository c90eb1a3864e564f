//! `POST /api/v1/regional-agreements`.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use mojo_domain::commissions::{
    Agreement, AgreementBook, AgreementError, AgreementTerms, CountryCode, Policy,
};
use mojo_domain::{IdSource, Percentage, TenantId, to_micros};
use schemars::JsonSchema;
use serde::Deserialize;

use super::view::{AgreementView, view};
use crate::auth::Session;
use crate::http::{ApiError, JsonBody};
use crate::routes::audit::{Doer, entered};
use crate::routes::openapi::{Country, Percent};
use crate::state::AppState;
use crate::storage::LedgerTx;
use crate::storage::catalogue::AgreementRecord;

/// An agreement as it comes in.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct AgreementRequest {
    tenant_id: TenantId,
    #[schemars(with = "Vec<Country>")]
    region_codes: Vec<String>,
    #[schemars(with = "Percent")]
    commission_percent: String,
    valid_from: NaiveDate,
    valid_until: Option<NaiveDate>,
    contract_signed_at: Option<DateTime<Utc>>,
    contract_document_url: Option<String>,
    /// Why, for the audit log; nobody need say.
    reason: Option<String>,
}

/// Enters an agreement, unless a country has one on one of the days.
pub(in crate::routes) async fn create(
    State(state): State<AppState>,
    session: Session,
    JsonBody(request): JsonBody<AgreementRequest>,
) -> Result<(StatusCode, Json<AgreementView>), ApiError> {
    let doer = Doer::of(&state, &session, (request.reason.as_deref(), "agreement_refused"))?;
    let record = AgreementRecord {
        agreement_id: IdSource::new(state.clock(), state.entropy()).next(),
        contract_signed_at: request.contract_signed_at,
        contract_document_url: request.contract_document_url.clone(),
        created_at: to_micros(state.clock().now()),
        agreement: agreement_of(&request)?,
    };
    let mut tx = state.database().write_ledger().await?;
    // The tenant before its countries, as everywhere: nobody waits for one that waits for it.
    refuse_left(tx.lock_whether_left(request.tenant_id).await?)?;
    tx.lock_regions(record.agreement.regions.iter().copied()).await?;
    check(&tx.list_agreements().await?, &record)?;
    insert(&mut tx, &record).await?;
    let id = record.agreement_id;
    let tenant = record.agreement.terms.tenant;
    let shown = view(record);
    let entry = doer.entry("enter_agreement", &id, &entered(&shown)?);
    tx.insert_audit_about(&entry, tenant).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(shown)))
}

/// C13: who has left distributes nothing any more; `None` is nobody.
pub(super) fn refuse_left(has_left: Option<bool>) -> Result<(), ApiError> {
    match has_left {
        Some(false) => Ok(()),
        Some(true) => Err(refused("the tenant has left the platform")),
        None => Err(refused("there is no such tenant")),
    }
}

/// Enters what was checked; the database says the same as the check, or more.
pub(super) async fn insert(tx: &mut LedgerTx, record: &AgreementRecord) -> Result<(), ApiError> {
    if tx.insert_agreement(record).await? {
        return Ok(());
    }
    let message = "A country already belongs to another agreement on one of the days.";
    Err(ApiError::conflict("not_exclusive", message))
}

fn agreement_of(request: &AgreementRequest) -> Result<Agreement<TenantId>, ApiError> {
    let terms = AgreementTerms {
        tenant: request.tenant_id,
        percent: percent_of(&request.commission_percent)?,
        valid_from: request.valid_from,
        valid_until: request.valid_until,
    };
    Ok(Agreement { terms, regions: regions_of(&request.region_codes)? })
}

fn refused(what: &str) -> ApiError {
    ApiError::unprocessable("agreement_refused", what)
}

/// A percentage as it comes in; the cap is checked with the rest.
pub(in crate::routes) fn percent_of(text: &str) -> Result<Percentage, ApiError> {
    text.parse().map_err(|_| refused("commission_percent: not a decimal"))
}

/// The countries as they come in: at least one.
pub(in crate::routes) fn regions_of(codes: &[String]) -> Result<BTreeSet<CountryCode>, ApiError> {
    let regions: Result<BTreeSet<CountryCode>, _> = codes.iter().map(|code| code.parse()).collect();
    let regions = regions.map_err(|_| refused("region_codes: not a country code"))?;
    if regions.is_empty() {
        return Err(refused("region_codes: at least one country"));
    }
    Ok(regions)
}

/// C1: the cap, and one agreement a country and day.
pub(super) fn check(others: &[AgreementRecord], record: &AgreementRecord) -> Result<(), ApiError> {
    check_alone(record)?;
    let policy = Policy::default();
    for other in others.iter().filter(|other| other.agreement_id != record.agreement_id) {
        // Each by itself: two that overlap from before countries were exclusive both count.
        let mut book = AgreementBook::default();
        if book.add(&other.agreement, &policy).is_err() {
            // One that was withdrawn before it began stands in nobody's way.
            continue;
        }
        book.add(&record.agreement, &policy).map_err(refusal)?;
    }
    Ok(())
}

/// What an agreement must be whatever others there are: the days, and the cap.
pub(super) fn check_alone(record: &AgreementRecord) -> Result<(), ApiError> {
    // Days are compared as text in the database.
    let is_day = |day: NaiveDate| (1..=9999).contains(&day.year());
    let terms = &record.agreement.terms;
    if !is_day(terms.valid_from) || terms.valid_until.is_some_and(|day| !is_day(day)) {
        return Err(refused("a day lies beyond the calendar"));
    }
    AgreementBook::default().add(&record.agreement, &Policy::default()).map_err(refusal)
}

fn refusal(error: AgreementError) -> ApiError {
    match error {
        AgreementError::NotExclusive(_) => ApiError::conflict("not_exclusive", error.to_string()),
        other => ApiError::unprocessable("agreement_refused", other.to_string()),
    }
}
