//! How a verb ended: what is counted, and what counts as done.

use crate::simulation::verbs::{Said, Trouble};

/// With what the counts of verbs begin; the verb and its [`End`] follow.
pub const VERB: &str = "verb: ";

/// How a verb ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It did what it says.
    Done,
    /// The desk said no.
    Refused,
    /// There was nothing to which it could be done.
    NothingToDo,
    /// The power went, or the disk failed; or a promise did not hold.
    CutOff,
}

impl End {
    /// Every end, with its name in the counts.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::Done, "done"),
        (Self::Refused, "refused"),
        (Self::NothingToDo, "nothing to do"),
        (Self::CutOff, "cut off"),
    ];

    /// Its name in the counts.
    pub fn name(self) -> &'static str {
        Self::ALL.into_iter().find(|(end, _)| *end == self).map_or("", |(_, name)| name)
    }

    pub(super) fn of(result: &Result<Said, Trouble>, has_power: bool) -> Self {
        match result {
            Err(Trouble::Store(_) | Trouble::Broken(_)) => Self::CutOff,
            // Nobody has seen what it said.
            _ if !has_power => Self::CutOff,
            Ok(_) => Self::Done,
            Err(Trouble::NothingToDo) => Self::NothingToDo,
            Err(Trouble::Refused(_)) => Self::Refused,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_done_counts_as_done() {
        let refused = || Err(Trouble::Refused("unknown_contact".to_owned()));
        assert_eq!(End::of(&Ok(Said::default()), true), End::Done);
        assert_eq!(End::of(&Ok(Said::default()), false), End::CutOff);
        assert_eq!(End::of(&refused(), true), End::Refused);
        assert_eq!(End::of(&refused(), false), End::CutOff);
        assert_eq!(End::of(&Err(Trouble::NothingToDo), true), End::NothingToDo);
        assert_eq!(End::of(&Err(Trouble::Store("full".to_owned())), true), End::CutOff);
    }

    #[test]
    fn every_end_has_a_name_of_its_own() {
        let names: std::collections::BTreeSet<&str> =
            End::ALL.into_iter().map(|(_, name)| name).collect();
        assert_eq!(names.len(), 4);
        assert!(End::ALL.into_iter().all(|(end, name)| end.name() == name));
    }
}
