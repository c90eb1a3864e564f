//! Computing what the platform computed once more, offline (Y4).

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use mojo_domain::commissions::{Audience, CommissionEntry, Difference, Policy, recompute};
use mojo_domain::{Currency, Month, TenantId, berlin_month};
use mojo_protocol::Signed;
use mojo_protocol::facts::CommissionEntryBody;
use mojo_store::commissions::{
    EntryRows, list_month_packages, list_package_months, read_month_entries,
};
use mojo_store::device;
use tokio::task::{JoinHandle, spawn_blocking};

use super::CommissionsError;
use super::balances::Balances;
use super::check_packages::{Believed, Judged, compare_balances, judge};
use super::ledger::{Key, stored_line};
use super::show_statement::parse_month;
use crate::Desk;
use crate::signed::find_key;
use crate::views::{CommissionDifference, RecomputeResult};

/// How many months are computed at once, beside the one that is read.
const AT_ONCE: usize = 2;

impl Desk {
    /// Recomputes the entries of a month, or all of them, from their facts with the same rules,
    /// compares them with the months that the platform signed, and names every difference. Nothing
    /// is asked of the platform. While months are computed the next one is read; no more than two
    /// of them wait for it.
    ///
    /// # Errors
    /// [`CommissionsError::NotAMonth`] for a wrong month.
    pub async fn recompute_statement(
        &self,
        month: Option<String>,
    ) -> Result<RecomputeResult, CommissionsError> {
        let asked = month.as_deref().map(parse_month).transpose()?;
        let present = berlin_month(self.now());
        let mut snapshot = self.store().snapshot().await?;
        let balances = Balances::load(&mut snapshot).await?;
        let key = find_key(&mut snapshot).await?;
        let own = device::find(&mut snapshot).await?.map(|own| own.tenant_id);
        let believed = Believed { key, own };
        // C13: what an earlier month says was forfeited counts for the asked one, too.
        let last_signed = asked.unwrap_or(present);
        let mut months: BTreeSet<Month> =
            list_package_months(&mut snapshot, last_signed).await?.into_iter().collect();
        let is_asked = |month: Month| asked.is_none_or(|asked| asked == month);
        let booked = balances.months().into_iter();
        months.extend(booked.filter(|month| is_asked(*month) && *month <= last(asked, present)));
        let mut found = Found { balances, ..Found::default() };
        let mut running: VecDeque<JoinHandle<_>> = VecDeque::new();
        for month in months {
            let mut of_month = OfMonth { month, entries: None, packages: Vec::new() };
            if is_asked(month) {
                of_month.entries = Some(read_month_entries(&mut snapshot, month).await?);
            }
            if month <= last_signed {
                of_month.packages = list_month_packages(&mut snapshot, month).await?;
            }
            let believed = believed.clone();
            running.push_back(spawn_blocking(move || of_month.check(&believed)));
            if running.len() > AT_ONCE
                && let Some(first) = running.pop_front()
            {
                found.take(finished(first).await?)?;
            }
        }
        for work in running {
            found.take(finished(work).await?)?;
        }
        Ok(found.result())
    }
}

/// The last month whose entries are looked at; a clock that runs ahead by a month is forgiven.
fn last(asked: Option<Month>, present: Month) -> Month {
    asked.unwrap_or(present.next())
}

async fn finished<T>(work: JoinHandle<Result<T, CommissionsError>>) -> Result<T, CommissionsError> {
    match work.await {
        Ok(done) => done,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            // The program is ending: nobody waits for the answer any more.
            Err(_) => std::future::pending().await,
        },
    }
}

/// What is held of a month.
struct OfMonth {
    month: Month,
    /// `None` when they are not asked for.
    entries: Option<EntryRows>,
    /// What the platform signed of it.
    packages: Vec<Signed>,
}

/// What came out of a month.
struct Checked {
    month: Month,
    is_asked: bool,
    entries: usize,
    differences: Vec<CommissionDifference>,
    packages: Vec<Judged>,
}

impl OfMonth {
    fn check(self, believed: &Believed) -> Result<Checked, CommissionsError> {
        let held = self.entries.map(EntryRows::understand).transpose()?;
        let entries = held.as_deref();
        let packages = self.packages.iter().map(|signed| judge(signed, believed, entries));
        let packages = packages.collect();
        let entries = entries.unwrap_or_default();
        let mut differences = Vec::new();
        for body in entries {
            differences.extend(recompute_entry(body)?);
        }
        let (month, is_asked, entries) = (self.month, held.is_some(), entries.len());
        Ok(Checked { month, is_asked, entries, differences, packages })
    }
}

/// What came out of the months so far; they are taken in order of time.
#[derive(Default)]
struct Found {
    balances: Balances,
    entries: usize,
    signed_months: u32,
    by_rules: Vec<CommissionDifference>,
    by_packages: Vec<CommissionDifference>,
    /// C13: what was forfeited is told by the signed months alone.
    forfeited: BTreeMap<Currency, i64>,
}

impl Found {
    /// Takes what came out of a month; each difference says of which it is.
    fn take(&mut self, checked: Checked) -> Result<(), CommissionsError> {
        let month = checked.month.to_string();
        let (rules, packages) = (self.by_rules.len(), self.by_packages.len());
        self.add(checked)?;
        for one in self.by_rules[rules..].iter_mut().chain(&mut self.by_packages[packages..]) {
            one.month.clone_from(&month);
        }
        Ok(())
    }

    fn add(&mut self, checked: Checked) -> Result<(), CommissionsError> {
        self.entries += checked.entries;
        self.by_rules.extend(checked.differences);
        for judged in checked.packages {
            let (content, differences) = match judged {
                Judged::Unreadable(one) => {
                    self.by_packages.push(one);
                    continue;
                }
                // What is not believed, or another tenant's, says nothing of what was forfeited
                // either.
                Judged::Refused(one) => {
                    self.by_packages.extend(checked.is_asked.then_some(one));
                    continue;
                }
                Judged::Holds { content, differences } => (content, differences),
            };
            let forfeited = self.forfeited.entry(content.currency).or_default();
            let before = *forfeited;
            *forfeited += content.forfeited_cents;
            if checked.is_asked {
                self.signed_months += 1;
                let balances = compare_balances(&content, &self.balances, before)?;
                let currency = content.currency.code();
                self.by_packages.extend(
                    differences
                        .into_iter()
                        .chain(balances)
                        .map(|one| CommissionDifference { currency: currency.to_owned(), ..one }),
                );
            }
        }
        Ok(())
    }

    fn result(self) -> RecomputeResult {
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        RecomputeResult {
            entries: count(self.entries),
            recomputed: count(self.entries - self.by_rules.len().min(self.entries)),
            signed_months: self.signed_months,
            differences: self.by_rules.into_iter().chain(self.by_packages).collect(),
        }
    }
}

/// The entry by the rules, when that is not what is held.
fn recompute_entry(
    body: &CommissionEntryBody,
) -> Result<Vec<CommissionDifference>, CommissionsError> {
    let line = stored_line(body)?;
    // One entry stands alone here: the other types of its line are compared on their own.
    let kinds: Vec<_> = line.entries.iter().map(|entry| entry.kind).collect();
    let audience = Audience::Recipient(&body.recipient);
    let found = recompute(std::slice::from_ref(&line), &audience, Policy::of_version);
    let concerning = found.iter().filter(|one| kinds.iter().any(|kind| concerns(one, *kind)));
    Ok(concerning.map(|one| view(one, body)).collect())
}

/// A missing entry of another type of the same line is no difference of this one.
fn concerns(
    difference: &Difference<Key, TenantId>,
    kind: mojo_domain::commissions::CommissionType,
) -> bool {
    match difference {
        Difference::Missing { computed, .. } => computed.kind == kind,
        _ => true,
    }
}

fn view(
    difference: &Difference<Key, TenantId>,
    body: &CommissionEntryBody,
) -> CommissionDifference {
    let (key, field, stored, recomputed) = match difference {
        Difference::Missing { key, computed } => {
            (key, "entry", String::new(), computed.amount.to_string())
        }
        Difference::Unexpected { key, stored } => {
            (key, "entry", stored.amount.to_string(), String::new())
        }
        Difference::Differs { key, stored, computed } => {
            let (field, stored, computed) = first_difference(stored, computed);
            (key, field, stored, computed)
        }
        Difference::UnknownRules { key, rule_version } => {
            (key, "rule_version", rule_version.to_string(), String::new())
        }
        Difference::Incalculable { key, error } => {
            (key, "amount", String::new(), error.to_string())
        }
    };
    CommissionDifference {
        entry_id: key.to_string(),
        month: String::new(),
        currency: body.currency.code().to_owned(),
        order_number: body.order_number.clone(),
        field: field.to_owned(),
        stored,
        recomputed,
        source: "rules".to_owned(),
    }
}

fn first_difference(
    stored: &CommissionEntry<TenantId>,
    computed: &CommissionEntry<TenantId>,
) -> (&'static str, String, String) {
    let reasons = |entry: &CommissionEntry<TenantId>| {
        entry.reasons.iter().map(|reason| reason.code()).collect::<Vec<_>>().join(", ")
    };
    match () {
        () if stored.amount != computed.amount => {
            ("amount", stored.amount.to_string(), computed.amount.to_string())
        }
        () if stored.percent != computed.percent => {
            ("percent", stored.percent.to_string(), computed.percent.to_string())
        }
        () if stored.base != computed.base => {
            ("base", stored.base.to_string(), computed.base.to_string())
        }
        () if stored.settled_as != computed.settled_as => {
            ("settled_as", stored.settled_as.to_string(), computed.settled_as.to_string())
        }
        () => ("reasons", reasons(stored), reasons(computed)),
    }
}
