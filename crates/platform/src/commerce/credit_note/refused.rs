//! Why a recipient gets no document.

use mojo_domain::commissions::{CreditNoteNumber, CreditRefusal};

/// Why there is no credit note although something is to be credited.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum CreditNoteRefused {
    /// Neither has said who it is.
    #[error("neither MOJO LLC nor the recipient has a tax profile")]
    NoProfiles,
    /// MOJO LLC has not said who it is.
    #[error("MOJO LLC has no tax profile")]
    NoIssuer,
    /// The recipient has not said who it is.
    #[error("there is no tax profile")]
    NoProfile,
    /// Another law decides how they are settled.
    #[error(
        "an issuer abroad makes out credit notes for German recipients alone, this one sits in {0}"
    )]
    Abroad(String),
    /// Section 14 (2) sentence 3 UStG: there is no invoice to correct any more.
    #[error(
        "the recipient objected to {0}, which is no invoice any more: what refunds took of it is \
         not corrected"
    )]
    Objected(CreditNoteNumber),
    /// It would be no invoice.
    #[error(transparent)]
    Refused(#[from] CreditRefusal),
}
