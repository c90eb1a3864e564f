//! `/invitations/{token}`: what an invited person sees, step by step (F1, F2). Where they stand is in
//! the database: the link leads to the step that is open, as often as it is followed.

mod account;
mod contract;
mod form;
mod founder;
mod partner;
mod steps;
mod words;

pub(in crate::routes) use account::{back_from_provider, renew_link};
pub(in crate::routes) use partner::{begin, explain};
pub(super) use words::{COUNTRIES, country_name};

use axum::extract::State;
use axum::http::{Extensions, HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use mojo_domain::commissions::CountryCode;
use mojo_domain::to_micros;
use schemars::JsonSchema;
use serde::Deserialize;

use super::form::{FormToken, Problem, address_of, go_to, is_password, name_of};
use super::language::Language;
use super::signup::sign_up_words;
use crate::auth::hash_chosen_password;
use crate::contracts::{by_hash, current};
use crate::http::{ApiError, FormBody, PathOf, QueryOf};
use crate::onboarding::{
    AcceptRefused, Acceptance, FinishRefused, InvitedToken, accept as accept_contract, finish,
};
use crate::routes::layer;
use crate::state::AppState;
use crate::storage::invitations::{InvitationRecord, InvitationState};

/// In which language, and whether the contract is asked for, or was just accepted.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct StepQuery {
    lang: Option<Language>,
    step: Option<String>,
}

/// The form as it comes in; what is missing is empty.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub(in crate::routes) struct AcceptForm {
    form_token: String,
    contract_sha256: String,
    organisation: String,
    country: String,
    name: String,
    email: String,
    password: String,
    accepted: String,
}

/// The last step; whoever is not known signs in with it.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub(in crate::routes) struct StepForm {
    form_token: String,
    email: String,
    password: String,
}

/// What every page of an invitation needs.
struct Visit<'a> {
    state: &'a AppState,
    headers: &'a HeaderMap,
    language: Language,
}

/// `GET /invitations/{token}`: the step that is open.
pub(in crate::routes) async fn show(
    State(state): State<AppState>,
    PathOf(token): PathOf<String>,
    QueryOf(query): QueryOf<StepQuery>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let visit = Visit::of(&state, &headers, query.lang);
    let Some((token, invitation)) = visit.find(&token).await? else { return visit.closed() };
    if query.step.as_deref() == Some("taken") {
        return visit.taken(&token);
    }
    match invitation.state {
        InvitationState::Open | InvitationState::Expired
            if query.step.as_deref() == Some("contract") =>
        {
            visit.contract(StatusCode::OK, (&token, &invitation), (&AcceptForm::default(), &[]))
        }
        InvitationState::Open | InvitationState::Expired => visit.model(&token, &invitation),
        InvitationState::Accepted if visit.is_founder(&invitation).await? => {
            visit.payout(StatusCode::OK, &token, None)
        }
        InvitationState::Accepted => visit.founder(StatusCode::OK, &token, &[]),
        InvitationState::Active => visit.active(&token, &invitation).await,
        InvitationState::Revoked => visit.closed(),
    }
}

/// `POST /invitations/{token}`: the contract is accepted.
pub(in crate::routes) async fn accept(
    State(state): State<AppState>,
    PathOf(token): PathOf<String>,
    QueryOf(query): QueryOf<StepQuery>,
    (headers, extensions): (HeaderMap, Extensions),
    FormBody(mut form): FormBody<AcceptForm>,
) -> Result<Response, ApiError> {
    let visit = Visit::of(&state, &headers, query.lang);
    let Some((token, invitation)) = visit.find(&token).await? else { return visit.closed() };
    if !invitation.state.is_waiting() {
        return go_to(&visit.place(&token));
    }
    if let Some(email) = &invitation.email {
        // Whoever holds the link holds this address: no other one is tried with it.
        form.email.clone_from(email);
    }
    let of = (&token, &invitation);
    let person = sign_up_words(visit.language);
    if !FormToken::is_sent_back(&headers, &form.form_token) {
        let problems = [Problem { field: "password", text: person.expired }];
        return visit.contract(StatusCode::FORBIDDEN, of, (&form, &problems));
    }
    if let Err(seconds) = layer::take_attempt(&state, "accept", &extensions) {
        let problems = [Problem { field: "organisation", text: person.too_many }];
        let status = StatusCode::TOO_MANY_REQUESTS;
        let mut answer = visit.contract(status, of, (&form, &problems))?;
        answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        return Ok(answer);
    }
    let problems = problems_of(&form, &invitation, visit.language);
    let contract = by_hash(invitation.kind, &form.contract_sha256);
    let country = form.country.parse::<CountryCode>();
    let (Some(contract), Ok(country), true) = (contract, country, problems.is_empty()) else {
        return visit.contract(StatusCode::UNPROCESSABLE_ENTITY, of, (&form, &problems));
    };
    let password = std::mem::take(&mut form.password);
    let hashed = hash_chosen_password(password, state.entropy()).await;
    let given = Acceptance {
        organisation: name_of(&form.organisation).unwrap_or_default(),
        country,
        name: name_of(&form.name).unwrap_or_default(),
        login_name: address_of(&form.email).unwrap_or_default(),
        password_hash: hashed.map_err(|error| ApiError::internal(&error))?,
        contract,
        address: layer::address(&extensions),
    };
    let sources = (state.clock(), state.entropy());
    let accepted = accept_contract(state.database(), sources, &token, given).await;
    // The address was typed: one page, whether it is known or not. Its owner learns it by mail.
    let is_typed = invitation.email.is_none();
    match accepted {
        Ok(founded) => visit.taken_up(&token, is_typed, founded).await,
        Err(AcceptRefused::LoginTaken) if is_typed => visit.taken_up(&token, true, None).await,
        Err(AcceptRefused::Closed | AcceptRefused::OtherContract) => visit.closed(),
        Err(AcceptRefused::NotExclusive) => visit.not_exclusive(&token),
        Err(AcceptRefused::LoginTaken) => {
            let text = words::words(visit.language).email_taken;
            let problems = [Problem { field: "email", text }];
            visit.contract(StatusCode::UNPROCESSABLE_ENTITY, of, (&form, &problems))
        }
        Err(AcceptRefused::Storage(error)) => Err(error.into()),
    }
}

/// `POST /invitations/{token}/payout-account`: the last step, taken or put off by whoever accepted.
pub(in crate::routes) async fn set_up_payout(
    State(state): State<AppState>,
    PathOf(token): PathOf<String>,
    QueryOf(query): QueryOf<StepQuery>,
    (headers, extensions): (HeaderMap, Extensions),
    FormBody(form): FormBody<StepForm>,
) -> Result<Response, ApiError> {
    let visit = Visit::of(&state, &headers, query.lang);
    let Some((token, invitation)) = visit.find(&token).await? else { return visit.closed() };
    let is_accepted = invitation.founded_tenant_id.is_some();
    if !is_accepted || !FormToken::is_sent_back(&headers, &form.form_token) {
        return go_to(&visit.place(&token));
    }
    if !visit.is_founder(&invitation).await? {
        return visit.sign_in_founder((&token, &invitation), form, &extensions).await;
    }
    let accounts = state.payout_accounts();
    match finish(state.database(), state.clock(), &*accounts, &token).await {
        Ok(Some(link)) => visit.leave(&token, &link),
        Ok(None) | Err(FinishRefused::NotAccepted) => go_to(&visit.place(&token)),
        Err(FinishRefused::Provider(error)) => {
            tracing::warn!(cause = %error, "the payment provider failed");
            let text = words::words(visit.language).payout_failed;
            visit.payout(StatusCode::SERVICE_UNAVAILABLE, &token, Some(text))
        }
        Err(FinishRefused::Storage(error)) => Err(error.into()),
    }
}

impl<'a> Visit<'a> {
    fn of(state: &'a AppState, headers: &'a HeaderMap, chosen: Option<Language>) -> Self {
        Self { state, headers, language: Language::of(chosen, headers) }
    }

    /// The invitation of a link, unless it has run out or was taken back.
    async fn find(
        &self,
        token: &str,
    ) -> Result<Option<(InvitedToken, InvitationRecord)>, ApiError> {
        let Some(token) = InvitedToken::parse(token) else { return Ok(None) };
        let mut tx = self.state.database().read_ledger().await?;
        let found = tx.find_invitation(&token.hash()).await?;
        let now = to_micros(self.state.clock().now());
        let is_live = |invitation: &InvitationRecord| match invitation.state {
            InvitationState::Open | InvitationState::Expired => now < invitation.expires_at,
            InvitationState::Accepted | InvitationState::Active => true,
            InvitationState::Revoked => false,
        };
        Ok(found.filter(is_live).map(|invitation| (token, invitation)))
    }

    /// Where the open step is.
    fn place(&self, token: &InvitedToken) -> String {
        format!("{}?lang={}", token.path(), self.language.code())
    }
}

/// All that is wrong at once.
fn problems_of(form: &AcceptForm, of: &InvitationRecord, language: Language) -> Vec<Problem> {
    let (words, person) = (words::words(language), sign_up_words(language));
    // Either language of the version that is offered now.
    let is_current = by_hash(of.kind, &form.contract_sha256)
        .is_some_and(|shown| current(of.kind, shown.language) == Some(shown));
    let checks = [
        ("accepted", is_current, words.other_text),
        ("organisation", name_of(&form.organisation).is_some(), words.organisation_missing),
        ("country", form.country.parse::<CountryCode>().is_ok(), words.country_missing),
        ("name", name_of(&form.name).is_some(), person.name_missing),
        ("email", address_of(&form.email).is_some(), person.email_wrong),
        ("password", is_password(&form.password), person.password_short),
        ("accepted", form.accepted == "yes", words.tick_missing),
    ];
    let wrong = checks.into_iter().filter(|(_, is_right, _)| !is_right);
    wrong.map(|(field, _, text)| Problem { field, text }).collect()
}
