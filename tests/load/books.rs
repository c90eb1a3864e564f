//! The books of the platform, read from outside: what the orders left, and whether it adds up.

use std::collections::BTreeMap;

use sqlx::{Connection as _, PgConnection, Row as _};

/// What stands in the database.
#[derive(Clone, Debug, Default)]
pub(crate) struct Books {
    orders: i64,
    net_cents: i64,
    open_facts: i64,
    /// Entries and cents by commission type.
    entries: BTreeMap<String, (i64, i64)>,
    /// Entries that a payout holds, and their cents.
    paid: (i64, i64),
    /// What all payouts paid, before what was clawed back.
    payout_cents: i64,
}

/// Reads them in one snapshot.
pub(crate) async fn read(database: &str) -> Books {
    let mut connection = PgConnection::connect(database).await.expect("a connection");
    let mut tx = connection.begin().await.expect("a transaction");
    sqlx::query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        .execute(&mut *tx)
        .await
        .expect("a snapshot");
    let orders = "SELECT count(DISTINCT o.order_id), coalesce(sum(l.net_cents), 0)::bigint \
        FROM orders o JOIN order_lines l USING (order_id)";
    let orders = sqlx::query(orders).fetch_one(&mut *tx).await.expect("orders");
    let facts = "SELECT count(*) FROM internal_facts WHERE done_at IS NULL";
    let facts = sqlx::query(facts).fetch_one(&mut *tx).await.expect("facts");
    let by_type = "SELECT commission_type, count(*), sum(amount_cents)::bigint \
        FROM order_commissions GROUP BY commission_type";
    let by_type = sqlx::query(by_type).fetch_all(&mut *tx).await.expect("entries");
    let paid = "SELECT count(*), coalesce(sum(amount_cents - netted_cents), 0)::bigint \
        FROM order_commissions WHERE payout_id IS NOT NULL AND settled_as = 'payout'";
    let paid = sqlx::query(paid).fetch_one(&mut *tx).await.expect("paid entries");
    let payouts = "SELECT coalesce(sum(amount_cents + clawback_cents), 0)::bigint FROM payouts";
    let payouts = sqlx::query(payouts).fetch_one(&mut *tx).await.expect("payouts");
    Books {
        orders: orders.get(0),
        net_cents: orders.get(1),
        open_facts: facts.get(0),
        entries: by_type.iter().map(|row| (row.get(0), (row.get(1), row.get(2)))).collect(),
        paid: (paid.get(0), paid.get(1)),
        payout_cents: payouts.get(0),
    }
}

/// What does not add up.
pub(crate) fn faults(before: &Books, after: &Books, paid: &Books, orders: u64) -> Vec<String> {
    let mut faults = Vec::new();
    let mut expect = |what: &str, is: i64, should: i64| {
        if is != should {
            faults.push(format!("{what}: {is} instead of {should}"));
        }
    };
    let orders = i64::try_from(orders).expect("so many orders fit");
    let net = after.net_cents - before.net_cents;
    let by_type = |books: &Books, name: &str| books.entries.get(name).copied().unwrap_or((0, 0));
    expect("orders kept", after.orders - before.orders, orders);
    expect("facts without a settlement", after.open_facts, 0);
    for name in after.entries.keys() {
        let (count, cents) = by_type(after, name);
        let (count, cents) = (count - by_type(before, name).0, cents - by_type(before, name).1);
        // Every order is of MOJO LLC, in a region that has a distributor (C4, C5).
        if name == "regional_exclusive" {
            expect("entries of the region's distributor", count, orders);
            expect("their cents", cents, net * 30 / 100);
        }
    }
    expect(
        "entries after the payout run",
        paid.entries.values().map(|e| e.0).sum(),
        after.entries.values().map(|e| e.0).sum(),
    );
    expect("cents of the payouts beside those of their entries", paid.payout_cents, paid.paid.1);
    if paid.paid.0 <= after.paid.0 {
        faults.push("the payout run paid nothing".to_owned());
    }
    faults
}
