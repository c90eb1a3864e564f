//! The fonts of the documents: Inter in two weights, embedded and subset.

use printpdf::ParsedFont;
use unicode_normalization::UnicodeNormalization;

use super::{MM_PER_PT, Style};
use crate::DocumentError;

/// A weight of the font.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Face {
    Regular,
    SemiBold,
}

impl Face {
    pub(crate) const ALL: [Self; 2] = [Self::Regular, Self::SemiBold];

    /// The name of the font in the file: the tag of a subset, six capitals (ISO 32000-1, 9.6.4).
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Self::Regular => "MOJOAR",
            Self::SemiBold => "MOJOAS",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Regular => "Inter-Regular",
            Self::SemiBold => "Inter-SemiBold",
        }
    }

    fn bytes(self) -> &'static [u8] {
        match self {
            Self::Regular => include_bytes!("../../assets/fonts/Inter-Regular.ttf"),
            Self::SemiBold => include_bytes!("../../assets/fonts/Inter-SemiBold.ttf"),
        }
    }
}

/// Both weights, read.
pub(crate) struct Fonts {
    regular: ParsedFont,
    semi_bold: ParsedFont,
    plain_regular: Advances,
    plain_semi_bold: Advances,
}

/// The advances of the ASCII letters that are printed as they are, in units of the font: most of a
/// long table is made of them, and is measured several times.
type Advances = [Option<u16>; 128];

/// What stands for a character that the fonts do not have.
const UNKNOWN: char = '\u{FFFD}';

impl Fonts {
    pub(crate) fn load() -> Result<Self, DocumentError> {
        let load = |face: Face| {
            ParsedFont::from_bytes(face.bytes(), 0, &mut Vec::new())
                .ok_or(DocumentError::Font(face.name()))
        };
        let mut fonts = Self {
            regular: load(Face::Regular)?,
            semi_bold: load(Face::SemiBold)?,
            plain_regular: [None; 128],
            plain_semi_bold: [None; 128],
        };
        fonts.plain_regular = fonts.advances(Face::Regular);
        fonts.plain_semi_bold = fonts.advances(Face::SemiBold);
        Ok(fonts)
    }

    fn advances(&self, face: Face) -> Advances {
        let mut advances = [None; 128];
        for (c, advance) in ('\0'..).zip(&mut advances) {
            if self.printable_char(c) == Some(c) {
                let glyph = self.parsed(face).lookup_glyph_index(u32::from(c));
                *advance = glyph.map(|glyph| self.parsed(face).get_horizontal_advance(glyph));
            }
        }
        advances
    }

    fn plain(&self, face: Face) -> &Advances {
        match face {
            Face::Regular => &self.plain_regular,
            Face::SemiBold => &self.plain_semi_bold,
        }
    }

    /// The width in units of the font, when the text is of plain letters alone.
    fn plain_units(&self, text: &str, face: Face) -> Option<u32> {
        let advances = self.plain(face);
        text.bytes().try_fold(0_u32, |sum, byte| {
            let advance = (*advances.get(usize::from(byte))?)?;
            Some(sum + u32::from(advance))
        })
    }

    pub(crate) fn parsed(&self, face: Face) -> &ParsedFont {
        match face {
            Face::Regular => &self.regular,
            Face::SemiBold => &self.semi_bold,
        }
    }

    /// The width of a line in millimetres.
    pub(crate) fn width(&self, text: &str, style: Style) -> f32 {
        let font = self.parsed(style.face);
        let units = self.plain_units(text, style.face).unwrap_or_else(|| {
            self.printable(text)
                .chars()
                .filter_map(|c| font.lookup_glyph_index(u32::from(c)))
                .map(|glyph| u32::from(font.get_horizontal_advance(glyph)))
                .sum()
        });
        let em = f32::from(font.font_metrics.units_per_em.max(1));
        // The sum of a line's advances is far below 2^24: exact as a float.
        units as f32 / em * style.size * MM_PER_PT
    }

    /// The text with only characters that both fonts have: letters and accents that arrive apart
    /// are composed, kinds of spaces and hyphens become plain ones, the rest becomes `?`.
    pub(crate) fn printable(&self, text: &str) -> String {
        if self.plain_units(text, Face::Regular).is_some() {
            return text.to_owned();
        }
        text.nfc().filter_map(|c| self.printable_char(c)).collect()
    }

    /// The characters of a text that would be printed as something else, each once.
    pub(crate) fn missing(&self, text: &str) -> Vec<char> {
        let mut missing: Vec<char> = Vec::new();
        for c in text.nfc().filter_map(plain) {
            if !self.has(c) && !missing.contains(&c) {
                missing.push(c);
            }
        }
        missing
    }

    fn printable_char(&self, c: char) -> Option<char> {
        let c = plain(c)?;
        [c, UNKNOWN, '?'].into_iter().find(|c| self.has(*c))
    }

    fn has(&self, c: char) -> bool {
        let has = |font: &ParsedFont| {
            font.lookup_glyph_index(u32::from(c)).is_some_and(|glyph| glyph != 0)
        };
        has(&self.regular) && has(&self.semi_bold)
    }
}

/// A character with its plain form; `None` for what is never seen.
fn plain(c: char) -> Option<char> {
    match c {
        '\u{a0}' | '\u{2007}' | '\u{2009}' | '\u{202f}' | '\t' | '\n' | '\r' => Some(' '),
        '\u{2010}' | '\u{2011}' => Some('-'),
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{feff}' => None,
        c if c.is_control() => None,
        c => Some(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_all_clients_can_be_printed() {
        let fonts = Fonts::load().unwrap();
        let names =
            "äöüßÄÖÜẞ€–−„“‚‘’…·•× Łukasz Yardımcı Çelik Nguyễn Şahin Đorđević Ωμέγα Жанна ½ § °";
        assert_eq!(fonts.printable(names), names);
    }

    #[test]
    fn what_no_font_has_is_marked_and_never_a_panic() {
        let fonts = Fonts::load().unwrap();
        let marked = fonts.printable("漢字 \u{0}🙂 a\u{ad}b c\u{202f}d u\u{308}");
        assert!(marked.ends_with(" ab c d ü"), "{marked}");
        assert!(!marked.contains('漢') && !marked.contains('\u{0}'));
        assert_eq!(marked.chars().count(), "?? ? ab c d ü".chars().count());
    }

    #[test]
    fn what_no_font_has_is_named_once() {
        let fonts = Fonts::load().unwrap();
        assert_eq!(fonts.missing("漢字 漢 🙂 a\u{ad}b u\u{308} Łukasz Жанна"), ['漢', '字', '🙂']);
        assert_eq!(fonts.missing("محمد").len(), 3);
        assert!(fonts.missing("äöüßẞ€–„“ Nguyễn\n").is_empty());
    }

    /// The short way for plain letters measures and prints what the long way does.
    #[test]
    fn plain_letters_are_measured_as_all_others() {
        let fonts = Fonts::load().unwrap();
        let plain: String = (' '..='~').collect();
        for face in Face::ALL {
            let style = Style { face, ..Style::regular(9.0) };
            assert!(fonts.plain_units(&plain, face).is_some());
            for c in plain.chars() {
                // The letter beside one that is not plain is measured the long way.
                let mixed = fonts.width(&format!("{c}ä"), style) - fonts.width("ä", style);
                let alone = fonts.width(&c.to_string(), style);
                assert!((mixed - alone).abs() < 0.000_1, "{c}: {mixed} {alone}");
            }
        }
        assert_eq!(fonts.printable(&plain), plain);
        for other in ["\t", "\n", "\u{7f}", "\u{a0}", "ä", "u\u{308}"] {
            assert_eq!(fonts.plain_units(other, Face::Regular), None, "{other:?}");
        }
    }

    #[test]
    fn digits_have_one_width_so_that_amounts_stand_under_each_other() {
        let fonts = Fonts::load().unwrap();
        for face in Face::ALL {
            let style = Style { face, ..Style::regular(9.0) };
            let widths: Vec<f32> =
                ["1", "4", "0"].iter().map(|digit| fonts.width(digit, style)).collect();
            assert!(widths.windows(2).all(|pair| pair[0] == pair[1]), "{widths:?}");
        }
    }
}
