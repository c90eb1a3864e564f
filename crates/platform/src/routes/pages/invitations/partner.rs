//! `GET|POST /signup/partner`: a practice or provider comes without an invitation (F2) and gets one by
//! mail. The answer is the same whether the address has an account or not: what is so, the mail says.

use axum::extract::State;
use axum::http::{Extensions, HeaderMap, StatusCode};
use axum::response::Response;
use maud::html;
use schemars::JsonSchema;
use serde::Deserialize;

use super::super::form::{Field, FormToken, Problem, address_of, field, go_to, summary, titled};
use super::super::language::Language;
use super::super::layout::page;
use super::super::signup::sign_up_words;
use super::super::words::words as page_words;
use super::StepQuery;
use super::words::words;
use crate::http::{ApiError, FormBody, QueryOf};
use crate::mail::MailAddress;
use crate::onboarding::{Addressee, ask_to_become_partner};
use crate::routes::layer;
use crate::state::AppState;

/// The form as it comes in; what is missing is empty.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub(in crate::routes) struct PartnerForm {
    form_token: String,
    email: String,
}

/// What awaits a partner.
pub(in crate::routes) async fn explain(
    State(state): State<AppState>,
    QueryOf(query): QueryOf<StepQuery>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let language = Language::of(query.lang, &headers);
    if query.step.as_deref() == Some("sent") {
        return Ok(sent(&state, language));
    }
    show(&state, (StatusCode::OK, language), &headers, (&PartnerForm::default(), &[]))
}

/// Sends the link to the address.
pub(in crate::routes) async fn begin(
    State(state): State<AppState>,
    QueryOf(query): QueryOf<StepQuery>,
    (headers, extensions): (HeaderMap, Extensions),
    FormBody(form): FormBody<PartnerForm>,
) -> Result<Response, ApiError> {
    let language = Language::of(query.lang, &headers);
    if !FormToken::is_sent_back(&headers, &form.form_token) {
        return go_to(&format!("/signup/partner?lang={}", language.code()));
    }
    layer::take_attempt(&state, "partner", &extensions).map_err(ApiError::too_many_requests)?;
    let address = address_of(&form.email);
    let mail_address = address.as_deref().and_then(|text| MailAddress::try_new(text).ok());
    let Some((login_name, address)) = address.zip(mail_address) else {
        let problems = [Problem { field: "email", text: sign_up_words(language).email_wrong }];
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return show(&state, (status, language), &headers, (&form, &problems));
    };
    let public_url = state.public_url().to_owned();
    let to = Addressee { login_name, address, language: language.code(), public_url };
    let sources = (state.clock(), state.entropy());
    ask_to_become_partner(state.database(), sources, to).await?;
    go_to(&format!("/signup/partner?lang={}&step=sent", language.code()))
}

fn show(
    state: &AppState,
    (status, language): (StatusCode, Language),
    headers: &HeaderMap,
    (form, problems): (&PartnerForm, &[Problem]),
) -> Result<Response, ApiError> {
    let (words, person) = (words(language), sign_up_words(language));
    let token = FormToken::of(headers, state.entropy());
    let email = Field {
        name: "email",
        label: person.email,
        kind: "email",
        autocomplete: "email",
        hint: words.partner_email_hint,
        value: &form.email,
        is_required: true,
    };
    let content = html! {
        (summary(page_words(language), problems))
        h1 { (words.affiliate) }
        p.lead { (words.partner_lead) }
        ul { @for point in words.affiliate_points { li { (point) } } }
        form method="post" action={ "/signup/partner?lang=" (language.code()) } novalidate {
            (token.field())
            (field(&email, problems))
            button type="submit" { (words.partner_go) }
        }
    };
    let title = titled(page_words(language), words.affiliate, problems);
    let mut response = page(state, (status, language), (&title, "/signup/partner"), &content);
    token.set(&mut response, headers)?;
    Ok(response)
}

/// One page for an address that is known and for one that is not.
fn sent(state: &AppState, language: Language) -> Response {
    let words = words(language);
    let (title, lead) = if state.mailing().is_sending() {
        (words.partner_sent, words.partner_sent_lead)
    } else {
        (words.partner_by_hand, words.partner_by_hand_lead)
    };
    let content = html! { h1 { (title) } p.lead { (lead) } };
    page(state, (StatusCode::OK, language), (title, "/signup/partner?step=sent"), &content)
}
