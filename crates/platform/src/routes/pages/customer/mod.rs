//! The pages of a customer: signing in, the account, buying (F3). A page that holds something of
//! somebody is kept by nobody, and whoever is not signed in is led to where they can.

mod account;
mod buy;
mod cancel;
mod events;
mod export;
mod forgotten;
mod more_words;
mod own_payment;
mod purchase;
mod sign_in;
mod vat;
mod words;

pub(in crate::routes) use account::show as show_account;
pub(in crate::routes) use buy::{begin as begin_purchase, show as show_level_to_buy};
pub(in crate::routes) use cancel::cancel as cancel_own_subscription;
pub(in crate::routes) use events::{begin as book_event, list as list_events, show as show_event};
pub(in crate::routes) use export::export as export_own_data;
pub(in crate::routes) use forgotten::{
    ask as ask_for_password, save as save_password, show as show_forgotten,
    show_link as show_new_password,
};
pub(in crate::routes) use own_payment::{outcome as show_own_outcome, show as show_own_payment};
pub(in crate::routes) use purchase::{
    discard as discard_purchase, outcome as show_outcome, show as show_purchase,
};
pub(in crate::routes) use sign_in::{end as sign_out, enter as sign_in, show as show_sign_in};

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use maud::{Markup, html};
use mojo_domain::to_micros;
use schemars::JsonSchema;
use serde::Deserialize;
use uuid::Uuid;

use super::form::{FormToken, go_to};
use super::language::Language;
use super::layout::page;
use crate::auth::{CustomerSession, CustomerToken};
use crate::http::ApiError;
use crate::routes::cookies;
use crate::state::AppState;
use words::{CustomerWords, words};

/// The cookie of the session; what it holds is random and says nothing.
const SESSION: &str = "mojo_customer";

/// In which language; where to go on; what was just done.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct CustomerQuery {
    lang: Option<Language>,
    /// Where the customer wanted to go before signing in.
    next: Option<String>,
    /// What was just done, for a word about it.
    done: Option<String>,
}

/// A form without a field of its own.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub(in crate::routes) struct BareForm {
    form_token: String,
}

/// What every page of a customer needs, and the page where somebody of a tenant chooses a password.
pub(super) struct Visit<'a> {
    state: &'a AppState,
    headers: &'a HeaderMap,
    language: Language,
}

impl<'a> Visit<'a> {
    /// The visit of whoever sends these headers, in the language that was chosen.
    pub(super) fn of(
        state: &'a AppState,
        headers: &'a HeaderMap,
        chosen: Option<Language>,
    ) -> Self {
        Self { state, headers, language: Language::of(chosen, headers) }
    }

    /// In which language the visitor reads.
    pub(super) fn language(&self) -> Language {
        self.language
    }

    fn words(&self) -> &'static CustomerWords {
        words(self.language)
    }

    fn now(&self) -> i64 {
        to_micros(self.state.clock().now())
    }

    /// What the visitor's cookie holds.
    fn token(&self) -> Option<CustomerToken> {
        CustomerToken::parse(&cookies::sent(self.headers, SESSION)?)
    }

    /// Who is signed in.
    async fn session(&self) -> Result<Option<CustomerSession>, ApiError> {
        let Some(token) = self.token() else { return Ok(None) };
        let mut tx = self.state.database().read_ledger().await?;
        Ok(tx.find_customer_session(&token.hash(), self.now()).await?)
    }

    /// The form was made for this visitor, and no other site sent it.
    pub(super) fn is_own_form(&self, sent: &str) -> bool {
        let site = self.headers.get("sec-fetch-site");
        let is_from_here =
            site.is_none_or(|site| matches!(site.as_bytes(), b"same-origin" | b"none"));
        is_from_here && FormToken::is_sent_back(self.headers, sent)
    }

    /// Leads to where somebody signs in, and from there on to `next`.
    fn to_sign_in(&self, next: &str) -> Result<Response, ApiError> {
        go_to(&format!("/signin?lang={}&next={next}", self.language.code()))
    }

    /// Leads to a page of ours.
    pub(super) fn to(&self, path: &str) -> Result<Response, ApiError> {
        let joint = if path.contains('?') { '&' } else { '?' };
        go_to(&format!("{path}{joint}lang={}", self.language.code()))
    }

    /// A page with something of the customer, or with a form.
    pub(super) fn answer(
        &self,
        status: StatusCode,
        place: (&str, &str),
        content: impl FnOnce(&FormToken) -> Markup,
    ) -> Result<Response, ApiError> {
        let token = FormToken::of(self.headers, self.state.entropy());
        let content = content(&token);
        self.sealed(page(self.state, (status, self.language), place, &content), token)
    }

    /// The same page, kept by nobody, with the cookie of its forms.
    fn sealed(&self, mut response: Response, token: FormToken) -> Result<Response, ApiError> {
        token.set(&mut response, self.headers)?;
        let varies = HeaderValue::from_static("Accept-Language, Cookie");
        response.headers_mut().insert(header::VARY, varies);
        Ok(response)
    }

    /// A page that says one thing, with a way on.
    pub(super) fn word(
        &self,
        status: StatusCode,
        (title, lead): (&str, &str),
        (way, label): (&str, &str),
    ) -> Result<Response, ApiError> {
        self.answer(status, (title, way), |_| {
            html! {
                h1 { (title) }
                p.lead { (lead) }
                p { a.go href={ (way) "?lang=" (self.language.code()) } { (label) } }
            }
        })
    }
}

/// Where a customer goes on after signing in: a page of ours that somebody may want to come back to,
/// and nothing that a link of somebody else names.
fn way_on(next: Option<&str>) -> &str {
    let is_level = |text: &str| {
        let level = text.strip_prefix("/levels/").and_then(|rest| rest.strip_suffix("/buy"));
        level.is_some_and(|level| level.len() == 1 && level.bytes().all(|c| c.is_ascii_digit()))
    };
    let is_one_of = |text: &str, folder: &str| {
        let id = text.strip_prefix(folder).map(|rest| rest.trim_end_matches("/outcome"));
        id.is_some_and(|id| id.len() == 36 && Uuid::parse_str(id).is_ok())
    };
    let is_ours = |text: &&str| {
        matches!(*text, "/account" | "/events")
            || is_level(text)
            || is_one_of(text, "/purchases/")
            || is_one_of(text, "/events/")
    };
    next.filter(is_ours).unwrap_or("/account")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_to_another_site_after_signing_in() {
        let purchase = format!("/purchases/{}", Uuid::from_u128(7));
        for own in ["/account", "/levels/3/buy", "/events", &purchase] {
            assert_eq!(way_on(Some(own)), own);
        }
        for other in [
            "https://other.example",
            "//other.example",
            "/levels/3/buy@other.example",
            "/levels//other.example/buy",
            "/purchases/../r/X",
            "/\\other.example",
            "/r/CODE",
            "",
        ] {
            assert_eq!(way_on(Some(other)), "/account", "{other}");
        }
        assert_eq!(way_on(None), "/account");
    }
}
