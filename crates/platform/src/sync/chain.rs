//! The check of a journal as it arrives: each entry must continue the chain that is held (D3).

use mojo_domain::from_micros;
use mojo_domain::journal::{Hash, Link, chain, commitment, unhex};
use mojo_protocol::PushedChange;

/// How an entry stands to the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Continuity {
    /// Whole.
    Whole,
    /// The body is not the one that the entry was bound to.
    OtherBody,
    /// The hash does not follow from the entry and the one before.
    Broken,
}

impl Continuity {
    /// The code of the verdict; `None` when all is well.
    pub(super) fn code(self) -> Option<&'static str> {
        match self {
            Self::Whole => None,
            Self::OtherBody => Some("commitment_mismatch"),
            Self::Broken => Some("chain_broken"),
        }
    }
}

/// Checks one entry after `prev`; gives back the hash from which the next one goes on. A broken
/// entry is noticed once: its successors are judged by the hash that it claims.
pub(super) fn check(prev: Hash, change: &PushedChange) -> (Continuity, Hash) {
    let Some(claimed) = Hash::from_hex(&change.hash) else { return (Continuity::Broken, prev) };
    let Some(bound) = Hash::from_hex(&change.commitment) else {
        return (Continuity::Broken, claimed);
    };
    let link = Link {
        dseq: change.dseq,
        op: &change.op,
        entity: &change.entity,
        entity_id: change.entity_id,
        at: from_micros(change.at),
        actor_id: change.actor_id,
        commitment: bound,
    };
    if chain(prev, &link) != claimed {
        return (Continuity::Broken, claimed);
    }
    if is_erased(change) || body_matches(change, bound) {
        (Continuity::Whole, claimed)
    } else {
        (Continuity::OtherBody, claimed)
    }
}

/// The body was erased at the desk (Art. 17 GDPR): the chain stays whole without it.
pub(super) fn is_erased(change: &PushedChange) -> bool {
    change.salt.is_empty() && change.body.is_empty()
}

fn body_matches(change: &PushedChange, bound: Hash) -> bool {
    unhex(&change.salt)
        .and_then(|salt| <[u8; 16]>::try_from(salt).ok())
        .is_some_and(|salt| commitment(&salt, change.body.as_bytes()) == bound)
}
