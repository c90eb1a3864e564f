//! How an entry came about, as steps that the window puts into words (C15).

use std::collections::BTreeMap;

use mojo_domain::commissions::{Explanation, Quantity, calculate_line, explain};
use mojo_domain::{CommissionEntryId, Money, TenantId};
use mojo_store::commissions::find_entry;

use super::CommissionsError;
use super::ledger::{commission_entry, line_basis, party, policy};
use crate::Desk;
use crate::views::{CommissionExplanation, ExplanationStep};

impl Desk {
    /// The calculation of an entry: computed again here and now, with every reason.
    ///
    /// # Errors
    /// [`CommissionsError::UnknownEntry`] when there is none of this id.
    pub async fn explain_commission(
        &self,
        entry_id: String,
    ) -> Result<CommissionExplanation, CommissionsError> {
        let unknown = || CommissionsError::UnknownEntry(entry_id.clone());
        let id: CommissionEntryId = entry_id.parse().map_err(|_| unknown())?;
        let body = find_entry(&mut self.reader().await?, id).await?.ok_or_else(unknown)?;
        let (stored, basis) = (commission_entry(&body)?, line_basis(&body)?);
        let policy = policy(&id, &body.rule_version)?;
        let outcome = calculate_line(&basis, &policy)?;
        let recipient = party(body.recipient);
        let is_same = |entry: &&mojo_domain::commissions::CommissionEntry<TenantId>| {
            entry.kind == stored.kind && entry.recipient == stored.recipient
        };
        let computed = outcome.entries.iter().find(is_same);
        let zero = Money::zero(body.currency);
        let recomputed = computed.map_or(zero, |entry| entry.amount);
        let steps = explain(&basis, &outcome, &policy)
            .into_iter()
            .filter(|step| step.recipient == recipient)
            .flat_map(|step| steps(&step))
            .collect();
        Ok(CommissionExplanation {
            disputes: self.disputes_of(id).await?,
            entry_id,
            amount: stored.amount.into(),
            percent: stored.percent.to_string(),
            base: stored.base.into(),
            gross: Money::new(body.basis.gross_cents, body.currency).into(),
            vat_rate_bp: u32::try_from(body.basis.vat_rate_bp).unwrap_or(0),
            order_number: body.order_number,
            line: body.line,
            rule_version: body.rule_version,
            steps,
            recomputed: recomputed.into(),
            equal: computed == Some(&stored),
        })
    }
}

/// One step per reason, with the values of its sentence.
fn steps(explanation: &Explanation<TenantId>) -> Vec<ExplanationStep> {
    let mut values: BTreeMap<String, String> = explanation
        .quantities
        .iter()
        .map(|(name, quantity)| ((*name).to_owned(), text(quantity)))
        .collect();
    values.insert("kind".to_owned(), explanation.kind.code().to_owned());
    let step = |code: &str| ExplanationStep {
        code: code.to_owned(),
        pays: explanation.is_paid,
        values: values.clone(),
    };
    explanation.reasons.iter().map(|reason| step(reason.code())).collect()
}

/// A quantity as the window reads it: amounts with two decimals, days as `YYYY-MM-DD`.
fn text(quantity: &Quantity) -> String {
    match quantity {
        Quantity::Amount(money) => money.to_string(),
        Quantity::Percent(percent) => percent.to_string(),
        Quantity::At(at) => mojo_domain::berlin_day(*at).to_string(),
        Quantity::On(day) => day.to_string(),
        Quantity::Country(country) => country.to_string(),
    }
}
