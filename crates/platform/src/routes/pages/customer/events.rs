//! `/events`: what practices offer for the customer's stage (F4), and how it is booked.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use maud::{Markup, html};
use mojo_domain::vat::vat_on;
use mojo_domain::{ProductId, berlin_time, from_micros};

use super::super::form::{FormToken, Problem, summary, titled};
use super::super::price::money;
use super::super::words::words as page_words;
use super::buy::{BuyForm, address_form, address_of_form, entered_before, not_now, refuse};
use super::more_words::{MoreWords, words as more_words};
use super::{CustomerQuery, Visit};
use crate::auth::{CustomerSession, Tenant};
use crate::customers::{BuyWish, Seen, book, find_event_for, list_events_for, require_acquiring};
use crate::http::{ApiError, FormBody, PathOf, QueryOf};
use crate::state::AppState;
use crate::storage::events::OfferedEvent;

/// `GET /events`.
pub(in crate::routes) async fn list(
    State(state): State<AppState>,
    QueryOf(query): QueryOf<CustomerQuery>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let visit = Visit::of(&state, &headers, query.lang);
    let Some(session) = visit.session().await? else { return visit.to_sign_in("/events") };
    let events = list_events_for(state.database(), session.customer_user_id, visit.now()).await?;
    let (more, lang) = (more_words(visit.language), visit.language.code());
    visit.answer(StatusCode::OK, (more.events, "/events"), |_| {
        html! {
            h1 { (more.events) }
            p.lead { (more.events_lead) }
            @if events.is_empty() { p { (more.no_events) } }
            @for event in &events {
                section.card {
                    h2 { a href={ "/events/" (event.offer.product_id) "?lang=" (lang) } { (event.name) } }
                    (facts(&visit, event))
                }
            }
            p { a href={ "/account?lang=" (lang) } { (visit.words().to_account) } }
        }
    })
}

/// `GET /events/{id}`.
pub(in crate::routes) async fn show(
    State(state): State<AppState>,
    PathOf(id): PathOf<ProductId>,
    QueryOf(query): QueryOf<CustomerQuery>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let visit = Visit::of(&state, &headers, query.lang);
    let path = format!("/events/{id}");
    let Some(session) = visit.session().await? else { return visit.to_sign_in(&path) };
    let event = match find(&visit, &session, id).await? {
        Seen::Open(event) => event,
        other => return not_there(&visit, &other),
    };
    let form = entered_before(&visit, &session).await?;
    ask(&visit, StatusCode::OK, &event, (&form, &[]))
}

/// `POST /events/{id}/book`: a place is held and the purchase begins, or goes on.
pub(in crate::routes) async fn begin(
    State(state): State<AppState>,
    PathOf(id): PathOf<ProductId>,
    QueryOf(query): QueryOf<CustomerQuery>,
    headers: HeaderMap,
    FormBody(form): FormBody<BuyForm>,
) -> Result<Response, ApiError> {
    let visit = Visit::of(&state, &headers, query.lang);
    let path = format!("/events/{id}");
    let Some(session) = visit.session().await? else { return visit.to_sign_in(&path) };
    let event = match find(&visit, &session, id).await? {
        Seen::Open(event) => event,
        other => return not_there(&visit, &other),
    };
    if !visit.is_own_form(&form.form_token) {
        let problems = [Problem { field: "name", text: visit.words().expired }];
        return ask(&visit, StatusCode::FORBIDDEN, &event, (&form, &problems));
    }
    let address = match address_of_form(&visit, &form) {
        Ok(address) => address,
        Err(problems) => {
            return ask(&visit, StatusCode::UNPROCESSABLE_ENTITY, &event, (&form, &problems));
        }
    };
    let (database, payments) = (state.database(), state.payments());
    let seller = Tenant::named_by_platform(event.seller);
    let is_free = event.price_net_cents == 0;
    if !is_free {
        if state.publishable_key().is_none() {
            return not_now(&visit);
        }
        if let Err(refused) = require_acquiring(database, payments, seller).await {
            return refuse(&visit, refused);
        }
    }
    let customer_user_id = session.customer_user_id;
    let wish = BuyWish { customer_user_id, seller, product_id: id, address };
    match book(database, payments, (state.clock(), state.entropy()), &wish).await {
        Ok(purchase) if is_free => visit.to(&format!("/purchases/{purchase}/outcome")),
        Ok(purchase) => visit.to(&format!("/purchases/{purchase}")),
        Err(refused) => refuse(&visit, refused),
    }
}

/// The event, as far as it is there for this customer.
async fn find(
    visit: &Visit<'_>,
    session: &CustomerSession,
    id: ProductId,
) -> Result<Seen, ApiError> {
    let of = (session.customer_user_id, id);
    Ok(find_event_for(visit.state.database(), of, visit.now()).await?)
}

/// Why it is not there for this customer.
fn not_there(visit: &Visit<'_>, seen: &Seen) -> Result<Response, ApiError> {
    let (words, more) = (visit.words(), more_words(visit.language));
    if let Seen::Above(stage) = seen {
        let membership = stage.membership().replace('_', " ");
        let said = (more.stage_needed, membership.as_str());
        return visit.word(StatusCode::FORBIDDEN, said, ("/", words.to_levels));
    }
    let said = (words.not_sold, words.not_sold_lead);
    visit.word(StatusCode::NOT_FOUND, said, ("/events", more.events))
}

fn ask(
    visit: &Visit<'_>,
    status: StatusCode,
    event: &OfferedEvent,
    (form, problems): (&BuyForm, &[Problem]),
) -> Result<Response, ApiError> {
    let (more, page) = (more_words(visit.language), page_words(visit.language));
    let path = format!("/events/{}", event.offer.product_id);
    let book = format!("{path}/book");
    let title = titled(page, &event.name, problems);
    visit.answer(status, (&title, &path), |token| {
        html! {
            (summary(page, problems))
            h1 { (event.name) }
            p.lead { (visit.language.pick(&event.description_de, &event.description_en)) }
            (facts(visit, event))
            @if left(event) == Some(0) {
                p.notice { (more.full) }
            }
            (form_of(visit, token, (&book, more), (form, problems)))
        }
    })
}

fn form_of(
    visit: &Visit<'_>,
    token: &FormToken,
    (path, more): (&str, &MoreWords),
    entered: (&BuyForm, &[Problem]),
) -> Markup {
    address_form(visit, token, (path, more.book), entered)
}

/// How many places are left; `None` without a limit.
fn left(event: &OfferedEvent) -> Option<i64> {
    event.offer.places.map(|places| (places - event.taken).max(0))
}

/// By whom, when, for how much, and how many places are left.
fn facts(visit: &Visit<'_>, event: &OfferedEvent) -> Markup {
    let (words, more) = (visit.words(), more_words(visit.language));
    let net = event.price_net_cents;
    let gross = vat_on(net, event.vat_rate_bp).ok().and_then(|vat| net.checked_add(vat));
    let price = gross.and_then(|gross| money(gross, event.currency, visit.language));
    let starts = event.offer.starts_at.map(|at| {
        let here = berlin_time(from_micros(at));
        let day = visit.language.day(here.date_naive());
        format!("{day}, {}", here.format("%H:%M"))
    });
    html! {
        dl {
            dt { (more.offered_by) }
            dd { (event.seller_name) }
            @if let Some(starts) = starts {
                dt { (more.starts) }
                dd { (starts) }
            }
            dt { (words.amount) }
            dd { (price.unwrap_or_default()) }
            dt { (more.places) }
            dd {
                @match left(event) {
                    None => { (more.no_limit) }
                    Some(0) => { (more.full) }
                    Some(left) => { (left) " " (more.places_left) }
                }
            }
        }
    }
}
