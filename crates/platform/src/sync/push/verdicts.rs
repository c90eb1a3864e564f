//! Verdicts at rest, and their repetition.

use mojo_protocol::{PushedChange, RecordVerdict, Verdict};

use crate::storage::log::DeviceEntry;

/// What is held at these numbers is what was sent again.
pub(super) fn same_hashes(held: &[DeviceEntry], sent: &[PushedChange]) -> bool {
    held.len() == sent.len()
        && held.iter().zip(sent).all(|(h, s)| h.dseq == s.dseq && h.hash == s.hash)
}

/// The verdict that an entry had, said again.
pub(super) fn repeat(entry: &DeviceEntry) -> RecordVerdict {
    let (code, message) = (entry.code.clone(), entry.message.clone());
    let verdict = match entry.seq {
        None => Verdict::Rejected { code, message },
        Some(seq) if entry.verdict == "quarantined" => Verdict::Quarantined { seq, code },
        Some(seq) => Verdict::Duplicate { seq },
    };
    RecordVerdict { dseq: entry.dseq, verdict }
}

/// The row of an entry with its verdict.
pub(in crate::sync) fn entry(change: &PushedChange, verdict: &Verdict) -> DeviceEntry {
    let (name, seq, code, message) = match verdict {
        Verdict::Applied { seq } => ("applied", Some(*seq), "", ""),
        Verdict::Duplicate { seq } => ("duplicate", Some(*seq), "", ""),
        Verdict::Quarantined { seq, code } => ("quarantined", Some(*seq), code.as_str(), ""),
        Verdict::Rejected { code, message } => ("rejected", None, code.as_str(), message.as_str()),
    };
    DeviceEntry {
        dseq: change.dseq,
        hash: change.hash.clone(),
        seq,
        verdict: name.to_owned(),
        code: code.to_owned(),
        message: message.to_owned(),
    }
}
