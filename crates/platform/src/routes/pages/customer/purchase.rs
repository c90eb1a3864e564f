//! `/purchases/{id}`: where a customer pays, and what came of it. Loading either page again changes
//! nothing: the payment is one, and only the provider's word decides about it.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use maud::{Markup, html};
use uuid::Uuid;

use super::super::form::FormToken;
use super::super::invitations::country_name;
use super::super::layout::pay_page;
use super::super::price::money;
use super::vat::vat_rows;
use super::{BareForm, CustomerQuery, Visit, buy};
use crate::customers::{Offered, PurchaseState, discard_purchase, offer_of, state_of};
use crate::http::{ApiError, FormBody, PathOf, QueryOf};
use crate::state::AppState;
use crate::storage::purchases::{PurchaseKind, PurchaseRecord};

/// `GET /purchases/{id}`: the payment of one that is not paid; its outcome otherwise.
pub(in crate::routes) async fn show(
    State(state): State<AppState>,
    PathOf(id): PathOf<Uuid>,
    QueryOf(query): QueryOf<CustomerQuery>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let visit = Visit::of(&state, &headers, query.lang);
    let path = format!("/purchases/{id}");
    let Some(session) = visit.session().await? else { return visit.to_sign_in(&path) };
    let Some(purchase) = find(&visit, id, session.customer_user_id).await? else {
        return unknown(&visit);
    };
    let stands = state_of(state.database(), &purchase).await?;
    let is_open = matches!(stands, PurchaseState::Waiting | PurchaseState::Failed)
        && purchase.closed_at.is_none()
        && purchase.kind != PurchaseKind::Free;
    if !is_open {
        return visit.to(&format!("{path}/outcome"));
    }
    let Some(key) = state.publishable_key() else { return buy::not_now(&visit) };
    let offered = offer_of(state.database(), state.payments(), &purchase, visit.now()).await;
    let offered = match offered {
        Ok(offered) => offered,
        Err(refused) => return buy::refuse(&visit, refused),
    };
    let Some(secret) = offered.client_secret.clone() else {
        return visit.to(&format!("{path}/outcome"));
    };
    let words = visit.words();
    let token = FormToken::of(&headers, state.entropy());
    let notice = match (query.done.as_deref(), stands) {
        (Some("not-discarded"), _) => Some(words.discard_failed),
        (_, PurchaseState::Failed) => Some(words.last_failed),
        _ => None,
    };
    let content = html! {
        @if let Some(notice) = notice { p.notice role="status" { (notice) } }
        h1 { (words.pay) }
        (what(&visit, &purchase, &offered))
        (payment(&visit, &path, key, &secret))
        (way_back(&visit, &token, &purchase))
    };
    let answer = (StatusCode::OK, visit.language);
    let response = pay_page(&state, answer, (words.pay, &path), &content);
    visit.sealed(response, token)
}

/// `GET /purchases/{id}/outcome`: what the platform knows of the payment, whatever the provider's
/// page said when it led here.
pub(in crate::routes) async fn outcome(
    State(state): State<AppState>,
    PathOf(id): PathOf<Uuid>,
    QueryOf(query): QueryOf<CustomerQuery>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let visit = Visit::of(&state, &headers, query.lang);
    let path = format!("/purchases/{id}/outcome");
    let Some(session) = visit.session().await? else { return visit.to_sign_in(&path) };
    let Some(purchase) = find(&visit, id, session.customer_user_id).await? else {
        return unknown(&visit);
    };
    let words = visit.words();
    let pay = format!("/purchases/{id}");
    let is_free = purchase.kind == PurchaseKind::Free;
    let (title, lead, way, label) = match state_of(state.database(), &purchase).await? {
        PurchaseState::Paid if is_free => {
            (purchase.product_name.as_str(), words.free_lead, "/account", words.to_account)
        }
        PurchaseState::Paid => (words.paid, words.paid_lead, "/account", words.to_account),
        PurchaseState::Waiting => {
            (words.waiting, words.waiting_lead, path.as_str(), words.look_again)
        }
        PurchaseState::Failed => (words.failed, words.failed_lead, pay.as_str(), words.go_on),
        PurchaseState::Over => (words.over, words.over_lead, "/account", words.to_account),
    };
    let lang = visit.language.code();
    visit.answer(StatusCode::OK, (title, &path), |_| {
        html! {
            p.number { (purchase.product_name) }
            h1 { (title) }
            p.lead { (lead) }
            p { a.go href={ (way) "?lang=" (lang) } { (label) } }
            @if title == words.waiting {
                p { a href={ (pay) "?lang=" (lang) } { (words.back_to_pay) } }
            }
        }
    })
}

/// `POST /purchases/{id}/discard`: the customer begins anew.
pub(in crate::routes) async fn discard(
    State(state): State<AppState>,
    PathOf(id): PathOf<Uuid>,
    QueryOf(query): QueryOf<CustomerQuery>,
    headers: HeaderMap,
    FormBody(form): FormBody<BareForm>,
) -> Result<Response, ApiError> {
    let visit = Visit::of(&state, &headers, query.lang);
    let path = format!("/purchases/{id}");
    let Some(session) = visit.session().await? else { return visit.to_sign_in(&path) };
    if !visit.is_own_form(&form.form_token) {
        return visit.to(&path);
    }
    let Some(purchase) = find(&visit, id, session.customer_user_id).await? else {
        return unknown(&visit);
    };
    let (database, payments) = (state.database(), state.payments());
    match discard_purchase(database, payments, &purchase, visit.now()).await {
        Ok(true) => visit.to("/account"),
        Ok(false) => visit.to(&format!("{path}?done=not-discarded")),
        Err(refused) => buy::refuse(&visit, refused),
    }
}

/// The customer's own one alone.
async fn find(
    visit: &Visit<'_>,
    id: Uuid,
    customer: mojo_domain::UserId,
) -> Result<Option<PurchaseRecord>, ApiError> {
    let mut tx = visit.state.database().read_ledger().await?;
    Ok(tx.find_purchase(id, customer).await?)
}

fn unknown(visit: &Visit<'_>) -> Result<Response, ApiError> {
    let words = visit.words();
    let said = (words.of_purchase, words.of_purchase_lead);
    visit.word(StatusCode::NOT_FOUND, said, ("/account", words.to_account))
}

/// What is bought, what it costs, and to whom it is billed.
fn what(visit: &Visit<'_>, purchase: &PurchaseRecord, offered: &Offered) -> Markup {
    let words = visit.words();
    let shown = |money_of: mojo_domain::Money| {
        money(money_of.cents, money_of.currency, visit.language).unwrap_or_default()
    };
    let address = &purchase.address;
    html! {
        dl {
            dt { (words.product) }
            dd { (purchase.product_name) }
            dt { (words.amount) }
            dd { (shown(offered.amount)) }
            (vat_rows(visit, offered.amount.currency, &offered.vat))
            @if let Some(later) = offered.later {
                dt { (words.later) }
                dd { (shown(later)) }
            }
            dt { (words.billed_to) }
            dd {
                (address.name) ", " (address.street) ", " (address.postal_code) " " (address.city)
                ", " (country_name(address.country.code(), visit.language))
            }
        }
    }
}

/// The provider's form comes into the empty place; what is entered goes to the provider alone.
pub(super) fn payment(visit: &Visit<'_>, path: &str, key: &str, secret: &str) -> Markup {
    let (words, lang) = (visit.words(), visit.language.code());
    html! {
        noscript { p.notice { (words.needs_script) } }
        form id="payment" data-key=(key) data-secret=(secret) data-language=(lang)
            data-outcome={ (path) "/outcome?lang=" (lang) } data-unreachable=(words.unreachable)
            data-failed=(words.pay_failed) {
            div #payment-element {}
            p.problem id="payment-message" role="alert" hidden {}
            button type="submit" disabled { (words.pay_button) }
        }
    }
}

fn way_back(visit: &Visit<'_>, token: &FormToken, purchase: &PurchaseRecord) -> Markup {
    let (words, lang) = (visit.words(), visit.language.code());
    html! {
        @if purchase.kind == PurchaseKind::Checkout {
            form method="post" action={ "/purchases/" (purchase.purchase_id) "/discard?lang=" (lang) } {
                (token.field())
                button.plain type="submit" { (words.discard) }
            }
        } @else {
            p.number { (words.lapses) }
        }
    }
}
