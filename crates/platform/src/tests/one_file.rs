//! Two servers on one SQLite file: whoever comes while the other one writes waits for it, and no request is
//! lost or done twice. Every transaction that writes says so when it begins: one that read first and wrote
//! then would be refused at once where the other one wrote in between.

use std::sync::Arc;
use std::time::Duration;

use mojo_domain::{SeededEntropy, TenantId, UserId};
use uuid::Uuid;

use super::checkouts::{connect, open, orders, paid, pay, refunded, tell};
use super::commerce::{CUSTOMER, micros, open_shop, order, record};
use super::support::{Kept, Server};
use crate::Platform;
use crate::commerce::{RunReport, run_payouts};
use crate::http::Limits;
use crate::payments::Payments;
use crate::storage::Database;

/// So long the other server is at its write.
const WRITES: Duration = Duration::from_millis(300);
const RUN: &str = "2027-01-05T03:00:00Z";

/// Two servers; the file goes with the folder.
async fn two_servers() -> (Server, Server, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("platform.db").display());
    let server = Server::start(&url, Kept::default(), Limits::default()).await;
    let (clock, entropy) = (server.clock.clone(), Arc::new(SeededEntropy::new(21)));
    let beside =
        Platform::open_with(&url, None, Limits::default(), clock.clone(), entropy).await.unwrap();
    (server, Server::around(beside, clock), folder)
}

/// Does what begins while the other server is in the middle of a write.
async fn while_other_writes<T>(other: &Database, number: u128, work: impl Future<Output = T>) -> T {
    let mut tx = other.write_ledger().await.unwrap();
    let somebody = UserId(Uuid::from_u128(0x0F11E + number));
    let writing = async {
        tokio::time::sleep(WRITES).await;
        tx.insert_customers(&[(somebody, None)], 0).await.unwrap();
        tx.commit().await.unwrap();
    };
    let (done, ()) = tokio::join!(work, writing);
    done
}

fn recipients(report: &RunReport) -> Vec<TenantId> {
    report.paid.iter().map(|paid| paid.recipient).collect()
}

#[tokio::test]
async fn y2_what_moves_money_waits_for_the_other_server_and_loses_no_request() {
    let (server, beside, _folder) = two_servers().await;
    let (server, stripe) = connect(server).await;
    let other = beside.platform.state.database();
    while_other_writes(other, 1, record(&server, order(1, "2026-11-01T10:00:00Z"))).await;
    let checkout = while_other_writes(other, 2, open(&server, 2, CUSTOMER)).await;
    let intent = pay(&stripe, &checkout);
    while_other_writes(other, 3, tell(&server, &paid("evt_1", &intent))).await;
    assert_eq!(orders(&server).await.len(), 2, "the money made the order");
    while_other_writes(other, 4, tell(&server, &refunded("evt_2", &intent, 59_500))).await;
    let mut tx = server.platform.state.database().read_ledger().await.unwrap();
    let commissions = tx.list_commissions_of(checkout.order_id).await.unwrap();
    drop(tx);
    assert!(!commissions.is_empty());
    assert!(commissions.iter().all(|entry| entry.reversed_cents * 2 == entry.amount_cents));
    let state = server.platform.state.clone().with_payments(Payments::Recorded);
    let run = run_payouts(state.payout_run(micros(RUN)));
    let report = while_other_writes(other, 5, run).await.unwrap();
    assert!(!report.paid.is_empty() && report.open.is_empty(), "{report:?}");
}

#[tokio::test]
async fn y2_two_servers_that_run_the_payouts_at_once_pay_everybody_once() {
    let (server, beside, _folder) = two_servers().await;
    open_shop(&server).await;
    for number in (1..=6).step_by(2) {
        tokio::join!(
            record(&server, order(number, "2026-11-01T10:00:00Z")),
            record(&beside, order(number + 1, "2026-11-02T10:00:00Z")),
        );
    }
    let of = |server: &Server| server.platform.state.clone().with_payments(Payments::Recorded);
    let (one, two) = (of(&server), of(&beside));
    let (one, two) = tokio::join!(
        run_payouts(one.payout_run(micros(RUN))),
        run_payouts(two.payout_run(micros(RUN))),
    );
    let mut all = recipients(&one.unwrap());
    all.extend(recipients(&two.unwrap()));
    all.sort();
    let mut once = all.clone();
    once.dedup();
    assert_eq!(all, once, "nobody is paid twice");
    assert_eq!(all.len(), 2, "practice and distributor: {all:?}");
}
