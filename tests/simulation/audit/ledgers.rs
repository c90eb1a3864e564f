//! Cards, sales, invoices: what must add up.

use std::collections::{BTreeMap, BTreeSet};

use mojo_desk::views::{CardQuery, InvoiceQuery, InvoiceRow};
use mojo_domain::{InvoiceId, PunchCardId, RedemptionId, SaleId};
use mojo_protocol::facts::{
    CaseBody, CaseKind, CaseSettlementBody, InvoiceBody, InvoicePaymentBody, PunchCardBody,
    RedemptionBody, SaleBody,
};
use mojo_protocol::{Change, Entity, Scope};
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::{Logs, fault};
use crate::simulation::world::World;
use crate::simulation::{Held, broken};

/// The bodies of a kind in the tenant's order.
pub(super) fn bodies<T: DeserializeOwned>(log: &[Change], entity: Entity) -> Vec<T> {
    let own = log.iter().filter(|change| change.entity == entity.name());
    own.map(|change| serde_json::from_str(&change.body).expect("a fact is readable")).collect()
}

struct Card {
    entries: u32,
    /// In the order in which they count.
    uses: Vec<RedemptionId>,
}

/// Where a visit counts that was settled (`None`: nowhere), and since when in the order.
type Settled = BTreeMap<RedemptionId, (Option<PunchCardId>, i64)>;

/// The first settlement of a case counts.
fn settled(log: &[Change]) -> Settled {
    let mut cases = BTreeSet::new();
    let mut settled = Settled::new();
    for change in log.iter().filter(|change| change.entity == Entity::CaseSettlement.name()) {
        let body: CaseSettlementBody = serde_json::from_str(&change.body).expect("readable");
        if cases.insert(body.case_id)
            && let Some(visit) = body.redemption_id
        {
            settled.insert(visit, (body.to_card, change.seq));
        }
    }
    settled
}

/// What is left of every card, by the order of the platform.
fn cards(log: &[Change]) -> BTreeMap<PunchCardId, Card> {
    let redemptions = bodies::<RedemptionBody>(log, Entity::Redemption);
    let back: BTreeSet<RedemptionId> = redemptions.iter().filter_map(|r| r.takes_back).collect();
    let settled = settled(log);
    let mut uses: BTreeMap<PunchCardId, Vec<(i64, RedemptionId)>> = BTreeMap::new();
    for change in log.iter().filter(|change| change.entity == Entity::Redemption.name()) {
        let visit: RedemptionBody = serde_json::from_str(&change.body).expect("readable");
        if visit.takes_back.is_some() || back.contains(&visit.redemption_id) {
            continue;
        }
        let own = (Some(visit.punch_card_id), change.seq);
        let (card, since) = settled.get(&visit.redemption_id).copied().unwrap_or(own);
        if let Some(card) = card {
            uses.entry(card).or_default().push((since, visit.redemption_id));
        }
    }
    let mut cards = BTreeMap::new();
    for card in bodies::<PunchCardBody>(log, Entity::PunchCard) {
        let mut own = uses.remove(&card.punch_card_id).unwrap_or_default();
        own.sort_unstable_by_key(|(since, _)| *since);
        let uses = own.into_iter().map(|(_, visit)| visit).collect();
        cards.insert(card.punch_card_id, Card { entries: card.entries, uses });
    }
    cards
}

/// Every desk shows what is left of every card; every use beyond the last entry has its case, and
/// there is no case of another kind than those that were caused.
pub(super) async fn cards_add_up(world: &World, logs: &Logs) -> Held {
    for (owner, log) in logs {
        let cards = cards(log);
        let cases = bodies::<CaseBody>(log, Entity::Case);
        let refunded = refunded(log);
        for (id, card) in &cards {
            // A Storno pays every entry back: none is left to use.
            let is_void = refunded.contains(id);
            let entries = if is_void { 0 } else { usize::try_from(card.entries).unwrap_or(0) };
            for beyond in card.uses.iter().skip(entries) {
                let is_case = |case: &&CaseBody| {
                    case.kind == CaseKind::CardOverdraft
                        && case.punch_card_id == Some(*id)
                        && case.facts.last().is_some_and(|fact| fact.id == beyond.0)
                };
                if cases.iter().filter(is_case).count() != 1 {
                    let own = log.iter().filter(|c| c.body.contains(&id.to_string()));
                    let own: Vec<_> = own.map(|c| (c.seq, &c.op, c.dseq, c.device_id)).collect();
                    let seen =
                        format!("{owner}: use {beyond} of card {id} beyond {entries}: {own:?}");
                    return Err(broken("a use beyond the last entry has one case", seen));
                }
            }
        }
        cases_are_expected(world, owner, &cases)?;
    }
    for (number, machine) in world.machines.iter().enumerate() {
        let scopes = world.scopes(number).await?.unwrap_or_default();
        if machine.is_revoked || !scopes.contains(&Scope::Checkin) {
            continue;
        }
        let log = &logs[machine.post.owner];
        let refunded = refunded(log);
        let query = CardQuery {
            text: String::new(),
            filter: "all".to_owned(),
            contact_id: None,
            offset: 0,
            limit: 500,
        };
        let page = machine.desk().list_cards(query).await.map_err(fault)?;
        let expected = cards(log);
        if page.rows.len() != expected.len() {
            let seen = format!("{}: {} of {}", machine.name, page.rows.len(), expected.len());
            return Err(broken("every desk shows every card", seen));
        }
        for row in page.rows {
            let id: PunchCardId = row.card_id.parse().map_err(fault)?;
            let card = &expected[&id];
            let used = u32::try_from(card.uses.len()).unwrap_or(u32::MAX);
            let is_void = refunded.contains(&id);
            let left = i64::from(card.entries) - i64::from(used);
            let is_right = row.used == used && (is_void || i64::from(row.left) == left);
            if !is_right {
                let seen = format!("{}: {row:?}, used {used}, left {left}", machine.name);
                return Err(broken("used and left make the whole card", seen));
            }
        }
    }
    Ok(())
}

/// Cards whose sale was cancelled.
fn refunded(log: &[Change]) -> BTreeSet<PunchCardId> {
    let sales = bodies::<SaleBody>(log, Entity::Sale);
    let cancelled: BTreeSet<SaleId> = sales.iter().filter_map(|sale| sale.cancels).collect();
    let own = sales.iter().filter(|sale| cancelled.contains(&sale.sale_id));
    own.flat_map(|sale| &sale.lines).filter_map(|line| line.punch_card_id).collect()
}

/// A document is reversed once; where desks did not know of each other, every Storno after the first
/// has its case, and nothing else has one.
pub(super) fn second_stornos_have_cases(logs: &Logs) -> Held {
    for (owner, log) in logs {
        let sales = bodies::<SaleBody>(log, Entity::Sale).into_iter();
        let sales = sales.filter_map(|sale| Some((sale.cancels?.0, sale.sale_id.0)));
        let invoices = bodies::<InvoiceBody>(log, Entity::Invoice).into_iter();
        let invoices = invoices.filter_map(|one| Some((one.cancels?.0, one.invoice_id.0)));
        let mut first: BTreeMap<Uuid, Uuid> = BTreeMap::new();
        let mut expected: BTreeSet<Vec<Uuid>> = BTreeSet::new();
        for (document, storno) in sales.chain(invoices) {
            let first = *first.entry(document).or_insert(storno);
            if first != storno {
                expected.insert(vec![first, storno]);
            }
        }
        let cases = bodies::<CaseBody>(log, Entity::Case);
        let opened: Vec<Vec<Uuid>> = cases
            .iter()
            .filter(|case| case.kind == CaseKind::DoubleStorno)
            .map(|case| case.facts.iter().map(|fact| fact.id).collect())
            .collect();
        if opened.len() != expected.len() || opened.iter().any(|facts| !expected.contains(facts)) {
            let seen = format!("{owner}: cases of {opened:?}, reversed again {expected:?}");
            return Err(broken("a second Storno has one case", seen));
        }
    }
    Ok(())
}

fn cases_are_expected(world: &World, owner: &str, cases: &[CaseBody]) -> Held {
    for case in cases {
        let is_expected = match case.kind {
            CaseKind::CardOverdraft | CaseKind::NumberClash | CaseKind::DeletedEdit => true,
            CaseKind::TotalMismatch => false,
            // Somebody did what the role does not allow: it happened, and people look at it.
            CaseKind::Quarantined => {
                case.details == "forbidden" && world.tally.contains_key("a colleague signs in")
                    // What a revoked device had not sent waits for the owner.
                    || case.details == "device_revoked" && world.tally.contains_key("devices revoked")
            }
            // Desks that work offline may reverse one document twice.
            CaseKind::DoubleStorno => true,
        };
        if !is_expected {
            return Err(broken("a case is opened only for a reason", format!("{owner}: {case:?}")));
        }
    }
    Ok(())
}

/// A sale and what it sold stand together or not at all, and its sums are right.
pub(super) fn sales_are_whole(logs: &Logs) -> Held {
    for (owner, log) in logs {
        let cards: BTreeSet<PunchCardId> = bodies::<PunchCardBody>(log, Entity::PunchCard)
            .into_iter()
            .map(|card| card.punch_card_id)
            .collect();
        for sale in bodies::<SaleBody>(log, Entity::Sale) {
            let lines: i64 = sale.lines.iter().map(|line| line.gross_cents).sum();
            let paid: i64 = sale.payments.iter().map(|payment| payment.amount_cents).sum();
            let sums = [lines, paid, sale.net_cents + sale.vat_cents];
            if sums.iter().any(|sum| *sum != sale.gross_cents) {
                let seen =
                    format!("{owner}: {}: {sums:?}, {}", sale.receipt_number, sale.gross_cents);
                return Err(broken("the sums of a sale are right", seen));
            }
            let missing = sale
                .lines
                .iter()
                .filter_map(|line| line.punch_card_id)
                .find(|id| !cards.contains(id));
            if let Some(id) = missing {
                let seen = format!("{owner}: {} sold the card {id}", sale.receipt_number);
                return Err(broken("a change is whole or absent", seen));
            }
        }
    }
    Ok(())
}

/// Paid and open make every invoice whole, at every desk.
pub(super) async fn invoices_add_up(world: &World, logs: &Logs) -> Held {
    for (number, machine) in world.machines.iter().enumerate() {
        let scopes = world.scopes(number).await?.unwrap_or_default();
        if machine.is_revoked || !scopes.contains(&Scope::Invoices) {
            continue;
        }
        let query =
            InvoiceQuery { text: String::new(), filter: "all".to_owned(), offset: 0, limit: 500 };
        let page = machine.desk().list_invoices(query).await.map_err(fault)?;
        are_whole(&machine.name, &logs[machine.post.owner], &page.rows)?;
    }
    Ok(())
}

/// The rows of a desk are the invoices of the order, each once, with what is open of it.
fn are_whole(name: &str, log: &[Change], shown: &[InvoiceRow]) -> Held {
    let invoices = bodies::<InvoiceBody>(log, Entity::Invoice);
    let mut paid: BTreeMap<InvoiceId, i64> = BTreeMap::new();
    for payment in bodies::<InvoicePaymentBody>(log, Entity::InvoicePayment) {
        *paid.entry(payment.invoice_id).or_default() +=
            payment.amount_cents + payment.discount_cents;
    }
    let cancelled: BTreeSet<InvoiceId> = invoices.iter().filter_map(|i| i.cancels).collect();
    for invoice in &invoices {
        let id = invoice.invoice_id.to_string();
        let rows: Vec<_> = shown.iter().filter(|row| row.id == id).collect();
        if rows.len() != 1 {
            let seen = format!("{name}: {} rows of {}", rows.len(), invoice.number);
            return Err(broken("every desk shows every invoice once", seen));
        }
        let is_settled = invoice.cancels.is_some() || cancelled.contains(&invoice.invoice_id);
        let paid = paid.get(&invoice.invoice_id).copied().unwrap_or(0);
        let open = if is_settled { 0 } else { invoice.gross_cents - paid };
        if rows[0].open.cents != open {
            let seen = format!("{name}: {:?}, open {open}", rows[0]);
            return Err(broken("paid and open make the whole invoice", seen));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use mojo_desk::views::MoneyView;

    use super::*;
    use crate::simulation::audit::planted::{change, id, invoice, payment, spoke};

    fn row(thing: u128, open: i64) -> InvoiceRow {
        let money = |cents| MoneyView { cents, currency: "EUR".to_owned() };
        InvoiceRow {
            id: id(thing).to_string(),
            number: Some(format!("I-2026-A1-{thing:06}")),
            contact_name: "Ida Weidner".to_owned(),
            on: "2026-11-20".to_owned(),
            due_on: None,
            gross: money(100_00),
            open: money(open),
            status: "open".to_owned(),
        }
    }

    /// One that is paid in part, and one that was cancelled.
    fn log() -> Vec<Change> {
        vec![
            change(1, "invoice", 11, &invoice(11, 100_00, None)),
            change(2, "invoice_payment", 21, &payment(11, 40_00)),
            change(3, "invoice", 12, &invoice(12, 70_00, None)),
            change(4, "invoice", 13, &invoice(13, -70_00, Some(12))),
        ]
    }

    #[test]
    fn an_invoice_that_is_missing_or_shown_twice_is_noticed() {
        let wrong = Some("every desk shows every invoice once");
        let is = |rows: &[InvoiceRow]| spoke(are_whole("desk0", &log(), rows));
        assert_eq!(is(&[row(11, 60_00), row(12, 0), row(13, 0)]), None);
        assert_eq!(is(&[row(11, 60_00), row(13, 0)]), wrong);
        assert_eq!(is(&[row(11, 60_00), row(11, 60_00), row(12, 0), row(13, 0)]), wrong);
    }

    #[test]
    fn an_invoice_with_a_cent_too_much_open_is_noticed() {
        let wrong = Some("paid and open make the whole invoice");
        let is = |open, of_cancelled| {
            let rows = [row(11, open), row(12, of_cancelled), row(13, 0)];
            spoke(are_whole("desk0", &log(), &rows))
        };
        assert_eq!(is(60_00, 0), None);
        assert_eq!(is(60_01, 0), wrong);
        assert_eq!(is(100_00, 0), wrong, "a payment is not counted");
        assert_eq!(is(60_00, 70_00), wrong, "a Storno is not seen");
    }
}
