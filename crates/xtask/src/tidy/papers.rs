//! Papers that can be checked are checked: rooms say what they are, the code map names real folders.

use crate::{failure::Outcome, workshop};

/// Crates without a first sentence, and paths in papers that do not exist.
pub(crate) fn check() -> Outcome<Vec<String>> {
    let mut faults = undocumented()?;
    faults.extend(dead_paths()?);
    Ok(faults)
}

fn undocumented() -> Outcome<Vec<String>> {
    let root = workshop::root();
    let mut faults = Vec::new();
    for folder in ["crates", "src-tauri", "tests"] {
        for file in workshop::files_below(&root.join(folder), &["tests", "tests.rs", "journeys"]) {
            let is_rust = file.extension().is_some_and(|extension| extension == "rs");
            if is_rust && !begins_with_a_sentence(&workshop::read(&file)?) {
                let name = file.strip_prefix(&root).unwrap_or(&file);
                faults.push(format!("{}: does not begin with //!", name.display()));
            }
        }
    }
    Ok(faults)
}

fn begins_with_a_sentence(text: &str) -> bool {
    text.lines().next().is_some_and(|line| line.starts_with("//! "))
}

/// Paths in backquotes and links of the papers that begin at a folder of the root.
fn dead_paths() -> Outcome<Vec<String>> {
    let root = workshop::root();
    let mut faults = Vec::new();
    for paper in ["docs/architecture.md", "README.md"] {
        if !root.join(paper).exists() {
            faults.push(format!("{paper} is missing"));
        }
    }
    let papers = ["docs/decisions", "docs/walkthroughs"];
    let papers = papers.iter().flat_map(|folder| workshop::files_below(&root.join(folder), &[]));
    let main = ["docs/architecture.md", "README.md"].map(|paper| root.join(paper));
    for file in main.into_iter().filter(|file| file.exists()).chain(papers) {
        let paper = file.strip_prefix(&root).unwrap_or(&file).display().to_string();
        for path in paths_in(&workshop::read(&file)?) {
            if !root.join(&path).exists() {
                faults.push(format!("{paper} names `{path}`, which does not exist"));
            }
        }
    }
    Ok(faults)
}

fn paths_in(text: &str) -> Vec<String> {
    const FOLDERS: &[&str] =
        &["crates/", "docs/", "icons/", "migrations/", "src-tauri/", "tests/", "ui/"];
    let linked = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let quoted = text.split('`').skip(1).step_by(2).chain(linked);
    let is_path = |word: &&str| {
        FOLDERS.iter().any(|folder| word.starts_with(folder))
            && !word.contains(['*', '<', '{', ' ', '\n'])
            && !word.starts_with("ui/dist")
    };
    quoted.filter(is_path).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_says_what_it_is_and_papers_name_real_folders() {
        super::super::assert_in_order(check);
    }

    #[test]
    fn paths_in_backquotes_are_read_and_patterns_are_not() {
        let text = "`crates/domain/` holds `Money`; `crates/*/src` and `docs/<name>.md` are forms.";
        assert_eq!(paths_in(text), ["crates/domain/"]);
        assert_eq!(paths_in("![a](docs/images/a.png)"), ["docs/images/a.png"]);
    }
}
