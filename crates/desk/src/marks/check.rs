//! The rule: is this database a copy?

use mojo_store::device::Place;

use super::Mark;

/// How a copy was noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CopyReason {
    /// The mark is ahead: the database was restored from a backup.
    Restored,
    /// There is no mark, or it is of another machine: the database came from elsewhere.
    Elsewhere,
    /// The profile that the mark names still exists: the folder was cloned.
    Cloned,
    /// The platform noticed it.
    Platform,
}

impl CopyReason {
    /// The name at rest.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Restored => "restored",
            Self::Elsewhere => "elsewhere",
            Self::Cloned => "cloned",
            Self::Platform => "platform",
        }
    }
}

/// What is found here.
#[derive(Clone, Copy, Debug)]
pub(super) struct Here<'a> {
    pub(super) place: Place,
    pub(super) profile: &'a str,
    pub(super) machine: Option<&'a str>,
    /// The profile that the mark names is there and has the same identity.
    pub(super) is_held_elsewhere: bool,
}

/// `None` when all is well: the mark fits, or the database is older than all marks.
pub(super) fn judge(mark: Option<&Mark>, here: Here<'_>) -> Option<CopyReason> {
    let Some(mark) = mark else {
        return here.place.is_marked.then_some(CopyReason::Elsewhere);
    };
    let is_other_machine =
        mark.machine.as_deref().zip(here.machine).is_some_and(|(then, now)| then != now);
    if is_other_machine {
        return Some(CopyReason::Elsewhere);
    }
    if mark.profile != here.profile && here.is_held_elsewhere {
        return Some(CopyReason::Cloned);
    }
    let is_ahead = (mark.epoch, mark.dseq) > (here.place.epoch, here.place.dseq);
    is_ahead.then_some(CopyReason::Restored)
}

#[cfg(test)]
mod tests {
    use mojo_domain::DeviceId;
    use uuid::Uuid;

    use super::*;

    const DEVICE: DeviceId = DeviceId(Uuid::from_u128(1));

    fn mark(dseq: i64) -> Mark {
        Mark {
            device_id: DEVICE,
            epoch: 1,
            dseq,
            profile: "/a".to_owned(),
            machine: Some("m".to_owned()),
        }
    }

    fn here(dseq: i64) -> Here<'static> {
        let place = Place { device_id: DEVICE, epoch: 1, dseq, is_marked: true };
        Here { place, profile: "/a", machine: Some("m"), is_held_elsewhere: false }
    }

    #[test]
    fn a_mark_that_is_behind_or_equal_is_no_copy() {
        assert_eq!(judge(Some(&mark(7)), here(7)), None);
        assert_eq!(judge(Some(&mark(6)), here(7)), None, "the power went before the mark");
        assert_eq!(judge(Some(&mark(8)), here(7)), Some(CopyReason::Restored));
        let older = Mark { epoch: 2, ..mark(1) };
        assert_eq!(judge(Some(&older), here(7)), Some(CopyReason::Restored), "an older epoch");
    }

    #[test]
    fn no_mark_is_a_copy_unless_the_database_is_older_than_all_marks() {
        assert_eq!(judge(None, here(7)), Some(CopyReason::Elsewhere));
        let mut old = here(7);
        old.place.is_marked = false;
        assert_eq!(judge(None, old), None);
    }

    #[test]
    fn a_moved_folder_is_no_copy_and_a_cloned_one_is() {
        let moved = Here { profile: "/b", ..here(7) };
        assert_eq!(judge(Some(&mark(7)), moved), None);
        let cloned = Here { is_held_elsewhere: true, ..moved };
        assert_eq!(judge(Some(&mark(7)), cloned), Some(CopyReason::Cloned));
    }

    #[test]
    fn another_machine_is_a_copy_where_machines_have_ids() {
        let other = Here { machine: Some("n"), ..here(7) };
        assert_eq!(judge(Some(&mark(7)), other), Some(CopyReason::Elsewhere));
        let nameless = Here { machine: None, ..here(7) };
        assert_eq!(judge(Some(&mark(7)), nameless), None);
    }
}
