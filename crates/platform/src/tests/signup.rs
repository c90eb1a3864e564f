//! Signing up as a customer (A1, A2, A5, A6).

use axum::http::StatusCode;
use chrono::{DateTime, TimeDelta, Utc};
use mojo_domain::commissions::AffiliateCode;
use serde_json::{Value, json};

use super::browser::{Browser, Page};
use super::commerce::{micros, open_shop, platform_admin};
use super::credit_notes::until_somebody_waits;
use super::support::{BIRKENHAIN, LINDENAU, NOW, Server, TestDesk, on_both};
use crate::http::{Bucket, Limits};

const PASSWORD: &str = "Tannenweg 4, Hinterhaus";

async fn code_of(server: &Server, who: &str, stem: &str) -> String {
    let token = server.token(who).await;
    let body = json!({ "stem": stem });
    let (status, made) =
        server.call("POST", "/api/v1/affiliate-codes", Some(&token), Some(&body)).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    made["code"].as_str().unwrap().to_owned()
}

/// Opens the form and sends it.
pub(super) async fn sign_up(
    browser: &mut Browser,
    server: &Server,
    email: &str,
    code: &str,
) -> Page {
    browser.get(server, "/signup").await;
    let fields =
        [("name", "Anna Berger"), ("email", email), ("password", PASSWORD), ("code", code)];
    browser.post(server, "/signup", &fields).await
}

fn is_done(page: &Page) -> bool {
    page.status == StatusCode::SEE_OTHER && page.place.as_deref() == Some("/signup/done?lang=de")
}

/// The attributions of everybody, the oldest first.
async fn attributions(server: &Server, admin: &str) -> Vec<Value> {
    let path = "/api/v1/customer-attributions";
    let (_, list) = server.call("GET", path, Some(admin), None).await;
    list["attributions"].as_array().unwrap().clone()
}

fn at(value: &Value) -> DateTime<Utc> {
    value.as_str().unwrap().parse().unwrap()
}

/// What stands beside the first customer's account: the attribution's id and the click's.
async fn proof(server: &Server) -> (Option<String>, Option<String>) {
    use crate::storage::Database;
    let sql = "SELECT attribution_id, click_id FROM customer_accounts ORDER BY signed_up_at";
    let found = match server.platform.state.database() {
        Database::Sqlite { writer, .. } => sqlx::query_as(sql).fetch_one(writer).await,
        Database::Postgres(pool) => sqlx::query_as(sql).fetch_one(pool).await,
    };
    found.unwrap()
}

on_both! {
    async fn a2_who_signs_up_after_a_click_belongs_to_its_tenant_for_three_years(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let code = code_of(&server, "owner@lindenau", "LINDENAU").await;
        let mut browser = Browser::default();
        browser.get(&server, &format!("/r/{code}")).await;
        let click = browser.cookies["mojo_click"].clone();
        server.clock.set(NOW.parse::<DateTime<Utc>>().unwrap() + TimeDelta::days(29));
        let form = browser.get(&server, "/signup").await;
        assert!(form.text.contains("über eine Empfehlung hier"), "{}", form.text);
        let page = sign_up(&mut browser, &server, " Anna.Berger@Example.org ", "").await;
        assert!(is_done(&page), "{page:?}");
        let rows = attributions(&server, &admin).await;
        let row = rows.last().unwrap();
        assert_eq!(row["attributed_tenant_id"], json!(LINDENAU));
        assert_eq!((&row["source"], &row["source_ref"]), (&json!("affiliate_code"), &json!(code)));
        // A2: from the account on, not from the click.
        assert_eq!(at(&row["attributed_at"]), "2026-12-19T10:00:00Z".parse::<DateTime<Utc>>().unwrap());
        assert_eq!(at(&row["attribution_expires_at"]), "2029-12-19T10:00:00Z".parse::<DateTime<Utc>>().unwrap());
        let (attribution, proof) = proof(&server).await;
        assert_eq!(attribution.as_deref(), row["id"].as_str());
        assert_eq!(proof, Some(click), "the click is the proof");
    }

    async fn a1_a_click_counts_for_thirty_days_and_a_typed_code_does_not_replace_it(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let first = code_of(&server, "owner@lindenau", "LINDENAU").await;
        let second = code_of(&server, "owner@birkenhain", "BIRKENHAIN").await;
        let mut browser = Browser::default();
        browser.get(&server, &format!("/r/{first}")).await;
        let page = sign_up(&mut browser, &server, "one@example.org", &second).await;
        assert!(is_done(&page), "{page:?}");
        assert_eq!(attributions(&server, &admin).await.last().unwrap()["attributed_tenant_id"], json!(LINDENAU));
        server.clock.set(NOW.parse::<DateTime<Utc>>().unwrap() + TimeDelta::days(30));
        let page = sign_up(&mut browser, &server, "two@example.org", "").await;
        assert!(is_done(&page), "{page:?}");
        assert_eq!(attributions(&server, &admin).await.len(), 2, "the click has run out");
        let typed = second.to_lowercase();
        let page = sign_up(&mut browser, &server, "three@example.org", &typed).await;
        assert!(is_done(&page), "{page:?}");
        let rows = attributions(&server, &admin).await;
        let row = rows.last().unwrap();
        assert_eq!((&row["attributed_tenant_id"], &row["source_ref"]), (&json!(BIRKENHAIN), &json!(second)));
    }

    /// Whoever is leaving recruits nobody, and leaves no customer behind.
    async fn c13_a_tenant_that_leaves_meanwhile_recruits_nobody(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let code = code_of(&server, "owner@lindenau", "LINDENAU").await;
        let known = attributions(&server, &admin).await.len();
        let now = micros(NOW);
        let mut leaving = server.platform.state.database().write_ledger().await.unwrap();
        assert!(leaving.deactivate_tenant(LINDENAU, now).await.unwrap());
        let leave = async {
            until_somebody_waits(&server).await;
            leaving.end_attributions(LINDENAU, now).await.unwrap();
            leaving.commit().await.unwrap();
        };
        let mut browser = Browser::default();
        tokio::join!(sign_up(&mut browser, &server, "anna@example.org", &code), leave);
        assert_eq!(attributions(&server, &admin).await.len(), known);
    }

    async fn a5_an_account_that_is_there_is_not_attributed_and_the_page_tells_nobody(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let code = code_of(&server, "owner@lindenau", "LINDENAU").await;
        let known = attributions(&server, &admin).await.len();
        let mut browser = Browser::default();
        let first = sign_up(&mut browser, &server, "anna@example.org", "").await;
        browser.get(&server, &format!("/r/{code}")).await;
        let second = sign_up(&mut browser, &server, "Anna@example.org", "").await;
        assert!(is_done(&first) && is_done(&second), "{first:?} {second:?}");
        assert_eq!(first.text, second.text);
        assert_eq!(attributions(&server, &admin).await.len(), known);
        // Somebody of a tenant keeps the account too.
        let page = sign_up(&mut browser, &server, "owner@lindenau", "").await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "no address has no dot");
        server.token("owner@lindenau").await;
    }

    async fn a6_a_wrong_code_says_what_is_wrong_and_makes_no_account(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let code = code_of(&server, "owner@lindenau", "LINDENAU").await;
        let known = attributions(&server, &admin).await.len();
        let nobodys = AffiliateCode::of_stem("NOBODY").unwrap().to_string();
        let mut browser = Browser::default();
        for (typed, what) in [
            (code.replacen('N', "M", 1), "Tippfehler"),
            (nobodys, "gibt es nicht"),
            ("💧\u{7}".to_owned(), "gibt es nicht"),
        ] {
            let page = sign_up(&mut browser, &server, "anna@example.org", &typed).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
            assert!(page.text.contains(what) && page.text.contains("href=\"#code\""), "{}", page.text);
            assert!(page.text.contains("value=\"anna@example.org\""), "what was entered stays");
            assert!(!page.text.contains(PASSWORD), "a password is never shown again");
        }
        let page = sign_up(&mut browser, &server, "anna@example.org", &code).await;
        assert!(is_done(&page), "{page:?}");
        assert_eq!(attributions(&server, &admin).await.len(), known + 1);
    }

    async fn a6_the_desks_are_told_whom_a_code_brought(server) {
        open_shop(&server).await;
        let flyer = code_of(&server, "owner@birkenhain", "FLYER").await;
        let page = code_of(&server, "owner@birkenhain", "HOMEPAGE").await;
        let other = code_of(&server, "owner@lindenau", "LINDENAU").await;
        for (email, code) in
            [("one@example.org", &flyer), ("two@example.org", &flyer), ("three@example.org", &other)]
        {
            let page = sign_up(&mut Browser::default(), &server, email, code).await;
            assert!(is_done(&page), "{page:?}");
        }
        let desk = TestDesk::enrol(&server, "owner@birkenhain", 1).await;
        let hello = desk.hello("");
        let (_, answer) =
            server.call("POST", "/api/v1/sync/hello", Some(&desk.token), Some(&hello)).await;
        let codes = answer["affiliate_codes"]["codes"].as_array().unwrap();
        let brought = |code: &str| {
            let found = codes.iter().find(|one| one["code"] == code).unwrap();
            found["recruited"].as_i64().unwrap()
        };
        // Who belongs to the tenant without a code is nobody's.
        assert_eq!((brought(&flyer), brought(&page), codes.len()), (2, 0, 2), "{answer}");
    }

    async fn all_that_is_wrong_is_said_at_once_beside_its_field(server) {
        let mut browser = Browser::default();
        browser.get(&server, "/signup").await;
        let fields = [("name", " "), ("email", "anna"), ("password", "kurz")];
        let page = browser.post(&server, "/signup", &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        for part in ["role=\"alert\"", "href=\"#name\"", "href=\"#email\"", "href=\"#password\"", "id=\"email-problem\"", "aria-invalid=\"true\""] {
            assert!(page.text.contains(part), "{part}: {}", page.text);
        }
        let english = browser.get(&server, "/signup?lang=en").await;
        for part in ["lang=\"en\"", "Create an account", "<label for=\"email\">"] {
            assert!(english.text.contains(part), "{part}: {}", english.text);
        }
    }

    async fn a_form_of_another_site_is_refused(server) {
        let fields = [("name", "Anna Berger"), ("email", "anna@example.org"), ("password", PASSWORD)];
        let mut browser = Browser::default();
        let page = browser.post(&server, "/signup", &fields).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "without the token");
        let own = browser.cookies["mojo_form"].clone();
        browser.cookies.insert("mojo_form".to_owned(), "0".repeat(64));
        let mut other = fields.to_vec();
        other.push(("form_token", &own));
        // The field is there twice then, which no form of ours sends.
        assert_ne!(browser.post(&server, "/signup", &other).await.status, StatusCode::SEE_OTHER);
        browser.cookies.insert("mojo_form".to_owned(), own);
        assert_eq!(browser.post(&server, "/signup", &fields).await.status, StatusCode::SEE_OTHER);
    }
}

#[tokio::test]
async fn too_many_accounts_from_one_address_have_to_wait() {
    let logins = Bucket { burst: 1, per_minute: 1 };
    let server = Server::with_limits(Limits { logins, ..Limits::default() }).await;
    let mut browser = Browser::default();
    browser.get(&server, "/signup").await;
    // Ten times as many as attempts to sign in; wrong ones count too.
    for _ in 0..10 {
        let page = browser.post(&server, "/signup", &[("name", "")]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let page = browser.post(&server, "/signup", &[("name", "")]).await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(page.text.contains("zu viele Versuche"), "{}", page.text);
}
