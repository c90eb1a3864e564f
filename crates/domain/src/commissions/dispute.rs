//! Y5: the recipient disputes an entry (Beanstandung). From then on it is frozen: it is neither
//! approved nor paid until the platform's people have settled it. Silence accepts nothing.

use super::Status;
use crate::codes::codes;

codes! {
    /// How a dispute was settled. Either ends the freeze; neither changes the entry: where the
    /// recipient is right, a correction of its own moves the balance.
    DisputeOutcome {
        /// The recipient is right.
        Upheld = "upheld";
        /// The entry is right.
        Rejected = "rejected";
    }
}

/// Whether an open dispute freezes an entry of this status: what was paid, given as a discount,
/// refunded or lost does not move any more.
pub fn is_frozen_by_dispute(status: Status) -> bool {
    matches!(status, Status::Pending | Status::Approved)
}

/// The most letters of a reason or a message.
pub const MAX_DISPUTE_TEXT: usize = 4000;

/// Why a text cannot stand in a dispute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DisputeTextError {
    /// Nothing, or spaces alone.
    #[error("a dispute needs words: say what is wrong")]
    Empty,
    /// More than [`MAX_DISPUTE_TEXT`] letters.
    #[error("the text is too long: at most {MAX_DISPUTE_TEXT} letters")]
    TooLong,
    /// A character that no one can read; line breaks and tabs are fine.
    #[error("the text has characters that cannot be shown")]
    Unreadable,
}

/// Whether every character can be shown; line breaks and tabs can.
pub fn is_readable(text: &str) -> bool {
    !text.chars().any(|letter| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t'))
}

/// The text without the space around it.
///
/// # Errors
/// [`DisputeTextError`] when nothing is left of it, too much, or what cannot be shown.
pub fn dispute_text(text: &str) -> Result<String, DisputeTextError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(DisputeTextError::Empty);
    }
    if text.chars().count() > MAX_DISPUTE_TEXT {
        return Err(DisputeTextError::TooLong);
    }
    if !is_readable(text) {
        return Err(DisputeTextError::Unreadable);
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn y5_what_still_moves_is_frozen_and_nothing_else() {
        let frozen: Vec<_> =
            Status::ALL.iter().copied().filter(|status| is_frozen_by_dispute(*status)).collect();
        assert_eq!(frozen, [Status::Pending, Status::Approved]);
    }

    #[test]
    fn y5_a_dispute_says_what_is_wrong() {
        assert_eq!(dispute_text(" Satz falsch \n").as_deref(), Ok("Satz falsch"));
        assert_eq!(dispute_text(" \n"), Err(DisputeTextError::Empty));
        assert_eq!(dispute_text("Satz\r\n\tfalsch").as_deref(), Ok("Satz\r\n\tfalsch"));
        assert_eq!(dispute_text("Satz\0falsch"), Err(DisputeTextError::Unreadable));
        assert_eq!(dispute_text("Satz \u{1b}[1m"), Err(DisputeTextError::Unreadable));
        assert!(dispute_text(&"ü".repeat(MAX_DISPUTE_TEXT)).is_ok());
        assert_eq!(dispute_text(&"ü".repeat(MAX_DISPUTE_TEXT + 1)), Err(DisputeTextError::TooLong));
    }
}
