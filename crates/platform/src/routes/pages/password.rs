//! `/password/{token}`: somebody of a tenant chooses the password of their account by a link. With it they
//! sign in at the desk; customers have pages of their own.

use axum::extract::State;
use axum::http::{Extensions, HeaderMap, StatusCode};
use axum::response::Response;
use maud::html;
use schemars::JsonSchema;
use serde::Deserialize;

use super::customer::Visit;
use super::form::{Field, Problem, field, is_password, summary, titled};
use super::language::Language;
use super::words::words as page_words;
use crate::auth::{Token, hash_chosen_password};
use crate::http::{ApiError, FormBody, PathOf, QueryOf};
use crate::people::{is_user_link_open, set_user_password};
use crate::routes::layer;
use crate::state::AppState;

/// In which language; what was just done.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct UserPasswordQuery {
    lang: Option<Language>,
    /// `saved` after a password was.
    done: Option<String>,
}

/// The form as it comes in; what is missing is empty.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub(in crate::routes) struct UserPasswordForm {
    form_token: String,
    password: String,
}

/// What stands on the page.
#[derive(Debug)]
struct PasswordWords {
    title: &'static str,
    hint: &'static str,
    save: &'static str,
    short: &'static str,
    expired: &'static str,
    over: &'static str,
    over_lead: &'static str,
    saved: &'static str,
    saved_lead: &'static str,
    front: &'static str,
}

const GERMAN: PasswordWords = PasswordWords {
    title: "Passwort wählen",
    hint: "Mindestens zehn Zeichen. Niemand sonst erfährt es. Alle Geräte, an denen Sie angemeldet \
           sind, werden abgemeldet.",
    save: "Passwort speichern",
    short: "Das Passwort braucht mindestens zehn und höchstens 200 Zeichen.",
    expired: "Die Seite war zu lange offen. Bitte senden Sie sie noch einmal.",
    over: "Dieser Link gilt nicht mehr",
    over_lead: "Er war älter als drei Tage, wurde schon benutzt, zurückgenommen oder durch einen neuen \
                ersetzt. Bitten Sie um einen neuen, wo Sie Ihren Zugang bekommen haben.",
    saved: "Ihr Passwort gilt",
    saved_lead: "Melden Sie sich am Arbeitsplatz mit Ihrem Anmeldenamen und diesem Passwort an.",
    front: "Zur Startseite",
};

const ENGLISH: PasswordWords = PasswordWords {
    title: "Choose a password",
    hint: "At least ten characters. Nobody else learns it. All devices on which you are signed in are \
           signed out.",
    save: "Save the password",
    short: "The password needs at least ten and at most 200 characters.",
    expired: "The page was open for too long. Please send it once more.",
    over: "This link is no longer valid",
    over_lead: "It was older than three days, was used already, was taken back, or another one took its \
                place. Ask for a new one where you got your account.",
    saved: "Your password counts",
    saved_lead: "Sign in at the desk with your login name and this password.",
    front: "To the front page",
};

fn words(language: Language) -> &'static PasswordWords {
    language.pick(&GERMAN, &ENGLISH)
}

/// `GET /password/{token}`: the form; after that a word that it is done.
pub(in crate::routes) async fn show(
    State(state): State<AppState>,
    PathOf(token): PathOf<String>,
    QueryOf(query): QueryOf<UserPasswordQuery>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let visit = Visit::of(&state, &headers, query.lang);
    let words = words(visit.language());
    if query.done.as_deref() == Some("saved") {
        return visit.word(StatusCode::OK, (words.saved, words.saved_lead), ("/", words.front));
    }
    let Some(token) = Token::parse(&token) else { return closed(&visit) };
    if !is_user_link_open(state.database(), state.clock(), &token).await? {
        return closed(&visit);
    }
    ask(&visit, StatusCode::OK, &token, &[])
}

/// `POST /password/{token}`.
pub(in crate::routes) async fn save(
    State(state): State<AppState>,
    PathOf(token): PathOf<String>,
    QueryOf(query): QueryOf<UserPasswordQuery>,
    (headers, extensions): (HeaderMap, Extensions),
    FormBody(mut form): FormBody<UserPasswordForm>,
) -> Result<Response, ApiError> {
    let visit = Visit::of(&state, &headers, query.lang);
    let words = words(visit.language());
    let Some(token) = Token::parse(&token) else { return closed(&visit) };
    let password = std::mem::take(&mut form.password);
    let refused =
        |status, text| ask(&visit, status, &token, &[Problem { field: "password", text }]);
    if !visit.is_own_form(&form.form_token) {
        return refused(StatusCode::FORBIDDEN, words.expired);
    }
    layer::take_attempt(&state, "account password", &extensions)
        .map_err(ApiError::too_many_requests)?;
    if !is_password(&password) {
        return refused(StatusCode::UNPROCESSABLE_ENTITY, words.short);
    }
    if !is_user_link_open(state.database(), state.clock(), &token).await? {
        return closed(&visit);
    }
    let hash = hash_chosen_password(password, state.entropy())
        .await
        .map_err(|error| ApiError::internal(&error))?;
    if set_user_password(state.database(), state.clock(), &token, &hash).await? {
        visit.to(&format!("/password/{}?done=saved", token.to_text()))
    } else {
        closed(&visit)
    }
}

fn closed(visit: &Visit<'_>) -> Result<Response, ApiError> {
    let words = words(visit.language());
    visit.word(StatusCode::NOT_FOUND, (words.over, words.over_lead), ("/", words.front))
}

fn ask(
    visit: &Visit<'_>,
    status: StatusCode,
    link: &Token,
    problems: &[Problem],
) -> Result<Response, ApiError> {
    let language = visit.language();
    let words = words(language);
    let path = format!("/password/{}", link.to_text());
    let password = Field {
        name: "password",
        label: words.title,
        kind: "password",
        autocomplete: "new-password",
        hint: words.hint,
        value: "",
        is_required: true,
    };
    let title = titled(page_words(language), words.title, problems);
    visit.answer(status, (&title, &path), |token| {
        html! {
            (summary(page_words(language), problems))
            h1 { (words.title) }
            form method="post" action={ (path) "?lang=" (language.code()) } novalidate {
                (token.field())
                (field(&password, problems))
                button type="submit" { (words.save) }
            }
        }
    })
}
