//! The disk is full, or broken: the verb says what happened, what is safe and what to do; nothing is
//! half, and the desk goes on when there is room again.

use mojo_journeys::program::{Harm, Mojo, demo_profile};

use crate::kill::MARK;
use crate::kill_sync::{Bought, PULL, PUSH, Practice, pull_everywhere, push_everywhere};
use crate::places::Sweep;
use crate::verbs::{Verb, assert_said_clearly};

/// `verb` meets `harm` at every call of `syscall`.
fn harm_everywhere(mojo: &Mojo, verb: &Verb, harm: Harm, syscall: &'static str) {
    let words = verb.words();
    let before = mojo.entries();
    let mut last = (verb.number)(&mojo.done(&words));
    let per_document = mojo.entries() - before;
    let mut entries = before + per_document;
    let sweep = Sweep::new(verb.name, harm, syscall);
    for nth in sweep.places() {
        let what = sweep.at(nth);
        let ended = mojo.under(sweep.fault(nth), &words);
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
            sweep.ended(nth);
            break;
        }
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
fn a_mark_that_cannot_be_kept_refuses_nothing() {
    let Some((_folder, mojo)) = demo_profile() else { return };
    harm_everywhere(&mojo, &Verb::sale(), Harm::BrokenDisk, MARK);
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
fn a_pull_without_room_loses_nothing_and_goes_on_when_there_is() {
    let Some(mut practice) = Practice::open() else { return };
    let mut all: Vec<Bought> = Vec::new();
    for sweep in sweeps_of_a_sync(PULL) {
        pull_everywhere(&mut practice, sweep, &mut all);
    }
    practice.assert_all_is_there(&all);
}

#[test]
fn a_push_without_room_loses_nothing_and_goes_on_when_there_is() {
    let Some(mut practice) = Practice::open() else { return };
    let mut all: Vec<Bought> = Vec::new();
    for sweep in sweeps_of_a_sync(PUSH) {
        push_everywhere(&mut practice, sweep, &mut all);
    }
    practice.assert_all_is_there(&all);
}

/// A sync writes in many small steps.
fn sweeps_of_a_sync(verb: &'static str) -> [Sweep; 3] {
    [
        Sweep::new(verb, Harm::FullDisk, "pwrite64").thinned(),
        Sweep::new(verb, Harm::BrokenDisk, "pwrite64").thinned(),
        Sweep::new(verb, Harm::BrokenDisk, "fsync"),
    ]
}
