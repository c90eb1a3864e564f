//! `PATCH` and `DELETE /api/v1/regional-agreements/{id}`: an agreement ends, it is never deleted.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Days, NaiveDate, Utc};
use mojo_domain::berlin_day;
use serde::Deserialize;
use uuid::Uuid;

use super::create::check;
use super::view::{AgreementView, view};
use crate::http::{ApiError, JsonBody, PathOf};
use crate::state::AppState;
use crate::storage::LedgerTx;
use crate::storage::catalogue::AgreementRecord;

/// What may change; percent and countries are a new agreement.
#[derive(Debug, Deserialize)]
pub(in crate::routes) struct AgreementPatch {
    valid_until: Option<NaiveDate>,
    contract_signed_at: Option<DateTime<Utc>>,
    contract_document_url: Option<String>,
}

/// Changes the end or the papers of an agreement.
pub(in crate::routes) async fn update(
    State(state): State<AppState>,
    PathOf(id): PathOf<Uuid>,
    JsonBody(patch): JsonBody<AgreementPatch>,
) -> Result<Json<AgreementView>, ApiError> {
    let mut tx = state.database().write_ledger().await?;
    let (mut record, others) = find(&mut tx, id).await?;
    tx.lock_regions(record.agreement.regions.iter().copied()).await?;
    if patch.valid_until.is_some() {
        record.agreement.terms.valid_until = patch.valid_until;
    }
    record.contract_signed_at = patch.contract_signed_at.or(record.contract_signed_at);
    if patch.contract_document_url.is_some() {
        record.contract_document_url = patch.contract_document_url;
    }
    check(&others, &record)?;
    tx.update_agreement(&record).await?;
    tx.commit().await?;
    Ok(Json(view(record)))
}

/// Ends an agreement with today; one that has not begun never begins.
pub(in crate::routes) async fn deactivate(
    State(state): State<AppState>,
    PathOf(id): PathOf<Uuid>,
) -> Result<Json<AgreementView>, ApiError> {
    let mut tx = state.database().write_ledger().await?;
    let (mut record, _) = find(&mut tx, id).await?;
    let today = berlin_day(state.clock().now());
    let terms = &mut record.agreement.terms;
    let last = if terms.valid_from > today {
        terms.valid_from.checked_sub_days(Days::new(1)).unwrap_or(today)
    } else {
        today
    };
    if terms.valid_until.is_none_or(|until| until > last) {
        terms.valid_until = Some(last);
        tx.update_agreement(&record).await?;
        tx.commit().await?;
    }
    Ok(Json(view(record)))
}

async fn find(
    tx: &mut LedgerTx,
    id: Uuid,
) -> Result<(AgreementRecord, Vec<AgreementRecord>), ApiError> {
    let records = tx.list_agreements().await?;
    let found = records.iter().find(|record| record.agreement_id == id).cloned();
    Ok((found.ok_or_else(ApiError::not_found)?, records))
}
