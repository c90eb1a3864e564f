//! What the platform signed, beside what is held here (Y4): signature, balances, and every entry to
//! the cent. Nothing is asked of the platform.

use std::collections::BTreeMap;

use mojo_domain::{CommissionEntryId, Currency, Month, TenantId, berlin_month};
use mojo_protocol::Signed;
use mojo_protocol::facts::{
    CommissionEntryBody, PackagedEntry, StatementContent, StatementPackageBody,
};
use mojo_store::commissions::list_packages;
use mojo_store::device;

use super::CommissionsError;
use super::ledger::Ledger;
use crate::Desk;
use crate::signed::{check, find_key};
use crate::views::CommissionDifference;

/// What the signed months say.
#[derive(Default)]
pub(super) struct PackageCheck {
    /// Months whose signature holds.
    pub(super) signed: u32,
    /// Where what was signed is not what is held.
    pub(super) differences: Vec<CommissionDifference>,
}

impl Desk {
    /// Compares every signed month, or the asked one, with the entries held.
    pub(super) async fn check_packages(
        &self,
        asked: Option<Month>,
        ledger: &Ledger,
    ) -> Result<PackageCheck, CommissionsError> {
        let last = asked.unwrap_or_else(|| berlin_month(self.now()));
        let mut reader = self.reader().await?;
        let key = find_key(&mut reader).await?;
        let own = device::find(&mut reader).await?.map(|own| own.tenant_id);
        let packages = list_packages(&mut reader, last).await?;
        drop(reader);
        let mut found = PackageCheck::default();
        // C13: what was forfeited is told by the signed months alone.
        let mut forfeited: BTreeMap<Currency, i64> = BTreeMap::new();
        for signed in packages {
            let Some(content) = read(&signed) else {
                found.differences.push(difference("", "signature", "unreadable", ""));
                continue;
            };
            let is_asked = asked.is_none_or(|asked| asked == content.month);
            // What is not believed, or another tenant's, says nothing of what was forfeited either.
            if let Some(refused) = refusal(&signed, &content, key.as_deref(), own) {
                found.differences.extend(is_asked.then_some(refused));
                continue;
            }
            let before = forfeited.get(&content.currency).copied().unwrap_or(0);
            *forfeited.entry(content.currency).or_default() += content.forfeited_cents;
            if !is_asked {
                continue;
            }
            found.signed += 1;
            found.differences.extend(entries(&content, ledger));
            // A statement is of one currency (Y3).
            if content.currency == ledger.currency {
                found.differences.extend(balances(&content, ledger, before)?);
            }
        }
        Ok(found)
    }
}

fn read(signed: &Signed) -> Option<StatementContent> {
    let body: StatementPackageBody = serde_json::from_str(&signed.body).ok()?;
    Some(body.content)
}

/// Why a signed month is not compared: its signature does not hold, or it is another tenant's.
fn refusal(
    signed: &Signed,
    content: &StatementContent,
    key: Option<&str>,
    own: Option<TenantId>,
) -> Option<CommissionDifference> {
    let month = content.month.to_string();
    if let Err(why) = check(signed, key) {
        return Some(difference(&month, "signature", why.code(), ""));
    }
    if own == Some(content.recipient) {
        return None;
    }
    let own = own.map(|own| own.to_string()).unwrap_or_default();
    Some(difference(&month, "recipient", &own, &content.recipient.to_string()))
}

/// `stored` is what is held here, `signed` what the platform signed.
fn difference(order: &str, field: &str, stored: &str, signed: &str) -> CommissionDifference {
    CommissionDifference {
        entry_id: String::new(),
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

/// The balances of the month by the rules, against those that were signed.
fn balances(
    content: &StatementContent,
    ledger: &Ledger,
    forfeited_before: i64,
) -> Result<Vec<CommissionDifference>, CommissionsError> {
    let held = ledger.statement(content.month)?;
    let forfeited = forfeited_before + content.forfeited_cents;
    let pairs = [
        ("opening", held.opening.cents - forfeited_before, content.opening_cents),
        ("earned", held.earned.cents, content.earned_cents),
        ("reversed", held.reversed.cents, content.reversed_cents),
        ("paid", held.paid.cents, content.paid_cents),
        ("closing", held.closing.cents - forfeited, content.closing_cents),
    ];
    let month = content.month.to_string();
    let differs = pairs.into_iter().filter(|(_, held, signed)| held != signed);
    Ok(differs
        .map(|(field, held, signed)| difference(&month, field, &text(held), &text(signed)))
        .collect())
}

/// The entries of the month, each with the first thing that differs.
fn entries(content: &StatementContent, ledger: &Ledger) -> Vec<CommissionDifference> {
    let is_of = |body: &&CommissionEntryBody| {
        body.currency == content.currency && berlin_month(body.ordered_at) == content.month
    };
    let every = ledger.entries.iter().chain(&ledger.others);
    let mut held: BTreeMap<CommissionEntryId, &CommissionEntryBody> =
        every.filter(is_of).map(|body| (body.commission_entry_id, body)).collect();
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
    let instant = |at: chrono::DateTime<chrono::Utc>| crate::views::instant(at);
    let pairs = [
        ("amount", text(held.amount_cents), text(signed.amount_cents)),
        ("percent", held.percent.clone(), signed.percent.clone()),
        ("base", text(held.base_cents), text(signed.base_cents)),
        ("settled_as", held.settled_as.clone(), signed.settled_as.clone()),
        ("kind", held.commission_type.clone(), signed.commission_type.clone()),
        ("order", held.order_number.clone(), signed.order_number.clone()),
        ("line", held.line.clone(), signed.line.clone()),
        ("ordered_at", instant(held.ordered_at), instant(signed.ordered_at)),
    ];
    pairs.into_iter().find(|(_, held, signed)| held != signed)
}
