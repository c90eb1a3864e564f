//! `/forgotten`: a customer asks for a link by mail, and chooses a new password by it.

use axum::extract::State;
use axum::http::{Extensions, HeaderMap, StatusCode};
use axum::response::Response;
use maud::html;
use schemars::JsonSchema;
use serde::Deserialize;

use super::super::form::{Field, Problem, address_of, field, is_password, summary, titled};
use super::super::words::words as page_words;
use super::more_words::words as more_words;
use super::{CustomerQuery, Visit};
use crate::auth::{CustomerToken, hash_chosen_password};
use crate::customers::{Forgetful, ask_for_password, is_link_open, set_password};
use crate::http::{ApiError, FormBody, PathOf, QueryOf};
use crate::mail::MailAddress;
use crate::routes::layer;
use crate::state::AppState;

/// The form as it comes in; what is missing is empty.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub(in crate::routes) struct ForgottenForm {
    form_token: String,
    email: String,
}

/// The form as it comes in; what is missing is empty.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub(in crate::routes) struct PasswordForm {
    form_token: String,
    password: String,
}

/// `GET /forgotten`: to which address the link goes; after that one page for every address.
pub(in crate::routes) async fn show(
    State(state): State<AppState>,
    QueryOf(query): QueryOf<CustomerQuery>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let visit = Visit::of(&state, &headers, query.lang);
    if query.done.as_deref() == Some("sent") {
        let more = more_words(visit.language);
        let said = (more.forgotten_sent, more.forgotten_sent_lead);
        return visit.word(StatusCode::OK, said, ("/signin", visit.words().sign_in));
    }
    ask_address(&visit, StatusCode::OK, "", &[])
}

/// `POST /forgotten`.
pub(in crate::routes) async fn ask(
    State(state): State<AppState>,
    QueryOf(query): QueryOf<CustomerQuery>,
    headers: HeaderMap,
    extensions: Extensions,
    FormBody(form): FormBody<ForgottenForm>,
) -> Result<Response, ApiError> {
    let visit = Visit::of(&state, &headers, query.lang);
    if !visit.is_own_form(&form.form_token) {
        let problems = [Problem { field: "email", text: visit.words().expired }];
        return ask_address(&visit, StatusCode::FORBIDDEN, &form.email, &problems);
    }
    layer::take_attempt(&state, "forgotten", &extensions).map_err(ApiError::too_many_requests)?;
    let login_name = address_of(&form.email);
    let address = login_name.as_deref().and_then(|text| MailAddress::try_new(text).ok());
    let Some((login_name, address)) = login_name.zip(address) else {
        let text = super::super::signup::sign_up_words(visit.language).email_wrong;
        let problems = [Problem { field: "email", text }];
        return ask_address(&visit, StatusCode::UNPROCESSABLE_ENTITY, &form.email, &problems);
    };
    let (language, public_url) = (visit.language.code(), state.public_url().to_owned());
    let to = Forgetful { login_name, address, language, public_url };
    ask_for_password(state.database(), (state.clock(), state.entropy()), to).await?;
    visit.to("/forgotten?done=sent")
}

/// `GET /forgotten/{token}`: the new password.
pub(in crate::routes) async fn show_link(
    State(state): State<AppState>,
    PathOf(token): PathOf<String>,
    QueryOf(query): QueryOf<CustomerQuery>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let visit = Visit::of(&state, &headers, query.lang);
    let Some(token) = CustomerToken::parse(&token) else { return closed(&visit) };
    if !is_link_open(state.database(), state.clock(), &token).await? {
        return closed(&visit);
    }
    ask_password(&visit, StatusCode::OK, &token, &[])
}

/// `POST /forgotten/{token}`.
pub(in crate::routes) async fn save(
    State(state): State<AppState>,
    PathOf(token): PathOf<String>,
    QueryOf(query): QueryOf<CustomerQuery>,
    (headers, extensions): (HeaderMap, Extensions),
    FormBody(mut form): FormBody<PasswordForm>,
) -> Result<Response, ApiError> {
    let visit = Visit::of(&state, &headers, query.lang);
    let Some(token) = CustomerToken::parse(&token) else { return closed(&visit) };
    let password = std::mem::take(&mut form.password);
    let refused =
        |status, text| ask_password(&visit, status, &token, &[Problem { field: "password", text }]);
    if !visit.is_own_form(&form.form_token) {
        return refused(StatusCode::FORBIDDEN, visit.words().expired);
    }
    layer::take_attempt(&state, "new password", &extensions)
        .map_err(ApiError::too_many_requests)?;
    if !is_password(&password) {
        let text = more_words(visit.language).password_short;
        return refused(StatusCode::UNPROCESSABLE_ENTITY, text);
    }
    if !is_link_open(state.database(), state.clock(), &token).await? {
        return closed(&visit);
    }
    let hash = hash_chosen_password(password, state.entropy())
        .await
        .map_err(|error| ApiError::internal(&error))?;
    if set_password(state.database(), state.clock(), &token, &hash).await? {
        visit.to("/signin?done=password")
    } else {
        closed(&visit)
    }
}

fn closed(visit: &Visit<'_>) -> Result<Response, ApiError> {
    let more = more_words(visit.language);
    let way = ("/forgotten", more.forgotten_send);
    visit.word(StatusCode::NOT_FOUND, (more.link_over, more.link_over_lead), way)
}

fn ask_address(
    visit: &Visit<'_>,
    status: StatusCode,
    entered: &str,
    problems: &[Problem],
) -> Result<Response, ApiError> {
    let (words, more) = (visit.words(), more_words(visit.language));
    let email = Field {
        name: "email",
        label: words.email,
        kind: "email",
        autocomplete: "username",
        hint: "",
        value: entered,
        is_required: true,
    };
    let title = titled(page_words(visit.language), words.forgotten, problems);
    visit.answer(status, (&title, "/forgotten"), |token| {
        html! {
            (summary(page_words(visit.language), problems))
            h1 { (words.forgotten) }
            p.lead { (more.forgotten_lead) }
            form method="post" action={ "/forgotten?lang=" (visit.language.code()) } novalidate {
                (token.field())
                (field(&email, problems))
                button type="submit" { (more.forgotten_send) }
            }
        }
    })
}

fn ask_password(
    visit: &Visit<'_>,
    status: StatusCode,
    link: &CustomerToken,
    problems: &[Problem],
) -> Result<Response, ApiError> {
    let more = more_words(visit.language);
    let path = format!("/forgotten/{}", link.text());
    let password = Field {
        name: "password",
        label: more.new_password,
        kind: "password",
        autocomplete: "new-password",
        hint: more.new_password_hint,
        value: "",
        is_required: true,
    };
    let title = titled(page_words(visit.language), more.new_password, problems);
    visit.answer(status, (&title, &path), |token| {
        html! {
            (summary(page_words(visit.language), problems))
            h1 { (more.new_password) }
            form method="post" action={ (path) "?lang=" (visit.language.code()) } novalidate {
                (token.field())
                (field(&password, problems))
                button type="submit" { (more.save_password) }
            }
        }
    })
}
