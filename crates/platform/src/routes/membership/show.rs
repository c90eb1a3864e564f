//! `GET /api/v1/membership`: the levels that the caller's tenant may buy itself, with their prices.

use axum::Json;
use axum::extract::State;
use mojo_domain::{Currency, ProductId, to_micros};
use schemars::JsonSchema;
use serde::Serialize;

use super::{OwnPurchaseView, buyer_of, view};
use crate::auth::Session;
use crate::commerce::{OwnPrice, OwnQuote, quote_own};
use crate::http::ApiError;
use crate::memberships::{OwnRefused, check_own_purchase, last_own_purchase};
use crate::routes::amounts::amount;
use crate::routes::openapi::{Amount, Country};
use crate::state::AppState;

/// What a tenant may buy itself.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::routes) struct OwnOffers {
    /// Payments are taken; without them the prices are shown, and nothing can be bought.
    payable: bool,
    /// Where it is billed, which decides about the discount (C9).
    #[schemars(with = "Option<Country>")]
    billing_country: Option<String>,
    /// The lowest one first.
    levels: Vec<OwnLevel>,
}

/// A level.
#[derive(Debug, Serialize, JsonSchema)]
struct OwnLevel {
    product_id: ProductId,
    name: String,
    description_de: String,
    description_en: String,
    /// Of the journey, 1 to 6.
    level: Option<i64>,
    /// Which it opens, 1 to 4.
    stage: Option<i64>,
    currency: Currency,
    /// In percent, as `19` or `8.1`.
    vat_percent: String,
    /// Why there is no VAT, as section 13b UStG; empty where there is.
    vat_note: String,
    /// `month`, `year`; `null` for what is paid once.
    billing_interval: Option<&'static str>,
    /// Of the purchase, or of the first period.
    first: OwnPriceView,
    /// Of each later period.
    later: Option<OwnPriceView>,
    /// Why it cannot be bought now: `membership_held`, `already_subscribed`, `just_paid`, `tenant_left`.
    obstacle: Option<&'static str>,
    /// The last purchase of it that the tenant began here.
    purchase: Option<OwnPurchaseView>,
}

/// What is to pay.
#[derive(Debug, Serialize, JsonSchema)]
struct OwnPriceView {
    /// The price of the catalogue, without VAT.
    #[schemars(with = "Amount")]
    net: String,
    /// What of it the tenant's own commission takes off (C7, C8).
    #[schemars(with = "Amount")]
    discount: String,
    /// On the net minus the discount.
    #[schemars(with = "Amount")]
    vat: String,
    #[schemars(with = "Amount")]
    gross: String,
}

/// Shows them.
pub(in crate::routes) async fn show(
    State(state): State<AppState>,
    session: Session,
) -> Result<Json<OwnOffers>, ApiError> {
    let buyer = buyer_of(&state, &session).await?;
    let now = to_micros(state.clock().now());
    let mut levels = Vec::new();
    for quote in quote_own(state.database(), buyer, now).await? {
        let (database, product) = (state.database(), &quote.product);
        let (last, _) = last_own_purchase(database, buyer.tenant, product, now).await?;
        let checked = check_own_purchase(database, buyer, (product, last.as_ref()), now).await;
        let obstacle = match checked {
            Ok(()) => None,
            Err(OwnRefused::Storage(error)) => return Err(error.into()),
            Err(refused) => Some(refused.code()),
        };
        levels.push(level(quote, obstacle, last.map(view)));
    }
    levels.sort_by_key(|level| (level.level, level.stage, level.billing_interval));
    Ok(Json(OwnOffers {
        payable: state.publishable_key().is_some(),
        billing_country: buyer.country.map(|country| country.code().to_owned()),
        levels,
    }))
}

fn level(
    quote: OwnQuote,
    obstacle: Option<&'static str>,
    purchase: Option<OwnPurchaseView>,
) -> OwnLevel {
    let OwnQuote { product, vat_rate_bp, vat_note, first, later } = quote;
    let price = |price: OwnPrice| OwnPriceView {
        net: amount(price.net_cents, product.currency),
        discount: amount(price.discount_cents, product.currency),
        vat: amount(price.vat_cents, product.currency),
        gross: amount(price.gross_cents, product.currency),
    };
    OwnLevel {
        first: price(first),
        later: later.map(price),
        product_id: product.product_id,
        level: product.user_journey_level,
        stage: product.granted_stage.map(mojo_domain::memberships::Stage::number),
        currency: product.currency,
        vat_percent: percent(vat_rate_bp),
        vat_note,
        billing_interval: product.billing_interval.map(|interval| interval.code()),
        name: product.name,
        description_de: product.description_de,
        description_en: product.description_en,
        obstacle,
        purchase,
    }
}

/// Hundredths of a percent as a percentage, without zeros at the end.
fn percent(hundredths: i64) -> String {
    let (whole, rest) = (hundredths / 100, hundredths % 100);
    if rest == 0 {
        return whole.to_string();
    }
    format!("{whole}.{rest:02}").trim_end_matches('0').to_owned()
}
