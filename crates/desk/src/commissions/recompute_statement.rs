//! Computing what the platform computed once more, offline (Y4).

use mojo_domain::commissions::{Audience, CommissionEntry, Difference, Policy, recompute};
use mojo_domain::{Month, TenantId, berlin_month};
use mojo_protocol::facts::CommissionEntryBody;

use super::CommissionsError;
use super::ledger::{Key, stored_line};
use super::show_statement::parse_month;
use crate::Desk;
use crate::views::{CommissionDifference, RecomputeResult};

impl Desk {
    /// Recomputes the entries of a month, or all of them, from their facts with the same rules,
    /// compares them with the months that the platform signed, and names every difference. Nothing
    /// is asked of the platform.
    ///
    /// # Errors
    /// [`CommissionsError::NotAMonth`] for a wrong month.
    pub async fn recompute_statement(
        &self,
        month: Option<String>,
    ) -> Result<RecomputeResult, CommissionsError> {
        let month = month.as_deref().map(parse_month).transpose()?;
        let last = month.unwrap_or_else(|| berlin_month(self.now()).next());
        let ledger = self.load_ledger(last).await?;
        let is_asked = |body: &&CommissionEntryBody| is_of(month, body);
        let bodies: Vec<&CommissionEntryBody> = ledger.entries.iter().filter(is_asked).collect();
        let mut lines = Vec::with_capacity(bodies.len());
        for body in &bodies {
            lines.push((body.recipient, stored_line(body)?));
        }
        let mut differences = Vec::new();
        for (recipient, line) in &lines {
            // One entry stands alone here: the other types of its line are compared on their own.
            let kind = line.entries[0].kind;
            let line = std::slice::from_ref(line);
            let audience = Audience::Recipient(recipient);
            let found = recompute(line, &audience, Policy::of_version);
            differences.extend(found.into_iter().filter(|difference| concerns(difference, kind)));
        }
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let packages = self.check_packages(month, &ledger).await?;
        let by_rules = differences.iter().map(|d| view(d, &bodies));
        Ok(RecomputeResult {
            entries: count(bodies.len()),
            recomputed: count(bodies.len() - differences.len().min(bodies.len())),
            signed_months: packages.signed,
            differences: by_rules.chain(packages.differences).collect(),
        })
    }
}

fn is_of(month: Option<Month>, body: &CommissionEntryBody) -> bool {
    month.is_none_or(|month| berlin_month(body.ordered_at) == month)
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
    bodies: &[&CommissionEntryBody],
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
    let body = bodies.iter().find(|body| body.commission_entry_id == *key);
    CommissionDifference {
        entry_id: key.to_string(),
        order_number: body.map(|body| body.order_number.clone()).unwrap_or_default(),
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
