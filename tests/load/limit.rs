//! What the database takes at best: as many rows as an order leaves, inserted and committed by as
//! many connections, with nothing in between.

use std::time::{Duration, Instant};

use mojo_testkit::postgres::OwnDatabase;
use sqlx::{Connection as _, Executor as _, PgConnection};

/// How long it is measured.
const LASTS: Duration = Duration::from_secs(15);

/// The tables of the trial: the rows of an order (its id, head, line, fact, customer, first
/// purchase) and of its settlement (two entries, their changes and bodies, the end of the fact).
const TABLES: &str = "DROP TABLE IF EXISTS trial_rows;
    CREATE TABLE trial_rows (id bigserial PRIMARY KEY, owner uuid NOT NULL, body text NOT NULL);
    CREATE INDEX trial_rows_owner ON trial_rows (owner, id)";

/// The first transaction of an order, with six rows.
const ORDER: &str = "INSERT INTO trial_rows (owner, body) \
    SELECT gen_random_uuid(), repeat('x', 160) FROM generate_series(1, 6)";
/// The transactions of its settlement, with three rows each.
const SETTLEMENT: &str = "INSERT INTO trial_rows (owner, body) \
    SELECT gen_random_uuid(), repeat('x', 480) FROM generate_series(1, 3)";

/// Orders a second of `clients` connections.
pub(crate) async fn measure(server: &str, clients: usize) -> f64 {
    let database = OwnDatabase::create(server, "mojo_load_limit", "template0").await;
    let mut connection = PgConnection::connect(database.url()).await.expect("a connection");
    connection.execute(TABLES).await.expect("the trial's table");
    connection.close().await.expect("closed");
    let since = Instant::now();
    let workers: Vec<_> = (0..clients)
        .map(|_| tokio::spawn(insert(database.url().to_owned(), since + LASTS)))
        .collect();
    let mut orders: u32 = 0;
    for worker in workers {
        orders += worker.await.expect("a worker ends");
    }
    f64::from(orders) / since.elapsed().as_secs_f64()
}

async fn insert(database: String, until: Instant) -> u32 {
    let mut connection = PgConnection::connect(&database).await.expect("a connection");
    let mut orders = 0;
    while Instant::now() < until {
        for statement in [ORDER, SETTLEMENT, SETTLEMENT] {
            connection.execute(statement).await.expect("inserted and committed");
        }
        orders += 1;
    }
    orders
}
