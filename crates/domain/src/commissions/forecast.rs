//! C11, Y1: what becomes approved in the coming weeks, and with which payout run it is paid. What is
//! not known yet (orders, refunds and disputes to come) changes it.

use std::collections::BTreeMap;

use chrono::{Datelike as _, NaiveDate};

use super::{CarryReason, PayoutCandidate, PayoutDecision, plan_payouts};
use crate::{Currency, Money, MoneyError, Month};

/// Y1: the day of the month, in Berlin, from which on the payout run is made, where the platform is
/// not told another.
pub const PAYOUT_DAY: u32 = 5;

/// The hold period ends within two runs; what a clock that was ahead dated later is not told.
const MOST_RUNS: usize = 12;

/// Where a recipient stands in one currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForecastFacts {
    /// In Berlin.
    pub today: NaiveDate,
    /// The run of this month was made already.
    pub is_run_made: bool,
    /// Of all amounts.
    pub currency: Currency,
    /// Approved and unpaid, clawbacks included (C12), without what is frozen (Y5).
    pub payable_cents: i64,
    /// What is held and not frozen, by the day in Berlin on which it is approved.
    pub held: BTreeMap<NaiveDate, i64>,
    /// The least that a run pays.
    pub minimum_cents: i64,
}

/// What becomes approved before a run, and what the run does. `before + approved = due`, and
/// `due = paid + carried`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForecastRun {
    /// The first day on which the run may be made.
    pub run_on: NaiveDate,
    /// What was payable before: below zero where clawbacks outweigh it.
    pub before: Money,
    /// What becomes approved before the run, by the day; no day has nothing.
    pub approvals: Vec<(NaiveDate, Money)>,
    /// All of that.
    pub approved: Money,
    /// What the run finds.
    pub due: Money,
    /// What it pays.
    pub paid: Money,
    /// What stays for the next one.
    pub carried: Money,
    /// Why it stays; `None` where nothing does.
    pub reason: Option<CarryReason>,
}

/// The runs until all that is held now is approved, the next one first; none where nothing is held
/// or payable. An entry that is approved on the day of a run waits for the next: the run may be
/// made in the morning.
///
/// # Errors
/// [`MoneyError::Overflow`] for sums beyond 64 bits of cents.
pub fn forecast(facts: &ForecastFacts) -> Result<Vec<ForecastRun>, MoneyError> {
    let mut runs = Vec::new();
    let mut before = Money::new(facts.payable_cents, facts.currency);
    let mut from = NaiveDate::MIN;
    let mut run_on = first_run(facts);
    while runs.len() < MOST_RUNS && (before.cents != 0 || is_held_from(facts, from)) {
        let run = run(facts, before, from, run_on)?;
        before = run.carried;
        runs.push(run);
        from = run_on;
        if !is_held_from(facts, from) {
            break;
        }
        run_on = run_of(Month::of(run_on).next());
    }
    Ok(runs)
}

fn is_held_from(facts: &ForecastFacts, day: NaiveDate) -> bool {
    facts.held.range(day..).any(|(_, cents)| *cents != 0)
}

/// The next run: today's, where that is the day and no run was made.
fn first_run(facts: &ForecastFacts) -> NaiveDate {
    let month = Month::of(facts.today);
    if facts.today.day() <= PAYOUT_DAY && !facts.is_run_made {
        return run_of(month);
    }
    run_of(month.next())
}

fn run_of(month: Month) -> NaiveDate {
    let first = month.first_day();
    first.with_day(PAYOUT_DAY).unwrap_or(first)
}

fn run(
    facts: &ForecastFacts,
    before: Money,
    from: NaiveDate,
    run_on: NaiveDate,
) -> Result<ForecastRun, MoneyError> {
    let money = |cents| Money::new(cents, facts.currency);
    let held = facts.held.range(from..run_on).filter(|(_, cents)| **cents != 0);
    let approvals: Vec<_> = held.map(|(day, cents)| (*day, money(*cents))).collect();
    let mut approved = money(0);
    for (_, amount) in &approvals {
        approved = approved.checked_add(*amount)?;
    }
    let due = before.checked_add(approved)?;
    let candidate = PayoutCandidate {
        recipient: (),
        currency: facts.currency,
        approved_cents: i128::from(due.cents),
        clawback_cents: 0,
        // Whether it has one is the platform's to know.
        has_account: true,
    };
    let decision = plan_payouts(vec![candidate], facts.minimum_cents)?.decisions.pop();
    let (paid, reason) = match decision {
        Some(PayoutDecision::Pay { amount, .. }) => (amount, None),
        Some(PayoutDecision::Carry { reason, .. }) if due.cents != 0 => (money(0), Some(reason)),
        _ => (money(0), None),
    };
    let carried = due.checked_sub(paid)?;
    Ok(ForecastRun { run_on, before, approvals, approved, due, paid, carried, reason })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(today: &str, payable_cents: i64, held: &[(&str, i64)]) -> ForecastFacts {
        let held = held.iter().map(|(day, cents)| (day.parse().unwrap(), *cents));
        ForecastFacts {
            today: today.parse().unwrap(),
            is_run_made: false,
            currency: Currency::EUR,
            payable_cents,
            held: held.collect(),
            minimum_cents: 50_00,
        }
    }

    /// Day, before, approved, paid, carried.
    fn told(facts: &ForecastFacts) -> Vec<String> {
        let runs = forecast(facts).unwrap();
        for run in &runs {
            assert_eq!(run.before.cents + run.approved.cents, run.due.cents);
            assert_eq!(run.paid.cents + run.carried.cents, run.due.cents);
            let days: i64 = run.approvals.iter().map(|(_, amount)| amount.cents).sum();
            assert_eq!(days, run.approved.cents);
            assert_eq!(run.reason.is_some(), run.carried.cents != 0);
        }
        let tell = |run: &ForecastRun| {
            format!("{}: {} {} {} {}", run.run_on, run.before, run.approved, run.paid, run.carried)
        };
        runs.iter().map(tell).collect()
    }

    #[test]
    fn y1_what_is_approved_before_a_run_is_paid_with_it_and_the_rest_with_the_next() {
        let held = [("2026-11-25", 30_00), ("2026-12-04", 30_00), ("2026-12-05", 70_00)];
        let expected = ["2026-12-05: 10.00 60.00 70.00 0.00", "2027-01-05: 0.00 70.00 70.00 0.00"];
        assert_eq!(told(&facts("2026-11-20", 10_00, &held)), expected);
    }

    #[test]
    fn y1_below_fifty_euros_it_is_carried_over_and_counts_for_the_next_run() {
        let held = [("2026-11-25", 49_99), ("2026-12-10", 1)];
        let expected = ["2026-12-05: 0.00 49.99 0.00 49.99", "2027-01-05: 49.99 0.01 50.00 0.00"];
        assert_eq!(told(&facts("2026-11-20", 0, &held)), expected);
        let runs = forecast(&facts("2026-11-20", 0, &held)).unwrap();
        assert_eq!(runs[0].reason, Some(CarryReason::BelowMinimum));
        // C13: who has left is paid every cent.
        let left = ForecastFacts { minimum_cents: 1, ..facts("2026-11-20", 49_99, &[]) };
        assert_eq!(told(&left), ["2026-12-05: 49.99 0.00 49.99 0.00"]);
    }

    #[test]
    fn c12_a_clawback_that_outweighs_what_is_approved_is_carried_over_below_zero() {
        let held = [("2026-11-25", 60_00), ("2026-12-10", 90_00)];
        let expected =
            ["2026-12-05: -100.00 60.00 0.00 -40.00", "2027-01-05: -40.00 90.00 50.00 0.00"];
        assert_eq!(told(&facts("2026-11-20", -100_00, &held)), expected);
    }

    #[test]
    fn y1_the_run_of_a_month_is_made_once_and_on_its_day() {
        let first = |facts: &ForecastFacts| forecast(facts).unwrap()[0].run_on.to_string();
        assert_eq!(first(&facts("2026-12-04", 60_00, &[])), "2026-12-05");
        assert_eq!(first(&facts("2026-12-05", 60_00, &[])), "2026-12-05");
        let made = ForecastFacts { is_run_made: true, ..facts("2026-12-05", 60_00, &[]) };
        assert_eq!(first(&made), "2027-01-05");
        assert_eq!(first(&facts("2026-12-06", 60_00, &[])), "2027-01-05");
    }

    #[test]
    fn nothing_held_and_nothing_payable_is_no_run() {
        assert_eq!(forecast(&facts("2026-11-20", 0, &[])), Ok(Vec::new()));
        assert_eq!(forecast(&facts("2026-11-20", 0, &[("2026-11-25", 0)])), Ok(Vec::new()));
    }

    #[test]
    fn an_entry_of_a_clock_that_was_ahead_does_not_make_runs_for_ever() {
        let runs = forecast(&facts("2026-11-20", 0, &[("9999-12-01", 1)])).unwrap();
        assert_eq!(runs.len(), MOST_RUNS);
    }
}
