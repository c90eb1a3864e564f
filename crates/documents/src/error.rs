//! Why a document cannot be made.

use mojo_domain::MoneyError;

/// Why a document cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// The fonts in the program are damaged.
    #[error("the font {0} cannot be read")]
    Font(&'static str),
    /// A code cannot hold what it should.
    #[error("{0} does not fit into a QR code")]
    Qr(&'static str),
    /// The facts contradict each other: a total is not the sum of its parts.
    #[error("{what}: {stated_cents} cents are stated, the parts make {found_cents}")]
    Contradiction {
        /// Which total.
        what: &'static str,
        /// As stated.
        stated_cents: i64,
        /// As added up.
        found_cents: i64,
    },
    /// An amount is beyond what is counted with.
    #[error(transparent)]
    Money(#[from] MoneyError),
    /// The file could not be put together.
    #[error("the PDF cannot be written: {0}")]
    Pdf(String),
    /// The image could not be put together.
    #[error("the image cannot be written: {0}")]
    Image(String),
}

/// Refuses a total that is not the sum of its parts.
pub(crate) fn same_sum(
    what: &'static str,
    stated_cents: i64,
    parts: impl IntoIterator<Item = i64>,
) -> Result<(), DocumentError> {
    let found_cents = parts.into_iter().fold(0_i64, i64::saturating_add);
    if stated_cents == found_cents {
        return Ok(());
    }
    Err(DocumentError::Contradiction { what, stated_cents, found_cents })
}
