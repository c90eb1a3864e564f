//! `PATCH` and `DELETE /api/v1/regional-agreements/{id}`: an agreement ends, it is never deleted.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Days, NaiveDate, Utc};
use mojo_domain::berlin_day;
use mojo_domain::commissions::CountryCode;
use serde::Deserialize;
use uuid::Uuid;

use super::create::check;
use super::succeed::succeed;
use super::view::{AgreementView, view};
use crate::http::{ApiError, JsonBody, PathOf};
use crate::state::AppState;
use crate::storage::LedgerTx;
use crate::storage::catalogue::AgreementRecord;

/// What changes; what is left out stays.
#[derive(Debug, Deserialize)]
pub(in crate::routes) struct AgreementPatch {
    pub(super) valid_until: Option<NaiveDate>,
    pub(super) contract_signed_at: Option<DateTime<Utc>>,
    pub(super) contract_document_url: Option<String>,
    /// Another percent or other countries: the agreement ends, and a new one follows it.
    pub(super) commission_percent: Option<String>,
    pub(super) region_codes: Option<Vec<String>>,
    /// The first day of the new one; tomorrow when not given.
    pub(super) changes_on: Option<NaiveDate>,
}

impl AgreementPatch {
    fn is_new_agreement(&self) -> bool {
        self.commission_percent.is_some() || self.region_codes.is_some()
    }
}

/// Changes the end or the papers of an agreement, or lets a new one follow it.
pub(in crate::routes) async fn update(
    State(state): State<AppState>,
    PathOf(id): PathOf<Uuid>,
    JsonBody(patch): JsonBody<AgreementPatch>,
) -> Result<Json<AgreementView>, ApiError> {
    let mut tx = state.database().write_ledger().await?;
    if patch.is_new_agreement() {
        let record = succeed(&state, &mut tx, id, &patch).await?;
        tx.commit().await?;
        return Ok(Json(view(record)));
    }
    let (mut record, others) = find_locked(&mut tx, id, &BTreeSet::new()).await?;
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
    let (mut record, _) = find_locked(&mut tx, id, &BTreeSet::new()).await?;
    let today = berlin_day(state.clock().now());
    let terms = &mut record.agreement.terms;
    let last = if terms.valid_from > today { day_before(terms.valid_from) } else { today };
    if terms.valid_until.is_none_or(|until| until > last) {
        terms.valid_until = Some(last);
        tx.update_agreement(&record).await?;
        tx.commit().await?;
    }
    Ok(Json(view(record)))
}

pub(super) fn day_before(day: NaiveDate) -> NaiveDate {
    day.checked_sub_days(Days::new(1)).unwrap_or(day)
}

async fn find(
    tx: &mut LedgerTx,
    id: Uuid,
) -> Result<(AgreementRecord, Vec<AgreementRecord>), ApiError> {
    let records = tx.list_agreements().await?;
    let found = records.iter().find(|record| record.agreement_id == id).cloned();
    Ok((found.ok_or_else(ApiError::not_found)?, records))
}

/// The agreement and all of them, as they stand once its countries and `more` are locked, all in one
/// order: what was read before may have changed while this waited.
pub(super) async fn find_locked(
    tx: &mut LedgerTx,
    id: Uuid,
    more: &BTreeSet<CountryCode>,
) -> Result<(AgreementRecord, Vec<AgreementRecord>), ApiError> {
    let (record, _) = find(tx, id).await?;
    tx.lock_regions(record.agreement.regions.union(more).copied()).await?;
    find(tx, id).await
}
