//! Words that do not belong in the house: paths of one machine, hosts of registries.

use std::path::Path;

use crate::{failure::Outcome, workshop};

/// Text that is nobody's business but one machine's. Split so that this file does not name itself.
const FORBIDDEN: &[(&str, &str)] = &[
    (concat!("/wo", "rk/"), "a path of one machine"),
    (concat!("/ro", "ot/"), "a path of one machine"),
    (concat!("/ho", "me/"), "a path of one machine"),
    (concat!("registry.", "npmjs.org"), "a registry's host name"),
    (concat!("static.", "crates.io"), "a registry's host name"),
    (concat!("files.", "pythonhosted.org"), "a registry's host name"),
    (concat!("\"reso", "lved\": \"http"), "a lock file names hosts (.npmrc leaves them out)"),
];

const NOT_OURS: &[&str] = &["target", "gen", "node_modules", "dist", ".git", "screenshots"];
const TEXT: &[&str] = &[
    "css", "conf", "html", "json", "lock", "md", "mjs", "js", "py", "rs", "sh", "sql", "svelte",
    "svg", "toml", "ts", "txt", "yaml", "yml",
];

/// Files in which such a word stands.
pub(crate) fn check() -> Outcome<Vec<String>> {
    let root = workshop::root();
    let mut faults = Vec::new();
    for file in workshop::files_below(&root, NOT_OURS) {
        if !is_text(&file) {
            continue;
        }
        let name = file.strip_prefix(&root).unwrap_or(&file).display().to_string();
        faults.extend(faults_in(&name, &workshop::read(&file)?));
    }
    Ok(faults)
}

fn is_text(file: &Path) -> bool {
    let extension = file.extension().and_then(|extension| extension.to_str());
    extension.is_none_or(|extension| TEXT.contains(&extension))
        && file.file_name().is_none_or(|name| name != "LICENSE")
}

fn faults_in(name: &str, text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for (number, line) in text.lines().enumerate() {
        for (word, why) in FORBIDDEN {
            if line.contains(word) {
                faults.push(format!("{name}:{}: `{word}`: {why}", number + 1));
            }
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_file_names_a_machine_or_a_registry() {
        super::super::assert_in_order(check);
    }

    #[test]
    fn a_path_of_one_machine_is_found_with_its_line() {
        let text = format!("fine\nsee /wo{}/x\n", "rk");
        assert_eq!(faults_in("a.md", &text).len(), 1);
        assert!(faults_in("a.md", &text)[0].starts_with("a.md:2:"));
    }
}
