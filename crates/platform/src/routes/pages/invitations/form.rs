//! The form by which a contract is accepted, as it is shown.

use maud::{Markup, html};

use super::super::form::{Field, FormToken, Problem, field};
use super::super::language::Language;
use super::super::signup::sign_up_words;
use super::AcceptForm;
use super::words::{COUNTRIES, InvitationWords, words};

/// The form with what was entered; `sha256` is the hash of the text above it. An invitation that went
/// to an address is accepted with that one.
pub(super) fn render(
    language: Language,
    (path, sha256): (&str, &str),
    token: &FormToken,
    (form, problems): (&AcceptForm, &[Problem]),
    address: Option<&str>,
) -> Markup {
    let (words, person) = (words(language), sign_up_words(language));
    let text = |name, label, value, autocomplete| Field {
        name,
        label,
        kind: "text",
        autocomplete,
        hint: "",
        value,
        is_required: true,
    };
    let organisation =
        text("organisation", words.organisation, form.organisation.as_str(), "organization");
    let name = text("name", person.name, form.name.as_str(), "name");
    let email = Field {
        kind: "email",
        hint: person.email_hint,
        ..text("email", person.email, form.email.as_str(), "username")
    };
    let password = Field {
        kind: "password",
        hint: person.password_hint,
        ..text("password", person.password, "", "new-password")
    };
    html! {
        h2 { (words.your_details) }
        form method="post" action={ (path) "?lang=" (language.code()) } novalidate {
            (token.field())
            input type="hidden" name="contract_sha256" value=(sha256);
            (field(&organisation, problems))
            (country(language, words, (form, problems)))
            (field(&name, problems))
            @if let Some(address) = address {
                // What is wrong with it is told here all the same.
                p id="email" { (person.email) ": " strong { (address) } }
                @for problem in problems.iter().filter(|problem| problem.field == "email") {
                    p.problem { (problem.text) }
                }
            } @else {
                (field(&email, problems))
            }
            (field(&password, problems))
            (tick(words, (form, problems)))
            button type="submit" { (words.accept) }
        }
    }
}

fn country(
    language: Language,
    words: &InvitationWords,
    (form, problems): (&AcceptForm, &[Problem]),
) -> Markup {
    let problem = problems.iter().find(|problem| problem.field == "country");
    html! {
        div.field {
            label for="country" { (words.country) }
            @if let Some(problem) = problem { p.problem id="country-problem" { (problem.text) } }
            select id="country" name="country" autocomplete="country" required
                aria-invalid=[problem.map(|_| "true")]
                aria-describedby=[problem.map(|_| "country-problem")] {
                option value="" { "–" }
                @for (code, german, english) in COUNTRIES {
                    option value=(code) selected[*code == form.country] {
                        (language.pick(*german, *english))
                    }
                }
            }
        }
    }
}

fn tick(words: &InvitationWords, (form, problems): (&AcceptForm, &[Problem])) -> Markup {
    let problem = problems.iter().find(|problem| problem.field == "accepted");
    html! {
        div.field {
            @if let Some(problem) = problem { p.problem id="accepted-problem" { (problem.text) } }
            div.tick {
                input id="accepted" name="accepted" type="checkbox" value="yes" required
                    checked[form.accepted == "yes"] aria-invalid=[problem.map(|_| "true")]
                    aria-describedby=[problem.map(|_| "accepted-problem")];
                label for="accepted" { (words.tick) }
            }
        }
    }
}
