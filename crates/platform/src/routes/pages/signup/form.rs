//! The form of the sign-up as it is shown.

use maud::{Markup, html};

use super::super::form::{Field, FormToken, Problem, field, summary};
use super::super::language::Language;
use super::super::words::words as page_words;
use super::SignUpForm;
use super::words::words;

/// The form with what was entered; a password is never shown again.
pub(super) fn render(
    language: Language,
    token: &FormToken,
    (form, problems): (&SignUpForm, &[Problem]),
    is_recruited: bool,
) -> Markup {
    let words = words(language);
    let text = |name, label, value, autocomplete| Field {
        name,
        label,
        kind: "text",
        autocomplete,
        hint: "",
        value,
        is_required: true,
    };
    let name = text("name", words.name, form.name.as_str(), "name");
    let email = Field {
        kind: "email",
        hint: words.email_hint,
        ..text("email", words.email, form.email.as_str(), "username")
    };
    let password = Field {
        kind: "password",
        hint: words.password_hint,
        ..text("password", words.password, "", "new-password")
    };
    let code = Field {
        hint: words.code_hint,
        is_required: false,
        ..text("code", words.code, form.code.as_str(), "off")
    };
    html! {
        (summary(page_words(language), problems))
        h1 { (words.title) }
        p.lead { (words.lead) }
        @if is_recruited { p.notice { (words.recruited) } }
        form method="post" action={ "/signup?lang=" (language.code()) } novalidate {
            (token.field())
            (field(&name, problems))
            (field(&email, problems))
            (field(&password, problems))
            (field(&code, problems))
            button type="submit" { (words.send) }
        }
        p { a href={ "/signup/partner?lang=" (language.code()) } { (words.partner) } }
    }
}
