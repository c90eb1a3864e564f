//! What the fonts of the documents can print.

use crate::DocumentError;
use crate::layout::Fonts;

/// The characters that the documents have: Latin, Greek and Cyrillic letters with their accents, and
/// the signs that go with them.
pub struct Letters(Fonts);

impl Letters {
    /// Reads the fonts.
    ///
    /// # Errors
    /// [`DocumentError::Font`] when they are damaged.
    pub fn load() -> Result<Self, DocumentError> {
        Fonts::load().map(Self)
    }

    /// The characters of a text that no font has, each once: emoji, Chinese, Arabic. A document would
    /// print a mark in their place.
    pub fn missing(&self, text: &str) -> Vec<char> {
        self.0.missing(text)
    }
}
