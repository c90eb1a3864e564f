//! Migrations: forward only, built in, each applied once and never edited afterwards.

use mojo_domain::journal::Hash;

use super::folded_names::fold_names_of_before;
use super::query::queries;
use super::value::values;
use super::{AS_LEDGER, Database, StorageError, Tx};

struct Migration {
    name: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

macro_rules! migrations {
    ($($name:literal),* $(,)?) => { [$(Migration {
        name: $name,
        sqlite: include_str!(concat!("../../../../migrations/platform/sqlite/", $name, ".sql")),
        postgres: include_str!(concat!("../../../../migrations/platform/postgres/", $name, ".sql")),
    }),*] };
}

const MIGRATIONS: &[Migration] = &migrations![
    "0001_tenants_and_devices",
    "0002_change_log",
    "0003_orders_and_commissions",
    "0004_devices",
    "0005_cases",
    "0008_greetings",
    "0009_stornos",
    "0010_memberships",
    "0011_affiliate_codes",
    "0012_audit_log",
    "0013_payout_accounts",
    "0014_payout_transfers",
    "0015_exclusive_countries",
    "0016_customer_accounts",
    "0017_contracts_and_invitations",
    "0018_disputes_and_packages",
    "0019_checkouts_and_payment_events",
    "0020_payment_disputes",
    "0021_credit_notes",
    "0023_credit_note_evidence",
    "0024_jobs",
    "0022_refunds_of_payments",
    "0027_sepa_files",
    "0025_subscriptions",
    "0026_mails_and_account_reports",
    "0028_identities",
    "0029_settled_problems",
    "0030_payments_of_subscriptions",
    "0033_orders_of_several_sellers",
    "0034_customers_buy",
    "0035_events",
    "0036_attributions_never_overlap",
    "0037_lists_of_commissions",
    "0038_customers_by_code",
    "0039_void_sepa_files",
    "0040_payout_returns",
    "0041_user_links",
    "0042_line_bases",
    "0043_commission_corrections",
    "0044_seller_ledger",
    "0045_vat_paid_and_charged",
    "0046_issuer_and_newer_contracts",
    "0047_tenants_read_their_log",
    "0048_trial_platforms",
    "0049_folded_names",
];

const CREATE: &str = "CREATE TABLE IF NOT EXISTS schema_migrations (\
    version BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL)";

queries! {
    COUNT_LISTS = "SELECT COUNT(*) AS tables FROM sqlite_master \
        WHERE type = 'table' AND name = 'schema_migrations'";
    postgres = "SELECT COUNT(*) AS tables FROM information_schema.tables \
        WHERE table_schema = current_schema() AND table_name = 'schema_migrations'",
    LIST = "SELECT version, name, sha256 FROM schema_migrations ORDER BY version",
    RECORD = "INSERT INTO schema_migrations (version, name, sha256) VALUES ($1, $2, $3)",
}

/// Applies what is missing; gives back how many migrations that was.
pub(super) async fn migrate(database: &Database) -> Result<usize, StorageError> {
    migrate_to(database, MIGRATIONS.len()).await
}

/// Applies what is missing of the first `count`; for tests that make the database of an old
/// release.
pub(crate) async fn migrate_to(database: &Database, count: usize) -> Result<usize, StorageError> {
    let mut tx = database.begin_raw().await?;
    raw(&mut tx, CREATE).await?;
    if let Tx::Postgres(_) = tx {
        // Several processes may start at once: one migrates, the others wait here.
        raw(&mut tx, "LOCK TABLE schema_migrations IN EXCLUSIVE MODE").await?;
    }
    let applied = tx.all(LIST, Vec::new()).await?;
    if applied.len() > MIGRATIONS.len() {
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        return Err(StorageError::NewerDatabase {
            found: count(applied.len()),
            known: count(MIGRATIONS.len()),
        });
    }
    let mut done = 0;
    for (index, migration) in MIGRATIONS.iter().take(count).enumerate() {
        let text = if matches!(tx, Tx::Sqlite(_)) { migration.sqlite } else { migration.postgres };
        let sha256 = Hash::of(text.as_bytes()).to_hex();
        if let Some(row) = applied.get(index) {
            if row.text("sha256")? != sha256 || row.text("name")? != migration.name {
                return Err(StorageError::ChangedMigration(migration.name.to_owned()));
            }
            continue;
        }
        raw(&mut tx, text).await?;
        if migration.name == FOLDED_NAMES {
            fold_names(&mut tx).await?;
        }
        let version = i64::try_from(index).unwrap_or(i64::MAX) + 1;
        tx.execute(RECORD, values![version, migration.name, sha256]).await?;
        done += 1;
    }
    tx.commit().await?;
    Ok(done)
}

/// What SQL cannot do of a migration is done after its text, in the same transaction: whoever dies in
/// between has the form of before.
const FOLDED_NAMES: &str = "0049_folded_names";

async fn fold_names(tx: &mut Tx) -> Result<(), StorageError> {
    let is_postgres = matches!(tx, Tx::Postgres(_));
    if is_postgres {
        tx.execute(AS_LEDGER, Vec::new()).await?;
    }
    fold_names_of_before(tx).await?;
    if is_postgres {
        raw(tx, "RESET ROLE").await?;
    }
    Ok(())
}

/// The first migration with which a database says what it is for.
const PURPOSES: &str = "0048_trial_platforms";

/// Whether the database is of a release that says what a database is for; `None` for one that is empty.
/// Nothing is changed by asking.
pub(super) async fn knows_purposes(database: &Database) -> Result<Option<bool>, StorageError> {
    let mut tx = database.begin_raw().await?;
    let lists = tx.one(COUNT_LISTS, Vec::new()).await?;
    if lists.map_or(Ok(0), |row| row.int("tables"))? == 0 {
        return Ok(None);
    }
    let applied = tx.all(LIST, Vec::new()).await?;
    let mut knows = false;
    for row in &applied {
        knows |= row.text("name")? == PURPOSES;
    }
    Ok((!applied.is_empty()).then_some(knows))
}

async fn raw(tx: &mut Tx, sql: &'static str) -> Result<(), StorageError> {
    match tx {
        Tx::Sqlite(tx) => sqlx::raw_sql(sql).execute(&mut **tx).await.map(drop)?,
        Tx::Postgres(tx) => sqlx::raw_sql(sql).execute(&mut **tx).await.map(drop)?,
    }
    Ok(())
}
