//! Migrations: the server's two dialects have the same steps, and a name says which and what.

use std::{collections::BTreeSet, path::Path};

use crate::{failure::Outcome, workshop};

/// Steps that one dialect lacks, and names that are no `<number>_<what>.sql`.
pub(crate) fn check() -> Outcome<Vec<String>> {
    let migrations = workshop::root().join("migrations");
    let desk = names(&migrations.join("desk"));
    let sqlite = names(&migrations.join("platform/sqlite"));
    let postgres = names(&migrations.join("platform/postgres"));
    let mut faults = unequal(&sqlite, &postgres);
    for name in desk.iter().chain(&sqlite).chain(&postgres) {
        if !is_well_named(name) {
            faults.push(format!("{name}: not <4 or 14 digits>_<snake_case>.sql"));
        }
    }
    Ok(faults)
}

fn names(folder: &Path) -> BTreeSet<String> {
    let files = workshop::files_below(folder, &[]);
    let name = |file: &Path| file.file_name()?.to_str().map(str::to_owned);
    files.iter().filter_map(|file| name(file)).filter(|name| name.ends_with(".sql")).collect()
}

fn unequal(sqlite: &BTreeSet<String>, postgres: &BTreeSet<String>) -> Vec<String> {
    let lacks = |dialect: &str, name: &String| format!("{dialect} has no migration {name}");
    let not_in_postgres = sqlite.difference(postgres).map(|name| lacks("postgres", name));
    let not_in_sqlite = postgres.difference(sqlite).map(|name| lacks("sqlite", name));
    not_in_postgres.chain(not_in_sqlite).collect()
}

fn is_well_named(name: &str) -> bool {
    let Some((number, what)) = name.strip_suffix(".sql").and_then(|stem| stem.split_once('_'))
    else {
        return false;
    };
    let is_number =
        [4, 14].contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
    let is_snake = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    is_number && !what.is_empty() && what.bytes().all(is_snake)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_dialects_of_the_server_have_the_same_steps() {
        super::super::assert_in_order(check);
    }

    #[test]
    fn a_step_that_one_dialect_lacks_is_named() {
        let one = BTreeSet::from(["20261120101500_orders.sql".to_owned()]);
        assert_eq!(unequal(&one, &BTreeSet::new()).len(), 1);
        assert_eq!(unequal(&BTreeSet::new(), &one).len(), 1);
        assert!(unequal(&one, &one).is_empty());
    }

    #[test]
    fn a_name_is_a_number_or_timestamp_and_a_noun() {
        assert!(is_well_named("20261120101500_punch_cards.sql"));
        assert!(is_well_named("0001_journal.sql"));
        assert!(!is_well_named("1_journal.sql"));
        assert!(!is_well_named("20261120101500_Punch-Cards.sql"));
    }
}
