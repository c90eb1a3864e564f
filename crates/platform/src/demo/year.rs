//! Plays the year: orders and refunds as they came, a payout run on the fifth of each month.

use chrono::{DateTime, Datelike as _, TimeDelta, TimeZone as _, Utc};
use mojo_domain::{TenantId, to_micros};

use super::DemoError;
use super::customers::DemoCustomer;
use super::orders::{DAYS, Happening, draw};
use crate::auth::Tenant;
use crate::commerce::{
    NewOrder, OrderRefused, PayoutRun, RefundRefused, record_orders, record_refunds, run_payouts,
};
use crate::payments::Payments;
use crate::state::AppState;

/// Plays everything up to now.
pub(super) async fn play(
    state: &AppState,
    customers: &[DemoCustomer],
    now: DateTime<Utc>,
) -> Result<(), DemoError> {
    let mut rest: &[Happening] = &draw(customers, now);
    for run_at in payout_days(now) {
        let until = rest.partition_point(|happening| happening.at() <= to_micros(run_at));
        let (month, later) = rest.split_at(until);
        play_month(state, month, run_at).await?;
        // Nobody of the demo has an account at a provider: its payouts are booked.
        let run = state.payout_run(to_micros(run_at));
        run_payouts(PayoutRun { payments: &Payments::Recorded, ..run }).await?;
        rest = later;
    }
    play_month(state, rest, now).await
}

/// The fifth of each month at three in the morning, until now.
fn payout_days(now: DateTime<Utc>) -> Vec<DateTime<Utc>> {
    let mut days = Vec::new();
    let mut day = now - TimeDelta::days(DAYS);
    while day < now {
        let fifth = Utc.with_ymd_and_hms(day.year(), day.month(), 5, 3, 0, 0).single();
        days.extend(fifth.filter(|at| *at < now && !days.contains(at)));
        day += TimeDelta::days(20);
    }
    days
}

/// Records in runs of one seller, so that who bought first is who came first.
async fn play_month(
    state: &AppState,
    happenings: &[Happening],
    until: DateTime<Utc>,
) -> Result<(), DemoError> {
    let database = state.database();
    let mut run: Vec<NewOrder> = Vec::new();
    let mut seller: Option<TenantId> = None;
    for happening in happenings {
        let Happening::Order { seller: of, order } = happening else { continue };
        if seller.is_some_and(|seller| seller != *of) {
            flush(state, seller, &mut run).await?;
        }
        seller = Some(*of);
        run.push(order.clone());
    }
    flush(state, seller, &mut run).await?;
    state.settle(to_micros(until)).await?;
    for happening in happenings {
        if let Happening::Refund { seller, refund } = happening {
            let tenant = Tenant::named_by_platform(*seller);
            record_refunds(database, tenant, std::slice::from_ref(refund))
                .await
                .map_err(refund_refused)?;
        }
    }
    state.settle(to_micros(until)).await?;
    Ok(())
}

async fn flush(
    state: &AppState,
    seller: Option<TenantId>,
    run: &mut Vec<NewOrder>,
) -> Result<(), DemoError> {
    let (Some(seller), Some(last)) = (seller, run.last()) else { return Ok(()) };
    let recorded_at = last.ordered_at;
    record_orders(state.database(), Tenant::named_by_platform(seller), run, recorded_at)
        .await
        .map_err(order_refused)?;
    run.clear();
    Ok(())
}

fn order_refused(refused: OrderRefused) -> DemoError {
    match refused {
        OrderRefused::Storage(error) => error.into(),
        other => DemoError::Refused(other.to_string()),
    }
}

fn refund_refused(refused: RefundRefused) -> DemoError {
    match refused {
        RefundRefused::Storage(error) => error.into(),
        other => DemoError::Refused(other.to_string()),
    }
}
