//! What the engine wants done.

use std::time::Duration;

use mojo_protocol::{AckState, ClampedEdit, PullPage, RecordVerdict};

/// A request to the platform; its answer must bear its ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// Make the device known, get its number code.
    Enrol,
    /// Where do we stand?
    Hello,
    /// Entries of the journal after `after_dseq`, at most `limit`.
    Push {
        /// The last entry whose verdict is kept.
        after_dseq: i64,
        /// At most so many.
        limit: usize,
    },
    /// What comes after `cursor`.
    Pull {
        /// The own cursor.
        cursor: String,
    },
}

/// What to do next.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Send a request; then [`crate::Input::Failed`] or its answer, with this ticket.
    Send {
        /// To be borne by the answer.
        ticket: u64,
        /// What to ask.
        request: Request,
    },
    /// Keep what the hello said; then [`crate::Input::Greeted`].
    Greet {
        /// The platform's log epoch.
        log_epoch: i64,
        /// To be sent with the next hello.
        nonce: String,
        /// What the platform holds of our journal.
        acknowledged: AckState,
        /// The platform was restored from a backup: forget the cursor and what was pulled.
        rewind: bool,
    },
    /// Keep the verdicts and what is acknowledged, in one transaction; then
    /// [`crate::Input::VerdictsSettled`].
    Settle {
        /// The verdicts.
        verdicts: Vec<RecordVerdict>,
        /// What the platform holds of our journal.
        acknowledged: AckState,
        /// Edits that count as made when they were received.
        clamped: Vec<ClampedEdit>,
    },
    /// Apply the page and move the cursor, in one transaction; then
    /// [`crate::Input::PageApplied`].
    Apply {
        /// The page, checked.
        page: PullPage,
    },
    /// Become a new device: new id, new chain, new number range; what was not acknowledged goes
    /// over into the new chain. Then [`crate::Input::EpochBegun`].
    NewEpoch,
    /// Come back with [`crate::Input::Tick`] at this time, if nothing happens before.
    WakeAt(Duration),
    /// Tell people and keep it.
    Report(Report),
}

/// How it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Report {
    /// A round has begun.
    Working,
    /// All sent, all fetched.
    Finished,
    /// An attempt came to nothing; the next one is planned.
    Failed {
        /// A stable code.
        code: String,
        /// The platform was not reached.
        is_offline: bool,
    },
    /// The token does not hold any more: somebody must sign in.
    SignedOut,
    /// The owner has revoked this device.
    Revoked,
}
