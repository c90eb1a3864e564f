//! The result as JSON: exactly these keys, in this order, sorted by code point.

use mojo_domain::commissions::LedgerEntry;
use serde::Serialize;

use super::events::Texts;
use super::play::Played;

#[derive(Serialize)]
struct Result<'a> {
    commissions: Vec<Commission<'a>>,
    rest: Vec<Rest<'a>>,
    payouts: Vec<Payout<'a>>,
    rejected: &'a [usize],
}

#[derive(Serialize)]
struct Commission<'a> {
    order: &'a str,
    line: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    recipient: Option<&'a str>,
    percent: String,
    amount: String,
    reversed: String,
    settled_as: &'static str,
    status: &'static str,
}

#[derive(Serialize)]
struct Rest<'a> {
    order: &'a str,
    line: &'a str,
    recipient: Option<&'a str>,
    amount: String,
}

#[derive(Serialize)]
struct Payout<'a> {
    recipient: &'a str,
    currency: &'a str,
    at: &'a str,
    amount: String,
    kind: &'static str,
}

pub(super) fn to_json(played: &Played) -> String {
    let mut commissions: Vec<_> = played.ledger.entries().iter().map(commission).collect();
    commissions.sort_by_key(|it| (it.order, it.line, it.kind));
    // The ledger keeps its lines sorted by order and line.
    let rest = played.ledger.lines().map(|(order, line, state)| Rest {
        order,
        line,
        recipient: state.basis.seller.as_deref(),
        amount: state.rest.to_string(),
    });
    let payouts = played.payouts.iter().map(|(payout, at)| Payout {
        recipient: &payout.recipient,
        currency: payout.amount.currency.code(),
        at,
        amount: payout.amount.to_string(),
        kind: payout.kind.code(),
    });
    let result = Result {
        commissions,
        rest: rest.collect(),
        payouts: payouts.collect(),
        rejected: &played.rejected,
    };
    let mut text = serde_json::to_string_pretty(&result)
        .expect("texts, lists and numbers can always be written as JSON");
    text.push('\n');
    text
}

fn commission(entry: &LedgerEntry<Texts>) -> Commission<'_> {
    let commission = &entry.commission;
    Commission {
        order: &entry.order,
        line: &entry.line,
        kind: commission.kind.code(),
        recipient: commission.recipient.as_deref(),
        percent: commission.percent.to_string(),
        amount: commission.amount.to_string(),
        reversed: entry.reversed.to_string(),
        settled_as: commission.settled_as.code(),
        status: entry.status.code(),
    }
}
