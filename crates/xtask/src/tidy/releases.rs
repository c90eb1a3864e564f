//! Releases: whatever the changelog calls released has frozen databases, which every later program
//! must open.

use std::path::Path;

use crate::{failure::Outcome, workshop};

/// What `cargo xtask freeze VERSION` keeps.
const FILES: [&str; 4] = ["desk.db", "key.json", "manifest.json", "platform.db.zst"];

/// Releases without frozen databases.
pub(crate) fn check() -> Outcome<Vec<String>> {
    let root = workshop::root();
    let changelog = workshop::read(&root.join("CHANGELOG.md"))?;
    Ok(missing(&changelog, &root.join("tests/fixtures/frozen")))
}

fn missing(changelog: &str, frozen: &Path) -> Vec<String> {
    let files = released(changelog).flat_map(|version| FILES.map(|file| (version, file)));
    files
        .filter(|(version, file)| !frozen.join(version).join(file).is_file())
        .map(|(version, file)| {
            format!("{version} has no frozen {file}: run `cargo xtask freeze {version}`")
        })
        .collect()
}

/// The versions of the headings `## [0.2.0] - 2027-01-15`.
fn released(changelog: &str) -> impl Iterator<Item = &str> {
    let headings = changelog.lines().filter_map(|line| line.strip_prefix("## ["));
    let versions = headings.filter_map(|rest| rest.split_once(']').map(|(version, _)| version));
    versions.filter(|version| *version != "Unreleased")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_release_has_frozen_databases() {
        super::super::assert_in_order(check);
    }

    #[test]
    fn a_release_that_was_not_frozen_is_named_and_what_is_unreleased_is_not() {
        let frozen = workshop::root().join("tests/fixtures/frozen");
        let changelog = "# Changelog\n\n## [Unreleased]\n\n### Added\n\n## [0.1.0] - 2026-12-01\n";
        assert_eq!(missing(changelog, &frozen), Vec::<String>::new());
        let next = format!("## [999.0.0] - 2099-01-01\n{changelog}");
        let faults = missing(&next, &frozen);
        assert_eq!(faults.len(), FILES.len());
        assert!(faults[0].contains("cargo xtask freeze 999.0.0"), "{faults:?}");
    }
}
