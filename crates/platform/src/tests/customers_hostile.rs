//! Hostile visitors of the customers' pages: forms of other sites, planted, stolen and old sessions,
//! what is somebody else's.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use chrono::TimeDelta;
use tower::ServiceExt as _;

use super::browser::Browser;
use super::customers::{PASSWORD, address, buy, customer, intent_of, shop, sign_in};
use super::support::{Server, on_both};
use crate::http::{Bucket, Limits};

/// A form as it is written in a body.
fn form(fields: &[(&str, &str)]) -> String {
    let one = |(name, value): &(&str, &str)| {
        let value: String = value.bytes().map(|byte| format!("%{byte:02X}")).collect();
        format!("{name}={value}")
    };
    fields.iter().map(one).collect::<Vec<_>>().join("&")
}

/// Sends a form with the cookies and the token of a browser, and one more header; gives back the status
/// and the cookies that are set.
async fn send(
    server: &Server,
    browser: &Browser,
    (path, fields): (&str, &[(&str, &str)]),
    (name, value): (&str, &str),
) -> (StatusCode, Vec<String>) {
    let token = browser.cookies.get("mojo_form").cloned().unwrap_or_default();
    let mut all = vec![("form_token", token.as_str())];
    all.extend_from_slice(fields);
    let jar: Vec<String> =
        browser.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let request = Request::post(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::COOKIE, jar.join("; "))
        .header(name, value)
        .body(Body::from(form(&all)))
        .unwrap();
    let response = server.router.clone().oneshot(request).await.unwrap();
    let set = response.headers().get_all(header::SET_COOKIE).iter();
    let set = set.map(|value| value.to_str().unwrap().to_owned()).collect();
    (response.status(), set)
}

on_both! {
    async fn a_form_of_another_site_does_nothing(server) {
        let (server, stripe) = shop(server).await;
        let browser = customer(&server, "anna@example.org").await;
        let fields = address("DE");
        let buy = ("/levels/3/buy", fields.as_slice());
        for site in ["cross-site", "same-site"] {
            let (status, _) = send(&server, &browser, buy, ("sec-fetch-site", site)).await;
            assert_eq!(status, StatusCode::FORBIDDEN, "{site}");
            let leave = ("/signout", [].as_slice());
            send(&server, &browser, leave, ("sec-fetch-site", site)).await;
        }
        // The visitor's cookies, without the token of the form.
        let mut without = Browser { cookies: browser.cookies.clone() };
        without.cookies.insert("mojo_form".to_owned(), "0".repeat(63));
        let (status, _) = send(&server, &without, buy, ("x-none", "1")).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
        assert!(stripe.payment_intents().is_empty());
        let mut browser = browser;
        assert_eq!(browser.get(&server, "/account").await.status, StatusCode::OK, "still signed in");
        let (status, _) = send(&server, &browser, buy, ("sec-fetch-site", "same-origin")).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
    }

    async fn a_planted_session_opens_nothing_and_signing_in_ends_the_one_before(server) {
        customer(&server, "anna@example.org").await;
        let planted = "a".repeat(64);
        let mut browser = Browser::default();
        browser.cookies.insert("mojo_customer".to_owned(), planted.clone());
        assert_eq!(browser.get(&server, "/account").await.status, StatusCode::SEE_OTHER);
        sign_in(&mut browser, &server, "anna@example.org", PASSWORD).await;
        let first = browser.cookies["mojo_customer"].clone();
        assert_ne!(first, planted);
        let mut thief = Browser::default();
        thief.cookies.insert("mojo_customer".to_owned(), planted);
        assert_eq!(thief.get(&server, "/account").await.status, StatusCode::SEE_OTHER);
        // Signing in again in the same browser: the page leads on at once, a form that is sent anew does not.
        let fields = [("email", "anna@example.org"), ("password", PASSWORD)];
        browser.post(&server, "/signin", &fields).await;
        assert_ne!(browser.cookies["mojo_customer"], first);
        thief.cookies.insert("mojo_customer".to_owned(), first);
        assert_eq!(thief.get(&server, "/account").await.status, StatusCode::SEE_OTHER);
        assert_eq!(browser.get(&server, "/account").await.status, StatusCode::OK);
    }

    async fn a_session_is_over_after_signing_out_and_after_thirty_days(server) {
        let mut browser = customer(&server, "anna@example.org").await;
        let mut thief = Browser { cookies: browser.cookies.clone() };
        browser.post(&server, "/signout", &[]).await;
        for path in ["/account", "/account/export"] {
            assert_eq!(thief.get(&server, path).await.status, StatusCode::SEE_OTHER, "{path}");
        }
        sign_in(&mut browser, &server, "anna@example.org", PASSWORD).await;
        server.clock.advance(TimeDelta::days(30) - TimeDelta::seconds(1));
        assert_eq!(browser.get(&server, "/account").await.status, StatusCode::OK);
        server.clock.advance(TimeDelta::seconds(1));
        assert_eq!(browser.get(&server, "/account").await.status, StatusCode::SEE_OTHER);
    }

    async fn the_cookie_is_read_by_no_script_and_sent_in_the_open_by_no_browser(server) {
        let browser = customer(&server, "anna@example.org").await;
        let fields = [("email", "anna@example.org"), ("password", PASSWORD)];
        let enter = ("/signin", fields.as_slice());
        let (_, set) = send(&server, &browser, enter, ("x-forwarded-proto", "https")).await;
        let cookie = set.iter().find(|cookie| cookie.starts_with("mojo_customer=")).unwrap();
        for part in ["HttpOnly", "SameSite=Lax", "Secure", "Path=/", "Max-Age=2592000"] {
            assert!(cookie.contains(part), "{part}: {cookie}");
        }
        let token = cookie.trim_start_matches("mojo_customer=").split(';').next().unwrap();
        let kept = crate::auth::CustomerToken::parse(token).unwrap().hash();
        let mut tx = server.platform.state.database().read_ledger().await.unwrap();
        assert!(tx.find_customer_session(&kept, 0).await.unwrap().is_some());
        assert!(tx.find_customer_session(token, 0).await.unwrap().is_none(), "only the hash is kept");
    }

    async fn signing_in_tells_nobody_who_has_an_account(server) {
        customer(&server, "anna@example.org").await;
        let mut browser = Browser::default();
        let wrong = sign_in(&mut browser, &server, "anna@example.org", "Ahornweg 12 a").await;
        let unknown = sign_in(&mut browser, &server, "emma@example.org", "Ahornweg 12 a").await;
        assert_eq!((wrong.status, unknown.status), (StatusCode::UNPROCESSABLE_ENTITY, wrong.status));
        assert_eq!(wrong.text.replace("anna@", "emma@"), unknown.text);
        // Somebody of a tenant has no account here.
        let staff = sign_in(&mut browser, &server, "owner@birkenhain", crate::tests::support::PASSWORD).await;
        assert_eq!(staff.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!browser.cookies.contains_key("mojo_customer"));
    }

    async fn a_purchase_of_somebody_else_is_not_there(server) {
        let (server, stripe) = shop(server).await;
        let mut owner = customer(&server, "anna@example.org").await;
        let purchase = buy(&mut owner, &server, 3).await;
        let mut other = customer(&server, "berta@example.org").await;
        let secret = intent_of(&stripe, &purchase)["client_secret"].as_str().unwrap().to_owned();
        for path in [purchase.clone(), format!("{purchase}/outcome")] {
            let page = other.get(&server, &path).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
            assert!(!page.text.contains(&secret) && !page.text.contains("Tannenweg"), "{}", page.text);
        }
        let page = other.post(&server, &format!("{purchase}/discard"), &[]).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
        assert_eq!(intent_of(&stripe, &purchase)["status"], "requires_payment_method");
        assert!(!other.get(&server, "/account").await.text.contains(&purchase));
        // The same product is another purchase of another customer.
        assert_ne!(buy(&mut other, &server, 3).await, purchase);
    }

    async fn scripts_run_on_the_page_of_a_payment_alone(server) {
        let (server, _stripe) = shop(server).await;
        let mut browser = customer(&server, "anna@example.org").await;
        let purchase = buy(&mut browser, &server, 3).await;
        let jar: Vec<String> =
            browser.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        for path in ["/", "/signin", "/account", "/levels/3/buy", &purchase, "/forgotten"] {
            let request = Request::get(path).header(header::COOKIE, jar.join("; "));
            let request = request.body(Body::empty()).unwrap();
            let response = server.router.clone().oneshot(request).await.unwrap();
            assert_eq!(response.status().as_u16(), if path == "/signin" { 303 } else { 200 }, "{path}");
            let policy = response.headers().get(header::CONTENT_SECURITY_POLICY);
            let policy = policy.map(|value| value.to_str().unwrap()).unwrap_or_default();
            assert_eq!(policy.contains("script-src"), path == purchase, "{path}: {policy}");
            assert!(!policy.contains("unsafe"), "{path}: {policy}");
            if path != "/" && path != "/signin" {
                assert_eq!(response.headers()[header::CACHE_CONTROL], "no-store", "{path}");
            }
        }
    }
}

#[tokio::test]
async fn guessing_a_password_is_slow() {
    let logins = Bucket { burst: 3, per_minute: 1 };
    let server = Server::with_limits(Limits { logins, ..Limits::default() }).await;
    customer(&server, "anna@example.org").await;
    let mut browser = Browser::default();
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses
            .push(sign_in(&mut browser, &server, "anna@example.org", "Ahornweg 12 a").await.status);
    }
    // The first of the three was the customer's own.
    let (wrong, slow) = (StatusCode::UNPROCESSABLE_ENTITY, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(statuses, [wrong, wrong, slow]);
}
