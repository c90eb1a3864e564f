//! What the platform signed, beside what is held here (Y4): signature, balances, and every entry to
//! the cent. Nothing is asked of the platform.

use std::collections::BTreeMap;

use mojo_domain::{CommissionEntryId, Money, TenantId};
use mojo_protocol::Signed;
use mojo_protocol::facts::{CommissionEntryBody, PackagedEntry, StatementContent};
use serde::Deserialize;

use super::CommissionsError;
use super::balances::Balances;
use crate::signed::check;
use crate::views::CommissionDifference;

/// Whose signature holds here, and for whom.
#[derive(Clone)]
pub(super) struct Believed {
    /// The platform's key; `None` before it has told one.
    pub(super) key: Option<String>,
    /// The own tenant.
    pub(super) own: Option<TenantId>,
}

/// A signed month, as far as it can be judged without the months before it.
pub(super) enum Judged {
    /// It is no signed month, of whichever month.
    Unreadable(CommissionDifference),
    /// Its signature does not hold, or it is another tenant's.
    Refused(CommissionDifference),
    /// It is the platform's word.
    Holds {
        /// Without its rows.
        content: StatementContent,
        /// Where its entries are not those that are held.
        differences: Vec<CommissionDifference>,
    },
}

/// What is read of the body; the rest of it is about revisions.
#[derive(Deserialize)]
struct Body {
    content: StatementContent,
}

/// Judges a signed month, and compares its entries when the held ones of the month are given.
pub(super) fn judge(
    signed: &Signed,
    believed: &Believed,
    held: Option<&[CommissionEntryBody]>,
) -> Judged {
    let Ok(Body { mut content }) = serde_json::from_str(&signed.body) else {
        return Judged::Unreadable(difference("", "signature", "unreadable", ""));
    };
    if let Some(refused) = refusal(signed, &content, believed) {
        return Judged::Refused(refused);
    }
    let differences = held.map(|held| entries(&content, held)).unwrap_or_default();
    content.entries = Vec::new();
    content.reversals = Vec::new();
    content.corrections = Vec::new();
    content.payouts = Vec::new();
    Judged::Holds { content, differences }
}

/// Why a signed month is not compared: its signature does not hold, or it is another tenant's.
fn refusal(
    signed: &Signed,
    content: &StatementContent,
    believed: &Believed,
) -> Option<CommissionDifference> {
    let month = content.month.to_string();
    if let Err(why) = check(signed, believed.key.as_deref()) {
        return Some(difference(&month, "signature", why.code(), ""));
    }
    if believed.own == Some(content.recipient) {
        return None;
    }
    let own = believed.own.map(|own| own.to_string()).unwrap_or_default();
    Some(difference(&month, "recipient", &own, &content.recipient.to_string()))
}

/// `stored` is what is held here, `signed` what the platform signed.
fn difference(order: &str, field: &str, stored: &str, signed: &str) -> CommissionDifference {
    CommissionDifference {
        entry_id: String::new(),
        month: String::new(),
        currency: String::new(),
        order_number: order.to_owned(),
        field: field.to_owned(),
        stored: stored.to_owned(),
        recomputed: signed.to_owned(),
        source: "package".to_owned(),
    }
}

/// Two decimals, whatever the currency.
fn text(cents: i64) -> String {
    mojo_domain::Money::eur(cents).to_string()
}

/// The balances of the month by the rules, against those that were signed. What was forfeited moves
/// these as the signed months say (C13): `forfeited_before` is what the earlier ones say. What is
/// held of it is compared by itself; a platform of before told nothing else of it.
pub(super) fn compare_balances(
    content: &StatementContent,
    balances: &Balances,
    forfeited_before: i64,
) -> Result<Vec<CommissionDifference>, CommissionsError> {
    let opening: Money = balances.before(content.month, content.currency)?;
    let held = balances.moved(content.currency, |month| month == content.month)?;
    let closing = held.added_to(opening)?;
    let forfeited = forfeited_before + content.forfeited_cents;
    let told = balances.forfeited(content.currency, |month| month == content.month)?;
    let is_told = balances.forfeitures.iter().any(|sum| sum.currency == content.currency);
    let told = if is_told { told.cents } else { content.forfeited_cents };
    let pairs = [
        ("opening", opening.cents - forfeited_before, content.opening_cents),
        ("earned", held.earned.cents, content.earned_cents),
        ("reversed", held.reversed.cents, content.reversed_cents),
        ("corrected", held.corrected.cents, content.corrected_cents),
        ("forfeited", told, content.forfeited_cents),
        ("paid", held.paid.cents, content.paid_cents),
        ("closing", closing.cents - forfeited, content.closing_cents),
    ];
    let month = content.month.to_string();
    let differs = pairs.into_iter().filter(|(_, held, signed)| held != signed);
    Ok(differs
        .map(|(field, held, signed)| difference(&month, field, &text(held), &text(signed)))
        .collect())
}

/// The entries of the month, each with the first thing that differs.
fn entries(content: &StatementContent, held: &[CommissionEntryBody]) -> Vec<CommissionDifference> {
    let is_of = |body: &&CommissionEntryBody| body.currency == content.currency;
    let mut held: BTreeMap<CommissionEntryId, &CommissionEntryBody> =
        held.iter().filter(is_of).map(|body| (body.commission_entry_id, body)).collect();
    let mut found = Vec::new();
    for signed in &content.entries {
        let differs = match held.remove(&signed.commission_entry_id) {
            None => Some(("entry", String::new(), text(signed.amount_cents))),
            Some(body) => first_difference(body, signed),
        };
        if let Some((field, stored, was_signed)) = differs {
            let entry_id = signed.commission_entry_id.to_string();
            let one = difference(&signed.order_number, field, &stored, &was_signed);
            found.push(CommissionDifference { entry_id, ..one });
        }
    }
    // What is held and was not signed: an entry that came later waits for the next revision.
    found.extend(held.into_values().map(|body| {
        let entry_id = body.commission_entry_id.to_string();
        let one = difference(&body.order_number, "entry", &text(body.amount_cents), "");
        CommissionDifference { entry_id, ..one }
    }));
    found
}

fn first_difference(
    held: &CommissionEntryBody,
    signed: &PackagedEntry,
) -> Option<(&'static str, String, String)> {
    let cents =
        |field, held: i64, signed: i64| (held != signed).then(|| (field, text(held), text(signed)));
    let words = |field, held: &str, signed: &str| {
        (held != signed).then(|| (field, held.to_owned(), signed.to_owned()))
    };
    let instants = || {
        let texts = [held.ordered_at, signed.ordered_at].map(crate::views::instant);
        words("ordered_at", &texts[0], &texts[1])
    };
    cents("amount", held.amount_cents, signed.amount_cents)
        .or_else(|| words("percent", &held.percent, &signed.percent))
        .or_else(|| cents("base", held.base_cents, signed.base_cents))
        .or_else(|| words("settled_as", &held.settled_as, &signed.settled_as))
        .or_else(|| words("kind", &held.commission_type, &signed.commission_type))
        .or_else(|| words("order", &held.order_number, &signed.order_number))
        .or_else(|| words("line", &held.line, &signed.line))
        .or_else(|| if held.ordered_at == signed.ordered_at { None } else { instants() })
}
