//! Orders and what follows from them, over the routes and through the consumer.

use axum::http::StatusCode;
use mojo_domain::catalogue::ProductKind;
use mojo_domain::memberships::Stage;
use mojo_domain::vat::VatClass;
use mojo_domain::{Currency, OrderId, ProductId, TenantId, UserId, to_micros};
use serde_json::{Value, json};
use uuid::Uuid;

use super::support::{BIRKENHAIN, LINDENAU, NOW, Server, on_both};
use crate::auth::Tenant;
use crate::commerce::{
    NewOrder, NewOrderLine, NewRefund, deactivate_tenant, record_orders, record_refunds,
    run_payouts,
};
use crate::storage::catalogue::{AttributionRecord, CatalogueProduct};
use crate::storage::tenants::NewTenant;

/// The distributor of these tests.
pub(super) const DACH: TenantId = TenantId(Uuid::from_u128(0xDAC));
pub(super) const BOOTCAMP: ProductId = ProductId(Uuid::from_u128(0x33));
pub(super) const CUSTOMER: UserId = UserId(Uuid::from_u128(0xC1));

/// Ids of what was sold.
pub(super) struct Sold {
    pub(super) seller: TenantId,
    pub(super) order: OrderId,
    pub(super) product: ProductId,
    pub(super) customer: UserId,
    pub(super) agreement: Uuid,
}

pub(super) fn micros(text: &str) -> i64 {
    to_micros(text.parse().unwrap())
}

/// MOJO LLC with a product, a distributor with its agreement, a customer of the practice.
pub(super) async fn open_shop(server: &Server) -> Uuid {
    let mut tx = server.platform.state.database().write_ledger().await.unwrap();
    for (tenant_id, name) in [(TenantId::MOJO_LLC, "MOJO LLC"), (DACH, "MOJO GmbH")] {
        let (name, country) = (name.to_owned(), "DE".to_owned());
        let kind = "distributor";
        let (granted_stage, created_at) = (None, 0);
        let tenant = NewTenant { tenant_id, name, kind, country, granted_stage, created_at };
        tx.insert_tenant(&tenant, 1).await.unwrap();
    }
    let attributed_at = micros("2026-01-10T09:00:00Z");
    tx.insert_customers(&[(CUSTOMER, None)], 0).await.unwrap();
    tx.insert_attributions(&[AttributionRecord {
        attribution_id: Uuid::from_u128(0xA1),
        customer_user_id: CUSTOMER,
        attributed_tenant_id: BIRKENHAIN,
        attributed_at,
        first_purchase_at: None,
        attribution_expires_at: micros("2029-01-10T09:00:00Z"),
        source: "affiliate_code".to_owned(),
        source_ref: None,
        created_at: attributed_at,
    }])
    .await
    .unwrap();
    let agreement = crate::storage::catalogue::AgreementRecord {
        agreement_id: Uuid::from_u128(0xA9),
        agreement: mojo_domain::commissions::Agreement {
            terms: mojo_domain::commissions::AgreementTerms {
                tenant: DACH,
                percent: mojo_domain::Percentage::new(30),
                valid_from: "2025-01-01".parse().unwrap(),
                valid_until: None,
            },
            regions: ["DE", "AT", "CH"].iter().map(|code| code.parse().unwrap()).collect(),
        },
        contract_signed_at: None,
        contract_document_url: None,
        created_at: 0,
    };
    assert!(tx.insert_agreement(&agreement).await.unwrap());
    tx.commit().await.unwrap();
    let llc = Tenant::named_by_platform(TenantId::MOJO_LLC);
    let mut tx = server.platform.state.database().write(llc).await.unwrap();
    tx.insert_products(&[CatalogueProduct {
        tenant_id: TenantId::MOJO_LLC,
        product_id: BOOTCAMP,
        kind: ProductKind::Membership,
        name: "BUSINESS BOOTCAMP".to_owned(),
        description_de: String::new(),
        description_en: String::new(),
        price_net_cents: 100_000,
        currency: Currency::EUR,
        vat_class: VatClass::General,
        vat_rate_bp: 1900,
        billing_interval: None,
        user_journey_level: Some(3),
        granted_stage: Some(Stage::BUSINESS_BOOTCAMP),
        commission_eligible: true,
        created_at: 0,
        retired_at: None,
    }])
    .await
    .unwrap();
    tx.commit().await.unwrap();
    agreement.agreement_id
}

pub(super) fn order(number: u128, at: &str) -> NewOrder {
    NewOrder {
        order_id: OrderId(Uuid::from_u128(0x0D00 + number)),
        order_number: format!("B-{number}"),
        customer_user_id: CUSTOMER,
        ordered_at: micros(at),
        billing_country: Some("DE".parse().unwrap()),
        currency: Currency::EUR,
        is_renewal: false,
        is_via_connect: true,
        lines: vec![NewOrderLine { product_id: BOOTCAMP, net_cents: 100_000 }],
    }
}

pub(super) async fn record(server: &Server, order: NewOrder) {
    let state = &server.platform.state;
    let llc = Tenant::named_by_platform(TenantId::MOJO_LLC);
    let at = order.ordered_at;
    record_orders(state.database(), llc, &[order], at).await.unwrap();
    state.settle(at).await.unwrap();
}

/// An order of scenario A: level 3, Germany, recruited by the practice, the first purchase.
pub(super) async fn sell(server: &Server) -> Sold {
    let agreement = open_shop(server).await;
    let first = order(1, "2026-11-01T10:00:00Z");
    let sold = Sold {
        seller: TenantId::MOJO_LLC,
        order: first.order_id,
        product: BOOTCAMP,
        customer: CUSTOMER,
        agreement,
    };
    record(server, first).await;
    sold
}

/// One more order of the same customer: a later purchase.
pub(super) async fn later_order(server: &Server, at: &str) {
    record(server, order(2, at)).await;
}

/// Type, amount, reversed and status of the practice's commissions.
async fn own(server: &Server) -> Vec<(String, String, String, String)> {
    let token = server.token("owner@birkenhain").await;
    let (status, answer) = server.call("GET", "/api/v1/commissions", Some(&token), None).await;
    assert_eq!(status, StatusCode::OK);
    let text = |row: &Value, key: &str| row[key].as_str().unwrap().to_owned();
    answer["commissions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            (
                text(row, "commission_type"),
                text(row, "amount"),
                text(row, "reversed"),
                text(row, "status"),
            )
        })
        .collect()
}

fn row(kind: &str, amount: &str, reversed: &str, status: &str) -> (String, String, String, String) {
    (kind.to_owned(), amount.to_owned(), reversed.to_owned(), status.to_owned())
}

on_both! {
    async fn scenario_a_reaches_both_recipients_and_their_desks_can_compute_it_again(server) {
        let sold = sell(&server).await;
        let mut tx = server.platform.state.database().read_ledger().await.unwrap();
        let all = tx.list_commissions_of(sold.order).await.unwrap();
        let paid: Vec<_> =
            all.iter().map(|c| (c.recipient, c.kind.code(), c.amount_cents)).collect();
        assert_eq!(paid, [
            (BIRKENHAIN, "affiliate_first", 20_000),
            (DACH, "regional_exclusive", 30_000),
        ]);
        drop(tx);
        let token = server.token("owner@birkenhain").await;
        let feed = server.feed(&token).await;
        assert_eq!(feed.len(), 1);
        let body: Value = serde_json::from_str(&feed[0].body).unwrap();
        assert_eq!(body["reasons"], json!(["attribution_live", "first_purchase"]));
        assert_eq!(body["amount_cents"], 20_000);
        let pseudonym = body["customer"].as_str().unwrap();
        assert!(pseudonym.starts_with("K-"));
        assert_eq!(body["basis"]["agreement"], Value::Null, "C16: the distributor is not named");
        assert!(!feed[0].body.contains(&CUSTOMER.to_string()));
        let reception = server.token("reception@birkenhain").await;
        assert!(server.feed(&reception).await.is_empty());
        assert_eq!(own(&server).await, [row("affiliate_first", "200.00", "0.00", "pending")]);
    }

    async fn c15_settling_again_changes_nothing(server) {
        sell(&server).await;
        let state = &server.platform.state;
        let llc = Tenant::named_by_platform(TenantId::MOJO_LLC);
        let same = order(1, "2026-11-01T10:00:00Z");
        record_orders(state.database(), llc, &[same], micros(NOW)).await.unwrap();
        assert_eq!(state.settle(micros(NOW)).await.unwrap(), 0);
        reopen_facts(&server).await;
        assert_eq!(state.settle(micros(NOW)).await.unwrap(), 1, "the fact is taken up again");
        assert_eq!(own(&server).await.len(), 1);
        let token = server.token("owner@birkenhain").await;
        assert_eq!(server.feed(&token).await.len(), 1);
    }

    async fn c3_of_two_orders_one_is_first_and_c12_refunds_end_in_the_same_cents(server) {
        open_shop(&server).await;
        record(&server, order(1, "2026-11-01T10:00:00Z")).await;
        record(&server, order(2, "2026-11-01T10:00:00Z")).await;
        let llc = Tenant::named_by_platform(TenantId::MOJO_LLC);
        let state = &server.platform.state;
        let refund = |id: u128, at: &str, net_cents: i64| NewRefund {
            refund_id: Uuid::from_u128(id),
            order_id: OrderId(Uuid::from_u128(0x0D01)),
            line_no: 1,
            refunded_at: micros(at),
            net_cents,
        };
        let parts = [
            refund(1, "2026-11-02T10:00:00Z", 33_333),
            refund(2, "2026-11-03T10:00:00Z", 33_333),
        ];
        record_refunds(state.database(), llc, &parts).await.unwrap();
        state.settle(micros(NOW)).await.unwrap();
        assert_eq!(own(&server).await, [
            row("affiliate_first", "200.00", "133.33", "pending"),
            row("affiliate_recurring", "100.00", "0.00", "pending"),
        ]);
        let too_much = refund(3, "2026-11-04T10:00:00Z", 33_335);
        assert!(record_refunds(state.database(), llc, &[too_much]).await.is_err());
        let rest = refund(4, "2026-11-04T10:00:00Z", 33_334);
        record_refunds(state.database(), llc, &[rest]).await.unwrap();
        state.settle(micros(NOW)).await.unwrap();
        reopen_facts(&server).await;
        state.settle(micros(NOW)).await.unwrap();
        assert_eq!(own(&server).await[0], row("affiliate_first", "200.00", "200.00", "refunded"));
        let token = server.token("owner@birkenhain").await;
        let reversals = server.feed(&token).await;
        let reversals: Vec<_> =
            reversals.iter().filter(|c| c.entity == "commission_reversal").collect();
        assert_eq!(reversals.len(), 3);
    }

    /// Told at once, the later one first, and settled together: all of both is taken back.
    async fn c12_refunds_that_are_dated_the_other_way_round_take_all_of_both(server) {
        let sold = sell(&server).await;
        let refund = |id: u128, at: &str, net_cents: i64| NewRefund {
            refund_id: Uuid::from_u128(id),
            order_id: sold.order,
            line_no: 1,
            refunded_at: micros(at),
            net_cents,
        };
        let refunds = [
            refund(1, "2026-11-18T10:00:00Z", 50_000),
            refund(2, "2026-11-10T10:00:00Z", 25_000),
        ];
        let state = &server.platform.state;
        let llc = Tenant::named_by_platform(TenantId::MOJO_LLC);
        record_refunds(state.database(), llc, &refunds).await.unwrap();
        state.settle(micros("2026-11-18T11:00:00Z")).await.unwrap();
        assert_eq!(own(&server).await, [row("affiliate_first", "200.00", "150.00", "pending")]);
        let last = [refund(3, "2026-11-09T10:00:00Z", 25_000)];
        record_refunds(state.database(), llc, &last).await.unwrap();
        state.settle(micros("2026-11-18T12:00:00Z")).await.unwrap();
        assert_eq!(own(&server).await, [row("affiliate_first", "200.00", "200.00", "refunded")]);
    }

    async fn y1_a_payout_is_made_once_a_month_and_c12_takes_back_what_was_paid(server) {
        open_shop(&server).await;
        let database = server.platform.state.database();
        record(&server, order(1, "2026-08-01T10:00:00Z")).await;
        let run = async |at: &str| {
            let run = server.platform.state.payout_run(micros(at));
            run_payouts(run).await.unwrap().paid
        };
        assert_eq!(run("2026-09-05T03:00:00Z").await.len(), 2);
        assert!(run("2026-09-06T03:00:00Z").await.is_empty());
        let llc = Tenant::named_by_platform(TenantId::MOJO_LLC);
        let refund = NewRefund {
            refund_id: Uuid::from_u128(9),
            order_id: OrderId(Uuid::from_u128(0x0D01)),
            line_no: 1,
            refunded_at: micros("2026-09-10T10:00:00Z"),
            net_cents: 25_000,
        };
        record_refunds(database, llc, &[refund]).await.unwrap();
        record(&server, order(2, "2026-09-11T10:00:00Z")).await;
        let paid = run("2026-11-05T03:00:00Z").await;
        let practice = paid.iter().find(|paid| paid.recipient == BIRKENHAIN).unwrap();
        assert_eq!(practice.amount.cents, 10_000 - 5_000, "the clawback is netted");
        let token = server.token("owner@birkenhain").await;
        let (_, answer) =
            server.call("GET", "/api/v1/statements/2026-09", Some(&token), None).await;
        let statement = &answer["statements"][0];
        let sums = ["opening", "earned", "reversed", "paid", "closing"].map(|k| &statement[k]);
        assert_eq!(sums, ["200.00", "100.00", "50.00", "200.00", "50.00"]);
        let (_, pending) =
            server.call("GET", "/api/v1/commissions/pending", Some(&token), None).await;
        assert_eq!(pending["pending"][0]["approved"], "0.00");
    }

    async fn c13_a_tenant_that_leaves_is_paid_what_is_approved_and_loses_the_rest(server) {
        open_shop(&server).await;
        record(&server, order(1, "2026-09-01T10:00:00Z")).await;
        record(&server, order(2, "2026-11-10T10:00:00Z")).await;
        let run = server.platform.state.payout_run(micros(NOW));
        assert!(deactivate_tenant(run, BIRKENHAIN).await.unwrap());
        assert!(!deactivate_tenant(run, BIRKENHAIN).await.unwrap());
        record(&server, order(3, "2026-11-20T11:00:00Z")).await;
        assert_eq!(own(&server).await, [
            row("affiliate_first", "200.00", "0.00", "paid"),
            row("affiliate_recurring", "100.00", "0.00", "refunded"),
        ]);
    }

    /// The desks of who leaves are told of every entry that is lost, each once, with its reason.
    async fn c13_what_is_forfeited_reaches_the_recipients_desk_once(server) {
        open_shop(&server).await;
        record(&server, order(1, "2026-09-01T10:00:00Z")).await;
        record(&server, order(2, "2026-11-10T10:00:00Z")).await;
        let token = server.token("owner@birkenhain").await;
        let run = server.platform.state.payout_run(micros(NOW));
        for is_new in [true, false] {
            assert_eq!(deactivate_tenant(run, BIRKENHAIN).await.unwrap(), is_new);
            let feed = server.feed(&token).await;
            let told: Vec<Value> = feed
                .iter()
                .filter(|change| change.entity == "commission_forfeiture")
                .map(|change| serde_json::from_str(&change.body).unwrap())
                .collect();
            assert_eq!(told.len(), 1, "{told:?}");
            let mut tx = server.platform.state.database().read_ledger().await.unwrap();
            let all = tx.list_commissions_of(OrderId(Uuid::from_u128(0x0D02))).await.unwrap();
            drop(tx);
            let lost = all.iter().find(|entry| entry.recipient == BIRKENHAIN).unwrap();
            assert_eq!(told[0]["commission_entry_id"], json!(lost.commission_id));
            assert_eq!(told[0]["amount_cents"], 10_000);
            assert_eq!((&told[0]["currency"], &told[0]["reason"]), (&json!("EUR"), &json!("deactivated")));
        }
    }

    async fn c1_a_country_has_one_agreement_a_day(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let request = |tenant: TenantId, from: &str, percent: &str| json!({
            "tenant_id": tenant, "region_codes": ["FR", "CH"], "commission_percent": percent,
            "valid_from": from,
        });
        let create = |body: Value| {
            let (server, admin) = (&server, admin.clone());
            async move {
                server.call("POST", "/api/v1/regional-agreements", Some(&admin), Some(&body)).await
            }
        };
        let (status, answer) = create(request(LINDENAU, "2026-12-01", "25")).await;
        assert_eq!((status, &answer["error"]["code"]), (StatusCode::CONFLICT, &json!("not_exclusive")));
        let path = format!("/api/v1/regional-agreements/{}", Uuid::from_u128(0xA9));
        let (status, ended) = server.call("DELETE", &path, Some(&admin), None).await;
        assert_eq!((status, &ended["valid_until"]), (StatusCode::OK, &json!("2026-11-20")));
        let (status, answer) = create(request(LINDENAU, "2026-12-01", "31")).await;
        assert_eq!((status, &answer["error"]["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("agreement_refused")));
        let (status, created) = create(request(LINDENAU, "2026-12-01", "25")).await;
        assert_eq!(status, StatusCode::CREATED, "{created}");
        assert_eq!(created["region_codes"], json!(["CH", "FR"]));
        let (_, list) =
            server.call("GET", "/api/v1/regional-agreements", Some(&admin), None).await;
        assert_eq!(list["agreements"].as_array().unwrap().len(), 2);
    }

    async fn an_order_over_the_route_is_recorded_once_and_settled(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let id = Uuid::from_u128(0x0D77);
        let body = json!({
            "id": id, "customer_user_id": CUSTOMER, "billing_country": "US",
            "lines": [{ "product_id": BOOTCAMP, "net": "1000.00" }],
        });
        for _ in 0..2 {
            let (status, answer) =
                server.call("POST", "/api/v1/orders", Some(&admin), Some(&body)).await;
            assert_eq!((status, &answer["id"]), (StatusCode::CREATED, &json!(id)), "{answer}");
        }
        let (_, orders) = server.call("GET", "/api/v1/orders", Some(&admin), None).await;
        assert_eq!(orders["orders"].as_array().unwrap().len(), 1);
        assert_eq!(orders["orders"][0]["gross"], "1190.00");
        let path = format!("/api/v1/orders/{id}/commissions");
        let (_, answer) = server.call("GET", &path, Some(&admin), None).await;
        let kinds: Vec<_> = answer["commissions"]
            .as_array()
            .unwrap()
            .iter()
            .map(|c| (&c["commission_type"], &c["amount"]))
            .collect();
        assert_eq!(kinds, [(&json!("affiliate_first"), &json!("200.00"))], "no agreement for US");
        let bad = json!({ "customer_user_id": CUSTOMER, "lines": [] });
        let (status, answer) =
            server.call("POST", "/api/v1/orders", Some(&admin), Some(&bad)).await;
        assert_eq!((status, &answer["error"]["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("order_refused")));
    }
}

/// Signs an administrator of MOJO LLC in.
pub(super) async fn platform_admin(server: &Server) -> String {
    let mut tx = server.platform.state.database().write_ledger().await.unwrap();
    tx.insert_user(&crate::storage::accounts::NewUser {
        tenant_id: TenantId::MOJO_LLC,
        user_id: UserId(Uuid::from_u128(0xAD)),
        login_name: "admin".to_owned(),
        name: "Odette Farnham".to_owned(),
        role: crate::auth::Role::PlatformAdmin,
        password_hash: super::support::password_hash(),
        created_at: 0,
    })
    .await
    .unwrap();
    tx.commit().await.unwrap();
    server.token("admin").await
}

/// As after a crash between the recipients' commits and the mark that they are done.
pub(super) async fn reopen_facts(server: &Server) {
    use crate::storage::Database;
    let sql = "UPDATE internal_facts SET done_at = NULL";
    match server.platform.state.database() {
        Database::Sqlite { writer, .. } => sqlx::query(sql).execute(writer).await.map(drop),
        Database::Postgres(pool) => sqlx::query(sql).execute(pool).await.map(drop),
    }
    .unwrap();
}
