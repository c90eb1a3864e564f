//! `PATCH` and `DELETE /api/v1/regional-agreements/{id}`: an agreement ends, it is never deleted.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Days, NaiveDate, Utc};
use mojo_domain::berlin_day;
use mojo_domain::commissions::CountryCode;
use schemars::JsonSchema;
use serde::Deserialize;
use uuid::Uuid;

use super::create::{check, check_alone, refuse_left};
use super::succeed::succeed;
use super::view::{AgreementView, view};
use crate::auth::Session;
use crate::http::{ApiError, JsonBody, PathOf};
use crate::routes::audit::{Doer, changes};
use crate::routes::openapi::{Country, Percent};
use crate::state::AppState;
use crate::storage::LedgerTx;
use crate::storage::catalogue::AgreementRecord;

/// What changes; what is left out stays.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct AgreementPatch {
    pub(super) valid_until: Option<NaiveDate>,
    pub(super) contract_signed_at: Option<DateTime<Utc>>,
    pub(super) contract_document_url: Option<String>,
    /// Another percent or other countries: the agreement ends, and a new one follows it.
    #[schemars(with = "Option<Percent>")]
    pub(super) commission_percent: Option<String>,
    #[schemars(with = "Option<Vec<Country>>")]
    pub(super) region_codes: Option<Vec<String>>,
    /// The first day of the new one; tomorrow when not given.
    pub(super) changes_on: Option<NaiveDate>,
    /// Why, for the audit log; nobody need say.
    pub(super) reason: Option<String>,
}

impl AgreementPatch {
    fn is_new_agreement(&self) -> bool {
        self.commission_percent.is_some() || self.region_codes.is_some()
    }
}

/// Changes the end or the papers of an agreement, or lets a new one follow it.
pub(in crate::routes) async fn update(
    State(state): State<AppState>,
    session: Session,
    PathOf(id): PathOf<Uuid>,
    JsonBody(patch): JsonBody<AgreementPatch>,
) -> Result<Json<AgreementView>, ApiError> {
    let doer = Doer::of(&state, &session, (patch.reason.as_deref(), "agreement_refused"))?;
    let mut tx = state.database().write_ledger().await?;
    if patch.is_new_agreement() {
        let (old, new) = succeed(&state, &mut tx, id, &patch).await?;
        return end(tx, (&doer, "change_agreement"), old, new).await;
    }
    let Locked { mut record, all, has_left } = find_locked(&mut tx, id, &BTreeSet::new()).await?;
    let old = record.clone();
    let before = old.agreement.terms.valid_until;
    if patch.valid_until.is_some() {
        record.agreement.terms.valid_until = patch.valid_until;
    }
    let is_longer = is_later(record.agreement.terms.valid_until, before);
    record.contract_signed_at = patch.contract_signed_at.or(record.contract_signed_at);
    if patch.contract_document_url.is_some() {
        record.contract_document_url = patch.contract_document_url;
    }
    if is_longer {
        refuse_left(has_left)?;
        check(&all, &record)?;
    } else {
        // What ends earlier takes no country from anybody, and must be possible where two overlap.
        check_alone(&record)?;
    }
    tx.update_agreement(&record).await?;
    end(tx, (&doer, "change_agreement"), old, record).await
}

/// Keeps who changed what, unless nothing is another, makes it durable, and answers what there is now.
async fn end(
    mut tx: LedgerTx,
    (doer, action): (&Doer<'_>, &str),
    old: AgreementRecord,
    new: AgreementRecord,
) -> Result<Json<AgreementView>, ApiError> {
    let (id, tenant) = (old.agreement_id, old.agreement.terms.tenant);
    let (before, after) = (view(old), view(new));
    if let Some(details) = changes(&before, &after)? {
        let entry = doer.entry(action, &id, &details);
        tx.insert_audit_about(&entry, tenant).await?;
    }
    tx.commit().await?;
    Ok(Json(after))
}

/// Ends an agreement with today; one that has not begun never begins.
pub(in crate::routes) async fn deactivate(
    State(state): State<AppState>,
    session: Session,
    PathOf(id): PathOf<Uuid>,
) -> Result<Json<AgreementView>, ApiError> {
    let doer = Doer::of(&state, &session, (None, "agreement_refused"))?;
    let mut tx = state.database().write_ledger().await?;
    let Locked { mut record, .. } = find_locked(&mut tx, id, &BTreeSet::new()).await?;
    let old = record.clone();
    if !record.agreement.terms.end_with(berlin_day(state.clock().now())) {
        return Ok(Json(view(record)));
    }
    tx.update_agreement(&record).await?;
    end(tx, (&doer, "end_agreement"), old, record).await
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

/// The last day `new` lies after `old`; without a last day an agreement is open-ended.
fn is_later(new: Option<NaiveDate>, old: Option<NaiveDate>) -> bool {
    old.is_some_and(|old| new.is_none_or(|new| new > old))
}

/// An agreement under the locks of its tenant and of its countries.
pub(super) struct Locked {
    pub(super) record: AgreementRecord,
    /// It and all others.
    pub(super) all: Vec<AgreementRecord>,
    /// Its tenant has left (C13).
    pub(super) has_left: Option<bool>,
}

/// The agreement and all of them, as they stand once its tenant, its countries and `more` are locked,
/// all in one order: what was read before may have changed while this waited.
pub(super) async fn find_locked(
    tx: &mut LedgerTx,
    id: Uuid,
    more: &BTreeSet<CountryCode>,
) -> Result<Locked, ApiError> {
    let (record, _) = find(tx, id).await?;
    let has_left = tx.lock_whether_left(record.agreement.terms.tenant).await?;
    tx.lock_regions(record.agreement.regions.union(more).copied()).await?;
    let (record, all) = find(tx, id).await?;
    Ok(Locked { record, all, has_left })
}
