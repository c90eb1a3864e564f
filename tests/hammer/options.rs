//! The words of the command: `--name value`, in any order.

use std::collections::BTreeMap;
use std::path::PathBuf;

/// What was asked for.
#[derive(Clone, Debug)]
pub(crate) struct Options(BTreeMap<String, String>);

impl Options {
    pub(crate) fn read(words: &[String]) -> Result<Self, String> {
        let mut found = BTreeMap::new();
        for pair in words.chunks(2) {
            match pair {
                [name, value] if name.starts_with("--") => {
                    found.insert(name[2..].to_owned(), value.clone());
                }
                _ => return Err(format!("`{}`: write --NAME VALUE", pair.join(" "))),
            }
        }
        Ok(Self(found))
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    pub(crate) fn must(&self, name: &str) -> &str {
        self.text(name).unwrap_or_else(|| panic!("--{name} is missing"))
    }

    pub(crate) fn number(&self, name: &str, default: u64) -> u64 {
        match self.text(name) {
            None => default,
            Some(text) => text.parse().unwrap_or_else(|_| panic!("--{name} {text}: no number")),
        }
    }

    /// The file that the report goes to.
    pub(crate) fn report(&self) -> Option<PathBuf> {
        self.text("report").map(PathBuf::from)
    }
}

/// A built program.
pub(crate) fn program(variable: &str) -> PathBuf {
    match std::env::var_os(variable) {
        Some(path) => path.into(),
        None => panic!("set {variable} to the built program"),
    }
}
