//! Plays the events in their order through the ledger of the domain.

use chrono::{DateTime, Utc};
use mojo_domain::commissions::{
    Attribution, AttributionSource, Ledger, LedgerError, Payout, Policy,
};

use super::events::{Event, Texts, What};
use super::format::Scenario;
use super::place::{FormatError, Place};

/// A scenario that was played to its end.
pub(super) struct Played {
    pub(super) ledger: Ledger<Texts>,
    /// The payouts with their time as the file has it.
    pub(super) payouts: Vec<(Payout<String>, String)>,
    /// The places of the events that were refused.
    pub(super) rejected: Vec<usize>,
}

pub(super) fn play(scenario: Scenario) -> Result<Played, FormatError> {
    let policy = scenario.policy;
    let mut played =
        Played { ledger: begin(&scenario)?, payouts: Vec::new(), rejected: Vec::new() };
    for (index, event) in scenario.events.into_iter().enumerate() {
        let at_text = event.at_text.clone();
        match play_event(&mut played.ledger, event, &policy) {
            Ok(()) => {}
            Err(LedgerError::Refused(_)) => played.rejected.push(index),
            Err(fault) => return Err(Place::ROOT.key("events").index(index).error(fault)),
        }
        let new = played.ledger.payouts()[played.payouts.len()..].to_vec();
        played.payouts.extend(new.into_iter().map(|payout| (payout, at_text.clone())));
    }
    if let Some(as_of) = scenario.as_of {
        played.ledger.approve_until(as_of);
    }
    Ok(played)
}

/// The world before the first event. The format was checked, so nothing here is refused.
fn begin(scenario: &Scenario) -> Result<Ledger<Texts>, FormatError> {
    let mut ledger = Ledger::new(scenario.policy);
    for agreement in &scenario.agreements {
        let place = Place::ROOT;
        ledger.add_agreement(agreement).map_err(|error| place.key("agreements").error(error))?;
    }
    for (customer, facts) in &scenario.customers {
        if let Some((tenant, at)) = &facts.attribution {
            let new = attribution(tenant.clone(), *at, &scenario.policy);
            let place = Place::ROOT;
            ledger
                .set_attribution(customer, new)
                .map_err(|error| place.key("customers").error(error))?;
        }
    }
    Ok(ledger)
}

fn attribution(tenant: String, at: DateTime<Utc>, policy: &Policy) -> Attribution<String> {
    Attribution::new(tenant, at, AttributionSource::AffiliateCode, policy)
}

fn play_event(
    ledger: &mut Ledger<Texts>,
    event: Event,
    policy: &Policy,
) -> Result<(), LedgerError> {
    let at = event.at;
    match event.what {
        What::Order(order) => ledger.record_order(order).map(|_| ()),
        What::Refund { order, line, net_cents } => ledger.refund(at, &order, &line, net_cents),
        What::Attribute { customer, tenant } => {
            ledger.attribute(&customer, attribution(tenant, at, policy))
        }
        What::PayoutRun => ledger.payout_run(at),
        What::Deactivate { tenant } => ledger.deactivate(at, &tenant),
    }
}
