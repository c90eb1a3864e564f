//! The verbs that are harmed: what to say, and how to count what they made.

use mojo_journeys::program::{Ended, Harm, Mojo};
use serde_json::Value;

/// A verb that can be said again and again, each time making one document.
pub(crate) struct Verb {
    pub(crate) name: &'static str,
    pub(crate) words: Vec<String>,
    /// The number of the document in an answer: one more each time.
    pub(crate) number: fn(&Value) -> i64,
}

impl Verb {
    fn new(name: &'static str, words: &[&str], number: fn(&Value) -> i64) -> Self {
        Self { name, words: words.iter().map(|word| (*word).to_owned()).collect(), number }
    }

    pub(crate) fn words(&self) -> Vec<&str> {
        self.words.iter().map(String::as_str).collect()
    }

    /// A sale at the till.
    pub(crate) fn sale() -> Self {
        Self::new("a sale", &["pos", "sell", "--line", "1004", "--pay", "cash:20.00"], receipt)
    }

    /// An invoice to a client.
    pub(crate) fn invoice(mojo: &Mojo) -> Self {
        let line = "Behandlung:1:80.00:general";
        let words = ["invoice", "issue", "--contact", &client(mojo), "--line", line];
        Self::new("an invoice", &words, |answer| count_of(&answer["number"]))
    }

    /// A visit with a card that is long enough for all of them.
    pub(crate) fn check_in(mojo: &Mojo) -> Self {
        let card = mojo.done(&["cards", "import", "--contact", &client(mojo), "--left", "1000"]);
        Self::new("a check-in", &["checkin", card["id"].as_str().unwrap()], |answer| {
            1000 - answer["left"].as_i64().unwrap()
        })
    }

    /// A punch card is sold.
    pub(crate) fn card_sale(mojo: &Mojo) -> Self {
        let words = ["cards", "sell", "1002", "--contact", &client(mojo), "--pay", "card:130.00"];
        Self::new("a card sold", &words, receipt)
    }
}

fn receipt(answer: &Value) -> i64 {
    count_of(&answer["receipt"])
}

/// The last group of a document's number.
fn count_of(number: &Value) -> i64 {
    number.as_str().unwrap().rsplit('-').next().unwrap().parse().unwrap()
}

/// Somebody of the demo practice.
pub(crate) fn client(mojo: &Mojo) -> String {
    let found = mojo.done(&["contacts", "search", "Lindqvist"]);
    found["contacts"][0]["id"].as_str().unwrap().to_owned()
}

/// How a program may end that was harmed: killed, or as it may when the disk is full or broken.
pub(crate) fn assert_harmed_well(ended: &Ended, harm: Harm, what: &str) {
    match (harm, ended.code) {
        (Harm::Death, None) => {}
        (Harm::Death, code) => assert_eq!(code, Some(0), "{what}: {ended:?}"),
        _ => assert_said_clearly(ended, harm, what),
    }
}

/// How a program may end that found the disk full or broken: done, or refused with a sentence that
/// says what happened, what is safe and what to do. Never a panic.
pub(crate) fn assert_said_clearly(ended: &Ended, harm: Harm, what: &str) {
    // SQLite does not tell for which reason it could not make room in the index of its log.
    let codes: &[&str] =
        if harm == Harm::FullDisk { &["(disk_full)"] } else { &["(disk_error)", "(disk_full)"] };
    assert!(!ended.stderr.contains("panicked"), "{what}: {}", ended.stderr);
    match ended.code {
        Some(0) => {}
        Some(1) => {
            let said = ended.stderr.trim();
            assert!(codes.iter().any(|code| said.contains(code)), "{what}: {said}");
            assert!(said.contains("safe"), "{what}: what is safe? {said}");
            assert!(ended.stdout.is_empty() || ended.stdout.starts_with('{'), "{what}: {ended:?}");
        }
        _ => panic!("{what}: {ended:?}"),
    }
}
