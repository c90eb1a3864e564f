//! `GET|POST /signin`, `POST /signout`.

use axum::extract::State;
use axum::http::{Extensions, HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use maud::{Markup, html};
use schemars::JsonSchema;
use serde::Deserialize;

use super::super::form::{
    Field, FormToken, Problem, address_of, field, is_password, summary, titled,
};
use super::super::words::words as page_words;
use super::more_words::words as more_words;
use super::{BareForm, CustomerQuery, SESSION, Visit, way_on};
use crate::auth::CustomerSession;
use crate::customers;
use crate::http::{ApiError, FormBody, QueryOf};
use crate::routes::{cookies, layer};
use crate::state::AppState;

/// The form as it comes in; what is missing is empty.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub(in crate::routes) struct SignInForm {
    form_token: String,
    email: String,
    password: String,
    /// Where the customer wanted to go.
    next: String,
}

/// The form; whoever is signed in goes on.
pub(in crate::routes) async fn show(
    State(state): State<AppState>,
    QueryOf(query): QueryOf<CustomerQuery>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let visit = Visit::of(&state, &headers, query.lang);
    let next = way_on(query.next.as_deref());
    if visit.session().await?.is_some() {
        return visit.to(next);
    }
    let form = SignInForm { next: next.to_owned(), ..SignInForm::default() };
    let is_new = query.done.as_deref() == Some("password");
    let notice = is_new.then(|| more_words(visit.language).password_saved);
    ask(&visit, StatusCode::OK, &form, (&[], notice))
}

/// Signs in.
pub(in crate::routes) async fn enter(
    State(state): State<AppState>,
    QueryOf(query): QueryOf<CustomerQuery>,
    headers: HeaderMap,
    extensions: Extensions,
    FormBody(mut form): FormBody<SignInForm>,
) -> Result<Response, ApiError> {
    let visit = Visit::of(&state, &headers, query.lang);
    let words = visit.words();
    let password = std::mem::take(&mut form.password);
    let refused = |status, form: &SignInForm, text| {
        ask(&visit, status, form, (&[Problem { field: "email", text }], None))
    };
    if !visit.is_own_form(&form.form_token) {
        return refused(StatusCode::FORBIDDEN, &form, words.expired);
    }
    let address = address_of(&form.email);
    if let Err(seconds) = take_attempt(&state, &extensions, address.as_deref()) {
        let mut answer = refused(StatusCode::TOO_MANY_REQUESTS, &form, words.too_many)?;
        answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        return Ok(answer);
    }
    // What was never taken as a password or as an address belongs to nobody.
    let Some(address) = address.filter(|_| is_password(&password)) else {
        return refused(StatusCode::UNPROCESSABLE_ENTITY, &form, words.wrong);
    };
    let sources = (state.clock(), state.entropy());
    let entered =
        customers::sign_in(state.database(), sources, (&address, password), visit.token()).await?;
    let Some(token) = entered else {
        return refused(StatusCode::UNPROCESSABLE_ENTITY, &form, words.wrong);
    };
    let mut response = visit.to(way_on(Some(&form.next)))?;
    let life = cookie::time::Duration::days(CustomerSession::LIFE_DAYS);
    cookies::set(&mut response, (SESSION, token.text().to_owned()), Some(life), &headers)?;
    Ok(response)
}

/// Signs out.
pub(in crate::routes) async fn end(
    State(state): State<AppState>,
    QueryOf(query): QueryOf<CustomerQuery>,
    headers: HeaderMap,
    FormBody(form): FormBody<BareForm>,
) -> Result<Response, ApiError> {
    let visit = Visit::of(&state, &headers, query.lang);
    if !visit.is_own_form(&form.form_token) {
        return visit.to("/account");
    }
    if let Some(token) = visit.token() {
        customers::sign_out(state.database(), state.clock(), &token).await?;
    }
    let mut response = visit.to("/")?;
    let over = Some(cookie::time::Duration::ZERO);
    cookies::set(&mut response, (SESSION, String::new()), over, &headers)?;
    Ok(response)
}

/// Guessing is slow, for one name and from one address.
fn take_attempt(
    state: &AppState,
    extensions: &Extensions,
    login_name: Option<&str>,
) -> Result<(), u64> {
    layer::take_attempt(state, "customer", extensions)?;
    let Some(name) = login_name else { return Ok(()) };
    let name: String = name.chars().take(100).collect();
    let key = format!("customer {} {name}", layer::neighbourhood(extensions));
    state.limiter().take(key, state.limits().logins, state.clock().now())
}

fn ask(
    visit: &Visit<'_>,
    status: StatusCode,
    form: &SignInForm,
    (problems, notice): (&[Problem], Option<&str>),
) -> Result<Response, ApiError> {
    let words = visit.words();
    let title = titled(page_words(visit.language), words.sign_in, problems);
    visit.answer(status, (&title, "/signin"), |token| {
        html! {
            @if let Some(notice) = notice { p.notice role="status" { (notice) } }
            (render(visit, token, form, problems))
        }
    })
}

/// The form with what was entered; a password is never shown again.
fn render(visit: &Visit<'_>, token: &FormToken, form: &SignInForm, problems: &[Problem]) -> Markup {
    let (words, lang) = (visit.words(), visit.language.code());
    let email = Field {
        name: "email",
        label: words.email,
        kind: "email",
        autocomplete: "username",
        hint: "",
        value: &form.email,
        is_required: true,
    };
    let password = Field {
        name: "password",
        label: words.password,
        kind: "password",
        autocomplete: "current-password",
        hint: "",
        value: "",
        is_required: true,
    };
    html! {
        (summary(page_words(visit.language), problems))
        h1 { (words.sign_in) }
        p.lead { (words.sign_in_lead) }
        form method="post" action={ "/signin?lang=" (lang) } novalidate {
            (token.field())
            input type="hidden" name="next" value=(way_on(Some(&form.next)));
            (field(&email, problems))
            (field(&password, problems))
            button type="submit" { (words.sign_in) }
        }
        p { a href={ "/forgotten?lang=" (lang) } { (words.forgotten) } }
        p { a href={ "/signup?lang=" (lang) } { (words.no_account) } }
    }
}
