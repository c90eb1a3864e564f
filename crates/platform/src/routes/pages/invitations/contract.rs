//! A contract as it is read: headings that stand out, clauses with their numbers in a column.

use maud::{Markup, html};

/// The text of a contract. Every byte of it stands in the page and none beside: what is shown is what
/// is hashed.
pub(super) fn typeset(text: &str) -> Markup {
    html! {
        div.contract {
            @for (place, line) in text.split_inclusive('\n').enumerate() {
                @if place == 0 {
                    h2 { (line) }
                } @else {
                    @match number_of(line) {
                        Some(number) if number.ends_with('.') => { h3 { (line) } }
                        Some(number) => {
                            // The space goes with the number: the text begins where its lines do.
                            @let (number, rest) = line.split_at(number.len() + 1);
                            span.clause { span { (number) } (rest) }
                        }
                        None => { (line) }
                    }
                }
            }
        }
    }
}

/// `1.` of a heading, `1.1` of a clause.
fn number_of(line: &str) -> Option<&str> {
    let (number, _) = line.split_once(' ')?;
    let is_number = number.starts_with(|c: char| c.is_ascii_digit())
        && number.chars().all(|c| c.is_ascii_digit() || c == '.');
    is_number.then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contracts::CONTRACTS;

    #[test]
    fn every_contract_has_its_title_its_headings_and_its_clauses() {
        for contract in CONTRACTS {
            let shown = typeset(contract.text).into_string();
            assert_eq!(shown.matches("<h2>").count(), 1, "{shown}");
            assert_eq!(shown.matches("<h3>").count(), 10, "{shown}");
            assert!(shown.matches("class=\"clause\"").count() > 30, "{shown}");
        }
    }

    #[test]
    fn a_line_that_only_begins_with_a_digit_is_no_clause() {
        let shown = typeset("Titel\n\n1. Erstes\n1.1 Ein Satz.\n50-mal\n").into_string();
        let expected = "<div class=\"contract\"><h2>Titel\n</h2>\n<h3>1. Erstes\n</h3>\
                        <span class=\"clause\"><span>1.1 </span>Ein Satz.\n</span>50-mal\n</div>";
        assert_eq!(shown, expected);
    }
}
