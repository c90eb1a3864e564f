//! One element of the page.

use serde_json::{Value, json};

use super::Window;

/// The key under which the protocol hands out elements.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// An element that was found.
pub struct Element<'a> {
    window: &'a Window,
    path: String,
}

impl<'a> Element<'a> {
    pub(super) fn read(window: &'a Window, value: &Value) -> Option<Self> {
        let path = format!("/element/{}", value[ELEMENT].as_str()?);
        Some(Self { window, path })
    }

    /// Clicks in its middle.
    pub fn click(&self) {
        self.post("click", None);
    }

    /// What a reader sees in it; empty when it is gone.
    #[must_use]
    pub fn text(&self) -> String {
        let text = self.window.try_ask("GET", &format!("{}/text", self.path), None);
        text.ok().and_then(|text| text.as_str().map(str::to_owned)).unwrap_or_default()
    }

    /// An attribute's value.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<String> {
        let value = self.window.ask("GET", &format!("{}/attribute/{name}", self.path), None);
        value.as_str().map(str::to_owned)
    }

    /// Empties it and types; a page that is just being laid out anew is waited for.
    ///
    /// # Panics
    /// When it cannot be written into in time.
    pub fn fill(&self, text: &str) {
        let path = format!("{}/clear", self.path);
        let clear = || self.window.try_ask("POST", &path, None).ok();
        self.window.wait_for("a field that can be written into", clear);
        self.type_text(text);
    }

    /// Types at the end of what is there.
    pub fn type_text(&self, text: &str) {
        self.post("value", Some(json!({ "text": text })));
    }

    /// Waits until it shows this text.
    ///
    /// # Panics
    /// When it does not in time.
    pub fn wait_for_text(&self, text: &str) {
        self.window
            .wait_for(&format!("the text {text:?}"), || self.text().contains(text).then_some(()));
    }

    fn post(&self, verb: &str, body: Option<Value>) {
        self.window.ask("POST", &format!("{}/{verb}", self.path), body);
    }
}
