//! The migrations, in order; forward only. An applied file is never edited.

use std::borrow::Cow;

use sqlx::SqlSafeStr;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::sqlite::SqlitePool;

use crate::StoreError;

const LIST: &[(i64, &str, &str)] = &[
    (1, "journal", include_str!("../../../migrations/desk/0001_journal.sql")),
    (2, "contacts", include_str!("../../../migrations/desk/0002_contacts.sql")),
    (3, "pos", include_str!("../../../migrations/desk/0003_pos.sql")),
    (4, "checkin", include_str!("../../../migrations/desk/0004_checkin.sql")),
    (5, "invoicing", include_str!("../../../migrations/desk/0005_invoicing.sql")),
    (6, "commissions", include_str!("../../../migrations/desk/0006_commissions.sql")),
    (7, "sync", include_str!("../../../migrations/desk/0007_sync.sql")),
    (8, "devices", include_str!("../../../migrations/desk/0008_devices.sql")),
    (9, "cases", include_str!("../../../migrations/desk/0009_cases.sql")),
    (10, "digests", include_str!("../../../migrations/desk/0010_digests.sql")),
    (11, "uncounted", include_str!("../../../migrations/desk/0011_uncounted.sql")),
    (13, "device_list", include_str!("../../../migrations/desk/0013_device_list.sql")),
    (14, "restored_platform", include_str!("../../../migrations/desk/0014_restored_platform.sql")),
    (15, "gone_over", include_str!("../../../migrations/desk/0015_gone_over.sql")),
    (
        16,
        "merges_saw_the_winner",
        include_str!("../../../migrations/desk/0016_merges_saw_the_winner.sql"),
    ),
    (17, "prices_of_before", include_str!("../../../migrations/desk/0017_prices_of_before.sql")),
    (
        18,
        "disputes_and_packages",
        include_str!("../../../migrations/desk/0018_disputes_and_packages.sql"),
    ),
    (19, "credit_notes", include_str!("../../../migrations/desk/0019_credit_notes.sql")),
    (20, "frozen_payments", include_str!("../../../migrations/desk/0020_frozen_payments.sql")),
    (21, "commission_sums", include_str!("../../../migrations/desk/0021_commission_sums.sql")),
    (22, "forfeitures", include_str!("../../../migrations/desk/0022_forfeitures.sql")),
    (23, "affiliate_codes", include_str!("../../../migrations/desk/0023_affiliate_codes.sql")),
    (
        24,
        "commission_corrections",
        include_str!("../../../migrations/desk/0024_commission_corrections.sql"),
    ),
    (25, "vat_of_payouts", include_str!("../../../migrations/desk/0025_vat_of_payouts.sql")),
    (26, "invoice_details", include_str!("../../../migrations/desk/0026_invoice_details.sql")),
];

/// The version that an older program must not open (`PRAGMA user_version`).
const DATABASE_VERSION: i64 = 1;

/// Brings a database to the present form.
pub(crate) async fn migrate(pool: &SqlitePool) -> Result<(), StoreError> {
    let (found,): (i64,) = sqlx::query_as("PRAGMA user_version").fetch_one(pool).await?;
    if found > DATABASE_VERSION {
        return Err(StoreError::NewerDatabase { found, known: DATABASE_VERSION });
    }
    let migrations = LIST
        .iter()
        .map(|(version, name, sql)| {
            Migration::new(
                *version,
                (*name).into(),
                MigrationType::Simple,
                sql.into_sql_str(),
                false,
            )
        })
        .collect();
    let migrator = Migrator { migrations: Cow::Owned(migrations), ..Migrator::DEFAULT };
    migrator.run(pool).await.map_err(|error| match error {
        sqlx::migrate::MigrateError::Execute(error)
        | sqlx::migrate::MigrateError::ExecuteMigration(error, _) => StoreError::Driver(error),
        sqlx::migrate::MigrateError::VersionMissing(found) => {
            let known = LIST.last().map_or(0, |(version, ..)| *version);
            StoreError::NewerDatabase { found, known }
        }
        other => StoreError::Driver(sqlx::Error::Migrate(Box::new(other))),
    })?;
    sqlx::query(sqlx::AssertSqlSafe(format!("PRAGMA user_version = {DATABASE_VERSION}")))
        .execute(pool)
        .await?;
    Ok(())
}
