//! The consumer: settles what sellers left, idempotent by order line, type and recipient. Each
//! recipient's entries and their places in its order are one transaction of that recipient.

use std::collections::{BTreeMap, BTreeSet};

use mojo_domain::commissions::{CommissionEntry, Policy, approves_at, calculate_line};
use mojo_domain::{CommissionEntryId, Money, OrderId, TenantId, from_micros, mutant, to_micros};
use mojo_protocol::facts::CommissionEntryBody;
use mojo_protocol::{Entity, canonical};
use uuid::Uuid;

use super::basis::Knowledge;
use super::body::{PseudonymKey, SettledLine, agreement_body, basis_body, entry_body, reasons_of};
use super::derived::commission_id;
use super::explain_line::{line_basis, policy_of};
use super::payout::forfeit;
use super::reverse::reverse;
use super::row_tenant;
use super::seller::book_sales_of;
use crate::auth::Tenant;
use crate::memberships::grants_of;
use crate::storage::ledger::CommissionRecord;
use crate::storage::line_bases::LineBasisRecord;
use crate::storage::log::NewChange;
use crate::storage::orders::{InternalFact, OrderLineRecord, OrderRecord};
use crate::storage::{Database, MOST_TRIES, StorageError};

/// Facts read at once; in tests so few that what waits fills a page.
const BATCH: i64 = if cfg!(test) { 8 } else { 500 };

/// The kinds of facts.
const ORDER_SETTLED: &str = "order_settled";
const ORDER_REFUNDED: &str = "order_refunded";

type Planned = BTreeMap<TenantId, Vec<(CommissionRecord, CommissionEntryBody)>>;

/// Settles everything that is open; gives back how many facts that were. One that fails stays open and holds up
/// no other, however many of them there are.
pub(crate) async fn settle_open_facts(
    database: &Database,
    key: PseudonymKey,
    now: i64,
) -> Result<usize, StorageError> {
    let (mut settled, mut after) = (0, None);
    loop {
        let mut tx = database.read_ledger().await?;
        let facts = tx.page_open_facts(after.as_ref(), BATCH).await?;
        drop(tx);
        let Some(last) = facts.last().cloned() else { return Ok(settled) };
        settled += settle_page(database, key, &facts, now).await?;
        after = Some(last);
    }
}

/// Settles all of a page at once, and where one of them fails, each by itself; gives back how many are done.
async fn settle_page(
    database: &Database,
    key: PseudonymKey,
    facts: &[InternalFact],
    now: i64,
) -> Result<usize, StorageError> {
    match settle_facts(database, key, facts, now).await {
        Err(error) if !error.is_of_all() => {
            tracing::warn!(cause = %error, "what is open is settled one by one");
        }
        done => return done,
    }
    let mut settled = 0;
    // Orders first, as together.
    let (orders, others): (Vec<&InternalFact>, Vec<&InternalFact>) =
        facts.iter().partition(|fact| fact.kind == ORDER_SETTLED);
    for fact in orders.into_iter().chain(others) {
        match settle_facts(database, key, std::slice::from_ref(fact), now).await {
            Ok(done) => settled += done,
            Err(error) if error.is_of_all() => return Err(error),
            Err(error) => {
                let (kind, subject) = (fact.kind.as_str(), fact.subject_id.to_string());
                let subject = subject.as_str();
                tracing::error!(cause = %error, kind, subject, "it cannot be settled, and waits");
            }
        }
    }
    Ok(settled)
}

/// Settles these together; gives back how many of them are done. A refund whose order is not settled waits for
/// it: nothing was given yet that it could take back.
async fn settle_facts(
    database: &Database,
    key: PseudonymKey,
    facts: &[InternalFact],
    now: i64,
) -> Result<usize, StorageError> {
    let of_kind = |kind: &str| -> Vec<Uuid> {
        facts.iter().filter(|f| f.kind == kind).map(|f: &InternalFact| f.subject_id).collect()
    };
    let sold = of_kind(ORDER_SETTLED);
    // Orders first: a refund of the same batch finds its entries.
    settle_orders(database, key, &sold, now).await?;
    let mut orders: BTreeSet<OrderId> = sold.into_iter().map(OrderId).collect();
    let mut refunds = of_kind(ORDER_REFUNDED);
    let mut waiting = BTreeSet::new();
    if !refunds.is_empty() {
        let mut tx = database.read_ledger().await?;
        let found = tx.list_refunds_by_id(&refunds).await?;
        let of: Vec<Uuid> = found.iter().map(|refund| refund.order_id.0).collect();
        let mut open = tx.list_unsettled_orders(&of).await?;
        open.retain(|order| !orders.contains(order));
        let (waits, ready): (Vec<_>, Vec<_>) =
            found.into_iter().partition(|refund| open.contains(&refund.order_id));
        waiting.extend(waits.into_iter().map(|refund| refund.refund_id));
        orders.extend(ready.into_iter().map(|refund| refund.order_id));
    }
    refunds.retain(|refund| !waiting.contains(refund));
    reverse(database, &refunds, now).await?;
    let done = facts.iter().filter(|fact| !waiting.contains(&fact.subject_id));
    let done: Vec<Uuid> = done.map(|fact| fact.fact_id).collect();
    let mut tx = database.write_ledger().await?;
    tx.facts_done(&done, now).await?;
    tx.commit().await?;
    // C5: what is left of the money is the seller's.
    book_sales_of(database, &orders.into_iter().collect::<Vec<_>>(), now).await;
    Ok(done.len())
}

async fn settle_orders(
    database: &Database,
    key: PseudonymKey,
    ids: &[Uuid],
    now: i64,
) -> Result<(), StorageError> {
    if ids.is_empty() {
        return Ok(());
    }
    let mut tries = 1;
    let Kept { orders, lines, bases } = loop {
        match keep(database, ids, now).await {
            Err(error) if error.is_taken_back() && tries < MOST_TRIES => tries += 1,
            kept => break kept?,
        }
    };
    let by_order = lines_by_order(&lines);
    let place = |of: &LineBasisRecord| (of.seller, of.order_id, of.line_no);
    let kept: BTreeMap<_, _> = bases.iter().map(|of| (place(of), of)).collect();
    let mut planned = Planned::new();
    for order in &orders {
        for line in by_order.get(&order.order_id).into_iter().flatten() {
            let of = kept.get(&(order.tenant_id, order.order_id, line.line_no));
            let of = of.ok_or(StorageError::Inconsistency { column: "line_no" })?;
            plan_line(of, order, line, key, now, &mut planned)?;
        }
    }
    for (recipient, entries) in planned {
        write_entries(database, recipient, entries, now).await?;
    }
    Ok(())
}

/// Orders with what was kept of them before anybody is paid.
struct Kept {
    orders: Vec<OrderRecord>,
    lines: Vec<OrderLineRecord>,
    bases: Vec<LineBasisRecord>,
}

fn lines_by_order(lines: &[OrderLineRecord]) -> BTreeMap<OrderId, Vec<&OrderLineRecord>> {
    let mut by_order: BTreeMap<OrderId, Vec<&OrderLineRecord>> = BTreeMap::new();
    for line in lines {
        by_order.entry(line.order_id).or_default().push(line);
    }
    by_order
}

/// Notes first purchases, grants memberships, and keeps what decides about each line.
async fn keep(database: &Database, ids: &[Uuid], now: i64) -> Result<Kept, StorageError> {
    let mut tx = database.write_ledger().await?;
    let orders = tx.list_orders_by_id(ids).await?;
    let lines = tx.list_lines_by_order(ids).await?;
    let first = orders.iter().filter(|order| order.is_first_purchase);
    let buyers: Vec<Uuid> = first.clone().map(|order| order.customer_user_id.0).collect();
    tx.lock_attributions_of(&buyers).await?;
    let knowledge = Knowledge::gather(&mut tx, &orders).await?;
    for order in first {
        tx.note_first_purchase(order.customer_user_id, order.ordered_at).await?;
    }
    let by_order = lines_by_order(&lines);
    let lines_of = |order: &OrderRecord| by_order.get(&order.order_id).map_or(&[][..], |l| l);
    let periods = tx.periods_of_orders(ids).await?;
    let period_of = |order: &OrderRecord| periods.get(&order.order_id).copied();
    let granted: Vec<_> = orders
        .iter()
        .flat_map(|order| grants_of(order, lines_of(order), period_of(order), now))
        .collect();
    tx.insert_memberships(&granted).await?;
    // C15: before anybody is paid; settled again after a crash, what was kept first stays.
    let bases: Vec<_> = orders
        .iter()
        .flat_map(|order| kept_bases(&knowledge, order, lines_of(order), now))
        .collect();
    tx.insert_line_bases(&bases).await?;
    let bases = tx.list_line_bases(ids).await?;
    tx.commit().await?;
    drop(by_order);
    Ok(Kept { orders, lines, bases })
}

/// What decides about the lines of an order, to be kept whoever is paid.
fn kept_bases(
    knowledge: &Knowledge,
    order: &OrderRecord,
    lines: &[&OrderLineRecord],
    now: i64,
) -> Vec<LineBasisRecord> {
    let agreement = knowledge.agreement_record(order).map(agreement_body);
    let kept = |line: &&OrderLineRecord| LineBasisRecord {
        seller: order.tenant_id,
        order_id: order.order_id,
        line_no: line.line_no,
        rule_version: Policy::default().version.to_string(),
        basis: basis_body(knowledge.basis_of(order, line), line, agreement.as_ref()),
        kept_at: now,
    };
    lines.iter().map(kept).collect()
}

/// What a line pays, by what was kept of it first: after a crash, and where two processes settle it, what is
/// known by then decides nothing, and what explains the line is what was paid by.
fn plan_line(
    kept: &LineBasisRecord,
    order: &OrderRecord,
    line: &OrderLineRecord,
    key: PseudonymKey,
    now: i64,
    planned: &mut Planned,
) -> Result<(), StorageError> {
    let version = &kept.rule_version;
    let unknown = || StorageError::Rule(format!("nobody here knows the rules {version}"));
    let policy = policy_of(version).ok_or_else(unknown)?;
    let net = Money::new(line.net_cents, order.currency);
    let basis = line_basis(&kept.basis, from_micros(order.ordered_at), net)?;
    let outcome =
        calculate_line(&basis, &policy).map_err(|error| StorageError::Rule(error.to_string()))?;
    let agreement = kept.basis.agreement.as_ref();
    let settled = SettledLine { line, basis: &basis, agreement, outcome: &outcome };
    for entry in &outcome.entries {
        let record = commission_of(order, line, entry, key, now);
        let reasons = reasons_of(&record, &settled);
        let version = entry.rule_version.to_string();
        let body = entry_body(&record, &settled, reasons, version);
        planned.entry(record.recipient).or_default().push((record, body));
    }
    Ok(())
}

fn commission_of(
    order: &OrderRecord,
    line: &OrderLineRecord,
    entry: &CommissionEntry<TenantId>,
    key: PseudonymKey,
    now: i64,
) -> CommissionRecord {
    let recipient = row_tenant(entry.recipient);
    let id = commission_id(order.order_id, line.line_no, entry.kind, recipient);
    let approval = approves_at(from_micros(order.ordered_at), &Policy::default());
    CommissionRecord {
        recipient,
        commission_id: CommissionEntryId(id),
        seller: order.tenant_id,
        order_id: order.order_id,
        line_no: line.line_no,
        order_number: order.order_number.clone(),
        product_name: line.product_name.clone(),
        customer: key.pseudonym(recipient, order.customer_user_id),
        billing_country: order.resolved_country,
        kind: entry.kind,
        percent: entry.percent,
        base_cents: entry.base.cents,
        amount_cents: entry.amount.cents,
        currency: order.currency,
        settled_as: entry.settled_as,
        ordered_at: order.ordered_at,
        approves_at: to_micros(approval),
        reversed_cents: 0,
        refunded_net_cents: 0,
        netted_cents: 0,
        payout_id: None,
        paid_at: None,
        forfeited_at: None,
        created_at: now,
    }
}

/// Writes what the recipient does not have yet, with its places in the recipient's order.
async fn write_entries(
    database: &Database,
    recipient: TenantId,
    entries: Vec<(CommissionRecord, CommissionEntryBody)>,
    now: i64,
) -> Result<(), StorageError> {
    let mut tx = database.write(Tenant::named_by_platform(recipient)).await?;
    let mut log = tx.write_log(now).await?;
    let ids: Vec<Uuid> = entries.iter().map(|(record, _)| record.commission_id.0).collect();
    let held = tx.existing_commissions(&ids).await?;
    let mut records = Vec::new();
    let written = entries.len() - usize::from(mutant::is("commission_lost"));
    for (record, body) in entries.into_iter().take(written) {
        if held.contains(&record.commission_id) && !mutant::is("commission_twice") {
            continue;
        }
        let text = canonical(&body).map_err(|error| StorageError::Rule(error.to_string()))?;
        let (id, at) = (record.commission_id.0, record.ordered_at);
        let entity = Entity::CommissionEntry;
        log.push(NewChange::by_platform("record_commission", entity, id, at, text));
        records.push(record);
    }
    tx.insert_commissions(&records).await?;
    // C13: told after its recipient left, it is lost at once, and on no credit note before.
    let left_at = tx.left_at().await?;
    let is_late = |left: &i64| records.iter().any(|record| record.ordered_at <= *left);
    if let Some(left_at) = left_at.filter(is_late) {
        forfeit(&mut tx, &mut log, left_at, left_at).await?;
    }
    tx.append(log).await?;
    tx.commit().await
}
