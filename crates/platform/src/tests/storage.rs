//! Storage: every query is understood by both databases, and the walls stand.

use mojo_domain::TenantId;
use sqlx::{AssertSqlSafe, Executor as _, SqlSafeStr as _};

use super::support::{BIRKENHAIN, LINDENAU, Server, TestDesk, on_both};
use crate::auth::Tenant;
use crate::storage::{Database, Tx, every_insert, every_query};

/// A row of each table that nothing else fills.
const ROWS: &[&str] = &[
    "INSERT INTO document_numbers VALUES ('t', 'n', 'e', 'sale', 1)",
    "INSERT INTO cases VALUES ('t', 'c', 'number_clash', 1)",
    "INSERT INTO stornos VALUES ('t', 's', 'sale', 'c', NULL, 1)",
    "INSERT INTO clicks VALUES ('t', 'k', 'c', 1, 1)",
    "INSERT INTO audit_log VALUES ('t', 'a', 1, 'u', 'x', 's', 'r', '{}')",
    "INSERT INTO audit_notices VALUES ('t', 'a', 1, 'x', 's', '{}')",
    "INSERT INTO commission_disputes VALUES ('t', 'd', 'c', 'r', 1, 1)",
    "INSERT INTO commission_corrections VALUES ('t', 'k', 'd', 'c', 1, 'EUR', 'r', 0, 'u', 1)",
    "INSERT INTO commission_dispute_messages VALUES ('t', 'm', 'd', 'x', 1, 0, 1)",
    "INSERT INTO commission_dispute_settlements VALUES ('t', 'd', 'upheld', 'r', 1, 1)",
    "INSERT INTO statement_packages VALUES ('t', '2026-10', 'EUR', 1, 'h', 'h', 1)",
    "INSERT INTO recipient_tax_profiles VALUES ('t', 'n', 's', '1', 'c', 'DE', '1', '', '', 1, 0, 1, 1)",
    "INSERT INTO credit_note_counters VALUES ('t', 2026, 1)",
    "INSERT INTO credit_notes VALUES ('t', 'GS-2026-000001', '2026-10', 'EUR', '', '{}', 'h', 1)",
    "INSERT INTO credit_note_entries VALUES ('t', 'GS-2026-000001', 'c', 1)",
    "INSERT INTO credit_note_agreements VALUES ('t', 1, 1, 'u', 'affiliate', '2026-11', 'h', 1)",
    "INSERT INTO credit_note_objections VALUES ('t', 'GS-2026-000001', 1, 'u', '')",
    "INSERT INTO affiliate_codes VALUES ('t', 'c', '', 1, NULL)",
    "INSERT INTO affiliate_code_owners VALUES ('c', 't')",
    "INSERT INTO invitations VALUES ('t', 'i', 'h', 'affiliate', '', '[]', NULL, NULL, NULL, 1, 2, 'open', NULL, NULL, NULL, NULL)",
    "INSERT INTO issuer_versions VALUES ('t', 1, 'n', 's', '1', 'c', 'DE', '1', '', 1, 'u', '')",
    "INSERT INTO contract_demands VALUES ('t', 'affiliate', '1', 1, '2026-12-31', 1, 'u', 'r')",
    "INSERT INTO contracts VALUES ('t', 'affiliate', '1', 'de', 'h', 'b')",
    "INSERT INTO contract_acceptances VALUES ('t', 'a', 'affiliate', '1', 'de', 'h', 'u', 'n', 1, 'x', '{}')",
    "INSERT INTO customer_accounts VALUES ('t', 'c', 'l', 'n', 'de', 'h', NULL, NULL, 1, NULL)",
    "INSERT INTO customer_attributions VALUES ('t', 'a', 'x', 1, 2, 3, 'direct', NULL, 1)",
    "INSERT INTO regional_agreement_countries VALUES ('t', 'a', 'IT', '2026-01-01', '2026-12-31')",
    "INSERT INTO payout_accounts VALUES ('t', 'sepa_manual', '', 0, 1, 'active', 1, 1, 'i', 'b', 'h')",
    "INSERT INTO payout_entries VALUES ('t', 'p', 'c', 1, 0)",
    "INSERT INTO payout_transfers VALUES ('t', 'p', 1, 'paid', 'recorded', '', NULL, '', 1)",
    "INSERT INTO payout_ends VALUES ('t', 'p', 'paid', 1)",
    "INSERT INTO payout_returns VALUES ('t', 'p', 1, 'EUR', '2026-11-23', 'r', 1)",
    "INSERT INTO payout_return_carriers VALUES ('t', 'q', 'p', 1)",
    "INSERT INTO seller_entries VALUES ('t', 'o', 1, 1, 'sale', 119, 19, 12, 107, 'EUR', 1, 1)",
    "INSERT INTO seller_payout_entries VALUES ('t', 'p', 'o', 1, 1, 107)",
    "INSERT INTO credit_note_vat VALUES ('t', 'GS-2026-000001', 'EUR', 1)",
    "INSERT INTO payout_vat VALUES ('t', 'q', 'GS-2026-000001', 1)",
    "INSERT INTO sale_vat VALUES ('t', 's', 0, 1, 'general', 1900, 19, 'DE', 'DE', 'DE', '', '')",
    "INSERT INTO line_bases VALUES ('t', 'o', 9, '2026-1', '{}', 1)",
    "INSERT INTO sepa_file_counters VALUES ('t', 1)",
    "INSERT INTO sepa_files VALUES ('t', 'f', 1, 'm', '2026-11-23', 'i', 1, 1, 'x', 'h', 1)",
    "INSERT INTO sepa_file_payouts VALUES ('t', 'p', 1, 'f', 'e', 'n', 'i', '', 1)",
    "INSERT INTO sepa_file_ends VALUES ('t', 'f', 'confirmed', '2026-11-23', '', 1)",
    "INSERT INTO checkouts VALUES ('t', 'c', 'o', 'u', NULL, 'EUR', 1, 1, 'paid', 'pi', 1, '', 0)",
    "INSERT INTO checkout_lines VALUES ('t', 'c', 1, 'p', 'n', 'k', 0, 1, 1, 0, 1, NULL, NULL, 0)",
    "INSERT INTO payment_events VALUES ('t', 'e', 'k', 'h', 'pi', NULL, NULL, 1, 'EUR', '', 1, 1)",
    "INSERT INTO payment_event_ends VALUES ('t', 'e', 'done', 1, '')",
    "INSERT INTO payment_refunds VALUES ('t', 're', 'refund', 'c', 1, 1)",
    "INSERT INTO asked_refunds VALUES ('t', 'k', 'c', 1, 1)",
    "INSERT INTO asked_refund_ends VALUES ('t', 'k', 'made', 're', '', 1)",
    "INSERT INTO payment_refund_failures VALUES ('t', 're', 'c', 1, 1)",
    "INSERT INTO payment_totals VALUES ('t', 'c', 1, 1)",
    "INSERT INTO payment_disputes VALUES ('t', 'dp', 'o', 1)",
    "INSERT INTO payment_dispute_ends VALUES ('t', 'dp', 'won', 1)",
    "INSERT INTO jobs VALUES ('t', 'j', 'settle', '', '{}', 1, 'queued', 1, 0, NULL, '', '', 1, NULL)",
    "INSERT INTO job_attempts VALUES ('t', 'j', 1, 'started', 1, 'w', '')",
    "INSERT INTO subscriptions VALUES ('t', 's', 'u', NULL, NULL, 'EUR', 'month', 1, 1, 1, 'ended', 1, 'cus', 'sub', 0, 1, '', NULL, NULL, '')",
    "INSERT INTO subscription_lines VALUES ('t', 's', 'p', 'n', 'k', 0, 1, 1, 0, 1, NULL, 0, 0)",
    "INSERT INTO subscription_periods VALUES ('t', 'in', 's', 'c', 'o', 0, 1, 2, 1)",
    "INSERT INTO subscription_cancellations VALUES ('t', 's', 'now', 'u', 'r', 1)",
    "INSERT INTO subscription_cancellation_ends VALUES ('t', 's', 'now', 'done', 1)",
    "INSERT INTO subscription_events VALUES ('t', 'e', 'k', 'h', 't', 's', 'sub', 'in', 'pi', 1, 'EUR', 0, 1, 2, NULL, '', 0, 1, 1)",
    "INSERT INTO subscription_event_ends VALUES ('t', 'e', 'done', 1)",
    "INSERT INTO mails VALUES ('t', 'm', 'invitation', 'de', 'a@b.de', '', 's', 'b', 'h', 1, 1, 'sent', NULL, 1, 1)",
    "INSERT INTO mail_attempts VALUES ('t', 'm', 1, 'sent', '', 1, 1)",
    "INSERT INTO payout_account_reports VALUES ('t', 'r', 'acct_1', 0, 1, 1, '[]', '', 1, 1)",
    "INSERT INTO payment_event_later_ends VALUES ('t', 'e', 'done', 1, '')",
    "INSERT INTO payment_event_settlements VALUES ('t', 'e', 'r', 'u', 1)",
    "INSERT INTO checkout_settlements VALUES ('t', 'c', 'p', 'r', 'u', 1)",
    "INSERT INTO order_parts VALUES ('t', 'o', 'w', 'h', '{}')",
    "INSERT INTO identities VALUES ('t', 'i', 'https://id', 's', 'u', 'email', NULL, 1, NULL, NULL)",
    "INSERT INTO identities VALUES ('t', 'e', 'https://id', 's', 'u', 'staff', 'a', 1, 'a', 2)",
    "INSERT INTO event_places VALUES ('t', 'p', 'q', 1, 1, 1)",
    "INSERT INTO checkout_destinations VALUES ('t', 'c', 'acct_1', 1)",
    "INSERT INTO customer_sessions VALUES ('t', 'h', 'c', 'm', 1, 2, 1)",
    "INSERT INTO customer_links VALUES ('t', 'h', 'c', 1, 2, 1)",
    "INSERT INTO user_links VALUES ('t', 'h', 'u', 1, 2, 1)",
    "INSERT INTO customer_purchases VALUES ('t', 'p', 'c', 's', 'q', 'n', 'free', 'n', 's', '1', 'c', 'DE', 1, 1)",
];

/// What the triggers refuse.
const REFUSED: &[&str] = &[
    "UPDATE order_commissions SET amount_cents = amount_cents + 1",
    "UPDATE order_commissions SET base_cents = base_cents + 1",
    "UPDATE order_commissions SET percent = '99'",
    "UPDATE order_commissions SET settled_as = 'x'",
    "DELETE FROM order_commissions",
    "UPDATE orders SET ordered_at = 0",
    "DELETE FROM orders",
    "UPDATE order_lines SET net_cents = 0",
    "DELETE FROM order_lines",
    "UPDATE order_ids SET seller_tenant_id = 'x'",
    "DELETE FROM order_ids",
    "UPDATE first_purchases SET purchased_at = 0",
    "DELETE FROM first_purchases",
    "UPDATE document_numbers SET number = 'x'",
    "DELETE FROM document_numbers",
    "UPDATE cases SET kind = 'x'",
    "DELETE FROM cases",
    "UPDATE stornos SET cancelled_id = 'x'",
    "DELETE FROM stornos",
    "UPDATE audit_log SET reason = 'x'",
    "DELETE FROM audit_log",
    "UPDATE audit_notices SET details = 'x'",
    "DELETE FROM audit_notices",
    "UPDATE commission_disputes SET commission_id = 'x'",
    "DELETE FROM commission_disputes",
    "UPDATE commission_corrections SET amount_cents = 2",
    "DELETE FROM commission_corrections",
    "UPDATE commission_dispute_messages SET text = 'x'",
    "DELETE FROM commission_dispute_messages",
    "UPDATE commission_dispute_settlements SET outcome = 'rejected'",
    "DELETE FROM commission_dispute_settlements",
    "UPDATE statement_packages SET content_hash = 'x'",
    "DELETE FROM statement_packages",
    "DELETE FROM recipient_tax_profiles",
    "DELETE FROM credit_note_counters",
    "UPDATE credit_notes SET body = 'x'",
    "DELETE FROM credit_notes",
    "UPDATE credit_note_entries SET amount_cents = 2",
    "DELETE FROM credit_note_entries",
    "UPDATE credit_note_files SET number = 'x'",
    "DELETE FROM credit_note_files",
    "UPDATE credit_note_agreements SET has_agreed = 0",
    "DELETE FROM credit_note_agreements",
    "UPDATE credit_note_objections SET reason = 'x'",
    "DELETE FROM credit_note_objections",
    "UPDATE clicks SET counts = 0",
    "DELETE FROM clicks",
    "DELETE FROM affiliate_codes",
    "UPDATE affiliate_code_owners SET owner_tenant_id = 'x'",
    "DELETE FROM affiliate_code_owners",
    "UPDATE invitations SET commission_percent = '30'",
    "DELETE FROM invitations",
    "UPDATE contracts SET body = 'x'",
    "DELETE FROM contracts",
    "UPDATE issuer_versions SET name = 'x'",
    "DELETE FROM issuer_versions",
    "UPDATE contract_demands SET needed_from = '2027-12-31'",
    "DELETE FROM contract_demands",
    "UPDATE contract_acceptances SET name = 'x'",
    "DELETE FROM contract_acceptances",
    "UPDATE customer_accounts SET click_id = 'x'",
    "UPDATE customer_accounts SET signed_up_at = 2",
    "UPDATE customer_attributions SET attribution_expires_at = attribution_expires_at + 1",
    "UPDATE customer_attributions SET attributed_at = attributed_at - 1",
    "UPDATE customer_attributions SET tenant_id = 't'",
    "UPDATE customer_attributions SET customer_user_id = 'x'",
    "UPDATE customer_attributions SET source = 'referral'",
    "UPDATE customer_attributions SET first_purchase_at = 1",
    "DELETE FROM customer_attributions",
    "UPDATE regional_agreement_countries SET country = 'FR'",
    "DELETE FROM regional_agreement_countries",
    "DELETE FROM payout_accounts",
    "UPDATE payout_entries SET amount_cents = 2",
    "DELETE FROM payout_entries",
    "UPDATE payout_transfers SET step = 'failed'",
    "DELETE FROM payout_transfers",
    "UPDATE payout_ends SET outcome = 'released'",
    "DELETE FROM payout_ends",
    "UPDATE payout_returns SET amount_cents = 2",
    "DELETE FROM payout_returns",
    "UPDATE payout_return_carriers SET amount_cents = 2",
    "DELETE FROM payout_return_carriers",
    "UPDATE credit_note_vat SET vat_cents = 2",
    "DELETE FROM credit_note_vat",
    "UPDATE payout_vat SET vat_cents = 2",
    "DELETE FROM payout_vat",
    "UPDATE sale_vat SET vat_rate_bp = 0",
    "DELETE FROM sale_vat",
    "UPDATE line_bases SET basis = ''",
    "DELETE FROM line_bases",
    "DELETE FROM sepa_file_counters",
    "UPDATE sepa_files SET content = 'y'",
    "DELETE FROM sepa_files",
    "UPDATE sepa_file_payouts SET iban = 'j'",
    "DELETE FROM sepa_file_payouts",
    "UPDATE sepa_file_ends SET outcome = 'rejected'",
    "DELETE FROM sepa_file_ends",
    "UPDATE checkouts SET amount_cents = 2",
    "UPDATE checkouts SET currency = 'CHF'",
    "UPDATE checkouts SET state = 'open'",
    "DELETE FROM checkouts",
    "UPDATE checkout_lines SET net_cents = 2",
    "DELETE FROM checkout_lines",
    "UPDATE payment_events SET amount_cents = 2",
    "DELETE FROM payment_events",
    "UPDATE payment_event_ends SET outcome = 'problem'",
    "DELETE FROM payment_event_ends",
    "UPDATE payment_event_later_ends SET outcome = 'problem'",
    "DELETE FROM payment_event_later_ends",
    "UPDATE payment_event_settlements SET reason = 'x'",
    "DELETE FROM payment_event_settlements",
    "UPDATE checkout_settlements SET reason = 'x'",
    "DELETE FROM checkout_settlements",
    "UPDATE payment_refunds SET amount_cents = 2",
    "DELETE FROM payment_refunds",
    "UPDATE asked_refunds SET amount_cents = 2",
    "DELETE FROM asked_refunds",
    "UPDATE asked_refund_ends SET outcome = 'refused'",
    "DELETE FROM asked_refund_ends",
    "UPDATE payment_refund_failures SET amount_cents = 2",
    "DELETE FROM payment_refund_failures",
    "UPDATE payment_totals SET amount_cents = 2",
    "DELETE FROM payment_totals",
    "UPDATE payment_disputes SET order_id = 'x'",
    "DELETE FROM payment_disputes",
    "UPDATE payment_dispute_ends SET outcome = 'lost'",
    "DELETE FROM payment_dispute_ends",
    "UPDATE jobs SET kind = 'x'",
    "UPDATE jobs SET period = 'x'",
    "UPDATE jobs SET attempts = 0",
    "DELETE FROM jobs",
    "UPDATE job_attempts SET note = 'x'",
    "DELETE FROM job_attempts",
    "UPDATE subscriptions SET amount_cents = 2",
    "UPDATE subscriptions SET customer_user_id = 'x'",
    "UPDATE subscriptions SET state = 'active'",
    "DELETE FROM subscriptions",
    "UPDATE subscription_lines SET net_cents = 2",
    "DELETE FROM subscription_lines",
    "UPDATE subscription_periods SET ends_at = 3",
    "DELETE FROM subscription_periods",
    "UPDATE subscription_cancellations SET reason = 'x'",
    "DELETE FROM subscription_cancellations",
    "UPDATE subscription_cancellation_ends SET outcome = 'refused'",
    "DELETE FROM subscription_cancellation_ends",
    "UPDATE subscription_events SET amount_cents = 2",
    "DELETE FROM subscription_events",
    "UPDATE subscription_event_ends SET outcome = 'problem'",
    "DELETE FROM subscription_event_ends",
    "UPDATE mails SET subject = 'x'",
    "UPDATE mails SET body_text = 'x'",
    "UPDATE mails SET to_address = 'x'",
    "UPDATE mails SET state = 'waiting'",
    "DELETE FROM mails",
    "UPDATE mail_attempts SET answer = 'x'",
    "DELETE FROM mail_attempts",
    "UPDATE payout_account_reports SET payouts_enabled = 0",
    "DELETE FROM payout_account_reports",
    "UPDATE invitations SET email = 'x'",
    "UPDATE identities SET user_id = 'x' WHERE identity_id = 'i'",
    "UPDATE identities SET subject = 'x' WHERE identity_id = 'i'",
    "UPDATE identities SET ended_at = 3 WHERE identity_id = 'e'",
    "DELETE FROM identities",
    "UPDATE order_parts SET whole_order_id = 'x'",
    "DELETE FROM order_parts",
    "UPDATE event_places SET place_no = 2",
    "UPDATE event_places SET freed_at = NULL",
    "DELETE FROM event_places",
    "UPDATE seller_entries SET booked_at = 2",
    "DELETE FROM seller_entries",
    "UPDATE seller_payout_entries SET payout_id = 'x'",
    "DELETE FROM seller_payout_entries",
    "UPDATE checkout_destinations SET fee_cents = 2",
    "DELETE FROM checkout_destinations",
    "UPDATE customer_sessions SET customer_user_id = 'x'",
    "UPDATE customer_sessions SET expires_at = 9",
    "UPDATE customer_sessions SET ended_at = NULL",
    "UPDATE customer_links SET customer_user_id = 'x'",
    "UPDATE customer_links SET used_at = NULL",
    "UPDATE user_links SET user_id = 'x'",
    "UPDATE user_links SET used_at = NULL",
    "UPDATE customer_purchases SET country = 'AT'",
    "UPDATE customer_purchases SET closed_at = NULL",
    "DELETE FROM customer_purchases",
    "UPDATE database_purpose SET purpose = 'trial'",
    "DELETE FROM database_purpose",
    "UPDATE memberships SET stage = 4",
    "UPDATE memberships SET ends_at = 1",
    "DELETE FROM memberships",
];

on_both! {
    async fn every_query_is_prepared(server) {
        let database = server.platform.state.database();
        for query in every_query() {
            let sql = match database {
                Database::Sqlite { .. } => query.sql,
                Database::Postgres(_) => query.postgres.unwrap_or(query.sql),
            };
            prepare(database, query.name, sql.to_owned()).await;
        }
        for insert in every_insert() {
            prepare(database, insert.table, insert.sql(1)).await;
            prepare(database, insert.table, insert.sql(insert.chunk())).await;
        }
    }

    async fn migrating_again_changes_nothing(server) {
        assert_eq!(server.platform.state.database().migrate().await.unwrap(), 0);
    }

    async fn what_is_append_only_refuses_to_be_changed(server) {
        let mut desk = TestDesk::enrol(&server, "reception@birkenhain", 1).await;
        let change = desk.edit(7, "note", serde_json::json!("bleibt"), 7);
        desk.push(&server, vec![change]).await;
        for sql in [
            "UPDATE change_log SET op = 'x'",
            "DELETE FROM change_log",
            "UPDATE change_bodies SET body = 'x'",
            "DELETE FROM change_bodies",
            "UPDATE device_entries SET code = 'x'",
            "DELETE FROM device_entries",
        ] {
            let error = run(server.platform.state.database(), sql).await.unwrap_err().to_string();
            assert!(error.contains("append-only") || error.contains("emptied"), "{sql}: {error}");
        }
        let database = server.platform.state.database();
        run(database, "UPDATE change_bodies SET body = '', salt = ''").await.unwrap();
        assert_eq!(server.feed(&desk.token).await[0].body, "", "an erased body is gone");
    }

    async fn the_ledger_refuses_to_be_changed(server) {
        crate::tests::commerce::sell(&server).await;
        let database = server.platform.state.database();
        for sql in ROWS {
            run(database, sql).await.unwrap();
        }
        let bytes = match database {
            Database::Sqlite { .. } => "X'00'",
            Database::Postgres(_) => "CAST('\\x00' AS BYTEA)",
        };
        let file = format!("INSERT INTO credit_note_files VALUES ('t', 'GS-2026-000001', {bytes})");
        run(database, &file).await.unwrap();
        for sql in REFUSED {
            let error = run(database, sql).await.expect_err(sql).to_string();
            let is_refused = error.contains("append-only") || error.contains("never deleted");
            assert!(is_refused, "{sql}: {error}");
        }
        run(database, "UPDATE order_commissions SET forfeited_at = 1").await.unwrap();
    }

    async fn a_transaction_of_one_tenant_sees_no_row_of_another(server) {
        let mut desk = TestDesk::enrol(&server, "reception@birkenhain", 1).await;
        let change = desk.edit(7, "note", serde_json::json!("geheim"), 7);
        desk.push(&server, vec![change]).await;
        let lindenau = Tenant::named_by_platform(LINDENAU);
        let mut tx = server.platform.state.database().write(lindenau).await.unwrap();
        assert!(tx.find_device(desk.device_id).await.unwrap().is_none());
        assert!(tx.list_changes(0, 100, 1023, 10).await.unwrap().is_empty());
        let head = tx.log_head().await.unwrap();
        assert_eq!(head.seq, 0);
    }
}

async fn prepare(database: &Database, name: &str, sql: String) {
    let sql = AssertSqlSafe(sql).into_sql_str();
    let prepared = match database {
        Database::Sqlite { writer, .. } => writer.prepare(sql).await.map(drop),
        Database::Postgres(pool) => pool.prepare(sql).await.map(drop),
    };
    prepared.unwrap_or_else(|error| panic!("{name}: {error}"));
}

pub(super) async fn run(database: &Database, sql: &str) -> Result<(), sqlx::Error> {
    let sql = AssertSqlSafe(sql.to_owned());
    match database {
        Database::Sqlite { writer, .. } => sqlx::query(sql).execute(writer).await.map(drop),
        Database::Postgres(pool) => sqlx::query(sql).execute(pool).await.map(drop),
    }
}

/// The second wall: even a query that forgets the tenant finds only the tenant's rows.
#[tokio::test]
async fn row_level_security_refuses_what_a_query_forgot() {
    let Some(server) = Server::on_postgres().await else { return };
    let database = server.platform.state.database();
    let tenant = Tenant::named_by_platform(BIRKENHAIN);
    let tx = database.write(tenant).await.unwrap();
    let Tx::Postgres(mut raw) = tx.into_raw() else { panic!("PostgreSQL") };
    let seen: Vec<String> =
        sqlx::query_scalar("SELECT tenant_id FROM tenants").fetch_all(&mut *raw).await.unwrap();
    assert_eq!(seen, [BIRKENHAIN.to_string()]);
    let foreign = sqlx::query("INSERT INTO devices VALUES ($1, 'd', 'n', 0, NULL)")
        .bind(LINDENAU.to_string())
        .execute(&mut *raw)
        .await
        .unwrap_err();
    assert!(foreign.to_string().contains("row-level security"), "{foreign}");
}

#[tokio::test]
async fn every_table_with_a_tenant_has_a_wall() {
    let Some(server) = Server::on_postgres().await else { return };
    let Database::Postgres(pool) = server.platform.state.database() else { panic!("PostgreSQL") };
    let open: Vec<String> = sqlx::query_scalar(
        "SELECT CAST(c.relname AS TEXT) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid \
         WHERE c.relkind = 'r' AND a.attname = 'tenant_id' AND c.relnamespace = \
         CAST('public' AS regnamespace) AND NOT (c.relrowsecurity AND c.relforcerowsecurity)",
    )
    .fetch_all(pool)
    .await
    .unwrap();
    assert_eq!(open, ["logins"], "the directory that finds the tenant is the one exception");
}

#[tokio::test]
async fn an_encrypted_database_shows_no_plain_text_and_needs_its_key() {
    use mojo_domain::{FixedClock, SeededEntropy};
    use std::sync::Arc;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("platform.db");
    let url = format!("sqlite:{}", path.display());
    let open = |key: &'static str| {
        let clock = Arc::new(FixedClock::new(super::support::NOW.parse().unwrap()));
        let entropy = Arc::new(SeededEntropy::new(1));
        let url = url.clone();
        async move {
            crate::Platform::open_with(&url, Some(key), crate::Limits::default(), clock, entropy)
                .await
        }
    };
    let platform = open("it's a secret").await.unwrap();
    let mut tx = platform.state.database().write_ledger().await.unwrap();
    let tenant = crate::storage::tenants::NewTenant {
        tenant_id: TenantId::MOJO_LLC,
        name: "Planted Name".to_owned(),
        kind: "platform",
        country: "US".to_owned(),
        granted_stage: None,
        created_at: 0,
    };
    tx.insert_tenant(&tenant, 1).await.unwrap();
    tx.commit().await.unwrap();
    platform.close().await;
    let bytes = std::fs::read(&path).unwrap();
    assert!(!bytes.starts_with(b"SQLite format 3"));
    assert!(!bytes.windows(12).any(|window| window == b"Planted Name"));
    assert!(open("another key").await.is_err());
    assert!(open("it's a secret").await.is_ok());
}
