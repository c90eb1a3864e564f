//! Y3: who makes credit notes out is stated by an administrator, in versions.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::commerce::{open_shop, platform_admin};
use super::read_statements::support;
use super::support::{Server, on_both};

const ISSUER: &str = "/api/v1/issuer";

fn issuer(version: i64) -> Value {
    json!({
        "name": "MOJO LLC", "street": "Main Street 1", "postal_code": "82001",
        "city": "Cheyenne", "country": "US", "tax_number": "98-7654321",
        "version": version, "reason": "Gründung",
    })
}

/// A tax profile; with the version that was looked at.
fn profile(street: &str, version: Option<Value>) -> Value {
    let mut profile = json!({
        "name": "MOJO LLC", "street": street, "postal_code": "82001",
        "city": "Cheyenne", "country": "US", "tax_number": "98-7654321",
        "is_business": true, "is_small_business": false, "has_agreed": false,
    });
    if let Some(version) = version {
        profile["version"] = version;
    }
    profile
}

async fn put(server: &Server, token: &str, wish: &Value) -> (StatusCode, Value) {
    server.call("PUT", ISSUER, Some(token), Some(wish)).await
}

async fn logged(server: &Server, token: &str) -> Vec<Value> {
    let path = "/api/v1/audit-log?action=state_issuer";
    let (_, log) = server.call("GET", path, Some(token), None).await;
    log["entries"].as_array().unwrap().clone()
}

on_both! {
    async fn y3_each_statement_of_the_issuer_is_a_version_with_who_and_why(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let (status, before) = server.call("GET", ISSUER, Some(&admin), None).await;
        assert_eq!((status, &before["issuer"], &before["version"]),
            (StatusCode::OK, &Value::Null, &json!(0)));
        let (status, first) = put(&server, &admin, &issuer(0)).await;
        assert_eq!((status, &first["version"]), (StatusCode::OK, &json!(1)), "{first}");
        // A lost answer: sent again it is the same, and nothing new.
        let (status, again) = put(&server, &admin, &issuer(0)).await;
        assert_eq!((status, &again), (StatusCode::OK, &first));
        server.clock.set("2026-11-21T10:00:00Z".parse().unwrap());
        let mut moved = issuer(1);
        (moved["street"], moved["reason"]) = (json!("Main Street 2"), json!("Umzug"));
        let (status, second) = put(&server, &admin, &moved).await;
        assert_eq!(status, StatusCode::OK, "{second}");
        assert_eq!(second["issuer"]["street"], "Main Street 2");
        let streets: Vec<_> = second["versions"].as_array().unwrap().iter()
            .map(|one| (one["version"].clone(), one["street"].clone())).collect();
        assert_eq!(streets, [(json!(2), json!("Main Street 2")), (json!(1), json!("Main Street 1"))]);
        let log = logged(&server, &admin).await;
        assert_eq!(log.len(), 2, "{log:?}");
        assert_eq!((&log[0]["reason"], &log[0]["details"]["from"]["street"], &log[0]["details"]["to"]["street"]),
            (&json!("Umzug"), &json!("Main Street 1"), &json!("Main Street 2")));
        let helper = support(&server).await;
        assert_eq!(server.call("GET", ISSUER, Some(&helper), None).await.1, second);
        assert_eq!(put(&server, &helper, &issuer(2)).await.0, StatusCode::FORBIDDEN);
    }

    async fn y3_of_two_who_state_it_at_once_one_looks_again(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let mut other = issuer(0);
        other["city"] = json!("Laramie");
        let (own, other) = (issuer(0), other);
        let (one, two) = tokio::join!(put(&server, &admin, &own), put(&server, &admin, &other));
        let mut answers = [one.0, two.0];
        answers.sort_unstable();
        assert_eq!(answers, [StatusCode::OK, StatusCode::CONFLICT], "{} {}", one.1, two.1);
        assert_eq!(logged(&server, &admin).await.len(), 1);
    }

    async fn y3_what_paper_needs_is_asked_for_and_a_vat_id_has_its_form(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        for (field, value) in [
            ("name", " "), ("street", ""), ("postal_code", ""), ("city", ""), ("country", "us"),
            ("vat_id", "DE12345678"), ("vat_id", "?"), ("city", "a\nb"),
        ] {
            let mut wish = issuer(0);
            wish[field] = json!(value);
            let (status, answer) = put(&server, &admin, &wish).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{field}: {answer}");
            assert_eq!(answer["error"]["details"]["field"], field, "{answer}");
        }
        let mut mute = issuer(0);
        mute["reason"] = json!("");
        assert_eq!(put(&server, &admin, &mute).await.0, StatusCode::UNPROCESSABLE_ENTITY);
        let mut german = issuer(0);
        german["vat_id"] = json!("de 123 456 789");
        german["country"] = json!("DE");
        let (status, kept) = put(&server, &admin, &german).await;
        assert_eq!((status, &kept["issuer"]["vat_id"]), (StatusCode::OK, &json!("DE123456789")), "{kept}");
        assert_eq!(logged(&server, &admin).await.len(), 1, "what was refused left nothing");
        let mut plain = issuer(1);
        plain["tax_number"] = json!("");
        assert_eq!(put(&server, &admin, &plain).await.0, StatusCode::OK, "a number is not needed");
    }

    /// The profile of MOJO LLC is the issuer: whichever way it is stated, it leaves a version.
    async fn y3_the_profile_of_the_platform_leaves_a_version_too(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        put(&server, &admin, &issuer(0)).await;
        let path = "/api/v1/tax-profile";
        let (_, held) = server.call("GET", path, Some(&admin), None).await;
        let profile = profile("Main Street 9", Some(held["version"].clone()));
        let (status, answer) = server.call("PUT", path, Some(&admin), Some(&profile)).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        let (_, now) = server.call("GET", ISSUER, Some(&admin), None).await;
        assert_eq!((&now["version"], &now["issuer"]["street"]), (&json!(2), &json!("Main Street 9")));
        assert_eq!(now["versions"][1]["street"], "Main Street 1");
        assert_eq!(logged(&server, &admin).await.len(), 2);
        assert_eq!(put(&server, &admin, &issuer(1)).await.0, StatusCode::CONFLICT);
    }

    /// Whoever looked at another profile replaces nothing, whichever way it was stated since, and also
    /// where nobody looked at all.
    async fn y3_the_profile_of_the_platform_is_replaced_by_who_saw_it_alone(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let path = "/api/v1/tax-profile";
        let state = async |wish: &Value| {
            let (status, answer) = server.call("PUT", path, Some(&admin), Some(wish)).await;
            (status.as_u16(), answer["error"]["code"].clone(), answer["version"].clone())
        };
        let (status, _, first) = state(&profile("Main Street 1", None)).await;
        assert_eq!(status, 200, "nothing stood that could be overwritten");
        // Stated anew in the administration, at the same instant.
        let mut moved = issuer(1);
        moved["street"] = json!("Main Street 2");
        assert_eq!(put(&server, &admin, &moved).await.0, StatusCode::OK);
        let changed = (409, json!("profile_changed"), Value::Null);
        let late = profile("Main Street 3", Some(first.clone()));
        assert_eq!(state(&late).await, changed);
        assert_eq!(state(&profile("Main Street 3", None)).await, changed, "nobody looked");
        assert_eq!(state(&profile("Main Street 3", Some(json!("")))).await, changed);
        let (_, held) = server.call("GET", path, Some(&admin), None).await;
        assert_eq!(held["street"], "Main Street 2");
        assert_ne!(held["version"], first, "every change makes another one");
        let seen = profile("Main Street 3", Some(held["version"].clone()));
        let (status, _, second) = state(&seen).await;
        assert_eq!(status, 200);
        // A lost answer: sent again it is the same, and nothing new.
        assert_eq!(state(&seen).await, (200, Value::Null, second));
        assert_eq!(logged(&server, &admin).await.len(), 3);
        let (_, now) = server.call("GET", ISSUER, Some(&admin), None).await;
        assert_eq!((&now["version"], &now["issuer"]["street"]), (&json!(3), &json!("Main Street 3")));
    }

    /// Two windows of one tenant: the later one looks again; who names no version replaces what stands.
    async fn y3_a_tenants_profile_is_not_replaced_unseen_where_a_version_is_named(server) {
        let owner = server.token("owner@birkenhain").await;
        let path = "/api/v1/tax-profile";
        let call = async |wish: &Value| {
            let (status, answer) = server.call("PUT", path, Some(&owner), Some(wish)).await;
            (status.as_u16(), answer)
        };
        let nothing = Some(json!(""));
        let (one, other) = (profile("Ring 1", nothing.clone()), profile("Ring 2", nothing));
        let (one, other) = tokio::join!(call(&one), call(&other));
        let mut statuses = [one.0, other.0];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409], "{} {}", one.1, other.1);
        let (status, third) = call(&profile("Ring 3", None)).await;
        assert_eq!((status, &third["street"]), (200, &json!("Ring 3")), "as before there were versions");
    }
}
