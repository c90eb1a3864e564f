//! A letter: subject, plain text and simple HTML of the same words. Nothing in it is loaded from
//! anywhere, and no link says who followed it.

use maud::{DOCTYPE, html};

use super::one_line;

/// A text that is ready.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Letter {
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) html: String,
}

/// A paragraph.
#[derive(Clone, Debug)]
pub(super) enum Part {
    Words(String),
    /// An address on a line of its own.
    Link(String),
}

/// Puts the paragraphs together, with how the reader is greeted and who writes.
pub(super) fn letter(language: &'static str, name: &str, subject: &str, parts: &[Part]) -> Letter {
    let is_english = language == "en";
    let hello = if is_english { "Hello" } else { "Guten Tag" };
    let name = one_line(name);
    let greeting = if name.is_empty() { format!("{hello},") } else { format!("{hello} {name},") };
    let writer = if is_english {
        "MOJO sent this message automatically."
    } else {
        "MOJO hat diese Nachricht automatisch verschickt."
    };
    let lines = parts.iter().map(|part| match part {
        Part::Words(text) | Part::Link(text) => text.as_str(),
    });
    let all: Vec<&str> =
        [greeting.as_str()].into_iter().chain(lines).chain(["-- ", writer]).collect();
    // The mark of a signature and what follows it are lines of one paragraph.
    let text = all.join("\n\n").replace("-- \n\n", "-- \n") + "\n";
    let page = html! {
        (DOCTYPE)
        html lang=(language) {
            head { meta charset="utf-8"; title { (subject) } }
            body {
                p { (greeting) }
                @for part in parts {
                    @match part {
                        Part::Words(text) => { p { (text) } }
                        Part::Link(link) => { p { a href=(link) { (link) } } }
                    }
                }
                p { small { (writer) } }
            }
        }
    };
    Letter { subject: one_line(subject), text, html: page.into_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_html_say_the_same_and_a_name_is_no_markup() {
        let link = "https://mojo.example/invitations/00".to_owned();
        let parts = [Part::Words("Bitte <hier> weiter:".to_owned()), Part::Link(link.clone())];
        let made = letter("de", "Anna <b>\r\nBcc: x", "Einladung\nBcc: x", &parts);
        assert_eq!(made.subject, "Einladung Bcc: x");
        let expected = "Guten Tag Anna <b> Bcc: x,\n\nBitte <hier> weiter:\n\n\
                        https://mojo.example/invitations/00\n\n-- \n\
                        MOJO hat diese Nachricht automatisch verschickt.\n";
        assert_eq!(made.text, expected);
        assert!(made.html.contains("Bitte &lt;hier&gt; weiter:"), "{}", made.html);
        assert!(made.html.contains(&format!("<a href=\"{link}\">{link}</a>")), "{}", made.html);
        for part in ["<b>", "<img", "<script", "url("] {
            assert!(!made.html.contains(part), "{part}: {}", made.html);
        }
        assert!(letter("en", "", "Invitation", &[]).text.starts_with("Hello,\n"));
    }
}
