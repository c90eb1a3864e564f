//! Where a fault is tried: at one call of the system after the other, until a verb comes through
//! unharmed. Where trying all of them takes minutes, the short run tries every third;
//! `MOJO_TEST_LONG=1` tries all. `MOJO_TEST_REPORT` names a file that is told how many there were.

use std::io::Write as _;

use mojo_journeys::program::{Fault, Harm};

/// No verb calls so often.
const END: u32 = 5000;

/// Whether every place is asked for.
pub(crate) fn is_long() -> bool {
    std::env::var("MOJO_TEST_LONG").is_ok_and(|value| value == "1")
}

/// A fault at every place of a verb.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sweep {
    verb: &'static str,
    pub(crate) harm: Harm,
    syscall: &'static str,
    step: usize,
}

impl Sweep {
    /// At every place.
    pub(crate) fn new(verb: &'static str, harm: Harm, syscall: &'static str) -> Self {
        Self { verb, harm, syscall, step: 1 }
    }

    /// In the short run at every third place only.
    pub(crate) fn thinned(self) -> Self {
        self.thinned_by(3)
    }

    /// In the short run at one place of so many only.
    pub(crate) fn thinned_by(self, step: usize) -> Self {
        Self { step: if is_long() { 1 } else { step }, ..self }
    }

    /// The places, until somebody stops.
    pub(crate) fn places(self) -> impl Iterator<Item = u32> {
        let places = (1_u32..).step_by(self.step);
        places.inspect(move |nth| assert!(*nth < END, "{}: no end", self.at(*nth)))
    }

    /// The fault at a place.
    pub(crate) fn fault(self, nth: u32) -> Fault {
        Fault { harm: self.harm, syscall: self.syscall, nth }
    }

    /// Whether everything is looked at after the fault at this place: at all of few, at every tenth of
    /// many.
    pub(crate) fn is_looked_at_closely(self, nth: u32) -> bool {
        self.step > 1 || self.syscall != "pwrite64" || nth % 10 == 1
    }

    /// A place in words.
    pub(crate) fn at(self, nth: u32) -> String {
        let Self { verb, harm, syscall, .. } = self;
        format!("{verb}: {harm:?} at {syscall} {nth}")
    }

    /// It came through at `nth`: there is no such place any more.
    pub(crate) fn ended(self, nth: u32) {
        assert!(nth > 1, "{}: nothing was tried", self.at(nth));
        let Some(file) = std::env::var_os("MOJO_TEST_REPORT") else { return };
        let Self { verb, harm, syscall, step } = self;
        let tried = match step {
            1 => "all".to_owned(),
            3 => "every third".to_owned(),
            step => format!("every {step}th"),
        };
        let row = format!("| {verb} | {} | `{syscall}` | {} | {tried} |\n", words(harm), nth - 1);
        let mut file = std::fs::OpenOptions::new().create(true).append(true).open(file).unwrap();
        file.write_all(row.as_bytes()).unwrap();
    }
}

fn words(harm: Harm) -> &'static str {
    match harm {
        Harm::Death => "killed",
        Harm::FullDisk => "the disk is full from there on",
        Harm::FullFor(_) => "the disk is full for a while",
        Harm::RefusedOnce => "the disk refuses once",
        Harm::BrokenDisk => "the disk refuses from there on",
    }
}
