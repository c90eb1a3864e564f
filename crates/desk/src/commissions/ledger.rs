//! The received entries, as the rules know them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use mojo_domain::commissions::{
    AgreementTerms, Attribution, AttributionSource, CommissionEntry, LineBasis, Policy,
    RuleVersion, Statement, StatementEntry, StatementFacts, StatementPayout, StatementReversal,
    Status, StoredLine, approves_at, is_approved, statement_of,
};
use mojo_domain::{CommissionEntryId, Currency, Money, Month, TenantId};
use mojo_protocol::facts::{CommissionBasisBody, CommissionEntryBody};
use mojo_store::commissions::{
    DisputeRecord, PayoutRecord, ReversalRecord, list_disputes, list_entries, list_frozen,
    list_payouts, list_reversals,
};

use super::CommissionsError;
use crate::Desk;

/// An entry with its order and line, so that several types of one line stay together.
pub(super) type Key = CommissionEntryId;

/// Everything received up to a month.
pub(super) struct Ledger {
    pub(super) currency: Currency,
    /// The entries in other currencies.
    pub(super) others: Vec<CommissionEntryBody>,
    pub(super) entries: Vec<CommissionEntryBody>,
    pub(super) reversals: Vec<ReversalRecord>,
    pub(super) payouts: Vec<PayoutRecord>,
    /// By the entry, those of an entry in order of time.
    pub(super) disputes: BTreeMap<Key, Vec<DisputeRecord>>,
    /// The entries of orders whose payment is disputed.
    pub(super) frozen: BTreeSet<Key>,
}

impl Desk {
    pub(super) async fn load_ledger(&self, month: Month) -> Result<Ledger, CommissionsError> {
        let mut reader = self.reader().await?;
        let entries = list_entries(&mut reader, month).await?;
        let mut reversals = list_reversals(&mut reader, month).await?;
        let mut payouts = list_payouts(&mut reader, month).await?;
        let disputes = list_disputes(&mut reader).await?;
        let frozen = list_frozen(&mut reader).await?;
        // A statement is of one currency (Y3); a tenant with several reads the one it has most of.
        let mut counts: BTreeMap<Currency, usize> = BTreeMap::new();
        for entry in &entries {
            *counts.entry(entry.currency).or_default() += 1;
        }
        let most =
            counts.into_iter().max_by_key(|(currency, count)| (*count, *currency == Currency::EUR));
        let currency = most.map_or(Currency::EUR, |(currency, _)| currency);
        let (entries, others) = entries.into_iter().partition(|one| one.currency == currency);
        reversals.retain(|reversal| reversal.currency == currency);
        payouts.retain(|payout| payout.currency == currency);
        Ok(Ledger { currency, others, entries, reversals, payouts, disputes, frozen })
    }
}

impl Ledger {
    /// The statement of `month` by the rules.
    pub(super) fn statement(&self, month: Month) -> Result<Statement<Key>, CommissionsError> {
        let mut facts = self.facts_of(|_| true)?;
        for payout in &self.payouts {
            facts.payouts.push(StatementPayout {
                at: payout.at,
                amount: Money::new(payout.amount_cents, payout.currency),
                kind: known("payout", "kind", &payout.kind)?,
            });
        }
        Ok(statement_of(&facts, month, self.currency)?)
    }

    /// The facts of the entries that are meant, without payouts.
    pub(super) fn facts_of(
        &self,
        is_meant: impl Fn(Key) -> bool,
    ) -> Result<StatementFacts<Key>, CommissionsError> {
        let mut facts = StatementFacts {
            entries: Vec::with_capacity(self.entries.len()),
            reversals: Vec::with_capacity(self.reversals.len()),
            payouts: Vec::with_capacity(self.payouts.len()),
        };
        for body in self.entries.iter().filter(|body| is_meant(body.commission_entry_id)) {
            facts.entries.push(statement_entry(body)?);
        }
        let reversals = self.reversals.iter().filter(|one| is_meant(one.commission_entry_id));
        facts.reversals.extend(reversals.map(|reversal| StatementReversal {
            key: reversal.commission_entry_id,
            at: reversal.at,
            amount: Money::new(reversal.reversed_cents, reversal.currency),
        }));
        Ok(facts)
    }

    /// Where every entry stands at `now`: it follows from payouts, refunds and time (C11).
    pub(super) fn statuses(
        &self,
        now: DateTime<Utc>,
    ) -> Result<BTreeMap<Key, Status>, CommissionsError> {
        let paid: BTreeSet<Key> =
            self.payouts.iter().flat_map(|payout| payout.entries.iter().copied()).collect();
        // C12: the last word counts, as a refund may not go through after all.
        let mut refunded: BTreeMap<Key, (DateTime<Utc>, i64)> = BTreeMap::new();
        for reversal in &self.reversals {
            let told = (reversal.at, reversal.refunded_net_cents);
            let held = refunded.entry(reversal.commission_entry_id).or_insert(told);
            *held = told.max(*held);
        }
        let mut statuses = BTreeMap::new();
        for body in &self.entries {
            let id = body.commission_entry_id;
            let is_refunded = body.base_cents != 0
                && refunded.get(&id).is_some_and(|(_, net)| *net >= body.base_cents);
            let status = if is_refunded {
                Status::Refunded
            } else if body.settled_as == "discount" {
                Status::Settled
            } else if paid.contains(&id) {
                Status::Paid
            } else if is_approved(body.ordered_at, now, &policy_of(body)?) {
                Status::Approved
            } else {
                Status::Pending
            };
            statuses.insert(id, status);
        }
        Ok(statuses)
    }
}

fn statement_entry(body: &CommissionEntryBody) -> Result<StatementEntry<Key>, CommissionsError> {
    let entry = commission_entry(body)?;
    Ok(StatementEntry {
        key: body.commission_entry_id,
        kind: entry.kind,
        booked_at: body.ordered_at,
        approves_at: approves_at(body.ordered_at, &policy_of(body)?),
        base: entry.base,
        percent: entry.percent,
        amount: entry.amount,
        settled_as: entry.settled_as,
        forfeited_at: None,
    })
}

/// The entry as the rules know it.
pub(super) fn commission_entry(
    body: &CommissionEntryBody,
) -> Result<CommissionEntry<TenantId>, CommissionsError> {
    let id = &body.commission_entry_id.to_string();
    let reasons = body.reasons.iter().map(|code| known(id, "reason", code));
    Ok(CommissionEntry {
        kind: known(id, "commission_type", &body.commission_type)?,
        recipient: party(body.recipient),
        percent: known(id, "percent", &body.percent)?,
        base: Money::new(body.base_cents, body.currency),
        amount: Money::new(body.amount_cents, body.currency),
        settled_as: known(id, "settled_as", &body.settled_as)?,
        reasons: reasons.collect::<Result<_, _>>()?,
        rule_version: known(id, "rule_version", &body.rule_version)?,
    })
}

/// The line of the order with its entry, for a recomputation.
pub(super) fn stored_line(
    body: &CommissionEntryBody,
) -> Result<StoredLine<Key, TenantId>, CommissionsError> {
    Ok(StoredLine {
        key: body.commission_entry_id,
        rule_version: version_of(body)?,
        basis: line_basis(body)?,
        entries: vec![commission_entry(body)?],
    })
}

/// Every fact that decided, as the rules know it.
pub(super) fn line_basis(
    body: &CommissionEntryBody,
) -> Result<LineBasis<TenantId>, CommissionsError> {
    let CommissionBasisBody { agreement, attribution, .. } = &body.basis;
    let id = &body.commission_entry_id.to_string();
    let country = body.basis.billing_country.as_deref();
    let agreement = agreement.as_ref().map(|terms| {
        Ok::<_, CommissionsError>(AgreementTerms {
            tenant: terms.tenant_id,
            percent: known(id, "percent", &terms.percent)?,
            valid_from: terms.valid_from,
            valid_until: terms.valid_until,
        })
    });
    Ok(LineBasis {
        ordered_at: body.ordered_at,
        net: Money::new(body.base_cents, body.currency),
        is_platform_product: body.basis.is_platform_product,
        is_commission_eligible: body.basis.commission_eligible,
        seller: party(body.basis.seller),
        buyer_tenant: body.basis.buyer_tenant,
        billing_country: country.map(|c| known(id, "billing_country", c)).transpose()?,
        agreement: agreement.transpose()?,
        attribution: attribution.as_ref().map(|a| Attribution {
            tenant: a.tenant_id,
            attributed_at: a.attributed_at,
            expires_at: a.expires_at,
            // How the customer came decides nothing about the money (A6).
            source: AttributionSource::AffiliateCode,
        }),
        is_first_purchase: body.basis.is_first_purchase,
        is_renewal: body.basis.is_renewal,
        is_via_connect: body.basis.via_connect,
        deactivated: body.basis.deactivated.iter().copied().collect(),
    })
}

/// The settings under which an entry was computed.
pub(super) fn policy_of(body: &CommissionEntryBody) -> Result<Policy, CommissionsError> {
    let version = version_of(body)?;
    Policy::of_version(version).ok_or_else(|| CommissionsError::Unknown {
        entry: body.commission_entry_id.to_string(),
        field: "rule_version",
        value: body.rule_version.clone(),
    })
}

fn version_of(body: &CommissionEntryBody) -> Result<RuleVersion, CommissionsError> {
    known(&body.commission_entry_id.to_string(), "rule_version", &body.rule_version)
}

/// MOJO LLC is a tenant row with a fixed id; the rules know it as nobody.
pub(super) fn party(tenant: TenantId) -> Option<TenantId> {
    (tenant != TenantId::MOJO_LLC).then_some(tenant)
}

pub(super) fn known<T: std::str::FromStr>(
    entry: &str,
    field: &'static str,
    text: &str,
) -> Result<T, CommissionsError> {
    text.parse().map_err(|_| CommissionsError::Unknown {
        entry: entry.to_owned(),
        field,
        value: text.to_owned(),
    })
}
