//! What a run of the matrix must keep, judged by what its clients said and what they hold at the
//! end. Names as in the independent PowerSync suite: monotonic reads and writes (causal
//! consistency), atomicity, no lost write, strong convergence.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// A field of a contact.
type Field = (String, String);

/// What the clients said.
#[derive(Debug, Default)]
pub(crate) struct History {
    /// Of each client, in order: the values of each field as it saw them, its own writes too.
    views: BTreeMap<usize, BTreeMap<Field, Vec<String>>>,
    begun: BTreeMap<String, Field>,
    done: BTreeSet<String>,
    receipts: BTreeSet<String>,
    begun_sales: u64,
    /// The lives of clients that ended in peace.
    in_peace: BTreeSet<String>,
    pub(crate) reads: u64,
    faults: Vec<String>,
}

impl History {
    /// Takes note of a line of a client.
    pub(crate) fn note(&mut self, client: usize, line: &Value) {
        let text = |key: &str| line[key].as_str().unwrap_or_default().to_owned();
        if line["begins"] == "edit" {
            self.begun.insert(text("value"), (text("contact"), text("field")));
        } else if line["begins"] == "sale" {
            self.begun_sales += 1;
        } else if line["done"].is_string() {
            self.done.insert(text("done"));
            if line["receipt"].is_string() && !self.receipts.insert(text("receipt")) {
                self.faults.push(format!("number given twice: {}", text("receipt")));
            }
            if let Some(field) = self.begun.get(&text("done")).cloned() {
                self.see(client, field, text("done"));
            }
        } else if line["failed"].is_string() {
            self.faults.push(format!("a verb failed at client {client}: {}", text("why")));
        } else if line["read"].is_string() {
            self.reads += 1;
            self.read(client, &text("read"), &line["fields"]);
        }
    }

    fn read(&mut self, client: usize, contact: &str, fields: &Value) {
        let text = |key: &str| fields[key].as_str().unwrap_or_default().to_owned();
        if text("title") != text("organisation") {
            self.faults.push(format!("not atomic: client {client} read {fields}"));
        }
        self.see(client, (contact.to_owned(), "pair".to_owned()), text("title"));
        self.see(client, (contact.to_owned(), "first_name".to_owned()), text("first_name"));
    }

    fn see(&mut self, client: usize, field: Field, value: String) {
        let seen = self.views.entry(client).or_default().entry(field).or_default();
        if seen.last() != Some(&value) {
            seen.push(value);
        }
    }

    /// A client's life, by its name, ended in peace: whatever it began, it has ended.
    pub(crate) fn ended(&mut self, life: String) {
        self.in_peace.insert(life);
    }

    /// What the harness found by itself.
    pub(crate) fn fault(&mut self, what: String) {
        self.faults.push(what);
    }

    /// Writes that were confirmed.
    pub(crate) fn confirmed(&self) -> usize {
        self.done.len()
    }

    /// What is wrong, judged with what every client holds at the end.
    pub(crate) fn judge(mut self, dumps: &[Value]) -> Vec<String> {
        self.converged(dumps);
        if let Some(dump) = dumps.first() {
            self.nothing_lost(dump);
            for (contact, fields) in dump["contacts"].as_object().into_iter().flatten() {
                // At the end everybody reads once more.
                for client in 0..dumps.len() {
                    self.read(client, contact, fields);
                }
            }
        }
        self.in_one_order();
        self.nothing_left_open();
        self.faults
    }

    /// Who ends in peace leaves nothing that was begun without an answer.
    fn nothing_left_open(&mut self) {
        for value in self.begun.keys().filter(|value| !self.done.contains(*value)) {
            let life = value.rsplit_once('-').map_or("", |(life, _)| life);
            if self.in_peace.contains(life) {
                self.faults.push(format!("left open at an end in peace: {value}"));
            }
        }
    }

    fn converged(&mut self, dumps: &[Value]) {
        for (client, dump) in dumps.iter().enumerate() {
            for key in ["contacts", "receipts"] {
                if dump[key] != dumps[0][key] {
                    self.faults.push(format!("not converged: {key} of client {client}"));
                }
            }
            let is_well = dump["pending"] == 0
                && dump["hashes_equal"] == true
                && dump["rejected"] == 0
                && dump["breaks"] == 0;
            if !is_well {
                let mut said = dump.clone();
                said["receipts"] = Value::Null;
                self.faults.push(format!("not well at the end: client {client} {said}"));
            }
        }
    }

    fn nothing_lost(&mut self, dump: &Value) {
        let held: Vec<&str> =
            dump["receipts"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let once: BTreeSet<&str> = held.iter().copied().collect();
        if once.len() != held.len() {
            self.faults.push("a sale is there twice".to_owned());
        }
        for receipt in &self.receipts {
            if !once.contains(receipt.as_str()) {
                self.faults.push(format!("lost: confirmed sale {receipt}"));
            }
        }
        if held.len() as u64 > self.begun_sales {
            self.faults.push("more sales than were begun".to_owned());
        }
        let mut numbers: BTreeMap<&str, BTreeSet<u64>> = BTreeMap::new();
        for receipt in once {
            if let Some((range, number)) = receipt.rsplit_once('-') {
                numbers.entry(range).or_default().insert(number.parse().unwrap_or_default());
            }
        }
        for (range, numbers) in numbers {
            let (first, last) = (numbers.first().copied(), numbers.last().copied());
            let span = last.zip(first).map_or(0, |(last, first)| last - first + 1);
            if span != numbers.len() as u64 {
                self.faults.push(format!("a gap in {range}: {} of {span}", numbers.len()));
            }
        }
    }

    /// The last writer wins: whoever saw `a` and then `b` says that `b` is later. All views
    /// together must be one order, with the final value last: else somebody read backwards, or a
    /// write was overtaken by one that it had seen.
    fn in_one_order(&mut self) {
        let mut later: BTreeMap<Field, BTreeMap<String, BTreeSet<String>>> = BTreeMap::new();
        for views in self.views.values() {
            for (field, seen) in views {
                let later = later.entry(field.clone()).or_default();
                for pair in seen.windows(2) {
                    later.entry(pair[0].clone()).or_default().insert(pair[1].clone());
                }
            }
        }
        for (field, later) in later {
            if let Some(value) = on_a_circle(&later) {
                self.faults.push(format!("no order: {field:?} was {value}, later and earlier"));
            }
        }
    }
}

/// A value that is later than itself.
fn on_a_circle(later: &BTreeMap<String, BTreeSet<String>>) -> Option<String> {
    let mut waits: BTreeMap<&str, usize> = BTreeMap::new();
    for (value, others) in later {
        waits.entry(value).or_default();
        for other in others {
            *waits.entry(other).or_default() += 1;
        }
    }
    let mut free: Vec<&str> = waits.iter().filter(|(_, n)| **n == 0).map(|(v, _)| *v).collect();
    while let Some(value) = free.pop() {
        waits.remove(value);
        for other in later.get(value).into_iter().flatten() {
            if let Some(n) = waits.get_mut(other.as_str()) {
                *n -= 1;
                if *n == 0 {
                    free.push(other);
                }
            }
        }
    }
    waits.keys().next().map(|value| (*value).to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn dump(title: &str, receipts: &[&str]) -> Value {
        json!({
            "contacts": {"c": {"title": title, "organisation": title, "first_name": ""}},
            "receipts": receipts, "pending": 0, "hashes_equal": true, "rejected": 0, "breaks": 0,
        })
    }

    fn edit(history: &mut History, client: usize, value: &str) {
        let begins = json!({"begins": "edit", "contact": "c", "field": "pair", "value": value});
        history.note(client, &begins);
        history.note(client, &json!({"done": value}));
    }

    fn read(history: &mut History, client: usize, title: &str, organisation: &str) {
        let fields = json!({"title": title, "organisation": organisation, "first_name": ""});
        history.note(client, &json!({"read": "c", "fields": fields}));
    }

    fn sale(history: &mut History, receipt: &str) {
        history.note(0, &json!({"begins": "sale", "contact": "c", "value": receipt}));
        history.note(0, &json!({"done": receipt, "receipt": receipt}));
    }

    #[test]
    fn a_good_run_has_no_fault() {
        let mut history = History::default();
        edit(&mut history, 0, "a");
        read(&mut history, 1, "a", "a");
        edit(&mut history, 1, "b");
        sale(&mut history, "KB-2026-A-000001");
        let end = dump("b", &["KB-2026-A-000001"]);
        assert_eq!(history.judge(&[end.clone(), end]), Vec::<String>::new());
    }

    #[test]
    fn a_lost_sale_a_gap_and_a_double_are_seen() {
        let mut history = History::default();
        for receipt in ["K-1", "K-2", "K-3"] {
            sale(&mut history, receipt);
        }
        assert_eq!(history.judge(&[dump("", &["K-1", "K-3", "K-3"])]).len(), 3);
    }

    #[test]
    fn reading_backwards_and_a_lost_edit_are_seen() {
        let mut history = History::default();
        edit(&mut history, 0, "a");
        edit(&mut history, 0, "b");
        read(&mut history, 1, "b", "b");
        read(&mut history, 1, "a", "a");
        assert_eq!(history.judge(&[dump("b", &[])]).len(), 1);
        let mut history = History::default();
        edit(&mut history, 0, "a");
        read(&mut history, 1, "a", "a");
        edit(&mut history, 1, "b");
        assert_eq!(history.judge(&[dump("a", &[]), dump("a", &[])]).len(), 1, "b is lost");
    }

    #[test]
    fn what_is_left_open_at_an_end_in_peace_is_seen() {
        let begins = json!({"begins": "edit", "contact": "c", "field": "pair", "value": "c0.1-7"});
        for (life, faults) in [("c0.1", 1), ("c0.2", 0)] {
            let mut history = History::default();
            history.note(0, &begins);
            history.ended(life.to_owned());
            assert_eq!(history.judge(&[]).len(), faults, "{life}");
        }
    }

    #[test]
    fn half_an_edit_and_two_truths_are_seen() {
        let mut history = History::default();
        read(&mut history, 0, "a", "b");
        assert!(history.judge(&[]).iter().any(|fault| fault.contains("not atomic")));
        let history = History::default();
        assert!(!history.judge(&[dump("a", &[]), dump("b", &[])]).is_empty());
    }
}
