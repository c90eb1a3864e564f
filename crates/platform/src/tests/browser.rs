//! A visitor of the public pages: keeps cookies and sends forms as a browser does.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use tower::ServiceExt as _;

use super::support::Server;

/// A browser with an empty jar.
#[derive(Debug, Default)]
pub(super) struct Browser {
    pub(super) cookies: BTreeMap<String, String>,
}

/// What came back.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) status: StatusCode,
    pub(super) text: String,
    /// Where it leads.
    pub(super) place: Option<String>,
}

impl Browser {
    /// Opens a page; does not go where it leads.
    pub(super) async fn get(&mut self, server: &Server, path: &str) -> Page {
        let request = Request::get(path).header(header::ACCEPT_LANGUAGE, "de");
        self.send(server, request, Body::empty()).await
    }

    /// Sends a form with the token of this browser.
    pub(super) async fn post(
        &mut self,
        server: &Server,
        path: &str,
        fields: &[(&str, &str)],
    ) -> Page {
        let token = self.cookies.get("mojo_form").cloned().unwrap_or_default();
        let mut text = format!("form_token={token}");
        for (name, value) in fields {
            let value: String = value.bytes().map(|byte| format!("%{byte:02X}")).collect();
            text.push_str(&format!("&{name}={value}"));
        }
        let request = Request::post(path)
            .header(header::ACCEPT_LANGUAGE, "de")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(server, request, Body::from(text)).await
    }

    async fn send(
        &mut self,
        server: &Server,
        request: axum::http::request::Builder,
        body: Body,
    ) -> Page {
        let jar: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = request.header(header::COOKIE, jar.join("; ")).body(body).unwrap();
        let response = server.router.clone().oneshot(request).await.unwrap();
        self.keep(&response);
        let status = response.status();
        let place = response.headers().get(header::LOCATION);
        let place = place.map(|value| value.to_str().unwrap().to_owned());
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        Page { status, text: String::from_utf8_lossy(&bytes).into_owned(), place }
    }

    fn keep(&mut self, response: &Response) {
        for value in response.headers().get_all(header::SET_COOKIE) {
            let cookie = value.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = cookie.split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }
}
