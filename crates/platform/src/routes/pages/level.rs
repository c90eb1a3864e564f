//! `GET /levels/{level}`: what a level is.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use maud::html;

use super::front::{PageQuery, describe, on_offer, priced};
use super::language::Language;
use super::layout::page;
use super::words::words;
use crate::http::{ApiError, PathOf, QueryOf};
use crate::state::AppState;

/// The page of a level; one that is not on offer leads back to all of them.
pub(in crate::routes) async fn level(
    State(state): State<AppState>,
    PathOf(level): PathOf<String>,
    QueryOf(query): QueryOf<PageQuery>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let language = Language::of(query.lang, &headers);
    let words = words(language);
    let number: Option<i64> = level.parse().ok();
    let products = on_offer(&state).await?;
    let found = products.iter().find(|product| product.user_journey_level == number);
    let back = html! { p { a href={ "/?lang=" (language.code()) } { (words.back) } } };
    let Some(product) = found.filter(|_| number.is_some()) else {
        let content = html! { h1 { (words.no_level) } (back) };
        let missing = (StatusCode::NOT_FOUND, language);
        return Ok(page(&state, missing, (words.no_level, "/"), &content));
    };
    let content = html! {
        p.number { (words.level) " " (number.unwrap_or_default()) }
        h1 { (product.name) }
        p.lead { (describe(product, language)) }
        p { (priced(product, language, words)) }
        @if product.price_net_cents != 0 { p.number { (words.level_price_note) } }
        @if let Some(stage) = product.granted_stage {
            p { (words.opens) ": " strong { (stage.membership().replace('_', " ")) } }
        }
        @let level = number.unwrap_or_default();
        p { a.go href={ "/levels/" (level) "/buy?lang=" (language.code()) } { (words.buy) } }
        p { a href={ "/signup?lang=" (language.code()) } { (words.sign_up) } }
        (back)
    };
    let path = format!("/levels/{}", number.unwrap_or_default());
    Ok(page(&state, (StatusCode::OK, language), (&product.name, &path), &content))
}
