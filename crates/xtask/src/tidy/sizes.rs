//! Sizes of files: a file that cannot be read in one sitting is refused.

use std::path::Path;

use crate::{failure::Outcome, workshop};

const RUST: usize = 500;
const RUST_TESTS: usize = 800;
const PAGE: usize = 400;

/// Files that are too long.
pub(crate) fn check() -> Outcome<Vec<String>> {
    let root = workshop::root();
    let mut faults = Vec::new();
    for folder in ["crates", "src-tauri", "tests", "ui/src"] {
        for file in workshop::files_below(&root.join(folder), &["node_modules", "dist"]) {
            let name = file.strip_prefix(&root).unwrap_or(&file);
            let Some(limit) = limit_of(name) else {
                continue;
            };
            let lines = counted_lines(name, &workshop::read(&file)?);
            if lines > limit {
                faults.push(format!("{}: {lines} lines, {limit} at most", name.display()));
            }
        }
    }
    Ok(faults)
}

fn limit_of(file: &Path) -> Option<usize> {
    let text = file.to_str()?.replace('\\', "/");
    // Generated files are as long as what they are generated from.
    if text.contains("/bindings/") {
        return None;
    }
    match file.extension()?.to_str()? {
        "rs" if is_test_file(&text) => Some(RUST_TESTS),
        "rs" => Some(RUST),
        "svelte" => Some(PAGE),
        "ts" if text.ends_with(".test.ts") => Some(RUST_TESTS),
        // A dictionary of texts has no structure to lose by its length.
        "ts" if text.contains("/messages/") => None,
        "ts" => Some(PAGE),
        _ => None,
    }
}

fn is_test_file(file: &str) -> bool {
    file.starts_with("tests/") || file.contains("/tests/") || file.ends_with("/tests.rs")
}

/// The tests at the end of a Rust file do not count: they are its other half.
fn counted_lines(file: &Path, text: &str) -> usize {
    let is_rust = file.extension().is_some_and(|extension| extension == "rs");
    let lines = text.lines();
    if is_rust { lines.take_while(|line| *line != "#[cfg(test)]").count() } else { lines.count() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_file_is_too_long_to_read() {
        super::super::assert_in_order(check);
    }

    #[test]
    fn the_limit_depends_on_what_the_file_is() {
        for (file, limit) in [
            ("crates/desk/src/pos/sell.rs", Some(500)),
            ("crates/desk/tests/pos/sell.rs", Some(800)),
            ("tests/journeys/reception_day.rs", Some(800)),
            ("ui/src/lib/components/Button.svelte", Some(400)),
            ("ui/src/lib/backend/bindings/types.ts", None),
            ("migrations/desk/1.sql", None),
        ] {
            assert_eq!(limit_of(Path::new(file)), limit, "{file}");
        }
    }

    #[test]
    fn tests_at_the_end_do_not_count() {
        let text = "fn a() {}\n\n#[cfg(test)]\nmod tests {\n}\n";
        assert_eq!(counted_lines(Path::new("a.rs"), text), 2);
    }
}
