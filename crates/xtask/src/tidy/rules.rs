//! The rules of the business: each stands in a paper with the tests that prove it, and those exist.

use std::collections::BTreeMap;

use crate::{failure::Outcome, workshop};

const PAPER: &str = "docs/rules.md";

/// The rules by letter, and how many of each there are: A1 to A6 and so on.
const RULES: &[(&str, usize)] = &[("P", 4), ("A", 6), ("C", 17), ("Y", 5), ("F", 4)];

/// A row of the table: a rule, what it says, and what proves it.
#[derive(Debug, Default, PartialEq, Eq)]
struct Row {
    rule: String,
    says: String,
    tests: Vec<Proof>,
}

/// A test by its file and its name.
#[derive(Debug, PartialEq, Eq)]
struct Proof {
    file: String,
    name: String,
}

/// Rules without a row, and rows that name no rule or no test.
pub(crate) fn check() -> Outcome<Vec<String>> {
    let root = workshop::root();
    let rows = rows_of(&workshop::read(&root.join(PAPER))?);
    let mut files = BTreeMap::new();
    for proof in rows.iter().flat_map(|row| &row.tests) {
        let path = root.join(&proof.file);
        if path.is_file() && !files.contains_key(&proof.file) {
            files.insert(proof.file.clone(), workshop::read(&path)?);
        }
    }
    Ok(faults_of(&rows, &files))
}

fn rules() -> Vec<String> {
    let of = |(letter, count): &(&str, usize)| -> Vec<String> {
        (1..=*count).map(|number| format!("{letter}{number}")).collect()
    };
    RULES.iter().flat_map(of).collect()
}

/// The rows of the table, without its head.
fn rows_of(paper: &str) -> Vec<Row> {
    let rows = paper.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"));
    let is_head = |row: &&str| row.starts_with("rule ") || row.starts_with("---");
    rows.filter(|row| !is_head(row)).map(row_of).collect()
}

fn row_of(row: &str) -> Row {
    let mut cells = row.split('|').map(str::trim);
    let rule = cells.next().unwrap_or_default().to_owned();
    let says = cells.next().unwrap_or_default().to_owned();
    let proofs = cells.next().unwrap_or_default();
    let quoted = proofs.split('`').skip(1).step_by(2);
    let proof = |text: &str| {
        let (file, name) = text.split_once("::").unwrap_or((text, ""));
        Proof { file: file.to_owned(), name: name.to_owned() }
    };
    Row { rule, says, tests: quoted.map(proof).collect() }
}

fn faults_of(rows: &[Row], files: &BTreeMap<String, String>) -> Vec<String> {
    let rules = rules();
    let is_told = |rule: &&String| rows.iter().any(|row| row.rule == **rule);
    let untold = rules.iter().filter(|rule| !is_told(rule));
    let mut faults: Vec<String> =
        untold.map(|rule| format!("{PAPER}: {rule} has no row")).collect();
    for row in rows {
        let rule = &row.rule;
        if !rules.contains(rule) {
            faults.push(format!("{PAPER}: `{rule}` is no rule (tidy/rules.rs)"));
        }
        if row.says.is_empty() {
            faults.push(format!("{PAPER}: {rule} says nothing"));
        }
        if row.tests.is_empty() {
            faults.push(format!("{PAPER}: {rule} is proved by no test"));
        }
        faults.extend(row.tests.iter().filter_map(|proof| fault_of(rule, proof, files)));
    }
    faults
}

fn fault_of(rule: &str, proof: &Proof, files: &BTreeMap<String, String>) -> Option<String> {
    let Proof { file, name } = proof;
    let Some(text) = files.get(file) else {
        return Some(format!("{PAPER}: {rule} names `{file}`, which does not exist"));
    };
    (!has_test(text, name)).then(|| format!("{PAPER}: {rule} names `{name}`, not in {file}"))
}

/// Whether a line of the file begins the test; one that is commented out does not.
fn has_test(text: &str, name: &str) -> bool {
    let begins = |line: &str| {
        let line = line.trim_start();
        let line = line.strip_prefix("async ").unwrap_or(line);
        line.strip_prefix("fn ")?.strip_prefix(name).map(|rest| rest.starts_with('('))
    };
    !name.is_empty() && text.lines().any(|line| begins(line) == Some(true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_of_the_business_is_proved_by_tests_that_exist() {
        super::super::assert_in_order(check);
    }

    const HEAD: &str = "# Rules\n\n| rule | says | proved by |\n| --- | --- | --- |\n";

    fn files() -> BTreeMap<String, String> {
        let text = "    async fn a1_first(server) {}\n// fn a1_gone() {}\nfn a1_second() {}\n";
        BTreeMap::from([("a.rs".to_owned(), text.to_owned())])
    }

    fn faults(row: &str) -> Vec<String> {
        let all = faults_of(&rows_of(&format!("{HEAD}{row}\n")), &files());
        all.into_iter().filter(|fault| !fault.ends_with("has no row")).collect()
    }

    #[test]
    fn a_row_names_its_tests_with_their_files() {
        let row = "| A1 | The first click wins. | `a.rs::a1_first`, `a.rs::a1_second` |";
        let rows = rows_of(&format!("{HEAD}{row}\n"));
        assert_eq!((rows.len(), rows[0].rule.as_str(), rows[0].tests.len()), (1, "A1", 2));
        assert_eq!(faults(row), Vec::<String>::new());
        let untold = faults_of(&rows, &files());
        assert_eq!(untold.len(), rules().len() - 1, "every other rule has no row: {untold:?}");
    }

    #[test]
    fn what_does_not_exist_is_named() {
        for (row, what) in [
            ("| A1 | x | `a.rs::a1_gone` |", "`a1_gone`, not in a.rs"),
            ("| A1 | x | `a.rs::a1_fir` |", "`a1_fir`, not in a.rs"),
            ("| A1 | x | `a.rs` |", "``, not in a.rs"),
            ("| A1 | x | `b.rs::a1_first` |", "`b.rs`, which does not exist"),
            ("| A1 | x | soon |", "proved by no test"),
            ("| A1 |  | `a.rs::a1_first` |", "says nothing"),
            ("| A7 | x | `a.rs::a1_first` |", "`A7` is no rule"),
        ] {
            let found = faults(row);
            assert!(found.len() == 1 && found[0].contains(what), "{row}: {found:?}");
        }
    }
}
