//! C5: what a tenant sells through a payment that stays in the platform's account at the provider is the
//! tenant's, less the commissions. The entries of a sale are brought to what was paid, given back and
//! kept, as often as it is asked and always with the same result (`docs/decisions/0055`).

mod share;

use mojo_domain::commissions::{Policy, SettledAs, approves_at, reversed_total};
use mojo_domain::vat::vat_on;
use mojo_domain::{Money, OrderId, TenantId, from_micros, to_micros};
use uuid::Uuid;

use self::share::{PaidLine, Sold, plan_entries};
use crate::auth::Tenant;
use crate::storage::checkouts::{CheckoutLine, CheckoutRecord, CheckoutState};
use crate::storage::ledger::CommissionRecord;
use crate::storage::{Database, StorageError};

/// Sales read at once.
const PAGE: i64 = 200;

/// Books what of a sale is not booked yet; `false` where its commissions are not written or taken back
/// yet, so that it waits. What MOJO LLC sells is its own, and what flows to a seller's own account is
/// there already.
pub(in crate::commerce) async fn book_sale(
    database: &Database,
    seller: Tenant,
    checkout_id: Uuid,
    at: i64,
) -> Result<bool, StorageError> {
    if seller.id() == TenantId::MOJO_LLC {
        return Ok(true);
    }
    let mut tx = database.write(seller).await?;
    // Under the lock: no refund of the order is booked, and nobody else books this sale meanwhile.
    tx.lock_log().await?;
    let Some(checkout) = tx.find_checkout(checkout_id).await? else { return Ok(true) };
    let is_paid = checkout.state == CheckoutState::Paid;
    if !is_paid || tx.find_checkout_destination(checkout_id).await?.is_some() {
        return Ok(true);
    }
    let mut lines = Vec::new();
    for line in tx.list_checkout_lines(checkout_id, checkout.order_id).await? {
        let refunded_net_cents = tx.refunded_net(checkout.order_id, line.line.line_no).await?;
        lines.push(SoldLine { line, refunded_net_cents });
    }
    let given_back = tx.given_back_of(checkout_id).await?;
    let held = tx.list_seller_entries_of(checkout.order_id).await?;
    let mut ledger = tx.go_on_as_ledger().await?;
    let order_id = checkout.order_id;
    if !ledger.is_order_settled(order_id).await? || !ledger.are_refunds_settled(order_id).await? {
        return Ok(false);
    }
    let commissions = ledger.list_commissions_of(order_id).await?;
    let sold = Sold {
        order_id,
        currency: checkout.currency,
        paid_cents: checkout.amount_cents,
        given_back_cents: given_back.cents(),
        is_disputed: given_back.lost_cents > 0,
        lines: lines.iter().map(|sold| paid_line(sold, &commissions)).collect::<Result<_, _>>()?,
        due_at: due_at(&checkout, at),
    };
    let entries = plan_entries(&sold, &held, at);
    if entries.is_empty() {
        return Ok(true);
    }
    let mut tx = ledger.go_on_as(seller).await?;
    tx.insert_seller_entries(&entries).await?;
    tx.commit().await?;
    Ok(true)
}

/// The same hold period as that of the commissions of the sale (C11): until then customers mostly ask
/// for their money back.
fn due_at(checkout: &CheckoutRecord, at: i64) -> i64 {
    let sold_at = from_micros(checkout.paid_at.unwrap_or(at));
    to_micros(approves_at(sold_at, &Policy::default()))
}

/// A line as it was offered, and what of its list net was given back so far.
struct SoldLine {
    line: CheckoutLine,
    refunded_net_cents: i64,
}

/// What was paid for the line, and what of it the commissions take. A discount is in nobody's account
/// (C8).
fn paid_line(sold: &SoldLine, commissions: &[CommissionRecord]) -> Result<PaidLine, StorageError> {
    let CheckoutLine { line, discount_cents } = &sold.line;
    let net = line.net_cents - discount_cents;
    let vat_cents = vat_on(net, line.vat_rate_bp).map_err(broken)?;
    let (mut charged_cents, mut kept_cents) = (0, 0);
    let of_line = commissions
        .iter()
        .filter(|it| it.line_no == line.line_no && it.settled_as != SettledAs::Discount);
    for entry in of_line {
        charged_cents += entry.amount_cents;
        kept_cents += entry.amount_cents - reversed(entry, sold.refunded_net_cents)?;
    }
    let (line_no, gross_cents) = (line.line_no, net + vat_cents);
    Ok(PaidLine { line_no, gross_cents, vat_cents, charged_cents, kept_cents })
}

/// What refunds took back of a commission. One that was forfeited is the platform's, and nobody reverses
/// it (C13); of a sale that was undone it is the seller's loss no more than any other.
fn reversed(entry: &CommissionRecord, refunded_net_cents: i64) -> Result<i64, StorageError> {
    if entry.forfeited_at.is_none() || entry.base_cents <= 0 {
        return Ok(entry.reversed_cents);
    }
    let money = |cents| Money::new(cents, entry.currency);
    let refunded = refunded_net_cents.clamp(0, entry.base_cents);
    let total = reversed_total(money(entry.amount_cents), money(refunded), money(entry.base_cents));
    Ok(total.map_err(broken)?.cents)
}

fn broken(error: impl std::fmt::Display) -> StorageError {
    StorageError::Rule(error.to_string())
}

/// Books the sales of these orders, where they are sales of tenants. One that fails holds up no other,
/// and nothing else: the next payout run looks for what is missing.
pub(super) async fn book_sales_of(database: &Database, orders: &[OrderId], at: i64) {
    if orders.is_empty() {
        return;
    }
    let ids: Vec<Uuid> = orders.iter().map(|order| order.0).collect();
    let sales = match list_sales_of(database, &ids).await {
        Ok(sales) => sales,
        Err(error) => {
            tracing::warn!(cause = %error, "sales wait to be booked");
            return;
        }
    };
    for (seller, checkout_id) in sales {
        let seller = Tenant::named_by_platform(seller);
        if let Err(error) = book_sale(database, seller, checkout_id, at).await {
            tracing::warn!(cause = %error, checkout = %checkout_id, "a sale waits to be booked");
        }
    }
}

async fn list_sales_of(
    database: &Database,
    orders: &[Uuid],
) -> Result<Vec<(TenantId, Uuid)>, StorageError> {
    database.read_ledger().await?.list_sales_of(orders).await
}

/// Books everything that a crash left, or that was sold before there were entries. One that fails holds
/// up no other; the first such error is told at the end.
pub(crate) async fn book_open_sales(database: &Database, at: i64) -> Result<(), StorageError> {
    let (mut after, mut first) = (None, None);
    loop {
        let page = database.read_ledger().await?.page_open_sales(after, PAGE).await?;
        let Some(last) = page.last() else { return first.map_or(Ok(()), Err) };
        after = Some(*last);
        for (seller, checkout_id) in page {
            let seller = Tenant::named_by_platform(seller);
            if let Err(error) = book_sale(database, seller, checkout_id, at).await {
                tracing::error!(checkout = %checkout_id, %error, "a sale is not booked");
                first.get_or_insert(error);
            }
        }
    }
}
