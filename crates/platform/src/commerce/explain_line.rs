//! C15: what a line of an order does not pay, and why: computed again from the facts that were kept
//! when it was settled, by the rules of then. What was not kept is not guessed.

use chrono::{DateTime, Utc};
use mojo_domain::commissions::{
    AgreementTerms, Attribution, AttributionSource, CommissionType, CountryCode, Explanation,
    LineBasis, Policy, ReasonCode, RuleVersion, calculate_line, explain,
};
use mojo_domain::{Money, TenantId, from_micros};
use mojo_protocol::facts::{CommissionBasisBody, CommissionEntryBody};

use super::engine_tenant;
use crate::storage::StorageError;
use crate::storage::ledger::CommissionRecord;
use crate::storage::line_bases::LineBasisRecord;
use crate::storage::orders::{OrderLineRecord, OrderRecord};

/// A type of commission that a line does not pay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NotPaidType {
    pub(crate) kind: CommissionType,
    /// The deciding one first; `None` where nobody kept what decided.
    pub(crate) reasons: Option<Vec<ReasonCode>>,
}

/// A line with all that the ledger has of it.
pub(crate) struct LineFacts<'a> {
    pub(crate) order: &'a OrderRecord,
    pub(crate) line: &'a OrderLineRecord,
    /// What decided; `None` for a line that was settled before it was kept.
    pub(crate) kept: Option<&'a LineBasisRecord>,
    /// What it pays, each with the entry as its recipient was told of it.
    pub(crate) entries: Vec<(&'a CommissionRecord, Option<&'a CommissionEntryBody>)>,
}

type Explanations = Vec<Explanation<TenantId>>;

/// The types that the line does not pay: regional, affiliate, fee.
///
/// # Errors
/// [`StorageError::Inconsistency`] for facts that cannot be read, [`StorageError::Rule`] for amounts
/// that cannot be computed.
pub(crate) fn explain_not_paid(facts: &LineFacts<'_>) -> Result<Vec<NotPaidType>, StorageError> {
    let told = match facts.kept {
        Some(kept) => told_by_basis(facts, kept)?.unwrap_or_default(),
        None => told_by_entries(facts)?,
    };
    let order = facts.order;
    let is_first = order.is_first_purchase && !order.is_renewal;
    let affiliate =
        if is_first { CommissionType::AffiliateFirst } else { CommissionType::AffiliateRecurring };
    let mut not_paid = Vec::new();
    for kind in [CommissionType::RegionalExclusive, affiliate, CommissionType::PlatformFee] {
        let is_same =
            |other: CommissionType| other == kind || (other.is_affiliate() && kind.is_affiliate());
        if facts.entries.iter().any(|(record, _)| is_same(record.kind)) {
            continue;
        }
        match told.iter().find(|step| is_same(step.kind)) {
            // It is due, and the ledger has not written it yet.
            Some(step) if step.is_paid => {}
            Some(step) => {
                let reasons = Some(step.reasons.clone());
                not_paid.push(NotPaidType { kind: step.kind, reasons });
            }
            None => not_paid.push(NotPaidType { kind, reasons: None }),
        }
    }
    Ok(not_paid)
}

/// All of the line; `None` for rules that this program does not know.
fn told_by_basis(
    facts: &LineFacts<'_>,
    kept: &LineBasisRecord,
) -> Result<Option<Explanations>, StorageError> {
    let net = Money::new(facts.line.net_cents, facts.order.currency);
    let basis = line_basis(&kept.basis, from_micros(facts.order.ordered_at), net)?;
    explained(&basis, &kept.rule_version)
}

/// What the entries of the line say: MOJO LLC's of everything, any other of its recipient alone,
/// whose basis says nothing about others (C16).
fn told_by_entries(facts: &LineFacts<'_>) -> Result<Explanations, StorageError> {
    let mut told = Explanations::new();
    for (record, body) in &facts.entries {
        let Some(body) = body else { continue };
        let net = Money::new(body.base_cents, body.currency);
        let basis = line_basis(&body.basis, body.ordered_at, net)?;
        let recipient = engine_tenant(record.recipient);
        let is_told =
            |step: &Explanation<TenantId>| recipient.is_none() || step.recipient == recipient;
        let steps = explained(&basis, &body.rule_version)?.unwrap_or_default();
        told.extend(steps.into_iter().filter(is_told));
    }
    Ok(told)
}

fn explained(
    basis: &LineBasis<TenantId>,
    rule_version: &str,
) -> Result<Option<Explanations>, StorageError> {
    let Some(policy) = policy_of(rule_version) else { return Ok(None) };
    let outcome =
        calculate_line(basis, &policy).map_err(|error| StorageError::Rule(error.to_string()))?;
    Ok(Some(explain(basis, &outcome, &policy)))
}

/// The rules of a version; `None` for one that this program does not know.
pub(super) fn policy_of(rule_version: &str) -> Option<Policy> {
    rule_version.parse::<RuleVersion>().ok().and_then(Policy::of_version)
}

/// The facts as the rules know them.
///
/// # Errors
/// [`StorageError::Inconsistency`] for facts that cannot be read.
pub(super) fn line_basis(
    body: &CommissionBasisBody,
    ordered_at: DateTime<Utc>,
    net: Money,
) -> Result<LineBasis<TenantId>, StorageError> {
    let broken = || StorageError::Inconsistency { column: "basis" };
    let country = body.billing_country.as_deref().map(str::parse::<CountryCode>).transpose();
    let agreement = match &body.agreement {
        Some(terms) => Some(AgreementTerms {
            tenant: terms.tenant_id,
            percent: terms.percent.parse().map_err(|_| broken())?,
            valid_from: terms.valid_from,
            valid_until: terms.valid_until,
        }),
        None => None,
    };
    Ok(LineBasis {
        ordered_at,
        net,
        is_platform_product: body.is_platform_product,
        is_commission_eligible: body.commission_eligible,
        seller: engine_tenant(body.seller),
        buyer_tenant: body.buyer_tenant,
        billing_country: country.map_err(|_| broken())?,
        agreement,
        attribution: body.attribution.as_ref().map(|attribution| Attribution {
            tenant: attribution.tenant_id,
            attributed_at: attribution.attributed_at,
            expires_at: attribution.expires_at,
            // How the customer came decides nothing about the money (A6).
            source: AttributionSource::AffiliateCode,
        }),
        is_first_purchase: body.is_first_purchase,
        is_renewal: body.is_renewal,
        is_via_connect: body.via_connect,
        deactivated: body.deactivated.iter().copied().collect(),
    })
}
