//! Affiliate codes and the clicks on their links (A1).

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use chrono::TimeDelta;
use mojo_domain::commissions::AffiliateCode;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use super::support::{BIRKENHAIN, NOW, Server, TestDesk, on_both};
use crate::auth::Tenant;

const CODES: &str = "/api/v1/affiliate-codes";

async fn make(server: &Server, who: &str, body: Value) -> (StatusCode, Value) {
    let token = server.token(who).await;
    server.call("POST", CODES, Some(&token), Some(&body)).await
}

/// The code `BIRKENHAIN` of the practice, with its check character.
async fn birkenhain(server: &Server) -> String {
    let (status, made) = make(server, "owner@birkenhain", json!({ "stem": "Birkenhain" })).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    made["code"].as_str().unwrap().to_owned()
}

/// Clicks a link; gives back where it leads and what the cookie says then.
async fn click(server: &Server, code: &str, cookie: Option<&str>) -> (String, Option<String>) {
    let mut request = Request::get(format!("/r/{code}"));
    if let Some(cookie) = cookie {
        request = request.header(header::COOKIE, format!("theme=dark; {cookie}"));
    }
    led(server, request).await
}

/// Asks for a path with these headers; gives back the same.
async fn look(
    server: &Server,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
) -> (String, Option<String>) {
    let request = Request::builder().method(method).uri(path);
    let request =
        headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    led(server, request).await
}

/// Where an answer leads, and the cookie that it sets.
async fn led(server: &Server, request: axum::http::request::Builder) -> (String, Option<String>) {
    let request = request.body(Body::empty()).unwrap();
    let response = server.router.clone().oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    let of = |headers: &HeaderMap, name| headers.get(name).map(|v| v.to_str().unwrap().to_owned());
    let place = of(response.headers(), header::LOCATION).unwrap();
    (place, of(response.headers(), header::SET_COOKIE))
}

/// `name=value` of a cookie that was set.
fn sent_back(cookie: &str) -> &str {
    cookie.split(';').next().unwrap()
}

async fn clicks(server: &Server) -> Vec<i64> {
    let token = server.token("owner@birkenhain").await;
    let (_, list) = server.call("GET", CODES, Some(&token), None).await;
    list["codes"].as_array().unwrap().iter().map(|c| c["clicks"].as_i64().unwrap()).collect()
}

/// What a greeting tells of the codes.
async fn told(server: &Server, desk: &TestDesk, nonce: &str) -> (Value, String) {
    let hello = desk.hello(nonce);
    let (status, answer) =
        server.call("POST", "/api/v1/sync/hello", Some(&desk.token), Some(&hello)).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    (answer["affiliate_codes"].clone(), answer["nonce"].as_str().unwrap().to_owned())
}

on_both! {
    async fn a_greeting_tells_of_the_codes_of_the_own_tenant_and_of_no_other(server) {
        let code = birkenhain(&server).await;
        click(&server, &code, None).await;
        let (_, other) = make(&server, "owner@lindenau", json!({ "stem": "LINDE" })).await;
        let desk = TestDesk::enrol(&server, "owner@birkenhain", 1).await;
        let (first, nonce) = told(&server, &desk, "").await;
        assert_eq!(first, json!({ "total": 1, "codes": [{
            "code": code, "label": "", "link": format!("/r/{code}"), "created_at": NOW,
            "retired_at": null, "clicks": 1, "recruited": 0,
        }] }));
        let patch = json!({ "label": "Flyer", "retired": true });
        let path = format!("{CODES}/{code}");
        let (status, _) = server.call("PATCH", &path, Some(&desk.token), Some(&patch)).await;
        assert_eq!(status, StatusCode::OK);
        let (second, _) = told(&server, &desk, &nonce).await;
        let second = &second["codes"][0];
        assert_eq!((&second["label"], &second["retired_at"]), (&json!("Flyer"), &json!(NOW)));
        let lindenau = TestDesk::enrol(&server, "affiliate@lindenau", 2).await;
        let (theirs, _) = told(&server, &lindenau, "").await;
        assert_eq!((&theirs["total"], &theirs["codes"][0]["code"]), (&json!(1), &other["code"]));
        for who in ["reception@birkenhain", "therapist@birkenhain"] {
            let number = if who.starts_with('r') { 3 } else { 4 };
            let desk = TestDesk::enrol(&server, who, number).await;
            assert_eq!(told(&server, &desk, "").await.0, Value::Null, "{who} may not list them");
        }
    }

    async fn a_greeting_stays_small_however_many_codes_there_are(server) {
        let database = server.platform.state.database();
        let mut tx = database.write(Tenant::named_by_platform(BIRKENHAIN)).await.unwrap();
        for number in 0..203 {
            let code = AffiliateCode::of_stem(&format!("CODE{number:03}")).unwrap();
            assert!(tx.insert_affiliate_code(code.as_str(), "", number).await.unwrap());
        }
        tx.commit().await.unwrap();
        let desk = TestDesk::enrol(&server, "owner@birkenhain", 1).await;
        let (told, _) = told(&server, &desk, "").await;
        let codes = told["codes"].as_array().unwrap();
        assert_eq!((codes.len(), &told["total"]), (200, &json!(203)));
        let is_latest = |code: &Value| code["code"].as_str().unwrap().starts_with("CODE202");
        assert!(is_latest(&codes[0]), "the latest first: {}", codes[0]);
    }

    async fn a1_a_click_sets_a_cookie_for_thirty_days_and_the_first_one_wins(server) {
        let code = birkenhain(&server).await;
        let (place, cookie) = click(&server, &code.to_lowercase(), None).await;
        let cookie = cookie.unwrap();
        assert_eq!(place, "/");
        for part in ["Max-Age=2592000", "HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(cookie.contains(part), "{cookie}");
        }
        let (status, other) = make(&server, "owner@lindenau", json!({ "stem": "LINDE" })).await;
        assert_eq!(status, StatusCode::CREATED, "{other}");
        let other = other["code"].as_str().unwrap();
        let seen = sent_back(&cookie);
        assert_eq!(click(&server, other, Some(seen)).await.1, None, "the first click stays");
        assert_eq!(clicks(&server).await, [1], "and the second does not count twice");
        server.clock.set(NOW.parse::<chrono::DateTime<chrono::Utc>>().unwrap() + TimeDelta::days(30));
        let late = click(&server, other, Some(seen)).await.1.unwrap();
        assert_ne!(sent_back(&late), seen, "after thirty days the next one counts");
    }

    /// A1: a program that looks at a link, and a page that names it as an image or in a frame, clicks
    /// on nothing.
    async fn a1_who_looks_at_a_link_without_going_there_leaves_no_click(server) {
        let code = birkenhain(&server).await;
        let path = format!("/r/{code}");
        let looks: [(&str, &[(&str, &str)]); 5] = [
            ("HEAD", &[]),
            ("HEAD", &[("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")]),
            ("GET", &[("sec-fetch-mode", "no-cors"), ("sec-fetch-dest", "image")]),
            ("GET", &[("sec-fetch-mode", "cors")]),
            ("GET", &[("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "iframe")]),
        ];
        for (method, headers) in looks {
            let answer = look(&server, method, &path, headers).await;
            assert_eq!(answer, ("/".to_owned(), None), "{method} {headers:?}");
            let unknown = look(&server, method, "/r/NOBODY", headers).await;
            assert_eq!(unknown, ("/?code=unknown".to_owned(), None), "{method} {headers:?}");
        }
        assert_eq!(clicks(&server).await, [0]);
        let went = [("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")];
        let (place, cookie) = look(&server, "GET", &path, &went).await;
        assert!(place == "/" && cookie.is_some(), "{place} {cookie:?}");
        assert_eq!(clicks(&server).await, [1]);
    }

    async fn a_link_leads_to_a_page_of_the_platforms_own_and_nowhere_else(server) {
        let code = birkenhain(&server).await;
        let to = async |wished: &str| click(&server, &format!("{code}?{wished}"), None).await.0;
        assert_eq!(to("to=levels/3").await, "/levels/3");
        assert_eq!(to("to=%2Flevels%2F6&utm_source=flyer").await, "/levels/6");
        assert_eq!(to("to=signup").await, "/signup");
        assert_eq!(to("to=events").await, "/events");
        let wrong = [
            "", "/", "levels/7", "levels/3/buy", "levels/3%0D%0Ax:y", "account", "//evil.example",
            "https://evil.example", "/%5Cevil.example", "levels/3?next=x", "../levels/3",
        ];
        for wished in wrong {
            assert_eq!(to(&format!("to={wished}")).await, "/", "{wished}");
        }
        let unknown = click(&server, "NOBODY?to=levels/3", None).await;
        assert_eq!(unknown, ("/?code=unknown".to_owned(), None));
        let cookie = click(&server, &format!("{code}?to=levels/3"), None).await.1;
        assert!(cookie.is_some(), "it counts wherever it leads");
    }

    /// A1: a link that somebody put together wrongly is followed all the same.
    async fn a1_a_click_counts_also_where_the_link_names_no_one_place(server) {
        let code = birkenhain(&server).await;
        let wrong = ["to=levels/3&to=levels/4", "to=events&to=events", "to=%00", "utm_source=%00", "to=%FF"];
        for (wished, number) in wrong.iter().zip(1..) {
            let (place, cookie) = click(&server, &format!("{code}?{wished}"), None).await;
            assert_eq!(place, "/", "{wished}");
            assert!(cookie.is_some(), "{wished}");
            assert_eq!(clicks(&server).await, [number], "{wished}");
        }
    }

    async fn a_code_that_nobody_has_leads_on_without_a_cookie(server) {
        let code = birkenhain(&server).await;
        let invented = AffiliateCode::of_stem("NOBODY").unwrap().to_string();
        for wrong in [invented.as_str(), "BIRKENHAIN", "%F0%9F%92%A7", "%00", "x"] {
            assert_eq!(click(&server, wrong, None).await, ("/?code=unknown".to_owned(), None));
        }
        for cookie in ["mojo_click=invented", "mojo_click=", "mojo_click=01940000-0000-7000-8000-000000000000"] {
            assert!(click(&server, &code, Some(cookie)).await.1.is_some(), "{cookie}");
        }
    }

    async fn a_retired_code_and_one_of_a_tenant_that_left_recruit_nobody(server) {
        let code = birkenhain(&server).await;
        let token = server.token("owner@birkenhain").await;
        let path = format!("{CODES}/{code}");
        let change = async |body: Value| server.call("PATCH", &path, Some(&token), Some(&body)).await;
        let (status, retired) = change(json!({ "retired": true, "label": " Flyer " })).await;
        assert_eq!((status, &retired["label"]), (StatusCode::OK, &json!("Flyer")), "{retired}");
        assert_eq!(click(&server, &code, None).await.1, None);
        assert_eq!(change(json!({ "retired": false })).await.0, StatusCode::OK);
        assert!(click(&server, &code, None).await.1.is_some());
        server.platform.deactivate_tenant(BIRKENHAIN).await.unwrap();
        assert_eq!(click(&server, &code, None).await.1, None);
    }

    async fn a1_the_click_of_a_tenant_that_left_wins_no_more(server) {
        let code = birkenhain(&server).await;
        let (_, made) = make(&server, "owner@lindenau", json!({ "stem": "LINDE" })).await;
        let other = made["code"].as_str().unwrap();
        let cookie = click(&server, &code, None).await.1.unwrap();
        assert_eq!(click(&server, other, Some(sent_back(&cookie))).await.1, None);
        server.platform.deactivate_tenant(BIRKENHAIN).await.unwrap();
        let renewed = click(&server, other, Some(sent_back(&cookie))).await.1;
        assert!(renewed.is_some_and(|renewed| sent_back(&renewed) != sent_back(&cookie)));
    }

    async fn a_flyer_bears_the_link_as_page_and_as_image(server) {
        let code = birkenhain(&server).await;
        let token = server.token("owner@birkenhain").await;
        let get = async |token: &str, query: &str| {
            let request = Request::get(format!("{CODES}/{code}/flyer{query}"))
                .header(header::AUTHORIZATION, format!("Bearer {token}"))
                .header(header::HOST, "mojo.example")
                .header("x-forwarded-proto", "https");
            server.send(request.body(Body::empty()).unwrap()).await
        };
        let (status, page) = get(&token, "").await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.starts_with(b"%PDF"));
        let (_, english) = get(&token, "?format=pdf&language=en").await;
        assert!(english.starts_with(b"%PDF") && english != page);
        let (_, image) = get(&token, "?format=png").await;
        assert!(image.starts_with(b"\x89PNG"));
        let link = format!("https://mojo.example/r/{code}");
        assert_eq!(image, mojo_documents::render_qr_png(&link).unwrap());
        assert_eq!(get(&token, "?format=gif").await.0, StatusCode::BAD_REQUEST);
        let stranger = server.token("owner@lindenau").await;
        assert_eq!(get(&stranger, "").await.0, StatusCode::NOT_FOUND);
    }

    /// Whoever asks: what is printed leads to where the operator said, not to where the caller came.
    async fn a_flyer_leads_to_where_the_operator_said_that_the_platform_is(server) {
        let code = birkenhain(&server).await;
        let token = server.token("owner@birkenhain").await;
        let mut server = server;
        server.platform.state = server.platform.state.clone().with_public_url("https://mojo.example/");
        server.router = server.platform.router();
        for host in [Some("127.0.0.1:8787"), Some("elsewhere.example"), None] {
            let path = format!("{CODES}/{code}/flyer?format=png");
            let mut request = Request::get(path)
                .header(header::AUTHORIZATION, format!("Bearer {token}"));
            if let Some(host) = host {
                request = request.header(header::HOST, host);
            }
            let (status, image) = server.send(request.body(Body::empty()).unwrap()).await;
            assert_eq!(status, StatusCode::OK, "{host:?}");
            let link = format!("https://mojo.example/r/{code}");
            assert_eq!(image, mojo_documents::render_qr_png(&link).unwrap(), "{host:?}");
        }
        // What a desk prints without a network leads there, too.
        let desk = TestDesk::enrol(&server, "owner@birkenhain", 1).await;
        let (codes, _) = told(&server, &desk, "").await;
        assert_eq!(codes["codes"][0]["link"], format!("https://mojo.example/r/{code}"));
        let (_, list) = server.call("GET", CODES, Some(&token), None).await;
        assert_eq!(list["codes"][0]["link"], codes["codes"][0]["link"]);
    }

    async fn a_code_belongs_to_one_tenant(server) {
        birkenhain(&server).await;
        let (status, answer) = make(&server, "owner@lindenau", json!({ "stem": "birken-hain" })).await;
        assert_eq!((status, &answer["error"]["code"]), (StatusCode::CONFLICT, &json!("code_taken")));
        let (status, drawn) = make(&server, "affiliate@lindenau", json!({})).await;
        assert_eq!(status, StatusCode::CREATED, "{drawn}");
        assert!(drawn["code"].as_str().unwrap().parse::<AffiliateCode>().is_ok(), "{drawn}");
        for stem in ["Ä", "AB"] {
            let (status, answer) = make(&server, "owner@lindenau", json!({ "stem": stem })).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{answer}");
        }
        let (status, _) = make(&server, "reception@lindenau", json!({})).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
    }
}
