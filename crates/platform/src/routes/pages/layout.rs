//! What surrounds every page.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use maud::{DOCTYPE, Markup, html};

use super::language::Language;
use super::words::{Words, words};
use crate::state::{AppState, LegalPages};

/// Nothing from elsewhere, nothing that runs.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; \
                      base-uri 'none'; frame-ancestors 'none'";

/// A page at `path`, with its title; the other language is offered of the same step, where the path
/// has a query.
pub(super) fn page(
    state: &AppState,
    (status, language): (StatusCode, Language),
    (title, path): (&str, &str),
    content: &Markup,
) -> Response {
    let words = words(language);
    let other = language.pick(Language::En, Language::De);
    let joint = if path.contains('?') { "&" } else { "?" };
    let markup = html! {
        (DOCTYPE)
        html lang=(language.code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " · MOJO" }
                link rel="stylesheet" href="/style.css";
            }
            body {
                a.skip href="#content" { (words.skip) }
                header {
                    a.brand href={ "/?lang=" (language.code()) } { "MOJO" }
                    a hreflang=(other.code()) lang=(other.code())
                        href={ (path) (joint) "lang=" (other.code()) } { (words.other_language) }
                }
                main #content { (content) }
                (footer(state.legal_pages(), words))
            }
        }
    };
    let mut response = (status, axum::response::Html(markup.into_string())).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language.code()));
    headers.insert(header::VARY, HeaderValue::from_static("Accept-Language"));
    response
}

/// The operator's own pages, where they are named.
fn footer(pages: &LegalPages, words: &Words) -> Markup {
    let links = [(words.imprint, &pages.imprint), (words.privacy, &pages.privacy)];
    let named: Vec<_> =
        links.iter().filter_map(|(name, url)| url.as_deref().map(|url| (name, url))).collect();
    html! {
        @if !named.is_empty() {
            footer { @for (name, url) in named { a href=(url) { (name) } } }
        }
    }
}

/// `GET /style.css`.
pub(in crate::routes) async fn style() -> Response {
    let kind = (header::CONTENT_TYPE, "text/css; charset=utf-8");
    let kept = (header::CACHE_CONTROL, "public, max-age=3600");
    ([kind, kept], include_str!("style.css")).into_response()
}
