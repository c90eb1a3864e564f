//! What became of commissions: reversed, corrected, forfeited, paid out, come back. Every recipient's
//! balance is added up here from the facts in its order alone, and compared with what platform and desks
//! show.

mod corrections;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use mojo_desk::sync::Method;
use mojo_domain::{CommissionEntryId, Currency, berlin_month};
use mojo_protocol::facts::{
    CommissionEntryBody, CommissionForfeitureBody, CommissionPayoutBody, CommissionReversalBody,
};
use mojo_protocol::{Change, Entity, Scope};
use serde_json::Value;

use super::commissions::RECIPIENTS;
use super::{Logs, fault};
use crate::simulation::server::read;
use crate::simulation::world::World;
use crate::simulation::{Held, broken};
use corrections::Correction;

/// C11: an entry is held for so many days.
const HELD_DAYS: i64 = 30;

/// The orders of everybody who may receive a commission, by somebody's name.
pub(super) async fn logs_of_recipients(world: &World) -> Held<Logs> {
    let mut logs = Logs::new();
    for user in RECIPIENTS {
        let log = world.server.log_of(user).await;
        let log = log.map_err(|error| broken("the platform shows its order", error))?;
        logs.insert(user, log.changes);
    }
    Ok(logs)
}

/// An entry with what became of it so far.
struct Entry {
    body: CommissionEntryBody,
    /// What of the line, without VAT, was refunded so far.
    refunded_net_cents: i64,
    /// What refunds took back, of the corrections too.
    reversed_cents: i64,
    /// The first one first.
    corrections: Vec<Correction>,
    forfeited_cents: Option<i64>,
    is_paid: bool,
    /// Of what was taken, what payouts took into account.
    netted_cents: i64,
}

impl Entry {
    fn is_paid_out(&self) -> bool {
        self.body.settled_as == "payout"
    }

    /// What refunds took back, less what corrections gave; below zero where those gave more.
    fn taken(&self) -> i64 {
        self.reversed_cents - self.given()
    }

    fn left(&self) -> i64 {
        self.body.amount_cents - self.taken()
    }
}

/// How it stood at an instant between two payouts: a payout is reserved then, and told later.
struct Moment {
    taken: BTreeMap<CommissionEntryId, i64>,
    returned_cents: i64,
}

/// The ledger of a recipient, as its order tells it.
#[derive(Default)]
struct Ledger {
    entries: BTreeMap<CommissionEntryId, Entry>,
    /// Since the payout before, by currency.
    moments: BTreeMap<Currency, Vec<Moment>>,
    /// Came back, and was not paid again.
    returned: BTreeMap<Currency, i64>,
    /// What the recipient has.
    paid: BTreeMap<Currency, i64>,
}

impl Ledger {
    fn of(user: &str, log: &[Change]) -> Held<Self> {
        let mut ledger = Self::default();
        for change in log {
            let told = ledger.take(change);
            told.map_err(|mut violation| {
                violation.seen = format!("{user}, place {}: {}", change.seq, violation.seen);
                violation
            })?;
        }
        Ok(ledger)
    }

    fn take(&mut self, change: &Change) -> Held {
        match change.entity.parse::<Entity>() {
            Ok(Entity::CommissionEntry) => self.write(read_body(change)?),
            Ok(Entity::CommissionReversal) => self.reverse(&read_body(change)?)?,
            Ok(Entity::CommissionCorrection) => self.correct(&read_body(change)?)?,
            Ok(Entity::CommissionForfeiture) => self.forfeit(&read_body(change)?)?,
            Ok(Entity::CommissionPayout) => self.pay(&read_body(change)?)?,
            _ => {}
        }
        Ok(())
    }

    fn write(&mut self, body: CommissionEntryBody) {
        let (id, currency) = (body.commission_entry_id, body.currency);
        let entry = Entry {
            body,
            refunded_net_cents: 0,
            reversed_cents: 0,
            corrections: Vec::new(),
            forfeited_cents: None,
            is_paid: false,
            netted_cents: 0,
        };
        self.entries.insert(id, entry);
        self.keep_moment(currency);
    }

    /// C12: what is taken back follows from what was refunded of the line, the commission and each
    /// correction rounded once.
    fn reverse(&mut self, body: &CommissionReversalBody) -> Held {
        let seen = format!("{body:?}");
        let Some(entry) = self.entries.get_mut(&body.commission_entry_id) else {
            return Err(broken("what is reversed was written", seen));
        };
        let due = entry.due(body.refunded_net_cents);
        let total = entry.reversed_cents + body.reversed_cents;
        if body.reversed_total_cents != due || total != due || body.refunded_net_cents < 0 {
            let seen = format!("{seen} of {:?}, due {due}, in all {total}", entry.body);
            return Err(broken("a refund takes back in proportion", seen));
        }
        if entry.forfeited_cents.is_some() {
            return Err(broken("what was forfeited is not reversed", seen));
        }
        entry.reversed_cents = total;
        entry.refunded_net_cents = body.refunded_net_cents;
        self.keep_moment(body.currency);
        Ok(())
    }

    fn forfeit(&mut self, body: &CommissionForfeitureBody) -> Held {
        let entry = self.entries.get_mut(&body.commission_entry_id);
        let may_be = |entry: &Entry| {
            entry.is_paid_out()
                && !entry.is_paid
                && entry.forfeited_cents.is_none()
                && entry.left() == body.amount_cents
        };
        let Some(entry) = entry.filter(|entry| may_be(entry)) else {
            let seen = format!("{body:?}");
            return Err(broken("what is forfeited was held, and is lost once", seen));
        };
        entry.forfeited_cents = Some(body.amount_cents);
        Ok(())
    }

    /// Each entry is paid at most once, and the sum of a payout is its entries less what was taken back
    /// of earlier ones, with what earlier ones were corrected by, and what came back of earlier ones.
    fn pay(&mut self, body: &CommissionPayoutBody) -> Held {
        let currency = body.currency;
        *self.paid.entry(currency).or_default() += body.amount_cents;
        if body.kind == "returned" {
            *self.returned.entry(currency).or_default() -= body.amount_cents;
            self.keep_moment(currency);
            return Ok(());
        }
        let settled: BTreeSet<CommissionEntryId> = body.entries.iter().copied().collect();
        let may_be_paid = |id: &CommissionEntryId| {
            let is_due = |entry: &Entry| {
                entry.is_paid_out()
                    && !entry.is_paid
                    && entry.forfeited_cents.is_none()
                    && entry.body.currency == currency
            };
            self.entries.get(id).is_some_and(is_due)
        };
        if settled.len() != body.entries.len() || !settled.iter().all(may_be_paid) {
            return Err(broken("an entry is paid once", format!("{body:?}")));
        }
        let moments = self.moments.remove(&currency).unwrap_or_default();
        let Some(moment) = moments.into_iter().find(|moment| self.adds_up(body, &settled, moment))
        else {
            return Err(broken("a payout is the sum of its entries", format!("{body:?}")));
        };
        for (id, entry) in &mut self.entries {
            if entry.is_paid || settled.contains(id) {
                entry.is_paid = true;
                if let Some(taken) = moment.taken.get(id) {
                    entry.netted_cents = *taken;
                }
            }
        }
        *self.returned.entry(currency).or_default() -= moment.returned_cents;
        self.keep_moment(currency);
        Ok(())
    }

    fn adds_up(
        &self,
        body: &CommissionPayoutBody,
        settled: &BTreeSet<CommissionEntryId>,
        moment: &Moment,
    ) -> bool {
        let (mut due, mut clawback) = (0, 0);
        for (id, taken) in &moment.taken {
            let entry = &self.entries[id];
            if settled.contains(id) {
                due += entry.body.amount_cents - taken;
            } else if entry.is_paid {
                clawback -= taken - entry.netted_cents;
            }
        }
        settled.iter().all(|id| moment.taken.contains_key(id))
            && body.clawback_cents == clawback
            && body.amount_cents == due + clawback + moment.returned_cents
    }

    fn keep_moment(&mut self, currency: Currency) {
        let own = self.entries.iter().filter(|(_, entry)| entry.body.currency == currency);
        let moment = Moment {
            taken: own.map(|(id, entry)| (*id, entry.taken())).collect(),
            returned_cents: self.returned.get(&currency).copied().unwrap_or(0),
        };
        self.moments.entry(currency).or_default().push(moment);
    }

    /// What the recipient is still owed, held or not; below zero where it was paid too much.
    fn balances(&self) -> BTreeMap<Currency, i64> {
        let mut balances: BTreeMap<Currency, i64> = BTreeMap::new();
        for entry in self.entries.values().filter(|entry| entry.is_paid_out()) {
            let left = entry.left() - entry.forfeited_cents.unwrap_or(0);
            *balances.entry(entry.body.currency).or_default() += left;
        }
        for (currency, cents) in &self.paid {
            *balances.entry(*currency).or_default() -= cents;
        }
        balances
    }
}

fn read_body<T: serde::de::DeserializeOwned>(change: &Change) -> Held<T> {
    serde_json::from_str(&change.body).map_err(fault)
}

/// `amount` in the proportion of `part` to `whole`; half a cent is rounded away from zero.
fn share(amount: i64, part: i64, whole: i64) -> i64 {
    let product = 2 * i128::from(amount.abs()) * i128::from(part) + i128::from(whole);
    let cents = product.checked_div(2 * i128::from(whole)).unwrap_or(0);
    amount.signum() * i64::try_from(cents).unwrap_or(i64::MAX)
}

/// Reversals, forfeitures and payouts follow from entries, refunds and corrections.
pub(super) fn follow_from_the_facts(world: &World, logs: &Logs) -> Held {
    for (user, log) in logs {
        let ledger = Ledger::of(user, log)?;
        for entry in ledger.entries.values() {
            is_reversed_as_refunded(world, user, entry)?;
        }
    }
    Ok(())
}

/// Every refund that was told, and nothing else, was taken back of every entry of its line. That each
/// took the cents that it must take was looked at when its reversal was read.
fn is_reversed_as_refunded(world: &World, user: &str, entry: &Entry) -> Held {
    let is_own = |number: &str| number == entry.body.order_number;
    let number_of =
        |index: usize| world.orders[index].request["number"].as_str().unwrap_or_default();
    if !(0..world.orders.len()).any(|index| is_own(number_of(index))) {
        // Paid through the provider, which tells its refunds itself.
        return Ok(());
    }
    let line = &entry.body.line;
    let refunds = world.refunds.iter();
    let refunds =
        refunds.filter(|one| is_own(number_of(one.order)) && one.line.to_string() == *line);
    let refunded: i64 = refunds.map(|refund| refund.net_cents).sum();
    // What was lost before is not taken back too.
    let is_lost = entry.forfeited_cents.is_some() && entry.refunded_net_cents <= refunded;
    if entry.refunded_net_cents != refunded && !is_lost {
        let seen = format!(
            "{user}: {} of {} refunded, {} of it taken into account, {} cents reversed: {:?}",
            refunded,
            entry.body.base_cents,
            entry.refunded_net_cents,
            entry.reversed_cents,
            entry.body
        );
        return Err(broken("every refund reaches every entry", seen));
    }
    Ok(())
}

/// The platform's statement and every desk's close with the balance of the facts; and whoever left
/// lost what was held, and nothing else.
pub(super) async fn are_shown_everywhere(world: &World, logs: &Logs) -> Held {
    let left = ask(world, "admin", "tenants?limit=500").await?;
    let month = berlin_month(world.at).to_string();
    for (user, log) in logs.iter().filter(|(user, _)| **user != "admin") {
        let ledger = Ledger::of(user, log)?;
        forfeited_what_was_held(world, user, &ledger, &left).await?;
        let balances = ledger.balances();
        let shown = ask(world, user, &format!("statements/{month}")).await?;
        let shown = shown["statements"].as_array().cloned().unwrap_or_default();
        for (currency, cents) in &balances {
            let own = shown.iter().find(|one| one["currency"] == currency.code());
            let text = own.and_then(|one| one["closing"].as_str()).unwrap_or("0.00");
            if text.replace('.', "").parse::<i64>() != Ok(*cents) {
                let seen = format!("{user}: {cents} cents {currency} by the facts, {text} shown");
                return Err(broken("a statement closes with what the facts leave", seen));
            }
        }
        desks_show(world, user, &month, &balances).await?;
    }
    Ok(())
}

/// C13.
async fn forfeited_what_was_held(
    world: &World,
    user: &str,
    ledger: &Ledger,
    tenants: &Value,
) -> Held {
    let session = world.server.sign_in(user).await;
    let session = session.map_err(|error| broken("the platform answers at rest", error))?;
    let id = session.tenant.tenant_id.to_string();
    let own = tenants["tenants"].as_array().into_iter().flatten().find(|one| one["id"] == *id);
    let left_at = own.and_then(|one| one["deactivated_at"].as_str());
    let left_at = left_at.map(str::parse::<DateTime<Utc>>).transpose().map_err(fault)?;
    for entry in ledger.entries.values().filter(|entry| entry.is_paid_out()) {
        let approves_at = entry.body.ordered_at + TimeDelta::days(HELD_DAYS);
        let was_held = left_at.is_some_and(|left_at| approves_at > left_at);
        let is_lost = entry.forfeited_cents.is_some();
        let has_left = !entry.is_paid && (entry.left() > 0 || is_lost);
        if is_lost != (was_held && has_left) {
            let seen = format!("{user}, left {left_at:?}: lost: {is_lost}: {:?}", entry.body);
            return Err(broken("who leaves loses what is held, and nothing else", seen));
        }
    }
    Ok(())
}

async fn desks_show(
    world: &World,
    user: &str,
    month: &str,
    balances: &BTreeMap<Currency, i64>,
) -> Held {
    for (number, machine) in world.machines.iter().enumerate() {
        let scopes = world.scopes(number).await?.unwrap_or_default();
        let is_own = machine.post.owner == user && scopes.contains(&Scope::Commissions);
        if !is_own || machine.is_revoked {
            continue;
        }
        for (currency, cents) in balances {
            let code = currency.code().to_owned();
            let shown = machine.desk().show_statement(month.to_owned(), Some(code)).await;
            let closing = shown.map_err(fault)?.closing.cents;
            if closing != *cents {
                let seen = format!("{}: {cents} by the facts, {closing} shown", machine.name);
                return Err(broken("a statement closes with what the facts leave", seen));
            }
        }
    }
    Ok(())
}

async fn ask(world: &World, user: &str, path: &str) -> Held<Value> {
    let fault = |error| broken("the platform answers at rest", format!("{path}: {error}"));
    let token = world.server.sign_in(user).await.map_err(fault)?.token;
    let answer = world.server.ask(Method::Get, path, Some(&token), None).await;
    read(&answer.map_err(fault)?).map_err(fault)
}

#[cfg(test)]
mod tests {
    use mojo_domain::TenantId;
    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    pub(super) fn id(number: u128) -> CommissionEntryId {
        CommissionEntryId(Uuid::from_u128(number))
    }

    pub(super) fn entry(number: u128, amount_cents: i64) -> CommissionEntryBody {
        let basis = json!({
            "is_platform_product": true, "commission_eligible": true, "via_connect": true,
            "is_renewal": false, "is_first_purchase": false, "seller": TenantId::MOJO_LLC,
            "buyer_tenant": null, "billing_country": "DE", "agreement": null,
            "attribution": null, "gross_cents": 0, "vat_rate_bp": 0,
        });
        let body = json!({
            "commission_entry_id": id(number), "order_number": "B-1", "line": "1",
            "ordered_at": "2026-11-20T08:00:00Z", "product_name": "Kurs", "customer": "K-1",
            "commission_type": "affiliate_recurring", "recipient": TenantId::MOJO_LLC,
            "percent": "10", "base_cents": 10 * amount_cents, "amount_cents": amount_cents,
            "currency": "EUR", "settled_as": "payout", "reasons": [], "rule_version": "1",
            "basis": basis,
        });
        serde_json::from_value(body).unwrap()
    }

    pub(super) fn refund(number: u128, net: i64, cents: i64, total: i64) -> CommissionReversalBody {
        let body = json!({
            "commission_entry_id": id(number), "recipient": TenantId::MOJO_LLC,
            "at": "2026-12-01T08:00:00Z", "refunded_net_cents": net, "reversed_cents": cents,
            "reversed_total_cents": total, "currency": "EUR",
        });
        serde_json::from_value(body).unwrap()
    }

    pub(super) fn payout(
        amount: i64,
        kind: &str,
        entries: &[u128],
        clawback: i64,
    ) -> CommissionPayoutBody {
        let entries: Vec<_> = entries.iter().map(|number| id(*number)).collect();
        let body = json!({
            "recipient": TenantId::MOJO_LLC, "at": "2027-01-01T08:00:00Z",
            "amount_cents": amount, "currency": "EUR", "kind": kind, "entries": entries,
            "clawback_cents": clawback,
        });
        serde_json::from_value(body).unwrap()
    }

    pub(super) fn ledger() -> Ledger {
        let mut ledger = Ledger::default();
        ledger.write(entry(1, 1000));
        ledger.write(entry(2, 500));
        ledger
    }

    #[test]
    fn a_refund_after_the_payout_and_a_payout_that_came_back_are_in_the_next_one() {
        let mut ledger = ledger();
        ledger.reverse(&refund(2, 2500, 250, 250)).unwrap();
        ledger.pay(&payout(1250, "monthly", &[1, 2], 0)).unwrap();
        ledger.reverse(&refund(1, 1000, 100, 100)).unwrap();
        ledger.pay(&payout(-1250, "returned", &[], 0)).unwrap();
        ledger.write(entry(3, 700));
        ledger.pay(&payout(1850, "monthly", &[3], -100)).unwrap();
        assert!(ledger.balances().values().all(|cents| *cents == 0));
    }

    #[test]
    fn a_payout_that_was_reserved_before_a_refund_adds_up_as_it_was_reserved() {
        let mut ledger = ledger();
        ledger.reverse(&refund(1, 1000, 100, 100)).unwrap();
        ledger.pay(&payout(1500, "monthly", &[1, 2], 0)).unwrap();
        assert_eq!(ledger.balances().into_values().collect::<Vec<_>>(), [-100]);
    }

    #[test]
    fn an_entry_paid_twice_a_cent_too_many_and_a_wrong_part_are_seen() {
        assert!(ledger().reverse(&refund(1, 1000, 99, 99)).is_err());
        assert!(ledger().pay(&payout(1001, "monthly", &[1], 0)).is_err());
        let mut paid = ledger();
        paid.pay(&payout(1000, "monthly", &[1], 0)).unwrap();
        assert!(paid.pay(&payout(1500, "monthly", &[1, 2], 0)).is_err());
    }

    #[test]
    fn half_a_cent_is_taken_back() {
        assert_eq!((share(1, 1, 2), share(1, 49, 100), share(25, 0, 100)), (1, 0, 0));
        assert_eq!((share(-1, 1, 2), share(-1, 49, 100), share(-25, 0, 100)), (-1, 0, 0));
    }
}
