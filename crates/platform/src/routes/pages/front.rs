//! `GET /`: the levels of the journey.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use maud::{Markup, html};
use mojo_domain::TenantId;
use mojo_domain::catalogue::BillingInterval;
use schemars::JsonSchema;
use serde::Deserialize;

use super::language::Language;
use super::layout::page;
use super::price::price;
use super::words::{Words, words};
use crate::auth::Tenant;
use crate::http::{ApiError, QueryOf};
use crate::state::AppState;
use crate::storage::catalogue::CatalogueProduct;

/// What a visitor brings.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct PageQuery {
    pub(super) lang: Option<Language>,
    /// `unknown` after a link whose code nobody has.
    code: Option<String>,
}

/// The front page.
pub(in crate::routes) async fn front(
    State(state): State<AppState>,
    QueryOf(query): QueryOf<PageQuery>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let language = Language::of(query.lang, &headers);
    let words = words(language);
    let levels = on_offer(&state).await?;
    let is_unknown = query.code.as_deref() == Some("unknown");
    let path = if is_unknown { "/?code=unknown" } else { "/" };
    let content = html! {
        @if is_unknown {
            p.notice role="status" { (words.unknown_code) }
        }
        h1 { (words.claim) }
        p.lead { (words.lead) }
        p { a.go href={ "/signup?lang=" (language.code()) } { (words.sign_up) } }
        h2 { (words.levels) }
        @if levels.is_empty() { p { (words.none) } }
        ol.levels {
            @for product in &levels {
                li {
                    a href={ "/levels/" (product.user_journey_level.unwrap_or(1)) "?lang=" (language.code()) } {
                        span.number { (words.level) " " (product.user_journey_level.unwrap_or(1)) }
                        strong { (product.name) }
                        span { (describe(product, language)) }
                        (priced(product, language, words))
                    }
                }
            }
        }
        p.number { (words.price_note) }
    };
    Ok(page(&state, (StatusCode::OK, language), (words.claim, path), &content))
}

/// What MOJO LLC sells now, by level.
pub(super) async fn on_offer(state: &AppState) -> Result<Vec<CatalogueProduct>, ApiError> {
    let seller = Tenant::named_by_platform(TenantId::MOJO_LLC);
    let products = state.database().read(seller).await?.list_products().await?;
    Ok(products.into_iter().filter(|product| product.retired_at.is_none()).collect())
}

pub(super) fn describe(product: &CatalogueProduct, language: Language) -> &str {
    language.pick(&product.description_de, &product.description_en)
}

/// The price, and how often it is paid.
pub(super) fn priced(product: &CatalogueProduct, language: Language, words: &Words) -> Markup {
    let interval = product.billing_interval.map(|interval| match interval {
        BillingInterval::Month => words.a_month,
        BillingInterval::Year => words.a_year,
    });
    html! {
        span.price {
            @if product.price_net_cents == 0 { (words.free) } @else {
                (price(product, language).unwrap_or_default())
                @if let Some(interval) = interval { " " small { (interval) } }
            }
        }
    }
}
