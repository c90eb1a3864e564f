//! The threads of disputes: whoever wrote there, at a desk or over the platform's API, is read once, on
//! the platform and at every desk that may see it, and at all desks in the same order. What a platform
//! that was put back forgot of the words that no desk recorded is read nowhere.

use std::collections::BTreeMap;

use mojo_desk::sync::Method;
use mojo_protocol::Scope;
use mojo_store::commissions::{list_dispute_messages, list_disputes};
use serde_json::Value;

use super::{TENANTS, fault};
use crate::simulation::faults::ADMIN;
use crate::simulation::machine::Machine;
use crate::simulation::server::read;
use crate::simulation::world::{Word, World};
use crate::simulation::{Held, broken};

/// A message: whether the platform's people wrote it, and the words.
type Line = (bool, String);
/// The messages of each dispute, in their order.
type Threads = BTreeMap<String, Vec<Line>>;

/// Every thread is the same wherever it is read, and holds what was said.
pub(super) async fn are_read_alike(world: &World) -> Held {
    for owner in TENANTS {
        let there = on_the_platform(world, owner).await?;
        hold_each_word_once(owner, &there, &world.words, world.era())?;
        let mut first: Option<(&str, Threads)> = None;
        for (number, machine) in world.machines.iter().enumerate() {
            let scopes = world.scopes(number).await?.unwrap_or_default();
            let is_own = machine.post.owner == *owner && scopes.contains(&Scope::Commissions);
            if !is_own || machine.is_revoked {
                continue;
            }
            let here = at_a_desk(machine).await?;
            hold_the_lines(&machine.name, &here, &there)?;
            match &first {
                None => first = Some((machine.name.as_str(), here)),
                Some((other, held)) => have_one_order((*other, held), (&machine.name, &here))?,
            }
        }
    }
    Ok(())
}

/// The threads as the platform lists them for their recipient.
async fn on_the_platform(world: &World, owner: &str) -> Held<Threads> {
    let path = "disputes?limit=200";
    let fault = |error: String| broken("the platform answers at rest", format!("{path}: {error}"));
    let token = world.server.sign_in(owner).await.map_err(fault)?.token;
    let answer = world.server.ask(Method::Get, path, Some(&token), None).await;
    let held: Value = read(&answer.map_err(fault)?).map_err(fault)?;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let line = |message: &Value| (message["from"] == "platform", text(&message["text"]));
    let disputes = held["disputes"].as_array().into_iter().flatten();
    let thread = |dispute: &Value| {
        let messages = dispute["messages"].as_array().into_iter().flatten();
        (text(&dispute["id"]), messages.map(line).collect::<Vec<Line>>())
    };
    Ok(disputes.map(thread).collect())
}

/// The threads as people read them at a desk.
async fn at_a_desk(machine: &Machine) -> Held<Threads> {
    let mut reader = machine.desk().reader().await.map_err(fault)?;
    let disputes = list_disputes(&mut reader).await.map_err(fault)?;
    let mut threads = Threads::new();
    for dispute in disputes.into_values().flatten() {
        let id = dispute.dispute_id;
        let thread = list_dispute_messages(&mut reader, id).await.map_err(fault)?;
        let lines = thread.into_iter().map(|message| (message.is_from_platform, message.text));
        threads.insert(id.to_string(), lines.collect());
    }
    Ok(threads)
}

/// What was said over the API stands in its thread once, under the name of who said it; what was answered
/// stands there, unless the platform was put back since. In the end everything was taken.
fn hold_each_word_once(owner: &str, there: &Threads, words: &[Word], era: u64) -> Held {
    for word in words.iter().filter(|word| word.recipient == owner) {
        let seen = format!("{word:?}");
        if word.era == era && !word.is_confirmed {
            return Err(broken("a word is taken in the end", seen));
        }
        let thread = there.get(&word.dispute).into_iter().flatten();
        let lines: Vec<&Line> = thread.filter(|(_, text)| *text == word.text).collect();
        let is_named = lines.iter().all(|(is_staff, _)| *is_staff == (word.user == ADMIN));
        if lines.len() > 1 || !is_named {
            return Err(broken("a word is said once", format!("{seen}: {lines:?}")));
        }
        if word.era == era && lines.is_empty() {
            return Err(broken("a word that was taken is read", seen));
        }
    }
    Ok(())
}

/// A desk has every thread of the platform, and in it the same messages.
fn hold_the_lines(name: &str, here: &Threads, there: &Threads) -> Held {
    let sorted = |lines: &[Line]| {
        let mut lines = lines.to_vec();
        lines.sort();
        lines
    };
    for (dispute, lines) in there {
        let held = here.get(dispute).map(|held| sorted(held));
        if held.as_ref() != Some(&sorted(lines)) {
            let seen = format!("{name}: {dispute}: {held:?} instead of {lines:?}");
            return Err(broken("a desk reads the thread of the platform", seen));
        }
    }
    Ok(())
}

/// Two desks of a tenant read each thread in the same order.
fn have_one_order(first: (&str, &Threads), second: (&str, &Threads)) -> Held {
    for (dispute, lines) in first.1 {
        let other = second.1.get(dispute);
        if other.is_some_and(|other| other != lines) {
            let seen = format!("{dispute}: {}: {lines:?}, {}: {other:?}", first.0, second.0);
            return Err(broken("a thread has one order everywhere", seen));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulation::audit::planted::{id, spoke};

    const OWNER: &str = "jonte.albers";

    fn line(is_staff: bool, text: &str) -> Line {
        (is_staff, text.to_owned())
    }

    fn thread(lines: &[Line]) -> Threads {
        Threads::from([("D-1".to_owned(), lines.to_vec())])
    }

    fn word(user: &'static str, text: &str, is_confirmed: bool) -> Word {
        let (dispute, text) = ("D-1".to_owned(), text.to_owned());
        Word { id: id(1), dispute, recipient: OWNER, user, text, era: 0, is_confirmed }
    }

    #[test]
    fn a_word_that_is_missing_or_there_twice_or_under_another_name_is_noticed() {
        let said = [word(OWNER, "a", true), word(ADMIN, "b", true)];
        let (own, staffs) = (line(false, "a"), line(true, "b"));
        let is =
            |lines: &[Line], era| spoke(hold_each_word_once(OWNER, &thread(lines), &said, era));
        assert_eq!(is(&[own.clone(), staffs.clone()], 0), None);
        let missing = Some("a word that was taken is read");
        assert_eq!(is(std::slice::from_ref(&own), 0), missing);
        assert_eq!(is(&[], 0), missing);
        assert_eq!(is(&[], 1), None, "the platform was put back since");
        let twice = Some("a word is said once");
        assert_eq!(is(&[own.clone(), staffs.clone(), own.clone()], 0), twice);
        assert_eq!(is(&[own.clone(), staffs.clone(), staffs.clone()], 1), twice);
        assert_eq!(is(&[line(true, "a"), staffs], 0), twice, "staff did not say it");
        assert_eq!(is(&[own, line(false, "b")], 0), twice, "the recipient did not say it");
    }

    #[test]
    fn a_word_that_was_never_taken_is_noticed() {
        let said = [word(OWNER, "a", false)];
        let is = |era| spoke(hold_each_word_once(OWNER, &thread(&[]), &said, era));
        assert_eq!(is(0), Some("a word is taken in the end"));
        assert_eq!(is(1), None);
    }

    #[test]
    fn a_desk_with_another_thread_is_noticed() {
        let there = thread(&[line(false, "a"), line(true, "b")]);
        let is = |here: &Threads| spoke(hold_the_lines("desk0", here, &there));
        assert_eq!(is(&there), None);
        let turned = thread(&[line(true, "b"), line(false, "a")]);
        assert_eq!(
            is(&turned),
            None,
            "a desk's clock may be off: the platform keeps its own order"
        );
        let other = Some("a desk reads the thread of the platform");
        assert_eq!(is(&Threads::new()), other);
        assert_eq!(is(&thread(&[line(false, "a")])), other);
        let twice = thread(&[line(false, "a"), line(false, "a"), line(true, "b")]);
        assert_eq!(is(&twice), other);
        assert_eq!(is(&thread(&[line(true, "a"), line(true, "b")])), other);
    }

    #[test]
    fn two_desks_with_a_thread_in_two_orders_are_noticed() {
        let one = thread(&[line(false, "a"), line(true, "b")]);
        let turned = thread(&[line(true, "b"), line(false, "a")]);
        let is = |other: &Threads| spoke(have_one_order(("desk0", &one), ("desk1", other)));
        assert_eq!(is(&one), None);
        assert_eq!(is(&turned), Some("a thread has one order everywhere"));
    }
}
