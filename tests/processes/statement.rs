//! `mojo statement`: which months have one.

use serde_json::{Value, json};

use crate::kill_sync::Practice;
use crate::said::{assert_members, assert_refused, list};

/// Y3: a balance would be carried into any month to come, and none of them has a statement.
#[test]
fn y3_the_listed_months_have_a_statement_and_one_that_has_not_begun_has_none() {
    let Some(practice) = Practice::open() else { return };
    let owner = practice.owners_desk();
    let listed = owner.done(&["statement", "list"]);
    let months = list(&listed["months"]);
    assert!(!months.is_empty(), "the practice of the demo recruits");
    let text = |row: &Value, key: &str| row[key].as_str().unwrap().to_owned();
    for row in months.iter().take(3) {
        assert_members(row, &["month", "currency", "entries", "total", "booked"]);
        let (month, currency) = (text(row, "month"), text(row, "currency"));
        let shown = owner.done(&["statement", "show", &month, "--currency", &currency]);
        assert_eq!((&shown["month"], &shown["total"]), (&row["month"], &row["total"]));
        let broken = owner.done(&["statement", "breakdown", &month, "--currency", &currency]);
        assert_eq!(broken["currency"], json!(currency));
    }
    let (month, currency) = (text(&months[0], "month"), text(&months[0], "currency"));
    let latest = owner.done(&["statement", "show", &month, "--currency", &currency]);
    assert_ne!(latest["closing"], "0.00", "something is carried over: {latest}");
    let to_come = ["statement", "show", "2099-01", "--currency", &currency];
    assert_refused(&owner.run(&to_come), "no_statement");
    let file = practice.folder.path().join("statement.pdf").display().to_string();
    let paper = ["statement", "pdf", "2099-01", "--currency", &currency, "-o", &file];
    assert_refused(&owner.run(&paper), "no_statement");
    assert!(!std::path::Path::new(&file).exists(), "nothing was written");
    assert_eq!(owner.run(&["statement", "show", "2099"]).code, Some(2), "not a month");
}
