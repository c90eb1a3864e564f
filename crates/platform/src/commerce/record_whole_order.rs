//! Records an order that the platform's own people tell: of one seller or of several. Each seller has
//! its part as an order of its own, in a transaction of its own; the first one bears the id of the
//! whole order. Between two of them the process may die: told again, the order is completed
//! (`docs/decisions/0034`).

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use mojo_domain::journal::Hash;
use mojo_domain::{OrderId, ProductId, TenantId, UserId, from_micros};
use serde_json::json;

use super::record_order::{NewOrder, OrderRefused, checked_line, record, settled_fact};
use crate::auth::Tenant;
use crate::derived::derived_id;
use crate::storage::audit::AuditRecord;
use crate::storage::catalogue::CatalogueProduct;
use crate::storage::order_parts::OrderPart;
use crate::storage::orders::OrderLineRecord;
use crate::storage::{Database, StorageError};

/// An order as it is told, with all its lines, whoever sells them.
#[derive(Clone, Debug)]
pub(crate) struct WholeOrder {
    pub(crate) order: NewOrder,
    /// When it says that it was made, in microseconds; `None` where it says nothing.
    pub(crate) dated_at: Option<i64>,
    /// What whoever tells it calls its lines, in their order.
    pub(crate) line_ids: Vec<String>,
    /// Who tells it, and why, for the audit log; each part that is recorded has its own entry.
    pub(crate) entry: Option<AuditRecord>,
}

/// What one seller sells of it.
struct Part {
    seller: Tenant,
    order_id: OrderId,
    /// Numbered through the whole order.
    lines: Vec<OrderLineRecord>,
}

/// Records the order with its sellers; told again with the same id and terms it changes nothing.
pub(crate) async fn record_whole_order(
    database: &Database,
    whole: &WholeOrder,
    recorded_at: i64,
) -> Result<(), OrderRefused> {
    record_parts(database, whole, recorded_at, usize::MAX).await
}

/// The same, broken off after so many parts.
pub(crate) async fn record_parts(
    database: &Database,
    whole: &WholeOrder,
    recorded_at: i64,
    most: usize,
) -> Result<(), OrderRefused> {
    let parts = plan_parts(database, whole).await?;
    let terms = terms_hash(whole);
    for part in parts.iter().take(most) {
        record_part(database, whole, (part, terms.as_str(), parts.len() == 1), recorded_at).await?;
    }
    Ok(())
}

/// Who sells what of it; all lines are checked before the first one is recorded.
async fn plan_parts(database: &Database, whole: &WholeOrder) -> Result<Vec<Part>, OrderRefused> {
    let order = &whole.order;
    if order.lines.is_empty() {
        return Err(OrderRefused::NoLines);
    }
    let products: Vec<ProductId> = order.lines.iter().map(|line| line.product_id).collect();
    let sellers = database.read_ledger().await?.list_sellers_of(&products).await?;
    let mut catalogues: BTreeMap<TenantId, Vec<CatalogueProduct>> = BTreeMap::new();
    let mut parts: Vec<Part> = Vec::new();
    for (line, number) in order.lines.iter().zip(1_usize..) {
        let seller =
            *sellers.get(&line.product_id).ok_or(OrderRefused::UnknownProduct { line: number })?;
        let tenant = Tenant::named_by_platform(seller);
        if let Entry::Vacant(place) = catalogues.entry(seller) {
            place.insert(database.read(tenant).await?.list_products().await?);
        }
        let offered = catalogues.get(&seller).map_or(&[][..], Vec::as_slice);
        let place = parts.iter().position(|part| part.seller.id() == seller);
        let place = place.unwrap_or_else(|| {
            let order_id = part_id(order.order_id, seller, parts.is_empty());
            parts.push(Part { seller: tenant, order_id, lines: Vec::new() });
            parts.len() - 1
        });
        let part = &mut parts[place];
        part.lines.push(checked_line(part.order_id, number, line, offered)?);
    }
    Ok(parts)
}

/// The first part bears the id of the whole order; the others follow from it.
fn part_id(whole: OrderId, seller: TenantId, is_first: bool) -> OrderId {
    if is_first {
        return whole;
    }
    OrderId(derived_id(&["order_part", &whole.to_string(), &seller.to_string()]))
}

/// Over what was told, but for the number and an instant that the platform added itself.
fn terms_hash(whole: &WholeOrder) -> String {
    let order = &whole.order;
    let lines = order
        .lines
        .iter()
        .zip(&whole.line_ids)
        .map(|(line, id)| json!([id, line.product_id.to_string(), line.net_cents]));
    let terms = json!([
        order.customer_user_id.to_string(),
        whole.dated_at,
        order.billing_country.map(|country| country.code().to_owned()),
        order.currency.code(),
        order.is_renewal,
        order.is_via_connect,
        lines.collect::<Vec<_>>(),
    ]);
    Hash::of(terms.to_string().as_bytes()).to_hex()
}

/// Records what one seller sells of it, unless that was done before.
async fn record_part(
    database: &Database,
    whole: &WholeOrder,
    (part, terms, is_whole): (&Part, &str, bool),
    recorded_at: i64,
) -> Result<(), OrderRefused> {
    let order = &whole.order;
    let mut tx = database.write(part.seller).await?;
    tx.lock_log().await?;
    if tx.find_order(part.order_id).await?.is_some() {
        return match tx.find_order_part(part.order_id).await? {
            Some(held) if held.whole_order_id == order.order_id && held.terms_hash == terms => {
                Ok(())
            }
            // The seller recorded it itself: nobody knows by which terms.
            None if is_whole => Ok(()),
            _ => Err(OrderRefused::OtherTerms),
        };
    }
    if !tx.claim_order_id(part.order_id).await? {
        return Err(OrderRefused::IdHeld);
    }
    let mut row = record(&mut tx, order, recorded_at).await?;
    if !row.is_renewal && !row.is_first_purchase {
        // C3: every line of the first order is of the first purchase, whoever sells it.
        let first = tx.find_first_purchase(order.customer_user_id).await?;
        row.is_first_purchase = first == Some(order.order_id);
    }
    row.order_id = part.order_id;
    tx.insert_orders(&[row], &part.lines).await?;
    tx.insert_order_part(&OrderPart {
        order_id: part.order_id,
        whole_order_id: order.order_id,
        terms_hash: terms.to_owned(),
        line_ids: line_ids(part, &whole.line_ids)?,
    })
    .await?;
    tx.leave_facts(&[settled_fact(part.order_id, order.ordered_at)]).await?;
    let Some(entry) = &whole.entry else { return Ok(tx.commit().await?) };
    let mut ledger = tx.go_on_as_ledger().await?;
    let entry = part_entry(entry, order, part);
    ledger.insert_audit(&entry).await?;
    // C16: the seller learns of the order, and not who the customer is.
    let told = part_details(order, part, None);
    let seller = part.seller.id();
    ledger.notice_audit(&entry, seller, (&entry.subject_id, &told)).await?;
    ledger.commit().await?;
    Ok(())
}

/// What the audit log says of one part.
fn part_entry(entry: &AuditRecord, order: &NewOrder, part: &Part) -> AuditRecord {
    let subject_id = part.order_id.to_string();
    AuditRecord {
        audit_id: derived_id(&["enter_order", &subject_id]),
        subject_id,
        details: part_details(order, part, Some(order.customer_user_id)),
        ..entry.clone()
    }
}

/// What is told of one part, as a JSON object; the customer only where one is given.
fn part_details(order: &NewOrder, part: &Part, customer: Option<UserId>) -> String {
    let mut details = json!({
        "order_number": order.order_number,
        "seller": part.seller.id(),
        "ordered_at": from_micros(order.ordered_at),
        "net_cents": part.lines.iter().map(|line| line.net_cents).sum::<i64>(),
        "currency": order.currency,
    });
    if let Some(customer) = customer {
        details["customer_user_id"] = json!(customer);
    }
    details.to_string()
}

/// The ids of the part's lines by their numbers.
fn line_ids(part: &Part, all: &[String]) -> Result<BTreeMap<i64, String>, StorageError> {
    let id_of = |line: &OrderLineRecord| {
        let place = usize::try_from(line.line_no).ok()?.checked_sub(1)?;
        Some((line.line_no, all.get(place)?.clone()))
    };
    let broken = || StorageError::Inconsistency { column: "line_no" };
    part.lines.iter().map(|line| id_of(line).ok_or_else(broken)).collect()
}
