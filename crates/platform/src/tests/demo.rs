//! The demo: filled once, believable, and true to the rules.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use mojo_domain::commissions::{CommissionType, SettledAs};
use serde_json::{Value, json};

use super::support::{Server, on_both};
use crate::auth::Role;
use crate::{DemoError, Platform};

async fn demo(server: &Server) -> bool {
    server.platform.seed_demo().await.unwrap()
}

async fn sign_in(server: &Server, user: &str) -> (String, Value) {
    let users = Platform::demo_users();
    let user = users.iter().find(|known| known.name == user).unwrap();
    let body = json!({ "user": user.name, "password": user.password });
    let (status, answer) = server.call("POST", "/api/v1/sessions", None, Some(&body)).await;
    assert_eq!(status, StatusCode::CREATED);
    (answer["token"].as_str().unwrap().to_owned(), answer)
}

on_both! {
    async fn a_database_that_holds_something_else_is_left_alone(server) {
        assert!(matches!(server.platform.seed_demo().await, Err(DemoError::NotEmpty)));
    }
}

macro_rules! on_both_empty {
    ($($(#[$doc:meta])* async fn $name:ident($server:ident) $body:block)*) => {
        mod empty {
            use super::*;
            $($(#[$doc])* pub(super) async fn $name($server: Server) $body)*
        }
        mod sqlite_empty {
            use super::*;
            $(#[tokio::test] async fn $name() { empty::$name(Server::empty_on_sqlite().await).await; })*
        }
        mod postgres_empty {
            use super::*;
            $(#[tokio::test] async fn $name() {
                if let Some(server) = Server::empty_on_postgres().await {
                    empty::$name(server).await;
                }
            })*
        }
    };
}

on_both_empty! {
    /// Whoever shows or tests the platform finds somebody of each role, and nobody more in the practice.
    async fn every_role_has_somebody_who_may_sign_in(server) {
        demo(&server).await;
        let roles: BTreeSet<String> = Platform::demo_users().into_iter().map(|user| user.role).collect();
        assert_eq!(roles, Role::ALL.iter().map(|(_, name)| (*name).to_owned()).collect());
        for (user, tenant) in [
            ("nadja.solheim", "MOJO LLC"),
            ("ida.kirchwald", "MOJO GmbH"),
            ("thilo.marbach", "MOJO GmbH"),
        ] {
            assert_eq!(sign_in(&server, user).await.1["tenant"]["name"], tenant, "{user}");
        }
        let (support, _) = sign_in(&server, "nadja.solheim").await;
        assert_eq!(server.call("GET", "/api/v1/tenants", Some(&support), None).await.0, StatusCode::OK);
        for user in ["ida.kirchwald", "thilo.marbach"] {
            let (token, _) = sign_in(&server, user).await;
            let path = "/api/v1/statements/2026-10";
            let (status, answer) = server.call("GET", path, Some(&token), None).await;
            assert_eq!(status, StatusCode::OK, "{answer}");
            assert!(!answer["statements"][0]["entries"].as_array().unwrap().is_empty(), "{user}");
        }
    }

    async fn a_desk_that_signs_in_finds_a_practice_at_work(server) {
        assert!(demo(&server).await);
        assert!(!demo(&server).await, "a second start fills nothing");
        let users = Platform::demo_users();
        assert_eq!((users[0].role.as_str(), users[1].role.as_str()), ("owner", "reception"));
        let (token, answer) = sign_in(&server, "mira.tannhoff").await;
        assert_eq!(answer["tenant"]["name"], "Praxis Birkenhain");
        let feed = server.feed(&token).await;
        let count = |kind: &str| feed.iter().filter(|change| change.entity == kind).count();
        assert_eq!(count("contact"), 80);
        assert_eq!((count("practice"), count("staff"), count("product")), (1, 3, 20));
        assert!(count("punch_card") > 30 && count("redemption") > 100);
        assert_eq!(count("case"), 0, "no card of the demo is overdrawn");
        assert_eq!(count("commission_entry"), 0, "the reception sees no commissions");
        let device = mojo_domain::DeviceId(uuid::Uuid::from_u128(5));
        let body = json!({ "device_id": device, "name": "Empfang 1", "epoch": 1 });
        let (token, _) = sign_in(&server, "mira.tannhoff").await;
        let (_, answer) = server.call("POST", "/api/v1/devices", Some(&token), Some(&body)).await;
        assert_eq!(answer["code"], "C", "the old stock has A, the device of the feed B");
    }

    async fn last_month_has_a_statement_for_everybody(server) {
        demo(&server).await;
        for user in ["jonte.albers", "regina.vossberg", "lale.moorlicht", "falk.rabenau"] {
            let (token, _) = sign_in(&server, user).await;
            let path = "/api/v1/statements/2026-10";
            let (_, answer) = server.call("GET", path, Some(&token), None).await;
            let statement = &answer["statements"][0];
            assert!(!statement["entries"].as_array().unwrap().is_empty(), "{user}");
            assert!(statement["closing"].is_string());
        }
    }

    async fn the_year_shows_every_kind_of_commission_and_every_status(server) {
        demo(&server).await;
        let (admin, _) = sign_in(&server, "admin").await;
        let mut rows: Vec<Value> = Vec::new();
        let mut path = "/api/v1/commissions".to_owned();
        loop {
            let (_, page) = server.call("GET", &path, Some(&admin), None).await;
            rows.extend(page["commissions"].as_array().unwrap().iter().cloned());
            let Some(next) = page["next"].as_str() else { break };
            path = format!("/api/v1/commissions?after={next}");
        }
        assert!(rows.len() > 400, "{}", rows.len());
        let ids: BTreeSet<_> = rows.iter().map(|row| row["id"].as_str().unwrap()).collect();
        assert_eq!(ids.len(), rows.len(), "no page repeats a row");
        let seen = |key: &str| -> BTreeSet<&str> {
            rows.iter().map(|row| row[key].as_str().unwrap()).collect()
        };
        assert_eq!(seen("commission_type"), CommissionType::ALL.iter().map(|k| k.code()).collect());
        assert_eq!(seen("settled_as"), SettledAs::ALL.iter().map(|s| s.code()).collect());
        assert_eq!(seen("status"), ["approved", "paid", "pending", "refunded"].into());
        let fee = rows.iter().find(|row| row["commission_type"] == "platform_fee").unwrap();
        assert_eq!(fee["recipient_tenant_id"], Value::Null, "MOJO LLC is null");
        let treatment = rows.iter().filter(|row| row["product_name"] == "Behandlung 50 Minuten");
        assert!(treatment.clone().all(|row| row["commission_type"] == "platform_fee"), "C14");
    }
}
