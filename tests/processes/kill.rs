//! Kill -9 of the real process between any two writes of a verb: whole or absent, chain intact,
//! number neither lost nor repeated (D1, D2, D3, invariant 3).

use mojo_journeys::program::{Harm, Mojo, demo_profile};

use crate::places::Sweep;
use crate::verbs::Verb;

/// The calls by which the database changes what is on the disk.
pub(crate) const WRITES: [&str; 4] = ["pwrite64", "fsync", "ftruncate", "unlink"];

/// The mark, which is written beside the database, takes its name by this call.
pub(crate) const MARK: &str = "rename";

/// The answer leaves by this call; so does what wakes the threads of the program.
const ANSWER: &str = "write";

/// Kills `verb` at every write; after each, its document is there whole or not at all.
fn kill_everywhere(mojo: &Mojo, verb: &Verb) {
    let words = verb.words();
    let before = mojo.entries();
    let mut last = (verb.number)(&mojo.done(&words));
    let per_document = mojo.entries() - before;
    let mut entries = before + per_document;
    for syscall in WRITES.into_iter().chain([MARK, ANSWER]) {
        let sweep = Sweep::new(verb.name, Harm::Death, syscall);
        for nth in sweep.places() {
            let what = sweep.at(nth);
            let ended = mojo.under(sweep.fault(nth), &words);
            let made = mojo.entries() - entries;
            entries += made;
            assert!(made == 0 || made == per_document, "{what}: half a document ({made})");
            assert!(syscall != MARK || made == per_document, "{what}: the mark follows the commit");
            last += made / per_document;
            if ended.code.is_some() {
                assert_eq!((verb.number)(&ended.answer()), last, "{what}");
                sweep.ended(nth);
                break;
            }
        }
        // The next document takes the next number: none was lost, none is given twice.
        let next = (verb.number)(&mojo.done(&words));
        assert_eq!(next, last + 1, "{syscall}: gapless after all the deaths");
        (last, entries) = (next, entries + per_document);
    }
    assert_eq!(mojo.entries(), entries);
}

#[test]
fn d2_a_sale_is_whole_or_absent_wherever_the_process_dies() {
    let Some((_folder, mojo)) = demo_profile() else { return };
    kill_everywhere(&mojo, &Verb::sale());
}

#[test]
fn d2_an_invoice_is_whole_or_absent_wherever_the_process_dies() {
    let Some((_folder, mojo)) = demo_profile() else { return };
    kill_everywhere(&mojo, &Verb::invoice(&mojo));
}

#[test]
fn d1_a_visit_is_whole_or_absent_wherever_the_process_dies() {
    let Some((_folder, mojo)) = demo_profile() else { return };
    kill_everywhere(&mojo, &Verb::check_in(&mojo));
}

#[test]
fn d1_a_sold_card_is_whole_or_absent_wherever_the_process_dies() {
    let Some((_folder, mojo)) = demo_profile() else { return };
    kill_everywhere(&mojo, &Verb::card_sale(&mojo));
}
