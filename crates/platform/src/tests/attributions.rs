//! Support changes who owns a customer (A3, A4, A6), and a customer has one owner at a time.

use axum::http::StatusCode;
use chrono::{DateTime, TimeDelta, Utc};
use mojo_domain::commissions::AffiliateCode;
use mojo_domain::{OrderId, TenantId, UserId, to_micros};
use serde_json::{Value, json};
use uuid::Uuid;

use super::administration::support;
use super::commerce::{CUSTOMER, DACH, micros, open_shop, order, platform_admin, record};
use super::credit_notes::until_somebody_waits;
use super::storage::run;
use super::support::{BIRKENHAIN, Kept, LINDENAU, NOW, Server, new_postgres_database, on_both};
use crate::auth::Role;
use crate::commerce::deactivate_tenant;
use crate::http::Limits;
use crate::storage::catalogue::AttributionRecord;
use crate::storage::{Database, StorageError, migrate_to};

/// The end of the attribution that [`open_shop`] makes.
const END: &str = "2029-01-10T09:00:00Z";

fn path() -> String {
    format!("/api/v1/customer-attributions/{CUSTOMER}")
}

async fn give(server: &Server, admin: &str, body: Value) -> (StatusCode, Value) {
    server.call("POST", &path(), Some(admin), Some(&body)).await
}

/// A code that the tenant of this user has made.
async fn code_of(server: &Server, who: &str, stem: &str) -> String {
    let token = server.token(who).await;
    let body = json!({ "stem": stem });
    let (status, made) =
        server.call("POST", "/api/v1/affiliate-codes", Some(&token), Some(&body)).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    made["code"].as_str().unwrap().to_owned()
}

async fn history(server: &Server, admin: &str) -> Vec<Value> {
    history_of(server, admin, CUSTOMER).await
}

async fn history_of(server: &Server, admin: &str, customer: UserId) -> Vec<Value> {
    let path = format!("/api/v1/customer-attributions/{customer}");
    let (_, list) = server.call("GET", &path, Some(admin), None).await;
    list["attributions"].as_array().unwrap().clone()
}

fn at(value: &Value) -> DateTime<Utc> {
    value.as_str().unwrap().parse().unwrap()
}

/// Somebody of whom nothing is known yet.
pub(super) async fn customer(server: &Server, number: u128) -> UserId {
    let customer = UserId(Uuid::from_u128(0xF000 + number));
    let mut tx = server.platform.state.database().write_ledger().await.unwrap();
    tx.insert_customers(&[(customer, None)], 0).await.unwrap();
    tx.commit().await.unwrap();
    customer
}

/// An attribution as a program writes it that looks at nothing.
fn attribution(customer: UserId, owner: TenantId, from: &str, until: &str) -> AttributionRecord {
    let drawn = customer.0.as_u128() ^ owner.0.as_u128() ^ u128::from(micros(from).unsigned_abs());
    AttributionRecord {
        attribution_id: Uuid::from_u128(drawn),
        customer_user_id: customer,
        attributed_tenant_id: owner,
        attributed_at: micros(from),
        first_purchase_at: None,
        attribution_expires_at: micros(until),
        source: "affiliate_code".to_owned(),
        source_ref: None,
        created_at: micros(from),
    }
}

async fn insert(server: &Server, record: &AttributionRecord) -> Result<(), StorageError> {
    let mut tx = server.platform.state.database().write_ledger().await?;
    tx.insert_attributions(std::slice::from_ref(record)).await?;
    tx.commit().await
}

/// Recipient, type and cents of what the affiliate has of an order of [`order`].
pub(super) async fn affiliate(
    server: &Server,
    number: u128,
) -> Option<(TenantId, &'static str, i64)> {
    let mut tx = server.platform.state.database().read_ledger().await.unwrap();
    let id = OrderId(Uuid::from_u128(0x0D00 + number));
    let all = tx.list_commissions_of(id).await.unwrap();
    let found = all.iter().find(|entry| entry.kind.code().starts_with("affiliate"));
    found.map(|entry| (entry.recipient, entry.kind.code(), entry.amount_cents))
}

/// An order of this customer from the United States, where nobody has a region.
async fn buy(server: &Server, number: u128, customer: UserId, instant: &str) {
    let mut bought = order(number, instant);
    bought.customer_user_id = customer;
    bought.billing_country = Some("US".parse().unwrap());
    record(server, bought).await;
}

on_both! {
    async fn a4_support_changes_an_attribution_and_says_why(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let code = code_of(&server, "owner@lindenau", "LINDENAU").await;
        let wish = json!({ "tenant_id": LINDENAU, "reason": " Falscher Link ", "code": code });
        let (status, answer) = give(&server, &admin, wish.clone()).await;
        assert_eq!(status, StatusCode::NO_CONTENT, "{answer}");
        let rows = history(&server, &admin).await;
        let now: DateTime<Utc> = NOW.parse().unwrap();
        let at = |value: &Value| value.as_str().unwrap().parse::<DateTime<Utc>>().unwrap();
        assert_eq!(rows.len(), 2, "the history is kept");
        assert_eq!(rows[0]["attributed_tenant_id"], json!(BIRKENHAIN));
        assert_eq!(at(&rows[0]["attribution_expires_at"]), now, "and never overlaps");
        assert_eq!(at(&rows[1]["attributed_at"]), now);
        assert_eq!(rows[1]["source"], "affiliate_code");
        assert_eq!(rows[1]["source_ref"], json!(code));
        assert_eq!(at(&rows[1]["attribution_expires_at"]), "2029-11-20T10:00:00Z".parse::<DateTime<Utc>>().unwrap());
        let (_, log) = server.call("GET", "/api/v1/audit-log", Some(&admin), None).await;
        let entry = &log["entries"][0];
        assert_eq!(entry["action"], "change_attribution");
        assert_eq!((&entry["subject_id"], &entry["reason"]), (&json!(CUSTOMER), &json!("Falscher Link")));
        assert_eq!(entry["details"], json!({ "from": BIRKENHAIN, "to": LINDENAU }));
        let (status, again) = give(&server, &admin, wish).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "the three years do not begin anew: {again}");
    }

    async fn a_change_without_a_reason_or_an_owner_is_refused(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let foreign = code_of(&server, "owner@birkenhain", "BIRKENHAIN").await;
        let nobodys = AffiliateCode::of_stem("NOBODY").unwrap().to_string();
        for (wish, what) in [
            (json!({ "tenant_id": LINDENAU, "reason": " " }), "why"),
            (json!({ "tenant_id": LINDENAU, "reason": "a\u{7}b" }), "cannot be shown"),
            (json!({ "tenant_id": CUSTOMER, "reason": "x" }), "no such tenant"),
            (json!({ "tenant_id": BIRKENHAIN, "reason": "x" }), "already"),
            (json!({ "tenant_id": LINDENAU, "reason": "x", "code": "LINDENAU" }), "typing mistake"),
            (json!({ "tenant_id": LINDENAU, "reason": "x", "code": foreign }), "not one of this"),
            (json!({ "tenant_id": LINDENAU, "reason": "x", "code": nobodys }), "not one of this"),
        ] {
            let (status, answer) = give(&server, &admin, wish).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{answer}");
            assert!(answer.to_string().contains(what), "{what}: {answer}");
        }
        let nobody = format!("/api/v1/customer-attributions/{LINDENAU}");
        let wish = json!({ "tenant_id": LINDENAU, "reason": "x" });
        let (status, _) = server.call("POST", &nobody, Some(&admin), Some(&wish)).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        server.platform.deactivate_tenant(LINDENAU).await.unwrap();
        assert_eq!(give(&server, &admin, wish).await.0, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(history(&server, &admin).await.len(), 1);
        let (_, log) = server.call("GET", "/api/v1/audit-log", Some(&admin), None).await;
        assert_eq!(log["entries"], json!([]));
    }

    async fn a4_nobody_but_support_changes_a_live_attribution(server) {
        open_shop(&server).await;
        let support = support(&server).await;
        let before = history(&server, &support).await;
        let wish = json!({ "tenant_id": LINDENAU, "reason": "meiner" });
        for (_, role) in Role::ALL {
            let token = server.token(&format!("{role}@lindenau")).await;
            let (status, answer) = give(&server, &token, wish.clone()).await;
            assert_eq!(status, StatusCode::FORBIDDEN, "{role}: {answer}");
        }
        let (status, _) = server.call("POST", &path(), None, Some(&wish)).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED);
        buy(&server, 1, CUSTOMER, "2026-11-19T10:00:00Z").await;
        let mut after = history(&server, &support).await;
        assert_eq!(at(&after[0]["first_purchase_at"]), at(&json!("2026-11-19T10:00:00Z")));
        after[0]["first_purchase_at"] = before[0]["first_purchase_at"].clone();
        assert_eq!(after, before, "a purchase is noted beside it and changes nothing");
        assert_eq!(give(&server, &support, wish).await.0, StatusCode::NO_CONTENT);
        assert_eq!(history(&server, &support).await.len(), 2);
        let (_, log) = server.call("GET", "/api/v1/audit-log", Some(&support), None).await;
        let entries = log["entries"].as_array().unwrap();
        assert_eq!(entries.len(), 1, "what was refused left nothing");
        assert_eq!(entries[0]["user_id"], json!(Uuid::from_u128(0x50)), "who");
        assert_eq!(at(&entries[0]["at"]), at(&json!(NOW)), "when");
    }

    async fn a3_after_three_years_the_customer_is_free_and_support_may_attribute_anew(server) {
        open_shop(&server).await;
        buy(&server, 1, CUSTOMER, "2026-11-01T10:00:00Z").await;
        buy(&server, 2, CUSTOMER, "2029-01-10T08:59:59.999999Z").await;
        buy(&server, 3, CUSTOMER, END).await;
        assert_eq!(affiliate(&server, 1).await, Some((BIRKENHAIN, "affiliate_first", 20_000)));
        assert_eq!(affiliate(&server, 2).await, Some((BIRKENHAIN, "affiliate_recurring", 10_000)));
        assert_eq!(affiliate(&server, 3).await, None, "the customer is free");
        server.clock.set(END.parse().unwrap());
        let admin = platform_admin(&server).await;
        let wish = json!({ "tenant_id": LINDENAU, "reason": "Empfehlung" });
        let (status, answer) = give(&server, &admin, wish).await;
        assert_eq!(status, StatusCode::NO_CONTENT, "{answer}");
        let rows = history(&server, &admin).await;
        assert_eq!(rows.len(), 2, "the history is kept");
        assert_eq!(at(&rows[0]["attribution_expires_at"]), at(&json!(END)));
        assert_eq!(at(&rows[1]["attributed_at"]), at(&json!(END)), "and never overlaps");
        let (_, log) = server.call("GET", "/api/v1/audit-log", Some(&admin), None).await;
        assert_eq!(log["entries"][0]["details"], json!({ "from": null, "to": LINDENAU }));
        buy(&server, 4, CUSTOMER, "2029-01-10T09:00:01Z").await;
        let later = Some((LINDENAU, "affiliate_recurring", 10_000));
        assert_eq!(affiliate(&server, 4).await, later, "C3: the customer had bought before");
    }

    async fn a3_whoever_never_bought_buys_for_the_first_time_after_a_new_attribution(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let who = customer(&server, 1).await;
        let old = attribution(who, BIRKENHAIN, "2023-11-20T10:00:00Z", NOW);
        insert(&server, &old).await.unwrap();
        let path = format!("/api/v1/customer-attributions/{who}");
        let wish = json!({ "tenant_id": LINDENAU, "reason": "Empfehlung" });
        let (status, answer) = server.call("POST", &path, Some(&admin), Some(&wish)).await;
        assert_eq!(status, StatusCode::NO_CONTENT, "{answer}");
        buy(&server, 1, who, NOW).await;
        assert_eq!(affiliate(&server, 1).await, Some((LINDENAU, "affiliate_first", 20_000)));
    }

    /// Two processes whose clocks differ by a second: what the one begins later gives way.
    async fn a3_an_attribution_that_gave_way_before_it_began_hides_nobody(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let who = customer(&server, 1).await;
        let ahead = attribution(who, BIRKENHAIN, "2026-11-20T10:00:01Z", "2029-11-20T10:00:01Z");
        insert(&server, &ahead).await.unwrap();
        let path = format!("/api/v1/customer-attributions/{who}");
        let wish = json!({ "tenant_id": LINDENAU, "reason": "Empfehlung" });
        let (status, answer) = server.call("POST", &path, Some(&admin), Some(&wish)).await;
        assert_eq!(status, StatusCode::NO_CONTENT, "{answer}");
        buy(&server, 1, who, "2026-11-20T10:00:10Z").await;
        assert_eq!(affiliate(&server, 1).await, Some((LINDENAU, "affiliate_first", 20_000)));
        server.clock.set("2026-11-20T10:00:20Z".parse().unwrap());
        let (status, answer) = server.call("POST", &path, Some(&admin), Some(&wish)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "it is Lindenau's already: {answer}");
    }

    async fn a4_two_changes_by_support_at_one_instant_leave_one_owner(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let wish = |tenant: TenantId| json!({ "tenant_id": tenant, "reason": "Irrtum" });
        let (one, two) = tokio::join!(
            give(&server, &admin, wish(LINDENAU)),
            give(&server, &admin, wish(DACH)),
        );
        assert_eq!((one.0, two.0), (StatusCode::NO_CONTENT, StatusCode::NO_CONTENT));
        let (rows, now) = (history(&server, &admin).await, at(&json!(NOW)));
        assert_eq!(rows.len(), 3, "{rows:?}");
        let is_live = |row: &&Value| {
            at(&row["attributed_at"]) <= now && now < at(&row["attribution_expires_at"])
        };
        let live: Vec<&Value> = rows.iter().filter(is_live).collect();
        assert_eq!(live.len(), 1, "{rows:?}");
        let owner = &live[0]["attributed_tenant_id"];
        let (_, log) = server.call("GET", "/api/v1/audit-log", Some(&admin), None).await;
        let moves: Vec<(Value, Value)> = log["entries"].as_array().unwrap().iter().map(|entry| {
            (entry["details"]["from"].clone(), entry["details"]["to"].clone())
        }).collect();
        let first = moves.iter().find(|(from, _)| *from == json!(BIRKENHAIN)).unwrap();
        let second = moves.iter().find(|(from, _)| *from == first.1).unwrap();
        assert_eq!((&second.1, moves.len()), (owner, 2), "the one follows the other: {moves:?}");
        buy(&server, 1, CUSTOMER, NOW).await;
        let (paid, ..) = affiliate(&server, 1).await.unwrap();
        assert_eq!(json!(paid), *owner);
    }

    /// Neither looks at what is there, nor locks the customer first: the database refuses one.
    async fn a3_of_two_attributions_of_a_free_customer_at_once_exactly_one_is_made(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        for (number, from) in [(1, NOW), (2, "2026-11-01T00:00:00Z"), (3, "2029-11-20T09:59:59Z")] {
            let who = customer(&server, number).await;
            let first = attribution(who, BIRKENHAIN, NOW, "2029-11-20T10:00:00Z");
            let second = attribution(who, LINDENAU, from, "2029-12-01T00:00:00Z");
            let mut tx = server.platform.state.database().write_ledger().await.unwrap();
            tx.insert_attributions(std::slice::from_ref(&first)).await.unwrap();
            let commit = async {
                until_somebody_waits(&server).await;
                tx.commit().await.unwrap();
            };
            let (refused, ()) = tokio::join!(insert(&server, &second), commit);
            let error = format!("{:?}", refused.unwrap_err());
            assert!(error.contains("never overlap"), "{error}");
            let rows = history_of(&server, &admin, who).await;
            assert_eq!(rows.len(), 1);
            assert_eq!(rows[0]["attributed_tenant_id"], json!(BIRKENHAIN));
            // Whoever gave up leaves the customer to the next one.
            let free = customer(&server, 0x10 + number).await;
            let given_up = attribution(free, BIRKENHAIN, NOW, "2029-11-20T10:00:00Z");
            let mut tx = server.platform.state.database().write_ledger().await.unwrap();
            tx.insert_attributions(std::slice::from_ref(&given_up)).await.unwrap();
            drop(tx);
            let next = attribution(free, LINDENAU, from, "2029-12-01T00:00:00Z");
            insert(&server, &next).await.unwrap();
        }
    }

    async fn a3_the_database_itself_refuses_what_overlaps_and_keeps_the_history(server) {
        open_shop(&server).await;
        let begin = "2026-01-10T09:00:00Z";
        for (from, until) in [
            (begin, END),
            ("2020-01-01T00:00:00Z", "2026-01-10T09:00:00.000001Z"),
            ("2029-01-10T08:59:59.999999Z", "2032-01-01T00:00:00Z"),
            ("2027-01-01T00:00:00Z", "2027-01-02T00:00:00Z"),
            ("2020-01-01T00:00:00Z", "2040-01-01T00:00:00Z"),
        ] {
            let error = insert(&server, &attribution(CUSTOMER, LINDENAU, from, until)).await;
            let error = format!("{:?}", error.unwrap_err());
            assert!(error.contains("never overlap"), "{from}: {error}");
        }
        for (from, until) in [
            ("2023-01-10T09:00:00Z", begin),
            (END, "2032-01-10T09:00:00Z"),
            ("2027-01-01T00:00:00Z", "2027-01-01T00:00:00Z"),
            ("2027-01-02T00:00:00Z", "2026-01-01T00:00:00Z"),
        ] {
            insert(&server, &attribution(CUSTOMER, LINDENAU, from, until)).await.unwrap();
        }
        let database = server.platform.state.database();
        let until = |instant: &str| format!(
            "UPDATE customer_attributions SET attribution_expires_at = {} WHERE tenant_id = '{BIRKENHAIN}'",
            micros(instant)
        );
        run(database, &until("2026-06-01T00:00:00Z")).await.unwrap();
        let error = run(database, &until("2026-06-01T00:00:01Z")).await.unwrap_err().to_string();
        assert!(error.contains("append-only"), "an end only comes earlier: {error}");
        let next = attribution(CUSTOMER, LINDENAU, "2026-06-01T00:00:00Z", END);
        insert(&server, &next).await.unwrap();
        let error = run(database, "DELETE FROM customer_attributions").await.unwrap_err();
        assert!(error.to_string().contains("never deleted"), "{error}");
    }

    /// C13: whoever is leaving is given nobody, and leaves nobody behind.
    async fn c13_a_tenant_that_leaves_meanwhile_is_given_nobody(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let now = micros(NOW);
        let mut leaving = server.platform.state.database().write_ledger().await.unwrap();
        assert!(leaving.deactivate_tenant(LINDENAU, now).await.unwrap());
        let leave = async {
            until_somebody_waits(&server).await;
            leaving.end_attributions(LINDENAU, now).await.unwrap();
            leaving.commit().await.unwrap();
        };
        let wish = json!({ "tenant_id": LINDENAU, "reason": "Empfehlung" });
        let ((status, answer), ()) = tokio::join!(give(&server, &admin, wish), leave);
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{answer}");
        let rows = history(&server, &admin).await;
        assert_eq!((rows.len(), at(&rows[0]["attribution_expires_at"])), (1, at(&json!(END))));
    }

    /// One locks attributions by their customers and the other one by their tenant. In the order of both
    /// nobody waits in a circle; against it PostgreSQL takes one of them back, and leaving is done again.
    async fn c13_leaving_is_done_whoever_holds_the_attributions(server) {
        open_shop(&server).await;
        let database = server.platform.state.database();
        for (number, tenant) in [(1, LINDENAU), (2, DACH)] {
            let low = customer(&server, number * 0x10).await;
            let high = customer(&server, number * 0x10 + 1).await;
            // Without an order they would be found as they were entered.
            for who in [high, low] {
                insert(&server, &attribution(who, tenant, NOW, END)).await.unwrap();
            }
            let order = if number == 1 { [low, high] } else { [high, low] };
            let mut settling = database.write_ledger().await.unwrap();
            settling.note_first_purchase(order[0], micros(NOW)).await.unwrap();
            let settle = async {
                until_somebody_waits(&server).await;
                match settling.note_first_purchase(order[1], micros(NOW)).await {
                    Ok(()) => settling.commit().await.unwrap(),
                    Err(error) => assert!(number == 2 && error.is_taken_back(), "{error}"),
                }
            };
            let run = server.platform.state.payout_run(micros(NOW));
            let (left, ()) = tokio::join!(deactivate_tenant(run, tenant), settle);
            assert!(left.unwrap(), "{tenant}");
            let mut tx = database.read_ledger().await.unwrap();
            let ended = tx.list_attributions_of(&[low.0, high.0]).await.unwrap();
            assert!(ended.iter().all(|record| record.attribution_expires_at == micros(NOW)));
            assert_eq!(ended.len(), 2);
        }
    }

    /// Support had read it before its tenant left: the earlier end stays, and nothing is refused.
    async fn a4_an_attribution_that_ended_meanwhile_is_not_ended_later(server) {
        open_shop(&server).await;
        let left_at = "2026-11-19T10:00:00Z";
        let mut tx = server.platform.state.database().write_ledger().await.unwrap();
        let seen = tx.list_attributions_of(&[CUSTOMER.0]).await.unwrap().remove(0);
        tx.end_attributions(BIRKENHAIN, micros(left_at)).await.unwrap();
        tx.end_attribution(&seen, micros(NOW)).await.unwrap();
        tx.commit().await.unwrap();
        let admin = platform_admin(&server).await;
        let rows = history(&server, &admin).await;
        assert_eq!(at(&rows[0]["attribution_expires_at"]), at(&json!(left_at)));
    }

    async fn c13_the_customers_of_a_tenant_that_left_are_free(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let ended = attribution(CUSTOMER, LINDENAU, "2022-01-10T09:00:00Z", "2025-01-10T09:00:00Z");
        insert(&server, &ended).await.unwrap();
        let path = format!("/api/v1/tenants/{BIRKENHAIN}/deactivate");
        let reason = json!({ "reason": "Praxis geschlossen" });
        let (status, left) = server.call("POST", &path, Some(&admin), Some(&reason)).await;
        assert_eq!(status, StatusCode::OK, "{left}");
        let rows = history(&server, &admin).await;
        let ends: Vec<_> = rows.iter().map(|row| at(&row["attribution_expires_at"])).collect();
        let expected = [json!("2025-01-10T09:00:00Z"), json!(NOW)].map(|end| at(&end));
        assert_eq!(ends, expected, "what was over stays as it was");
        let wish = json!({ "tenant_id": LINDENAU, "reason": "Umzug" });
        let (status, answer) = give(&server, &admin, wish).await;
        assert_eq!(status, StatusCode::NO_CONTENT, "{answer}");
        let (_, log) = server.call("GET", "/api/v1/audit-log", Some(&admin), None).await;
        let entries = log["entries"].as_array().unwrap();
        let given = entries.iter().find(|entry| entry["action"] == "change_attribution").unwrap();
        assert_eq!(given["details"], json!({ "from": null, "to": LINDENAU }), "nobody's");
        buy(&server, 1, CUSTOMER, NOW).await;
        assert_eq!(affiliate(&server, 1).await, Some((LINDENAU, "affiliate_first", 20_000)));
    }

    async fn a6_an_attribution_says_how_the_customer_came(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let code = code_of(&server, "owner@birkenhain", "BIRKENHAIN").await;
        for (number, tenant, more, expected) in [
            (0, LINDENAU, json!({}), "direct"),
            (1, BIRKENHAIN, json!({ "source": "referral" }), "referral"),
            (2, LINDENAU, json!({ "source": "direct" }), "direct"),
            (3, BIRKENHAIN, json!({ "code": code }), "affiliate_code"),
        ] {
            let hours = TimeDelta::hours(number);
            server.clock.set(NOW.parse::<DateTime<Utc>>().unwrap() + hours);
            let mut wish = json!({ "tenant_id": tenant, "reason": "Anruf" });
            wish.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            let (status, answer) = give(&server, &admin, wish).await;
            assert_eq!(status, StatusCode::NO_CONTENT, "{answer}");
            let rows = history(&server, &admin).await;
            assert_eq!(rows.last().unwrap()["source"], expected, "{rows:?}");
        }
        for wrong in [
            json!({ "source": "referral", "code": code }),
            json!({ "source": "affiliate_code" }),
            json!({ "source": "x" }),
        ] {
            let mut wish = json!({ "tenant_id": LINDENAU, "reason": "Anruf" });
            wish.as_object_mut().unwrap().extend(wrong.as_object().unwrap().clone());
            let (status, answer) = give(&server, &admin, wish).await;
            assert!(status.is_client_error(), "{wrong}: {answer}");
        }
        // Whichever it is, it counts alike.
        server.clock.set(NOW.parse::<DateTime<Utc>>().unwrap() + TimeDelta::hours(4));
        let wish = json!({ "tenant_id": LINDENAU, "reason": "Anruf", "source": "referral" });
        assert_eq!(give(&server, &admin, wish).await.0, StatusCode::NO_CONTENT);
        buy(&server, 1, CUSTOMER, "2026-11-20T14:00:00Z").await;
        assert_eq!(affiliate(&server, 1).await, Some((LINDENAU, "affiliate_first", 20_000)));
    }

    async fn the_audit_log_is_read_in_pages(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        for (place, tenant) in [LINDENAU, BIRKENHAIN, LINDENAU].into_iter().enumerate() {
            let hours = TimeDelta::hours(i64::try_from(place).unwrap());
            server.clock.set(NOW.parse::<DateTime<Utc>>().unwrap() + hours);
            let wish = json!({ "tenant_id": tenant, "reason": format!("nr {place}") });
            assert_eq!(give(&server, &admin, wish).await.0, StatusCode::NO_CONTENT);
        }
        let (mut path, mut reasons) = ("/api/v1/audit-log?limit=2".to_owned(), Vec::new());
        loop {
            let (status, page) = server.call("GET", &path, Some(&admin), None).await;
            assert_eq!(status, StatusCode::OK, "{page}");
            let entries = page["entries"].as_array().unwrap();
            reasons.extend(entries.iter().map(|entry| entry["reason"].as_str().unwrap().to_owned()));
            let Some(next) = page["next"].as_str() else { break };
            path = format!("/api/v1/audit-log?limit=2&before={next}");
        }
        assert_eq!(reasons, ["nr 2", "nr 1", "nr 0"]);
        let (status, _) = server.call("GET", "/api/v1/audit-log?before=x", Some(&admin), None).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
    }
}

/// The last migration before attributions were kept apart by the database, or an earlier one.
const BEFORE: usize = 28;

/// What overlapped before the database refused that is read by the latest start, as the ledger had
/// read it: an upgrade goes through, and the earlier interval ends where the later one begins.
#[tokio::test]
async fn a3_attributions_that_overlapped_before_end_where_the_next_one_begins() {
    let folder = tempfile::tempdir().unwrap();
    let mut urls = vec![format!("sqlite:{}", folder.path().join("platform.db").display())];
    let postgres = new_postgres_database().await;
    urls.extend(postgres.iter().map(|database| database.url().to_owned()));
    let [one, two] = [0xCC, 0xCD].map(|number| UserId(Uuid::from_u128(number)));
    // Who, from when, until when, and until when afterwards.
    let rows = [
        (one, BIRKENHAIN, "2024-01-01", "2027-01-01", "2025-01-01"),
        (one, LINDENAU, "2025-01-01", "2025-06-01", "2025-05-01"),
        // It gave way before it began, and cuts nobody.
        (one, LINDENAU, "2025-03-01", "2025-02-01", "2025-02-01"),
        (one, DACH, "2025-05-01", "2028-05-01", "2028-05-01"),
        // Two that began at one instant: the one that was written later counts.
        (two, BIRKENHAIN, "2026-01-01", "2029-01-01", "2026-01-01"),
        (two, LINDENAU, "2026-01-01", "2029-01-01", "2029-01-01"),
    ];
    let instant = |day: &str| micros(&format!("{day}T00:00:00Z"));
    for url in urls {
        let database = Database::open(&url, None).await.unwrap();
        migrate_to(&database, BEFORE).await.unwrap();
        for customer in [one, two] {
            let row = format!("INSERT INTO customers VALUES ('{customer}', NULL, NULL, 0)");
            run(&database, &row).await.unwrap();
        }
        for (number, (customer, owner, from, until, _)) in rows.into_iter().enumerate() {
            let id = Uuid::from_u128(0xA000 + number as u128);
            let (from, until) = (instant(from), instant(until));
            let row = format!(
                "INSERT INTO customer_attributions VALUES ('{owner}', '{id}', '{customer}', \
                 {from}, NULL, {until}, 'direct', NULL, {number})"
            );
            run(&database, &row).await.unwrap();
        }
        database.close().await;
        let server = Server::start(&url, Kept::default(), Limits::default()).await;
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        for customer in [one, two] {
            let found = history_of(&server, &admin, customer).await;
            let seen = |row: &Value| {
                let ends = ["attributed_at", "attribution_expires_at"];
                let [from, until] = ends.map(|key| to_micros(at(&row[key])));
                (row["attributed_tenant_id"].clone(), from, until)
            };
            let found: Vec<_> = found.iter().map(seen).collect();
            let own = rows.into_iter().filter(|(whose, ..)| *whose == customer);
            let expected: Vec<_> = own
                .map(|(_, owner, from, _, until)| (json!(owner), instant(from), instant(until)))
                .collect();
            assert_eq!(found, expected, "{url}");
        }
        buy(&server, 1, one, "2026-11-20T09:00:00Z").await;
        assert_eq!(affiliate(&server, 1).await.map(|paid| paid.0), Some(DACH), "{url}");
        let path = format!("/api/v1/customer-attributions/{one}");
        let wish = json!({ "tenant_id": LINDENAU, "reason": "Irrtum" });
        let (status, answer) = server.call("POST", &path, Some(&admin), Some(&wish)).await;
        assert_eq!(status, StatusCode::NO_CONTENT, "{url}: {answer}");
        server.platform.state.database().close().await;
    }
}
