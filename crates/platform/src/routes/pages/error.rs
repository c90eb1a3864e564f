//! What a person sees where a program gets an error: the same status, in words and with a way on.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use maud::html;

use super::language::Language;
use super::layout::page;
use super::words::words;
use crate::state::AppState;

/// Answers a person with a page; whoever does not ask for HTML, and the API, get the error as it is.
pub(in crate::routes) async fn explain_errors(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    if request.uri().path().starts_with("/api/") || !reads_pages(request.headers()) {
        return next.run(request).await;
    }
    let language = Language::of(chosen(request.uri().query()), request.headers());
    let answer = next.run(request).await;
    let status = answer.status();
    let is_error = status.is_client_error() || status.is_server_error();
    if is_error && is_json(answer.headers()) {
        explained(&state, (status, language), answer.headers())
    } else {
        answer
    }
}

fn explained(
    state: &AppState,
    (status, language): (StatusCode, Language),
    headers: &HeaderMap,
) -> Response {
    let words = words(language);
    let (title, lead) = match status {
        StatusCode::NOT_FOUND => (words.no_page, words.no_page_lead),
        StatusCode::TOO_MANY_REQUESTS => (words.too_often, words.too_often_lead),
        _ if status.is_server_error() => (words.our_fault, words.our_fault_lead),
        _ => (words.not_understood, words.not_understood_lead),
    };
    let content = html! {
        h1 { (title) }
        p.lead { (lead) }
        p { a href={ "/?lang=" (language.code()) } { (words.to_front) } }
    };
    let mut response = page(state, (status, language), (title, "/"), &content);
    for name in [header::RETRY_AFTER, header::ALLOW] {
        if let Some(value) = headers.get(&name) {
            response.headers_mut().insert(name, value.clone());
        }
    }
    let varies = HeaderValue::from_static("Accept, Accept-Language");
    response.headers_mut().insert(header::VARY, varies);
    response
}

/// Whether HTML is asked for, as browsers do.
fn reads_pages(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    accepted.is_some_and(|text| text.contains("text/html"))
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    kind.is_some_and(|text| text.starts_with("application/json"))
}

/// The language of a query, of one too that no page could read.
fn chosen(query: Option<&str>) -> Option<Language> {
    query?.split('&').find_map(|part| match part {
        "lang=de" => Some(Language::De),
        "lang=en" => Some(Language::En),
        _ => None,
    })
}
