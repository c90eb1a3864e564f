//! Forms of the pages: fields with labels, a summary of what is wrong, and the token that says that
//! the form came from here.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};
use mojo_domain::Entropy;
use mojo_domain::journal::hex;

use super::words::Words;
pub(super) use crate::auth::is_password;
use crate::http::ApiError;
use crate::routes::cookies;

/// The cookie that the token in the form must equal; another site can neither read nor send it.
const FORM: &str = "mojo_form";
/// The longest name, in letters.
const LONGEST_NAME: usize = 120;
/// The longest e-mail address (RFC 5321), in bytes.
const LONGEST_ADDRESS: usize = 254;

/// The token of a visitor's forms.
pub(super) struct FormToken(String);

impl FormToken {
    /// The one of the visitor's cookie, else a new one.
    pub(super) fn of(headers: &HeaderMap, entropy: &dyn Entropy) -> Self {
        let is_ours = |value: &String| value.len() == 64 && value.bytes().all(is_hex);
        Self(cookies::sent(headers, FORM).filter(is_ours).unwrap_or_else(|| {
            let mut random = [0; 32];
            entropy.fill(&mut random);
            hex(&random)
        }))
    }

    /// True when the form bears what the visitor's own cookie says.
    pub(super) fn is_sent_back(headers: &HeaderMap, sent: &str) -> bool {
        cookies::sent(headers, FORM).is_some_and(|own| own.len() == 64 && own == sent)
    }

    /// The hidden field.
    pub(super) fn field(&self) -> Markup {
        html! { input type="hidden" name="form_token" value=(self.0); }
    }

    /// Sets the cookie; a page with a form is kept by nobody.
    pub(super) fn set(self, response: &mut Response, headers: &HeaderMap) -> Result<(), ApiError> {
        let no_store = HeaderValue::from_static("no-store");
        response.headers_mut().insert(header::CACHE_CONTROL, no_store);
        cookies::set(response, (FORM, self.0), None, headers)
    }
}

fn is_hex(byte: u8) -> bool {
    byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)
}

/// Something wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Problem {
    /// The name of the field.
    pub(super) field: &'static str,
    pub(super) text: &'static str,
}

/// A field of a form.
pub(super) struct Field<'a> {
    pub(super) name: &'static str,
    pub(super) label: &'a str,
    /// As `text`, `email`, `password`.
    pub(super) kind: &'static str,
    /// What the browser fills in.
    pub(super) autocomplete: &'static str,
    pub(super) hint: &'a str,
    pub(super) value: &'a str,
    pub(super) is_required: bool,
}

/// A field with its label, its hint and what is wrong with it.
pub(super) fn field(of: &Field<'_>, problems: &[Problem]) -> Markup {
    let problem = problems.iter().find(|problem| problem.field == of.name);
    let (hint_id, problem_id) = (format!("{}-hint", of.name), format!("{}-problem", of.name));
    let mut described = Vec::new();
    if !of.hint.is_empty() {
        described.push(hint_id.as_str());
    }
    if problem.is_some() {
        described.push(problem_id.as_str());
    }
    let described = (!described.is_empty()).then(|| described.join(" "));
    html! {
        div.field {
            label for=(of.name) { (of.label) }
            @if !of.hint.is_empty() { p.hint id=(hint_id) { (of.hint) } }
            @if let Some(problem) = problem { p.problem id=(problem_id) { (problem.text) } }
            input id=(of.name) name=(of.name) type=(of.kind) value=(of.value)
                autocomplete=(of.autocomplete) required[of.is_required]
                aria-invalid=[problem.map(|_| "true")] aria-describedby=[described];
        }
    }
}

/// The title of a page with a form: that something is wrong is what a screen reader says first.
pub(super) fn titled(words: &Words, title: &str, problems: &[Problem]) -> String {
    if problems.is_empty() { title.to_owned() } else { format!("{}: {title}", words.problem) }
}

/// What is wrong, with a way to each field; the focus is here when the page opens.
pub(super) fn summary(words: &Words, problems: &[Problem]) -> Markup {
    html! {
        @if !problems.is_empty() {
            div.problems role="alert" tabindex="-1" autofocus {
                h2 { (words.problems) }
                ul {
                    @for problem in problems {
                        li { a href={ "#" (problem.field) } { (problem.text) } }
                    }
                }
            }
        }
    }
}

/// Goes on to a page of ours, after a form was taken: sending it again by going back does nothing.
pub(super) fn go_to(place: &str) -> Result<Response, ApiError> {
    let mut response = StatusCode::SEE_OTHER.into_response();
    let place: HeaderValue = place.parse().map_err(|error| ApiError::internal(&error))?;
    response.headers_mut().insert(header::LOCATION, place);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// A name of a person or a practice, when it is one.
pub(super) fn name_of(text: &str) -> Option<String> {
    let name = text.trim();
    let is_name = !name.is_empty()
        && name.chars().count() <= LONGEST_NAME
        && !name.chars().any(char::is_control);
    is_name.then(|| name.to_owned())
}

/// An e-mail address in lower case, when it can be one. Whether it exists, only a message tells.
pub(in crate::routes) fn address_of(text: &str) -> Option<String> {
    let address = text.trim().to_lowercase();
    let (local, host) = address.split_once('@')?;
    let is_plain = |c: char| !c.is_control() && !c.is_whitespace() && c != '@';
    let is_address = !local.is_empty()
        && host.contains('.')
        && !host.starts_with('.')
        && !host.ends_with('.')
        && local.chars().chain(host.chars()).all(is_plain)
        && address.len() <= LONGEST_ADDRESS;
    is_address.then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_two_sides_and_is_read_in_lower_case() {
        let read = address_of(" Anna.Berger@Example.ORG ");
        assert_eq!(read.as_deref(), Some("anna.berger@example.org"));
        let wrong = ["", "anna", "@example.org", "anna@", "anna@org", "a@b@c.de", "a b@c.de"];
        for text in wrong.into_iter().chain(["a@.de", "a\0@c.de"]) {
            assert_eq!(address_of(text), None, "{text}");
        }
        assert_eq!(address_of(&format!("{}@example.org", "a".repeat(250))), None);
    }

    #[test]
    fn a_name_is_one_line_and_a_password_is_long() {
        assert_eq!(name_of("  Anna Berger "), Some("Anna Berger".to_owned()));
        assert_eq!(name_of("\u{a0}"), None);
        assert_eq!(name_of("Anna\nBerger"), None);
        assert_eq!(name_of(&"ä".repeat(121)), None);
        assert!(is_password("Birkenallee 7"));
        assert!(!is_password("kurz"));
        assert!(!is_password(&"x".repeat(201)));
    }

    #[test]
    fn only_the_visitors_own_token_is_one() {
        let mut headers = HeaderMap::new();
        let token = FormToken::of(&headers, &mojo_domain::SeededEntropy::new(1)).0;
        assert!(!FormToken::is_sent_back(&headers, &token), "without a cookie nothing counts");
        headers.insert(header::COOKIE, format!("mojo_form={token}").parse().unwrap());
        assert!(FormToken::is_sent_back(&headers, &token));
        assert!(!FormToken::is_sent_back(&headers, &token.replace(&token[..1], "x")));
        assert_eq!(FormToken::of(&headers, &mojo_domain::SeededEntropy::new(2)).0, token);
        headers.insert(header::COOKIE, "mojo_form=".parse().unwrap());
        assert!(!FormToken::is_sent_back(&headers, ""), "an empty cookie is no token");
    }
}
