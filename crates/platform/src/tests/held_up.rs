//! What cannot be settled holds up nothing that can.

use mojo_domain::{OrderId, TenantId};
use uuid::Uuid;

use super::commerce::{micros, open_shop, order};
use super::storage::run;
use super::support::{NOW, Server, on_both};
use crate::auth::Tenant;
use crate::commerce::{NewOrder, NewRefund, record_orders, record_refunds};
use crate::storage::Database;

/// From now on the database takes no row of `table` of which `which` holds; it speaks of `NEW`.
pub(super) async fn refuse(database: &Database, table: &str, which: &str) {
    let trigger = format!("CREATE TRIGGER held_up BEFORE INSERT ON {table}");
    let orders = match database {
        Database::Sqlite { .. } => {
            vec![format!("{trigger} WHEN {which} BEGIN SELECT RAISE(ABORT, 'held up'); END")]
        }
        Database::Postgres(_) => vec![
            "CREATE FUNCTION held_up() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
             RAISE EXCEPTION 'held up'; END $$"
                .to_owned(),
            format!("{trigger} FOR EACH ROW WHEN ({which}) EXECUTE FUNCTION held_up()"),
        ],
    };
    for sql in orders {
        run(database, &sql).await.unwrap();
    }
}

/// It takes them again.
pub(super) async fn allow(database: &Database, table: &str) {
    let sql = match database {
        Database::Sqlite { .. } => "DROP TRIGGER held_up".to_owned(),
        Database::Postgres(_) => format!("DROP TRIGGER held_up ON {table}"),
    };
    run(database, &sql).await.unwrap();
}

/// So many fill a page.
const HELD: u128 = 9;

/// What the commissions of an order come to, and what of them was taken back.
async fn given(server: &Server, number: u128) -> (i64, i64) {
    let order = OrderId(Uuid::from_u128(0x0D00 + number));
    let mut tx = server.platform.state.database().read_ledger().await.unwrap();
    let all = tx.list_commissions_of(order).await.unwrap();
    (all.iter().map(|it| it.amount_cents).sum(), all.iter().map(|it| it.reversed_cents).sum())
}

fn whole_refund(number: u128) -> NewRefund {
    NewRefund {
        refund_id: Uuid::from_u128(0xF000 + number),
        order_id: OrderId(Uuid::from_u128(0x0D00 + number)),
        line_no: 1,
        refunded_at: micros("2026-11-03T10:00:00Z"),
        net_cents: 100_000,
    }
}

on_both! {
    /// C15: the commissions of the oldest orders are not taken, of more of them than are read at once.
    async fn c15_orders_that_cannot_be_settled_hold_up_no_other(server) {
        open_shop(&server).await;
        let state = &server.platform.state;
        let database = state.database();
        let llc = Tenant::named_by_platform(TenantId::MOJO_LLC);
        let held = |number: u128| NewOrder {
            order_number: format!("X-{number}"),
            ..order(number, "2026-11-01T10:00:00Z")
        };
        let mut orders: Vec<NewOrder> = (1..=HELD).map(held).collect();
        orders.push(order(HELD + 1, "2026-11-02T10:00:00Z"));
        record_orders(database, llc, &orders, micros(NOW)).await.unwrap();
        let refunds = [whole_refund(1), whole_refund(HELD + 1)];
        record_refunds(database, llc, &refunds).await.unwrap();
        refuse(database, "order_commissions", "NEW.order_number LIKE 'X-%'").await;

        assert_eq!(state.settle(micros(NOW)).await.unwrap(), 2, "the last order and its refund");
        let (gave, took) = given(&server, HELD + 1).await;
        assert!(gave > 0 && gave == took, "{gave} {took}");
        assert_eq!(given(&server, 1).await, (0, 0));
        assert_eq!(state.settle(micros(NOW)).await.unwrap(), 0, "the others wait");
        let mut tx = database.read_ledger().await.unwrap();
        let waiting = i64::try_from(HELD).unwrap() + 1;
        assert_eq!(tx.count_open_facts().await.unwrap(), waiting, "and it is said how many");
        drop(tx);

        allow(database, "order_commissions").await;
        let waited = usize::try_from(HELD).unwrap() + 1;
        assert_eq!(state.settle(micros(NOW)).await.unwrap(), waited);
        for number in 2..=HELD {
            let (gave, took) = given(&server, number).await;
            assert!(gave > 0 && took == 0, "{number}: {gave} {took}");
        }
        // C12: its refund was told while it waited, and is not lost.
        let (gave, took) = given(&server, 1).await;
        assert!(gave > 0 && gave == took, "{gave} {took}");
        assert_eq!(state.settle(micros(NOW)).await.unwrap(), 0);
    }
}
