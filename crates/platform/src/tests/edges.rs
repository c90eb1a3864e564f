//! The edges of HTTP: every refusal has the same form.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde_json::{Value, json};

use super::support::{Server, on_both};
use crate::http::{Bucket, Limits};

on_both! {
    async fn every_refusal_names_a_code_and_a_message(server) {
        let token = server.token("owner@birkenhain").await;
        let cases = [
            ("GET", "/api/v1/nowhere", None, StatusCode::NOT_FOUND, "not_found"),
            ("PUT", "/api/v1/devices", None, StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed"),
            ("POST", "/api/v1/devices/no-id/revoke", None, StatusCode::NOT_FOUND, "not_found"),
            ("GET", "/api/v1/sync/pull?limit=many", None, StatusCode::BAD_REQUEST, "unreadable_query"),
            ("POST", "/api/v1/devices", Some(json!({})), StatusCode::UNPROCESSABLE_ENTITY, "unreadable_body"),
            ("GET", "/api/v1/commissions?month=13", None, StatusCode::BAD_REQUEST, "unreadable_query"),
            ("GET", "/api/v1/statements/2026-13", None, StatusCode::NOT_FOUND, "not_found"),
        ];
        for (method, path, body, expected, code) in cases {
            let (status, answer) = server.call(method, path, Some(&token), body.as_ref()).await;
            assert_eq!((status, &answer["error"]["code"]), (expected, &json!(code)), "{path}");
            assert!(answer["error"]["message"].is_string());
        }
    }

    async fn a_body_that_is_no_json_or_too_large_is_refused(server) {
        let send = |body: Vec<u8>| {
            let request = Request::post("/api/v1/sessions")
                .header(header::CONTENT_TYPE, "application/json")
                .body(Body::from(body))
                .unwrap();
            server.send(request)
        };
        let (status, bytes) = send(b"{".to_vec()).await;
        let answer: Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!((status, &answer["error"]["code"]), (StatusCode::BAD_REQUEST, &json!("unreadable_body")));
        let (status, bytes) = send(vec![b' '; 300 * 1024]).await;
        let answer: Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!((status, &answer["error"]["code"]), (StatusCode::PAYLOAD_TOO_LARGE, &json!("too_large")));
    }

    async fn the_operator_sees_life_readiness_and_counts(server) {
        for path in ["/healthz", "/readyz"] {
            assert_eq!(server.call("GET", path, None, None).await.0, StatusCode::OK);
        }
        server.call("GET", "/api/v1/nowhere", None, None).await;
        server.call("GET", "/api/v1/statements/2026-10", None, None).await;
        // Whoever invents methods makes no counters.
        for invented in ["NOVEL", "get", "AAAAAAAAAAAAAAAA"] {
            let (status, _) = server.call(invented, "/healthz", None, None).await;
            assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED, "{invented}");
        }
        let (_, page) = server.call("GET", "/metrics", None, None).await;
        let page = page.as_str().unwrap();
        assert!(page.contains("mojo_database_up 1"), "{page}");
        assert!(page.contains(
            "mojo_requests_total{method=\"GET\",route=\"/api/v1/statements/{month}\",status=\"401\"} 1"
        ), "{page}");
        let invented = "mojo_requests_total{method=\"OTHER\",route=\"/healthz\",status=\"405\"} 3";
        assert!(page.contains(invented) && !page.contains("NOVEL"), "{page}");
        server.platform.close().await;
        assert_eq!(server.call("GET", "/readyz", None, None).await.0, StatusCode::SERVICE_UNAVAILABLE);
    }

    async fn the_description_names_every_route(server) {
        let (_, document) = server.call("GET", "/api/v1/openapi.json", None, None).await;
        for route in crate::routes::table() {
            let operation = &document["paths"][route.path][route.method.to_lowercase()];
            assert!(operation["operationId"].is_string(), "{} {}", route.method, route.path);
        }
    }
}

#[tokio::test]
async fn too_many_requests_are_told_when_to_come_back() {
    let requests = Bucket { burst: 5, per_minute: 60 };
    let server = Server::with_limits(Limits { requests, ..Limits::default() }).await;
    for _ in 0..5 {
        assert_eq!(server.call("GET", "/healthz", None, None).await.0, StatusCode::OK);
    }
    let request = Request::get("/healthz").body(Body::empty()).unwrap();
    let response = tower::ServiceExt::oneshot(server.router.clone(), request).await.unwrap();
    assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(response.headers().contains_key(header::RETRY_AFTER));
}
