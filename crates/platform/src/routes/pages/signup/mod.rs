//! `GET|POST /signup`: a customer makes an account (A2).

mod form;
mod words;

pub(super) use words::words as sign_up_words;

use axum::extract::State;
use axum::http::{Extensions, HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use maud::html;
use schemars::JsonSchema;
use serde::Deserialize;

use super::form::{FormToken, Problem, address_of, go_to, is_password, name_of, titled};
use super::language::Language;
use super::layout::page;
use crate::affiliates::{SignUp, SignUpRefused, sign_up};
use crate::auth::hash_chosen_password;
use crate::http::{ApiError, FormBody, QueryOf};
use crate::routes::affiliates::click_of;
use crate::routes::layer;
use crate::state::AppState;

/// In which language.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct SignUpQuery {
    lang: Option<Language>,
}

/// The form as it comes in; what is missing is empty.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub(in crate::routes) struct SignUpForm {
    form_token: String,
    name: String,
    email: String,
    password: String,
    code: String,
}

/// `GET /signup`.
pub(in crate::routes) async fn show(
    State(state): State<AppState>,
    QueryOf(query): QueryOf<SignUpQuery>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let language = Language::of(query.lang, &headers);
    answer(&state, (StatusCode::OK, language), &headers, (&SignUpForm::default(), &[]))
}

/// `POST /signup`: the account and to whom it belongs; the same answer whether the address is known
/// or not.
pub(in crate::routes) async fn create(
    State(state): State<AppState>,
    QueryOf(query): QueryOf<SignUpQuery>,
    headers: HeaderMap,
    extensions: Extensions,
    FormBody(mut form): FormBody<SignUpForm>,
) -> Result<Response, ApiError> {
    let language = Language::of(query.lang, &headers);
    let words = words::words(language);
    let refused = |status, form: &SignUpForm, field, text| {
        answer(&state, (status, language), &headers, (form, &[Problem { field, text }]))
    };
    if !FormToken::is_sent_back(&headers, &form.form_token) {
        return refused(StatusCode::FORBIDDEN, &form, "password", words.expired);
    }
    if let Err(seconds) = layer::take_attempt(&state, "sign up", &extensions) {
        let mut answer = refused(StatusCode::TOO_MANY_REQUESTS, &form, "name", words.too_many)?;
        answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        return Ok(answer);
    }
    let problems = problems_of(&form, language);
    if !problems.is_empty() {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return answer(&state, (status, language), &headers, (&form, &problems));
    }
    let password = std::mem::take(&mut form.password);
    let password_hash = hash_chosen_password(password, state.entropy())
        .await
        .map_err(|error| ApiError::internal(&error))?;
    let wish = SignUp {
        name: name_of(&form.name).unwrap_or_default(),
        login_name: address_of(&form.email).unwrap_or_default(),
        language: language.code(),
        password_hash,
        code: form.code.clone(),
        click: click_of(&headers),
    };
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    match sign_up(state.database(), (state.clock(), state.entropy()), wish).await {
        Ok(()) => go_to(&format!("/signup/done?lang={}", language.code())),
        Err(SignUpRefused::MistypedCode) => {
            refused(unprocessable, &form, "code", words.code_mistyped)
        }
        Err(SignUpRefused::UnknownCode) => {
            refused(unprocessable, &form, "code", words.code_unknown)
        }
        Err(SignUpRefused::Storage(error)) => Err(error.into()),
    }
}

/// `GET /signup/done`: one page for a new account and for one that was there.
pub(in crate::routes) async fn done(
    State(state): State<AppState>,
    QueryOf(query): QueryOf<SignUpQuery>,
    headers: HeaderMap,
) -> Response {
    let language = Language::of(query.lang, &headers);
    let words = words::words(language);
    let content = html! {
        h1 { (words.done) }
        p.lead { (words.done_text) }
        p { (words.done_known) }
        p { a.go href={ "/signin?lang=" (language.code()) } { (words.sign_in) } }
        p { a href={ "/?lang=" (language.code()) } { (super::words::words(language).back) } }
    };
    page(&state, (StatusCode::OK, language), (words.done, "/signup/done"), &content)
}

fn answer(
    state: &AppState,
    (status, language): (StatusCode, Language),
    headers: &HeaderMap,
    (form, problems): (&SignUpForm, &[Problem]),
) -> Result<Response, ApiError> {
    let token = FormToken::of(headers, state.entropy());
    let is_recruited = click_of(headers).is_some();
    let content = form::render(language, &token, (form, problems), is_recruited);
    let title = titled(super::words::words(language), words::words(language).title, problems);
    let mut response = page(state, (status, language), (&title, "/signup"), &content);
    token.set(&mut response, headers)?;
    Ok(response)
}

/// All that is wrong at once.
fn problems_of(form: &SignUpForm, language: Language) -> Vec<Problem> {
    let words = words::words(language);
    let checks = [
        ("name", name_of(&form.name).is_some(), words.name_missing),
        ("email", address_of(&form.email).is_some(), words.email_wrong),
        ("password", is_password(&form.password), words.password_short),
        ("code", !form.code.chars().any(char::is_control), words.code_unknown),
    ];
    let wrong = checks.into_iter().filter(|(_, is_right, _)| !is_right);
    wrong.map(|(field, _, text)| Problem { field, text }).collect()
}
