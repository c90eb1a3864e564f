//! The one door and the chain: all or nothing, and every tampering is found by name.

use std::sync::Arc;

use mojo_domain::{ActorId, CashMovementId, Currency, FixedClock, SeededEntropy};
use mojo_protocol::Entity;
use mojo_protocol::facts::CashMovementBody;
use mojo_store::{DatabaseKey, NewDevice, Store, Tx, journal, outbox};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _};
use uuid::Uuid;

struct Bench {
    folder: tempfile::TempDir,
    store: Store,
}

const KEY: [u8; 32] = [9; 32];

impl Bench {
    async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let at = "2026-11-20T09:24:00Z".parse().expect("an instant");
        let clock = Arc::new(FixedClock::new(at));
        let entropy = Arc::new(SeededEntropy::new(1));
        let path = folder.path().join("desk.db");
        let key = DatabaseKey::new(KEY);
        let store = Store::open(&path, &key, clock, entropy).await.expect("a new database");
        let device = NewDevice {
            device_id: Uuid::from_u128(1).into(),
            name: "Empfang 1".to_owned(),
            number_code: "A".to_owned(),
            tenant_id: Uuid::from_u128(2).into(),
            register_id: Uuid::from_u128(3).into(),
            country: "DE".to_owned(),
        };
        store.set_up(&device).await.expect("it is set up");
        Self { folder, store }
    }

    async fn begin(&self) -> Tx {
        let actor: ActorId = Uuid::from_u128(4).into();
        self.store.transact("move_cash", actor).await.expect("a change begins")
    }

    async fn move_cash(&self, cents: i64) {
        let mut tx = self.begin().await;
        record(&mut tx, cents).await;
        tx.commit().await.expect("it is durable");
    }

    async fn breaks(&self) -> Vec<(i64, &'static str)> {
        let mut reader = self.store.reader().await.expect("a reader");
        let found = journal::verify(&mut reader).await.expect("a walk");
        found.breaks.iter().map(|b| (b.dseq, b.kind)).collect()
    }

    /// Changes the database behind the store's back, as somebody with the key could.
    async fn tamper(&self, sql: &str) -> Result<u64, sqlx::Error> {
        let key = mojo_domain::journal::hex(&KEY);
        let options = SqliteConnectOptions::new()
            .filename(self.folder.path().join("desk.db"))
            .pragma("key", format!("\"x'{key}'\""));
        let mut connection = options.connect().await?;
        let done = sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await;
        // To its end, or it writes the log back into the file when somebody else reads it.
        connection.close().await?;
        Ok(done?.rows_affected())
    }
}

async fn record(tx: &mut Tx, cents: i64) {
    let body = CashMovementBody {
        cash_movement_id: tx.next_id::<CashMovementId>(),
        register_id: tx.register_id(),
        z_number: None,
        actor_id: tx.actor_id(),
        at: tx.now(),
        recorded_on: "2026-11-20".parse().expect("a day"),
        amount_cents: cents,
        currency: Currency::EUR,
        gv_typ: "Privateinlage".to_owned(),
        reason: "Wechselgeld".to_owned(),
        is_training: false,
    };
    tx.record(Entity::CashMovement, body.cash_movement_id.0, &body).await.expect("it is recorded");
}

#[tokio::test]
async fn a_change_that_is_dropped_never_happened() {
    let bench = Bench::new().await;
    bench.move_cash(100).await;
    let mut tx = bench.begin().await;
    record(&mut tx, 200).await;
    drop(tx);
    bench.move_cash(300).await;
    let mut reader = bench.store.reader().await.expect("a reader");
    let entries = journal::list(&mut reader, 1, 0, 10).await.expect("the journal");
    assert_eq!(entries.iter().map(|entry| entry.dseq).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(outbox::count(&mut reader).await.expect("a count"), 2);
    assert_eq!(bench.breaks().await, []);
}

#[tokio::test]
async fn d3_the_journal_refuses_change_and_deletion_even_with_the_key() {
    let bench = Bench::new().await;
    bench.move_cash(100).await;
    for sql in [
        "UPDATE journal SET op = 'sell'",
        "DELETE FROM journal",
        "UPDATE journal_bodies SET body = '{}'",
        "DELETE FROM journal_bodies",
    ] {
        let refused = bench.tamper(sql).await.expect_err(sql);
        assert!(
            refused.to_string().contains("GoBD") || refused.to_string().contains("bod"),
            "{sql}"
        );
    }
    assert_eq!(bench.breaks().await, []);
}

#[tokio::test]
async fn d3_whoever_takes_the_triggers_away_is_found_by_the_chain() {
    let cases = [
        (
            "UPDATE journal_bodies SET body = replace(body, '100', '900') WHERE dseq = 2",
            "commitment",
        ),
        ("UPDATE journal SET op = 'sell' WHERE dseq = 2", "hash"),
        ("UPDATE journal SET at = at + 1 WHERE dseq = 2", "hash"),
    ];
    for (sql, kind) in cases {
        let bench = Bench::new().await;
        for cents in [100, 100, 100] {
            bench.move_cash(cents).await;
        }
        let without = "DROP TRIGGER journal_is_append_only_update;
            DROP TRIGGER journal_bodies_may_only_be_emptied;";
        bench.tamper(&format!("{without} {sql}")).await.expect(sql);
        assert_eq!(bench.breaks().await, [(2, kind)], "{sql}");
    }
}

#[tokio::test]
async fn d3_a_missing_entry_and_a_shortened_journal_are_found() {
    for (sql, expected) in [
        ("DELETE FROM journal WHERE dseq = 2", vec![(3, "gap"), (3, "hash")]),
        ("DELETE FROM journal WHERE dseq = 3", vec![(3, "head")]),
    ] {
        let bench = Bench::new().await;
        for cents in [100, 200, 300] {
            bench.move_cash(cents).await;
        }
        bench
            .tamper(&format!("DROP TRIGGER journal_is_append_only_delete; {sql}"))
            .await
            .expect(sql);
        assert_eq!(bench.breaks().await, expected, "{sql}");
    }
}

#[tokio::test]
async fn an_erased_body_leaves_the_chain_whole() {
    let bench = Bench::new().await;
    bench.move_cash(100).await;
    let sql = "UPDATE journal_bodies SET salt = NULL, body = NULL WHERE dseq = 1";
    assert_eq!(bench.tamper(sql).await.expect("an erasure"), 1);
    assert_eq!(bench.breaks().await, []);
}

#[tokio::test]
async fn a_database_of_a_newer_program_is_refused_in_plain_words_and_left_alone() {
    let newer = [
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         VALUES (999, 'later', 1, x'00', 0)",
        "PRAGMA user_version = 99",
    ];
    for sql in newer {
        let bench = Bench::new().await;
        bench.move_cash(100).await;
        bench.tamper(sql).await.expect("the newer program writes it");
        bench.store.close().await;
        let path = bench.folder.path().join("desk.db");
        let before = std::fs::read(&path).expect("the database");
        let at = "2026-11-20T09:24:00Z".parse().expect("an instant");
        let clock = Arc::new(FixedClock::new(at));
        let opened =
            Store::open(&path, &DatabaseKey::new(KEY), clock, Arc::new(SeededEntropy::new(1)))
                .await;
        let refused = opened.err().expect("it does not open");
        assert!(matches!(refused, mojo_store::StoreError::NewerDatabase { .. }), "{refused}");
        assert!(refused.to_string().contains("please update this program"), "{refused}");
        assert_eq!(std::fs::read(&path).expect("the database"), before, "not a byte was changed");
    }
}
