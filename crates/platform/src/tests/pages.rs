//! The public pages.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use tower::ServiceExt as _;

use super::commerce::open_shop;
use super::support::{Server, on_both};
use crate::state::LegalPages;

/// Status, headers that matter, text.
async fn get(server: &Server, path: &str, language: &str) -> (StatusCode, String, String) {
    let request = Request::get(path).header(header::ACCEPT_LANGUAGE, language);
    let request = request.body(Body::empty()).unwrap();
    let response = server.router.clone().oneshot(request).await.unwrap();
    let status = response.status();
    let policy = response.headers().get(header::CONTENT_SECURITY_POLICY);
    let policy = policy.map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default();
    let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (status, policy, String::from_utf8(bytes.to_vec()).unwrap())
}

on_both! {
    async fn the_front_page_shows_the_levels_with_prices_that_include_vat(server) {
        let (_, _, empty) = get(&server, "/", "de").await;
        assert!(empty.contains("Zurzeit ist nichts im Angebot"), "{empty}");
        open_shop(&server).await;
        let (status, policy, german) = get(&server, "/", "de-DE,de").await;
        assert_eq!(status, StatusCode::OK);
        assert!(policy.starts_with("default-src 'none'"), "{policy}");
        for part in ["lang=\"de\"", "BUSINESS BOOTCAMP", "1.190,00\u{a0}€", "/levels/3?lang=de"] {
            assert!(german.contains(part), "{part}: {german}");
        }
        let (_, _, english) = get(&server, "/?lang=en", "de").await;
        for part in ["lang=\"en\"", "€1,190.00", "All prices include VAT."] {
            assert!(english.contains(part), "{part}: {english}");
        }
    }

    async fn a_level_has_a_page_and_one_that_is_not_sold_leads_back(server) {
        open_shop(&server).await;
        let (status, _, page) = get(&server, "/levels/3", "de").await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("<h1>BUSINESS BOOTCAMP</h1>"), "{page}");
        for path in ["/levels/4", "/levels/x", "/levels/-1"] {
            let (status, _, page) = get(&server, path, "de").await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
            assert!(page.contains("href=\"/?lang=de\""), "{path}");
            // Others are on offer.
            assert!(page.contains("Diese Stufe ist zurzeit nicht im Angebot"), "{path}: {page}");
        }
    }

    async fn a_link_whose_code_nobody_has_says_so(server) {
        let (_, _, page) = get(&server, "/?code=unknown", "de").await;
        assert!(page.contains("Empfehlungslink ist nicht bekannt"), "{page}");
        // The other language says so too.
        assert!(page.contains("href=\"/?code=unknown&amp;lang=en\""), "{page}");
        let (_, _, page) = get(&server, "/?code=%3Cscript%3E", "de").await;
        assert!(!page.contains("<script>"), "{page}");
    }

    async fn every_page_leads_to_who_runs_the_platform_where_they_say_so(server) {
        let mut server = server;
        let (_, _, page) = get(&server, "/", "de").await;
        assert!(!page.contains("<footer>"), "{page}");
        let imprint = Some("https://mojo.example/impressum".to_owned());
        let pages = LegalPages { imprint, privacy: Some("https://mojo.example/privacy".to_owned()) };
        server.platform.state = server.platform.state.clone().with_legal_pages(pages);
        server.router = server.platform.router();
        for path in ["/", "/levels/9", "/signup", "/signup/done", "/signup/partner", "/invitations/0"] {
            let (_, _, page) = get(&server, path, "de").await;
            for link in ["/impressum\">Impressum</a>", "/privacy\">Datenschutz</a>"] {
                assert!(page.contains(link), "{path}: {page}");
            }
        }
        let (_, _, page) = ask(&server, "GET", "/nowhere?lang=en", "text/html").await;
        assert!(page.contains(">Imprint</a>") && page.contains(">Privacy</a>"), "{page}");
    }

    async fn a_person_reads_an_error_as_a_page_and_a_program_as_it_is(server) {
        let cases = [
            ("GET", "/nowhere?lang=de", StatusCode::NOT_FOUND, "Diese Seite gibt es nicht"),
            ("GET", "/nowhere?lang=en", StatusCode::NOT_FOUND, "There is no such page"),
            ("GET", "/signup?lang=fr", StatusCode::BAD_REQUEST, "Das hat nicht geklappt"),
            ("DELETE", "/signup", StatusCode::METHOD_NOT_ALLOWED, "Das hat nicht geklappt"),
        ];
        for (method, path, expected, title) in cases {
            let page = ask(&server, method, path, "text/html,application/xhtml+xml,*/*;q=0.8").await;
            assert_eq!(page.0, expected, "{path}");
            assert!(page.1.starts_with("text/html"), "{path}: {}", page.1);
            assert!(page.2.contains(&format!("<h1>{title}</h1>")), "{path}: {}", page.2);
            let error = ask(&server, method, path, "*/*").await;
            assert_eq!((error.0, error.1.as_str()), (expected, "application/json"), "{path}");
        }
        let (status, kind, _) = ask(&server, "GET", "/api/v1/nowhere", "text/html").await;
        assert_eq!((status, kind.as_str()), (StatusCode::NOT_FOUND, "application/json"));
    }
}

/// Status, content type and text of an answer to whoever accepts `accept`.
async fn ask(
    server: &Server,
    method: &str,
    path: &str,
    accept: &str,
) -> (StatusCode, String, String) {
    let request = Request::builder().method(method).uri(path).header(header::ACCEPT, accept);
    let request = request.body(Body::empty()).unwrap();
    let response = server.router.clone().oneshot(request).await.unwrap();
    let (status, headers) = (response.status(), response.headers());
    let kind = headers.get(header::CONTENT_TYPE).map(|value| value.to_str().unwrap().to_owned());
    let kind = kind.unwrap_or_default();
    let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (status, kind, String::from_utf8(bytes.to_vec()).unwrap())
}
