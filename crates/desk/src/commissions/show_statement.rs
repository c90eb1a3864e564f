//! The statement of a month (Y3, Y5).

use std::collections::BTreeMap;

use chrono::{DateTime, Days, Utc};
use mojo_domain::commissions::{CommissionType, SettledAs, Statement, StatementReversal, Status};
use mojo_domain::{Currency, Money, Month, berlin_day};
use mojo_protocol::facts::CommissionEntryBody;
use mojo_store::commissions::{ForfeitureRecord, ReversalRecord};

use super::CommissionsError;
use super::disputes::FROZEN;
use super::ledger::{Key, Ledger};
use crate::Desk;
use crate::views::{
    CommissionRow, CommissionTotal, ForfeitedView, MoneyView, MonthBar, PayoutRow, StatementView,
};

/// How many months the chart shows.
const CHART_MONTHS: usize = 24;

impl Desk {
    /// The statement of a month in one currency (Y3): entries, reversals, corrections, forfeitures,
    /// payouts, balances, the months before, and what is to come. `None` is the month's only currency.
    ///
    /// # Errors
    /// [`CommissionsError::NotAMonth`] for a wrong month, [`CommissionsError::NotACurrency`] for a
    /// wrong currency, and [`CommissionsError::SeveralCurrencies`] where it must be named.
    pub async fn show_statement(
        &self,
        month: String,
        currency: Option<String>,
    ) -> Result<StatementView, CommissionsError> {
        let month = parse_month(&month)?;
        let now = self.now();
        let ledger = self.load_month(month, parse_currency(currency.as_deref())?).await?;
        let statement = ledger.statement()?;
        let statuses = ledger.statuses(now)?;
        let recipient = self.find_session().await?.map(|session| session.tenant);
        let money = |cents| MoneyView::from(Money::new(cents, ledger.currency));
        let disputed = ledger.disputed(&statuses)?;
        let total = statement.earned.cents - statement.reversed.cents + statement.corrected.cents
            - statement.forfeited.cents;
        Ok(StatementView {
            month: month.to_string(),
            recipient: recipient.unwrap_or_default(),
            currency: ledger.currency.code().to_owned(),
            opening: statement.opening.into(),
            totals: totals(&statement, &money),
            total: money(total + statement.discounts.cents),
            earned: statement.earned.into(),
            reversed: (-statement.reversed).into(),
            corrected: statement.corrected.into(),
            forfeited: (-statement.forfeited).into(),
            paid: (-statement.paid).into(),
            discounts: statement.discounts.into(),
            credited: money(statement.credited.cents - disputed.cents),
            disputed: disputed.into(),
            closing: statement.closing.into(),
            held: statement.held.into(),
            payable: money(statement.closing.cents - statement.held.cents),
            entries: rows(&ledger, &statement, &statuses)?,
            payouts: statement
                .payouts
                .iter()
                .map(|payout| PayoutRow {
                    on: berlin_day(payout.at).to_string(),
                    kind: payout.kind.code().to_owned(),
                    amount: payout.amount.into(),
                    vat: payout.vat.into(),
                })
                .collect(),
            history: history(&ledger),
            forecast: ledger.forecast(&statuses, now)?,
            due_on: (month.next().next().first_day() - Days::new(1)).to_string(),
        })
    }
}

pub(super) fn parse_month(text: &str) -> Result<Month, CommissionsError> {
    text.parse().map_err(|_| CommissionsError::NotAMonth(text.to_owned()))
}

/// The currency of a statement, where somebody says which.
pub(super) fn parse_currency(text: Option<&str>) -> Result<Option<Currency>, CommissionsError> {
    let wrong = |text: &str| CommissionsError::NotACurrency(text.to_owned());
    text.map(|text| text.parse().map_err(|_| wrong(text))).transpose()
}

fn totals(statement: &Statement<Key>, money: &impl Fn(i64) -> MoneyView) -> Vec<CommissionTotal> {
    let percent_of = |kind: CommissionType| {
        let mut percents = statement.entries.iter().filter(|e| e.kind == kind).map(|e| e.percent);
        let first = percents.next()?;
        percents.all(|percent| percent == first).then(|| first.to_string())
    };
    let order = [
        CommissionType::RegionalExclusive,
        CommissionType::AffiliateFirst,
        CommissionType::AffiliateRecurring,
        CommissionType::PlatformFee,
    ];
    let mut totals: Vec<CommissionTotal> = order
        .into_iter()
        .filter_map(|kind| statement.totals.get(&kind).map(|amount| (kind, *amount)))
        .map(|(kind, amount)| CommissionTotal {
            kind: kind.code().to_owned(),
            percent: percent_of(kind),
            amount: amount.into(),
        })
        .collect();
    let reversed: i64 = statement.reversals.iter().map(|reversal| reversal.amount.cents).sum();
    if reversed != 0 {
        let amount = money(-reversed);
        totals.push(CommissionTotal { kind: "reversals".to_owned(), percent: None, amount });
    }
    if statement.corrected.cents != 0 {
        let amount = statement.corrected.into();
        totals.push(CommissionTotal { kind: "corrections".to_owned(), percent: None, amount });
    }
    if statement.forfeited.cents != 0 {
        let amount = (-statement.forfeited).into();
        totals.push(CommissionTotal { kind: "forfeitures".to_owned(), percent: None, amount });
    }
    totals
}

fn rows(
    ledger: &Ledger,
    statement: &Statement<Key>,
    statuses: &BTreeMap<Key, Status>,
) -> Result<Vec<CommissionRow>, CommissionsError> {
    let others = statement.corrections.len() + statement.forfeitures.len();
    let count = statement.entries.len() + statement.reversals.len() + others;
    let mut rows: Vec<(DateTime<Utc>, CommissionRow)> = Vec::with_capacity(count);
    for entry in &statement.entries {
        let Some(body) = ledger.bodies.get(&entry.key) else { continue };
        let status = statuses.get(&entry.key).copied().unwrap_or(Status::Pending);
        let is_frozen = ledger.is_frozen(entry.key, status);
        let mut row = row(body, if is_frozen { FROZEN } else { status.code() });
        row.dispute = ledger.dispute_state(entry.key);
        row.forfeited = ledger.forfeitures.get(&entry.key).map(forfeited);
        let is_lost = status == Status::Forfeited;
        let pays = entry.settled_as == SettledAs::Payout && !is_frozen && !is_lost;
        row.approved_on = pays.then(|| berlin_day(entry.approves_at).to_string());
        rows.push((entry.booked_at, row));
    }
    for reversal in &statement.reversals {
        let Some(body) = ledger.bodies.get(&reversal.key) else { continue };
        let mut row = row(body, "reversal");
        let net = refunded_net(ledger, reversal);
        row.on = berlin_day(reversal.at).to_string();
        row.net = Money::new(-net, ledger.currency).into();
        row.amount = (-reversal.amount).into();
        rows.push((reversal.at, row));
    }
    rows.extend(corrections(ledger, statement));
    for forfeiture in &statement.forfeitures {
        let Some(body) = ledger.bodies.get(&forfeiture.key) else { continue };
        let mut row = row(body, "forfeiture");
        let net = body.base_cents - refunded_net_until(ledger, forfeiture.key, forfeiture.at);
        row.on = berlin_day(forfeiture.at).to_string();
        row.net = Money::new(-net, ledger.currency).into();
        row.amount = (-forfeiture.amount).into();
        row.forfeited = ledger.forfeitures.get(&forfeiture.key).map(forfeited);
        rows.push((forfeiture.at, row));
    }
    rows.sort_by_key(|row| row.0);
    Ok(rows.into_iter().map(|(_, row)| row).collect())
}

/// Y5: a row of its own for each correction of the month, with its reason; it is a decision of people and
/// of no percentage of a net. Those of an entry are told in order of time, as they are held.
fn corrections(ledger: &Ledger, statement: &Statement<Key>) -> Vec<(DateTime<Utc>, CommissionRow)> {
    let mut told: BTreeMap<(Key, DateTime<Utc>), usize> = BTreeMap::new();
    let mut rows = Vec::with_capacity(statement.corrections.len());
    for correction in &statement.corrections {
        let Some(body) = ledger.bodies.get(&correction.key) else { continue };
        let place = told.entry((correction.key, correction.at)).or_default();
        let of_entry = ledger.corrections_of(correction.key).iter();
        let record = of_entry.filter(|one| one.at == correction.at).nth(*place);
        *place += 1;
        let mut row = row(body, "correction");
        row.on = berlin_day(correction.at).to_string();
        row.net = Money::zero(ledger.currency).into();
        row.amount = correction.amount.into();
        row.corrected_because = record.map(|record| record.reason.clone());
        rows.push((correction.at, row));
    }
    rows
}

/// C13: that an entry was lost, when, and why.
fn forfeited(record: &ForfeitureRecord) -> ForfeitedView {
    ForfeitedView {
        reason: record.reason.clone(),
        on: berlin_day(record.at).to_string(),
        amount: Money::new(record.amount_cents, record.currency).into(),
    }
}

/// The net that refunds had given back of an entry by an instant.
fn refunded_net_until(ledger: &Ledger, key: Key, at: DateTime<Utc>) -> i64 {
    let told = ledger.reversals_of(key).iter().filter(|reversal| reversal.at <= at);
    let last = told.max_by_key(|reversal| (reversal.at, reversal.refunded_net_cents));
    last.map_or(0, |reversal| reversal.refunded_net_cents)
}

/// The net that one refund gave back: reversals count all refunds so far, less where one did not go
/// through after all. Several may stand at the same instant: what was told so late that its month was
/// signed for good stands at the noon of a later one.
fn refunded_net(ledger: &Ledger, reversal: &StatementReversal<Key>) -> i64 {
    let of_entry = ledger.reversals_of(reversal.key);
    let earlier = of_entry.iter().filter(|told| told.at < reversal.at);
    let last = earlier.max_by_key(|told| (told.at, told.refunded_net_cents));
    let mut before = last.map_or(0, |told| told.refunded_net_cents);
    let mut at_once: Vec<&ReversalRecord> =
        of_entry.iter().filter(|told| told.at == reversal.at).collect();
    // In the order in which they were booked: what is taken back grows, what is given again shrinks.
    at_once.sort_by_key(|told| {
        let is_given_again = told.reversed_cents < 0;
        let net = told.refunded_net_cents;
        (is_given_again, if is_given_again { -net } else { net })
    });
    for told in at_once {
        if told.reversed_cents == reversal.amount.cents {
            return told.refunded_net_cents - before;
        }
        before = told.refunded_net_cents;
    }
    0
}

pub(super) fn row(body: &CommissionEntryBody, status: &str) -> CommissionRow {
    let money = |cents| Money::new(cents, body.currency).into();
    CommissionRow {
        entry_id: body.commission_entry_id.to_string(),
        on: berlin_day(body.ordered_at).to_string(),
        order_number: body.order_number.clone(),
        line: body.line.clone(),
        customer: body.customer.clone(),
        product: body.product_name.clone(),
        country: body.basis.billing_country.clone().unwrap_or_default(),
        net: money(body.base_cents),
        percent: body.percent.clone(),
        amount: money(body.amount_cents),
        kind: body.commission_type.clone(),
        status: status.to_owned(),
        approved_on: None,
        dispute: None,
        forfeited: None,
        corrected_because: None,
    }
}

/// The bars of the chart, the oldest first.
fn history(ledger: &Ledger) -> Vec<MonthBar> {
    let mut sums: BTreeMap<(Month, &str), i64> = BTreeMap::new();
    for sum in ledger.balances.entries.iter().filter(|sum| sum.currency == ledger.currency) {
        let key = (sum.month, sum.commission_type.as_str());
        *sums.entry(key).or_default() += sum.amount_cents;
    }
    let mut months = vec![ledger.month];
    while months.len() < CHART_MONTHS {
        months.push(months[months.len() - 1].previous());
    }
    months.reverse();
    let sum = |month: Month, kind: CommissionType| {
        let cents = sums.get(&(month, kind.code())).copied().unwrap_or(0);
        MoneyView::from(Money::new(cents, ledger.currency))
    };
    months
        .into_iter()
        .map(|month| MonthBar {
            month: month.to_string(),
            regional: sum(month, CommissionType::RegionalExclusive),
            affiliate_first: sum(month, CommissionType::AffiliateFirst),
            affiliate_recurring: sum(month, CommissionType::AffiliateRecurring),
        })
        .collect()
}
