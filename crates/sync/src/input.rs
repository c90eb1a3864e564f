//! What happens to the engine.

use std::time::Duration;

use mojo_protocol::{HelloResponse, PullPage, PushResponse};

use crate::Failure;

/// When something happened, and a random number for what needs chance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Since the driver began, by a clock that only goes forward.
    pub at: Duration,
    /// Any number; it places the next attempt within its bounds.
    pub chance: u64,
}

/// What happened.
#[derive(Clone, Debug)]
pub enum Input {
    /// Time has passed.
    Tick,
    /// Somebody has signed in.
    SignedIn,
    /// Somebody has signed out.
    SignedOut,
    /// The journal has grown to this entry.
    OutboxFilled {
        /// Its last entry.
        head_dseq: i64,
    },
    /// The machine has another network, or woke up.
    NetworkChanged,
    /// Somebody wants it now.
    SyncNow,
    /// The platform knows the device now.
    Enrolled {
        /// Of the request.
        ticket: u64,
    },
    /// The answer to a hello.
    HelloAnswered {
        /// Of the request.
        ticket: u64,
        /// The answer.
        answer: HelloResponse,
        /// Our own hash at the acknowledged entry; `None` when our journal does not reach there.
        own_hash: Option<String>,
    },
    /// What the hello said is kept.
    Greeted,
    /// The answer to a push.
    PushAnswered {
        /// Of the request.
        ticket: u64,
        /// The answer.
        answer: PushResponse,
        /// Our own hash at the acknowledged entry; `None` when our journal does not reach there.
        own_hash: Option<String>,
    },
    /// The verdicts are kept.
    VerdictsSettled,
    /// The answer to a pull.
    PullAnswered {
        /// Of the request.
        ticket: u64,
        /// The answer.
        page: PullPage,
    },
    /// The page is in the database, and its cursor with it.
    PageApplied,
    /// This desk is a new device with a chain of its own.
    EpochBegun {
        /// The last entry of the new chain: what was not acknowledged is in it.
        head_dseq: i64,
    },
    /// A request came to nothing.
    Failed {
        /// Of the request.
        ticket: u64,
        /// Why.
        failure: Failure,
        /// The patience that the platform asks for.
        retry_after: Option<Duration>,
    },
    /// The local database could not do what an action asked.
    LocalFailed {
        /// The error's code.
        code: String,
    },
}
