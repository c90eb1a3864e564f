//! The words of the command: `--name value`, in any order.

use std::collections::BTreeMap;
use std::path::PathBuf;

/// What was asked for.
#[derive(Clone, Debug)]
pub struct Options(BTreeMap<String, String>);

impl Options {
    /// From the words after the verb.
    ///
    /// # Errors
    /// What is no pair of a name and a value.
    pub fn read(words: &[String]) -> Result<Self, String> {
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

    /// The value of `--name`.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// The value of `--name`.
    ///
    /// # Panics
    /// When there is none.
    pub fn must(&self, name: &str) -> &str {
        self.text(name).unwrap_or_else(|| panic!("--{name} is missing"))
    }

    /// The number of `--name`.
    ///
    /// # Panics
    /// When it is no number.
    pub fn number(&self, name: &str, default: u64) -> u64 {
        match self.text(name) {
            None => default,
            Some(text) => text.parse().unwrap_or_else(|_| panic!("--{name} {text}: no number")),
        }
    }

    /// The file that the report goes to.
    pub fn report(&self) -> Option<PathBuf> {
        self.text("report").map(PathBuf::from)
    }
}

/// A built program.
///
/// # Panics
/// When the variable is not set.
pub fn program(variable: &str) -> PathBuf {
    match std::env::var_os(variable) {
        Some(path) => path.into(),
        None => panic!("set {variable} to the built program"),
    }
}
