//! A change of percent or countries: the agreement ends and a new one follows it, so that every order
//! finds the one of its own day (C1).

use mojo_domain::{IdSource, berlin_day, to_micros};
use uuid::Uuid;

use super::change::{AgreementPatch, Locked, day_before, find_locked};
use super::create::{check, insert, percent_of, refuse_left, regions_of};
use crate::http::ApiError;
use crate::state::AppState;
use crate::storage::LedgerTx;
use crate::storage::catalogue::AgreementRecord;

/// Ends the agreement and enters the one that follows it; the caller commits. Gives back the agreement
/// as it was, and the new one.
///
/// # Errors
/// `agreement_refused` for a first day that is not to come or lies outside of the agreement, and for
/// a tenant that has left; `not_exclusive` where a new country belongs to another one.
pub(super) async fn succeed(
    state: &AppState,
    tx: &mut LedgerTx,
    id: Uuid,
    patch: &AgreementPatch,
) -> Result<(AgreementRecord, AgreementRecord), ApiError> {
    let refused = |what: &str| Err(ApiError::unprocessable("agreement_refused", what));
    let regions = patch.region_codes.as_deref().map(regions_of).transpose()?;
    let percent = patch.commission_percent.as_deref().map(percent_of).transpose()?;
    let wanted = regions.clone().unwrap_or_default();
    let Locked { record: mut old, mut all, has_left } = find_locked(tx, id, &wanted).await?;
    refuse_left(has_left)?;
    let today = berlin_day(state.clock().now());
    let first = patch.changes_on.or_else(|| today.succ_opt()).unwrap_or(today);
    // What was sold today was sold under the old one.
    if first <= today {
        return refused("changes_on: tomorrow at the earliest");
    }
    let terms = &old.agreement.terms;
    if first <= terms.valid_from || terms.valid_until.is_some_and(|last| last < first) {
        return refused("changes_on: within the agreement, after its first day");
    }
    let before = old.clone();
    let mut new = old.clone();
    new.agreement_id = IdSource::new(state.clock(), state.entropy()).next();
    new.created_at = to_micros(state.clock().now());
    new.contract_signed_at = patch.contract_signed_at.or(old.contract_signed_at);
    new.contract_document_url =
        patch.contract_document_url.clone().or_else(|| old.contract_document_url.clone());
    new.agreement.regions = regions.unwrap_or_else(|| old.agreement.regions.clone());
    new.agreement.terms.percent = percent.unwrap_or(terms.percent);
    new.agreement.terms.valid_from = first;
    new.agreement.terms.valid_until = patch.valid_until.or(terms.valid_until);
    old.agreement.terms.valid_until = Some(day_before(first));
    all.retain(|record| record.agreement_id != id);
    all.push(old.clone());
    check(&all, &new)?;
    tx.update_agreement(&old).await?;
    insert(tx, &new).await?;
    Ok((before, new))
}
