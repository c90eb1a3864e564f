//! The disk is full, or broken: the verb says what happened, what is safe and what to do; nothing is
//! half, and the desk goes on when there is room again.

use mojo_journeys::program::{Fault, Harm, Mojo, demo_profile};

use crate::kill_sync::{Bought, Practice};
use crate::verbs::{Verb, assert_said_clearly};

/// `verb` meets `harm` at every call of `syscall`.
fn harm_everywhere(mojo: &Mojo, verb: &Verb, harm: Harm, syscall: &'static str) {
    let words = verb.words();
    let before = mojo.entries();
    let mut last = (verb.number)(&mojo.done(&words));
    let per_document = mojo.entries() - before;
    let mut entries = before + per_document;
    for nth in 1.. {
        let what = format!("{harm:?} {syscall} {nth}");
        let ended = mojo.under(Fault { harm, syscall, nth }, &words);
        assert_said_clearly(&ended, harm, &what);
        let made = mojo.entries() - entries;
        entries += made;
        last += made / per_document;
        match ended.code {
            Some(0) => {
                assert_eq!(made, per_document, "{what}: confirmed, so it is there");
                assert_eq!((verb.number)(&ended.answer()), last, "{what}");
            }
            _ if ended.stderr.contains("was not recorded") => assert_eq!(made, 0, "{what}"),
            // A disk that refuses to confirm may have kept all the same; the sentence says so.
            _ => {
                assert!(made == 0 || made == per_document, "{what}: half a document ({made})");
                assert!(ended.stderr.contains("look before you repeat it"), "{what}: {ended:?}");
            }
        }
        if !ended.was_harmed {
            assert!(nth > 1, "{syscall}: nothing was tried");
            break;
        }
        assert!(nth < 300, "{syscall}: no end");
    }
    assert_eq!((verb.number)(&mojo.done(&words)), last + 1, "gapless after all the refusals");
}

#[test]
fn a_full_disk_refuses_a_sale_clearly_and_keeps_nothing_half() {
    let Some((_folder, mojo)) = demo_profile() else { return };
    harm_everywhere(&mojo, &Verb::sale(), Harm::FullDisk, "pwrite64");
}

#[test]
fn a_full_disk_refuses_a_visit_and_an_invoice_clearly_and_keeps_nothing_half() {
    let Some((_folder, mojo)) = demo_profile() else { return };
    harm_everywhere(&mojo, &Verb::check_in(&mojo), Harm::FullDisk, "pwrite64");
    harm_everywhere(&mojo, &Verb::invoice(&mojo), Harm::FullDisk, "pwrite64");
}

#[test]
fn a_broken_disk_leaves_no_half_document_and_says_what_is_uncertain() {
    let Some((_folder, mojo)) = demo_profile() else { return };
    for harm in [Harm::RefusedOnce, Harm::BrokenDisk] {
        for syscall in ["fsync", "pwrite64"] {
            harm_everywhere(&mojo, &Verb::sale(), harm, syscall);
        }
    }
}

#[test]
fn a_broken_disk_leaves_no_half_visit_and_no_half_invoice() {
    let Some((_folder, mojo)) = demo_profile() else { return };
    for syscall in ["fsync", "pwrite64"] {
        harm_everywhere(&mojo, &Verb::check_in(&mojo), Harm::BrokenDisk, syscall);
        harm_everywhere(&mojo, &Verb::invoice(&mojo), Harm::BrokenDisk, syscall);
    }
}

#[test]
fn a_sync_without_room_loses_nothing_and_goes_on_when_there_is() {
    let Some(mut practice) = Practice::open() else { return };
    for (harm, syscall) in [(Harm::FullDisk, "pwrite64"), (Harm::BrokenDisk, "fsync")] {
        let mut all: Vec<Bought> = Vec::new();
        let (mut was_sent, mut was_fetched) = (true, true);
        for nth in (1..).step_by(stride(syscall)) {
            let what = format!("{harm:?} {syscall} {nth}");
            // The reception has something to send, the office something to fetch.
            if was_sent {
                all.push(practice.a_client_buys());
            }
            let sent = practice.reception.under(Fault { harm, syscall, nth }, &["sync"]);
            assert_said_clearly(&sent, harm, &what);
            was_sent = sent.code == Some(0);
            if was_fetched && !was_sent {
                practice.reception.done(&["sync"]);
                was_sent = true;
            }
            let fetched = practice.office.under(Fault { harm, syscall, nth }, &["sync"]);
            assert_said_clearly(&fetched, harm, &what);
            was_fetched = fetched.code == Some(0);
            if !was_fetched {
                let seen = all.last().unwrap().seen_by(&practice.office);
                assert!([(0, 0), (1, 1)].contains(&seen), "{what}: half a page {seen:?}");
            }
            if !sent.was_harmed && !fetched.was_harmed {
                assert!(nth > 1, "{what}: nothing was tried");
                break;
            }
            assert!(nth < 400, "{what}: no end");
        }
        for desk in [&practice.reception, &practice.office] {
            desk.done(&["sync"]);
            desk.assert_all_acknowledged();
        }
        for bought in &all {
            assert_eq!(bought.seen_by(&practice.office), (1, 1));
        }
    }
}

/// A sync writes in many small steps; the short run looks at every third of them.
fn stride(syscall: &str) -> usize {
    let is_long = std::env::var("MOJO_TEST_LONG").is_ok_and(|value| value == "1");
    if is_long || syscall != "pwrite64" { 1 } else { 3 }
}
