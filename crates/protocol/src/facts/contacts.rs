//! Contacts merged, and parted again.

use chrono::{DateTime, Utc};
use mojo_domain::{ActorId, ContactId, ContactMergeId, Hlc};
use serde::{Deserialize, Serialize};

/// Two contacts are one person, or not after all. Neither card is changed: who stands for whom
/// follows from the merges that stand, and sales, cards and invoices keep the id they were recorded
/// with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactMergeBody {
    /// The merge, or its parting.
    pub merge_id: ContactMergeId,
    /// Merged or parted.
    pub kind: ContactMergeKind,
    /// Who is shown.
    pub winner_id: ContactId,
    /// Who is shown under the winner.
    pub loser_id: ContactId,
    /// The merges that a parting takes back; one that it does not name stands.
    #[serde(default)]
    pub parts: Vec<ContactMergeId>,
    /// The latest reading of the hybrid clock on the loser's card that was known here: what is
    /// written on it later, or was unknown, is an edit of the winner.
    pub seen: Hlc,
    /// The latest reading on the cards shown as the winner that was known here: what is emptied there
    /// later was emptied for both. A merge by an older desk has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub winner_seen: Option<Hlc>,
    /// The reading of the hybrid clock of this desk.
    pub hlc: Hlc,
    /// When.
    pub at: DateTime<Utc>,
    /// Who did it.
    pub actor_id: ActorId,
}

/// What a [`ContactMergeBody`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContactMergeKind {
    /// Merged.
    Merged,
    /// Parted.
    Parted,
}
