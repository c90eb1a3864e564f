//! Breaking a text into lines.

use super::{Fonts, Style};

/// The lines of a text in a column of `width` millimetres. Lines break at spaces and where the
/// text itself breaks; a word wider than the column breaks anywhere. Never empty.
pub(crate) fn wrap(fonts: &Fonts, text: &str, style: Style, width: f32) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in paragraph.split([' ', '\t']).filter(|word| !word.is_empty()) {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if fonts.width(&longer, style) <= width {
                line = longer;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            line = break_word(fonts, word, style, width, &mut lines);
        }
        lines.push(line);
    }
    if lines.is_empty() {
        lines.push(String::new());
    }
    lines
}

/// Breaks a word that is wider than the column; what is left of it begins the next line.
fn break_word(
    fonts: &Fonts,
    word: &str,
    style: Style,
    width: f32,
    lines: &mut Vec<String>,
) -> String {
    let mut rest = String::new();
    for c in word.chars() {
        rest.push(c);
        if rest.chars().count() > 1 && fonts.width(&rest, style) > width {
            rest.pop();
            lines.push(std::mem::take(&mut rest));
            rest.push(c);
        }
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    const STYLE: Style = Style::regular(9.0);

    #[test]
    fn every_line_fits_and_no_letter_is_lost() {
        let fonts = Fonts::load().unwrap();
        let text = "Osteopathische Behandlung mit ausführlicher Anamnese und \
                    Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen";
        let lines = wrap(&fonts, text, STYLE, 40.0);
        assert!(lines.iter().all(|line| fonts.width(line, STYLE) <= 40.0), "{lines:?}");
        let letters = |text: &str| text.replace(' ', "");
        assert_eq!(letters(&lines.concat()), letters(text));
    }

    #[test]
    fn a_no_break_space_holds_and_a_line_break_breaks() {
        let fonts = Fonts::load().unwrap();
        assert_eq!(wrap(&fonts, "a\nb", STYLE, 40.0), ["a", "b"]);
        assert_eq!(wrap(&fonts, "", STYLE, 40.0), [""]);
        let lines = wrap(&fonts, "zahlen Sie bitte 1.785,95\u{a0}€ bald", STYLE, 30.0);
        assert!(lines.iter().any(|line| line.contains("1.785,95\u{a0}€")), "{lines:?}");
    }
}
