//! `GET|POST /levels/{level}/buy`: a customer buys a level (F3). Asked is to whom it is billed; what it
//! costs the platform computes.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use maud::{Markup, html};
use mojo_domain::memberships::stage_at;
use mojo_domain::{TenantId, from_micros};
use schemars::JsonSchema;
use serde::Deserialize;

use super::super::form::{Field, FormToken, Problem, field, name_of, summary, titled};
use super::super::front::{describe, on_offer, priced};
use super::super::invitations::COUNTRIES;
use super::super::words::words as page_words;
use super::more_words::words as more_words;
use super::{CustomerQuery, Visit};
use crate::auth::{CustomerSession, Tenant};
use crate::customers::{self, BuyRefused, BuyWish};
use crate::http::{ApiError, FormBody, PathOf, QueryOf};
use crate::state::AppState;
use crate::storage::catalogue::CatalogueProduct;
use crate::storage::purchases::BillingAddress;

/// The form as it comes in; what is missing is empty.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub(in crate::routes) struct BuyForm {
    pub(super) form_token: String,
    name: String,
    street: String,
    postal_code: String,
    city: String,
    country: String,
}

/// To whom it is billed.
pub(in crate::routes) async fn show(
    State(state): State<AppState>,
    PathOf(level): PathOf<String>,
    QueryOf(query): QueryOf<CustomerQuery>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let visit = Visit::of(&state, &headers, query.lang);
    let Some(product) = find_level(&state, &level).await? else { return not_sold(&visit) };
    let path = format!("/levels/{}/buy", product.user_journey_level.unwrap_or_default());
    let Some(session) = visit.session().await? else { return visit.to_sign_in(&path) };
    if !can_buy(&state, &product) {
        return not_now(&visit);
    }
    let form = entered_before(&visit, &session).await?;
    let mut tx = state.database().read_ledger().await?;
    let grants = tx.list_grants_of_customer(session.customer_user_id).await?;
    drop(tx);
    let stage = stage_at(&grants, from_micros(visit.now()));
    let has_it = product.granted_stage.is_some() && product.granted_stage <= stage;
    let notice = has_it.then(|| visit.words().had);
    ask(&visit, (StatusCode::OK, notice), (&path, &product), (&form, &[]))
}

/// The purchase begins, or the one that is under way goes on.
pub(in crate::routes) async fn begin(
    State(state): State<AppState>,
    PathOf(level): PathOf<String>,
    QueryOf(query): QueryOf<CustomerQuery>,
    headers: HeaderMap,
    FormBody(form): FormBody<BuyForm>,
) -> Result<Response, ApiError> {
    let visit = Visit::of(&state, &headers, query.lang);
    let Some(product) = find_level(&state, &level).await? else { return not_sold(&visit) };
    let path = format!("/levels/{}/buy", product.user_journey_level.unwrap_or_default());
    let Some(session) = visit.session().await? else { return visit.to_sign_in(&path) };
    if !visit.is_own_form(&form.form_token) {
        let problems = [Problem { field: "name", text: visit.words().expired }];
        let status = (StatusCode::FORBIDDEN, None);
        return ask(&visit, status, (&path, &product), (&form, &problems));
    }
    if !can_buy(&state, &product) {
        return not_now(&visit);
    }
    let address = match address_of_form(&visit, &form) {
        Ok(address) => address,
        Err(problems) => {
            let status = (StatusCode::UNPROCESSABLE_ENTITY, None);
            return ask(&visit, status, (&path, &product), (&form, &problems));
        }
    };
    let wish = BuyWish {
        customer_user_id: session.customer_user_id,
        seller: Tenant::named_by_platform(TenantId::MOJO_LLC),
        product_id: product.product_id,
        address,
    };
    let (database, payments) = (state.database(), state.payments());
    let sources = (state.clock(), state.entropy());
    match customers::begin_purchase(database, payments, sources, &wish).await {
        Ok(id) => {
            if product.price_net_cents == 0 {
                // What is free opens its membership at once.
                state.settle(visit.now()).await?;
                return visit.to(&format!("/purchases/{id}/outcome"));
            }
            visit.to(&format!("/purchases/{id}"))
        }
        Err(refused) => refuse(&visit, refused),
    }
}

/// Why nothing is bought, in words.
pub(super) fn refuse(visit: &Visit<'_>, refused: BuyRefused) -> Result<Response, ApiError> {
    match refused {
        BuyRefused::NoProvider => not_now(visit),
        BuyRefused::UnknownProduct => not_sold(visit),
        BuyRefused::Running => {
            let words = visit.words();
            let said = (words.running, words.running_lead);
            visit.word(StatusCode::CONFLICT, said, ("/account", words.to_account))
        }
        BuyRefused::Full => {
            let more = more_words(visit.language);
            let said = (more.full_title, more.full_lead);
            visit.word(StatusCode::CONFLICT, said, ("/events", more.events))
        }
        BuyRefused::NoAcquiring => {
            let more = more_words(visit.language);
            let said = (more.no_acquiring, more.no_acquiring_lead);
            visit.word(StatusCode::CONFLICT, said, ("/events", more.events))
        }
        BuyRefused::Refused(why) => {
            tracing::warn!(cause = why, "a purchase was refused");
            not_sold(visit)
        }
        BuyRefused::Storage(error) => Err(error.into()),
    }
}

/// The product of a level, as its page shows it.
async fn find_level(state: &AppState, level: &str) -> Result<Option<CatalogueProduct>, ApiError> {
    let Ok(number) = level.parse::<i64>() else { return Ok(None) };
    let products = on_offer(state).await?;
    Ok(products.into_iter().find(|product| product.user_journey_level == Some(number)))
}

/// What is free needs no provider.
fn can_buy(state: &AppState, product: &CatalogueProduct) -> bool {
    product.price_net_cents == 0 || state.publishable_key().is_some()
}

pub(super) fn not_now(visit: &Visit<'_>) -> Result<Response, ApiError> {
    let words = visit.words();
    let said = (words.not_now, words.not_now_lead);
    visit.word(StatusCode::CONFLICT, said, ("/", words.to_levels))
}

fn not_sold(visit: &Visit<'_>) -> Result<Response, ApiError> {
    let words = visit.words();
    let said = (words.not_sold, words.not_sold_lead);
    visit.word(StatusCode::NOT_FOUND, said, ("/", words.to_levels))
}

/// What the customer entered the last time.
pub(super) async fn entered_before(
    visit: &Visit<'_>,
    session: &CustomerSession,
) -> Result<BuyForm, ApiError> {
    let mut tx = visit.state.database().read_ledger().await?;
    let last = tx.list_purchases(session.customer_user_id).await?.into_iter().next();
    Ok(match last {
        Some(last) => BuyForm {
            form_token: String::new(),
            name: last.address.name,
            street: last.address.street,
            postal_code: last.address.postal_code,
            city: last.address.city,
            country: last.address.country.code().to_owned(),
        },
        None => BuyForm { name: session.name.clone(), ..BuyForm::default() },
    })
}

/// The address, or all that is wrong with it at once.
pub(super) fn address_of_form(
    visit: &Visit<'_>,
    form: &BuyForm,
) -> Result<BillingAddress, Vec<Problem>> {
    let words = visit.words();
    let country = form.country.parse().ok();
    let country = country.filter(|_| COUNTRIES.iter().any(|(code, _, _)| *code == form.country));
    let texts = [
        ("name", &form.name, words.name_missing),
        ("street", &form.street, words.street_missing),
        ("postal_code", &form.postal_code, words.postal_code_missing),
        ("city", &form.city, words.city_missing),
    ];
    let mut problems: Vec<Problem> = texts
        .into_iter()
        .filter(|(_, text, _)| name_of(text).is_none())
        .map(|(field, _, text)| Problem { field, text })
        .collect();
    let Some(country) = country else {
        problems.push(Problem { field: "country", text: words.country_missing });
        return Err(problems);
    };
    if !problems.is_empty() {
        return Err(problems);
    }
    let line = |text: &str| name_of(text).unwrap_or_default();
    Ok(BillingAddress {
        name: line(&form.name),
        street: line(&form.street),
        postal_code: line(&form.postal_code),
        city: line(&form.city),
        country,
    })
}

fn ask(
    visit: &Visit<'_>,
    (status, notice): (StatusCode, Option<&str>),
    (path, product): (&str, &CatalogueProduct),
    (form, problems): (&BuyForm, &[Problem]),
) -> Result<Response, ApiError> {
    let (words, page) = (visit.words(), page_words(visit.language));
    let is_free = product.price_net_cents == 0;
    let label = if is_free { words.take_free } else { words.to_pay };
    let title = titled(page, words.buy, problems);
    visit.answer(status, (&title, path), |token| {
        html! {
            (summary(page, problems))
            @if let Some(notice) = notice { p.notice { (notice) } }
            p.number { (words.buy) }
            h1 { (product.name) }
            p.lead { (describe(product, visit.language)) }
            p { (priced(product, visit.language, page)) }
            @if !is_free { p.number { (page.level_price_note) } }
            (address_form(visit, token, (path, label), (form, problems)))
        }
    })
}

/// The form with what was entered.
pub(super) fn address_form(
    visit: &Visit<'_>,
    token: &FormToken,
    (path, label): (&str, &str),
    (form, problems): (&BuyForm, &[Problem]),
) -> Markup {
    let words = visit.words();
    let text = |name, label, value, autocomplete| Field {
        name,
        label,
        kind: "text",
        autocomplete,
        hint: "",
        value,
        is_required: true,
    };
    let fields = [
        text("name", words.name, form.name.as_str(), "billing name"),
        text("street", words.street, form.street.as_str(), "billing street-address"),
        text("postal_code", words.postal_code, form.postal_code.as_str(), "billing postal-code"),
        text("city", words.city, form.city.as_str(), "billing address-level2"),
    ];
    html! {
        h2 { (words.buy_lead) }
        form method="post" action={ (path) "?lang=" (visit.language.code()) } novalidate {
            (token.field())
            @for one in &fields { (field(one, problems)) }
            (country_field(visit, form, problems))
            button type="submit" { (label) }
        }
    }
}

fn country_field(visit: &Visit<'_>, form: &BuyForm, problems: &[Problem]) -> Markup {
    let problem = problems.iter().find(|problem| problem.field == "country");
    html! {
        div.field {
            label for="country" { (visit.words().country) }
            @if let Some(problem) = problem { p.problem id="country-problem" { (problem.text) } }
            select id="country" name="country" autocomplete="billing country" required
                aria-invalid=[problem.map(|_| "true")]
                aria-describedby=[problem.map(|_| "country-problem")] {
                option value="" { "–" }
                @for (code, german, english) in COUNTRIES {
                    option value=(code) selected[*code == form.country] {
                        (visit.language.pick(*german, *english))
                    }
                }
            }
        }
    }
}
