//! Keys as the protocol names them.

use serde_json::{Value, json};

/// Keys that are no letters.
pub struct Key;

impl Key {
    /// Strg.
    pub const CONTROL: &'static str = "\u{E009}";
    /// Alt.
    pub const ALT: &'static str = "\u{E00A}";
    /// Pfeil nach links.
    pub const LEFT: &'static str = "\u{E012}";
    /// Pfeil nach rechts.
    pub const RIGHT: &'static str = "\u{E014}";
    /// Ende.
    pub const END: &'static str = "\u{E010}";
    /// Umschalt.
    pub const SHIFT: &'static str = "\u{E008}";
    /// Eingabe.
    pub const ENTER: &'static str = "\u{E007}";
    /// Esc.
    pub const ESCAPE: &'static str = "\u{E00C}";
    /// Tabulator.
    pub const TAB: &'static str = "\u{E004}";
    /// Pfeil nach unten.
    pub const DOWN: &'static str = "\u{E015}";
    /// Pfeil nach oben.
    pub const UP: &'static str = "\u{E013}";

    /// F1 to F12.
    ///
    /// # Panics
    /// For a number that no keyboard has.
    #[must_use]
    pub fn function(number: u32) -> String {
        assert!((1..=12).contains(&number), "there is no F{number}");
        char::from_u32(0xE030 + number).expect("a private character").to_string()
    }
}

/// All down in order, all up in reverse.
pub(super) fn chord(together: &[&str]) -> Value {
    let down = together.iter().map(|key| json!({ "type": "keyDown", "value": key }));
    let up = together.iter().rev().map(|key| json!({ "type": "keyUp", "value": key }));
    keyboard(down.chain(up).collect())
}

/// One after the other.
pub(super) fn typed(text: &str) -> Value {
    let both = |letter: char| {
        ["keyDown", "keyUp"].map(|kind| json!({ "type": kind, "value": letter.to_string() }))
    };
    keyboard(text.chars().flat_map(both).collect())
}

fn keyboard(actions: Vec<Value>) -> Value {
    json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": actions }] })
}
