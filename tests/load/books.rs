//! The books of the platform, read from outside: what the orders left, and whether it adds up.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use sqlx::{Connection as _, PgConnection, Row as _};

/// What stands in the database.
#[derive(Clone, Debug, Default)]
pub(crate) struct Books {
    orders: i64,
    /// 30 % of the net of each line.
    regional_cents: i64,
    open_facts: i64,
    /// Entries and cents by commission type.
    entries: BTreeMap<String, (i64, i64)>,
    /// Entries that a payout holds, and their cents.
    paid: (i64, i64),
    /// What all payouts paid, less what was clawed back.
    payout_cents: i64,
    /// Payouts that were paid through the provider, and their cents.
    pub(crate) by_provider: (i64, i64),
}

/// Reads them in one snapshot.
pub(crate) async fn read(database: &str) -> Books {
    let mut connection = PgConnection::connect(database).await.expect("a connection");
    let mut tx = connection.begin().await.expect("a transaction");
    sqlx::query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        .execute(&mut *tx)
        .await
        .expect("a snapshot");
    // Each line is rounded by itself (C10).
    let orders = "SELECT count(DISTINCT o.order_id), \
        coalesce(sum(round(l.net_cents * 0.3)), 0)::bigint \
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
    // What was netted of an entry later is a part of a later payout.
    let payouts = "SELECT coalesce(sum(amount_cents), 0)::bigint FROM payouts";
    let payouts = sqlx::query(payouts).fetch_one(&mut *tx).await.expect("payouts");
    let by_provider = "SELECT count(*), coalesce(sum(p.amount_cents), 0)::bigint FROM payouts p \
        JOIN payout_transfers t USING (tenant_id, payout_id) \
        WHERE t.step = 'paid' AND t.rail = 'stripe_connect'";
    let by_provider = sqlx::query(by_provider).fetch_one(&mut *tx).await.expect("transfers");
    Books {
        orders: orders.get(0),
        regional_cents: orders.get(1),
        open_facts: facts.get(0),
        entries: by_type.iter().map(|row| (row.get(0), (row.get(1), row.get(2)))).collect(),
        paid: (paid.get(0), paid.get(1)),
        payout_cents: payouts.get(0),
        by_provider: (by_provider.get(0), by_provider.get(1)),
    }
}

/// What does not add up; `is_enough` was earned that somebody is to be paid (Y1).
pub(crate) fn faults(
    before: &Books,
    after: &Books,
    paid: &Books,
    (orders, is_enough): (u64, bool),
) -> Vec<String> {
    let mut faults = Vec::new();
    let mut expect = |what: &str, is: i64, should: i64| {
        if is != should {
            faults.push(format!("{what}: {is} instead of {should}"));
        }
    };
    let orders = i64::try_from(orders).expect("so many orders fit");
    let regional = after.regional_cents - before.regional_cents;
    let by_type = |books: &Books, name: &str| books.entries.get(name).copied().unwrap_or((0, 0));
    expect("orders kept", after.orders - before.orders, orders);
    expect("facts without a settlement", after.open_facts, 0);
    // Every order is of MOJO LLC, in a region that has a distributor (C4, C5).
    let name = "regional_exclusive";
    let (count, cents) = by_type(after, name);
    let (count, cents) = (count - by_type(before, name).0, cents - by_type(before, name).1);
    expect("entries of the region's distributor", count, orders);
    expect("their cents", cents, regional);
    expect(
        "entries after the payout run",
        paid.entries.values().map(|e| e.0).sum(),
        after.entries.values().map(|e| e.0).sum(),
    );
    expect("cents of the payouts beside those of their entries", paid.payout_cents, paid.paid.1);
    if is_enough && paid.paid.0 <= after.paid.0 {
        faults.push("the payout run paid nothing".to_owned());
    }
    faults
}

/// What the provider transferred that the payouts do not say, and the other way round; `expected`
/// payouts where each affiliate there has earned enough for one (Y1).
pub(crate) fn transfer_faults(
    paid: &Books,
    transfers: &[Value],
    expected: Option<u64>,
) -> Vec<String> {
    let (count, cents) = paid.by_provider;
    let sent: i64 = transfers.iter().filter_map(|transfer| transfer["amount"].as_i64()).sum();
    let accounts: BTreeSet<_> =
        transfers.iter().filter_map(|transfer| transfer["destination"].as_str()).collect();
    let mut faults = Vec::new();
    if i64::try_from(transfers.len()) != Ok(count) || sent != cents {
        faults.push(format!(
            "{} transfers of {sent} cents at the provider beside {count} payouts of {cents}",
            transfers.len()
        ));
    }
    if accounts.len() != transfers.len() {
        let twice = transfers.len() - accounts.len();
        faults.push(format!("{twice} transfers went to an account that had one (Y1)"));
    }
    if let Some(expected) = expected
        && u64::try_from(transfers.len()) != Ok(expected)
    {
        let told = transfers.len();
        faults.push(format!("{told} of {expected} affiliates were paid through the provider"));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_that_are_missing_altogether_are_a_fault() {
        let sold = Books { orders: 10, regional_cents: 300, ..Books::default() };
        let found = faults(&Books::default(), &sold, &sold, (10, true));
        assert!(found.iter().any(|fault| fault.contains("region's distributor: 0")), "{found:?}");
        let entries = [("regional_exclusive".to_owned(), (10, 300))].into();
        let whole = Books { entries, ..sold };
        let paid = Books { paid: (10, 300), payout_cents: 300, ..whole.clone() };
        assert!(faults(&Books::default(), &whole, &paid, (10, true)).is_empty());
    }
}
