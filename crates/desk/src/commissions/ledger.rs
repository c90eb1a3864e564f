//! What was received, as the rules know it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use chrono::{DateTime, Utc};
use mojo_domain::commissions::{
    AgreementTerms, Attribution, AttributionSource, Carried, CommissionEntry, LineBasis, Policy,
    RuleVersion, Statement, StatementCorrection, StatementEntry, StatementFacts, StatementPayout,
    StatementReversal, Status, StoredLine, approves_at, is_approved, statement_after, statement_of,
};
use mojo_domain::{CommissionEntryId, Currency, Money, Month, TenantId, berlin_day, berlin_month};
use mojo_protocol::facts::{CommissionBasisBody, CommissionEntryBody};
use mojo_store::Source;
use mojo_store::commissions::{
    CorrectionRecord, DisputeRecord, EntryRecord, ForfeitureRecord, PayoutRecord, ReversalRecord,
    list_corrections, list_disputes, list_forfeitures, list_frozen, list_month_entries,
    list_named_entries, list_payouts, list_records, list_reversals_of,
};

use super::CommissionsError;
use super::balances::Balances;
use super::held::Held;
use super::list_credit_notes::list_credited;
use crate::Desk;

/// An entry with its order and line, so that several types of one line stay together.
pub(super) type Key = CommissionEntryId;

/// What the statement of a month needs of everything received: the history as sums, and the entries
/// that move in the month or are held now.
pub(super) struct Ledger {
    pub(super) month: Month,
    pub(super) currency: Currency,
    pub(super) balances: Balances,
    /// The entries of the month, those that were held when it began or are held now, and those of
    /// `bodies`.
    pub(super) records: BTreeMap<Key, EntryRecord>,
    /// As a whole: the entries of the month, and the others that a reversal, a correction or a
    /// forfeiture of it names or that are kept back by a dispute.
    pub(super) bodies: BTreeMap<Key, CommissionEntryBody>,
    /// Of the records, up to the present; those of an entry in order of time.
    pub(super) reversals: BTreeMap<Key, Vec<ReversalRecord>>,
    /// Y5: of the records; those of an entry in order of time.
    pub(super) corrections: BTreeMap<Key, Vec<CorrectionRecord>>,
    /// Up to the present.
    pub(super) payouts: Vec<PayoutRecord>,
    /// By the entry, those of an entry in order of time.
    pub(super) disputes: BTreeMap<Key, Vec<DisputeRecord>>,
    /// The entries of orders whose payment is disputed.
    pub(super) frozen: BTreeSet<Key>,
    /// Those that stand on a credit note and were not paid out, as the platform listed them last.
    pub(super) credited: BTreeSet<Key>,
    /// C13: what was lost of entries in this currency.
    pub(super) forfeitures: BTreeMap<Key, ForfeitureRecord>,
}

impl Desk {
    /// What the statement of `month` needs, all of one moment; `None` is the month's only currency.
    pub(super) async fn load_month(
        &self,
        month: Month,
        currency: Option<Currency>,
    ) -> Result<Ledger, CommissionsError> {
        let mut snapshot = self.store().snapshot().await?;
        Ledger::load(&mut snapshot, month, currency, self.now()).await
    }
}

impl Ledger {
    async fn load(
        source: &mut impl Source,
        month: Month,
        currency: Option<Currency>,
        now: DateTime<Utc>,
    ) -> Result<Self, CommissionsError> {
        let last = berlin_month(now).max(month);
        let balances = Balances::load(source).await?;
        let currency = currency.map_or_else(|| balances.currency_of(month), Ok)?;
        let held = Held::of(month, now, balances.longest_hold(last, currency)?);
        let mut whole = list_month_entries(source, month).await?;
        whole.extend(list_named_entries(source, month).await?);
        whole.retain(|body| body.currency == currency);
        let mut records = list_records(source, held.earlier, held.earlier_since).await?;
        if held.present.0 <= held.present.1 {
            records.extend(list_records(source, held.present, held.present_since).await?);
        }
        records.retain(|record| record.currency == currency);
        records.extend(whole.iter().map(EntryRecord::from));
        let records: BTreeMap<Key, EntryRecord> =
            records.into_iter().map(|record| (record.commission_entry_id, record)).collect();
        let of_months = [(held.earlier.0, month), held.present];
        let mut reversals: BTreeMap<Key, Vec<ReversalRecord>> = BTreeMap::new();
        for reversal in list_reversals_of(source, of_months, month, last).await? {
            let key = reversal.commission_entry_id;
            if reversal.currency == currency && records.contains_key(&key) {
                reversals.entry(key).or_default().push(reversal);
            }
        }
        let mut corrections: BTreeMap<Key, Vec<CorrectionRecord>> = BTreeMap::new();
        for correction in list_corrections(source).await? {
            let key = correction.commission_entry_id;
            if correction.currency == currency && records.contains_key(&key) {
                corrections.entry(key).or_default().push(correction);
            }
        }
        let mut payouts = list_payouts(source, last).await?;
        payouts.retain(|payout| payout.currency == currency);
        let disputes = list_disputes(source).await?;
        let frozen = list_frozen(source).await?;
        let credited = list_credited(source).await?;
        let mut forfeitures = list_forfeitures(source).await?;
        forfeitures.retain(|one| one.currency == currency);
        let forfeitures =
            forfeitures.into_iter().map(|one| (one.commission_entry_id, one)).collect();
        let bodies = whole.into_iter().map(|body| (body.commission_entry_id, body)).collect();
        Ok(Self {
            month,
            currency,
            balances,
            records,
            bodies,
            reversals,
            corrections,
            payouts,
            disputes,
            frozen,
            credited,
            forfeitures,
        })
    }

    /// The statement of the month by the rules.
    pub(super) fn statement(&self) -> Result<Statement<Key>, CommissionsError> {
        let mut facts = self.facts_of(|_| true)?;
        // What only a newer version pays out closes the statement of its own month, and neither an
        // earlier one nor a later one: there its amount counts among the sums, whatever its kind.
        let counts = |at| berlin_month(at) == self.month;
        for payout in self.payouts.iter().filter(|payout| counts(payout.at)) {
            let which = format!("payout of {}", berlin_day(payout.at));
            facts.payouts.push(StatementPayout {
                at: payout.at,
                amount: Money::new(payout.amount_cents, payout.currency),
                vat: Money::new(payout.vat_cents, payout.currency),
                kind: known(&which, "kind", &payout.kind)?,
            });
        }
        // All that was held when the month began is among the facts, with its reversals.
        let held = statement_of(&facts, self.month.previous(), self.currency)?.held;
        let forfeited = self.balances.forfeited(self.currency, |month| month < self.month)?;
        let balance = self.balances.before(self.month, self.currency)?.checked_sub(forfeited)?;
        let before = Carried { balance, held };
        Ok(statement_after(before, &facts, self.month, self.currency)?)
    }

    /// The facts of the records that are meant, without payouts.
    pub(super) fn facts_of(
        &self,
        is_meant: impl Fn(Key) -> bool,
    ) -> Result<StatementFacts<Key>, CommissionsError> {
        let mut facts = StatementFacts {
            entries: Vec::with_capacity(self.records.len()),
            reversals: Vec::with_capacity(self.reversals.len()),
            corrections: Vec::with_capacity(self.corrections.len()),
            payouts: Vec::with_capacity(self.payouts.len()),
        };
        for (key, record) in self.records.iter().filter(|(key, _)| is_meant(**key)) {
            let forfeited_at = self.forfeitures.get(key).map(|one| one.at);
            facts.entries.push(StatementEntry { forfeited_at, ..statement_entry(record)? });
            facts.reversals.extend(self.reversals_of(*key).iter().map(|reversal| {
                StatementReversal {
                    key: *key,
                    at: reversal.at,
                    amount: Money::new(reversal.reversed_cents, reversal.currency),
                }
            }));
            facts.corrections.extend(self.corrections_of(*key).iter().map(|correction| {
                StatementCorrection {
                    key: *key,
                    at: correction.at,
                    amount: Money::new(correction.amount_cents, correction.currency),
                }
            }));
        }
        Ok(facts)
    }

    /// The corrections of an entry, in order of time.
    pub(super) fn corrections_of(&self, key: Key) -> &[CorrectionRecord] {
        self.corrections.get(&key).map(Vec::as_slice).unwrap_or_default()
    }

    /// The reversals of an entry, in order of time.
    pub(super) fn reversals_of(&self, key: Key) -> &[ReversalRecord] {
        self.reversals.get(&key).map(Vec::as_slice).unwrap_or_default()
    }

    /// Where every record stands at `now`: it follows from forfeitures (C13), payouts, refunds and
    /// time (C11).
    pub(super) fn statuses(
        &self,
        now: DateTime<Utc>,
    ) -> Result<BTreeMap<Key, Status>, CommissionsError> {
        let paid: BTreeSet<Key> = self
            .payouts
            .iter()
            .flat_map(|payout| payout.entries.iter().copied())
            .filter(|key| self.records.contains_key(key))
            .collect();
        let mut statuses = BTreeMap::new();
        for (key, record) in &self.records {
            let is_refunded = record.base_cents != 0
                && refunded_net(self.reversals_of(*key)) >= record.base_cents;
            let status = if self.forfeitures.contains_key(key) {
                Status::Forfeited
            } else if is_refunded {
                Status::Refunded
            } else if record.settled_as == "discount" {
                Status::Settled
            } else if paid.contains(key) {
                Status::Paid
            } else if is_approved(record.ordered_at, now, &policy_of(record)?) {
                Status::Approved
            } else {
                Status::Pending
            };
            statuses.insert(*key, status);
        }
        Ok(statuses)
    }
}

/// C12: what of the line was given back. Refunds add up, however they are dated; where one did not go
/// through after all, the last word counts.
fn refunded_net(told: &[ReversalRecord]) -> i64 {
    let is_given_again = told.iter().any(|it| it.reversed_cents < 0);
    let by_time = |it: &&ReversalRecord| if is_given_again { Some(it.at) } else { None };
    let last = told.iter().max_by_key(|it| (by_time(it), it.refunded_net_cents));
    last.map_or(0, |it| it.refunded_net_cents)
}

fn statement_entry(record: &EntryRecord) -> Result<StatementEntry<Key>, CommissionsError> {
    let id = &record.commission_entry_id;
    Ok(StatementEntry {
        key: *id,
        kind: known(id, "commission_type", &record.commission_type)?,
        booked_at: record.ordered_at,
        approves_at: approves_at(record.ordered_at, &policy_of(record)?),
        base: Money::new(record.base_cents, record.currency),
        percent: known(id, "percent", &record.percent)?,
        amount: Money::new(record.amount_cents, record.currency),
        settled_as: known(id, "settled_as", &record.settled_as)?,
        forfeited_at: None,
    })
}

/// The entry as the rules know it.
pub(super) fn commission_entry(
    body: &CommissionEntryBody,
) -> Result<CommissionEntry<TenantId>, CommissionsError> {
    let id = &body.commission_entry_id;
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
        rule_version: known(&body.commission_entry_id, "rule_version", &body.rule_version)?,
        basis: line_basis(body)?,
        entries: vec![commission_entry(body)?],
    })
}

/// Every fact that decided, as the rules know it.
pub(super) fn line_basis(
    body: &CommissionEntryBody,
) -> Result<LineBasis<TenantId>, CommissionsError> {
    let CommissionBasisBody { agreement, attribution, .. } = &body.basis;
    let id = &body.commission_entry_id;
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
pub(super) fn policy_of(record: &EntryRecord) -> Result<Policy, CommissionsError> {
    policy(&record.commission_entry_id, &record.rule_version)
}

/// The settings of these rules, by which `entry` was computed.
pub(super) fn policy(entry: &impl Display, rule_version: &str) -> Result<Policy, CommissionsError> {
    let version: RuleVersion = known(entry, "rule_version", rule_version)?;
    Policy::of_version(version).ok_or_else(|| CommissionsError::Unknown {
        entry: entry.to_string(),
        field: "rule_version",
        value: rule_version.to_owned(),
    })
}

/// MOJO LLC is a tenant row with a fixed id; the rules know it as nobody.
pub(super) fn party(tenant: TenantId) -> Option<TenantId> {
    (tenant != TenantId::MOJO_LLC).then_some(tenant)
}

pub(super) fn known<T: std::str::FromStr>(
    entry: &impl Display,
    field: &'static str,
    text: &str,
) -> Result<T, CommissionsError> {
    text.parse().map_err(|_| CommissionsError::Unknown {
        entry: entry.to_string(),
        field,
        value: text.to_owned(),
    })
}
