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

/// The same where a customer pays: the payment provider's script and its frames, as it demands them, and
/// the few lines of ours that put them into the page.
const PAY_POLICY: &str = "default-src 'none'; style-src 'self'; \
                          img-src 'self' https://*.stripe.com; \
                          script-src 'self' https://js.stripe.com https://*.js.stripe.com; \
                          connect-src https://api.stripe.com; \
                          frame-src https://js.stripe.com https://*.js.stripe.com \
                          https://hooks.stripe.com; form-action 'self'; base-uri 'none'; \
                          frame-ancestors 'none'";

/// A page at `path`, with its title; the other language is offered of the same step, where the path
/// has a query.
pub(super) fn page(
    state: &AppState,
    answer: (StatusCode, Language),
    place: (&str, &str),
    content: &Markup,
) -> Response {
    framed(state, answer, place, (&html! {}, content), POLICY)
}

/// The page where a customer pays: the one with scripts.
pub(super) fn pay_page(
    state: &AppState,
    answer: (StatusCode, Language),
    place: (&str, &str),
    content: &Markup,
) -> Response {
    let scripts = html! {
        // Only from there: the provider forbids copies of it.
        script src="https://js.stripe.com/v3/" defer {}
        script src="/pay.js" defer {}
    };
    framed(state, answer, place, (&scripts, content), PAY_POLICY)
}

fn framed(
    state: &AppState,
    (status, language): (StatusCode, Language),
    (title, path): (&str, &str),
    (scripts, content): (&Markup, &Markup),
    policy: &'static str,
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
                (scripts)
            }
            body {
                a.skip href="#content" { (words.skip) }
                header {
                    a.brand href={ "/?lang=" (language.code()) } { "MOJO" }
                    a href={ "/account?lang=" (language.code()) } { (words.account) }
                    a hreflang=(other.code()) lang=(other.code())
                        href={ (path) (joint) "lang=" (other.code()) } { (words.other_language) }
                }
                @if state.trial_clock().is_some() { p.notice role="status" { (words.trial) } }
                main #content { (content) }
                (footer(state.legal_pages(), words))
            }
        }
    };
    let mut response = (status, axum::response::Html(markup.into_string())).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
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

/// `GET /pay.js`.
pub(in crate::routes) async fn pay_script() -> Response {
    let kind = (header::CONTENT_TYPE, "text/javascript; charset=utf-8");
    let kept = (header::CACHE_CONTROL, "public, max-age=3600");
    let sniff = (header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    ([kind, kept, sniff], include_str!("pay.js")).into_response()
}

/// `GET /style.css`.
pub(in crate::routes) async fn style() -> Response {
    let kind = (header::CONTENT_TYPE, "text/css; charset=utf-8");
    let kept = (header::CACHE_CONTROL, "public, max-age=3600");
    ([kind, kept], include_str!("style.css")).into_response()
}
